"""Fields that choose seats of a desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from khet.org.models import Post
from khet.saraban.reads.seats import Seat, grouped
from khet.ui.forms import PersonPicker
from khet.ui.pickers import TickList


class SeatField(forms.ChoiceField):
    """One seat of a list; cleaned to its Post, or None."""

    def __init__(self, *, empty: object = "", **kwargs: Any) -> None:
        self.empty = empty or _("เลือกตำแหน่ง")
        self.known: dict[str, Post] = {}
        super().__init__(**kwargs)

    def seat(self, seats: list[Seat], *, but: int | None = None) -> None:
        self.known = {str(each.post.pk): each.post for each in seats if each.post.pk != but}
        self.choices = [("", self.empty), *grouped(seats, but=but)]

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if not chosen:
            return None
        if chosen not in self.known:
            raise ValidationError(_("เลือกตำแหน่งจากรายการ"), code="invalid_choice")
        return self.known[chosen]


class SeatsField(PersonPicker):
    """Several seats to tick, grouped by unit; cleaned to ids of posts."""

    widget: Any = TickList(placeholder=_("กรองชื่อคนหรือตำแหน่ง"), of=_("ตำแหน่ง"))

    def seat(self, seats: list[Seat], *, but: int | None = None) -> None:
        self.choices = grouped(seats, but=but)
