"""Facts as Parquet under KHET_HOME/facts: written once, renamed into place, read by DuckDB."""

from khet.insight.lake.engine import ask
from khet.insight.lake.files import Fact, Written, compact, folder, paths, sweep, write

__all__ = ["Fact", "Written", "ask", "compact", "folder", "paths", "sweep", "write"]
