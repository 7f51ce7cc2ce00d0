"""Names of files: shown as they came, less what deceives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khet.files.names import ascii_name, display_name, shortened


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("หนังสือราชการ.pdf", "หนังสือราชการ.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\เอกสาร\\ก.docx", "ก.docx"),
        ("a\x00b\x1f.pdf", "ab.pdf"),
        ("a\u202efdp.png", "afdp.png"),
        ("คำ\u200bสั่ง.pdf", "คำสั่ง.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        ("a:b|c?.pdf", "a_b_c_.pdf"),
        ("ลงท้าย. . ", "ลงท้าย"),
        ("..", "ไฟล์"),
        ("", "ไฟล์"),
        ("ก" + "  " + "ข.pdf", "ก ข.pdf"),
    ],
)
def test_a_name_is_shown_as_it_came_less_what_deceives(raw: str, shown: str) -> None:
    assert display_name(raw) == shown


def test_three_hundred_characters_are_kept_whole() -> None:
    name = "ก" * 296 + ".pdf"
    assert display_name(name) == name


def test_a_longer_name_keeps_its_extension_and_parts_no_letter_from_its_marks() -> None:
    short = display_name("ที่" * 150 + ".pdf")
    assert len(short) <= 300
    assert short.endswith("ที่….pdf")
    assert shortened("เ" * 400, 10) == "เ…"


@given(st.text(max_size=700))
def test_every_name_is_safe_to_show_and_to_save(raw: str) -> None:
    name = display_name(raw)
    assert 0 < len(name) <= 300
    assert not set(name) & set('/\\<>:"|?*\0\n\r\u202e')
    assert name == display_name(name)
    assert ascii_name(name).isascii()
    assert '"' not in ascii_name(name)
