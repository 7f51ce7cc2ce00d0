"""How figures are written: commas, the decimals of the indicator, a dash where there is none."""

from khet.insight.models import Indicator

NONE = "–"


def told(value: float | None, decimals: int = 0) -> str:
    """1,254 or 93.5; a whole number never shows decimals that say nothing when none were asked."""
    if value is None:
        return NONE
    if decimals == 0 and value != int(value):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,.{decimals}f}"


def of_indicator(indicator: Indicator, value: float | None) -> str:
    """With its decimals: percent with one and its sign."""
    if value is None:
        return NONE
    text = told(value, indicator.decimals)
    return f"{text}%" if indicator.unit_word == "%" else text
