"""Rounds for programs: which there are, one with its completeness, and where each unit stands."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from khet.collect.models import Round, Submission
from khet.collect.reads.facts import values_given
from khet.collect.reads.rounds import Completeness, completeness_of
from khet.collect.rules.rounds import sees_all
from khet.collect.rules.submissions import may_read
from khet.org.programs import access, asking

router = Router(tags=["collect"], auth=access("collect.read"))
Id = Annotated[int, Field(ge=1, lt=1 << 63)]
MOST = 200


class CompletenessOut(Schema):
    """total leaves out the excused; given are certified or further; states: how many stand where."""

    total: int
    given: int
    accepted: int
    excused: int
    states: dict[str, int]


class RoundOut(Schema):
    """A round. period such as "school-2569-1" (พ.ศ.); as_of and due_on are C.E.; digest once it is locked."""

    id: int
    title: str
    form_key: str
    form_version: int
    period: str
    as_of: date
    due_on: date | None
    state: str
    digest: str
    completeness: CompletenessOut | None


class RoundsOut(Schema):
    """Newest first; next is the number to ask from next, null at the end."""

    rounds: list[RoundOut]
    next: int | None


class SubmissionOut(Schema):
    """One unit in a round. A unit that did not answer is a row with its state."""

    id: int
    unit_code: str
    unit_name: str
    state: str
    revision: int
    late: bool
    via: str
    filled: int
    certified_at: datetime | None


class ValuesOut(Schema):
    """What a unit certified last, canonical text by path; empty while nothing is given."""

    id: int
    state: str
    revision: int
    values: dict[str, str]


def _out(round_: Round, so_far: Completeness | None) -> RoundOut:
    shown = (
        CompletenessOut(
            total=so_far.total,
            given=so_far.given,
            accepted=so_far.accepted,
            excused=so_far.excused,
            states=so_far.states,
        )
        if so_far
        else None
    )
    return RoundOut(
        id=round_.pk,
        title=round_.title,
        form_key=round_.form.key,
        form_version=round_.version.number,
        period=round_.period,
        as_of=round_.as_of,
        due_on=round_.due_on,
        state=round_.state,
        digest=round_.digest,
        completeness=shown,
    )


def _counted(request: HttpRequest, rounds: list[Round]) -> dict[int, Completeness]:
    """How complete, for those who ask; a unit that is asked sees only itself."""
    return completeness_of([each.pk for each in rounds if sees_all(asking(request), each)])


@router.get("/rounds", response=RoundsOut, summary="รอบข้อมูล")
def rounds(
    request: HttpRequest, state: Annotated[str, Query(max_length=9)] = "", before: Annotated[Id | None, Query()] = None
) -> RoundsOut:
    """Rounds that my desks ask or are asked in, at most 200; before: those with a smaller number."""
    if state and state not in Round.State.values:
        raise HttpError(422, "state: planned, open, locked หรือ cancelled")
    rows = Round.objects.visible_to(asking(request)).select_related("form", "version").order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: MOST + 1])
    counted = _counted(request, found[:MOST])
    shown = [_out(each, counted.get(each.pk)) for each in found[:MOST]]
    return RoundsOut(rounds=shown, next=found[MOST - 1].pk if len(found) > MOST else None)


@router.get("/rounds/{id}", response=RoundOut, summary="รอบข้อมูลหนึ่งรอบ")
def one(request: HttpRequest, id: Id) -> RoundOut:  # noqa: A002
    """404 for what one may not see."""
    round_ = get_object_or_404(Round.objects.visible_to(asking(request)).select_related("form", "version"), pk=id)
    return _out(round_, _counted(request, [round_]).get(round_.pk))


@router.get("/rounds/{id}/submissions", response=list[SubmissionOut], summary="สถานะของทุกหน่วยงานในรอบ")
def submissions(request: HttpRequest, id: Id) -> list[SubmissionOut]:  # noqa: A002
    """Every unit for the asking side, one's own for a unit."""
    actor = asking(request)
    round_ = get_object_or_404(Round.objects.visible_to(actor), pk=id)
    rows = Submission.objects.visible_to(actor).filter(round=round_).select_related("unit").order_by("unit__sort_key")
    return [
        SubmissionOut(
            id=row.pk,
            unit_code=row.unit.code,
            unit_name=row.unit_name,
            state=row.state,
            revision=row.revision,
            late=row.late,
            via=row.via,
            filled=row.filled,
            certified_at=row.certified_at,
        )
        for row in rows
    ]


@router.get("/submissions/{id}", response=ValuesOut, summary="ค่าที่หน่วยงานรับรองล่าสุด")
def values(request: HttpRequest, id: Id) -> ValuesOut:  # noqa: A002
    """404 for what one may not see or read."""
    actor = asking(request)
    row = get_object_or_404(Submission.objects.visible_to(actor).select_related("round"), pk=id)
    if not may_read(actor, row):
        raise HttpError(404, "ไม่พบ")
    return ValuesOut(id=row.pk, state=row.state, revision=row.revision, values=values_given(row))
