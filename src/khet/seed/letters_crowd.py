"""What 66 schools do with a circular, written in bulk: the rows are those that the services would have written.

One school's path through the services takes some 80 ms; a month of circulars is two thousand steps.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models

from khet.audit.services.parts import Part
from khet.audit.services.writing import link, lock_head, prepare
from khet.files import services as files
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.kernel.rows import insert
from khet.notify.models import Notice
from khet.numbers.models import Number
from khet.numbers.services.taking import advance
from khet.org.models import Post, Unit
from khet.saraban.models import Answer, Book, Delivery, Endorsement, Letter, RegisterEntry, Route
from khet.saraban.services.years import open_books, series_of, this_year
from khet.seed.letters_stage import Stage
from khet.thai.bangkok import local
from khet.work.models import WorkItem, WorkMove
from khet.work.models.items import place_of
from khet.work.services import tell_basis

Step = tuple[datetime, str]
Order = Endorsement.Order
OPENING = [
    "opened_at",
    "opened_by_id",
    "opened_name",
    "stage",
    "registered_at",
    "accepted_at",
    "answered_at",
    "closed_at",
]
HOLDING = ["holder_unit_id", "holder_post_id", "holder_person_id", "held_since"]
ITEM = [
    "state",
    "waiting",
    "seen_at",
    "closed_at",
    "answered_at",
    "sort_at",
    "late",
    "via",
    "owner_id",
    "result_kind",
    "result_id",
    "result_text",
]


@dataclass(eq=False)
class Visit:
    """One circular at one school: its rows, and who has the matter."""

    letter: Letter
    delivery: Delivery
    school: Unit
    register: WorkItem
    asks: list[WorkItem]
    matter: WorkItem | None = None
    holder: str = ""
    seq: int = 0

    @property
    def clerk(self) -> str:
        return f"{self.school.code}-clerk"

    @property
    def director(self) -> str:
        return f"{self.school.code}-director"


@dataclass
class Crowd:
    """Steps to come, by time; flush does those whose time has come."""

    stage: Stage
    answers: Callable[[Visit], dict[str, Any]]
    pending: list[tuple[datetime, int, Visit, str]] = field(default_factory=list)
    count: int = 0

    def meet(self, letter: Letter, steps_of: Callable[[int, Unit], Sequence[Step]]) -> None:
        """A dispatched circular: what each school will do with it, and when."""
        items: dict[int, list[WorkItem]] = defaultdict(list)
        for item in WorkItem.objects.filter(basis_kind="saraban.letter", basis_id=letter.pk).order_by("pk"):
            items[item.subject_id].append(item)
        places = {school.pk: place for place, school in enumerate(self.stage.schools)}
        for delivery in Delivery.objects.filter(letter=letter).order_by("pk"):
            school = self.stage.schools[places[delivery.unit_id]]
            register, *asks = items[delivery.pk]
            delivery.letter = letter
            visit = Visit(letter, delivery, school, register, asks)
            for moment, verb in steps_of(places[delivery.unit_id], school):
                self.count += 1
                self.pending.append((moment, self.count, visit, verb))

    def forget(self, letter: Letter) -> None:
        """Nobody does anything more with it (withdrawn or replaced)."""
        self.pending = [step for step in self.pending if step[2].letter.pk != letter.pk]

    def flush(self) -> None:
        """Do every step whose time has come."""
        now = self.stage.clock.now
        due = sorted(step for step in self.pending if step[0] <= now)
        if not due:
            return
        self.pending = [step for step in self.pending if step[0] > now]
        _Batch(self, [(moment, visit, verb) for moment, _, visit, verb in due]).run()


class _Batch:
    """Steps done together: what they write, table by table."""

    def __init__(self, crowd: Crowd, steps: list[tuple[datetime, Visit, str]]) -> None:
        self.crowd, self.stage, self.steps = crowd, crowd.stage, steps
        self.year = this_year()
        self.next_number: dict[int, tuple[int, int]] = {}
        self.touched: dict[int, Visit] = {}
        self.items: dict[int, WorkItem] = {}
        self.new_items: list[WorkItem] = []
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.answers: list[tuple[Answer, WorkItem]] = []
        self.registered: list[tuple[RegisterEntry, Number]] = []
        self.files: list[Answer] = []
        self.trail: dict[int, list[tuple[datetime, Callable[[], Part]]]] = defaultdict(list)

    def run(self) -> None:
        self._take_numbers()
        for moment, visit, verb in self.steps:
            name, _, whom = verb.partition(":")
            getattr(self, f"_{name}")(visit, moment, *([whom] if whom else []))
            self.touched[visit.delivery.pk] = visit
        self._write()

    # ---- the steps -----------------------------------------------------------------------------------------------

    def _open(self, visit: Visit, at: datetime) -> None:
        delivery, actor = visit.delivery, self.stage.actor(visit.clerk)
        delivery.opened_at, delivery.opened_by_id, delivery.opened_name = at, actor.person_id, actor.person_name
        delivery.stage = Delivery.Stage.OPENED
        for item in (visit.register, *visit.asks):
            item.state, item.seen_at = WorkItem.State.SEEN, at
            self.items[item.pk] = item
        self._told(actor, at, lambda: Part(actor, "saraban.opened", delivery))

    def _register(self, visit: Visit, at: datetime) -> None:
        delivery, actor = visit.delivery, self.stage.actor(visit.clerk)
        counter, number = self.next_number[visit.school.pk]
        self.next_number[visit.school.pk] = counter, number + 1
        row = Number(counter_id=counter, number=number, ref_kind=delivery.ref.kind, ref_id=delivery.pk, at=at)
        row.by_person_id, row.by_post_id = actor.person_id, actor.post_id
        row.by_name, row.by_post_name = actor.person_name, actor.post_name
        self.registered.append((_entry(visit, actor, row, self.year, at), row))
        delivery.stage, delivery.registered_at = Delivery.Stage.REGISTERED, at
        self._finish(visit.register, actor, at)
        visit.matter = self._matter(visit, actor, at, unit_id=visit.school.pk)
        visit.holder = visit.clerk

        def part() -> Part:
            told = {"series": str(self._series(visit.school)), "first": number, "last": number}
            whole = Part(actor, "saraban.registered", delivery, after={"number": number, "year": self.year})
            whole.parts = [
                Part(actor, "numbers.taken", delivery, after=told),
                Part(actor, "work.closed", visit.register),
                Part(actor, "work.opened_many", delivery.ref, after={"count": 1}),
            ]
            return whole

        self._told(actor, at, part)

    def _propose(self, visit: Visit, at: datetime) -> None:
        self._hand(visit, at, Order.PROPOSE, visit.director, "เพื่อโปรดพิจารณา")

    def _assign(self, visit: Visit, at: datetime, whom: str) -> None:
        self._hand(visit, at, Order.ASSIGN, f"{visit.school.code}-{whom}", "มอบดำเนินการและรายงาน")

    def _circulate(self, visit: Visit, at: datetime) -> None:
        """To the teachers, to read; the matter stays."""
        actor = self.stage.actor(visit.holder)
        posts = [self.stage.post(f"{visit.school.code}-teacher{number}") for number in (1, 2, 3, 4)]
        self._endorse(visit, actor, at, Order.CIRCULATE, "แจ้งครูทราบ", to_name=", ".join(map(str, posts)))
        for post in posts:
            self._matter(visit, actor, at, unit_id=post.unit_id, post=post, kind="saraban.read")
            self.rows[Route].append(_stop(visit, post, "circulated", at))
        self._told(actor, at, lambda: Part(actor, "saraban.circulated", visit.delivery, after={"to": len(posts)}))

    def _answer(self, visit: Visit, at: datetime) -> None:
        actor = self.stage.actor(visit.clerk)
        for item in visit.asks:
            given = self.crowd.answers(visit)
            answer = Answer(delivery=visit.delivery, item_id=item.pk, ask_id=item.ask_id, at=at, **given)
            answer.by_id, answer.by_name, answer.by_title = actor.person_id, actor.person_name, actor.post_name
            self.answers.append((answer, item))
            if item.kind == "saraban.attach":
                self.files.append(answer)
            item.result_text, item.result_kind = answer.text, "saraban.answer"
            item.owner_id, item.via = actor.person_id, WorkItem.Via.HUB
            self._finish(item, actor, at, verb="answer", state=WorkItem.State.ANSWERED, note=answer.text)
            self._told(actor, at, _answered(actor, visit, item, answer))
        visit.delivery.accepted_at = visit.delivery.accepted_at or at
        visit.delivery.answered_at = at

    def _close(self, visit: Visit, at: datetime) -> None:
        actor = self.stage.actor(visit.holder)
        self._endorse(visit, actor, at, Order.CLOSE, "ทราบ")
        assert visit.matter is not None
        self._finish(visit.matter, actor, at)
        visit.delivery.stage, visit.delivery.closed_at = Delivery.Stage.CLOSED, at
        self._told(actor, at, lambda: Part(actor, "saraban.endorsed", visit.delivery, after={"order": "close"}))

    # ---- what the steps are made of ------------------------------------------------------------------------------

    def _hand(self, visit: Visit, at: datetime, order: str, to: str, note: str) -> None:
        actor, post = self.stage.actor(visit.holder), self.stage.post(to)
        self._endorse(visit, actor, at, order, note, post=post, to_name=str(post))
        assert visit.matter is not None
        self._finish(visit.matter, actor, at, note=note)
        delivery = visit.delivery
        delivery.holder_unit_id, delivery.holder_post_id, delivery.held_since = None, post.pk, at
        delivery.accepted_at = delivery.accepted_at or at
        self.rows[Route].append(_stop(visit, post, "holder", at))
        visit.matter, visit.holder = self._matter(visit, actor, at, unit_id=post.unit_id, post=post), to
        self.rows[Notice].append(_notice(self.stage, visit, actor, to, at))
        told = {"order": order, "to": str(post), "seq": visit.seq}
        self._told(actor, at, lambda: Part(actor, "saraban.endorsed", delivery, after=told))

    def _endorse(
        self,
        visit: Visit,
        actor: Actor,
        at: datetime,
        order: str,
        note: str,
        *,
        post: Post | None = None,
        to_name: str = "",
    ) -> None:
        visit.seq += 1
        row = Endorsement(delivery=visit.delivery, seq=visit.seq, at=at, order=order, note=note, to_name=to_name)
        row.by_id, row.by_post_id, row.by_name, row.by_title = (
            actor.person_id,
            actor.post_id,
            actor.person_name,
            actor.post_name,
        )
        row.to_post = post
        self.rows[Endorsement].append(row)

    def _finish(
        self,
        item: WorkItem,
        actor: Actor,
        at: datetime,
        *,
        verb: str = "close",
        state: str = WorkItem.State.CLOSED,
        note: str = "",
    ) -> None:
        move = WorkMove(item=item, at=at, verb=verb, from_state=item.state, to_state=state, note=note)
        move.person_id, move.by_name, move.by_post = actor.person_id, actor.person_name, actor.post_name
        self.rows[WorkMove].append(move)
        item.state, item.waiting, item.next_nudge_at = state, False, None
        item.answered_at = item.sort_at = at
        item.closed_at = at if state == WorkItem.State.CLOSED else None
        item.late = item.due_at is not None and at > item.due_at
        if item.pk:
            self.items[item.pk] = item

    def _matter(
        self,
        visit: Visit,
        actor: Actor,
        at: datetime,
        *,
        unit_id: int,
        post: Post | None = None,
        kind: str = "saraban.endorse",
    ) -> WorkItem:
        ref, letter = visit.delivery.ref, visit.letter
        item = WorkItem(
            kind=kind,
            subject_kind=ref.kind,
            subject_id=ref.id,
            basis_kind=ref.kind,
            basis_id=ref.id,
            label=letter.subject[:300],
            urgency=letter.urgency,
            asked_by_unit_id=actor.unit_id,
            asked_by_post_id=actor.post_id,
            asked_by_person_id=actor.person_id,
            asked_unit_id=unit_id,
            asked_post=post,
            opened_at=at,
            sort_at=place_of(None, letter.urgency),
            synthetic=True,
        )
        self.new_items.append(item)
        return item

    def _told(self, actor: Actor, at: datetime, part: Callable[[], Part]) -> None:
        self.trail[actor.desk_id or 0].append((at, part))

    # ---- writing -------------------------------------------------------------------------------------------------

    def _series(self, school: Unit) -> Any:
        return series_of(school.pk, Book.RECEIVED, year_be=self.year)

    def _take_numbers(self) -> None:
        wanted: dict[int, int] = defaultdict(int)
        for _, visit, verb in self.steps:
            wanted[visit.school.pk] += verb == "register"
        schools = {visit.school.pk: visit.school for _, visit, _ in self.steps if wanted[visit.school.pk]}
        clerk = self.stage.actor("clerk")
        open_books(clerk, schools, self.year)
        for school in schools.values():
            counter, last = advance(self._series(school), wanted[school.pk])
            self.next_number[school.pk] = counter, last - wanted[school.pk] + 1

    def _write(self) -> None:
        insert(self.new_items)
        insert([answer for answer, _ in self.answers])
        for answer, item in self.answers:
            item.result_id = answer.pk
        insert([number for _, number in self.registered])
        for entry, number in self.registered:
            entry.number_id = number.pk
        insert([entry for entry, _ in self.registered])
        for move in self.rows[WorkMove]:
            move.item_id = move.item.pk
        for rows in self.rows.values():
            insert_all(rows)
        update_all([visit.delivery for visit in self.touched.values()], [*OPENING, *HOLDING])
        update_all(list(self.items.values()), [*ITEM, "next_nudge_at"])
        for answer in self.files:
            files.store(actor=self.stage.actor("clerk"), content=self._form(), owner=answer.ref)
        self._write_trail()
        for letter in {visit.letter.pk: visit.letter for visit in self.touched.values() if visit.asks}.values():
            tell_basis(letter.ref)

    def _form(self) -> files.Received:
        """One filled-in form serves for all answers with a file."""
        text = "แบบรายงานการตรวจสอบอาคารสถานที่ (ข้อมูลสังเคราะห์)\nผลการตรวจ,ปกติ\n"
        return files.receive(text.encode("utf-8-sig"), name="แบบรายงาน.csv", allow=files.ANYTHING)

    def _write_trail(self) -> None:
        for chain, told in sorted(self.trail.items()):
            seq, previous = lock_head(chain)
            entries, mentions = [], []
            for at, part in told:
                draft = prepare(part())
                link(draft.entry, seq=seq + 1, previous=previous, at=at)
                seq, previous = draft.entry.seq, draft.entry.hash
                entries.append(draft.entry)
                mentions += [(draft.entry, ref) for ref in draft.mentions]
            insert(entries)
            insert([_mention(entry, ref) for entry, ref in mentions])


def _mention(entry: Any, ref: Ref) -> Any:
    from khet.audit.models import Mention

    return Mention(entry=entry, kind=ref.kind, target_id=ref.id)


def _answered(actor: Actor, visit: Visit, item: WorkItem, answer: Answer) -> Callable[[], Part]:
    def part() -> Part:
        after = {"ask": item.ask_id, "files": 0, "answer": answer.pk}
        whole = Part(actor, "saraban.answered", visit.delivery, after=after)
        whole.parts = [Part(actor, "work.answered", item, after={"via": item.via, "late": item.late})]
        return whole

    return part


def _entry(visit: Visit, actor: Actor, number: Number, year: int, at: datetime) -> RegisterEntry:
    letter = visit.letter
    return RegisterEntry(
        desk=visit.school,
        book=Book.RECEIVED,
        year_be=year,
        number=number.number,
        letter_no=letter.letter_no,
        search_no=letter.search_no,
        dated=letter.dated,
        from_text=letter.from_text,
        to_text=letter.to_text,
        subject=letter.subject,
        secrecy=letter.secrecy,
        urgency=letter.urgency,
        registered_on=local(at).date(),
        registered_at=at,
        registered_by_id=actor.person_id,
        registered_name=actor.person_name,
        unit=visit.school,
        letter=letter,
        delivery=visit.delivery,
        synthetic=True,
    )


def _stop(visit: Visit, post: Post, why: str, at: datetime) -> Route:
    return Route(letter=visit.letter, delivery=visit.delivery, post=post, why=why, at=at)


def _notice(stage: Stage, visit: Visit, actor: Actor, to: str, at: datetime) -> Notice:
    return Notice(
        person_id=stage.actor(to).person_id or 0,
        kind="saraban.waiting",
        title=f"เกษียน/สั่งการ: {visit.letter.subject}"[:300],
        ref_kind=visit.delivery.ref.kind,
        ref_id=visit.delivery.pk,
        by_name=actor.person_name,
        created_at=at,
        planned=True,
    )


def insert_all(rows: Sequence[models.Model]) -> None:
    """As insert; a table with generated columns goes by Django."""
    if not rows:
        return
    if isinstance(rows[0], Notice):
        Notice.objects.bulk_create(rows)  # type: ignore[arg-type]
        return
    insert(rows)


def update_all(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write some columns of many rows, one prepared statement for all."""
    if not rows:
        return
    fields = [
        rows[0]._meta.get_field(name.removesuffix("_id") if name not in ("result_id",) else name) for name in names
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(str(each.column))} = %s" for each in fields)  # type: ignore[union-attr]
    table = quote(rows[0]._meta.db_table)
    values = [
        [*(f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields), row.pk]  # type: ignore[union-attr]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", values)  # noqa: S608 - our own names
