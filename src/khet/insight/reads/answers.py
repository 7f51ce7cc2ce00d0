"""What collect certified, in the words of insight."""

from collections.abc import Iterator, Mapping

from khet.collect.reads import facts as collected
from khet.collect.schema import Field, FieldType, Option, Part, Repeat, Schema, Table
from khet.insight.values import About, Answer, Number
from khet.org.reads.lines import UnitLine, unit_lines


def answer_of(submission_id: int) -> Answer | None:
    """None when the submission is not certified (any more): then nothing of it counts. Six queries."""
    given = collected.facts_of(submission_id)
    if not given.given:
        return None
    return _answer(given, collected.words_of(given.version_id), unit_lines([given.unit_id]))


def answers_of_round(round_id: int) -> list[Answer]:
    """What every unit of a round certified; five queries, however many units."""
    given = [each for each in collected.facts_of_round(round_id) if each.given]
    if not given:
        return []
    words, lines = collected.words_of(given[0].version_id), unit_lines(each.unit_id for each in given)
    return [_answer(each, words, lines) for each in given]


def _answer(given: collected.FactSet, words: collected.Worded, lines: Mapping[int, UnitLine]) -> Answer:
    repeats = {key for key, part in words.schema.parts().items() if isinstance(part, Repeat)}
    reckoned = {key for key, part in words.schema.parts().items() if _is_reckoned(part)}
    unit = lines.get(given.unit_id)
    span = unit.on(given.as_of) if unit else None
    return Answer(
        submission_id=given.submission_id,
        round_id=given.round_id,
        form_id=given.form_id,
        form_key=given.form_key,
        form_title=words.form_title,
        unit_id=given.unit_id,
        unit_name=(span.short or span.name) if span else "",
        year_type=given.year_type,
        year=given.year,
        term=given.term,
        as_of=given.as_of,
        revision=given.revision,
        state=given.state,
        digest=f"{given.version_id}.{given.revision}",
        numbers=tuple(_number(fact, repeats) for fact in given.rows if fact.element not in reckoned),
        elements=tuple(elements_of(words.schema)),
    )


def _number(fact: collected.Fact, repeats: set[str]) -> Number:
    """A field of a repeat is an element of its own ("devices.price"), summed over its rows or counted by its codes."""
    if fact.element not in repeats:
        return Number(fact.element, fact.row, fact.column, float(fact.value))
    _row, _colon, code = fact.row.partition(":")
    return Number(f"{fact.element}.{fact.column}", code, "", float(fact.value))


def elements_of(schema: Schema) -> Iterator[About]:
    """Everything in a form that gives figures."""
    for part in schema.parts().values():
        yield from _elements(part)


def _elements(part: Part) -> Iterator[About]:
    if isinstance(part, Table):
        rows, columns = _labels(part.rows), _labels(part.columns)
        yield About(part.key, part.label, part.unit, part.row_label, part.column_label, rows, columns)
    elif isinstance(part, Repeat):
        for field in part.fields:
            if _counts(field):
                label = f"{part.label}: {field.label}"
                yield About(f"{part.key}.{field.key}", label, field.unit, rows=_labels(field.options))
    elif _counts(part):
        yield About(part.key, part.label, part.unit, rows=_labels(part.options))


def _is_reckoned(part: Part) -> bool:
    """What a form reckons for its reader (a share, a mean) is no figure to be summed: indicators do that over sums."""
    return isinstance(part, Field) and part.type == FieldType.COMPUTED


def _counts(field: Field) -> bool:
    choices = (FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO)
    return not field.sensitive and field.type != FieldType.COMPUTED and (field.type.is_number or field.type in choices)


def _labels(options: tuple[Option, ...]) -> dict[str, str]:
    return {option.code: option.label for option in options}
