"""The only room that gives numbers. Every service is called inside the caller's transaction."""

from khet.numbers.models import Number
from khet.numbers.reads import Finding, Gap, gaps
from khet.numbers.series import Series
from khet.numbers.services.auditing import find_gaps
from khet.numbers.services.books import close, reopen, start_at
from khet.numbers.services.reserving import expire_reserved, reserve, use_reserved
from khet.numbers.services.taking import take, take_many
from khet.numbers.services.voiding import void

__all__ = [
    "Finding",
    "Gap",
    "Number",
    "Series",
    "close",
    "expire_reserved",
    "find_gaps",
    "gaps",
    "reopen",
    "reserve",
    "start_at",
    "take",
    "take_many",
    "use_reserved",
    "void",
]
