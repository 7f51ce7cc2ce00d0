"""The type faces a desk prints with: its own TH Sarabun files, else those of the house."""

import logging
from functools import lru_cache

from khet.files import reads as kept_files
from khet.files import services as files
from khet.kernel.errors import Refused
from khet.paper import services as paper
from khet.saraban.models import DeskFont

log = logging.getLogger(__name__)


def own_faces(desk_id: int) -> list[DeskFont]:
    """The desk's own files, in the order regular, bold, italic, bold italic."""
    order = {face: place for place, face in enumerate(DeskFont.Face.values)}
    rows = DeskFont.objects.filter(desk_id=desk_id).select_related("file")
    return sorted(rows, key=lambda row: order[row.face])


def fonts_of(desk_id: int) -> paper.Fonts | None:
    """What paper.render takes. One query; files are read once in the life of the process.

    A file that cannot be read any more is logged, and the letter is printed with the faces of the house.
    """
    own = own_faces(desk_id)
    if not own:
        return None
    try:
        return _made(tuple(sorted((row.file.sha256, row.file_id) for row in own)))
    except (Refused, OSError) as error:
        log.exception("fonts of desk %s", desk_id, exc_info=error)
        return None


@lru_cache(maxsize=64)
def _made(kept: tuple[tuple[str, int], ...]) -> paper.Fonts:
    found = kept_files.in_bulk([pk for _sha, pk in kept])
    return paper.tried(paper.office_fonts([files.read_bytes(found[pk]) for _sha, pk in kept]))
