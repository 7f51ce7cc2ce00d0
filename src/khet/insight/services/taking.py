"""Taking in a certified answer: its facts to a file, its sums to the cube; and taking it out again."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction

from khet.insight import lake
from khet.insight.lake import Fact, Parcel
from khet.insight.models import CubeCell, Dims, Element, FactFile, FactSource
from khet.insight.values import About, Answer, Number
from khet.kernel.rows import pour


def take_in(answer: Answer) -> FactSource:
    """Bring one answer in, or bring it up to date. Doing it twice is doing it once."""
    return take_in_many([answer])[0]


def take_in_many(answers: Sequence[Answer]) -> list[FactSource]:
    """Answers of one round at once, in one file; those that stand as they are, are left as they are.

    The file is written before the transaction and belongs to nobody until its row stands: a kill in between leaves a
    file that `sweep` removes, never half an answer.
    """
    if len({answer.round_id for answer in answers}) > 1:
        raise ValueError("answers of one round at a time")
    known = {each.submission_id: each for each in _known(answers)}
    new = [each for each in answers if not _stands(known.get(each.submission_id), each)]
    marks = {each.submission_id: secrets.randbits(62) for each in new}
    elements = _elements(new)
    written = _written(new, marks, elements)
    with transaction.atomic():
        file = _file(new[0].round_id, written, compact=len(new) > 1) if written is not None else None
        taken = [_bring(each, marks[each.submission_id], file, elements) for each in new]
    done = {each.submission_id: each for each in taken}
    return [done.get(each.submission_id) or _note_state(known[each.submission_id], each.state) for each in answers]


def _known(answers: Sequence[Answer]) -> Iterable[FactSource]:
    return FactSource.objects.filter(submission_id__in=[answer.submission_id for answer in answers])


def _stands(source: FactSource | None, answer: Answer) -> bool:
    return source is not None and (source.revision, source.digest) == (answer.revision, answer.digest)


def _written(answers: Sequence[Answer], marks: Mapping[int, int], elements: Mapping[str, int]) -> lake.Written | None:
    parcels = [
        Parcel(
            marks[each.submission_id],
            each.unit_id,
            each.period,
            [Fact(elements[number.key], number.row, number.column, number.value) for number in each.numbers],
        )
        for each in answers
    ]
    if not any(parcel.facts for parcel in parcels):
        return None
    return lake.write(round_id=answers[0].round_id, parcels=parcels)


def _file(round_id: int, written: lake.Written, *, compact: bool) -> FactFile:
    file, _made = FactFile.objects.get_or_create(
        name=written.name,
        defaults={"round_id": round_id, "rows": written.rows, "size": written.size, "compact": compact},
    )
    return file


def _bring(answer: Answer, mark: int, file: FactFile | None, elements: Mapping[str, int]) -> FactSource:
    source = FactSource.objects.select_for_update(of=("self",)).get(pk=_source(answer).pk)
    _let_go_of_file(source)
    source.file = file if answer.numbers else None
    source.mark = mark
    source.revision, source.digest, source.state = answer.revision, answer.digest, answer.state
    _settle_which_counts(source, answer)
    source.save()
    CubeCell.objects.filter(source=source).delete()
    if source.counts and (cells := _cells(source, answer.numbers, elements)):
        pour(cells)
    return source


@transaction.atomic
def leave(submission_id: int) -> int | None:
    """The answer counts no more (reopened, returned): out of the cube at once, out of files when compacted.

    Returns the submission of an earlier round of the form and period that it had replaced: that one is to be taken in
    anew, since its sums are not kept.
    """
    source = FactSource.objects.select_for_update(of=("self",)).filter(submission_id=submission_id).first()
    if source is None:
        return None
    _let_go_of_file(source)
    source.delete()
    if not source.counts:
        return None
    twins = FactSource.objects.filter(form_id=source.form_id, period=source.period, unit_id=source.unit_id)
    earlier = twins.order_by("-as_of", "-round_id").first()
    if earlier is None:
        return None
    FactSource.objects.filter(pk=earlier.pk).update(digest="")
    return earlier.submission_id


@transaction.atomic
def forget(*, rounds: Collection[int], forms: Collection[int]) -> None:
    """Rounds that are no more: their answers, sums and files; and what only removed forms counted."""
    FactSource.objects.filter(round_id__in=list(rounds)).delete()
    FactFile.objects.filter(round_id__in=list(rounds)).delete()
    Element.objects.filter(form_id__in=list(forms)).delete()


def _note_state(source: FactSource, state: str) -> FactSource:
    if source.state != state:
        source.state = state
        source.save(update_fields=["state", "taken_at"])
    return source


def _source(answer: Answer) -> FactSource:
    """A row that does not count yet, with the facts of what it is about."""
    row, _made = FactSource.objects.get_or_create(
        submission_id=answer.submission_id,
        defaults={
            "round_id": answer.round_id,
            "form_id": answer.form_id,
            "unit_id": answer.unit_id,
            "unit_name": answer.unit_name,
            "year_type": answer.year_type,
            "year": answer.year,
            "term": answer.term,
            "period": answer.period,
            "as_of": answer.as_of,
            "revision": 0,
            "state": answer.state,
            "counts": False,
        },
    )
    return row


def _elements(answers: Sequence[Answer]) -> dict[str, int]:
    """Ids by key; labels and codes follow the newest version of the form. The answers are of one form."""
    if not answers:
        return {}
    first = answers[0]
    known = {each.key: each for each in Element.objects.filter(form_id=first.form_id)}
    for about in {about.key: about for answer in answers for about in answer.elements}.values():
        row = known.get(about.key) or Element(form_id=first.form_id, key=about.key, form_key=first.form_key)
        if _renew(row, about, first.form_title) or row.pk is None:
            row.save()
        known[about.key] = row
    return {key: row.pk for key, row in known.items()}


def _renew(row: Element, about: About, form_title: str) -> bool:
    new = {
        "label": about.label[:200],
        "form_title": form_title[:200],
        "unit_word": about.unit_word[:40],
        "row_label": about.row_label[:80],
        "column_label": about.column_label[:80],
        "rows": {**row.rows, **about.rows},
        "columns": {**row.columns, **about.columns},
    }
    changed = {name: value for name, value in new.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _let_go_of_file(source: FactSource) -> None:
    """Its facts in a file of its own go with it; in a compacted file they are marked as no longer true."""
    file = source.file
    source.file = None
    if file is None:
        return
    FactSource.objects.filter(pk=source.pk).update(file=None)
    if file.compact:
        row = FactFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        row.stale = sorted({*row.stale, source.mark})
        row.save(update_fields=["stale"])
    elif not FactSource.objects.filter(file=file).exists():
        file.delete()


def _settle_which_counts(source: FactSource, answer: Answer) -> None:
    """Of several rounds of one form for one period the latest certified counts, by its day and then by its round."""
    twins = FactSource.objects.select_for_update(of=("self",)).filter(
        form_id=answer.form_id, period=answer.period, unit_id=answer.unit_id, counts=True
    )
    others = [each for each in twins if each.pk != source.pk]
    newer = [each for each in others if (each.as_of, each.round_id) > (source.as_of, source.round_id)]
    source.counts = not newer
    if source.counts:
        for each in others:
            each.counts = False
            each.save(update_fields=["counts"])
            CubeCell.objects.filter(source=each).delete()


def _cells(source: FactSource, numbers: Sequence[Number], elements: Mapping[str, int]) -> list[CubeCell]:
    sums: dict[tuple[int, int, str], float] = {}
    for each in numbers:
        element = elements[each.key]
        for dims, code in ((Dims.TOTAL, ""), (Dims.ROW, each.row), (Dims.COLUMN, each.column)):
            if code or dims == Dims.TOTAL:
                place = (element, int(dims), code)
                sums[place] = sums.get(place, 0.0) + each.value
    return [
        CubeCell(
            element_id=element,
            source=source,
            dims=dims,
            period=source.period,
            unit_id=source.unit_id,
            code=code,
            value=value,
        )
        for (element, dims, code), value in sums.items()
    ]
