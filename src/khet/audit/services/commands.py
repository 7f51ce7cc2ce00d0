"""Recording: one entry per command, its parts inside."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.models import Model

from khet.audit.services import writing
from khet.audit.services.parts import Part
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref

_open: ContextVar[Part | None] = ContextVar("audit_command", default=None)


def _depth() -> int:
    """How deep in savepoints we are; raises when there is no transaction to be part of."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "audit: record and command belong inside transaction.atomic, so that trail and change stand together"
        )
    return len(connection.savepoint_ids)


def _close(part: Part, outer: Part | None) -> None:
    if outer is not None:
        outer.add(part)
    else:
        part.drop_undone()
        writing.append(part)


@contextmanager
def command(
    actor: Actor,
    action: str,
    target: Ref | Model | None = None,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    note: str = "",
    private: Mapping[str, object] | None = None,
    secret: bool = False,
) -> Iterator[Part]:
    """Everything recorded inside becomes parts of one entry, written at the end of the outermost command.

    The yielded part may be completed while open (`part.target = letter`). An exception writes nothing.
    private: personal values, kept beside the entry by digest and erasable. secret: only a digest of before,
    after and note is kept. Raises TransactionManagementError outside transaction.atomic.
    """
    part = Part(actor, action, target, before, after, note, private, secret, _depth())
    outer = _open.get()
    token = _open.set(part)
    try:
        yield part
    finally:
        _open.reset(token)
    _close(part, outer)


def record(
    actor: Actor,
    action: str,
    target: Ref | Model | None = None,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    note: str = "",
    private: Mapping[str, object] | None = None,
    secret: bool = False,
) -> None:
    """One step: a part of the open command, or an entry of its own. Same arguments and errors as command."""
    _close(Part(actor, action, target, before, after, note, private, secret, _depth()), _open.get())


def look(actor: Actor, action: str, target: Ref | Model | None = None, *, note: str = "") -> None:
    """Record that something restricted was looked at; opens its own transaction when there is none."""
    with transaction.atomic():
        record(actor, action, target, note=note)
