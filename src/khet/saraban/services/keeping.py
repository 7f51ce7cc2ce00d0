"""Files that come with a service call: already stored, received a moment ago, or the token of an upload in pieces."""

from khet.files import services as files
from khet.files.reads import StoredFile
from khet.files.services import Received as ReceivedFile
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref

File = StoredFile | ReceivedFile


def put_on(file: File | str, *, actor: Actor, owner: Ref, restricted: bool, purpose: str = "") -> StoredFile:
    """Make the file the owner's. Raises Refused when an upload is gone or not complete."""
    if isinstance(file, StoredFile):
        return file if file.owner == owner else files.attach(file, owner=owner)
    return files.keep([file], actor=actor, owner=owner, restricted=restricted, purpose=purpose)[0]
