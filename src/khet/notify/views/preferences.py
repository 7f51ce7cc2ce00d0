"""What a person hears, where and when; devices and LINE."""

import json

from django.http import HttpResponse, JsonResponse, RawPostDataException
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khet.kernel.errors import Refused
from khet.notify import reads, sealing, services
from khet.notify.channels import channels
from khet.notify.forms import PreferencesForm
from khet.notify.http import Request
from khet.notify.models import LineLink, PushSubscription
from khet.notify.services.channels import open_channels
from khet.notify.views.door import own
from khet.ui.answers import answer, page, refusals_into


@own
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Request) -> HttpResponse:
    if request.method != "POST":
        return page(request, "notify/preferences.html", _context(request, _form(request)))
    form = _form(request)
    with refusals_into(form):
        if form.is_valid():
            services.save_preferences(
                actor=request.actor,
                cells=form.cells(),
                quiet_from=form.cleaned_data["quiet_from"],
                quiet_until=form.cleaned_data["quiet_until"],
                weekends=form.cleaned_data["weekends"],
            )
    said = _("บันทึกแล้ว ใช้กับการแจ้งเตือนครั้งต่อไป")
    context = _context(request, form)
    return answer(request, form, "notify/preferences.html", context, then=reverse("notify:preferences"), message=said)


@own
@require_POST
def line_code(request: Request) -> HttpResponse:
    """Shown once, on the page itself: it is not kept in the clear."""
    context = _context(request, _form(request, bound=False))
    context["code"] = services.line_code(actor=request.actor)
    return page(request, "notify/preferences.html", context)


@own
@require_POST
def line_unlink(request: Request) -> HttpResponse:
    services.unlink_line(actor=request.actor)
    said = _("เลิกเชื่อมกับ LINE แล้ว")
    return answer(request, None, "notify/preferences.html", {}, then=reverse("notify:preferences"), message=said)


@own
@require_POST
def push_register(request: Request) -> HttpResponse:
    """A browser hands in its subscription (PushSubscription.toJSON) as JSON."""
    try:
        data = json.loads(request.body)
        keys = data["keys"]
        given = {name: str(value) for name, value in (("endpoint", data["endpoint"]), *keys.items())}
        services.register_device(
            actor=request.actor,
            endpoint=given["endpoint"],
            p256dh=given["p256dh"],
            auth=given["auth"],
            label=_label(request.headers.get("User-Agent", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RawPostDataException):
        return JsonResponse({"error": _("เบราว์เซอร์ส่งข้อมูลมาไม่ครบ โหลดหน้าใหม่แล้วลองอีกครั้ง")}, status=422)
    except Refused as refused:
        return JsonResponse({"error": refused.message}, status=422)
    return JsonResponse({"ok": True})


@own
@require_POST
def push_remove(request: Request, pk: int) -> HttpResponse:
    services.remove_device(actor=request.actor, device_id=pk)
    said = _("ระบบจะไม่แจ้งบนเครื่องนั้นแล้ว")
    return answer(request, None, "notify/preferences.html", {}, then=reverse("notify:preferences"), message=said)


def _form(request: Request, *, bound: bool = True) -> PreferencesForm:
    person = request.actor.person_id or 0
    data = request.POST if bound and request.method == "POST" else None
    return PreferencesForm(data, rows=reads.grid(person), hours=reads.hours_of(person))


def _context(request: Request, form: PreferencesForm) -> dict[str, object]:
    person = request.actor.person_id or 0
    usable = open_channels()
    return {
        "form": form,
        "channels": bool(usable),
        "heads": "|".join([_("เรื่อง"), *(str(channels[key].label) for key in usable)]),
        "devices": PushSubscription.objects.filter(person_id=person).order_by("-id"),
        "push_key": sealing.vapid_public() if "webpush" in usable else "",
        "line_ready": "line" in usable,
        "line_account": usable.get("line", {}).get("account", ""),
        "link": LineLink.objects.filter(person_id=person).first(),
    }


def _label(agent: str) -> str:
    """Chrome บน Android: enough for a person to know the device again."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
    more = (("Mac OS", "Mac"), ("Linux", "Linux"))
    browser = next((name for sign, name in browsers if sign in agent), _("เบราว์เซอร์"))
    system = next((name for sign, name in systems + more if sign in agent), "")
    return _("%(browser)s บน %(system)s") % {"browser": browser, "system": system} if system else browser
