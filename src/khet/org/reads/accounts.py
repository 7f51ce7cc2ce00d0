"""Accounts as their helpers see them: whose, where, and how far they are."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from khet.kernel.actor import Actor
from khet.org.models import Account, Invitation, Person, PostDuty, Unit

NEVER, INVITED, ACTIVE, CLOSED = "never", "invited", "active", "closed"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account with its state. invited_until: an open code's last moment."""

    account: Account
    state: str
    invited_until: datetime | None
    second_step: bool


def accounts(actor: Actor, *, find: str = "", desk_id: int | None = None, state: str = "") -> QuerySet[Account]:
    """Accounts of people one may help, in the order of user names (a school's stand together)."""
    from allauth.mfa.models import Authenticator

    codes = Invitation.objects.filter(
        account=OuterRef("pk"), used_at=None, cancelled_at=None, expires_at__gt=timezone.now()
    )
    found = Account.objects.visible_to(actor).filter(person__isnull=False).select_related("person__home_desk")
    found = found.annotate(
        invited_until=Subquery(codes.values("expires_at")[:1]),
        second_step=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
    )
    for word in find.split()[:4]:
        found = found.filter(
            Q(username__icontains=word) | Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word)
        )
    if desk_id:
        found = found.filter(person__home_desk_id=desk_id)
    return found.filter(_STATES[state]) if state in _STATES else found


_UNUSED = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
_STATES = {
    NEVER: Q(is_active=True, invited_until__isnull=True) & _UNUSED,
    INVITED: Q(is_active=True, invited_until__isnull=False),
    ACTIVE: Q(is_active=True) & ~_UNUSED,
    CLOSED: Q(is_active=False),
}


def row_of(account: Account) -> AccountRow:
    """The state of an account read by accounts()."""
    until: datetime | None = getattr(account, "invited_until", None)
    return AccountRow(account, _state(account, until), until, bool(getattr(account, "second_step", False)))


def _state(account: Account, until: datetime | None) -> str:
    if not account.is_active:
        return CLOSED
    if until is not None:
        return INVITED
    return ACTIVE if account.has_usable_password() else NEVER


def without_account(actor: Actor, *, find: str = "", desk_id: int | None = None) -> QuerySet[Person]:
    """People in service whom one may open an account for."""
    found = Person.objects.visible_to(actor).filter(account__isnull=True, ended_on__isnull=True)
    if not actor.has_duty("accounts"):
        found = found.filter(home_desk_id=actor.desk_id)
    for word in find.split()[:4]:
        found = found.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    if desk_id:
        found = found.filter(home_desk_id=desk_id)
    return found.select_related("home_desk")


def suggested_username(person: Person) -> str:
    """The first free of <code of the desk>-001, -002 … (never the citizen number)."""
    desk = person.home_desk
    stem = f"{desk.code}-" if desk else "user-"
    taken = set(Account.objects.filter(username__startswith=stem).values_list("username", flat=True))
    return next(name for name in (f"{stem}{number:03d}" for number in range(1, 10_000)) if name not in taken)


def desks(actor: Actor) -> QuerySet[Unit]:
    """The offices and schools whose accounts one may help."""
    found = Unit.objects.desks().filter(active=True)
    return found if actor.has_duty("accounts") else found.filter(pk=actor.desk_id or 0)


def can_sign_in(*, duty: str) -> bool:
    """Whether anybody has a usable password and sits today in a post with this duty."""
    today = timezone.localdate()
    seated = PostDuty.objects.filter(
        duty=duty,
        post__active=True,
        post__appointments__valid_from__lte=today,
        post__appointments__person__account__is_active=True,
    ).exclude(post__appointments__valid_until__lte=today)
    people = seated.values("post__appointments__person_id")
    usable = ~Q(password="") & ~_UNUSED
    return Account.objects.filter(usable, person_id__in=people, is_active=True).exists()
