"""The only place that writes work items."""

from khet.work.services.answering import answer, close, give_back, record_answer
from khet.work.services.duties import set_duty
from khet.work.services.moving import accept, extend, hand_over, pass_on, see, see_subject, withdraw
from khet.work.services.opening import Spec, ask, open_items, open_many, unask
from khet.work.services.progress import progress, progress_of_many, tell_basis
from khet.work.services.reminding import nudge_due, redate, remind

__all__ = [
    "Spec",
    "accept",
    "answer",
    "ask",
    "close",
    "extend",
    "give_back",
    "hand_over",
    "nudge_due",
    "open_items",
    "open_many",
    "pass_on",
    "progress",
    "progress_of_many",
    "record_answer",
    "redate",
    "remind",
    "see",
    "see_subject",
    "set_duty",
    "tell_basis",
    "unask",
    "withdraw",
]
