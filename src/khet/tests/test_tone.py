"""The tone of what people read: short, kind, no filler, no blame, one word for one thing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1]
BARRED = {
    "กรุณา": "say what to do, without begging",
    "ค่ะ": "the house speaks for nobody",
    "นะคะ": "the house speaks for nobody",
    "ผู้ใช้งาน": "the reader is ท่าน",
    "ได้ทำการ": "the verb alone",
    "แฟ้มแนบ": "what is attached is a ไฟล์",
    "แฟ้มสำรอง": "what is kept is a ไฟล์",
}


def said() -> Iterator[tuple[str, str]]:
    """(place, words) of all templates and of every piece of text in the modules, tests and docstrings aside."""
    for path in SOURCE.rglob("*.html"):
        yield str(path.relative_to(SOURCE)), path.read_text(encoding="utf-8")
    for path in SOURCE.rglob("*.py"):
        if not {"tests", "migrations"} & set(path.relative_to(SOURCE).parts):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", node.value
    for path in (SOURCE / "locale").rglob("*.po"):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield str(path.relative_to(SOURCE)), line


@pytest.fixture(scope="module")
def words() -> list[tuple[str, str]]:
    return list(said())


@pytest.mark.parametrize("word", BARRED)
def test_no_sentence_has_a_word_that_the_house_does_not_say(word: str, words: list[tuple[str, str]]) -> None:
    found = [place for place, text in words if word in text]
    assert found == [], BARRED[word]


def test_the_reader_finds_the_sentences(words: list[tuple[str, str]]) -> None:
    assert sum("โหลดหน้านี้ใหม่เพื่อดูว่าอยู่ที่ใคร" in text for _place, text in words) > 3
