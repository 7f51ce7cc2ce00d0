"""What is typed on a letter that came."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.files.forms import FilesField
from khet.saraban.forms.seats import PeopleField, SeatField, SeatsField
from khet.saraban.models import Endorsement
from khet.saraban.reads.seats import Seat

Order = Endorsement.Order
DIRECTS = (Order.NOTED, Order.APPROVE, Order.ASSIGN, Order.PROCEED)
PEOPLE_ROWS = 3
MOST_PEOPLE = 60


def _note(label: Any, *, required: bool = False, rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=4000, widget=area)


class EndorseForm(forms.Form):
    """เกษียน and the order with it; the button pressed says which order."""

    note = _note(_("เกษียน"))
    order = forms.ChoiceField(choices=Order.choices, widget=forms.HiddenInput, required=False)
    to = SeatField(label=_("เสนอต่อ"), required=False, units=True)

    def __init__(self, *args: Any, seats: list[Seat], but: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, SeatField)
        field.seat(seats, but=but)

    def clean_order(self) -> str:
        return self.cleaned_data["order"] or Order.PROPOSE


class DirectForm(EndorseForm):
    """สั่งการ of one who heads the desk: the order is chosen, and without a name it goes back to whoever proposed."""

    order = forms.ChoiceField(
        label=_("สั่งการ"),
        choices=[(each.value, each.label) for each in DIRECTS],
        widget=forms.RadioSelect,
        initial=Order.NOTED,
        required=False,
    )
    to = SeatField(label=_("ถึง"), required=False, empty=_("กลับไปหาผู้เสนอ"), units=True)
    field_order = ["order", "note", "to"]

    def __init__(self, *args: Any, office: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if office:
            field = self.fields["order"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(each.value, each.label) for each in (*DIRECTS, Order.TELL_SCHOOLS)]


class AssignForm(forms.Form):
    """มอบหมาย: to whom, with a word."""

    to = SeatField(label=_("มอบให้"), units=True)
    note = _note(_("ข้อความ"), rows=2)

    def __init__(self, *args: Any, seats: list[Seat], but: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, SeatField)
        field.seat(seats, but=but)


class CirculateForm(forms.Form):
    """เวียนให้ทราบ inside the desk."""

    persons = PeopleField(label=_("ขอให้อ่านและรับทราบเป็นรายคน"), required=False)
    posts = SeatsField(label=_("หรือตามตำแหน่ง"), required=False)
    whole_desk = forms.BooleanField(label=_("ให้ทุกคนในหน่วยงานเปิดอ่านได้"), required=False)
    note = _note(_("ข้อความ"), rows=2)

    def __init__(
        self, *args: Any, seats: list[Seat], but: int | None, person_id: int | None, secret: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people, posts = self.fields["persons"], self.fields["posts"]
        assert isinstance(people, PeopleField)
        assert isinstance(posts, SeatsField)
        people.seat(seats, but=person_id)
        posts.seat(seats, but=but)
        if secret:
            del self.fields["whole_desk"]


class ReasonForm(forms.Form):
    """A step that needs its reason."""

    reason = forms.CharField(label=_("เหตุผล"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, label: object = "", hint: object = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = str(label) if label else self.fields["reason"].label
        self.fields["reason"].help_text = str(hint) if hint else ""


class PlainForm(forms.Form):
    """Nothing to type: the button says it all."""


class AnswerForm(forms.Form):
    """A text, files or both, as the ask needs."""

    text = _note(_("คำตอบ"))
    attached = FilesField(label=_("ไฟล์"), required=False, most=20)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == "saraban.attach":
            self.fields["attached"].required = True
            self.fields["text"].label = _("หมายเหตุ")
            self.order_fields(["attached", "text"])


class PeopleForm(forms.Form):
    """Rows of names: ชื่อ ตำแหน่ง โทรศัพท์, as many as the form shows."""

    def __init__(self, *args: Any, rows: int = PEOPLE_ROWS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = max(1, min(rows, MOST_PEOPLE))
        for row in range(self.count):
            self.fields[f"name-{row}"] = forms.CharField(label=_("ชื่อและนามสกุล"), required=False, max_length=200)
            self.fields[f"position-{row}"] = forms.CharField(label=_("ตำแหน่ง"), required=False, max_length=200)
            self.fields[f"phone-{row}"] = forms.CharField(label=_("โทรศัพท์"), required=False, max_length=60)

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[f"name-{row}"], self[f"position-{row}"], self[f"phone-{row}"]) for row in range(self.count)]

    @property
    def people(self) -> list[dict[str, str]]:
        found = []
        for row in range(self.count):
            name = self.cleaned_data.get(f"name-{row}", "").strip()
            if name:
                position, phone = self.cleaned_data[f"position-{row}"], self.cleaned_data[f"phone-{row}"]
                found.append({"name": name, "position": position, "phone": phone})
        return found
