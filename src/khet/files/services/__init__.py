"""The door to files: keep, read, move, discard, and claim what was uploaded in pieces."""

from khet.files.intake import Content, Received, receive
from khet.files.kinds import ANYTHING, ARCHIVES, DOCUMENTS, FONTS, IMAGES, PDFS, TABLES, FileRule, Kind
from khet.files.services.caring import attach, discard, hold, release, retain
from khet.files.services.deriving import derivative_bytes, derive
from khet.files.services.keeping import store
from khet.files.services.reading import local_file, open_file, read_bytes
from khet.files.services.uploads import Incoming, claim, keep, peek

__all__ = [
    "ANYTHING",
    "ARCHIVES",
    "DOCUMENTS",
    "FONTS",
    "IMAGES",
    "PDFS",
    "TABLES",
    "Content",
    "FileRule",
    "Incoming",
    "Kind",
    "Received",
    "attach",
    "claim",
    "derivative_bytes",
    "derive",
    "discard",
    "hold",
    "keep",
    "local_file",
    "open_file",
    "peek",
    "read_bytes",
    "receive",
    "release",
    "retain",
    "store",
]
