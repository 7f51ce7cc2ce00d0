"""Text that tries to be more than text."""

import re
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khet.paper.press import SHEETS
from khet.paper.services import page_count, render, text_of
from khet.paper.tests.samples import LETTER, a_register
from khet.paper.wording import WIDEST, clean, pieces

MARKUP = (
    '#read("/etc/passwd")',
    '#include "/etc/passwd"',
    '#import "@preview/example:0.1.0": *',
    "#eval(sys.inputs.data)",
    "$x^2$",
    "*bold*",
    "_slanted_",
    "`raw`",
    "<label>",
    "@reference",
    "= heading",
    "// comment",
    "/* comment */",
    "\\u{41}",
    "]",
    "})",
    '"quoted"',
    "'one'",
    "{{ x }}",
    "~",
    "--",
    "...",
)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_printed_as_it_was_typed(text: str) -> None:
    hostile = replace(
        LETTER, subject=f"ก {text} ข", body=f"เริ่ม {text} จบ", agency=text, recipient=text, attachments=(text,)
    )
    said = re.sub(r"\s+", " ", text_of(render(hostile)))
    assert f"ก {text} ข" in said
    assert f"เริ่ม {text} จบ" in said
    assert "root:" not in said


def test_the_press_reaches_no_file_outside_its_sheets() -> None:
    assert {path.suffix for path in SHEETS.iterdir()} == {".typ"}
    for sheet in SHEETS.glob("*.typ"):
        assert not re.search(r"\b(read|eval|plugin|csv|yaml|toml|xml|cbor)\(", sheet.read_text()), sheet.name


def test_a_word_of_300_letters_stays_inside_the_margins() -> None:
    for letter in ("ก", "W", "界", "่", "ำ"):
        pdf = render(replace(LETTER, subject=letter * 300, body=letter * 300))
        with pypdfium2.PdfDocument(pdf) as document:
            textpage = document[0].get_textpage()
            right = max(textpage.get_charbox(index)[2] for index in range(textpage.count_chars()))
        assert right < 19.1 * 72 / 2.54, letter


def test_other_scripts_are_printed_and_unknown_shapes_become_a_box() -> None:
    said = text_of(render(replace(LETTER, body="ไทย العربية עברית 😀 漢 จบ")))
    assert "العربية" in said
    assert "עברית" in said
    assert "□" in said
    assert "จบ" in said


def test_control_signs_and_direction_overrides_vanish() -> None:
    assert clean("ก\x00\x07\x1b\u202eข\u200bค\tง\ufeff") == "กขค ง"
    assert "กขค ง" in text_of(render(replace(LETTER, body="ก\x00\x07\x1b\u202eข\u200bค\tง\ufeff")))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=120))
def test_no_text_stops_the_press(text: str) -> None:
    assert page_count(render(replace(LETTER, subject=text, body=text))) >= 1
    assert page_count(render(replace(a_register(1), title=text, period=text))) >= 1


@given(st.text(alphabet=st.sampled_from("กขาำิี่้ๆฯ .()1๒/Wa\n\"'#"), max_size=200))
def test_pieces_lose_nothing_but_double_spaces(text: str) -> None:
    joined = "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces(text))
    assert re.sub(r"\s+", "", joined) == re.sub(r"\s+", "", clean(text))


@given(st.text(max_size=300))
def test_no_piece_is_wider_than_asked(text: str) -> None:
    for piece in pieces(text, widest=20):
        assert isinstance(piece, list) or len(piece) <= max(20 * 4, WIDEST * 4)
