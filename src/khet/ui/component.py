"""Component tags: a Python signature is the list of props, and what it does not allow fails the template."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, Literal, ParamSpec, get_args, get_origin, get_type_hints

from django import template
from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, Node, Parser, Token
from django.utils.safestring import SafeString

P = ParamSpec("P")
register = template.Library()
Tag = Callable[P, SafeString]


def component(*, block: bool = False, context: bool = False) -> Callable[[Tag[P]], Tag[P]]:
    """Makes a function a tag of its own name. block: it takes content up to end<name>. context: it sees the page.

    A misspelt prop, or a word outside a Literal, raises TemplateSyntaxError when the template is compiled.
    """

    def make(function: Tag[P]) -> Tag[P]:
        choices = _choices(function)
        checked = _checking(function, choices)
        if block:
            register.simple_block_tag(checked, takes_context=context or None)
        else:
            register.simple_tag(checked, takes_context=context or None)
        name = function.__name__
        register.tags[name] = _compiling(name, register.tags[name], choices)
        return function

    return make


def _choices(function: Callable[..., object]) -> dict[str, tuple[object, ...]]:
    hints = get_type_hints(function)
    return {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}


def _checking(function: Tag[P], choices: Mapping[str, tuple[object, ...]]) -> Tag[P]:
    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> SafeString:
        for name in choices.keys() & kwargs.keys():
            _check(function.__name__, name, kwargs[name], choices)
        return function(*args, **kwargs)

    return checked


def _compiling(
    tag: str, compile_tag: Callable[[Parser, Token], Node], choices: Mapping[str, tuple[object, ...]]
) -> Callable[[Parser, Token], Node]:
    def compiled(parser: Parser, token: Token) -> Node:
        node = compile_tag(parser, token)
        given: Mapping[str, Any] = getattr(node, "kwargs", {})
        for name in choices.keys() & given.keys():
            value = given[name]
            if isinstance(value, FilterExpression) and isinstance(value.var, str) and not value.filters:
                _check(tag, name, str(value.var), choices)
        return node

    return compiled


def _check(tag: str, name: str, value: object, choices: Mapping[str, tuple[object, ...]]) -> None:
    if value not in choices[name]:
        allowed = ", ".join(repr(choice) for choice in choices[name])
        raise TemplateSyntaxError(f"{tag!r}: {name}={value!r} is none of {allowed}")
