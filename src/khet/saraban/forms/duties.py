"""Choosing the legal duty that a letter is counted under."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.saraban.reads.duties import duty_choices


class DutyForm(forms.Form):
    """Under which duty the work of a received letter counts."""

    duty_id = forms.ChoiceField(label=_("หน้าที่ตามกฎหมาย"), required=False)

    def __init__(self, *args: Any, desk_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_duties(self, desk_id)


def offer_duties(form: forms.Form, desk_id: int) -> None:
    """The office's duties to choose from; no such field where letters carry none."""
    duties = duty_choices(desk_id)
    if not duties:
        del form.fields["duty_id"]
        return
    field = form.fields["duty_id"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("ไม่ระบุ")), *duties]
