"""A kind and a basis of work for tests, standing in for any capability."""

from collections.abc import Sequence

import pytest

from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import RefKind, ref_kinds
from khet.work import rules
from khet.work.kinds import Basis, Described, Kind, Progress, bases, kinds
from khet.work.models import WorkItem

told: list[tuple[int, Progress]] = []
heard: list[tuple[str, list[int]]] = []
of_items: list[tuple[int, str]] = []


def _opened(actor: Actor, items: Sequence[WorkItem]) -> None:
    heard.append(("open", [item.pk for item in items]))


def _moved(actor: Actor, items: Sequence[WorkItem], verb: str, note: str) -> None:
    if note == "ไม่ยอม":
        raise Refused("แบบนี้ไม่ยอมให้ทำ", code="kind_refuses")
    heard.append((verb, [item.pk for item in items]))


@pytest.fixture(autouse=True, scope="session")
def _a_kind_and_a_basis() -> None:
    def describe(ids: object, actor: Actor) -> dict[int, Described]:
        return {pk: Described(title=f"เรื่องทดสอบ {pk}", url=f"/test/{pk}/") for pk in ids}  # type: ignore[attr-defined]

    kinds.register(
        Kind(key="test.reply", label="ตอบ", icon="mail", describe=describe, may_act=rules.is_mine, askable=True)
    )
    kinds.register(
        Kind(
            key="test.fill",
            label="กรอกแบบ",
            icon="pencil",
            describe=lambda ids, actor: {pk: Described(title=f"แบบ {pk}", url=f"/form/{pk}/") for pk in ids},
            may_act=rules.is_ours,
            verb="กรอกแบบ",
            askable=True,
            own_page=True,
            subject="test.form",
            on_open=_opened,
            on_move=_moved,
            hold_many=lambda items: heard.append(("hold", [item.pk for item in items])),
            opens=lambda ids: {pk: f"/form/of/{pk}/" for pk in ids},
        )
    )
    ref_kinds.register(
        RefKind(
            "test.delivery",
            url=lambda pk: f"/delivery/{pk}/",
            labels=lambda ids, actor: {pk: f"หนังสือเข้า {pk}" for pk in ids},
            visible=lambda actor, pk: True,
        )
    )
    bases.register(
        Basis(
            key="test.letter",
            label="หนังสือทดสอบ",
            describe=lambda pk, actor: Described(title=f"หนังสือ {pk}"),
            may_see=lambda actor, pk: "registry" in actor.duties and actor.desk_name.startswith("สพม"),
            may_manage=lambda actor, pk: "registry" in actor.duties and actor.desk_name.startswith("สพม"),
            on_progress=lambda pk, progress: told.append((pk, progress)),
            on_item=lambda item, verb: of_items.append((item.pk, verb)),
        )
    )


@pytest.fixture(autouse=True)
def _nothing_told() -> None:
    told.clear()
    heard.clear()
    of_items.clear()
