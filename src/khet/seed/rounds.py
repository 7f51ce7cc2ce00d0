"""Believable rounds of data: three years that are locked, and one that is open and half answered; all synthetic.

The years are written in bulk, as certified and locked answers stand; the open round is lived through the services.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from khet.collect.models import Cell, Form, Round, Snapshot, Submission
from khet.collect.services import forms as form_services
from khet.collect.services import rounds as round_services
from khet.collect.services import submissions as given_services
from khet.collect.services.cells import Change, save_cells
from khet.collect.services.freezing import canonical, digest, digest_of_round, whole_values
from khet.collect.validity import examine
from khet.insight import services as insight
from khet.insight.reads.answers import answers_of_round
from khet.kernel.actor import Actor
from khet.org.models import Account, Unit
from khet.org.reads.actors import actor_of
from khet.seed import rounds_figures as figures
from khet.seed.clock import Clock, simulated
from khet.thai.bangkok import BANGKOK
from khet.thai.years import to_ce

YEARS = 3
FORMS = ("pupils_by_class", "personnel", "ict_internet")
TITLES = {
    "pupils_by_class": "จำนวนนักเรียน ณ วันที่ 10 {month} {year}",
    "personnel": "ครูและบุคลากร ณ วันที่ 10 {month} {year}",
    "ict_internet": "อุปกรณ์ ICT และอินเทอร์เน็ต ปี {year}",
}
GIVEN, SENT, BEGUN = 30, 6, 9
"""How many schools have certified, sent to their director, begun in the open round; the rest have not looked."""


@dataclass(frozen=True, slots=True)
class Past:
    """A period that is over: a round of each form, locked."""

    year: int
    term: int = 1

    @property
    def as_of(self) -> date:
        return date(to_ce(self.year), 6, 10)


@transaction.atomic
def load(*, now: datetime, say: Callable[[str], None]) -> None:
    """Three school years of three forms, and this year's count of pupils while it is asked."""
    officer = actor_of(Account.objects.get(username="officer"))
    schools = list(Unit.objects.filter(kind=Unit.Kind.SCHOOL, active=True).order_by("order", "sort_key"))
    forms = {key: _form(officer, key) for key in FORMS}
    newest = _newest_year(now)
    before: dict[str, Round] = {}
    for year in range(newest - YEARS + 1, newest + 1):
        for key in FORMS:
            before[key] = _past(officer, forms[key], key, Past(year), schools, before.get(key))
    for row in Round.objects.filter(state=Round.State.LOCKED):
        insight.take_in_many(answers_of_round(row.pk))
    _open(officer, forms["pupils_by_class"], newest, schools, before["pupils_by_class"], now)
    say(f"รอบข้อมูล {Round.objects.count()} รอบ คำตอบที่รับรองแล้ว {Snapshot.objects.count():,} ชุด")


def _newest_year(now: datetime) -> int:
    """The school year whose 10 June is over."""
    day = now.astimezone(BANGKOK).date()
    return day.year + 543 - (day < date(day.year, 6, 20))


def _form(actor: Actor, key: str) -> Form:
    form = form_services.copy_form(actor=actor, form=Form.objects.get(desk=None, key=key))
    Form.objects.filter(pk=form.pk).update(synthetic=True)
    form_services.publish(actor=actor, form=form)
    form.refresh_from_db()
    return form


# ---- years that are over ---------------------------------------------------------------------------------------------


def _past(actor: Actor, form: Form, key: str, past: Past, schools: Sequence[Unit], previous: Round | None) -> Round:
    """A locked round with a certified answer of every school (two in a hundred did not answer)."""
    closed = datetime.combine(past.as_of + timedelta(days=20), time(15), BANGKOK)
    version = form.versions.get(published_at__isnull=False)
    assert actor.desk_id is not None
    row = Round.objects.create(
        desk_id=actor.desk_id,
        unit_id=actor.unit_id,
        form=form,
        version=version,
        title=TITLES[key].format(month="มิถุนายน", year=past.year),
        year=past.year,
        term=past.term,
        as_of=past.as_of,
        due_on=past.as_of + timedelta(days=12),
        previous=previous,
        duty_id=form.duty_id,
        target={"all_schools": True},
        basis_kind="collect.round",
        state=Round.State.LOCKED,
        opened_at=closed - timedelta(days=25),
        locked_at=closed,
        synthetic=True,
        by_name=actor.person_name,
    )
    Round.objects.filter(pk=row.pk).update(basis_id=row.pk)
    answers = list(_answers(key, past, schools))
    given = Submission.objects.bulk_create(_given(row, school, bool(values), closed) for school, values in answers)
    kept = []
    for each, (_school, values) in zip(given, answers, strict=True):
        if values:
            whole = canonical(whole_values(values, examine(version.schema, values, today=past.as_of)))
            kept.append(
                Snapshot(submission=each, kind="locked", revision=1, content=whole, digest=digest(whole), at=closed)
            )
    Snapshot.objects.bulk_create(kept)
    Cell.objects.bulk_create(
        (
            Cell(submission=each, path=path, value=value, by_name=each.submitted_by, at=closed - timedelta(days=9))
            for each, (_school, values) in zip(given, answers, strict=True)
            for path, value in values.items()
        ),
        batch_size=2000,
    )
    codes = {school.pk: school.code for school in schools}
    row.digest = digest_of_round((codes[each.submission.unit_id], each.submission.state, each.digest) for each in kept)
    row.save(update_fields=["digest"])
    return row


def _answers(key: str, past: Past, schools: Sequence[Unit]) -> Iterator[tuple[Unit, Mapping[str, str]]]:
    for school in schools:
        chance = random.Random(f"{school.code} {key} {past.year}")  # noqa: S311 - a sample, not a secret
        absent = chance.random() < 0.02
        yield school, {} if absent else figures.OF[key](figures.School(school.code, past.year), past.as_of)


def _given(row: Round, school: Unit, answered: bool, closed: datetime) -> Submission:
    state = Submission.State.LOCKED
    told = {"director": f"ผู้อำนวยการ{school.name}", "clerk": f"ธุรการ{school.name}"}
    if not answered:
        return Submission(round=row, unit=school, unit_name=school.short or school.name, state=Submission.State.EMPTY)
    return Submission(
        round=row,
        unit=school,
        unit_name=school.short or school.name,
        state=state,
        revision=1,
        stamp=1,
        submitted_at=closed - timedelta(days=9),
        submitted_by=told["clerk"],
        certified_at=closed - timedelta(days=8),
        certified_by=told["director"],
        accepted_at=closed - timedelta(days=2),
        accepted_by="กลุ่ม DLICT",
    )


# ---- the round that is open ------------------------------------------------------------------------------------------


def _open(officer: Actor, form: Form, newest: int, schools: Sequence[Unit], previous: Round, now: datetime) -> None:
    """Asked nine days ago, due in five: thirty have certified, some are at work, some have not looked."""
    begun = now - timedelta(days=9)
    with simulated(begun) as clock:
        plan = round_services.Plan(
            form=form,
            title=TITLES["pupils_by_class"].format(month="พฤศจิกายน", year=newest),
            year=newest,
            term=2,
            as_of=date(to_ce(newest), 11, 10),
            due_on=_working((now + timedelta(days=5)).astimezone(BANGKOK).date()),
            previous=previous,
            target={"all_schools": True},
        )
        row = round_services.plan(actor=officer, plan=plan)
        Round.objects.filter(pk=row.pk).update(synthetic=True)
        row.synthetic = True
        round_services.open_alone(actor=officer, round_=row)
        _live(clock, row, schools, now)


def _working(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def _live(clock: Clock, row: Round, schools: Sequence[Unit], now: datetime) -> None:
    chance = random.Random(11)  # noqa: S311
    at_work = chance.sample(list(schools), min(len(schools), GIVEN + SENT + BEGUN))
    step = (now - clock.now) / (len(at_work) + 1)
    for place, school in enumerate(at_work):
        clock.set(clock.now + step)
        given = Submission.objects.select_related("round").get(round=row, unit=school)
        clerk = actor_of(Account.objects.get(username=f"{school.code}-clerk"))
        values = dict(figures.OF["pupils_by_class"](figures.School(school.code, row.year, term=2), row.as_of))
        some = dict(list(values.items())[:7]) if place >= GIVEN + SENT else values
        save_cells(actor=clerk, given=given, changes=[Change(path, text, 0) for path, text in some.items()])
        if place < GIVEN + SENT:
            given_services.submit(actor=clerk, given=given)
        if place < GIVEN:
            director = actor_of(Account.objects.get(username=f"{school.code}-director"))
            given.refresh_from_db()
            given_services.certify(actor=director, given=given, stamp=given.stamp, reauthenticated_at=clock.now)
