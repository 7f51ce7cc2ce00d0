"""The frame, the errors and the headers: through the middleware, without any capability."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.ui import answers, chrome, errors, middleware

SOMEBODY = Actor(account_id=1, person_id=1, person_name="นางสาวรัชดา ชุติภาปกรณ", post_name="สารบรรณกลาง")


class NameForm(forms.Form):
    name = forms.CharField(label="ชื่อ")


def refuses(request: HttpRequest) -> HttpResponse:
    raise Refused("หนังสือเรื่องนี้ไม่ได้อยู่ที่ท่านแล้ว โหลดหน้านี้ใหม่เพื่อดูว่าอยู่ที่ใคร", code="not_holder")


def forbids(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("เฉพาะสารบรรณกลาง")


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("asked for")


def swells(request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig("too big")


def takes(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None)
    with answers.refusals_into(form):
        if form.is_valid() and form.cleaned_data["name"] == "ซ้ำ":
            raise Refused("ชื่อนี้ใช้แล้ว ให้ใช้ชื่ออื่น", code="used", field="name")
    return answers.answer(request, form, "ui/trouble.html", {}, then="/done/", message="บันทึกแล้ว")


urlpatterns = [
    path("refuses/", refuses),
    path("forbids/", forbids),
    path("breaks/", breaks),
    path("swells/", swells),
    path("takes/", takes),
]
handler400 = "khet.ui.errors.bad_request"
handler403 = "khet.ui.errors.forbidden"
handler404 = "khet.ui.errors.not_found"
handler500 = "khet.ui.errors.server_error"


@pytest.fixture
def house(settings: Any) -> Client:
    """The middleware that needs no database, over the views above."""
    settings.ROOT_URLCONF = __name__
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.MIDDLEWARE = [
        "khet.ui.middleware.security_headers",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "khet.ui.middleware.refusals",
    ]
    return Client(raise_request_exception=False)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_an_uncaught_refusal_is_a_page_with_its_sentence(house: Client) -> None:
    response = house.get("/refuses/")
    assert response.status_code == 409
    assert "หนังสือเรื่องนี้ไม่ได้อยู่ที่ท่านแล้ว" in text(response)
    assert response["X-Khet-Refused"] == "not_holder"


def test_htmx_gets_the_refusal_as_a_notice_only(house: Client) -> None:
    response = house.get("/refuses/", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#toasts"
    assert "<html" not in text(response)


@pytest.mark.parametrize(
    ("address", "status", "word"),
    [
        ("/nowhere/", 404, "ไม่พบหน้านี้"),
        ("/forbids/", 403, "เฉพาะสารบรรณกลาง"),
        ("/swells/", 413, "ข้อมูลที่ส่งใหญ่เกินไป"),
        ("/breaks/", 500, "ระบบขัดข้อง"),
    ],
)
def test_every_trouble_has_a_thai_page_with_two_doors_and_a_code(
    house: Client, address: str, status: int, word: str
) -> None:
    response = house.get(address)
    page = text(response)
    assert response.status_code == status
    assert word in page
    assert page.count('class="btn') >= 2
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page)


def test_the_500_page_asks_nothing_of_the_database(rf: RequestFactory) -> None:
    # Without the db mark any query raises.
    assert "ระบบขัดข้อง" in text(errors.server_error(rf.get("/")))


def test_a_form_without_its_token_is_told_what_to_do(settings: Any, house: Client) -> None:
    settings.CSRF_FAILURE_VIEW = "khet.ui.errors.csrf_failed"
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/takes/", {"name": "ก"})
    assert response.status_code == 403
    assert "ยังไม่ได้ส่ง" in text(response)


def test_errors_come_back_as_typed_with_422(house: Client) -> None:
    assert house.post("/takes/", {"name": ""}).status_code == 422


def test_a_refusal_inside_a_form_is_an_error_of_its_field() -> None:
    form = NameForm({"name": "ซ้ำ"})
    form.full_clean()

    def save() -> None:
        raise Refused("ชื่อนี้ใช้แล้ว", code="used", field="name")

    with answers.refusals_into(form):
        save()
    assert form.errors["name"] == ["ชื่อนี้ใช้แล้ว"]


def test_a_refusal_without_a_form_goes_on() -> None:
    with pytest.raises(Refused), answers.refusals_into(None):
        raise Refused("ไม่ได้", code="no")


def test_what_is_done_redirects_or_tells_htmx_to_go_there(house: Client) -> None:
    assert house.post("/takes/", {"name": "ก"})["Location"] == "/done/"
    assert house.post("/takes/", {"name": "ก"}, headers={"HX-Request": "true"})["HX-Redirect"] == "/done/"


def test_nobody_is_sent_to_a_foreign_address(rf: RequestFactory) -> None:
    for foreign in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        assert answers.go(rf.get("/"), foreign)["Location"] == "/"


def test_every_answer_carries_the_strict_policy(house: Client) -> None:
    for address in ("/refuses/", "/nowhere/", "/breaks/"):
        policy = house.get(address)["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "object-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy


def test_a_form_may_lead_to_the_origins_that_were_named() -> None:
    assert middleware.content_security_policy(["https://id.example"]).endswith("form-action 'self' https://id.example")


@pytest.fixture
def two_places() -> Iterator[None]:
    keep = dict(chrome.places._entries)
    chrome.places._entries.clear()
    chrome.places.register(chrome.Place("home", "งานของฉัน", "inbox", "/", 0, badge=lambda actor: 7, short="งาน"))
    chrome.places.register(chrome.Place("mail", "หนังสือ", "mail", "/letters/", 10, under=("/files/",)))
    chrome.places.register(chrome.Place("desk", "แจ้งไอที", "life-buoy", "/desk/", 5, visible=lambda actor: False))
    yield
    chrome.places._entries.clear()
    chrome.places._entries.update(keep)


def test_the_rail_shows_the_places_one_may_see_in_order_and_marks_where_one_is(
    two_places: None, rf: RequestFactory
) -> None:
    request = rf.get("/letters/42/")
    request.actor = SOMEBODY  # type: ignore[attr-defined]
    around = chrome.Chrome(request)
    assert [(place.key, place.current, place.count) for place in around.rail] == [("home", False, 7), ("mail", True, 0)]
    assert [place.key for place in around.bar] == ["home"]
    assert around.elsewhere


def test_the_frame_costs_nothing_until_a_page_shows_it(two_places: None, rf: RequestFactory) -> None:
    def expensive(actor: Actor) -> int:
        raise AssertionError("asked for")

    chrome.places._entries["home"] = chrome.Place("home", "ก", "inbox", "/", badge=expensive)
    assert chrome.context(rf.get("/"))["chrome"]


def test_the_frame_works_signed_out(two_places: None, house: Client) -> None:
    page = text(house.get("/nowhere/"))
    assert "เข้าสู่ระบบ" in page
    assert "งานของฉัน" not in page


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("", ""), ("pink", ""), ('"><script>', "")])
def test_only_known_themes_are_taken_from_the_cookie(rf: RequestFactory, cookie: str, theme: str) -> None:
    request = rf.get("/")
    request.COOKIES[chrome.THEME_COOKIE] = cookie
    assert chrome.Chrome(request).theme == theme
