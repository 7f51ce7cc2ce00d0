"""A form examined: everything that hides, computes and must hold, worked out once in the order of dependence."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from khet.collect.expressions import Expression, Get, truth
from khet.collect.schema import Field, FieldType, Repeat, Schema, Severity, Slot, Table, cell_of
from khet.collect.validity.canonical import stored
from khet.collect.validity.plans import Inner, Plan, Rule, Step, plan_of
from khet.collect.validity.reading import Reading
from khet.collect.validity.shapes import problems_of
from khet.collect.validity.standing import Problem, Standing


def examine(
    schema: Schema,
    values: Mapping[str, str],
    *,
    previous: Mapping[str, str] | None = None,
    today: date,
) -> Standing:
    """values and previous: canonical text by path. Bounded, and never raises on what a person typed or designed."""
    return _Examination(plan_of(schema), values, previous, today).result()


class _Examination:
    def __init__(self, plan: Plan, texts: Mapping[str, str], past: Mapping[str, str] | None, today: date) -> None:
        self._plan = plan
        before = Reading(plan.schema, past, today=today, before=None) if past and plan.looks_back else None
        if before is not None:
            before.load_kept()
        self._reading = Reading(plan.schema, texts, today=today, before=before)
        self._hidden: set[str] = set()
        self._computed: dict[str, str] = {}

    def result(self) -> Standing:
        for step in self._plan.steps:
            self._fill(step)
        self._hide_sections()
        problems = tuple(self._problems())
        shown = [slot for slot in self._slots() if slot.type is not FieldType.COMPUTED]
        filled = sum(bool(self._reading.texts.get(slot.path)) for slot in shown)
        return Standing(problems, self._computed, frozenset(self._hidden), filled, len(shown))

    # ---- what is shown, and what is computed

    def _fill(self, step: Step) -> None:
        key = step.part.key
        if not all(self._true(each, self._reading.get) for each in step.show):
            self._reading.hidden.add(key)
            self._hidden.add(key)
            self._hidden.update(slot.path for slot in self._reading.slots.get(key, ()))
            return
        self._reading.load(key)
        if isinstance(step.part, Field):
            self._fill_field(step.fields[0], key, self._reading.get)
        elif isinstance(step.part, Repeat):
            for row in self._reading.rows.get(key, ()):
                get = self._row_get(step.part, row)
                for inner in step.fields:
                    self._fill_field(inner, cell_of(key, row, inner.field.key), get)

    def _fill_field(self, inner: Inner, path: str, get: Get) -> None:
        if inner.show is not None and "/" in path and not self._true(inner.show, get):
            self._hidden.add(path)
            self._reading.values[path] = None
        elif inner.field.type is FieldType.COMPUTED:
            value = inner.compute.value(get) if inner.compute else None
            self._reading.values[path] = value
            self._computed[path] = stored(value)

    def _hide_sections(self) -> None:
        for section in self._plan.schema.sections:
            if section.show_if and all(part.key in self._hidden for part in section.parts):
                self._hidden.add(f"#{section.key}")

    def _row_get(self, part: Repeat, row: str) -> Get:
        return self._reading.within(
            lambda name: cell_of(part.key, row, name), frozenset(each.key for each in part.fields)
        )

    @staticmethod
    def _true(formula: Expression, get: Get) -> bool:
        return truth(formula.value(get)) is True

    # ---- what is wrong

    def _slots(self) -> Iterator[Slot]:
        for listed in self._reading.slots.values():
            yield from (slot for slot in listed if slot.path not in self._hidden)

    def _problems(self) -> Iterator[Problem]:
        in_form = {key: at for at, key in enumerate(self._reading.parts)}
        for step in sorted(self._plan.steps, key=lambda each: in_form[each.part.key]):
            if step.part.key not in self._hidden:
                yield from self._of_step(step)
        for rule in self._plan.rules:
            yield from self._broken(rule, self._home(rule), self._reading.get)

    def _home(self, rule: Rule) -> str:
        """Where a check across the form is shown: the part it names first."""
        return rule.formula.first if rule.formula.first in self._reading.parts else ""

    def _of_step(self, step: Step) -> Iterator[Problem]:
        listed = [slot for slot in self._reading.slots.get(step.part.key, ()) if slot.path not in self._hidden]
        yield from self._missing(step, listed)
        for slot in listed:
            if slot.type is not FieldType.COMPUTED:
                text = self._reading.texts.get(slot.path, "")
                yield from problems_of(slot, text, self._reading.values.get(slot.path))
        if isinstance(step.part, Field):
            for rule in step.fields[0].rules:
                yield from self._broken(rule, step.part.key, self._reading.get)
        elif isinstance(step.part, Repeat):
            yield from self._of_repeat(step, step.part)
        else:
            yield from self._of_table(step, step.part)

    def _missing(self, step: Step, listed: list[Slot]) -> Iterator[Problem]:
        empty = [slot for slot in listed if not self._reading.texts.get(slot.path)]
        if isinstance(step.part, Table):
            if step.part.required and empty:
                told = {"count": len(empty)}
                text = _("ยังไม่กรอก %(count)s ช่อง") % told
                yield Problem(empty[0].path, Severity.BLOCK, text, _("ไม่มีให้ใส่ 0"))
            return
        for slot in empty:
            if slot.field is not None and slot.field.required and slot.type is not FieldType.COMPUTED:
                yield Problem(slot.path, Severity.BLOCK, _("ยังไม่กรอกช่องนี้"))

    def _of_repeat(self, step: Step, part: Repeat) -> Iterator[Problem]:
        rows = self._reading.rows.get(part.key, [])
        if len(rows) < part.fewest:
            yield Problem(part.key, Severity.BLOCK, _("ต้องมีอย่างน้อย %(least)s แถว") % {"least": part.fewest})
        if len(rows) > part.most:
            yield Problem(part.key, Severity.BLOCK, _("มีได้ไม่เกิน %(most)s แถว") % {"most": part.most})
        for row in rows:
            get = self._row_get(part, row)
            for inner in step.fields:
                path = cell_of(part.key, row, inner.field.key)
                if path not in self._hidden:
                    for rule in inner.rules:
                        yield from self._broken(rule, path, get)
        for rule in step.rules:
            yield from self._broken(rule, part.key, self._reading.get)

    def _of_table(self, step: Step, part: Table) -> Iterator[Problem]:
        for rule in step.rules:
            if not rule.columns:
                yield from self._broken(rule, part.key, self._reading.get)
                continue
            names = frozenset(rule.columns)
            for row in part.rows:
                get = self._reading.within(lambda name, row=row: cell_of(part.key, row.code, name), names)  # type: ignore[misc]
                yield from self._broken(rule, cell_of(part.key, row.code, rule.columns[0]), get)

    @staticmethod
    def _broken(rule: Rule, path: str, get: Get) -> Iterator[Problem]:
        """What cannot be told passes; what is false is a problem."""
        if truth(rule.formula.value(get)) is False:
            yield Problem(path, rule.check.severity, rule.check.message, rule.check.hint)
