"""Files that are made for one answer."""

from urllib.parse import quote

import pytest

from khet.files.made import as_file


def said(name: str, *, inline: bool = False) -> str:
    return as_file(b"x", "application/pdf", name, inline=inline)["Content-Disposition"]


def test_a_thai_name_is_told_beside_a_plain_one() -> None:
    name = "ทะเบียน 2569.pdf"
    assert said(name) == f"attachment; filename=\"_______ 2569.pdf\"; filename*=UTF-8''{quote(name)}"
    assert said("slip-1.pdf", inline=True).startswith('inline; filename="slip-1.pdf"')


@pytest.mark.parametrize(
    "name", ["a/b.pdf", "..\\..\\a.pdf", 'a";\r\nSet-Cookie: x=1.pdf', "\x00.pdf", "\u202efdp.exe", "ก" * 5000]
)
def test_no_name_leaves_its_header(name: str) -> None:
    response = as_file(b"x", "application/pdf", name)
    header = response["Content-Disposition"]
    assert header.isascii()
    assert header.count('"') == 2
    assert not {"\r", "\n", "/", "\\", "\x00"} & set(header)
    assert len(header) < 4_000
    assert response["Cache-Control"] == "private, no-store"
