"""What a letter asks, row by row: kind, words, last day; any capability's askable kind, with its own fields."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.calendar.reads import working_time
from khet.kernel.ids import read_id
from khet.saraban.services import AskSpec
from khet.ui import days as dates
from khet.ui.forms import ThaiDateField
from khet.work.kinds import Kind, kinds
from khet.work.reads.items import Ask

MARKS = "กขคงจฉชซญฐณด"
MOST = 12


def askable() -> list[Kind]:
    return [kind for kind in kinds if kind.askable]


class AskForm(forms.Form):
    """One row. A day that is closed, or over, is said at once."""

    kind = forms.ChoiceField(label=gettext_lazy("ขออะไร"))
    label = forms.CharField(label=gettext_lazy("ข้อความ"), max_length=200, required=False)
    due = ThaiDateField(label=gettext_lazy("ภายในวันที่"), required=False, near_today=True)

    def __init__(self, *args: Any, desk_id: int, mark: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk_id, self.mark = desk_id, mark
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.key, _(kind.label)) for kind in askable()]
        self.fields["label"].widget.attrs["placeholder"] = _("เว้นว่างเพื่อใช้ชื่อรายการ")
        self.options = self._options()

    def _options(self) -> forms.Form | None:
        """The kind's own form, for what it needs beyond words and a day."""
        key = self.data.get(self.add_prefix("kind")) if self.is_bound else self.initial.get("kind")
        kind = kinds.get(key or "")
        if kind is None or kind.compose_form is None:
            return None
        data = self.data if self.is_bound else None
        initial = self.initial.get("options")
        return kind.compose_form(data, prefix=f"{self.prefix}-options", initial=initial, desk_id=self.desk_id)

    def is_valid(self) -> bool:
        return super().is_valid() and (self.options is None or self.options.is_valid())

    def problem(self) -> str:
        """Why the day does not suit, or nothing; asked before proposing, not at every save."""
        day = self.cleaned_data.get("due") if hasattr(self, "cleaned_data") else None
        if day is None:
            return ""
        hours = working_time(self.desk_id)
        if day < timezone.localdate():
            return _("กำหนดข้อ %(mark)s (%(day)s) ผ่านไปแล้ว เลือกวันใหม่") % {
                "mark": self.mark,
                "day": dates.record(day),
            }
        if hours.is_working_day(day):
            return ""
        return _("กำหนดข้อ %(mark)s ตรงกับวันหยุด (%(day)s) เลือกวันทำการ") % {
            "mark": self.mark,
            "day": dates.record(day),
        }

    def spec(self) -> AskSpec:
        data = self.cleaned_data
        options = dict(self.options.cleaned_data) if self.options is not None else dict(self.initial.get("options", {}))
        return AskSpec(data["kind"], data["label"], due_on=data["due"], options=options)


class AskRows:
    """All rows of a letter's asks; what they were comes from the letter, what they are from the form."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, asks: list[Ask], desk_id: int, add: str = "", drop: int | None = None
    ) -> None:
        self.bound = data is not None
        count = _count(data) if data is not None else len(asks)
        places = [place for place in range(min(count, MOST)) if place != drop]
        self.rows = [self._row(data, place, mark, asks, desk_id) for mark, place in enumerate(places)]
        if add in kinds and len(self.rows) < MOST:
            initial = {"kind": add, "label": kinds[add].label}
            place = count
            self.rows.append(
                AskForm(prefix=f"ask-{place}", desk_id=desk_id, mark=MARKS[len(self.rows)], initial=initial)
            )
            count += 1
        self.count = count
        self.pattern = AskForm(prefix="ask-__n__", desk_id=desk_id, mark="")

    def _row(self, data: Any, place: int, mark: int, asks: list[Ask], desk_id: int) -> AskForm:
        ask = asks[place] if place < len(asks) else None
        initial = _initial(ask) if ask is not None else {}
        return AskForm(data, prefix=f"ask-{place}", desk_id=desk_id, mark=MARKS[mark], initial=initial)

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def is_valid(self) -> bool:
        """Rows whose kind was emptied by taking them off are passed over."""
        return all(row.is_valid() for row in self.live())

    def live(self) -> list[AskForm]:
        if not self.bound:
            return self.rows
        return [row for row in self.rows if not row.is_bound or row.data.get(row.add_prefix("kind"))]

    def specs(self) -> list[AskSpec]:
        return [row.spec() for row in self.live()]

    def problems(self) -> list[tuple[str, str]]:
        """(address of the field, sentence)"""
        return [(row["due"].auto_id, said) for row in self.live() if (said := row.problem())]


def _initial(ask: Ask) -> dict[str, Any]:
    day = timezone.localdate(ask.due_at) if ask.due_at else None
    return {"kind": ask.kind, "label": ask.label, "due": day, "options": ask.options}


def _count(data: Mapping[str, Any]) -> int:
    return min(read_id(str(data.get("asks-count", "0"))) or 0, MOST * 3)
