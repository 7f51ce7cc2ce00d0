"""Addresses of files: download, derivatives, and uploads in pieces (tus 1.0: core, creation, termination)."""

import base64
import binascii

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.files import looks
from khet.files.access import may_read
from khet.files.delivery import Parcel, send
from khet.files.kinds import ANYTHING
from khet.files.models import Derivative, StoredFile, Upload, UploadState
from khet.files.services import uploads
from khet.files.storage.port import PIECE
from khet.kernel.actor import NOBODY, Actor
from khet.kernel.doors import own_rule
from khet.kernel.errors import Refused

MOST_AT_ONCE = 8 << 20  # bytes of one piece; it is held in memory until it is whole
_STATUS = {"too_large": 413, "too_many": 429, "disk_full": 507, "storage_down": 503, "gone": 404}


@own_rule
@require_safe
def download(request: HttpRequest, public_id: str, name: str) -> HttpResponseBase:
    """The bytes, for whoever may read what the file belongs to; for everybody else there is no such file."""
    stored = StoredFile.objects.select_related("blob").filter(public_id=public_id).first()
    if stored is None or stored.blob is None or not may_read(_actor(request), stored):
        return _no_such_file(request)
    parcel = Parcel(stored.blob, stored.name, stored.mime, stored.restricted, "download" in request.GET)
    looks.note(request, _actor(request), stored)
    return send(request, parcel)


@own_rule
@require_safe
def derivative(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    """What was made of a file (the picture of a page), under the same rule as the file itself."""
    stored = StoredFile.objects.select_related("blob").filter(public_id=public_id).first()
    if stored is None or stored.blob is None or not may_read(_actor(request), stored):
        return _no_such_file(request)
    made = Derivative.objects.select_related("derived").filter(blob=stored.blob, kind=kind).first()
    if made is None:
        raise Http404
    looks.note(request, _actor(request), stored)
    return send(request, Parcel(made.derived, kind, made.derived.mime, stored.restricted))


@own_rule
@require_http_methods(["POST", "OPTIONS"])
def create(request: HttpRequest) -> HttpResponse:
    """Begin an upload: headers Upload-Length and Upload-Metadata (tus), or fields size and name."""
    if request.method == "OPTIONS":
        return _abilities()
    if not _signed_in(request):
        return _say(_("ลงชื่อเข้าใช้ก่อน แล้วส่งไฟล์อีกครั้ง"), 403)
    try:
        size = int(request.headers.get("Upload-Length") or request.POST.get("size", ""))
        name = _tus_name(request) or request.POST.get("name", "")
    except (ValueError, binascii.Error):
        return _say(_("ไม่ทราบขนาดหรือชื่อไฟล์ เลือกไฟล์แล้วส่งใหม่"), 400)
    try:
        upload = uploads.begin(actor=_actor(request), name=name, size=size)
    except Refused as refused:
        return _refused(refused)
    response = JsonResponse({"token": upload.token, "name": upload.name}, status=201)
    response["Location"] = reverse("files:upload", args=[upload.token])
    return _tus(response, upload)


@own_rule
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """HEAD: how far it is. PATCH: one more piece at Upload-Offset. DELETE: take it back. Only its own account."""
    row = uploads.find(actor=_actor(request), token=token) if _signed_in(request) else None
    if row is None:
        return _say(_("ไม่พบไฟล์ที่ส่งไว้ หรือเกิน 24 ชั่วโมงแล้ว เลือกไฟล์แล้วส่งใหม่"), 404)
    if request.method == "PATCH":
        return _patch(request, row)
    if request.method == "DELETE":
        uploads.drop(row)
        return HttpResponse(status=204)
    response = HttpResponse(status=422 if row.state == UploadState.REFUSED else 200)
    response["Upload-Length"] = str(row.size)
    response["Cache-Control"] = "no-store"
    return _tus(response, row)


def _abilities() -> HttpResponse:
    """What this end of tus can do."""
    response = HttpResponse(status=204)
    response["Tus-Resumable"] = response["Tus-Version"] = "1.0.0"
    response["Tus-Extension"] = "creation,expiration,termination"
    response["Tus-Max-Size"] = str(ANYTHING.limit)
    return response


def _patch(request: HttpRequest, row: Upload) -> HttpResponse:
    if request.headers.get("Content-Length", "0") != "0" and request.content_type != "application/offset+octet-stream":
        return _say(_("ชนิดข้อมูลไม่ถูกต้อง โหลดหน้าใหม่แล้วส่งอีกครั้ง"), 415)
    try:
        offset = int(request.headers.get("Upload-Offset", ""))
        declared = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return _say(_("ไม่ทราบตำแหน่งที่ส่งต่อ โหลดหน้าใหม่แล้วส่งอีกครั้ง"), 400)
    try:
        uploads.check_offset(row, offset)
        if declared > MOST_AT_ONCE or offset + declared > row.size:
            return _say(_("ข้อมูลมามากกว่าที่รับได้ โหลดหน้าใหม่แล้วส่งอีกครั้ง"), 413, "too_large")
        row = uploads.add(row, offset=offset, piece=_arrived(request, declared))
    except uploads.WrongOffset as wrong:
        response = _say(_("ส่งต่อไม่ตรงตำแหน่ง ระบบจะส่งต่อจากจุดที่ค้าง"), 409, "wrong_offset")
        response["Upload-Offset"] = str(wrong.offset)
        return response
    except Refused as refused:
        return _refused(refused)
    return _tus(HttpResponse(status=204), row)


def _arrived(request: HttpRequest, declared: int) -> bytes:
    """What came before the line dropped, or everything."""
    piece = bytearray()
    try:
        while len(piece) < declared and (more := request.read(min(PIECE, declared - len(piece)))):
            piece += more
    except (UnreadablePostError, OSError):
        pass
    return bytes(piece)


def _tus(response: HttpResponse, row: Upload) -> HttpResponse:
    response["Tus-Resumable"] = "1.0.0"
    response["Upload-Offset"] = str(uploads.received_bytes(row))
    response["Upload-Expires"] = http_date(row.expires_at.timestamp())
    return response


def _tus_name(request: HttpRequest) -> str:
    """filename of Upload-Metadata: pairs "key base64", by commas."""
    pairs = (pair.split() for pair in request.headers.get("Upload-Metadata", "").split(","))
    found = next((pair[1] for pair in pairs if len(pair) == 2 and pair[0] == "filename"), "")
    return base64.b64decode(found, validate=True).decode()


def _refused(refused: Refused) -> HttpResponse:
    return _say(refused.message, _STATUS.get(refused.code, 422), refused.code)


def _say(message: str, status: int, code: str = "") -> HttpResponse:
    response = JsonResponse(
        {"message": message, "code": code}, status=status, json_dumps_params={"ensure_ascii": False}
    )
    response["Tus-Resumable"] = "1.0.0"
    return response


def _no_such_file(request: HttpRequest) -> HttpResponse:
    """The same answer whether it is not there or not for them; without sign-in the way leads there first."""
    if not _signed_in(request):
        return redirect_to_login(request.get_full_path())
    raise Http404


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and _actor(request).account_id is not None)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", NOBODY)
    return actor
