"""A command while it runs: what it did, and the parts it consists of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model

from khet.audit import canonical
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


def _noted() -> None:
    """Does nothing on commit; see Part.add."""


@dataclass(slots=True, eq=False)
class Part:
    """One recorded step. Fields may be set while the command is open, e.g. target once the thing is saved."""

    actor: Actor
    action: str
    target: Ref | Model | None = None
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    note: str = ""
    private: Mapping[str, object] | None = None
    secret: bool = False
    depth: int = 0
    parts: list["Part"] = field(default_factory=list)
    mark: Callable[[], None] | None = None

    def add(self, part: "Part") -> None:
        """Take a part in, so that it is forgotten again when the savepoint it happened in is rolled back.

        Inside a savepoint it leaves a mark in Django's list of commit hooks, which such a rollback clears.
        """
        connection = transaction.get_connection()
        if len(connection.savepoint_ids) > self.depth:
            mark: Callable[[], None] = lambda: _noted()  # noqa: E731 - a function of its own, known by identity
            part.mark = mark
            transaction.on_commit(mark)
        self.parts.append(part)

    def seal_secrets(self, above: bool = False) -> None:
        """What happens inside something secret is secret too, whether or not the step that did it knows."""
        self.secret = self.secret or above
        for part in self.parts:
            part.seal_secrets(self.secret)

    def drop_undone(self) -> None:
        """Forget parts whose savepoint was rolled back."""
        marks = {id(function) for _sids, function, _robust in transaction.get_connection().run_on_commit}
        self._keep(marks)

    def _keep(self, marks: set[int]) -> None:
        self.parts = [part for part in self.parts if part.mark is None or id(part.mark) in marks]
        for part in self.parts:
            part._keep(marks)

    def tree(self) -> Iterator["Part"]:
        """This part and all below it, in the order they were recorded."""
        yield self
        for part in self.parts:
            yield from part.tree()

    def content(self) -> dict[str, Any]:
        """before, after and note (only a keyed digest of them when secret) and the parts, as JSON can hold them."""
        told = {"before": self.before, "after": self.after, "note": self.note}
        told = {key: value for key, value in told.items() if value}
        content: dict[str, Any] = {"digest": canonical.secret_digest(told)} if self.secret and told else told
        if self.parts:
            content["parts"] = [part.as_part(within=self.actor) for part in self.parts]
        return content

    def as_part(self, *, within: Actor) -> dict[str, Any]:
        target = canonical.ref_of(self.target)
        content = {"action": self.action, **self.content()}
        if target:
            content["target"] = str(target)
        if self.actor != within:
            by = {"person": self.actor.person_id, "post": self.actor.post_id, "name": self.actor.person_name}
            content["by"] = by
        return content
