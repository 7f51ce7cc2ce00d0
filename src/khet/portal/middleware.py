"""A hub that began empty leads everybody to its setup until somebody can sign in."""

import ipaddress
from collections.abc import Callable
from typing import Final

from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from khet.portal import firsttime
from khet.ui import errors
from khet.ui.errors import Trouble

Handler = Callable[[HttpRequest], HttpResponse]
OPEN: Final = ("/setup/", "/static/", "/healthz", "/readyz", "/me/language/", "/sw.js")


class FirstTime:
    """On this machine to /setup/; elsewhere a page that says where the setup is made."""

    def __init__(self, get_response: Handler) -> None:
        if not firsttime.stamps().holds("content", "own"):
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.over = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.over or request.user.is_authenticated or request.path.startswith(OPEN):
            return self.get_response(request)
        self.over = firsttime.has_administrator()
        if self.over:
            return self.get_response(request)
        return HttpResponseRedirect("/setup/") if _from_here(request) else _not_yet(request)


def _from_here(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _not_yet(request: HttpRequest) -> HttpResponse:
    return errors.show(
        request,
        Trouble(
            503,
            _("ระบบนี้ยังไม่ได้ตั้งค่า"),
            _("ผู้ติดตั้งเปิดหน้าตั้งค่าครั้งแรกด้วยที่อยู่ที่แสดงท้ายหน้าจอคำสั่ง ./khet run แล้วจึงใช้งานจากเครื่องอื่นได้"),
        ),
    )


def first_time(get_response: Handler) -> Handler:
    return FirstTime(get_response)
