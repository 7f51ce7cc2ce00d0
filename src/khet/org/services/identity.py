"""Providers of identity, systems that use ours, and glass that is broken."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client
from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref, ref_kinds
from khet.notify import services as notify
from khet.org import rules
from khet.org.models import BreakGlass, IdentityProvider, Unit
from khet.org.reads.posts import head_post, holders
from khet.org.sealing import seal

OPEN_FOR = timedelta(minutes=60)
NOT_SYSTEM = Refused("เรื่องนี้ทำได้เฉพาะผู้ดูแลระบบ ขอให้ผู้ดูแลระบบทำให้", code="not_system")


@dataclass(frozen=True, slots=True)
class NewClient:
    """A registered system and its secret, shown this once."""

    client: Client
    secret: str


def _must_run_system(actor: Actor) -> None:
    if not rules.may_run_system(actor):
        raise NOT_SYSTEM


@transaction.atomic
def set_provider(*, actor: Actor, provider: IdentityProvider, secret: str = "", **card: Any) -> IdentityProvider:
    """Change a provider; an empty secret keeps the one there is."""
    _must_run_system(actor)
    for name, value in card.items():
        setattr(provider, name, value)
    if provider.active and not (provider.server_url and provider.client_id):
        raise Refused("ใส่ที่อยู่ผู้ให้บริการและ Client ID ก่อนเปิดใช้", code="not_set_up", field="active")
    if secret:
        provider.secret_sealed = seal(secret)
    provider.save()
    after: dict[str, object] = {
        name: card[name] for name in ("name", "server_url", "client_id", "active") if name in card
    }
    audit.record(actor, "org.provider_set", None, after={"key": provider.key, "secret": bool(secret), **after})
    return provider


@transaction.atomic
def register_client(
    *, actor: Actor, name: str, redirect_uris: Sequence[str], scopes: Sequence[str], public: bool = False
) -> NewClient:
    """Another system that may ask people here for their identity (authorization code with PKCE)."""
    _must_run_system(actor)
    if not redirect_uris:
        raise Refused("ใส่ที่อยู่กลับอย่างน้อยหนึ่งที่อยู่", code="no_uri", field="redirect_uris")
    for uri in redirect_uris:
        _refuse_unsafe(uri)
    secret = secrets.token_urlsafe(32)
    kind = Client.Type.PUBLIC if public else Client.Type.CONFIDENTIAL
    client = Client(name=name, type=kind)
    client.set_secret(secret)
    client.set_redirect_uris(list(redirect_uris))
    client.set_scopes(["openid", *(scope for scope in scopes if scope != "openid")])
    client.set_default_scopes(["openid"])
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE])
    client.save()
    audit.record(
        actor, "org.client_registered", None, after={"client": client.pk, "name": name, "uris": list(redirect_uris)}
    )
    return NewClient(client=client, secret="" if public else secret)


def _refuse_unsafe(uri: str) -> None:
    """https, or http on this very machine; no wildcard, no fragment."""
    parts = urlsplit(uri)
    local = parts.hostname in ("localhost", "127.0.0.1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise Refused(
            "ที่อยู่กลับ %(uri)s ต้องขึ้นต้นด้วย https:// แก้แล้วบันทึกใหม่", code="not_https", field="redirect_uris", uri=uri
        )
    if not parts.hostname or parts.fragment or "*" in uri:
        raise Refused(
            "ที่อยู่กลับ %(uri)s ไม่ครบหรือมีเครื่องหมายที่ใช้ไม่ได้ คัดลอกจากผู้ให้บริการใหม่",
            code="bad_uri",
            field="redirect_uris",
            uri=uri,
        )


@transaction.atomic
def remove_client(*, actor: Actor, client: Client) -> None:
    """The system may ask no more; tokens it holds end at once."""
    _must_run_system(actor)
    audit.record(actor, "org.client_removed", None, before={"client": client.pk, "name": client.name})
    client.delete()


@transaction.atomic
def break_glass(*, actor: Actor, ref: Ref, label: str, reason: str) -> BreakGlass:
    """A system administrator opens one thing for 60 minutes and says why; the head of the office is told at once.

    Opens nothing by itself: what a thing shows behind broken glass is its owner's page (org.slots.glass_doors), for
    reading only, and a secret letter shows nothing.
    """
    _must_run_system(actor)
    if actor.person_id is None:
        raise NOT_SYSTEM
    if len(reason.strip()) < 10:
        raise Refused("เหตุผลสั้นไป เขียนให้ผู้อำนวยการอ่านแล้วเข้าใจว่าทำไมต้องเปิด", code="no_reason", field="reason")
    if ref.kind not in {kind.kind for kind in ref_kinds}:
        raise Refused("เปิดเรื่องประเภทนี้ไม่ได้ คัดลอกที่อยู่ของหนังสือทั้งบรรทัดมาใส่", code="unknown_kind", field="ref_kind")
    now = timezone.now()
    broken = BreakGlass.objects.create(
        person_id=actor.person_id,
        reason=reason.strip(),
        ref_kind=ref.kind,
        ref_id=ref.id,
        label=label,
        opened_at=now,
        until=now + OPEN_FOR,
    )
    audit.record(actor, "org.glass_broken", ref, after={"label": label, "until": broken.until}, note=broken.reason)
    title = f"ผู้ดูแลระบบเปิดดูเรื่องเป็นกรณีจำเป็น: {label}"
    notify.send(kind="org.glass", to=_told(actor), title=title, body=broken.reason, actor=actor, urgent=True)
    return broken


def _told(actor: Actor) -> list[int]:
    """Whoever heads the office today."""
    offices = Unit.objects.filter(kind=Unit.Kind.OFFICE, active=True)
    posts = [post.pk for post in map(head_post, offices.values_list("pk", flat=True)) if post]
    return sorted({person for people in holders(posts).values() for person in people} - {actor.person_id or 0})


@transaction.atomic
def mend_glass(*, actor: Actor, broken: BreakGlass) -> BreakGlass:
    """Done before the hour is over."""
    if broken.person_id != actor.person_id:
        raise Refused("ปิดได้เฉพาะเรื่องที่ท่านเปิดเอง เรื่องนี้จะปิดเองเมื่อครบเวลา", code="not_own")
    BreakGlass.objects.filter(pk=broken.pk, ended_at=None).update(ended_at=timezone.now())
    audit.record(actor, "org.glass_mended", Ref(broken.ref_kind, broken.ref_id))
    return broken
