"""The key of a new hub, and the words its home folder keeps about the setup."""

import hmac
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from khet.kernel import environment
from khet.kernel.stamps import Stamps
from khet.org.models import Unit
from khet.org.reads.accounts import can_sign_in
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
    return can_sign_in(duty="system")
