"""Who saved a draft last, for whoever finds it changed."""

from khet.audit.reads import last_by
from khet.saraban.models import Letter

SAVED = ("saraban.drafted", "saraban.draft_saved")


def last_saver(letter: Letter) -> str:
    """The name as the trail has it; "" when nobody is found."""
    return last_by(letter.ref, SAVED)
