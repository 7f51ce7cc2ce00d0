"""A believable month of letters in every state; all synthetic.

The month is lived: each story's steps are done through the services in the order of their times (letters_stories),
and what the schools do with circulars is written in bulk (letters_crowd). The same seed makes the same month.
"""

import gc
import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from khet.jobs.models import Job
from khet.notify.models import Notice
from khet.org.models import Appointment, UnitGroup, UnitGroupMember
from khet.org.services import posts
from khet.saraban.models import Delivery, DeskSetting, Letter, OutsideSender, RegisterEntry
from khet.seed import letters_acts as act
from khet.seed import letters_stories as tell
from khet.seed.clock import Clock, simulated
from khet.seed.letters_crowd import Crowd, Visit
from khet.seed.letters_stage import Stage, Text, set_the_stage
from khet.thai.bangkok import BANGKOK, local
from khet.work.models import WorkItem
from khet.work.services import nudge_due

PREFIX = "ศธ 04999"
"""No office has this number: it marks what is made up."""
CONTACT = "โทร. 0 7700 0000\n(หนังสือสังเคราะห์เพื่อการสาธิต)"
QUICK = (15, 50)
SLOW = (20, 280)
JOBS = ("saraban.render", "saraban.stamp", "notify.dispatch")
MOST_STAMPS = 12


@transaction.atomic
def load(*, now: datetime, say: Callable[[str], None]) -> None:
    """Fill the house; everything or nothing. The house must be as area and people left it."""
    with simulated(now - timedelta(days=60)) as clock, _in_one_go():
        stage = set_the_stage(clock, now)
        clock.set(datetime.combine(stage.days[-1], time(8, 0), BANGKOK))
        _set_desks(stage)
        _go_away(stage)
        crowd = Crowd(stage, lambda visit: _answer(stage, visit))
        play(stage, crowd, [*_office(stage), *_schools(stage, crowd), *_circulars(stage, crowd)])
        _tidy(stage)
    say(f"หนังสือ {Letter.objects.count():,} ฉบับ ส่งถึงผู้รับ {Delivery.objects.count():,} แห่ง")


@contextmanager
def _in_one_go() -> Iterator[None]:
    """Nobody else is here and any error ends the whole: no savepoints, and no looking for garbage on the way."""
    kept = connection.features.uses_savepoints
    connection.features.uses_savepoints = False
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        connection.features.uses_savepoints = kept


def play(stage: Stage, crowd: Crowd, stories: list[Iterator[datetime]]) -> None:
    """Every story, step by step, in the order of time; steps that lie after now are never done."""
    heap = [(next(story), place, story) for place, story in enumerate(stories)]
    heapq.heapify(heap)
    while heap and heap[0][0] <= stage.now:
        moment, place, story = heapq.heappop(heap)
        if moment.date() != stage.clock.now.date():
            _day_breaks(stage.clock, crowd, moment)
        stage.clock.set(moment)
        coming = next(story, None)
        if coming is not None:
            heapq.heappush(heap, (coming, place, story))
    _day_breaks(stage.clock, crowd, stage.now)


def _day_breaks(clock: Clock, crowd: Crowd, moment: datetime) -> None:
    """The schools have done their day's work; the plans of what is due speak."""
    clock.set(moment)
    crowd.flush()
    nudge_due()
    connection.run_on_commit.clear()  # only calls to wake a worker that does not run yet


# ---- the ground ------------------------------------------------------------------------------------------------------


def _set_desks(stage: Stage) -> None:
    """A number for every desk that nobody has, its usual signer, and saved groups of receivers."""
    desks = [(stage.office, PREFIX, "director", "clerk")]
    desks += [
        (school, f"{PREFIX}.{place:02d}", f"{school.code}-director", f"{school.code}-director")
        for place, school in enumerate(stage.schools, start=1)
    ]
    DeskSetting.objects.bulk_create(
        DeskSetting(
            desk=desk,
            letter_prefix=prefix,
            contact=f"{desk.name}\n{CONTACT}",
            stamp_name=desk.short or desk.name,
            default_signer=stage.post(signer),
            secret_registrar_id=stage.actor(registrar).person_id,
        )
        for desk, prefix, signer, registrar in desks
    )
    chumphon = [school for school in stage.schools if school.province == "ชุมพร"]
    islands = [school for school in stage.schools if school.amphoe in ("เกาะสมุย", "เกาะพะงัน")]
    for name, members in (("โรงเรียนจังหวัดชุมพร", chumphon), ("โรงเรียนบนเกาะ", islands)):
        group = UnitGroup.objects.create(name=name, owner=stage.office, synthetic=True)
        begin = stage.days[-1]
        UnitGroupMember.objects.bulk_create(
            UnitGroupMember(group=group, unit=school, valid_from=begin) for school in members
        )


def _go_away(stage: Stage) -> None:
    """The director is on duty elsewhere for two days; the first deputy acts."""
    deputy = stage.actor("deputy")
    seat = posts.appoint(
        actor=stage.actor("g04-1"),
        person=stage.post("deputy").appointments.get(person_id=deputy.person_id or 0).person,
        post=stage.post("director"),
        kind=Appointment.Kind.ACTING,
        own_post=stage.post("deputy"),
        valid_from=stage.days[8],
        valid_until=stage.days[6],
        order_text="คำสั่งสำนักงานเขตพื้นที่การศึกษา (สังเคราะห์) เรื่อง ให้ข้าราชการรักษาราชการแทน",
        main=False,
    )
    Appointment.objects.filter(pk=seat.pk).update(synthetic=True)
    stage.stand_in = Appointment.objects.select_related("post__unit__desk", "own_post").get(pk=seat.pk)


def _tidy(stage: Stage) -> None:
    """Every row is marked; old notices are read; no reminder of the past goes out of the house."""
    marked: tuple[Any, ...] = (Letter, Delivery, RegisterEntry, WorkItem, OutsideSender)
    for model in marked:
        model._default_manager.filter(synthetic=False).update(synthetic=True)
    read = datetime.combine(stage.days[2], time(16, 30), BANGKOK)
    Notice.objects.filter(created_at__lt=read).update(read_at=read)
    Notice.objects.update(planned=True)
    stamps = Job.objects.filter(kind="saraban.stamp").order_by("-pk").values_list("pk", flat=True)
    Job.objects.filter(kind__in=JOBS).exclude(pk__in=list(stamps[:MOST_STAMPS])).delete()


# ---- who writes what, when -------------------------------------------------------------------------------------------


def _office(stage: Stage) -> Iterator[Iterator[datetime]]:
    texts, chance = stage.texts, stage.chance
    number = 300
    for place in range(44):
        number += chance.randint(3, 40)
        text = texts["incoming"][place % len(texts["incoming"])]
        yield tell.incoming(stage, text, number, _spread(stage, place, 44), 4, SLOW)
    yield from _arriving(stage)
    for place in range(10):
        text = texts["order"][place % len(texts["order"])]
        to = act.to_units(chance.sample(stage.schools, 5)) if place % 2 else None
        yield tell.written(stage, text, _spread(stage, place, 10), kind="order", to_text="", to=to)
    for place, text in enumerate(texts["announcement"]):
        yield tell.written(stage, text, stage.at(16 - 5 * place, "09.20"), kind="announcement", to_text="")
    for place, text in enumerate(texts["out"]):
        yield tell.written(stage, text, stage.at(17 - 4 * place, "10.05"), to_text=text["to"])
    for place, text in enumerate(texts["certificate"]):
        yield tell.certificates(stage, text, stage.at(13 - 6 * place, "13.10"), 6)
    yield from _drafts(stage)
    yield from _memos(stage)
    yield tell.voided(stage, texts["out"][0], stage.at(12, "14.00"))
    yield tell.reserved(stage, stage.at(3, "10.40"))
    yield tell.secret(stage, stage.at(2, "11.00"))
    yield tell.secret_received(stage, stage.at(4, "13.40"))


def _spread(stage: Stage, place: int, count: int) -> datetime:
    """The place-th of count letters, spread over the month up to four working days ago."""
    back = len(stage.days) - 1 - place * (len(stage.days) - 5) // count
    return stage.at(back, f"{stage.chance.randint(9, 14)}.{stage.chance.randint(10, 59)}")


def _arriving(stage: Stage) -> Iterator[Iterator[datetime]]:
    """The last days' letters from outside: three with the director, three with heads, four with officers, three new."""
    texts = stage.texts["incoming"]
    dlict = [text for text in texts if text["to"] == "g07"]
    others = [text for text in texts if text["to"] != "g07"]
    for place, (text, back, depth) in enumerate(
        [
            (dlict[1], 1, 1),
            (others[4], 1, 1),
            (others[12], 1, 1),
            (dlict[2], 2, 2),
            (others[5], 2, 2),
            (others[9], 2, 2),
            (dlict[3], 3, 3),
            (dlict[4], 2, 3),
            (others[2], 3, 3),
            (others[7], 3, 3),
            (others[3], 0, 0),
            (dlict[5], 0, 0),
            (others[10], 0, 0),
        ]
    ):
        yield tell.incoming(
            stage, text, 2100 + 7 * place, stage.at(back, f"{9 + place % 3}.{10 + 3 * place}"), depth, QUICK
        )


def _drafts(stage: Stage) -> Iterator[Iterator[datetime]]:
    """Letters under way: three before the director to sign, and drafts, reviews, returns, and two signed but unsent."""
    some, round_ = stage.texts["some"], stage.texts["circular"]
    schools = act.to_units(stage.chance.sample(stage.schools, 6))
    ways = (
        (some[0], "proposed", 1, "9.05"),
        (round_[6], "proposed", 2, "13.20"),
        (some[4], "proposed", 1, "9.40"),
        (some[1], "draft", 1, "14.10"),
        (some[0], "draft", 3, "10.30"),
        (round_[8], "draft", 2, "15.00"),
        (some[2], "draft", 1, "13.30"),
        (some[1], "review", 1, "11.00"),
        (some[5], "review", 2, "9.50"),
        (some[3], "review", 1, "10.15"),
        (round_[9], "returned", 2, "10.10"),
        (some[5], "returned", 3, "14.20"),
        (some[6], "signed", 2, "9.30"),
        (some[2], "signed", 3, "13.15"),
    )
    for text, until, back, clock in ways:
        due = stage.day_ahead(30)
        yield tell.written(
            stage,
            text,
            stage.at(back, clock),
            to_text="ผู้อำนวยการโรงเรียนตามรายชื่อ",
            to=schools,
            asks=tell.asks_of(text, due),
            until=until,
            pace=(10, 30),
        )


def _memos(stage: Stage) -> Iterator[Iterator[datetime]]:
    """Between groups: for the head and for the officer of DLICT one late and two due today; the rest long answered."""
    memos = stage.texts["memo"]
    to_director = [text for text in memos if text["to"] == "director"]
    asking = [text for text in memos if text["to"] == "g07" and "post" not in text and "reply" in text["ask"][0]]
    to_officer = [text for text in memos if "post" in text]
    today, late = coming_day(stage), stage.days[1]
    for texts in (asking, to_officer):
        for text, due, back in zip(texts, (late, today, today), (6, 4, 5), strict=True):
            yield tell.memo(stage, text, stage.at(back, "10.50"), due)
    for place, text in enumerate(asking + to_officer[:1]):
        older = {key: value for key, value in text.items() if key not in ("post", "post_name")}
        yield tell.memo(stage, older, stage.at(18 - 3 * place, "11.10"), stage.days[15 - 3 * place], 300)
    for text in (memos[5], memos[6]):
        yield tell.memo(stage, text, stage.at(9, "9.15"), None, 200)
    for place in range(8):
        text = to_director[place % 2]
        yield tell.memo_to_director(stage, text, stage.at(20 - 2 * place, "13.45"), until="approved")


def coming_day(stage: Stage) -> date:
    """Today while the office still has an hour of it, else the next working day."""
    today = local(stage.now).date()
    open_still = stage.now < datetime.combine(today, time(15, 30), BANGKOK)
    return today if stage.hours.is_working_day(today) and open_still else stage.hours.day_after(today, 1)


def _schools(stage: Stage, crowd: Crowd) -> Iterator[Iterator[datetime]]:
    texts, chance = stage.texts["school"], stage.chance
    for place in range(24):
        school = stage.schools[0] if place in (3, 14) else chance.choice(stage.schools)
        yield tell.from_school(stage, texts[place % len(texts)], school, _spread(stage, place, 24), 4, SLOW)
    for place in range(5):
        moment = stage.at(1, f"{14 + place // 4}.{5 + 13 * (place % 4)}")
        yield tell.from_school(stage, texts[place], stage.schools[3 + 9 * place], moment, 0, QUICK, register=False)
    yield tell.school_replies(stage, crowd, stage.texts["circular"][1], stage.schools[7], stage.at(3, "10.20"))


def _circulars(stage: Stage, crowd: Crowd) -> Iterator[Iterator[datetime]]:
    texts: dict[str, list[Text]] = {}
    for text in stage.texts["circular"]:
        texts.setdefault(text["key"], []).append(text)
    days, at = stage.days, stage.at
    yield tell.circular(stage, crowd, texts["complete"][0], at(16, "9.00"), days[9], "all")
    yield tell.half_answered(stage, crowd, texts["half"][0], at(9, "9.10"), days[1], at(0, "9.40"))
    yield tell.circular(stage, crowd, texts["urgent"][0], at(0, "8.35"), coming_day(stage), "urgent", pace=(1, 2))
    yield tell.withdrawn(stage, crowd, texts["withdrawn"][0], at(12, "13.00"), at(11, "14.10"))
    yield tell.replaced(stage, crowd, texts["replaced"][0], at(14, "9.30"), at(13, "10.00"), days[8])
    yield tell.circular(stage, crowd, texts["done"][0], at(18, "10.00"), days[12], "all")
    yield tell.circular(stage, crowd, texts["done"][1], at(20, "13.20"), days[14], "all")
    yield tell.circular(stage, crowd, texts["plain"][0], at(15, "14.00"), None, "read")
    yield tell.circular(stage, crowd, texts["plain"][1], at(7, "10.00"), None, "circulate")
    yield tell.circular(stage, crowd, texts["recent"][0], at(5, "9.20"), stage.hours.day_after(days[0], 3), "recent")
    yield tell.circular(stage, crowd, texts["recent"][1], at(4, "13.10"), stage.hours.day_after(days[0], 6), "lately")
    yield tell.circular(stage, crowd, texts["fresh"][0], at(2, "14.00"), stage.hours.day_after(days[0], 4), "fresh")
    for place in range(14):
        text = stage.texts["some"][place % len(stage.texts["some"])]
        yield _to_some(stage, crowd, text, _spread(stage, place, 14))


def _to_some(stage: Stage, crowd: Crowd, text: Text, at: datetime) -> Iterator[datetime]:
    """To three to eight schools, which all answer in time."""
    schools = stage.chance.sample(stage.schools, stage.chance.randint(3, 8))
    due = stage.hours.day_after(local(at).date(), 7)
    letter = yield from tell.written(
        stage,
        text,
        at,
        to_text="ผู้อำนวยการโรงเรียนตามรายชื่อ",
        to=act.to_units(schools),
        asks=tell.asks_of(text, due),
    )
    sent = stage.clock.now
    crowd.meet(letter, lambda place, school: tell.behave(stage, "all", place, sent, due))


def _answer(stage: Stage, visit: Visit) -> dict[str, object]:
    """What a school answers to a circular."""
    kind = visit.asks[0].kind
    if kind == "saraban.name_people":
        teacher = stage.actor(f"{visit.school.code}-teacher1")
        return {"text": "", "people": [{"name": teacher.person_name, "position": "ครู", "phone": "0 7700 0000"}]}
    if kind == "saraban.attach":
        return {"text": "ส่งแบบรายงานตามที่แนบ"}
    if kind == "saraban.reply" and visit.letter.urgency == 3:
        return {"text": stage.chance.choice(("ไม่มีความเสียหาย เปิดเรียนตามปกติ", "น้ำท่วมขังสนาม ไม่กระทบการเรียน"))}
    if kind == "saraban.reply":
        chance = stage.chance
        return {"text": f"เฉลี่ย {chance.randint(80, 600)} Mbps เครื่องใช้งานได้ {chance.randint(18, 140)} เครื่อง"}
    return {"text": "รับทราบ"}
