"""How each action reads to people, and who follows what is written: filled by packages from their apps.ready()."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from khet.kernel.refs import Ref
from khet.kernel.registry import Registry

Sentence = str | Promise | Callable[[Mapping[str, Any]], str]


class Severity(StrEnum):
    INFO = "info"
    NOTICE = "notice"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Action:
    """An action's word ("saraban.issued") and its Thai sentence: text, or a function of the entry's content."""

    action: str
    sentence: Sentence
    severity: Severity = Severity.INFO


@dataclass(frozen=True, slots=True)
class Follower:
    """Told of the things that a command was about, in its transaction and before the chain is locked."""

    name: str
    tell: Callable[[Iterable[Ref]], None]


followers: Registry[Follower] = Registry("audit.followers", key=lambda entry: entry.name)
actions: Registry[Action] = Registry("audit.actions", key=lambda entry: entry.action)


def register(*entries: tuple[str, Sentence] | tuple[str, Sentence, Severity]) -> None:
    """Several actions at once, as plain tuples."""
    for entry in entries:
        actions.register(Action(*entry))


def sentence_of(action: str, content: Mapping[str, Any]) -> str:
    """The Thai sentence, or the bare word when nobody registered one."""
    known = actions.get(action)
    if known is None:
        return action
    return str(known.sentence(content) if callable(known.sentence) else known.sentence)


def severity_of(action: str) -> Severity:
    known = actions.get(action)
    return known.severity if known else Severity.INFO
