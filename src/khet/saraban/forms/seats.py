"""Fields that choose seats of a desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from khet.org.models import Post, Unit
from khet.saraban.reads.seats import Seat, grouped, people_grouped
from khet.ui.forms import PersonPicker
from khet.ui.pickers import TickList


class SeatField(forms.ChoiceField):
    """One seat of a list, or with units also a whole group of the desk; cleaned to its Post or Unit, or None."""

    def __init__(self, *, empty: object = "", units: bool = False, **kwargs: Any) -> None:
        self.empty, self.units = empty or _("เลือกตำแหน่ง"), units
        self.known: dict[str, Post | Unit] = {}
        super().__init__(**kwargs)

    def seat(self, seats: list[Seat], *, but: int | None = None) -> None:
        self.known = {str(each.post.pk): each.post for each in seats if each.post.pk != but}
        choices: list[Any] = [("", self.empty)]
        groups = {each.post.unit_id: each.post.unit for each in seats if not each.post.unit.is_desk}
        if self.units and groups:
            self.known |= {f"u{pk}": unit for pk, unit in groups.items()}
            choices.append((_("ทั้งกลุ่มหรืองาน"), [(f"u{pk}", str(unit)) for pk, unit in groups.items()]))
        self.choices = [*choices, *grouped(seats, but=but)]

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if not chosen:
            return None
        if chosen not in self.known:
            raise ValidationError(_("เลือกตำแหน่งจากรายการ"), code="invalid_choice")
        return self.known[chosen]


class PeopleField(PersonPicker):
    """Several people of the desk to tick, grouped by unit; cleaned to ids of people."""

    def seat(self, seats: list[Seat], *, but: int | None = None) -> None:
        self.choices = people_grouped(seats, but=but)


class SeatsField(PersonPicker):
    """Several seats to tick, grouped by unit; cleaned to ids of posts."""

    widget: Any = TickList(placeholder=_("กรองชื่อคนหรือตำแหน่ง"), of=_("ตำแหน่ง"))

    def seat(self, seats: list[Seat], *, but: int | None = None) -> None:
        self.choices = grouped(seats, but=but)
