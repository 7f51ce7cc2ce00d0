"""What is chosen on pages of figures."""

from khet.insight.forms.choosing import IndicatorFilter, PivotFilter, SaveForm

__all__ = ["IndicatorFilter", "PivotFilter", "SaveForm"]
