"""Sending bytes to a browser: whole, a part, or nothing because it has them; never so that they can act."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from khet.files import ranges, storage
from khet.files.kinds import SHOWN_INLINE
from khet.files.models import Blob
from khet.files.names import disposition
from khet.files.services.reading import missing

# Chromium's own PDF viewer refuses to work in a sandboxed response; scripts in PDF files are refused on the way in.
_PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'"
)
_POLICY = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent: kept bytes, under which name and type, and how secret they are."""

    blob: Blob
    name: str
    mime: str
    restricted: bool
    download: bool = False

    @property
    def etag(self) -> str:
        return f'"{self.blob.sha256}"'


def send(request: HttpRequest, parcel: Parcel) -> HttpResponseBase:
    """200, 206, 304 or 416. Raises Refused when the bytes are missing."""
    store = storage.backend(parcel.blob.backend)
    size = store.size(parcel.blob.sha256)
    if size is None:
        raise missing(parcel.name)
    if not parcel.restricted and _has_it(request, parcel.etag):
        return _dressed(HttpResponse(status=304), parcel)
    try:
        stretch = _stretch(request, parcel.etag, size)
    except ranges.Unsatisfiable:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    whole = stretch or ranges.Stretch(0, size)
    answer = _body(request, parcel, whole)
    answer["Content-Length"] = str(whole.length)
    if stretch:
        answer.status_code = 206
        answer["Content-Range"] = stretch.header(size)
    return _dressed(answer, parcel)


def _body(request: HttpRequest, parcel: Parcel, stretch: ranges.Stretch) -> HttpResponseBase:
    if request.method == "HEAD":
        return HttpResponse()
    pieces = storage.backend(parcel.blob.backend).read(parcel.blob.sha256, stretch.start, stretch.length)
    return StreamingHttpResponse(pieces)


def _stretch(request: HttpRequest, etag: str, size: int) -> ranges.Stretch | None:
    """If-Range: a part only of the same bytes as before."""
    if request.headers.get("If-Range", etag) != etag:
        return None
    return ranges.asked(request.headers.get("Range", ""), size)


def _has_it(request: HttpRequest, etag: str) -> bool:
    known = request.headers.get("If-None-Match", "")
    return known == "*" or etag in (tag.strip().removeprefix("W/") for tag in known.split(","))


def _dressed(response: HttpResponseBase, parcel: Parcel) -> HttpResponseBase:
    response["Content-Type"] = f"{parcel.mime}; charset=utf-8" if parcel.mime.startswith("text/") else parcel.mime
    response["ETag"] = parcel.etag
    response["Accept-Ranges"] = "bytes"
    inline = parcel.mime in SHOWN_INLINE and not parcel.download
    response["Content-Disposition"] = disposition(parcel.name, inline=inline)
    response["Content-Security-Policy"] = _PDF_POLICY if parcel.mime == "application/pdf" else _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Encoding"] = "identity"  # packing on the way would break lengths and ranges
    response["Cache-Control"] = "private, no-store" if parcel.restricted else "private, no-cache, no-transform"
    return response
