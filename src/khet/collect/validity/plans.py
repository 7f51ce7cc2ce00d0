"""A form made ready to be examined: its formulas parsed, its parts in the order in which they depend."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from khet.collect.expressions import Expression, ExpressionError, parse
from khet.collect.schema import Check, Field, Repeat, Schema, Section, Table
from khet.collect.schema.parts import Part
from khet.collect.validity.naming import names_of, row_names


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its formula; columns: asked of each row of the table, where these are names."""

    check: Check
    formula: Expression
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inner:
    """A field (of a form, or of a repeat) with its formulas."""

    field: Field
    show: Expression | None
    compute: Expression | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A part with its formulas. show holds the section's and its own; fields in the order in which they depend."""

    section: Section
    part: Part
    show: tuple[Expression, ...]
    fields: tuple[Inner, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """steps: in order of dependence; looks_back: some formula reads the previous round."""

    schema: Schema
    steps: tuple[Step, ...]
    rules: tuple[Rule, ...]
    looks_back: bool


@lru_cache(maxsize=64)
def plan_of(schema: Schema) -> Plan:
    """A formula that does not parse is left out here: the designer refuses it, so a published form has none."""
    known = names_of(schema)
    steps = [_step(section, part, known) for section in schema.sections for part in section.parts]
    rules = _rules(schema.checks)
    formulas = [*_formulas(steps), *(each.formula for each in rules)]
    return Plan(schema, tuple(_in_order(steps)), rules, any(each.past for each in formulas))


def needs(step: Step) -> frozenset[str]:
    """Keys of the other parts that must be known before this one."""
    siblings = {each.field.key for each in step.fields} if isinstance(step.part, Repeat) else set()
    formulas = [*step.show, *(each for inner in step.fields for each in (inner.show, inner.compute) if each)]
    return frozenset(key for each in formulas for key in each.keys if key not in siblings)


def _step(section: Section, part: Part, known: frozenset[str]) -> Step:
    show = tuple(each for each in map(_formula, (section.show_if, part.show_if)) if each is not None)
    if isinstance(part, Field):
        return Step(section, part, show, (_inner(part),))
    if isinstance(part, Repeat):
        return Step(section, part, show, tuple(_ordered(part.fields)), _rules(part.checks))
    return Step(section, part, show, (), _table_rules(part, known))


def _inner(field: Field) -> Inner:
    return Inner(field, _formula(field.show_if), _formula(field.compute), _rules(field.checks))


def _ordered(fields: tuple[Field, ...]) -> list[Inner]:
    inner = {each.key: _inner(each) for each in fields}
    wanted = {
        key: {name for formula in (one.show, one.compute) if formula for name in formula.keys & inner.keys()}
        for key, one in inner.items()
    }
    return [inner[key] for key in _sorted(wanted)]


def _in_order(steps: list[Step]) -> list[Step]:
    by_key = {step.part.key: step for step in steps}
    return [by_key[key] for key in _sorted({key: set(needs(step)) & by_key.keys() for key, step in by_key.items()})]


def _sorted(wanted: dict[str, set[str]]) -> Iterable[str]:
    """As they stand when they go round in a circle (a published form has none)."""
    try:
        return list(TopologicalSorter(wanted).static_order())
    except CycleError:
        return list(wanted)


def circle_in(schema: Schema) -> tuple[str, ...]:
    """Keys that depend on one another in a circle, or nothing."""
    known = names_of(schema)
    steps = [_step(section, part, known) for section in schema.sections for part in section.parts]
    keys = {step.part.key for step in steps}
    wanted = [{step.part.key: needs(step) & keys for step in steps}]
    wanted += [_within(step.part) for step in steps if isinstance(step.part, Repeat)]
    for each in wanted:
        try:
            TopologicalSorter(each).prepare()
        except CycleError as wrong:
            return tuple(wrong.args[1])
    return ()


def _within(repeat: Repeat) -> dict[str, frozenset[str]]:
    inner = {each.key: _inner(each) for each in repeat.fields}
    return {
        key: frozenset(name for formula in (one.show, one.compute) if formula for name in formula.keys & inner.keys())
        for key, one in inner.items()
    }


def _formula(line: str) -> Expression | None:
    try:
        return parse(line) if line.strip() else None
    except ExpressionError:
        return None


def _rules(checks: tuple[Check, ...]) -> tuple[Rule, ...]:
    pairs = ((check, _formula(check.expr)) for check in checks)
    return tuple(Rule(check, formula) for check, formula in pairs if formula is not None)


def _table_rules(table: Table, known: frozenset[str]) -> tuple[Rule, ...]:
    names = row_names(table, known)
    return tuple(
        Rule(rule.check, rule.formula, tuple(each for each in names if each in rule.formula.keys))
        for rule in _rules(table.checks)
    )


def _formulas(steps: list[Step]) -> Iterable[Expression]:
    for step in steps:
        yield from step.show
        yield from (rule.formula for rule in step.rules)
        for inner in step.fields:
            yield from (each for each in (inner.show, inner.compute) if each is not None)
            yield from (rule.formula for rule in inner.rules)
