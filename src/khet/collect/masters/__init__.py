"""Registers of staff, lines and computers: what of a school's EMIS file is theirs, and by what a row is found again."""

from khet.collect.masters.kinds import COMPUTERS, KINDS, LINES, STAFF, Kind
from khet.collect.masters.taking import Given, Taken
from khet.collect.masters.trials import Leaving, Planned, Trial, Wrong

__all__ = ["COMPUTERS", "KINDS", "LINES", "STAFF", "Given", "Kind", "Leaving", "Planned", "Taken", "Trial", "Wrong"]
