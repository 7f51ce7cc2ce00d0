"""A kind and a basis of work for tests, standing in for any capability."""

import pytest

from khet.kernel.actor import Actor
from khet.work import rules
from khet.work.kinds import Basis, Described, Kind, Progress, bases, kinds

told: list[tuple[int, Progress]] = []


@pytest.fixture(autouse=True, scope="session")
def _a_kind_and_a_basis() -> None:
    def describe(ids: object, actor: Actor) -> dict[int, Described]:
        return {pk: Described(title=f"เรื่องทดสอบ {pk}", url=f"/test/{pk}/") for pk in ids}  # type: ignore[attr-defined]

    kinds.register(
        Kind(key="test.reply", label="ตอบ", icon="mail", describe=describe, may_act=rules.is_mine, askable=True)
    )
    bases.register(
        Basis(
            key="test.letter",
            label="หนังสือทดสอบ",
            describe=lambda pk, actor: Described(title=f"หนังสือ {pk}"),
            may_see=lambda actor, pk: "registry" in actor.duties and actor.desk_name.startswith("สพม"),
            may_manage=lambda actor, pk: "registry" in actor.duties and actor.desk_name.startswith("สพม"),
            on_progress=lambda pk, progress: told.append((pk, progress)),
        )
    )


@pytest.fixture(autouse=True)
def _nothing_told() -> None:
    told.clear()
