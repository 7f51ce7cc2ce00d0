"""Marking notices as read; a folded pile is read as one."""

from django.db.models import Q
from django.utils import timezone

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.notify.models import Notice


def mark_read(*, actor: Actor, notice: Notice) -> None:
    """The notice, and what lies folded under it. Safe to repeat: the first time stays."""
    same = Q(pk=notice.pk)
    if notice.group:
        same |= Q(kind=notice.kind, group=notice.group, pk__lte=notice.pk)
    Notice.objects.visible_to(actor).unread().filter(same).update(read_at=timezone.now())


def mark_ref_read(*, actor: Actor, ref: Ref) -> int:
    """Everything that told this person of a thing is read once the thing is opened."""
    mine = Notice.objects.visible_to(actor).unread().filter(ref_kind=ref.kind, ref_id=ref.id)
    return mine.update(read_at=timezone.now())


def mark_all_read(*, actor: Actor, up_to: int | None = None) -> int:
    """Every notice up to the newest that the page showed; returns how many lines that were (folds count as one)."""
    mine = Notice.objects.visible_to(actor).unread()
    if up_to is not None:
        mine = mine.filter(pk__lte=up_to)
    lines = mine.heads().count()
    mine.update(read_at=timezone.now())
    return lines
