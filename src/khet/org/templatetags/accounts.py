"""What the pages of sign-in ask for by themselves, since allauth's views know nothing of it."""

from django import template
from django.template import Context

from khet.org.accounts import proof
from khet.org.accounts.machines import people_here as last_people
from khet.org.models import Account
from khet.org.reads.area_map import AreaMap
from khet.org.reads.area_map import area_map as drawing

register = template.Library()


@register.simple_tag
def area_map() -> AreaMap | None:
    """The schools of the area as spots."""
    return drawing()


@register.simple_tag
def proof_lasts() -> str:
    """For how long one is not asked again who one is."""
    return proof.lasts_in_words()


@register.simple_tag(takes_context=True)
def shown_path(context: Context) -> str:
    """This page's address, for forms that come back to it."""
    request = context.get("request")
    return request.get_full_path() if request is not None else "/"


@register.simple_tag(takes_context=True)
def people_here(context: Context) -> list[Account]:
    """The last people at this shared machine."""
    request = context.get("request")
    return last_people(request) if request is not None else []
