"""No bytes make the reader fall over: they are a table, or they are refused with a sentence."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khet.collect import sheets
from khet.collect.sheets.layouts import fit, layouts, plain
from khet.collect.sheets.tests.factories import HEADS, a_class, a_csv, a_workbook
from khet.collect.sheets.workbooks import text
from khet.kernel.errors import Refused

CLASS = [list(HEADS), *a_class()]
WORKBOOK, CSV = a_workbook(CLASS), a_csv(CLASS, "utf-8")
PUPILS_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the lead of an old workbook
QUICK = settings(max_examples=60, deadline=None)


def tried(content: bytes) -> None:
    found: sheets.Sheet | Refused
    try:
        found = sheets.read(content)
    except Refused as refused:
        found = refused
    if isinstance(found, Refused):
        assert found.code
        assert any("ก" <= sign <= "๙" for sign in found.message)
    else:
        assert found.rows
        assert all(len(row.cells) == len(found.heads) for row in found.rows)


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    for lead in (b"", b"PK\x03\x04", PUPILS_XLS, b"\xff\xfe", b"\xef\xbb\xbf"):
        tried(lead + content)


@QUICK
@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16"]))
def test_any_text(content: str, encoding: str) -> None:
    tried(content.encode(encoding, "replace"))
    tried(CSV + content.encode("utf-8", "replace"))


@pytest.mark.parametrize("content", [WORKBOOK, CSV], ids=["xlsx", "csv"])
def test_a_damaged_file(content: bytes) -> None:
    chance = random.Random(7)
    for _ in range(60):
        spoilt = bytearray(content)
        for _ in range(chance.randint(1, 12)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        tried(bytes(spoilt[: chance.randrange(1, len(spoilt))] if chance.random() < 0.3 else spoilt))


@QUICK
@given(st.text(max_size=40))
def test_a_heading_made_plain_stays_plain(head: str) -> None:
    assert plain(plain(head)) == plain(head)


@QUICK
@given(st.lists(st.one_of(st.text(max_size=12), st.sampled_from(HEADS)), max_size=100))
def test_any_headings_give_each_column_one_place(heads: list[str]) -> None:
    for known in layouts().values():
        places = list(fit(known, heads).places.values())
        assert len(set(places)) == len(places)
        assert all(0 <= place < len(heads) for place in places)


@QUICK
@given(
    st.one_of(
        st.none(), st.booleans(), st.floats(), st.integers(), st.datetimes(), st.dates(), st.times(), st.timedeltas()
    )
)
def test_any_value_of_a_cell_is_text(value: object) -> None:
    assert isinstance(text(value), str)
