"""What is chosen on pages of figures, and what is typed to say what an indicator is."""

from khet.insight.forms.choosing import IndicatorFilter, PivotFilter, SaveForm
from khet.insight.forms.defining import AboutForm, FindForm, PublishForm, TermForm, start_of, start_of_term

__all__ = [
    "AboutForm",
    "FindForm",
    "IndicatorFilter",
    "PivotFilter",
    "PublishForm",
    "SaveForm",
    "TermForm",
    "start_of",
    "start_of_term",
]
