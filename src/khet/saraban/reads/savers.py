"""Who saved a draft last, for whoever finds it changed."""

from khet.audit.models import Entry
from khet.saraban.models import Letter

SAVED = ("saraban.drafted", "saraban.draft_saved")


def last_saver(letter: Letter) -> str:
    """The name as the trail has it; "" when nobody is found."""
    rows = Entry.objects.filter(target_kind="saraban.letter", target_id=letter.pk, action__in=SAVED)
    return rows.order_by("-pk").values_list("person_name", flat=True).first() or ""
