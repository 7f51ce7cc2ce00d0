"""Thousands of rows in one statement: every value arrives, ids belong to their rows, what is known is left out."""

from datetime import UTC, datetime, timedelta

import pytest

from khet.kernel.rows import FEW, pour, pour_new
from khet.org.models import Unit
from khet.work.models import Ask, WorkItem

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 18, 3, 30, 0, 123456, tzinfo=UTC)


def office() -> int:
    return Unit.objects.create(kind=Unit.Kind.OFFICE, name="สพม. ทดสอบ").pk


def items(unit: int, count: int, **same: object) -> list[WorkItem]:
    return [
        WorkItem(
            kind="saraban.register",
            subject_kind="saraban.delivery",
            subject_id=place + 1,
            basis_kind="saraban.letter",
            basis_id=1,
            label=f"เรื่องที่ {place} 'quoted' \\ {{a,b}} \"x\" NULL %s",
            asked_unit_id=unit,
            opened_at=NOW + timedelta(seconds=place),
            due_at=None if place % 2 else NOW,
            secret=place % 3 == 0,
            **same,
        )
        for place in range(count)
    ]


@pytest.mark.parametrize("count", [1, FEW, FEW + 1, 1200])
def test_every_value_arrives_and_ids_belong_to_their_rows(count: int) -> None:
    rows = items(office(), count)
    pour(rows)
    assert len({row.pk for row in rows}) == count
    kept = WorkItem.objects.in_bulk([row.pk for row in rows])
    for row in rows:
        there = kept[row.pk]
        for field in WorkItem._meta.concrete_fields:
            assert getattr(there, field.attname) == getattr(row, field.attname), field.attname


@pytest.mark.parametrize("count", [3, FEW + 30])
def test_what_a_constraint_knows_is_left_out(count: int) -> None:
    unit = office()
    ask = Ask.objects.create(basis_kind="saraban.letter", basis_id=1, kind="saraban.reply", label="ตอบ")
    pour_new(items(unit, count - 2, ask=ask))
    pour_new(items(unit, count, ask=ask))
    assert WorkItem.objects.filter(ask=ask).count() == count


def test_nothing_to_write_is_no_statement() -> None:
    pour([])
    pour_new([])
