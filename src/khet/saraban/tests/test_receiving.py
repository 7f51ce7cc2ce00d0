"""Opening, ลงรับ, เกษียน, answering, at the receiving desk."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pypdfium2
import pytest

from khet.files import services as files
from khet.jobs.services import drain
from khet.kernel.errors import Refused
from khet.org.tests.cast import Cast
from khet.saraban import reads, services
from khet.saraban.models import Delivery, Endorsement, OutsideSender, RegisterEntry
from khet.saraban.services import AskSpec, NamedPerson
from khet.saraban.tests import factories as make
from khet.work import services as work
from khet.work.models import WorkItem

Order = Endorsement.Order
ATTACH = AskSpec("saraban.attach", "ส่งแบบรายงาน")
NAMES = AskSpec("saraban.name_people", "แจ้งชื่อผู้ประสานงาน")


def a_pdf(pages: int = 1) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(out)
    document.close()
    return out.getvalue()


def item_of(delivery: Delivery, kind: str) -> WorkItem:
    return WorkItem.objects.get(subject_kind="saraban.delivery", subject_id=delivery.pk, kind=kind)


def test_only_an_addressees_first_look_opens_a_letter(cast: Cast) -> None:
    delivery = make.delivery_at(make.a_dispatched_letter(cast), cast.schools[0])
    assert not services.mark_opened(actor=cast.clerk.actor, delivery=delivery)
    assert not services.mark_opened(actor=cast.teacher.actor, delivery=delivery)
    assert services.mark_opened(actor=cast.school_clerk.actor, delivery=delivery)
    first = Delivery.objects.get(pk=delivery.pk)
    assert not services.mark_opened(actor=cast.school_clerk.actor, delivery=first)
    assert not services.mark_opened(actor=cast.school_clerk.actor, delivery=delivery)
    again = Delivery.objects.get(pk=delivery.pk)
    assert (again.opened_at, again.opened_name, again.stage) == (first.opened_at, first.opened_name, "opened")
    assert item_of(delivery, "saraban.register").state == "seen"


def test_a_letter_opened_by_mistake_is_unopened_by_whoever_opened_it(cast: Cast) -> None:
    delivery = make.delivery_at(make.a_dispatched_letter(cast), cast.schools[0])
    services.mark_opened(actor=cast.school_clerk.actor, delivery=delivery)
    with pytest.raises(Refused):
        services.mark_unopened(actor=cast.principal.actor, delivery=delivery)
    assert services.mark_unopened(actor=cast.school_clerk.actor, delivery=delivery).stage == "arrived"


def test_each_school_registers_with_its_own_number_once(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast)
    for school, clerk in ((cast.schools[0], cast.school_clerk), (cast.schools[1], cast.outsider)):
        assert services.register_delivery(actor=clerk.actor, delivery=make.delivery_at(letter, school)).number == 1
    with pytest.raises(Refused) as no:
        services.register_delivery(actor=cast.school_clerk.actor, delivery=make.delivery_at(letter, cast.schools[0]))
    assert no.value.code == "already_registered"
    with pytest.raises(Refused):
        services.register_delivery(actor=cast.school_clerk.actor, delivery=make.delivery_at(letter, cast.schools[1]))


def test_one_tap_in_the_inbox_registers(cast: Cast) -> None:
    delivery = make.delivery_at(make.a_dispatched_letter(cast), cast.schools[0])
    work.answer(actor=cast.school_clerk.actor, item=item_of(delivery, "saraban.register"))
    assert RegisterEntry.objects.get(delivery=delivery).number == 1
    assert item_of(delivery, "saraban.register").state == "answered"
    assert item_of(delivery, "saraban.endorse").waiting


def test_a_batch_is_registered_in_order_and_acknowledged_at_once(cast: Cast) -> None:
    letters = [make.a_dispatched_letter(cast, subject=f"เรื่อง {n}", asks=(make.ACKNOWLEDGE,)) for n in range(3)]
    rows = [make.delivery_at(letter, cast.schools[0]) for letter in letters]
    entries = services.register_many(actor=cast.school_clerk.actor, deliveries=rows)
    assert [(entry.number, entry.subject) for entry in entries] == [(1, "เรื่อง 0"), (2, "เรื่อง 1"), (3, "เรื่อง 2")]
    assert services.acknowledge_many(actor=cast.school_clerk.actor, deliveries=rows) == 3
    done = services.assign_many(actor=cast.school_clerk.actor, deliveries=rows, to_post=cast.teacher.post_held)
    assert len(done) == 3
    assert reads.incoming(cast.teacher.actor, mine=True).count() == 3


def test_a_registration_by_mistake_is_voided_and_the_letter_waits_again(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    entry = delivery.entries.get()
    services.void_number(actor=cast.school_clerk.actor, entry=entry, reason="ลงผิดเล่ม")
    delivery.refresh_from_db()
    assert delivery.stage == "opened"
    assert services.register_delivery(actor=cast.school_clerk.actor, delivery=delivery).number == 2


def test_the_same_paper_typed_twice_is_noticed(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk, from_text="มหาวิทยาลัย ในพื้นที่", letter_no="อว ๐๖๐๑/๑๒๓")
    with pytest.raises(Refused) as no:
        make.an_outside_letter(cast.clerk)
    assert no.value.code == "duplicate"
    assert "เลขรับ 1/" in no.value.message
    assert make.an_outside_letter(cast.clerk, confirmed=True).entries.get().number == 2
    sender = OutsideSender.objects.get()
    assert (sender.times_used, sender.letter_prefix) == (2, "อว 0601")


def test_a_scanned_letter_is_stamped_on_a_copy(cast: Cast) -> None:
    received = files.receive(a_pdf(), name="สแกน.pdf", allow=files.PDFS)
    delivery = make.an_outside_letter(cast.clerk, file=received)
    drain()
    delivery.refresh_from_db()
    assert delivery.stamped is not None
    assert delivery.letter.pdf is not None
    assert delivery.stamped.sha256 != delivery.letter.pdf.sha256
    assert delivery.letter.pdf.sha256 == received.sha256


def test_a_pile_is_cut_into_letters_and_kept_as_it_came(cast: Cast) -> None:
    pile = services.keep_pile(actor=cast.clerk.actor, file=files.receive(a_pdf(5), name="กอง.pdf", allow=files.PDFS))
    for bad in ([(1, 3), (3, 5)], [(0, 1)], [(4, 6)], []):
        with pytest.raises(Refused):
            services.split_scan(actor=cast.clerk.actor, scan=pile, ranges=bad)
    services.split_scan(actor=cast.clerk.actor, scan=pile, ranges=[(1, 2), (3, 5)])
    parts = list(pile.parts.all())
    delivery = make.an_outside_letter(cast.clerk, part=parts[1])
    assert delivery.letter.scan_part == parts[1]
    document = pypdfium2.PdfDocument(files.read_bytes(delivery.letter.pdf))  # type: ignore[arg-type]
    assert len(document) == 3
    document.close()
    with pytest.raises(Refused):
        make.an_outside_letter(cast.clerk, part=parts[1], letter_no="อื่น/1")


def test_a_matter_moves_with_each_endorsement_and_returns(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    clerk, principal, teacher = cast.school_clerk, cast.principal, cast.teacher

    def go(who: object, order: str, **to: object) -> None:
        services.endorse(actor=who.actor, delivery=delivery, order=order, **to)  # type: ignore[attr-defined,arg-type]

    go(clerk, Order.PROPOSE, to_post=principal.post_held)
    with pytest.raises(Refused) as no:
        go(clerk, Order.CLOSE)
    assert no.value.code == "not_holder"
    go(principal, Order.ASSIGN, to_person=teacher.person)
    go(teacher, Order.RETURN)
    delivery.refresh_from_db()
    assert delivery.holder_post == principal.post_held
    with pytest.raises(Refused) as no:
        go(principal, Order.ASSIGN, to_post=cast.outsider.post_held)
    assert no.value.code == "other_desk"
    go(principal, Order.CLOSE)
    assert [each.seq for each in delivery.endorsements.order_by("seq")] == [1, 2, 3, 4]


def test_what_was_passed_on_by_mistake_is_fetched_back_until_the_next_acts(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast)
    services.endorse(
        actor=cast.school_clerk.actor, delivery=delivery, order=Order.ASSIGN, to_post=cast.teacher.post_held
    )
    with pytest.raises(Refused):
        services.take_back(actor=cast.principal.actor, delivery=delivery)
    services.take_back(actor=cast.school_clerk.actor, delivery=delivery)
    services.endorse(
        actor=cast.school_clerk.actor, delivery=delivery, order=Order.ASSIGN, to_post=cast.teacher.post_held
    )
    item = WorkItem.objects.get(kind="saraban.endorse", waiting=True)
    work.accept(actor=cast.teacher.actor, item=item)
    with pytest.raises(Refused) as no:
        services.take_back(actor=cast.school_clerk.actor, delivery=delivery)
    assert no.value.code == "acted"


def test_a_matter_is_not_closed_while_the_sender_waits(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, asks=(make.ACKNOWLEDGE,))
    with pytest.raises(Refused) as no:
        services.endorse(actor=cast.school_clerk.actor, delivery=delivery, order=Order.CLOSE)
    assert no.value.code == "asks_open"
    services.answer_ask(actor=cast.school_clerk.actor, item=item_of(delivery, "saraban.acknowledge"))
    services.endorse(actor=cast.school_clerk.actor, delivery=delivery, order=Order.CLOSE)
    services.reopen(actor=cast.school_clerk.actor, delivery=delivery, note="มีเรื่องเพิ่ม")
    delivery.refresh_from_db()
    assert delivery.stage == "registered"


def test_answers_with_files_and_names_come_back_as_a_sheet_and_an_archive(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, asks=(ATTACH, NAMES))
    with pytest.raises(Refused) as no:
        services.answer_ask(actor=cast.school_clerk.actor, item=item_of(delivery, "saraban.attach"))
    assert no.value.code == "no_files"
    received = files.receive(a_pdf(), name="รายงาน ../ผล.pdf")
    answer = services.answer_ask(
        actor=cast.school_clerk.actor, item=item_of(delivery, "saraban.attach"), files=[received]
    )
    services.answer_ask(
        actor=cast.school_clerk.actor,
        item=item_of(delivery, "saraban.name_people"),
        people=[NamedPerson("นางสุดา สอนดี", "ครู", "08x")],
    )
    assert len(reads.answer_files([answer])[answer.pk]) == 1
    archive = ZipFile(BytesIO(reads.answers_zip(delivery.letter)))
    assert "คำตอบ.xlsx" in archive.namelist()
    assert all(".." not in name.split("/") for name in archive.namelist())
    assert len(archive.namelist()) == 2
    assert reads.answers_xlsx(delivery.letter).startswith(b"PK")


def test_an_answer_is_not_given_twice_and_may_be_returned(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, asks=(AskSpec("saraban.reply", "ตอบ"),))
    item = item_of(delivery, "saraban.reply")
    services.answer_ask(actor=cast.school_clerk.actor, item=item, text="ครั้งแรก")
    with pytest.raises(Refused):
        services.answer_ask(actor=cast.school_clerk.actor, item=item, text="ซ้ำ")
    services.reopen_answer(actor=cast.clerk.actor, item=item, note="ขอรายชื่อครบ")
    services.answer_ask(actor=cast.school_clerk.actor, item=item, text="ครบแล้ว")
    assert [answer.text for answer in delivery.answers.all()] == ["ครั้งแรก", "ครบแล้ว"]


def test_not_applicable_needs_a_reason(cast: Cast) -> None:
    delivery = make.a_registered_delivery(cast, asks=(AskSpec("saraban.reply", "ตอบ"),))
    item = item_of(delivery, "saraban.reply")
    with pytest.raises(Refused):
        services.not_applicable(actor=cast.school_clerk.actor, item=item, reason=" ")
    services.not_applicable(actor=cast.school_clerk.actor, item=item, reason="ไม่มีนักเรียนประจำ")
    delivery.refresh_from_db()
    assert delivery.answered_at is not None


def test_a_draft_saved_by_two_people_keeps_both(cast: Cast) -> None:
    letter = make.a_letter(cast.officer)
    services.save_draft(actor=cast.head.actor, letter=letter, draft=make.a_draft(subject="แก้แล้ว"), revision=1)
    with pytest.raises(Refused) as no:
        services.save_draft(actor=cast.officer.actor, letter=letter, draft=make.a_draft(), revision=1)
    assert no.value.code == "revision"
    services.discard_draft(actor=cast.officer.actor, letter=letter)


def test_lists_ask_a_fixed_number_of_times_and_never_for_document_text(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        make.a_dispatched_letter(cast, subject=f"เรื่อง {number}")
    for rows in (
        reads.incoming(cast.school_clerk.actor),
        reads.outgoing(cast.clerk.actor),
        reads.outgoing(cast.officer.actor),
        reads.drafts(cast.officer.actor),
        reads.register_rows(cast.clerk.actor, desk_id=cast.office.pk, book="sent"),
    ):
        assert '"body"' not in str(rows.query)
        with django_assert_num_queries(1):
            list(rows)
