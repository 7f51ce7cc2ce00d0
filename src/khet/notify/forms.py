"""What a person chooses on the preferences page."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.notify.models import Hours
from khet.notify.reads import Row
from khet.notify.registry import Mode

MODES = [(Mode.NOW.value, _("ทันที")), (Mode.DIGEST.value, _("รวมส่ง")), (Mode.OFF.value, _("ไม่ส่ง"))]
# A text field: the browser's own clock shows AM and PM wherever the machine speaks English.
TIME = forms.TimeInput(attrs={"inputmode": "numeric", "placeholder": "20.00"}, format="%H.%M")
FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S"]


class PreferencesForm(forms.Form):
    """One choice per kind and channel, and the hours of rest."""

    quiet_from = forms.TimeField(label=_("พักตั้งแต่"), widget=TIME, input_formats=FORMATS)
    quiet_until = forms.TimeField(label=_("ถึง"), widget=TIME, input_formats=FORMATS)
    weekends = forms.BooleanField(label=_("ส่งในวันหยุดด้วย"), required=False)

    def __init__(self, data: Any = None, *, rows: Sequence[Row], hours: Hours) -> None:
        initial = {"quiet_from": hours.quiet_from, "quiet_until": hours.quiet_until, "weekends": hours.weekends}
        super().__init__(data, initial=initial)
        self.rows = rows
        for row in rows:
            for cell in row.cells:
                label = f"{row.kind.label}: {cell.label}"
                widget = forms.Select(attrs={"aria-label": label, "class": "input"})
                choice = forms.ChoiceField(label=label, choices=MODES, initial=cell.mode.value, widget=widget)
                self.fields[self.name_of(row.kind.key, cell.channel)] = choice

    @staticmethod
    def name_of(kind: str, channel: str) -> str:
        return f"{kind}/{channel}"

    def table(self) -> Iterator[tuple[Row, list[tuple[forms.BoundField, object]]]]:
        """Rows of the grid with the fields of their cells, each with the name of its channel."""
        for row in self.rows:
            yield row, [(self[self.name_of(row.kind.key, cell.channel)], cell.label) for cell in row.cells]

    def cells(self) -> dict[tuple[str, str], Mode]:
        """What was chosen; ask only a valid form."""
        return {
            (row.kind.key, cell.channel): Mode(self.cleaned_data[self.name_of(row.kind.key, cell.channel)])
            for row in self.rows
            for cell in row.cells
        }
