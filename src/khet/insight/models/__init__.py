"""Tables of insight: what facts were taken in, the cube of them, indicators and saved views."""

from khet.insight.models.cube import CubeCell, Dims
from khet.insight.models.facts import Element, FactFile, FactSource
from khet.insight.models.indicators import Indicator, IndicatorVersion, SavedView

__all__ = ["CubeCell", "Dims", "Element", "FactFile", "FactSource", "Indicator", "IndicatorVersion", "SavedView"]
