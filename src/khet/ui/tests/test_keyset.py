"""Pages by key over a table of our own making: nothing is seen twice, nothing is missed, nothing forged is believed."""

import datetime as dt
import itertools
from collections.abc import Sequence

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khet.ui import keyset

pytestmark = pytest.mark.django_db
ORDERS: tuple[tuple[str, ...], ...] = (("app_label",), ("-app_label", "model"), ("-model",), ("app_label", "-model"))


@pytest.fixture
def rows(db: None) -> QuerySet[ContentType]:
    """A table that every installation has, filled with repeating labels (equal keys are the hard case)."""
    ContentType.objects.filter(app_label__startswith="z").delete()
    ContentType.objects.bulk_create(ContentType(app_label=f"z{n % 3}", model=f"m{n:02d}") for n in range(23))
    return ContentType.objects.filter(app_label__startswith="z")


def walk(rows: QuerySet[ContentType], order: Sequence[str], size: int) -> list[keyset.Page[ContentType]]:
    pages = [keyset.page_of(rows, order=order, size=size)]
    while pages[-1].older:
        pages.append(keyset.page_of(rows, order=order, cursor=pages[-1].older, size=size))
        assert len(pages) < 100
    return pages


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(size=st.integers(1, 30), order=st.sampled_from(ORDERS))
def test_walking_forth_sees_every_row_once_and_back_again_the_same_pages(
    rows: QuerySet[ContentType], size: int, order: tuple[str, ...]
) -> None:
    pages = walk(rows, order, size)
    seen = [row.pk for page in pages for row in page]
    last = "-pk" if order[-1].startswith("-") else "pk"
    assert seen == list(rows.order_by(*order, last).values_list("pk", flat=True))
    for before, after in itertools.pairwise(pages):
        back = keyset.page_of(rows, order=order, cursor=after.newer, size=size)
        assert [row.pk for row in back] == [row.pk for row in before]
    assert pages[0].newer == ""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cursor=st.one_of(st.text(max_size=300), st.binary(max_size=60).map(lambda raw: raw.decode("latin-1"))))
def test_a_made_up_cursor_gives_the_first_page(rows: QuerySet[ContentType], cursor: str) -> None:
    first = keyset.page_of(rows, order=("-model",), size=5)
    assert [row.pk for row in keyset.page_of(rows, order=("-model",), cursor=cursor, size=5)] == [r.pk for r in first]


def test_a_cursor_changed_in_one_place_is_not_believed(rows: QuerySet[ContentType]) -> None:
    first = keyset.page_of(rows, order=("-model",), size=5)
    for at in range(0, len(first.older), 5):
        letter = "A" if first.older[at] != "A" else "B"
        forged = first.older[:at] + letter + first.older[at + 1 :]
        assert [row.pk for row in keyset.page_of(rows, order=("-model",), cursor=forged, size=5)] == [
            row.pk for row in first
        ]


def test_a_cursor_of_another_order_is_not_believed(rows: QuerySet[ContentType]) -> None:
    foreign = keyset.page_of(rows, order=("model",), size=5).older
    again = keyset.page_of(rows, order=("-model",), cursor=foreign, size=5)
    assert again.newer == ""


def test_a_row_that_comes_in_between_shifts_nothing(rows: QuerySet[ContentType]) -> None:
    first = keyset.page_of(rows, order=("-model",), size=5)
    ContentType.objects.create(app_label="z0", model="m99")
    second = keyset.page_of(rows, order=("-model",), cursor=first.older, size=5)
    assert {row.pk for row in first}.isdisjoint(row.pk for row in second)


def test_a_page_takes_one_query(rows: QuerySet[ContentType], django_assert_num_queries: object) -> None:
    cursor = keyset.page_of(rows, order=("-model",), size=5).older
    with django_assert_num_queries(1):  # type: ignore[operator]
        keyset.page_of(rows, order=("-model",), cursor=cursor, size=5)


@pytest.mark.parametrize(
    "value", [dt.datetime(2026, 11, 22, 9, 12, 1, 250, tzinfo=dt.UTC), dt.date(2026, 2, 28), 5, "ก", None, True]
)
def test_values_of_keys_survive_the_cursor(value: object) -> None:
    back = keyset._unpack(keyset._pack(value))
    assert back == value
    assert type(back) is type(value)
