"""What every bench needs: figures, databases of its own, processes that end, percentiles, memory and disk."""

from bench.kit.disk import Fsync, fsync_probe
from bench.kit.figures import Figure, Options, Result, at_least, at_most, exactly, missing, reported
from bench.kit.hubs import Hub, PostgresMissingError, postgresql_hub, sqlite_hub
from bench.kit.processes import Group, pss_mb
from bench.kit.statistics import Spread, median_run, spread

__all__ = [
    "Figure",
    "Fsync",
    "Group",
    "Hub",
    "Options",
    "PostgresMissingError",
    "Result",
    "Spread",
    "at_least",
    "at_most",
    "exactly",
    "fsync_probe",
    "median_run",
    "missing",
    "postgresql_hub",
    "pss_mb",
    "reported",
    "spread",
    "sqlite_hub",
]
