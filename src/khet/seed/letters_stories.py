"""The stories of the sample month. Each is told as a generator: it yields the time of its next step, and what is left
when the present is reached is the state that the house stands in."""

from collections.abc import Generator, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from khet.org.models import Unit
from khet.saraban import services
from khet.saraban.models import Delivery, Letter, RegisterEntry
from khet.saraban.services import AskSpec, Received, Recipients
from khet.seed import letters_acts as act
from khet.seed.letters_crowd import Crowd, Step
from khet.seed.letters_stage import Stage, Text
from khet.thai import dates
from khet.thai.bangkok import BANGKOK, local
from khet.work import services as work
from khet.work.models import WorkItem

Story = Iterator[datetime]
Told = Generator[datetime, None, Letter]  # a story that ends with its letter
ALL = Recipients(all_schools=True)
TO_SCHOOLS = "ผู้อำนวยการโรงเรียนในสังกัดทุกโรงเรียน"


def route(stage: Stage, delivery: Delivery, group: str, depth: int, pace: tuple[int, int]) -> Story:
    """A registered matter in the office: proposed (1), ordered to the group (2), at the officer (3), ended (4)."""
    head, officer = stage.head(group), stage.officer(group)
    steps = (
        ("clerk", "propose", "เพื่อโปรดทราบและพิจารณาสั่งการ", "director"),
        ("director", "assign", "มอบกลุ่มดำเนินการ", head),
        (head, "assign", "มอบเจ้าหน้าที่ดำเนินการตามเสนอ", officer),
        (officer, "close", "ดำเนินการแล้ว", ""),
    )
    for by, order, note, to in steps[:depth]:
        yield stage.later(*pace)
        actor = stage.acting(by)
        services.mark_opened(actor=actor, delivery=Delivery.objects.get(pk=delivery.pk))
        act.endorse(actor, delivery, order, note, stage.post(to) if to else None)


def incoming(stage: Stage, text: Text, number: int, at: datetime, depth: int, pace: tuple[int, int]) -> Story:
    """From outside, registered by the clerk, on its way through the office."""
    yield at
    delivery = act.receive(stage, text, number)
    yield from route(stage, delivery, text["to"], depth, pace)


def from_school(
    stage: Stage, text: Text, school: Unit, at: datetime, depth: int, pace: tuple[int, int], register: bool = True
) -> Story:
    """A school writes; the office registers and routes it, or has it waiting for ลงรับ."""
    clerk, director = f"{school.code}-clerk", f"{school.code}-director"
    yield at
    to_text = f"ผู้อำนวยการ{stage.office.name}"
    letter = act.draft(stage, clerk, text, to_text=to_text, to=act.to_units([stage.office]), signer=director)
    act.propose(stage, letter, clerk, director)
    yield stage.later(2, 12)
    letter = act.sign(stage, letter, director)
    act.send(stage, letter, clerk)
    if not register:
        return
    yield stage.later(5, 90)
    delivery = Delivery.objects.select_related("letter").get(letter=letter)
    services.register_delivery(actor=stage.actor("clerk"), delivery=delivery)
    yield from route(stage, delivery, text["to"], depth, pace)


def written(
    stage: Stage,
    text: Text,
    at: datetime,
    *,
    kind: str = "external",
    to_text: str = TO_SCHOOLS,
    to: Recipients | None = None,
    asks: Sequence[AskSpec] = (),
    signer: str = "director",
    until: str = "sent",
    pace: tuple[int, int] = (15, 90),
    **parts: object,
) -> Told:
    """A letter of a group: drafted, reviewed by its head, proposed, signed, sent. until stops it on the way.

    Returns the letter (as the value of the generator).
    """
    officer, head = stage.officer(text["unit"]), stage.head(text["unit"])
    yield at
    letter = act.draft(stage, officer, text, kind=kind, to_text=to_text, to=to, asks=asks, signer=signer, **parts)
    if until == "draft":
        return letter
    yield stage.later(*pace)
    act.submit(stage, letter, officer, head)
    if until == "review":
        return letter
    yield stage.later(*pace)
    if until == "returned":
        note = "วันที่ในย่อหน้าแรกไม่ตรงกับกำหนดการ แก้แล้วเสนอใหม่ และเพิ่มผู้ประสานงาน"
        services.return_draft(actor=stage.actor(head), letter=letter, note=note)
        return letter
    act.propose(stage, letter, head, signer, "เห็นควรลงนาม")
    if until == "proposed":
        return letter
    yield stage.later(*pace)
    letter = act.sign(stage, letter, signer)
    if until == "signed" or to is None:
        return letter
    yield stage.later(3, 20)
    act.send(stage, letter, officer)
    return letter


def asks_of(text: Text, due: date | None) -> list[AskSpec]:
    return [AskSpec(text["ask"][0], text["ask"][1], due_on=due)] if "ask" in text else []


def circular(
    stage: Stage, crowd: Crowd, text: Text, at: datetime, due: date | None, manner: str, **parts: object
) -> Told:
    """To every school; manner says how the schools behave."""
    given: dict[str, Any] = {"due": dates.letter(due)} if due else {}
    letter = yield from written(
        stage,
        text,
        at,
        to=ALL,
        asks=asks_of(text, due),
        circular=True,
        **given,
        **parts,  # type: ignore[arg-type]
    )
    sent, end = stage.clock.now, due or stage.day_ahead(5)
    crowd.meet(letter, lambda place, school: behave(stage, manner, place, sent, end))
    return letter


def behave(stage: Stage, manner: str, place: int, sent: datetime, due: date) -> list[Step]:
    """What the school at this place does, and when: everybody in office hours, each in its own time."""
    chance, hours = stage.chance, stage.hours
    opened = hours.due_after(sent, chance.randint(4, 420)) + timedelta(seconds=chance.randrange(60))
    registered = opened + timedelta(minutes=chance.randint(1, 6))
    last = datetime.combine(due, time(16, 20), BANGKOK)
    span = max(hours.minutes_between(registered, last), 60)
    answered = hours.due_after(registered, chance.randint(20, span))
    steps = [(opened, "open"), (registered, "register")]
    soon = hours.due_after(registered, chance.randint(10, 90))
    end = hours.due_after(max(answered, soon), chance.randint(10, 200))
    if manner == "all":
        return [*steps, (soon, "propose"), (answered, "answer"), (end, "close")]
    if manner == "read":
        return [*steps, (soon, "propose"), (hours.due_after(soon, 60), "close")]
    if manner == "circulate":
        return [*steps, (soon, "propose"), (hours.due_after(soon, 30), "circulate")]
    return _partly(stage, manner, place, steps, soon, answered, sent, last + timedelta(minutes=15 + place % 7))


def _partly(
    stage: Stage,
    manner: str,
    place: int,
    steps: list[Step],
    soon: datetime,
    answered: datetime,
    sent: datetime,
    late: datetime,
) -> list[Step]:
    """Circulars that are still under way; the share of schools at each point is fixed."""
    hours, turn = stage.hours, (place * 29 + 34) % 66
    handed = [(soon, "propose"), (hours.due_after(soon, 45), f"assign:teacher{1 + (place + sent.day) % 4}")]
    if manner == "half":
        return [*steps, *handed, (late if turn < 3 else answered, "answer")] if turn < 32 else steps[: 1 + turn % 2]
    if manner in ("recent", "lately"):
        first, last = (8, 30) if manner == "recent" else (30, 48)
        return [*steps, *handed, (answered, "answer")] if first <= turn < last else steps
    quick = [hours.due_after(sent, 3 + turn * 2), hours.due_after(sent, 6 + turn * 2)]
    if manner == "urgent":
        named: list[Step] = [(quick[0], "open"), (quick[1], "register"), (hours.due_after(quick[1], 15), "answer")]
        return named if turn < 21 else named[:2] if turn < 30 else named[:1] if turn < 38 else []
    return [(quick[0], "open"), (quick[1], "register")] if turn < 18 else steps[:1] if turn < 30 else []


def half_answered(stage: Stage, crowd: Crowd, text: Text, at: datetime, due: date, remind: datetime) -> Story:
    """Half of the schools answered, 25 were given more days, eight are late and were reminded."""
    letter = yield from circular(stage, crowd, text, at, due, "half")
    yield remind
    crowd.flush()
    items = WorkItem.objects.filter(basis_kind="saraban.letter", basis_id=letter.pk, ask__isnull=False, waiting=True)
    owing = {item.subject_id: item for item in items.order_by("pk")}
    rows = list(Delivery.objects.filter(pk__in=owing).select_related("letter").order_by("pk"))
    officer = stage.actor(stage.officer(text["unit"]))
    for row in rows[8:]:
        services.extend_deadline(
            actor=officer, delivery=row, due_on=stage.day_ahead(6), reason="โรงเรียนอยู่ในพื้นที่ที่อินเทอร์เน็ตขัดข้อง"
        )
    work.remind(actor=officer, items=[owing[row.pk] for row in rows[:8]], message="ขอให้ตอบภายในวันนี้")


def withdrawn(stage: Stage, crowd: Crowd, text: Text, at: datetime, back: datetime) -> Story:
    letter = yield from circular(stage, crowd, text, at, None, "read")
    yield back
    crowd.flush()
    crowd.forget(letter)
    services.withdraw_letter(
        actor=stage.actor(stage.officer(text["unit"])), letter=letter, reason="วันประชุมตรงกับวันสอบของนักเรียน จะแจ้งกำหนดใหม่"
    )


def replaced(stage: Stage, crowd: Crowd, text: Text, at: datetime, again: datetime, due: date) -> Story:
    """A wrong timetable went out; its replacement reached the same schools the next day."""
    old = yield from circular(stage, crowd, text, at, due, "read")
    yield again
    officer = stage.officer(text["unit"])
    new = services.replacement_of(actor=stage.actor(officer), letter=Letter.objects.get(pk=old.pk))
    Letter.objects.filter(pk=new.pk).update(synthetic=True)
    act.propose(stage, Letter.objects.get(pk=new.pk), officer, "director", "ขอส่งฉบับแทน แก้กำหนดการวันที่สอง")
    yield stage.later(10, 40)
    new = act.sign(stage, new, "director")
    yield stage.later(3, 10)
    crowd.flush()
    crowd.forget(old)
    services.replace_letter(actor=stage.actor(officer), old=Letter.objects.get(pk=old.pk), new=new)
    sent = stage.clock.now
    crowd.meet(Letter.objects.get(pk=new.pk), lambda place, school: behave(stage, "all", place, sent, due))


def memo(stage: Stage, text: Text, at: datetime, due: date | None = None, answer_after: int | None = None) -> Story:
    """บันทึกข้อความ to another group (signed by the group's head), answered after so many minutes or not yet."""
    head, officer = stage.head(text["unit"]), stage.officer(text["unit"])
    groups = stage.groups.values() if text["to"] == "all" else [stage.groups[text["to"]]]
    yield at
    units = [group for group in groups if group.code != text["unit"]]
    to_text = "ผู้อำนวยการกลุ่ม" if len(units) > 1 else f"ผู้อำนวยการ{units[0].name}"
    letter = act.draft(
        stage,
        officer,
        text,
        kind="memo",
        to_text=text.get("post_name", to_text),
        to=Recipients(post_ids=(stage.post(text["post"]).pk,)) if "post" in text else act.to_units(units),
        asks=asks_of(text, due),
        signer=head,
        **({"due": dates.letter(due)} if due else {}),
    )
    act.propose(stage, letter, officer, head)
    yield stage.later(5, 30)
    letter = act.sign(stage, letter, head)
    act.send(stage, letter, officer)
    if answer_after is not None:
        yield stage.after(answer_after)
        for delivery in Delivery.objects.filter(letter=letter).select_related("unit").order_by("pk"):
            _answer_memo(stage, delivery)


def _answer_memo(stage: Stage, delivery: Delivery) -> None:
    actor = stage.actor(stage.head(delivery.unit.code))
    services.mark_opened(actor=actor, delivery=delivery)
    for item in WorkItem.objects.filter(subject_kind="saraban.delivery", subject_id=delivery.pk, ask__isnull=False):
        services.answer_ask(actor=actor, item=item, text="รับทราบและดำเนินการแล้ว")
    act.endorse(actor, delivery, "close", "ดำเนินการแล้ว")


def memo_to_director(stage: Stage, text: Text, at: datetime, until: str = "sent") -> Story:
    """A group asks the director's consent; the director reads and approves."""
    head, officer = stage.head(text["unit"]), stage.officer(text["unit"])
    yield at
    director = stage.post("director")
    letter = act.draft(
        stage,
        officer,
        text,
        kind="memo",
        to_text=f"ผู้อำนวยการ{stage.office.name}",
        to=Recipients(post_ids=(director.pk,)),
        signer=head,
    )
    act.propose(stage, letter, officer, head)
    yield stage.later(5, 30)
    letter = act.sign(stage, letter, head)
    act.send(stage, letter, officer)
    if until == "sent":
        return
    yield stage.later(30, 200)
    delivery = Delivery.objects.get(letter=letter)
    actor = stage.acting("director")
    services.mark_opened(actor=actor, delivery=delivery)
    act.endorse(actor, delivery, "approve", "อนุมัติตามเสนอ", stage.post(head))
    yield stage.later(30, 200)
    act.endorse(stage.actor(head), delivery, "close", "ทราบ ดำเนินการแล้ว")


def certificates(stage: Stage, text: Text, at: datetime, count: int) -> Story:
    """ออกเลขชุด: one certificate for each of several people, signed by hand."""
    officer = stage.officer(text["unit"])
    yield at
    letters = []
    for school in stage.chance.sample(stage.schools, count):
        name = stage.actor(f"{school.code}-teacher1").person_name
        letters.append(act.draft(stage, officer, text, kind="certificate", to_text=name, signer="director"))
    yield stage.later(60, 200)
    issued = services.issue_many(actor=stage.actor("clerk"), letters=letters)
    yield stage.later(1, 5)
    for letter in issued:
        services.render_letter(letter.pk)
        services.send_printed(actor=stage.actor("clerk"), letter=Letter.objects.get(pk=letter.pk))


def voided(stage: Stage, text: Text, at: datetime) -> Story:
    """A number is taken, the letter turns out to be superfluous, the number is struck through with its reason."""
    letter = yield from written(stage, text, at, to_text=text["to"], until="signed")
    yield stage.later(20, 90)
    entry = RegisterEntry.objects.get(letter=letter)
    services.void_number(actor=stage.actor("clerk"), entry=entry, reason="ออกเลขซ้ำกับหนังสือที่ส่งไปแล้วเมื่อวันก่อน")


def reserved(stage: Stage, at: datetime) -> Story:
    yield at
    services.reserve_numbers(
        actor=stage.actor("clerk"),
        book="order",
        reason="คำสั่งแต่งตั้งกรรมการสอบ รอประธานลงนาม",
        until=stage.day_ahead(12),
        count=2,
    )


def secret(stage: Stage, at: datetime) -> Story:
    """ลับ: to two named people, invisible to everybody else."""
    lawyer, director = stage.actor("g09-1"), stage.actor("director")
    yield at
    text: Text = {
        "unit": "g09",
        "subject": "รายงานผลการสืบข้อเท็จจริงเบื้องต้น",
        "why": "ได้มีการสืบข้อเท็จจริงเบื้องต้นตามที่ได้รับมอบหมาย",
        "want": "ขอรายงานผลตามเอกสารที่แนบ",
    }
    people = tuple(actor.person_id for actor in (director, stage.actor("deputy")) if actor.person_id)
    letter = act.draft(
        stage,
        "g09-1",
        text,
        kind="memo",
        to_text=f"ผู้อำนวยการ{stage.office.name}",
        to=Recipients(person_ids=people),
        signer="head-g09",
        secrecy=1,
    )
    services.propose_to_sign(actor=lawyer, letter=letter, signer_post=stage.post("head-g09"))
    yield stage.later(20, 60)
    letter = act.sign(stage, letter, "head-g09")
    services.dispatch(actor=lawyer, letter=letter)


def secret_received(stage: Stage, at: datetime) -> Story:
    """ลับ from outside: typed in by the clerk for the director by name."""
    yield at
    director = stage.actor("director").person_id or 0
    received = Received(
        subject="แจ้งผลการพิจารณาเรื่องร้องเรียน",
        from_text="สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน",
        letter_no="ศธ 04999/ล7",
        dated=local(at).date(),
        secrecy=1,
        person_ids=(director,),
        synthetic=True,
    )
    services.receive_outside(actor=stage.actor("clerk"), received=received, confirmed=True, register=False)


def school_replies(stage: Stage, crowd: Crowd, letter_of: Text, school: Unit, at: datetime) -> Story:
    """A school answers a letter with a letter of its own."""
    clerk, director = f"{school.code}-clerk", f"{school.code}-director"
    yield at
    crowd.flush()
    rows = Delivery.objects.filter(
        desk=school, letter__subject=letter_of["subject"], stage__in=("opened", "registered")
    )
    delivery = rows.select_related("letter").order_by("-pk").first()
    if delivery is None:
        return
    letter = services.reply_letter(actor=stage.actor(clerk), delivery=delivery)
    Letter.objects.filter(pk=letter.pk).update(
        synthetic=True, body="ตามหนังสือที่อ้างถึง โรงเรียนได้ดำเนินการแล้ว\n\nจึงเรียนมาเพื่อโปรดทราบ"
    )
    letter = Letter.objects.get(pk=letter.pk)
    act.propose(stage, letter, clerk, director)
    yield stage.later(10, 40)
    letter = act.sign(stage, letter, director)
    act.send(stage, letter, clerk)
