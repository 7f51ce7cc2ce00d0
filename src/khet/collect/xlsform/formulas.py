"""Formulas of a workbook, once all its names are known; checks out of constraints and of notes."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext as _

from khet.collect.expressions import ExpressionError, parse
from khet.collect.schema import Check, Field, FieldType, Repeat, Schema, SchemaError, Section, Table, read, write
from khet.collect.schema.parts import Part
from khet.collect.xlsform.names import added
from khet.collect.xlsform.sheets import Line, kept_of
from khet.collect.xlsform.writing import BY_COLUMN, mark
from khet.collect.xlsform.xpath import Names, Untaken, ours

if TYPE_CHECKING:
    from khet.collect.xlsform.reading import Draft

_BOUND = re.compile(r"\.\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)")


class Lose(Protocol):
    def __call__(self, line: Line, column: str, text: str, *, sheet: str = "survey") -> None: ...


class Formulas:
    """Turns drafts into parts."""

    def __init__(self, drafts: "Iterable[Draft]", lose: Lose) -> None:
        self._lose = lose
        self._drafts = list(drafts)
        self._names = Names(*_names(self._drafts))

    def finished(self, draft: "Draft") -> Part:
        if isinstance(draft.part, Field):
            return self._field(draft, draft.part, self._names, draft.part.key)
        show = self.condition(draft.line, "relevant", "")
        if isinstance(draft.part, Repeat):
            within = {each.own: each.part.key for each in draft.inner}
            names = replace(self._names, within=within)
            fields = tuple(
                self._field(each, each.part, names, each.part.key)
                for each in draft.inner
                if isinstance(each.part, Field)
            )
            return replace(_with_kept(replace(draft.part, fields=fields), draft.kept), show_if=show)
        found = _with_kept(draft.part, draft.kept)
        if not draft.kept and isinstance(found, Table):
            found = replace(found, **self._bounds(draft.inner[0].line))
        return replace(found, show_if=show)

    def condition(self, line: Line, column: str, own: str, names: Names | None = None) -> str:
        """A formula of ours out of a column, or "" with a loss told."""
        told = line.get(column)
        if not told:
            return ""
        if (kept := unchanged(line, column)) is not None:
            return kept
        try:
            found = ours(told, names or self._names, own)
            parse(found)
        except Untaken as untaken:
            self._lose(line, column, _("สูตร %(told)s ใช้ %(word)s ที่ไม่มีในแบบ") % {"told": told[:80], "word": untaken})
            return ""
        except ExpressionError as wrong:
            self._lose(line, column, _("สูตร %(told)s: %(wrong)s") % {"told": told[:80], "wrong": wrong})
            return ""
        return _simple(found)

    def _field(self, draft: "Draft", ask: Field, names: Names, own: str) -> Field:
        line = draft.line
        found = _with_kept(ask, draft.kept)
        assert isinstance(found, Field)
        found = replace(
            found,
            show_if=self.condition(line, "relevant", own, names),
            compute=self.condition(line, "calculation", own, names),
        )
        if ask.type is not FieldType.COMPUTED and found.compute:
            self._lose(line, "calculation", _("ช่องที่พิมพ์เองมีสูตรด้วย เก็บเป็นช่องพิมพ์"))
            found = replace(found, compute="")
        return self._constrained(draft, found, names, own)

    def _constrained(self, draft: "Draft", found: Field, names: Names, own: str) -> Field:
        told = draft.line.get("constraint")
        if unchanged(draft.line, "constraint") is not None or (draft.kept and not told):
            return found
        found = replace(found, checks=(), **self._bounds(draft.line))
        rest = " and ".join(part for part in _parted(told) if not _BOUND.fullmatch(part.strip()))
        if not rest:
            return found
        line = Line(draft.line.number, {**draft.line.cells, "constraint": rest})
        expr = self.condition(line, "constraint", own, names)
        message = draft.line.get("constraint_message") or _("ค่าไม่ผ่านเงื่อนไขของช่องนี้")
        return replace(found, checks=(Check(expr, message[:300]),)) if expr else found

    def _bounds(self, line: Line) -> dict[str, Any]:
        found: dict[str, Any] = {"lowest": None, "highest": None}
        for part in _parted(line.get("constraint")):
            bound = _BOUND.fullmatch(part.strip())
            if bound is not None:
                value = float(bound[2])
                found["lowest" if bound[1] == ">=" else "highest"] = int(value) if value.is_integer() else value
        return found

    # ---- notes: checks across questions

    def with_notes(self, schema: Schema, notes: list[Line]) -> Schema:
        """Notes of ours are checks; of others, a note that comes up while something is wrong becomes one too."""
        seen: set[tuple[str, str]] = set()
        for line in notes:
            kept = kept_of(line).get("check")
            home = self._home(line.get("name"))
            check = _check(kept) if isinstance(kept, dict) else self._check(line)
            if check is None:
                text = _("ข้อความประกาศ “%(label)s” ไม่มีที่ในแบบ พิมพ์เป็นคำอธิบายของหมวดได้") % {
                    "label": line.get("label")[:60]
                }
                self._lose(line, "label", text)
            elif (home, check.expr) not in seen:
                seen.add((home, check.expr))
                schema = _put_check(schema, home, check)
        return schema

    def _home(self, name: str) -> str:
        """The part a check of ours belongs to: by_class__check_1 …"""
        key, joint, rest = name.partition("__")
        return key if joint and rest.startswith("check_") else ""

    def _check(self, line: Line) -> Check | None:
        told = re.fullmatch(r"not\((.+)\)", line.get("relevant"))
        if told is None:
            return None
        expr = self.condition(Line(line.number, {"relevant": told[1]}), "relevant", "")
        return Check(expr, line.get("label")[:300] or _("ไม่ผ่านเงื่อนไข")) if expr else None


def _names(drafts: "list[Draft]") -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    refs: dict[str, str] = {}
    sums: dict[str, str] = {}
    for draft in drafts:
        refs[draft.own] = draft.part.key
        if isinstance(draft.part, Table):
            _table_names(draft, draft.part, refs, sums)
        for each in draft.inner if isinstance(draft.part, Repeat) else ():
            refs[each.own] = f"{draft.part.key}.{each.part.key}"
    return refs, {}, dict(sorted(sums.items(), key=lambda pair: -len(pair[0])))


def _table_names(draft: "Draft", table: Table, refs: dict[str, str], sums: dict[str, str]) -> None:
    for each in draft.inner:
        _table, row, column = each.own.split("__")
        codes = (each.kept.get("row") or row, each.kept.get("column") or column)
        refs[each.own] = f'cell({table.key}, "{codes[0]}", "{codes[1]}")'
    alone = Schema((Section("s", "s", (replace(table, key=draft.own),)),))
    for option in table.columns:
        sums[added(alone, f"{draft.own}/*/{option.code}")] = f'column({table.key}, "{option.code}")'
    for option in table.rows:
        sums[added(alone, f"{draft.own}/{option.code}/*")] = f'row({table.key}, "{option.code}")'
    sums[added(alone, f"{draft.own}/*/*")] = f"{table.key}.total"


def _with_kept(part: Part, kept: dict[str, Any]) -> Part:
    """What a workbook of ours keeps beside the columns; nonsense there changes nothing."""
    told = write(Schema((Section("s", "s", (part,)),)))
    own = {name: value for name, value in kept.items() if name not in BY_COLUMN and name in part.__dataclass_fields__}
    told["sections"][0]["parts"][0] |= own
    try:
        (found,) = read(told).sections[0].parts
    except SchemaError:
        return part
    return found if type(found) is type(part) else part


def unchanged(line: Line, column: str) -> str | None:
    """Our own formula, while the column holds what we wrote from it."""
    told = kept_of(line).get("told")
    pair = told.get(column) if isinstance(told, dict) else None
    match pair:
        case [str(line_), str(seal)] if seal == mark(line.get(column)):
            return line_
    return None


def _parted(told: str) -> list[str]:
    """The parts of a constraint that all must hold; one with brackets or or stays whole."""
    return told.split(" and ") if told and "(" not in told and " or " not in told else [told] if told else []


def _check(kept: dict[str, Any]) -> Check | None:
    try:
        return read({"checks": [kept]}).checks[0]
    except SchemaError:
        return None


def _put_check(schema: Schema, home: str, check: Check) -> Schema:
    if home not in schema.parts():
        return replace(schema, checks=(*schema.checks, check))

    def put(part: Part) -> Part:
        known = any(each.expr == check.expr for each in part.checks)
        return replace(part, checks=(*part.checks, check)) if part.key == home and not known else part

    sections = tuple(replace(each, parts=tuple(map(put, each.parts))) for each in schema.sections)
    return replace(schema, sections=sections)


def _simple(line: str) -> str:
    """has_net = true is said shorter."""
    return re.sub(r"^([a-z][a-z0-9_]*) = true$", r"\1", line)
