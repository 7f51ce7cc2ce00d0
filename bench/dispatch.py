"""A circular to 66 schools until every inbox shows it, and to 30,000 units in the background, killed half-way."""

import json
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bench.kit import (
    Figure,
    Group,
    Hub,
    Options,
    PostgresMissingError,
    Result,
    at_most,
    exactly,
    missing,
    postgresql_hub,
    reported,
    spread,
    sqlite_hub,
)
from bench.kit.processes import kill

SCHOOLS, MANY, TIMES = 66, 30_000, 9
LIMIT = 600.0


# ---- the parent: starts workers, kills one, counts ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """One large dispatch: seconds until the last unit has it, how long nothing moved after the kill, what it left."""

    seconds: float
    still: float
    reports: int
    left: dict[str, int]


def run(options: Options) -> Result:
    result, engines = Result("dispatch", ""), []
    for opened in options.engines(sqlite_hub, postgresql_hub):
        try:
            with opened() as hub:
                engines.append(hub.engine)
                result.figures += _measure(hub, options)
        except PostgresMissingError as error:
            result.figures.append(missing("PostgreSQL: 66 schools", "s", "< 0.5", str(error)))
    result.engine = ", ".join(engines)
    result.notes = [
        "66 schools: from the press of ส่ง (services, ask and notices included) to the last of 66 inbox pages read",
        "30,000 units: from the press of ส่ง to the last unit, by the ordinary worker with its ordinary chunks",
    ]
    return result


def _measure(hub: Hub, options: Options) -> list[Figure]:
    hub.migrate()
    total = options.scaled(MANY)
    hub.run("bench.dispatch", "prepare", total)
    name = hub.engine.partition(" ")[0]
    small = spread(json.loads(hub.run("bench.dispatch", "small", 3 if options.quick else TIMES)))
    whole, killed = _round(hub, total, kill_one=False), _round(hub, total, kill_one=True)
    limit = 20 * total / MANY if options.quick else 20
    return [
        at_most(f"{name}: 66 schools, every inbox shows it (median)", small.p50, 0.5, "s"),
        reported(f"{name}: 66 schools, slowest of {small.count}", small.longest, "s"),
        at_most(f"{name}: {total:,} units", whole.seconds, limit, "s"),
        reported(f"{name}: units a second", total / whole.seconds, "1/s"),
        reported(f"{name}: reports of progress", whole.reports, "reports"),
        exactly(f"{name}: deliveries", whole.left["deliveries"], total, "deliveries"),
        exactly(f"{name}: given twice", whole.left["twice"] + killed.left["twice"], 0, "deliveries"),
        exactly(f"{name}: work items", whole.left["items"], 2 * total, "items"),
        exactly(f"{name}: told", whole.left["notices"], total, "people"),
        exactly(f"{name}: deliveries after a kill half-way", killed.left["deliveries"], total, "deliveries"),
        exactly(f"{name}: work items after the kill", killed.left["items"], 2 * total, "items"),
        exactly(f"{name}: told after the kill", killed.left["notices"], total, "people"),
        reported(f"{name}: taken up again after", killed.still, "s"),
        exactly(f"{name}: broken trail entries", killed.left["broken"], 0, "entries"),
    ]


def _round(hub: Hub, total: int, *, kill_one: bool) -> Round:
    with Group() as group:
        worker = group.start(hub.command("khet", "worker"), hub.environment)
        follower = group.start(hub.command("bench.dispatch", "send", total), hub.environment, talk=True)
        assert follower.stdout
        began, moved, still, reports, done, dead = 0.0, 0.0, 0.0, 0, -1, False
        for line in follower.stdout:
            now = time.perf_counter()
            word, *rest = line.split()
            if word == "sent":
                began = moved = now
            elif word == "done" and int(rest[0]) != done:
                done, reports = int(rest[0]), reports + 1
                still, moved = max(still, now - moved), now
                if kill_one and not dead and done * 2 >= total:
                    kill(worker)
                    dead = True
                    worker = group.start(hub.command("khet", "worker"), hub.environment)
            elif word == "end":
                return Round(now - began, still, reports, json.loads(hub.run("bench.dispatch", "count", rest[0])))
            if began and now - began > LIMIT:
                break
    raise RuntimeError("the dispatch did not end")


# ---- the children: the house, a sender, the count ----------------------------------------------------------------


def prepare(total: int) -> None:
    """An office and so many schools, each with one clerk; the first 66 are the area's."""
    from django.db import transaction

    from khet.org.models import Account, Appointment, LegalDuty, Person, Post, PostDuty, Unit
    from khet.org.services import units
    from khet.saraban.models import DeskSetting
    from khet.seed import demo

    since = date.today() - timedelta(days=100)
    with transaction.atomic():
        if not LegalDuty.objects.exists():
            demo.load_ground()
        from khet.kernel.actor import SYSTEM

        office = units.found(
            actor=SYSTEM, code="office", kind="office", name="สำนักงานเขตทดสอบ", short="สพม.ทดสอบ", parent=None, on=since
        )
        schools = Unit.objects.bulk_create(
            (
                Unit(code=f"x{n:05d}", kind="school", name=f"โรงเรียนที่ {n}", sort_key=f"{n:05d}", parent=office, order=n)
                for n in range(1, total + 1)
            ),
            batch_size=1000,
        )
        for school in schools:
            school.desk = school
        Unit.objects.bulk_update(schools, ["desk"], batch_size=2000)
        seats = [(office, "director", "ผอ.เขต"), (office, "clerk", "สารบรรณกลาง")]
        seats += [(school, "clerk", "ธุรการโรงเรียน") for school in schools]
        posts = Post.objects.bulk_create(
            (Post(unit=unit, title=title, short=title, role=role) for unit, role, title in seats), batch_size=1000
        )
        PostDuty.objects.bulk_create(
            (PostDuty(post=post, duty="registry") for post in posts if post.role == "clerk"), batch_size=2000
        )
        people = Person.objects.bulk_create(
            (
                Person(first_name=f"คนที่ {n}", last_name="ทดสอบ", sort_key=f"{n:05d}", home_desk=unit, synthetic=True)
                for n, (unit, _, _) in enumerate(seats)
            ),
            batch_size=1000,
        )
        Appointment.objects.bulk_create(
            (Appointment(person=who, post=post, valid_from=since) for who, post in zip(people, posts, strict=True)),
            batch_size=1000,
        )
        Account.objects.bulk_create(
            Account(username=f"u{n}", person=who, password="!") for n, who in enumerate(people[: 2 + SCHOOLS])
        )
        DeskSetting.objects.create(desk=office, letter_prefix="ศธ 04999", default_signer=posts[0])


def _actor(number: int) -> Any:
    from khet.org.models import Account
    from khet.org.reads.actors import actor_of

    return actor_of(Account.objects.get(username=f"u{number}"))


def _ready_letter(unit_ids: tuple[int, ...]) -> Any:
    """A signed circular whose PDF stands, with one ask, and its sender."""
    from django.db import transaction
    from django.utils import timezone

    from khet.saraban import services
    from khet.saraban.models import Letter
    from khet.saraban.services import AskSpec, Draft, Recipients

    director, clerk = _actor(0), _actor(1)
    draft = Draft(subject="สำรวจข้อมูล", to_text="ผู้อำนวยการโรงเรียน", body="ด้วยมีการสำรวจ\n\nขอให้ตอบ", circular=True)
    due = date.today() + timedelta(days=14)
    with transaction.atomic():
        letter = services.save_draft(
            actor=clerk,
            draft=draft,
            to=Recipients(unit_ids=unit_ids, all_schools=not unit_ids),
            asks=[AskSpec("saraban.reply", "ตอบแบบสำรวจ", due_on=due)],
            synthetic=True,
        )
        services.propose_to_sign(actor=clerk, letter=letter)
        services.issue_and_sign(
            actor=director,
            letter=letter,
            content_hash=services.content_hash(letter),
            reauthenticated_at=timezone.now(),
        )
    services.render_letter(letter.pk)
    return Letter.objects.get(pk=letter.pk), clerk


def small(times: int) -> str:
    """Seconds from the press to the last of 66 inboxes, several times."""
    from khet.org.models import Unit
    from khet.saraban import services
    from khet.work.reads.inbox import inbox

    ids = tuple(Unit.objects.filter(kind="school").order_by("order").values_list("pk", flat=True)[:SCHOOLS])
    actors = [_actor(2 + place) for place in range(SCHOOLS)]
    found = []
    for turn in range(times + 1):
        letter, clerk = _ready_letter(ids)
        started = time.perf_counter()
        services.dispatch(actor=clerk, letter=letter)
        for actor in actors:
            rows = inbox(actor).rows
            if not any(item.basis_id == letter.pk for row in rows for item in row.items):
                raise RuntimeError("an inbox does not show the letter")
        if turn:
            found.append(time.perf_counter() - started)
    return json.dumps(found)


def send(total: int) -> None:
    """Press ส่ง to everybody; then say how far it is, ten times a second."""
    from khet.saraban import services
    from khet.saraban.models import Dispatch

    letter, clerk = _ready_letter(())
    _say("sent")
    made = services.dispatch(actor=clerk, letter=letter)
    while True:
        row = Dispatch.objects.defer("unit_ids").get(pk=made.pk)
        _say("done", row.done, row.total)
        if row.finished_at is not None:
            return _say("end", letter.pk)
        time.sleep(0.1)


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def count(letter_id: int) -> str:
    """What a dispatch left."""
    from khet.audit.services import verify
    from khet.notify.models import Notice
    from khet.saraban.models import Delivery
    from khet.work.models import WorkItem

    rows = Delivery.objects.filter(letter_id=letter_id)
    number = rows.count()
    return json.dumps(
        {
            "deliveries": number,
            "twice": number - rows.values("unit_id").distinct().count(),
            "items": WorkItem.objects.filter(basis_kind="saraban.letter", basis_id=letter_id).count(),
            "notices": Notice.objects.filter(
                ref_kind="saraban.letter", ref_id=letter_id, kind="saraban.arrived"
            ).count(),
            "broken": verify().count,
        }
    )


if __name__ == "__main__":
    import django

    django.setup()
    verb, *given = sys.argv[1:]
    answer = {"prepare": prepare, "small": small, "send": send, "count": count}[verb](int(given[0]))
    sys.stdout.write(answer or "")
