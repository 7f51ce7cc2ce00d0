"""Pages for what went wrong: what happened, why it may be, two doors, the code of the event."""

import errno
import logging
import secrets
import sys
from dataclasses import dataclass, replace
from typing import Final

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from khet.kernel.errors import Refused
from khet.ui import chrome

log = logging.getLogger("khet.errors")
BARE: Final = '<!doctype html><html lang="th"><title>เขต</title><h1>ระบบขัดข้อง</h1><p>%s</p></html>'
LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Door:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error page says. again: the second door goes back to where one came from."""

    status: int
    title: str
    text: str
    doors: tuple[Door, ...] = ()
    answered: int = 6
    code: str = ""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    if isinstance(exception, SessionInterrupted) and (why := _why(_first(exception))):
        return _faulted(request, why)  # the session could not be written: the database was locked or the disk full
    return show(
        request,
        Trouble(400, _("ระบบอ่านคำขอนี้ไม่ได้"), _("ลิงก์อาจขาดไปบางส่วน หรือหน้าที่เปิดไว้เก่าแล้ว กลับไปเปิดหน้าใหม่แล้วลองอีกครั้ง")),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = str(exception or "")
    text = said or _("ตำแหน่งที่ท่านใช้อยู่ทำเรื่องนี้ไม่ได้ ลองเปลี่ยนตำแหน่งที่มุมบน หรือขอให้เจ้าของเรื่องมอบหมายให้")
    return show(request, Trouble(403, _("เรื่องนี้ทำในตำแหน่งนี้ไม่ได้"), text))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("หน้านี้อาจถูกย้าย หรือท่านไม่มีสิทธิ์ดูในตำแหน่งที่ใช้อยู่ ลองเปลี่ยนตำแหน่งหรือค้นด้วยเลขหนังสือ")
    return show(request, Trouble(404, _("ไม่พบหน้านี้"), text))


def too_large(request: HttpRequest) -> HttpResponse:
    text = _("สิ่งที่ส่งมาใหญ่หรือมีจำนวนมากเกินที่รับได้ในครั้งเดียว แบ่งส่งทีละส่วน หรือย่อไฟล์ก่อนส่ง")
    return show(request, Trouble(413, _("ข้อมูลที่ส่งใหญ่เกินไป"), text))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    log.info("CSRF check failed: %s", reason)
    text = _("หน้านี้เปิดค้างไว้นาน หรือมีการเข้าสู่ระบบใหม่ในหน้าต่างอื่น ข้อความที่พิมพ์ยังอยู่ในหน้าก่อน กลับไปโหลดหน้านั้นใหม่แล้วส่งอีกครั้ง")
    return show(request, Trouble(403, _("ยังไม่ได้ส่ง เพราะหน้าที่เปิดไว้หมดอายุ"), text))


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """409 with the sentence of the refusal; htmx gets it as a notice."""
    if _wants_fragment(request):
        html = loader.render_to_string("ui/refused_fragment.html", {"message": refusal.message})
        response = HttpResponse(html, status=409)
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
    else:
        response = show(request, Trouble(409, _("ทำเรื่องนี้ตอนนี้ไม่ได้"), refusal.message))
    response["X-Khet-Refused"] = refusal.code
    return response


@sensitive_variables()
def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn from one template that asks nothing of the database; 503 when the database or the disk gave way."""
    return _faulted(request, _why(sys.exc_info()[1]))


def _faulted(request: HttpRequest, why: str) -> HttpResponse:
    code = event_code()
    log.error("event %s: %s %s", code, request.method, request.path)
    try:
        html = loader.get_template("ui/error_500.html").render({"code": code, "why": why})
    except Exception:
        html = BARE % code
    return HttpResponse(html, status=503 if why else 500, headers={"Retry-After": "5"} if why else {})


def gave_way(request: HttpRequest, *, full: bool) -> HttpResponse:
    """503 for a database or disk that was found not to take anything, before anything raised."""
    return _faulted(request, "full" if full else "busy")


def _first(fault: BaseException) -> BaseException:
    """The fault that all began with."""
    while fault.__context__ is not None and not isinstance(fault, OperationalError):
        fault = fault.__context__
    return fault


def _why(fault: BaseException | None) -> str:
    """full: nothing fits on the disk any more. busy: the database was locked or away. Else a fault of ours."""
    if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
        return "full"
    if not isinstance(fault, OperationalError):
        return ""
    said = str(fault)
    return "full" if "is full" in said or "No space left" in said else "busy"


def show(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """An error page in the frame of the house: inside it for the signed in, plain for others."""
    doors = trouble.doors or _doors(request)
    trouble = replace(trouble, doors=doors, code=trouble.code or event_code())
    log.info("event %s: %s %s %s", trouble.code, trouble.status, request.method, request.path)
    around = chrome.Chrome(request)
    name = "ui/error.html" if around.actor.signed_in else "ui/error_plain.html"
    html = loader.render_to_string(name, {"trouble": trouble, "chrome": around}, request=request)
    return HttpResponse(html, status=trouble.status)


def event_code() -> str:
    """Four and four letters that can be read out on the telephone: 7F3K-2291."""
    drawn = "".join(secrets.choice(LETTERS) for _place in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def _doors(request: HttpRequest) -> tuple[Door, ...]:
    around = chrome.Chrome(request)
    if not around.actor.signed_in:
        return Door(_("เข้าสู่ระบบ"), around.sign_in_url), Door(_("หน้าแรก"), "/")
    home = Door(_("กลับไปงานของฉัน"), "/")
    return (home, Door(_("ค้นหา"), around.search_url)) if around.search_url else (home, Door(_("ย้อนกลับ"), request.path))


def _wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
