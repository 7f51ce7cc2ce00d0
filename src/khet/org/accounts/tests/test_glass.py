"""Broken glass: a reason, an hour, the director told at once, and nothing opened by itself."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from khet.audit.models import Entry
from khet.kernel.refs import Ref
from khet.org.models import BreakGlass
from khet.org.reads.glass import break_glass
from khet.org.tests.cast import Browser, Cast

WHERE = "/org/system/break-glass/"
TYPED: dict[str, Any] = {"label": "หน่วยงานที่เปิดไม่ได้"}


def test_the_glass_is_broken_for_an_hour_and_the_director_is_told(
    sysadmin: Browser, director: Browser, cast: Cast
) -> None:
    ref = Ref("org.person", cast.clerk.person.pk)
    short = sysadmin.post(WHERE, address=cast.clerk.person.get_absolute_url(), reason="ดูหน่อย", **TYPED)
    assert short.status == 422
    assert "ดูหน่อย" in short.text
    reason = "หน้าของหน่วยงานเปิดไม่ได้ ผู้ใช้แจ้งทางโทรศัพท์"
    assert sysadmin.post(WHERE, address=cast.clerk.person.get_absolute_url(), reason=reason, **TYPED).status == 303
    assert break_glass(sysadmin.actor, ref)
    assert break_glass(sysadmin.actor, Ref("org.person", ref.id + 1)) is None
    assert break_glass(director.actor, ref) is None
    notices = director.get("/notices/").text
    assert "หน่วยงานที่เปิดไม่ได้" in notices
    entry = Entry.objects.get(action="org.glass_broken")
    assert (entry.target_kind, entry.target_id, entry.person_id) == ("org.person", ref.id, sysadmin.person.pk)


def test_it_closes_after_the_hour_and_before_when_done(sysadmin: Browser, cast: Cast) -> None:
    ref = Ref("org.person", cast.clerk.person.pk)
    sysadmin.post(WHERE, address=cast.clerk.person.get_absolute_url(), reason="เหตุผลที่ยาวพอให้อ่านเข้าใจ", **TYPED)
    broken = BreakGlass.objects.get()
    assert broken.until - broken.opened_at == timedelta(minutes=60)
    assert sysadmin.post(f"{WHERE}{broken.pk}/mend/").status == 303
    assert break_glass(sysadmin.actor, ref) is None
    BreakGlass.objects.update(ended_at=None)
    assert break_glass(sysadmin.actor, ref)
    BreakGlass.objects.update(until=timezone.now())
    assert break_glass(sysadmin.actor, ref) is None


def test_nobody_else_breaks_it(director: Browser, officer: Browser, cast: Cast) -> None:
    for one in (director, officer):
        assert one.get(WHERE).status == 403
        assert one.post(WHERE, address="/org/", reason="เหตุผลที่ยาวพอให้อ่านเข้าใจ", **TYPED).status == 403
    broken = BreakGlass.objects.create(
        person=cast.sysadmin.person,
        reason="x",
        ref_kind="org.unit",
        ref_id=1,
        label="x",
        opened_at=timezone.now(),
        until=timezone.now() + timedelta(minutes=60),
    )
    assert officer.post(f"{WHERE}{broken.pk}/mend/").status == 404
