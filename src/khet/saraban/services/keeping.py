"""Files that come with a service call: already stored, or received a moment ago and not yet anybody's."""

from khet.files import services as files
from khet.files.models import StoredFile
from khet.files.services import Received as ReceivedFile
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref

File = StoredFile | ReceivedFile


def put_on(file: File, *, actor: Actor, owner: Ref, restricted: bool, purpose: str = "") -> StoredFile:
    """Make the file the owner's."""
    if isinstance(file, StoredFile):
        return file if file.owner == owner else files.attach(file, owner=owner)
    return files.store(actor=actor, content=file, owner=owner, restricted=restricted, purpose=purpose)
