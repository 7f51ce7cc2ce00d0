"""The settings of one way out of the house, as a form made from what the channel asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.notify.reads import ChannelState

CHOICES = {"tls": [("starttls", "STARTTLS"), ("ssl", "SSL/TLS"), ("none", _("ไม่เข้ารหัส"))]}


class ChannelForm(forms.Form):
    """Every setting of a channel; a secret is never shown, and left empty it stays as it was."""

    enabled = forms.BooleanField(label=_("เปิดใช้ช่องทางนี้"), required=False)

    def __init__(self, *args: Any, state: ChannelState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**state.values, "enabled": state.enabled}
        for setting in state.channel.settings:
            if not setting.env_only:
                self.fields[setting.name] = _field(setting, kept=setting.name in state.secrets_kept)

    def values(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items() if name != "enabled"}


def _field(setting: Any, *, kept: bool) -> forms.Field:
    if setting.name in CHOICES:
        return forms.ChoiceField(label=_("การเข้ารหัส"), choices=CHOICES[setting.name])
    if setting.secret:
        return forms.CharField(
            label=setting.label,
            help_text=_("มีค่าเก็บไว้แล้ว เว้นว่างเพื่อใช้ค่าเดิม") if kept else "",
            required=False,
            strip=True,
            max_length=500,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        )
    return forms.CharField(label=setting.label, required=False, max_length=300)
