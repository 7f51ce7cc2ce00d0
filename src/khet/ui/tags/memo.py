"""{% memo %}: a piece of a page that is drawn once for each set of keys, and kept."""

import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final

from django.middleware.csrf import get_token
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language

from khet.thai.bangkok import today
from khet.ui.component import register

MOST: Final = 4000  # pieces kept in a process; a row of a list is about 1 KB
# What is new in every answer stands as a sign in the piece that is kept, and is filled in each time.
CSRF: Final = "\x02csrf\x03"
ONCE: Final = "\x02once\x03"
MEMOISED: Final = "memoised"  # in the context while a piece is drawn that will be kept

_kept: OrderedDict[Hashable, str] = OrderedDict()
_lock = Lock()


class MemoNode(Node):
    """One place in one template."""

    def __init__(self, pieces: NodeList, keys: list[FilterExpression]) -> None:
        self.pieces, self.keys, self.place = pieces, keys, uuid.uuid4().int

    def render(self, context: Context) -> SafeString:
        request = context.get("request")
        actor = getattr(request, "actor", None)
        key = (
            self.place,
            get_language(),
            today(),
            getattr(actor, "appointment_id", None),
            *(_part(each.resolve(context)) for each in self.keys),
        )
        drawn = _kept.get(key)
        if drawn is None:
            with context.push(csrf_token=CSRF, **{MEMOISED: True}):
                drawn = self.pieces.render(context)
            _keep(key, drawn)
        if CSRF in drawn:
            drawn = drawn.replace(CSRF, _token(context))
        while ONCE in drawn:
            drawn = drawn.replace(ONCE, uuid.uuid4().hex, 1)
        return mark_safe(drawn)  # noqa: S308  # rendered by the engine, which escaped it


def drawn_once(key: Hashable, draw: Callable[[], SafeString]) -> SafeString:
    """The same for a piece that a tag draws: key is all that it reads, with what stands for the piece itself."""
    whole = (key, get_language(), today())
    found = _kept.get(whole)
    if found is None:
        found = draw()
        _keep(whole, found)
    return mark_safe(found)  # noqa: S308  # drawn as safe text


def _part(value: Hashable) -> Hashable:
    """Safe text equals the same text that is not, and is drawn otherwise."""
    return (value, "safe") if isinstance(value, SafeData) else value


def _keep(key: Hashable, drawn: str) -> None:
    with _lock:
        _kept[key] = drawn
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _token(context: Context) -> str:
    """The request's token; masked once a page, as one mask serves all its forms."""
    request = context.get("request")
    if request is None:
        return str(context.get("csrf_token") or "")
    token = getattr(request, "memo_token", None)
    if token is None:
        token = request.memo_token = get_token(request)
    return str(token)


def forget() -> None:
    """Drop what is kept (tests)."""
    with _lock:
        _kept.clear()


@register.tag
def memo(parser: Parser, token: Token) -> MemoNode:
    """{% memo key … %}…{% endmemo %}: drawn anew only when a key, the language, the day or the post changes.

    The keys are all that the piece reads, hashable and compared by value: it is a function of them. Forms inside are
    fine, their tokens are filled in for each answer.
    """
    keys = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    pieces = parser.parse(("endmemo",))
    parser.delete_first_token()
    return MemoNode(pieces, keys)
