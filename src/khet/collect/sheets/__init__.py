"""Files that schools have already (DMC, EMIS) as rows of raw text; no Django here. `read` takes a file in."""

from khet.collect.sheets.layouts import Layout, layout, layouts
from khet.collect.sheets.reading import read
from khet.collect.sheets.sheet import Row, Sheet

__all__ = ["Layout", "Row", "Sheet", "layout", "layouts", "read"]
