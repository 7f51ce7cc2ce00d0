"""What the office can set, in one list; and how it reaches out."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.notify import reads as notify_reads
from khet.notify import services as notify
from khet.notify.reads import ChannelState
from khet.org.guard import guarded
from khet.org.http import Request
from khet.portal.forms.channels import ChannelForm
from khet.portal.rules import may_run_system, may_see_settings
from khet.ui import preferences
from khet.ui.answers import answer, page, refusals_into

GROUPS = (
    ("office", gettext_lazy("การทำงานของสำนักงาน")),
    ("people", gettext_lazy("หน่วยงาน บุคคล และบัญชี")),
    ("system", gettext_lazy("ระบบ")),
)


@require_safe
@guarded(may_see_settings)
def index(request: Request) -> HttpResponse:
    """Every page of settings one may open, by what it is about."""
    shown = preferences.pages_for(request.actor)
    groups = [(label, [_line(request, one) for one in shown if one.group == key]) for key, label in GROUPS]
    return page(request, "portal/settings/index.html", {"groups": [pair for pair in groups if pair[1]]})


def _line(request: Request, entry: preferences.SettingsPage) -> dict[str, object]:
    return {"page": entry, "url": entry.address(), "note": entry.note(request.actor)}


@require_safe
@guarded(may_run_system)
def channels(request: Request) -> HttpResponse:
    return page(request, "portal/settings/channels.html", {"states": notify_reads.channel_states()})


def _state(key: str) -> ChannelState:
    found = next((state for state in notify_reads.channel_states() if state.channel.key == key), None)
    if found is None:
        raise Http404
    return found


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_run_system)
def channel(request: Request, key: str) -> HttpResponse:
    """E-mail, LINE or web push: its values, and how it fares."""
    state = _state(key)
    form = ChannelForm(request.POST or None, state=state)
    with refusals_into(form):
        if form.is_valid():
            values, enabled = form.values(), form.cleaned_data["enabled"]
            notify.set_channel(actor=request.actor, channel=key, values=values, enabled=enabled)
    context = {"form": form, "state": state, "webhook": f"{settings.PUBLIC_URL}/notices/line/"}
    if request.method != "POST":
        return page(request, "portal/settings/channel.html", context)
    return answer(request, form, "portal/settings/channel.html", context, message=_("บันทึกช่องทางแจ้งเตือนแล้ว"))


@require_POST
@guarded(may_run_system)
def test_channel(request: Request, key: str) -> HttpResponse:
    """ส่งข้อความทดลอง to oneself; what went wrong is said on the page of refusals."""
    state = _state(key)
    notify.test_channel(actor=request.actor, channel=key)
    said = _("ส่งข้อความทดลองทาง%(name)sถึงท่านแล้ว") % {"name": state.channel.label}
    return answer(request, None, "portal/settings/channel.html", then=f"/settings/channels/{key}/", message=said)
