"""The first-time setup: a key opens the first two steps, the administrator's own sign-in the rest."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from khet.kernel.errors import Refused
from khet.org.guard import guarded, public
from khet.org.http import Request
from khet.org.rules import may_set_up
from khet.portal import firsttime
from khet.portal.forms.setup import AdministratorForm, KeyForm, LettersForm, OfficeForm, PersonForm, UnitsForm
from khet.portal.reads import setup as reads
from khet.portal.services import founding
from khet.saraban.reads.desks import settings_of
from khet.thai.bangkok import today
from khet.thai.years import to_be
from khet.ui import preferences
from khet.ui.answers import answer, page, refusals_into

UNLOCKED = "setup"
WRONG_KEY = Refused("กุญแจไม่ตรง คัดลอกใหม่จากท้ายหน้าจอที่สั่ง ./khet run แล้วลองอีกครั้ง", code="wrong_key", field="key")


@public
@sensitive_post_parameters("key")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: Request) -> HttpResponse:
    """The way in with the key; with an administrator it is the list of steps, for those who may set up."""
    if firsttime.has_administrator():
        return _overview(request)
    if _unlocked(request):
        return redirect("portal:setup_administrator" if firsttime.own_desk() else "portal:setup_office")
    given = request.POST.get("key") or request.GET.get("key")
    form = KeyForm({"key": given} if given is not None or request.method == "POST" else None)
    with refusals_into(form):
        if form.is_valid():
            if not firsttime.fits(form.cleaned_data["key"]):
                raise WRONG_KEY
            request.session.cycle_key()
            request.session[UNLOCKED] = True
            return redirect("portal:setup")
    return page(request, "portal/setup/key.html", {"form": form}, status=422 if form.is_bound else 200)


def _overview(request: Request) -> HttpResponse:
    if not request.actor.signed_in:
        return redirect("account_login")
    if not may_set_up(request.actor):
        raise Http404
    steps = reads.steps()
    context = {"steps": steps, "next": next((step for step in steps if not step.done), None), "open": reads.is_open()}
    return page(request, "portal/setup/overview.html", context)


def _unlocked(request: Request) -> bool:
    return bool(request.session.get(UNLOCKED)) and not firsttime.has_administrator()


@public
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: Request) -> HttpResponse:
    """Step 1: whose hub this is."""
    if not _unlocked(request) or firsttime.own_desk():
        return redirect("portal:setup")
    form = OfficeForm(request.POST or None)
    with refusals_into(form):
        if form.is_valid():
            founding.found_office(**form.cleaned_data)
    return _shown_or_next(request, form, "portal/setup/office.html", {"form": form}, then="/setup/administrator/")


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def administrator(request: Request) -> HttpResponse:
    """Step 2: the first account, signed in at once; the key works no more."""
    if not _unlocked(request) or not firsttime.own_desk():
        return redirect("portal:setup")
    form = AdministratorForm(request.POST or None)
    with refusals_into(form):
        if form.is_valid():
            typed = {name: value for name, value in form.cleaned_data.items() if not name.startswith("password")}
            account = founding.make_administrator(password=form.cleaned_data["password1"], **typed)
            request.session.flush()
            record_authentication(request, account, method="password")
            entered: HttpResponse = perform_login(request, account, email_verification="none", redirect_url="/setup/")
            return entered
    context = {"form": form, "office": firsttime.own_desk()}
    return page(request, "portal/setup/administrator.html", context, status=422 if form.is_bound else 200)


def _shown_or_next(
    request: Request, form: object, template: str, context: dict[str, object], *, then: str, message: str = ""
) -> HttpResponse:
    if request.method != "POST":
        return page(request, template, context)
    return answer(request, form, template, context, then=then, message=message)  # type: ignore[arg-type]


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_set_up)
def letters(request: Request) -> HttpResponse:
    """เลข ศธ and where the registers go on."""
    year = to_be(today().year)
    prefix = settings_of(request.actor.desk_id or 0).letter_prefix
    form = LettersForm(
        request.POST or None, initial={"prefix": prefix, **reads.next_numbers(request.actor.desk_id or 0)}
    )
    with refusals_into(form):
        if form.is_valid():
            founding.set_letters(
                actor=request.actor, prefix=form.cleaned_data["prefix"], year_be=year, starts=form.starts()
            )
            founding.tick_step("letters")
    context = {"form": form, "year": year, "step": _step("letters")}
    message = _("บันทึกเลขประจำส่วนราชการและเลขเริ่มต้นแล้ว")
    return _shown_or_next(request, form, "portal/setup/letters.html", context, then="/setup/", message=message)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_set_up)
def units(request: Request) -> HttpResponse:
    """Groups and schools by hand; Excel has its own page."""
    desk = firsttime.own_desk()
    if desk is None:
        raise Http404
    form = UnitsForm(request.POST or None, desk=desk)
    message = ""
    with refusals_into(form):
        if form.is_valid():
            groups, schools = founding.found_units(
                actor=request.actor,
                groups=form.cleaned_data["groups"],
                schools=form.cleaned_data.get("schools", []),
            )
            founding.tick_step("units")
            message = _("เพิ่มกลุ่มงาน %(groups)s กลุ่ม โรงเรียน %(schools)s แห่งแล้ว") % {"groups": groups, "schools": schools}
    context = {"form": form, "desk": desk, "step": _step("units"), "there": desk.children.filter(active=True).count()}
    context["import_url"] = preferences.address_of("org.import", request.actor)
    return _shown_or_next(request, form, "portal/setup/units.html", context, then="/setup/", message=message)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_set_up)
def people(request: Request) -> HttpResponse:
    """One person after another; each gets a code that is shown once."""
    form = PersonForm(request.POST or None)
    handed = None
    with refusals_into(form):
        if form.is_valid():
            handed = founding.add_person(actor=request.actor, **form.cleaned_data)
            founding.tick_step("people")
    status = 422 if form.is_bound and handed is None else 200
    if handed is not None:
        form = PersonForm(initial={"unit": form.cleaned_data["unit"]})
    context: dict[str, object] = {
        "form": form,
        "handed": handed,
        "step": _step("people"),
        "there": reads.people_there(),
    }
    context["import_url"] = preferences.address_of("org.import", request.actor)
    return page(request, "portal/setup/people.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
@guarded(may_set_up)
def registers(request: Request) -> HttpResponse:
    """The old system's registers."""
    context = {"step": _step("registers"), "import_url": preferences.address_of("old-register", request.actor)}
    return page(request, "portal/setup/registers.html", context)


@require_http_methods(["GET", "HEAD"])
@guarded(may_set_up)
def calendar(request: Request) -> HttpResponse:
    """What is closed this year, to be looked over."""
    return page(request, "portal/setup/calendar.html", {"step": _step("calendar"), "facts": reads.calendar_facts()})


@require_POST
@guarded(may_set_up)
def tick(request: Request, key: str) -> HttpResponse:
    """This step is done, or not needed here."""
    if key not in {step.key for step in reads.steps()}:
        raise Http404
    founding.tick_step(key)
    return answer(request, None, "portal/setup/overview.html", then="/setup/")


@require_POST
@guarded(may_set_up)
def finish(request: Request) -> HttpResponse:
    founding.finish(actor=request.actor)
    return answer(request, None, "portal/setup/overview.html", then="/", message=_("ตั้งค่าระบบเสร็จแล้ว แก้ได้ทุกเมื่อที่หน้าตั้งค่า"))


def _step(key: str) -> reads.Step:
    return next(step for step in reads.steps() if step.key == key)
