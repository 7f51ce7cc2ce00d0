"""Misses without the person; recent searches for the person alone; words learned; the command."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from khet.jobs.models import Job
from khet.jobs.services import drain
from khet.org.tests.cast import Cast
from khet.search import jobs, reads, services
from khet.search.models import LearnedWord, Miss, Recent
from khet.search.services.learning import learned
from khet.search.tests.area import OTHER, READER, Papers

assert jobs


def test_a_miss_is_counted_by_day_without_who_asked(db: None) -> None:
    for _ in range(2):
        services.note(READER, "  คำที่ไม่มี  ", found=False)
    services.note(OTHER, "คำที่ไม่มี", found=False)
    assert [(each.text, each.times) for each in reads.misses()] == [("คำที่ไม่มี", 3)]
    assert not Recent.objects.exists()
    Miss.objects.update(day=timezone.localdate() - timedelta(days=91))
    assert services.drop_old_misses() == 1


def test_recent_searches_are_one_s_own_and_can_be_cleared_and_switched_off(db: None) -> None:
    for at in range(15):
        services.note(READER, f"คำที่ {at}", found=True)
    services.note(READER, "คำที่ 3", found=True)
    assert reads.recent(READER, limit=2) == ["คำที่ 3", "คำที่ 14"]
    assert Recent.objects.count() == 12
    assert reads.recent(OTHER) == []
    assert services.forget_recent(actor=READER) == 12
    services.note(READER, "อีกคำ", found=True)
    services.keep_recent(actor=READER, keep=False)
    services.note(READER, "ไม่จำ", found=True)
    assert reads.recent(READER) == []
    services.keep_recent(actor=READER, keep=True)
    services.note(READER, "จำ", found=True)
    assert reads.recent(READER) == ["จำ"]


def test_names_of_units_people_and_places_are_learned_and_only_added(cast: Cast) -> None:
    assert services.learn() > 10
    words = set(LearnedWord.objects.values_list("word", flat=True))
    assert {"สุราษฎร์พิทยา", "พะโต๊ะวิทยา", "ผู้นำเขต", "ชุติภา"} <= words
    assert "เรียนเก่ง" not in words, "names of pupils are not learned"
    names = learned()
    assert names is not None
    assert "ผู้นำเขต" in names
    assert services.learn() == 0
    assert learned() is names


def test_the_first_building_is_asked_for_by_itself(papers: Papers) -> None:
    papers.add(1, "เอกสารแรก")
    from khet.jobs.registry import find

    kind = find("search.watch")
    assert kind is not None
    kind.handler(None)
    assert Job.objects.active().filter(kind="search.rebuild").count() == 1
    drain()
    assert reads.standing().current
    assert not services.needs_rebuild()
    assert Job.objects.get(kind="search.rebuild").progress_total >= 1


def said(*words: str) -> str:
    out = StringIO()
    call_command("search", *words, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_shows_builds_and_checks(papers: Papers) -> None:
    papers.add(1, "เอกสารแรก")
    assert "ยังไม่เคยสร้าง" in said("status")
    assert "สร้างดัชนีใหม่แล้ว 1 รายการ" in said("rebuild")
    assert "เอกสาร (test.paper): 1" in said("status")
    assert "ครบ" in said("check")
    papers.add(2, "เพิ่มโดยไม่บอก")
    with pytest.raises(CommandError):
        said("check")
    assert "ซ่อมแล้ว 1 รายการ" in said("check", "--mend")
    assert "ครบ" in said("check")
    assert "ฝากงาน" in said("rebuild", "--later")
