"""The key of a new hub, and the words its home folder keeps about the setup."""

import hmac
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from khet.kernel import environment
from khet.kernel.stamps import Stamps
from khet.org.models import Account, Unit
from khet.org.models.posts import PostDuty
from khet.org.reads.units import area_office

KEY = "KHET_SETUP_KEY"


def stamps() -> Stamps:
    return Stamps(Path(settings.HOME) / "stamps.json")


def key() -> str:
    """What `./khet run` prints and /setup/ asks for, until the hub has an administrator."""
    return environment.secret(KEY)


def fits(given: str) -> bool:
    return bool(given) and hmac.compare_digest(given.strip().encode(), key().strip().encode())


def link(address: str) -> str:
    return f"{address}/setup/?{urlencode({'key': key()})}"


def own_desk() -> Unit | None:
    """The office, school or bureau whose hub this is."""
    top = Unit.objects.filter(parent=None, active=True, kind__in=Unit.DESK_KINDS)
    return area_office() or top.order_by("order", "pk").first()


def has_administrator() -> bool:
    """Somebody can sign in and looks after the system today."""
    today = timezone.localdate()
    seated = PostDuty.objects.filter(
        duty=PostDuty.Duty.SYSTEM,
        post__active=True,
        post__appointments__valid_from__lte=today,
        post__appointments__person__account__is_active=True,
    ).exclude(post__appointments__valid_until__lte=today)
    people = seated.values("post__appointments__person_id")
    usable = ~Q(password="") & ~Q(password__startswith="!")  # noqa: S106 - how Django marks "none"
    return Account.objects.filter(usable, person_id__in=people, is_active=True).exists()
