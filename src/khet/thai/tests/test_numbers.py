"""Money, sizes and citizen numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khet.thai import citizen, numbers
from khet.thai.bahttext import baht_text

KEY = "a key for tests only"
TWELVE = st.integers(10**11, 10**12 - 1).map(str)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("1", "หนึ่งบาทถ้วน"),
        ("10", "สิบบาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("1250.50", "หนึ่งพันสองร้อยห้าสิบบาทห้าสิบสตางค์"),
        ("0.25", "ยี่สิบห้าสตางค์"),
        ("1000000", "หนึ่งล้านบาทถ้วน"),
        ("21000021.01", "ยี่สิบเอ็ดล้านยี่สิบเอ็ดบาทหนึ่งสตางค์"),
        ("1000000000000", "หนึ่งล้านล้านบาทถ้วน"),
        ("-5", "ลบห้าบาทถ้วน"),
        ("0.995", "หนึ่งบาทถ้วน"),
    ],
)
def test_an_amount_is_read_as_a_receipt_writes_it(amount: str, text: str) -> None:
    assert baht_text(amount) == text


@pytest.mark.parametrize("amount", ["", "ห้าบาท", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="จำนวนเงิน"):
        baht_text(amount)


def test_numbers_are_shown_as_lists_need_them() -> None:
    assert numbers.commas(1254) == "1,254"
    assert numbers.baht(Decimal(1250)) == "1,250.00 บาท"
    assert (numbers.percent(51, 66), numbers.percent(0, 0)) == ("77.3%", "–")
    assert numbers.of_whole(51, 66) == "51 จาก 66"


def test_sizes_are_shown_in_the_unit_people_know() -> None:
    sizes = [0, 999, 1000, 219_136, 1024 * 1024, 3_500_000, 10**9, 10**13]
    assert [numbers.file_size(size) for size in sizes] == [
        "0 ไบต์", "999 ไบต์", "1 KB", "214 KB", "1.0 MB", "3.3 MB", "954 MB", "9.1 TB",
    ]  # fmt: skip


@given(TWELVE)
def test_a_number_with_its_check_digit_is_valid_and_no_other_digit_is(twelve: str) -> None:
    right = citizen.check_digit(twelve)
    assert [digit for digit in range(10) if citizen.is_valid(f"{twelve}{digit}")] == [right]


@given(TWELVE)
def test_a_mask_hides_seven_digits(twelve: str) -> None:
    number = f"{twelve}{citizen.check_digit(twelve)}"
    shown = citizen.mask(number)
    assert shown.count("x") == 7
    assert shown == f"{number[0]}-{number[1:3]}xx-xxxxx-{number[10:12]}-{number[12]}"


@given(TWELVE)
def test_a_hash_finds_the_number_however_it_is_typed_and_only_under_the_same_key(twelve: str) -> None:
    n = f"{twelve}{citizen.check_digit(twelve)}"
    typed = f" {n[0]}-{n[1:5]}-{n[5:10]}-{n[10:12]}-{n[12]}"
    assert citizen.keyed_hash(typed, key=KEY) == citizen.keyed_hash(n, key=KEY.encode())
    assert citizen.keyed_hash(n, key=KEY) != citizen.keyed_hash(n, key=KEY + "x")
    assert n not in citizen.keyed_hash(n, key=KEY)


@pytest.mark.parametrize("text", ["", "123", "1" * 13, "0000000000001", "G000000000001", "²234567890123"])
def test_a_wrong_number_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(ValueError, match=r"เลขประจำตัวประชาชน.*ตรวจ"):
        citizen.clean(text)


def test_a_short_key_is_no_key() -> None:
    with pytest.raises(ValueError, match="too short"):
        citizen.keyed_hash("1101700230708", key="short")
