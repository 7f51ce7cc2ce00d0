"""Pages of the system administrator: providers of identity, systems that use ours, and broken glass."""

from allauth.idp.oidc.models import Client
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.org import rules
from khet.org.accounts.system_forms import BreakGlassForm, ClientForm, ProviderForm
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import BreakGlass
from khet.org.reads import identity as read
from khet.org.services import identity
from khet.org.slots import glass_doors
from khet.ui.answers import answer, page, refusals_into


@require_safe
@guarded(rules.may_run_system)
def providers(request: Request) -> HttpResponse:
    return page(request, "org/accounts/providers.html", {"providers": read.providers()})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_run_system)
def provider(request: Request, key: str) -> HttpResponse:
    """What a provider handed out; switched on it stands on the sign-in page."""
    chosen = read.provider(key)
    if chosen is None:
        raise Http404
    form = ProviderForm(request.POST) if request.method == "POST" else ProviderForm.of(chosen)
    with refusals_into(form):
        if form.is_valid():
            identity.set_provider(actor=request.actor, provider=chosen, **form.cleaned_data)
            said = _("บันทึก %(name)s แล้ว") % {"name": chosen.name}
            return answer(request, form, "", then=reverse("org:providers"), message=said)
    back = request.build_absolute_uri(reverse("openid_connect_callback", args=[chosen.key]))
    context = {"form": form, "provider": chosen, "callback": back}
    return page(request, "org/accounts/provider.html", context, status=422 if form.is_bound else 200)


@require_safe
@guarded(rules.may_run_system)
def clients(request: Request) -> HttpResponse:
    return page(request, "org/accounts/clients.html", {"clients": Client.objects.order_by("name", "pk")})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_run_system)
def client_new(request: Request) -> HttpResponse:
    """Register a system; its secret is shown on the page that answers, and never again."""
    form = ClientForm(request.POST or None)
    with refusals_into(form):
        if form.is_valid():
            made = identity.register_client(actor=request.actor, **form.cleaned_data)
            issuer = request.build_absolute_uri("/").rstrip("/")
            return page(request, "org/accounts/client_made.html", {"made": made, "issuer": issuer})
    return page(request, "org/accounts/client_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@guarded(rules.may_run_system)
def client_remove(request: Request, key: str) -> HttpResponse:
    client = get_object_or_404(Client, pk=key)
    identity.remove_client(actor=request.actor, client=client)
    said = _("%(name)s ใช้ตัวตนจากระบบนี้ไม่ได้แล้ว") % {"name": client.name}
    return answer(request, None, "", then=reverse("org:clients"), message=said)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_run_system)
def glass(request: Request) -> HttpResponse:
    """Break the glass for one thing, with a reason; and who did so before."""
    form = BreakGlassForm(request.POST if request.method == "POST" else None)
    with refusals_into(form):
        if form.is_valid():
            told = form.cleaned_data
            identity.break_glass(actor=request.actor, ref=told["address"], label=told["label"], reason=told["reason"])
            said = _("บันทึกการเปิดกรณีจำเป็น 60 นาทีแล้ว แจ้งผู้อำนวยการแล้ว")
            return answer(request, form, "", then=reverse("org:break_glass"), message=said)
    rows = list(BreakGlass.objects.visible_to(request.actor).select_related("person")[:50])
    open_ones = {row.pk for row in BreakGlass.objects.now().filter(person_id=request.actor.person_id or 0)}
    doors = {row.pk: glass_doors[row.ref_kind].url(row.pk) for row in rows if glass_doors.get(row.ref_kind)}
    shown = [(row, row.pk in open_ones, doors.get(row.pk, "") if row.pk in open_ones else "") for row in rows]
    context = {"form": form, "rows": shown}
    return page(request, "org/accounts/glass.html", context, status=422 if form.is_bound else 200)


@require_POST
@guarded(None, BreakGlass)
def mend_glass(request: Request, broken: BreakGlass) -> HttpResponse:
    identity.mend_glass(actor=request.actor, broken=broken)
    return answer(request, None, "", then=reverse("org:break_glass"), message=_("ปิดการเปิดกรณีจำเป็นแล้ว"))
