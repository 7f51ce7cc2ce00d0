"""Providers of identity: those set up, and known ones that only wait for what the provider hands out."""

from typing import Any, Final

from khet.org.models import IdentityProvider

# Addresses and claims are to be checked against the papers of the provider before it is switched on.
PRESETS: Final[tuple[dict[str, Any], ...]] = (
    {
        "key": "thaid",
        "name": "เข้าด้วย ThaID",
        "server_url": "https://imauth.bora.dopa.go.th",
        "scopes": "openid pid",
        "pid_claim": "pid",
        "order": 1,
    },
    {
        "key": "digital-id",
        "name": "เข้าด้วย Digital ID",
        "server_url": "https://connect.egov.go.th",
        "scopes": "openid citizen_id",
        "pid_claim": "citizen_id",
        "order": 2,
    },
    {"key": "ministry", "name": "เข้าด้วยบัญชีกระทรวง", "scopes": "openid profile", "order": 3},
)


def providers() -> list[IdentityProvider]:
    """Every provider, set up or not, in the order of the buttons."""
    rows = list(IdentityProvider.objects.all())
    known = {row.key for row in rows}
    rows += [IdentityProvider(**preset) for preset in PRESETS if preset["key"] not in known]
    return sorted(rows, key=lambda row: (row.order, row.key))


def provider(key: str) -> IdentityProvider | None:
    return next((row for row in providers() if row.key == key), None)
