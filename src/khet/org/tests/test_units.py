"""The life of units."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khet.kernel.actor import SYSTEM
from khet.kernel.errors import Refused
from khet.org.models import Appointment, Succession, Unit
from khet.org.reads.directory import unit_at
from khet.org.reads.history import events
from khet.org.reads.units import version_on
from khet.org.services import units
from khet.org.services.today import bring_up_to_date
from khet.org.tests import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2025, 10, 1)


def a_group(name: str, parent: Unit, code: str = "") -> Unit:
    return units.found(
        actor=SYSTEM,
        code=code or f"x{Unit.objects.count()}",
        kind="group",
        name=name,
        parent=parent,
        on=date(2022, 1, 1),
    )


def test_a_renamed_unit_keeps_its_old_name_on_days_gone_by(cast: Any) -> None:
    group = a_group("กลุ่มเก่า", cast.office)
    units.rename(actor=SYSTEM, unit=group, name="กลุ่มใหม่", short="ใหม่", on=DAY)
    group.refresh_from_db()
    assert group.name == "กลุ่มใหม่"
    before, after = version_on(group, DAY - timedelta(days=1)), version_on(group, DAY)
    assert [one.name for one in (before, after) if one] == ["กลุ่มเก่า", "กลุ่มใหม่"]


def test_a_rename_to_come_shows_today_as_it_is_until_its_day(cast: Any) -> None:
    group, day = a_group("กลุ่มวันนี้", cast.office), timezone.localdate() + timedelta(days=10)
    units.rename(actor=SYSTEM, unit=group, name="กลุ่มวันหน้า", short="", on=day)
    group.refresh_from_db()
    assert group.name == "กลุ่มวันนี้"
    bring_up_to_date(on=day)
    group.refresh_from_db()
    assert group.name == "กลุ่มวันหน้า"


def test_a_rename_before_the_name_began_is_refused(cast: Any) -> None:
    group = a_group("กลุ่ม", cast.office)
    with pytest.raises(Refused) as refused:
        units.rename(actor=SYSTEM, unit=group, name="อื่น", short="", on=date(2021, 1, 1))
    assert refused.value.code == "not_after"


def test_the_same_name_is_no_rename(cast: Any) -> None:
    group = a_group("กลุ่ม", cast.office)
    with pytest.raises(Refused, match="เหมือนชื่อเดิม"):
        units.rename(actor=SYSTEM, unit=group, name="กลุ่ม", short="", on=DAY)


def test_a_unit_cannot_move_below_itself(cast: Any) -> None:
    upper = a_group("บน", cast.office)
    lower = a_group("ล่าง", upper)
    with pytest.raises(Refused) as refused:
        units.move(actor=SYSTEM, unit=upper, parent=lower, on=DAY)
    assert refused.value.code == "cycle"


def test_a_move_takes_the_units_below_to_the_registers_of_the_new_desk(cast: Any) -> None:
    upper = a_group("บน", cast.office)
    lower = a_group("ล่าง", upper)
    other = units.found(actor=SYSTEM, code="o2", kind="office", name="เขตอื่น", parent=None, on=date(2020, 1, 1))
    units.move(actor=SYSTEM, unit=upper, parent=other, on=DAY)
    lower.refresh_from_db()
    assert lower.desk_id == other.pk


def test_closing_ends_the_posts_on_the_same_day(cast: Any) -> None:
    group = a_group("จะยุบ", cast.office)
    seat = make.an_appointment(make.a_person("มานะ", "ใจดี"), make.a_post(group, "เจ้าหน้าที่", "officer"))
    units.close(actor=SYSTEM, unit=group, on=DAY)
    seat.refresh_from_db()
    group.refresh_from_db()
    assert (seat.valid_until, group.active) == (DAY, False)


def test_a_unit_with_units_below_is_not_closed(cast: Any) -> None:
    upper = a_group("บน", cast.office)
    a_group("ล่าง", upper)
    with pytest.raises(Refused) as refused:
        units.close(actor=SYSTEM, unit=upper, on=DAY)
    assert refused.value.code == "has_children"


def test_a_merge_leaves_one_unit_with_what_stood_below_the_others(cast: Any) -> None:
    one, two = a_group("หนึ่ง", cast.office), a_group("สอง", cast.office)
    below = a_group("ใต้สอง", two)
    units.merge(actor=SYSTEM, units=[two], into=one, on=DAY, legal_basis="คำสั่ง 1")
    below.refresh_from_db()
    assert below.parent_id == one.pk
    assert Succession.objects.filter(from_unit=two, to_unit=one, kind="merge", on=DAY).exists()
    assert version_on(two, DAY) is None
    assert any("รวมจาก สอง" in str(event.title) for event in events(one, None))


def test_a_split_needs_two_heirs(cast: Any) -> None:
    one = a_group("หนึ่ง", cast.office)
    with pytest.raises(Refused) as refused:
        units.split(actor=SYSTEM, unit=one, into=[a_group("ทายาท", cast.office)], on=DAY)
    assert refused.value.code == "too_few_heirs"
    one.refresh_from_db()
    assert one.active


def test_a_correction_leaves_no_mark_in_history(cast: Any) -> None:
    group = a_group("กลุ่มพิมพ์ผดิ", cast.office)
    version = group.versions.get()
    units.correct(actor=SYSTEM, version=version, name="กลุ่มพิมพ์ผิด", short="", reason="พิมพ์ผิด", legal_basis="")
    group.refresh_from_db()
    assert (group.name, group.versions.count()) == ("กลุ่มพิมพ์ผิด", 1)


def test_a_card_has_no_other_fields(cast: Any) -> None:
    with pytest.raises(TypeError):
        units.mend_card(actor=SYSTEM, unit=cast.office, active=False)


STEPS = st.lists(
    st.tuples(st.sampled_from(["rename", "move", "merge", "split"]), st.integers(0, 7), st.integers(1, 60)), max_size=12
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_day_gone_by_stays_as_it_was_written_down_at_the_time(
    cast: Any, steps: list[tuple[str, int, int]]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        office = units.found(actor=SYSTEM, code="p0", kind="office", name="เขต", parent=None, on=date(2020, 1, 1))
        alive = [a_group(f"กลุ่ม {n}", office, f"p{n}") for n in range(1, 5)]
        day, told = date(2022, 6, 1), []
        for number, (verb, pick, days) in enumerate(steps):
            day += timedelta(days=days)
            told.append((day, _as_it_is(office, day)))
            day += timedelta(days=1)
            try:
                with transaction.atomic():
                    alive = _step(office, alive, verb, pick, day, number)
            except Refused:
                continue
        for at, written in told:
            assert _as_it_is(office, at) == written
        for unit in Unit.objects.filter(code__startswith="p"):
            _whole(unit)
        transaction.set_rollback(True)


def _step(office: Unit, alive: list[Unit], verb: str, pick: int, day: date, number: int) -> list[Unit]:
    unit, other = alive[pick % len(alive)], alive[(pick + 1) % len(alive)]
    if verb == "rename":
        units.rename(actor=SYSTEM, unit=unit, name=f"ชื่อ {number}", short="", on=day)
    elif verb == "move":
        units.move(actor=SYSTEM, unit=unit, parent=other if pick % 2 else office, on=day)
    elif verb == "merge":
        units.merge(actor=SYSTEM, units=[unit], into=other, on=day)
        return [each for each in alive if each != unit]
    else:
        heirs = [
            units.found(
                actor=SYSTEM, code=f"p-{number}-{n}", kind="group", name=f"แยก {number} {n}", parent=office, on=day
            )
            for n in (1, 2)
        ]
        units.split(actor=SYSTEM, unit=unit, into=heirs, on=day)
        return [*(each for each in alive if each != unit), *heirs]
    return alive


def _as_it_is(office: Unit, day: date) -> set[tuple[str, str]]:
    return {(row.name, row.unit.code) for row in unit_at(office, day).children}


def _whole(unit: Unit) -> None:
    """Versions follow one another without gap or overlap."""
    versions = list(unit.versions.order_by("valid_from"))
    for one, following in pairwise(versions):
        assert one.valid_until == following.valid_from


def test_a_posts_holder_of_a_closed_unit_stays_readable(cast: Any) -> None:
    group = a_group("จะยุบ", cast.office)
    make.an_appointment(
        make.a_person("มานี", "มีนา"), make.a_post(group, "เจ้าหน้าที่", "officer"), valid_from=date(2023, 1, 1)
    )
    units.close(actor=SYSTEM, unit=group, on=DAY)
    shown = unit_at(group, DAY - timedelta(days=1))
    assert [seat.person.first_name for row in shown.posts for seat in row.seats] == ["มานี"]
    assert Appointment.objects.filter(post__unit=group).count() == 1
