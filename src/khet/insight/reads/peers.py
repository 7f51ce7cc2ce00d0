"""Schools of one size: what a school is compared with."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khet.insight.models import Indicator
from khet.insight.reads.figures import Desk
from khet.insight.reads.terms import terms_of

SIZES = ((119, _("ขนาดเล็ก")), (719, _("ขนาดกลาง")), (1679, _("ขนาดใหญ่")))
LARGEST = _("ขนาดใหญ่พิเศษ")
PUPILS = "pupils"
"""The indicator that counts pupils."""


@dataclass(frozen=True, slots=True)
class Peers:
    """Units of the same size class; label is "" while nobody knows how many pupils there are."""

    label: "str | Promise"
    units: frozenset[int]


def peers_of(unit_id: int, desk: Desk) -> Peers:
    """By the newest count of pupils; the bounds are those of the size classes of schools (119, 719, 1,679 pupils)."""
    indicator = Indicator.objects.filter(key=PUPILS).first()
    parts = desk.parts(terms_of(indicator.numerator)) if indicator else {}
    if not parts:
        return Peers("", frozenset())
    newest = parts[max(parts)]
    if unit_id not in newest:
        return Peers("", frozenset())
    mine = size_of(newest[unit_id])
    return Peers(mine, frozenset(unit for unit, pupils in newest.items() if size_of(pupils) == mine))


def size_of(pupils: float) -> "str | Promise":
    return next((label for bound, label in SIZES if pupils <= bound), LARGEST)
