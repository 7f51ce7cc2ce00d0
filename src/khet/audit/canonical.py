"""Canonical text: the one spelling of an entry that is hashed, on every engine and in every version."""

import datetime as dt
import enum
import hashlib
import json
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise

from khet.kernel.refs import Ref

FORMAT = "khet.audit/1"
# The order in which fields are joined; changing it needs a new FORMAT beside the old one.
FIELDS = (
    *("chain", "seq", "at", "action", "account_id", "person_id", "appointment_id", "post_id", "unit_id", "desk_id"),
    *("person_name", "post_name", "unit_name", "desk_name", "phrase", "phrase_for", "target_kind", "target_id"),
    *("secret", "content", "private_digest", "previous"),
)
AT, SECRET = FIELDS.index("at"), FIELDS.index("secret")
_CONTROLS = dict.fromkeys(range(32), " ")


def line(value: str) -> str:
    """Text as one line: control characters become spaces, so a field can never contain the separator."""
    return value.translate(_CONTROLS).encode("utf-8", "replace").decode("utf-8")


def entry_text(values: tuple[Any, ...] | list[Any]) -> str:
    """One line per field of FIELDS; ids that are absent are empty. Unambiguous because no field holds a newline."""
    texts = ["" if value is None else str(value) for value in values]
    texts[AT] = values[AT].isoformat(timespec="microseconds")
    texts[SECRET] = "1" if values[SECRET] else "0"
    return FORMAT + "\n" + "\n".join(texts)


def entry_hash(values: tuple[Any, ...] | list[Any]) -> str:
    """SHA-256 in hex of entry_text (values in the order of FIELDS, at in UTC)."""
    return hashlib.sha256(entry_text(values).encode("utf-8")).hexdigest()


def ref_of(target: Ref | Model | None) -> Ref | None:
    if target is None or isinstance(target, Ref):
        return target
    if target.pk is None:
        raise ValueError(f"audit: {type(target).__name__} has no id yet; record it after it is saved")
    return Ref(f"{target._meta.app_label}.{target._meta.model_name}", int(target.pk))


def plain(value: object) -> Any:
    """What JSON can hold without loss: times in UTC ISO, dates ISO, decimals as text, things as references.

    Raises TypeError for floats (their spelling is not canonical) and for what has no spelling.
    """
    if value is None or isinstance(value, bool | int):
        return value.value if isinstance(value, enum.Enum) else value
    if isinstance(value, float):
        raise TypeError("audit: a float has no canonical spelling; pass an int, a Decimal or text")
    for kind, spell in _SPELLINGS:
        if isinstance(value, kind):
            return spell(value)
    raise TypeError(f"audit: {type(value).__name__} cannot be recorded")


def _time(value: dt.datetime) -> str:
    return (value.astimezone(dt.UTC) if value.tzinfo else value).isoformat(timespec="microseconds")


_SPELLINGS: tuple[tuple[Any, Any], ...] = (
    (enum.Enum, lambda value: plain(value.value)),
    ((str, Promise), lambda value: str(value).encode("utf-8", "replace").decode("utf-8")),
    (dt.datetime, _time),
    ((dt.date, dt.time), lambda value: value.isoformat()),
    (Decimal, str),
    ((Ref, Model), lambda value: str(ref_of(value))),
    (Mapping, lambda value: {str(key): plain(item) for key, item in value.items()}),
    ((list, tuple), lambda value: [plain(item) for item in value]),
    ((set, frozenset), lambda value: sorted((plain(item) for item in value), key=str)),
)


def dump(value: object) -> str:
    """Canonical JSON text: keys sorted, no spaces, Thai as it is, no floats."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def secret_digest(value: object) -> str:
    """A keyed digest of what may not be kept: whoever holds the thing and the hub's key can prove it was this."""
    return salted_hmac("khet.audit.secret", dump(value), secret=settings.IDENTITY_KEY, algorithm="sha256").hexdigest()


def new_salt() -> str:
    return secrets.token_hex(16)


def value_digest(salt: str, value: str) -> str:
    """SHA-256 in hex over salt and value; the salt keeps short values (phone numbers) from being guessed."""
    return hashlib.sha256(f"{salt}\n{value}".encode()).hexdigest()


def private_digest(digests: Mapping[str, str]) -> str:
    """SHA-256 in hex over "name digest" lines in the order of names; "" when there are none."""
    if not digests:
        return ""
    text = "\n".join(f"{name} {digest}" for name, digest in sorted(digests.items()))
    return hashlib.sha256(text.encode()).hexdigest()
