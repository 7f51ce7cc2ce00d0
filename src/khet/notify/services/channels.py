"""How the office reaches out: a page's settings go before the environment's, value by value."""

from collections.abc import Mapping

from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khet.audit import services as audit
from khet.kernel import environment
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.notify import rules, sealing, slots
from khet.notify.channels import channels
from khet.notify.channels.message import Channel, Item, Message, Outcome, Result, Settings
from khet.notify.models import ChannelSetting


def open_channels() -> dict[str, Settings]:
    """The channels that are set up and switched on, with their settings: what a delivery may use now."""
    rows = {row.channel: row for row in ChannelSetting.objects.all()}
    found: dict[str, Settings] = {}
    for channel in channels:
        row = rows.get(channel.key)
        values = settings_of(channel, row)
        if (row is None or row.enabled) and all(values.get(name) for name in channel.needs):
            found[channel.key] = values
    return found


def settings_of(channel: Channel, row: ChannelSetting | None) -> dict[str, str]:
    """Defaults, then the environment, then the page; secrets in the clear, so never to be shown or logged."""
    values = {setting.name: environment.text(setting.env, setting.default) for setting in channel.settings}
    if row is not None:
        saved = {**row.values, **sealing.unseal(row.sealed)}
        values |= {name: text for name, text in saved.items() if text and name in values}
    if channel.key == "webpush" and site.BEHIND_TLS:
        values["contact"] = row.values.get("contact") if row and row.values.get("contact") else site.PUBLIC_URL
    return values


@transaction.atomic
def set_channel(*, actor: Actor, channel: str, values: Mapping[str, str], enabled: bool = True) -> ChannelSetting:
    """Keep an office's settings of a channel; an empty secret means "as it was", any other empty value "as usual".

    Raises Refused when the actor may not, or a value cannot be right.
    """
    if not rules.may_set_channels(actor):
        raise Refused(_("เฉพาะผู้ดูแลระบบตั้งค่าช่องทางแจ้งเตือนได้"), code="not_allowed")
    known = channels[channel]
    row, _made = ChannelSetting.objects.select_for_update(of=("self",)).get_or_create(channel=channel)
    before = {"enabled": row.enabled, **row.values}
    allowed = [setting for setting in known.settings if not setting.env_only]
    row.values = {s.name: values.get(s.name, "").strip() for s in allowed if not s.secret and values.get(s.name)}
    _check(row.values)
    fresh = {s.name: values[s.name].strip() for s in allowed if s.secret and values.get(s.name)}
    row.sealed = sealing.seal({**sealing.unseal(row.sealed), **fresh})
    row.enabled, row.changed_by, row.last_error, row.last_error_at = enabled, actor.person_name, "", None
    row.save()
    after = {"enabled": enabled, **row.values, "secrets_changed": sorted(fresh)}
    audit.record(actor, "notify.channel_set", row, before=before, after=after)
    return row


def test_channel(*, actor: Actor, channel: str) -> None:
    """ส่งข้อความทดลอง: send one message to the one who asks, now. Raises Refused with what went wrong.

    Speaks to another server for up to some ten seconds: call it outside a transaction.
    """
    if not rules.may_set_channels(actor) or actor.person_id is None:
        raise Refused(_("เฉพาะผู้ดูแลระบบส่งข้อความทดลองได้"), code="not_allowed")
    known, values = channels[channel], open_channels().get(channel)
    if values is None:
        raise Refused(_("ช่องทางนี้ยังตั้งค่าไม่ครบหรือปิดอยู่ กรอกให้ครบแล้วบันทึกก่อนทดลอง"), code="not_set_up")
    where = known.addresses(slots.recipients()([actor.person_id])).get(actor.person_id, [])
    if not where:
        raise Refused(_("ยังไม่มีที่อยู่ของท่านในช่องทางนี้ เพิ่มที่หน้าตั้งค่าการแจ้งเตือนของท่านก่อน"), code="no_address")
    title, home = _("ข้อความทดลองจากระบบ"), f"{site.PUBLIC_URL}/notices/"
    key = f"test:{channel}:{timezone.now().isoformat()}"
    result = known.deliver([Message(key, where[0], title, (Item(title, home),), home)], values)[0]
    note_result(channel, result)
    if result.outcome is not Outcome.SENT:
        raise Refused(_("ส่งข้อความทดลองไม่ได้: %(error)s") % {"error": result.error}, code="test_failed")


def note_result(channel: str, result: Result) -> None:
    """Remember for the settings page how the channel fares."""
    row, _made = ChannelSetting.objects.get_or_create(channel=channel)
    now = timezone.now()
    if result.outcome is Outcome.SENT:
        ChannelSetting.objects.filter(pk=row.pk).update(last_sent_at=now, last_error="", last_error_at=None)
    else:
        ChannelSetting.objects.filter(pk=row.pk).update(last_error=result.error[:300], last_error_at=now)


def _check(values: Mapping[str, str]) -> None:
    port = values.get("port", "1")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Refused(_("พอร์ตต้องเป็นตัวเลข 1 ถึง 65535"), code="bad_port", field="port")
    if values.get("tls", "none") not in {"none", "ssl", "starttls"}:
        raise Refused(_("การเข้ารหัสเลือกได้ starttls, ssl หรือ none"), code="bad_tls", field="tls")
    if values.get("sender"):
        _check_sender(values["sender"])


def _check_sender(sender: str) -> None:
    try:
        validate_email(sender)
    except ValidationError:
        said = _("อีเมลผู้ส่งต้องเป็นที่อยู่อีเมล เช่น saraban@example.go.th")
        raise Refused(said, code="bad_sender", field="sender") from None
