"""What a desk has set, and what it chooses from."""

from django.db.models import Q, QuerySet

from khet.kernel.actor import Actor
from khet.org.models import Post
from khet.saraban.models import DeskSetting, LetterTemplate, OutsideSender, Scan
from khet.saraban.rules.numbering import normal_name


def settings_of(desk_id: int) -> DeskSetting:
    """The desk's settings; an unsaved set of defaults where nobody has set anything (the prefix stays empty)."""
    return DeskSetting.objects.filter(desk_id=desk_id).first() or DeskSetting(desk_id=desk_id)


def possible_signers(desk_id: int) -> QuerySet[Post]:
    """Posts of the desk that sign letters: directors, deputies and heads, in their order."""
    posts = Post.objects.filter(Q(unit__desk_id=desk_id) | Q(unit_id=desk_id), active=True).select_related("unit")
    return posts.filter(role__in=("director", "deputy", "head")).order_by("unit__order", "order", "pk")


def posts_of(desk_id: int) -> QuerySet[Post]:
    """Every seat of the desk but the pupils', to review, assign and circulate to."""
    posts = Post.objects.filter(Q(unit__desk_id=desk_id) | Q(unit_id=desk_id), active=True).select_related("unit")
    return posts.exclude(role="pupil").order_by("unit__order", "order", "pk")


def templates(actor: Actor, kind: str = "") -> QuerySet[LetterTemplate]:
    found = LetterTemplate.objects.visible_to(actor)
    return found.filter(kind=kind) if kind else found


def senders(actor: Actor, find: str = "") -> QuerySet[OutsideSender]:
    """The address book, those written with most often first."""
    found = OutsideSender.objects.visible_to(actor).filter(desk_id=actor.desk_id)
    if find:
        found = found.filter(key__contains=normal_name(find))
    return found.order_by("-times_used", "name", "pk")


def piles(actor: Actor) -> QuerySet[Scan]:
    """Scanned piles of the desk, newest first."""
    return Scan.objects.visible_to(actor).filter(desk_id=actor.desk_id).order_by("-pk")
