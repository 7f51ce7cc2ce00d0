"""{% guard %}: what every form that writes carries."""

import secrets

from django import template
from django.middleware.csrf import get_token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def guard(context: Context) -> SafeString:
    """CSRF token, the capacity one acts in (two tabs may differ) and a key that makes the same form twice one."""
    request = context["request"]
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="as" value="{}">'
        '<input type="hidden" name="once" value="{}">',
        get_token(request),
        getattr(request.actor, "appointment_id", None) or "",
        request.POST.get("once") or secrets.token_urlsafe(12),
    )
