"""What org tells the floors below: who is who, how they are reached, and what stands around every page."""

from collections.abc import Collection, Iterable, Mapping

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.calendar import slots as calendar_slots
from khet.files.access import FileAccess, access
from khet.kernel.actor import Actor
from khet.kernel.refs import RefKind, ref_kinds
from khet.notify import slots as notify_slots
from khet.notify.slots import Contact
from khet.org import preferences, search
from khet.org.accounts.machines import is_shared
from khet.org.models import Account, Appointment, Person, Post, Unit, UnitGroup
from khet.org.reads.units import area_office, chain, chains
from khet.search import slots as search_slots
from khet.ui import chrome
from khet.ui.chrome import ActingBand, IdleLock, MenuLink, Place, PostChoice, PostMenu
from khet.ui.middleware import form_action_origins

SHARED_PC_SECONDS = 10 * 60


def fill() -> None:
    notify_slots.recipients.fill(contacts)
    calendar_slots.unit_chain.fill(chain)
    calendar_slots.unit_chains.fill(chains)
    search.fill()
    search_slots.unit_choices.fill(search.unit_choices)
    search_slots.units_within.fill(search.units_within)
    preferences.fill()
    form_action_origins.fill(_form_actions)
    chrome.office_name.fill(_office_name)
    chrome.posts.fill(_posts)
    chrome.acting_band.fill(_acting_band)
    chrome.account_links.fill(_account_links)
    chrome.idle_lock.fill(_idle_lock)
    chrome.theme.fill(_theme)
    chrome.places.register(
        Place(
            key="org",
            label=gettext_lazy("หน่วยงาน"),
            icon="landmark",
            url="org:directory",
            order=900,
            foot=True,
            under=("/org/", "/calendar/"),
        )
    )
    ref_kinds.register(
        RefKind(kind="org.unit", url=_unit_url, labels=_unit_labels, visible=lambda actor, pk: actor.signed_in)
    )
    ref_kinds.register(
        RefKind(kind="org.account", url=_account_url, labels=_account_labels, visible=lambda actor, pk: actor.signed_in)
    )
    ref_kinds.register(
        RefKind(kind="org.appointment", url=_seat_url, labels=_seat_labels, visible=lambda actor, pk: actor.signed_in)
    )
    ref_kinds.register(
        RefKind(kind="org.post", url=_post_url, labels=_post_labels, visible=lambda actor, pk: actor.signed_in)
    )
    ref_kinds.register(
        RefKind(kind="org.unitgroup", url=_group_url, labels=_group_labels, visible=lambda actor, pk: actor.signed_in)
    )
    access.register(FileAccess("org.importrun", may_read=lambda actor, _pk: actor.has_duty("people")))
    ref_kinds.register(RefKind(kind="org.person", url=_person_url, labels=_person_labels, visible=_person_visible))


def _form_actions(request: HttpRequest) -> list[str]:
    from khet.org.accounts.oidc import idp  # its tables are ready only once all apps are

    return idp.form_actions(request)


def contacts(person_ids: Collection[int]) -> Mapping[int, Contact]:
    """How people with an open account are reached."""
    rows = Account.objects.filter(person_id__in=person_ids, is_active=True).select_related("person")
    return {
        account.person_id: Contact(
            name=account.person.full_name,
            email=account.email or account.person.email,
            language=account.language,
            unit_id=account.person.home_desk_id,
        )
        for account in rows
        if account.person_id is not None and account.person is not None
    }


def _office_name(request: HttpRequest) -> str:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.desk_name:
        return actor.desk_name
    office = area_office()
    return str(office) if office else ""


def _posts(request: HttpRequest) -> PostMenu | None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.person_id is None:
        return None
    return PostMenu(url=reverse("org:switch_post"), choices=_choices(actor, _seats(request)))


def _seats(request: HttpRequest) -> list[Appointment]:
    """The seats of this request's person, as the actor was chosen from them."""
    return getattr(request, "seats", None) or []


def _choices(actor: Actor, seats: Iterable[Appointment]) -> list[PostChoice]:
    return [
        PostChoice(
            value=str(seat.pk),
            label=seat.post.short or seat.post.title,
            unit=str(seat.post.unit),
            note=seat.phrase,
            current=seat.pk == actor.appointment_id,
        )
        for seat in seats
    ]


def _acting_band(request: HttpRequest) -> ActingBand | None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.phrase:
        return None
    seats = _seats(request)
    seat = next((seat for seat in seats if seat.pk == actor.appointment_id), None)
    if seat is None:
        return None
    own = next((choice for choice in _choices(actor, seats) if not choice.note), None)
    from datetime import timedelta

    last = seat.valid_until - timedelta(days=1) if seat.valid_until else None
    return ActingBand(post=seat.post.title, phrase=seat.phrase, order=seat.order_text, until=last, back=own)


def _account_links(request: HttpRequest) -> list[MenuLink]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.person_id is None:
        return []
    english = getattr(request, "LANGUAGE_CODE", "th") == "en"
    return [
        MenuLink(label=_("บัญชีและความปลอดภัย"), url=reverse("org:me"), icon="user-check"),
        MenuLink(label="ภาษาไทย" if english else "English", url=reverse("org:language"), icon="languages", post=True),
        MenuLink(label=_("เปลี่ยนคนใช้เครื่องนี้"), url=reverse("org:change_person"), icon="users", post=True),
        MenuLink(label=_("ออกจากระบบ"), url=reverse("account_logout"), icon="log-out", post=True),
    ]


def _idle_lock(request: HttpRequest) -> IdleLock | None:
    return IdleLock(seconds=SHARED_PC_SECONDS, url=str(reverse_lazy("org:lock"))) if is_shared(request) else None


def _theme(request: HttpRequest) -> str:
    """The choice made on this machine, else the one kept with the account."""
    chosen = request.COOKIES.get(chrome.THEME_COOKIE, "")
    if chosen or not isinstance(request.user, Account):
        return chosen
    return request.user.theme


def _unit_url(pk: int) -> str:
    return Unit.objects.get(pk=pk).get_absolute_url()


def _unit_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    return {unit.pk: str(unit) for unit in Unit.objects.visible_to(actor).filter(pk__in=list(ids))}


def _person_url(pk: int) -> str:
    return reverse("org:person", args=[pk])


def _person_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    return {person.pk: person.full_name for person in Person.objects.visible_to(actor).filter(pk__in=list(ids))}


def _person_visible(actor: Actor, pk: int) -> bool:
    return Person.objects.visible_to(actor).filter(pk=pk).exists()


def _post_url(pk: int) -> str:
    return reverse("org:post", args=[pk])


def _post_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = Post.objects.visible_to(actor).filter(pk__in=list(ids)).select_related("unit")
    return {post.pk: f"{post.title} {post.unit}" for post in rows}


def _group_url(pk: int) -> str:
    return reverse("org:group", args=[pk])


def _group_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    return {group.pk: group.name for group in UnitGroup.objects.visible_to(actor).filter(pk__in=list(ids))}


def _seat_url(pk: int) -> str:
    return Appointment.objects.select_related("person").get(pk=pk).person.get_absolute_url()


def _seat_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = Appointment.objects.visible_to(actor).filter(pk__in=list(ids)).select_related("person", "post__unit")
    return {seat.pk: f"{seat.person.full_name} {seat.post.title} {seat.post.unit}" for seat in rows}


def _account_url(pk: int) -> str:
    person = Account.objects.select_related("person").get(pk=pk).person
    return person.get_absolute_url() if person else reverse("org:people")


def _account_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = Account.objects.filter(pk__in=list(ids)).select_related("person")
    return {account.pk: f"{account.username} {account.person or ''}".strip() for account in rows}
