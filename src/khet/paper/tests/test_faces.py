"""An office's own type faces: what is let in, what is not, and that a page holds with another face."""

import random
import struct
from collections.abc import Callable
from dataclasses import replace

import pytest

from khet.kernel.errors import Refused
from khet.paper.faces import office_fonts
from khet.paper.services import page_count, read_face, render, text_of
from khet.paper.tests.faces import built, named, psk, sarabun, tables_of, wide
from khet.paper.tests.samples import BODY, EVERY, LETTER, a_register
from khet.paper.tests.test_measures import boxes
from khet.paper.trying import WORDS, tried

NEW = "TH Sarabun New"


def cut(tables: dict[str, bytes], tag: str, length: int) -> bytes:
    return built(tables | {tag: tables[tag][:length]})


def test_each_face_of_the_family_is_known_by_what_is_in_it() -> None:
    found = [read_face(wide(face)) for face in ("Regular", "Bold", "Italic", "BoldItalic")]
    assert [(face.bold, face.italic) for face in found] == [(False, False), (True, False), (False, True), (True, True)]
    assert {face.family for face in found} == {NEW}
    assert read_face(psk()).family == "TH SarabunPSK"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "a pdf": lambda: b"%PDF-1.7\n",
    "a program": lambda: b"MZ" + b"\0" * 500,
    "an opentype of outlines we do not set": lambda: b"OTTO" + psk()[4:],
    "a collection": lambda: b"ttcf" + psk()[4:],
    "only a head": lambda: psk()[:12],
    "cut in half": lambda: psk()[: len(psk()) // 2],
    "no tables": lambda: b"\x00\x01\x00\x00\x00\x00" + b"\0" * 20,
    "thousands of tables": lambda: b"\x00\x01\x00\x00\xff\xff" + b"\0" * 20,
    "a table outside": lambda: psk()[:20] + struct.pack(">I", 2**32 - 8) + psk()[24:],
    "without outlines": lambda: built({k: v for k, v in tables_of(psk()).items() if k != "glyf"}),
    "shapes outside": lambda: cut(tables_of(psk()), "glyf", 100),
    "short of places": lambda: cut(tables_of(psk()), "loca", 40),
    "a head without its mark": lambda: built(tables_of(psk()) | {"head": bytes(54)}),
    "no characters": lambda: built(tables_of(psk()) | {"cmap": bytes(4)}),
    "characters outside": lambda: cut(tables_of(psk()), "cmap", 30),
    "another family": lambda: sarabun("Regular"),
    "no name": lambda: named(psk(), ""),
    "too large": lambda: psk() + b"\0" * 5_000_000,
}


@pytest.mark.parametrize("how", HOSTILE)
def test_what_is_no_thai_truetype_is_refused_with_a_sentence(how: str) -> None:
    with pytest.raises(Refused) as refused:
        read_face(HOSTILE[how]())
    assert "เลือกไฟล์" in refused.value.message or "ส่งอีกครั้ง" in refused.value.message


def test_random_damage_never_raises_anything_but_a_refusal() -> None:
    chance, whole = random.Random(2569), psk()
    for _round in range(300):
        spoilt = bytearray(whole)
        for _byte in range(chance.randint(1, 40)):
            spoilt[chance.randrange(0, 400 if chance.random() < 0.7 else len(spoilt))] = chance.randrange(256)
        try:
            read_face(bytes(spoilt))
        except Refused:
            continue


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([wide("Bold")], "no_regular"),
        ([wide(), wide()], "same_face"),
        ([wide(), psk()], "mixed_families"),
    ],
)
def test_a_set_is_of_one_family_with_its_regular_and_each_face_once(files: list[bytes], code: str) -> None:
    with pytest.raises(Refused) as refused:
        office_fonts(files)
    assert refused.value.code == code


def test_the_offices_bold_is_used_and_without_it_sarabun() -> None:
    both, alone = office_fonts([wide(), wide("Bold")]), office_fonts([wide()])
    assert (both.family, both.bold_family, both.bold_scale) == (NEW, NEW, 1.0)
    assert (alone.family, alone.bold_family) == (NEW, "Sarabun")
    assert both.folder != alone.folder
    assert office_fonts([wide("Bold"), wide()]) == both


@pytest.mark.parametrize("doc", EVERY, ids=lambda doc: type(doc).__name__)
def test_every_document_holds_its_words_inside_the_page_in_a_much_wider_face(doc: object) -> None:
    pdf = render(doc, fonts=office_fonts([wide("Bold"), wide()]))  # type: ignore[arg-type]
    for number in range(page_count(pdf)):
        placed = boxes(pdf, number)
        assert placed
        assert min(box[1] for box in placed) >= 0.5
        assert min(box[2] for box in placed) >= 0.5


def test_a_long_letter_and_a_register_keep_their_margins_in_a_wider_and_bolder_face() -> None:
    bold = named(sarabun("Bold"), NEW, **{"OS/2": tables_of(sarabun("Regular"))["OS/2"]})
    fonts = office_fonts([bold])
    pdf = render(replace(LETTER, body=(BODY + "\n\n") * 6), fonts=fonts)
    for number in range(page_count(pdf)):
        placed = boxes(pdf, number)
        assert min(box[1] for box in placed) > 2.9
        assert max(box[3] for box in placed) < 19.1
        assert min(box[2] for box in placed) > 1.8
    register = render(a_register(40), fonts=fonts)
    for number in range(page_count(register)):
        placed = boxes(register, number)
        assert max(box[3] for box in placed) < 29.2
        assert min(box[1] for box in placed) > 0.5
    assert "/7040" in text_of(register)


def test_a_face_whose_marks_would_be_written_twice_is_used_with_plain_marks() -> None:
    doubling, plain = tried(office_fonts([wide()])), tried(office_fonts([psk()]))
    assert (doubling.marks, plain.marks) == (False, True)
    text = " ".join(text_of(render(replace(LETTER, body=" ".join(WORDS)), fonts=doubling)).split())
    assert " ".join(WORDS) in text
