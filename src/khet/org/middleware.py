"""Who acts in this request, in which language, and that a form posted twice is done once."""

from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation

from khet.kernel.actor import NOBODY, Actor
from khet.kernel.errors import Refused
from khet.kernel.ids import read_id
from khet.org.accounts.machines import is_locked
from khet.org.models import Account, Appointment, OncePost
from khet.org.reads.actors import seated
from khet.ui import errors

Handler = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = "khet_lang"
# A minute more than any request takes: what has been running for longer was killed.
LEASE = timedelta(minutes=3)
POST_ENDED = Refused("ท่านไม่ได้ดำรงตำแหน่งที่เปิดหน้านี้ไว้แล้ว เลือกตำแหน่งที่มุมบนขวาแล้วทำรายการใหม่", code="post_ended")
RUNNING = Refused("ระบบกำลังบันทึกรายการนี้อยู่ รอสักครู่แล้วโหลดหน้าใหม่ ไม่ต้องกดซ้ำ", code="once_running")


def language(get_response: Handler) -> Handler:
    """Thai unless the person chose English."""

    def handle(request: HttpRequest) -> HttpResponse:
        chosen = "en" if request.COOKIES.get(LANGUAGE_COOKIE) == "en" else "th"
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = get_response(request)
            response.headers.setdefault("Content-Language", chosen)
            return response

    return handle


def actor(get_response: Handler) -> Handler:
    """Sets request.actor: the signed-in person in the post chosen in the session, or the one the form names."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.htmx = request.headers.get("HX-Request") == "true"  # type: ignore[attr-defined]
        request.actor = NOBODY  # type: ignore[attr-defined]
        if isinstance(request.user, Account) and not is_locked(request):
            request.actor, request.seats = _chosen(request, request.user)  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def _chosen(request: HttpRequest, account: Account) -> tuple[Actor, list[Appointment]]:
    """Two tabs may act in two posts: the form carries its own."""
    return seated(account, appointment_id=_named(request) or request.session.get("appointment"))


def _named(request: HttpRequest) -> int | None:
    """The appointment that the form or the script says it acts in."""
    named = request.POST.get("as", "") if request.method == "POST" else ""
    return read_id(named or request.headers.get("X-Khet-As", ""))


def _post_ended(request: HttpRequest) -> bool:
    """The form names a post that the person no longer holds: it is refused, never done in another post."""
    named = _named(request)
    return named is not None and request.actor.appointment_id != named  # type: ignore[attr-defined]


def once(get_response: Handler) -> Handler:
    """A form posted twice with one key is done once: the second gets the answer of the first."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return get_response(request)
        if _post_ended(request):
            return errors.refused(request, POST_ENDED)
        key = request.POST.get("once", "")[:64]
        return _first_or_again(request, get_response, key) if key else get_response(request)

    return handle


def _first_or_again(request: HttpRequest, get_response: Handler, key: str) -> HttpResponse:
    assert request.user.pk is not None  # only the signed-in come this far
    account_id = request.user.pk
    try:
        with transaction.atomic():
            row = OncePost.objects.create(account_id=account_id, key=key)
    except IntegrityError:
        kept = OncePost.objects.filter(account_id=account_id, key=key).first()
        if kept is None or not _taken_over(kept):
            return _again(request, kept)
        row = kept
    mine = OncePost.objects.filter(pk=row.pk, at=row.at)
    try:
        response = get_response(request)
    except BaseException:
        mine.delete()
        raise
    if response.status_code >= 400:
        mine.delete()
    else:
        location = response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")
        mine.update(done=True, location=location[:500])
    return response


def _taken_over(kept: OncePost) -> bool:
    """Whoever began this was killed: its transaction is gone with it, so the repeat does the work. One repeat only."""
    now = timezone.now()
    dead = OncePost.objects.filter(pk=kept.pk, at=kept.at, done=False, at__lt=now - LEASE)
    if not dead.update(at=now):
        return False
    kept.at = now
    return True


def _again(request: HttpRequest, row: OncePost | None) -> HttpResponse:
    if row is None or not row.done:
        return errors.refused(request, RUNNING)
    return HttpResponseRedirect(row.location or request.path)
