"""Pictures of pages: a kept PDF's made once and kept beside it, a draft's as it stands now."""

import hashlib

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from khet.files import looks
from khet.files import services as files
from khet.files.reads import StoredFile
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper import services as paper
from khet.saraban import reads
from khet.saraban.models import Delivery, Letter
from khet.saraban.reads.faces import fonts_of

WIDE = 1240
MOST_PAGES = 40
PNG = "image/png"


def pages_of(stored: StoredFile | None, *, most: int = MOST_PAGES) -> range:
    """Page numbers of a kept PDF, from 1; of anything else none."""
    if stored is None or stored.mime != "application/pdf":
        return range(0)
    known = files.derivative_bytes(stored, "pages")
    if known is None:
        try:
            known = str(paper.page_count(files.read_bytes(stored))).encode()
        except Refused:
            return range(0)
        files.derive(stored, "pages", known, mime="text/plain")
    return range(1, min(int(known), most) + 1)


def picture_of(stored: StoredFile, page: int, *, width: int = WIDE) -> bytes:
    kind = f"page-{page}.png" if width == WIDE else f"page-{page}-{width}.png"
    known = files.derivative_bytes(stored, kind)
    if known is None:
        known = paper.preview_png(files.read_bytes(stored), page=page - 1, width=width)
        files.derive(stored, kind, known, mime=PNG)
    return known


def draft_pdf(letter: Letter) -> bytes:
    """The paper as it would be, marked ร่าง, with number, date and signature open."""
    return paper.render(reads.paper_of(letter, draft=True), fonts=fonts_of(letter.desk_id))


@require_safe
@guarded(None, Letter)
def letter_page(request: Request, letter: Letter, page: int) -> HttpResponse:
    """A page of the letter: of its PDF once that stands, else of the draft."""
    if letter.pdf is None and letter.origin == Letter.Origin.OWN:
        return _draft_page(request, letter, page)
    return _stored_page(request, letter.pdf, page)


@require_safe
@guarded(None, Delivery)
def delivery_page(request: Request, delivery: Delivery, page: int) -> HttpResponse:
    """A page as received, with our stamp once it is on."""
    return _stored_page(request, delivery.stamped or delivery.letter.pdf, page)


def _stored_page(request: Request, stored: StoredFile | None, page: int) -> HttpResponse:
    if stored is None or page not in pages_of(stored):
        raise Http404
    looks.note(request, request.actor, stored)
    return png(request, picture_of(stored, page), days=1)


def _draft_page(request: Request, letter: Letter, page: int) -> HttpResponse:
    pdf = draft_pdf(letter)
    if not 1 <= page <= paper.page_count(pdf):
        raise Http404
    return png(request, paper.preview_png(pdf, page=page - 1, width=WIDE), days=0)


def png(request: Request, content: bytes, *, days: int) -> HttpResponse:
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    same = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if same else HttpResponse(content, content_type=PNG)
    response["ETag"] = tag
    response["Cache-Control"] = f"private, max-age={days * 86400}" if days else "private, no-cache"
    return response
