"""One's own seat: which post, which language, what others may do for one, and how one signs in."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.audit import reads as trail
from khet.kernel.errors import Refused
from khet.org import rules
from khet.org.accounts.own_forms import ContactForm, DelegateForm, LooksForm
from khet.org.accounts.trail import AT_THE_DOOR
from khet.org.guard import guarded, public
from khet.org.http import Request
from khet.org.middleware import LANGUAGE_COOKIE
from khet.org.models import Appointment
from khet.org.reads.actors import capacities
from khet.org.reads.delegations import own_delegations
from khet.org.services import accounts, posts
from khet.ui.answers import answer, go, page, refusals_into
from khet.ui.chrome import THEME_COOKIE

YEAR = 60 * 60 * 24 * 365


@require_POST
@guarded()
def switch_post(request: Request) -> HttpResponse:
    """Act in another of one's posts from now on, in every tab that does not say otherwise."""
    wanted = request.POST.get("appointment", "")
    seat = next((seat for seat in capacities(request.actor.person_id or 0) if str(seat.pk) == wanted), None)
    if seat is None:
        raise Refused(_("ท่านไม่ได้ดำรงตำแหน่งนี้แล้ว เลือกตำแหน่งอื่นที่มุมบนขวา"), code="post_ended")
    request.session["appointment"] = seat.pk
    return go(request, request.POST.get("next") or "/")


@public
@require_POST
def language(request: Request) -> HttpResponse:
    """Thai or English, kept on this device and, signed in, with the account."""
    chosen = "th" if getattr(request, "LANGUAGE_CODE", "th") == "en" else "en"
    if request.user.is_authenticated:
        accounts.set_looks(actor=request.actor, account=request.user, theme=request.user.theme, language=chosen)
    response = go(request, request.POST.get("next") or request.headers.get("Referer", "/"))
    return _keep(request, response, LANGUAGE_COOKIE, chosen)


def _keep(request: Request, response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_safe
@guarded()
def me(request: Request) -> HttpResponse:
    """One's own page: posts, delegation, sign-in and looks."""
    return _me(request)


def _me(request: Request, *, contact: ContactForm | None = None) -> HttpResponse:
    account, person = request.user, request.user.person
    assert person is not None
    kept = {"email": person.email, "mobile": person.mobile}
    steps = list(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    context = {
        "person": person,
        "seats": capacities(person.pk),
        "delegations": own_delegations(person.pk),
        "may_help": rules.may_help_accounts(request.actor),
        "may_run": rules.may_run_system(request.actor),
        "may_delegate": rules.is_staff(request.actor),
        "contact": contact or ContactForm(initial=kept),
        "looks": LooksForm(initial={"theme": account.theme, "language": account.language}),
        "passkeys": steps.count("webauthn"),
        "app": "totp" in steps,
        "identities": SocialAccount.objects.filter(user=account).count(),
        "history": trail.about_account(account.pk, AT_THE_DOOR, limit=10),
        "today": timezone.localdate(),
        "shared": account.shared_pc or request.COOKIES.get("khet_shared") == "1",
    }
    return page(request, "org/me.html", context, status=422 if contact else 200)


@require_POST
@guarded()
def contact(request: Request) -> HttpResponse:
    form = ContactForm(request.POST)
    with refusals_into(form):
        if form.is_valid():
            accounts.set_contact(actor=request.actor, account=request.user, **form.cleaned_data)
            return answer(request, form, "", then=reverse("org:me"), message=_("บันทึกช่องทางติดต่อแล้ว"))
    return _me(request, contact=form)


@require_POST
@guarded()
def looks(request: Request) -> HttpResponse:
    form = LooksForm(request.POST)
    if not form.is_valid():
        raise Refused(_("เลือกสีหรือภาษาที่มีในรายการ"), code="unknown")
    accounts.set_looks(actor=request.actor, account=request.user, **form.cleaned_data)
    response = go(request, reverse("org:me"))
    _keep(request, response, THEME_COOKIE, form.cleaned_data["theme"].replace("auto", ""))
    return _keep(request, response, LANGUAGE_COOKIE, form.cleaned_data["language"])


@require_POST
@guarded()
def end_sessions(request: Request) -> HttpResponse:
    """Sign out on every other machine; this one goes on."""
    accounts.end_sessions(actor=request.actor, account=request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("ออกจากระบบในเครื่องอื่นทั้งหมดแล้ว เครื่องนี้ทำงานต่อได้"))
    return go(request, reverse("org:me"))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.is_staff)
def delegate(request: Request) -> HttpResponse:
    """Hand one's own post on before leave."""
    form = DelegateForm(request.POST if request.method == "POST" else None, actor=request.actor)
    with refusals_into(form):
        if form.is_valid():
            seat = posts.delegate_own(actor=request.actor, **form.cleaned_data)
            said = _("มอบให้ %(name)s รักษาราชการแทนแล้ว") % {"name": seat.person.full_name}
            return answer(request, form, "", then=reverse("org:me"), message=said)
    return page(request, "org/accounts/delegate.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@guarded(rules.may_end_delegation, Appointment)
def end_delegation(request: Request, appointment: Appointment) -> HttpResponse:
    """Back before the day; or the delegation is not needed after all."""
    posts.stop(
        actor=request.actor, appointment=appointment, on=timezone.localdate(), reason=_("ผู้ดำรงตำแหน่งสิ้นสุดการมอบเอง")
    )
    said = _("สิ้นสุดการรักษาราชการแทนของ %(name)s แล้ว") % {"name": appointment.person.full_name}
    return answer(request, None, "", then=reverse("org:me"), message=said)
