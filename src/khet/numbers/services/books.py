"""Opening a book at a chosen number, closing it at the end of the year."""

from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.numbers.models import Counter, Jump
from khet.numbers.series import Series
from khet.numbers.services.locking import lock_counter


def start_at(series: Series, first: int, *, actor: Actor) -> None:
    """Make `first` the next number: freely while nothing was given, later only forward (the stretch is recorded).

    For an office that moves in mid-year from a paper register. Raises Refused for a number already passed.
    """
    if first < 1:
        raise Refused("เลขเริ่มต้นต้องเป็น 1 ขึ้นไป", code="first", field="first")
    counter = lock_counter(series)
    before = counter.last + 1
    if counter.numbers.exists():
        _jump(counter, first, actor)
    else:
        counter.first, counter.last = first, first - 1
        counter.save(update_fields=["first", "last"])
    told = {"series": str(series), "next": first}
    audit.record(actor, "numbers.started", counter, before={"next": before}, after=told)


def _jump(counter: Counter, first: int, actor: Actor) -> None:
    if first <= counter.last:
        raise Refused(
            "ออกเลขถึง %(last)s แล้ว ตั้งเลขเริ่มต้นตั้งแต่ %(next)s ขึ้นไป",
            code="first",
            field="first",
            last=counter.last,
            next=counter.last + 1,
        )
    if first == counter.last + 1:
        return
    last_given = counter.numbers.order_by("-number").values_list("number", flat=True)[0]
    # A second jump before any number was given widens the first one.
    counter.jumps.filter(after=last_given).delete()
    counter.jumps.add(Jump(after=last_given, first=first, by_name=actor.person_name, at=timezone.now()), bulk=False)
    counter.last = first - 1
    counter.save(update_fields=["last"])


def close(series: Series, *, actor: Actor) -> None:
    """No more numbers from this book (end of the year); what was reserved may still be used."""
    _set_closed(series, True, actor)


def reopen(series: Series, *, actor: Actor) -> None:
    """Take back the closing of a book."""
    _set_closed(series, False, actor)


def _set_closed(series: Series, closed: bool, actor: Actor) -> None:
    counter = lock_counter(series, even_closed=True)
    if counter.closed == closed:
        return
    counter.closed = closed
    counter.save(update_fields=["closed"])
    told = {"series": str(series), "last": counter.last}
    audit.record(actor, "numbers.closed" if closed else "numbers.reopened", counter, after=told)
