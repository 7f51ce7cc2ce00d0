"""Files of rows that were handed in for a register: they may hold citizen numbers, so none stays for long."""

from datetime import date, timedelta

from khet.collect.models import Form
from khet.files import reads as stored_files
from khet.files import services as files
from khet.kernel.actor import SYSTEM
from khet.kernel.errors import Refused
from khet.thai.bangkok import day_of

PURPOSE = "record_rows"
KEPT = timedelta(days=30)
OVER = "ครบกำหนดเก็บไฟล์นำเข้า"


def purge(*, on: date) -> int:
    """Destroy those whose 30 days are over; one that is held stays. Returns how many."""
    ids = list(Form.objects.filter(kind=Form.Kind.RECORD).values_list("pk", flat=True))
    kept = [file for found in stored_files.of_owners("collect.form", ids).values() for file in found]
    gone = 0
    for file in kept:
        if file.purpose != PURPOSE or day_of(file.created_at) + KEPT > on:
            continue
        try:
            files.discard(file, actor=SYSTEM, reason=OVER)
        except Refused:
            continue
        gone += 1
    return gone
