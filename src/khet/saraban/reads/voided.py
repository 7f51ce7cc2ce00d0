"""Letters whose receiving number was struck through, and which wait to be registered again."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from khet.saraban.models import Book, Delivery, RegisterEntry


def _struck() -> QuerySet[RegisterEntry]:
    waiting = (Delivery.Stage.ARRIVED, Delivery.Stage.OPENED)
    rows = RegisterEntry.objects.filter(book=Book.RECEIVED, state=RegisterEntry.State.VOID)
    return rows.filter(delivery__registered_at__isnull=True, delivery__stage__in=waiting).order_by("pk")


def struck_numbers(delivery_ids: Iterable[int]) -> dict[int, RegisterEntry]:
    """The number struck through last, of those deliveries that wait for another; one query."""
    return {row.delivery_id or 0: row for row in _struck().filter(delivery_id__in=list(delivery_ids))}


def wall_remarks(letter_id: int) -> dict[int, str]:
    """What the sender's wall says of receivers that must register again, by unit; the reason stays with them."""
    rows = _struck().filter(delivery__letter_id=letter_id)
    found = rows.values_list("delivery__unit_id", "number", "year_be")
    return {unit: _("ยกเลิกเลขรับ %s รอลงรับใหม่") % f"{number}/{year}" for unit, number, year in found}
