"""The only room that writes the trail."""

from khet.audit.services.checking import BROKEN, CHECKED, check
from khet.audit.services.commands import command, look, record
from khet.audit.services.erasing import erase
from khet.audit.services.sealing import seal
from khet.audit.services.verifying import Problem, Report, verify

__all__ = ["BROKEN", "CHECKED", "Problem", "Report", "check", "command", "erase", "look", "record", "seal", "verify"]
