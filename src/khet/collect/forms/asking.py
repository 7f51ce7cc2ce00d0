"""What a letter's ask for data needs: a planned round, or a form and its period."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.collect.models import Form, Round
from khet.thai.bangkok import today
from khet.thai.years import to_be
from khet.ui.forms import NumberField, ThaiDateField


class RoundAskForm(forms.Form):
    """A round that was planned, or a published form with its year and day; cleaned to plain JSON.

    {"round": 12}, or {"form": 5, "title": …, "year_type": …, "year": 2569, "term": 1, "as_of": "2026-06-10"}.
    """

    what = forms.ChoiceField(label=gettext_lazy("รอบหรือแบบข้อมูล"))
    title = forms.CharField(
        label=gettext_lazy("ชื่อรอบ"), max_length=200, required=False, help_text=gettext_lazy("เว้นว่างเพื่อใช้ชื่อแบบ")
    )
    year_type = forms.ChoiceField(
        label=gettext_lazy("ปีแบบ"), choices=Round.YearType.choices, required=False, initial=Round.YearType.SCHOOL
    )
    year = NumberField(label=gettext_lazy("ปี พ.ศ."), min_value=2500, max_value=2700, required=False)
    term = NumberField(label=gettext_lazy("ภาคเรียนหรือครั้งที่"), min_value=1, max_value=99, required=False)
    as_of = ThaiDateField(
        label=gettext_lazy("ข้อมูล ณ วันที่"),
        required=False,
        help_text=gettext_lazy("ห้าช่องนี้ใช้เมื่อเลือกแบบ รอบที่เตรียมไว้มีของตนแล้ว"),
    )

    def __init__(self, *args: Any, desk_id: int, initial: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": _initial(initial or {})})
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _choices(desk_id, (initial or {}).get("round"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, _sep, number = str(data.get("what") or "").partition(":")
        if kind == "round":
            return {"round": int(number)}
        if kind != "form":
            return {}
        title = data.get("title") or Form.objects.filter(pk=number).values_list("title", flat=True).first() or ""
        for name in ("year", "as_of"):
            if not data.get(name):
                self.add_error(name, _("ใส่ปีและวันที่ของข้อมูล"))
        day = data.get("as_of")
        return {
            "form": int(number),
            "title": title,
            "year_type": data.get("year_type") or Round.YearType.SCHOOL.value,
            "year": data.get("year"),
            "term": data.get("term") or 1,
            "as_of": day.isoformat() if isinstance(day, date) else "",
        }


def _initial(options: Mapping[str, Any]) -> dict[str, Any]:
    day = options.get("as_of")
    this = today()
    what = f"round:{options['round']}" if options.get("round") else f"form:{options['form']}" if options else ""
    return {
        "what": what,
        "title": options.get("title", ""),
        "year_type": options.get("year_type", Round.YearType.SCHOOL.value),
        "year": options.get("year") or to_be(this.year) - (this.month < 5),
        "term": options.get("term", 1),
        "as_of": date.fromisoformat(day) if day else this,
    }


def _choices(desk_id: int, chosen: int | None) -> list[Any]:
    """Planned rounds first, then forms; the round chosen before stays."""
    mine = Round.objects.filter(desk_id=desk_id)
    planned = list(mine.filter(state=Round.State.PLANNED)) + list(
        mine.filter(pk=chosen or 0).exclude(state=Round.State.PLANNED)
    )
    published = Form.objects.filter(
        desk_id=desk_id, kind=Form.Kind.ROUND, archived=False, versions__published_at__isnull=False
    )
    found: list[Any] = [("", _("เลือกรอบหรือแบบ"))]
    if planned:
        found.append((_("รอบที่เตรียมไว้"), [(f"round:{each.pk}", each.title) for each in planned]))
    forms_found = [(f"form:{each.pk}", each.title) for each in published.distinct()]
    if forms_found:
        found.append((_("แบบที่ประกาศใช้ (เปิดรอบใหม่)"), forms_found))
    return found
