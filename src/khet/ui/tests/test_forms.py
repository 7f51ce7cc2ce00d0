"""Fields of the house: what people type, what is understood."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from khet.ui.forms import DigitsField, NumberField, ThaiDateField, ThaiDateInput, ThaiTimeField, UnitPicker

DAY = dt.date(2026, 5, 25)


@pytest.mark.parametrize(
    "typed",
    [
        "25/5/69",
        "25/5/2569",
        "๒๕/๕/๒๕๖๙",
        "25-5-2569",
        "25 พ.ค. 69",
        "25 พฤษภาคม 2569",
        "๒๕ พฤษภาคม ๒๕๖๙",
        "2026-05-25",
        "25/5/2026",
    ],
)
def test_a_day_is_read_in_every_spelling(typed: str) -> None:
    assert ThaiDateField().clean(typed) == DAY


@pytest.mark.parametrize("typed", ["31/2/2569", "25/13/2569", "พรุ่งนี้", "25", "25/5", "0/0/0"])
def test_a_day_that_cannot_be_read_says_how_to_type_it(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ThaiDateField().clean(typed)
    assert any("ก" <= letter <= "๛" for letter in refused.value.messages[0])


def test_the_field_shows_what_it_understood() -> None:
    field = ThaiDateField()
    assert field.understood("25/5/69") == "วันจันทร์ที่ 25 พฤษภาคม 2569"
    assert field.understood("31/2/69") == ""
    assert ThaiDateInput().format_value(DAY) == "25/5/2569"


def test_the_same_day_in_another_spelling_is_no_change() -> None:
    assert not ThaiDateField().has_changed(DAY, "๒๕/๕/๒๕๖๙")
    assert ThaiDateField().has_changed(DAY, "26/5/2569")


@pytest.mark.parametrize("typed", ["16.30", "16:30", "1630", "๑๖.๓๐ น.", "16.30 น."])
def test_a_time_is_read_in_every_spelling(typed: str) -> None:
    assert ThaiTimeField().clean(typed) == dt.time(16, 30)


@pytest.mark.parametrize("typed", ["25.00", "16.75", "เย็น", "16.3.0"])
def test_a_time_that_cannot_be_read_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        ThaiTimeField().clean(typed)


def test_digits_forgive_thai_ones_and_dashes_and_count_the_rest() -> None:
    assert DigitsField(length=13).clean("๑-2345-67890-12-1") == "1234567890121"
    with pytest.raises(ValidationError, match="12 หลัก"):
        DigitsField(length=13).clean("123456789012")
    with pytest.raises(ValidationError):
        DigitsField().clean("12a")


def test_numbers_forgive_commas_and_thai_digits() -> None:
    assert NumberField().clean("๑,๒๕๔") == 1254


def test_ticked_units_come_back_as_numbers_and_strangers_are_refused() -> None:
    field = UnitPicker(choices=[("สวี", [(1, "สวีวิทยา"), (2, "ครนพิทยาคม")])])
    assert field.clean(["1", "2"]) == [1, 2]
    with pytest.raises(ValidationError):
        field.clean(["3"])
    with pytest.raises(ValidationError):
        field.clean([])
