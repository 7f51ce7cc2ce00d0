"""A kind that keeps something of its own behind its items follows whatever is done with them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from khet.kernel.errors import Refused
from khet.work import services
from khet.work.models import WorkItem
from khet.work.reads.inbox import inbox
from khet.work.tests.conftest import heard, of_items
from khet.work.tests.factories import LETTER, a_spec, an_ask, an_item

pytestmark = pytest.mark.django_db
KIND = "test.fill"


def an_asked_form(clerk: Any, unit: Any) -> WorkItem:
    ask = an_ask(kind=KIND, label="กรอกแบบ")
    services.open_many(actor=clerk.actor, specs=[a_spec(unit, kind=KIND, ask_id=ask.pk)])
    return WorkItem.objects.get(ask=ask)


def test_a_kind_is_told_of_its_items_with_their_ids_and_only_of_its_own(clerk: Any, cast: Any) -> None:
    ask, other = an_ask(kind=KIND), an_ask(order=1)
    specs = [a_spec(unit, subject=unit.pk, kind=KIND, ask_id=ask.pk) for unit in cast.schools]
    specs += [a_spec(unit, subject=unit.pk, ask_id=other.pk) for unit in cast.schools]
    services.open_many(actor=clerk.actor, specs=specs)
    assert heard == [("open", sorted(WorkItem.objects.filter(kind=KIND).values_list("pk", flat=True)))]
    heard.clear()
    single = an_item(clerk, cast.schools[0], kind=KIND, subject=99)
    assert heard == [("open", [single.pk])]


def test_asking_again_tells_nothing_twice(clerk: Any, cast: Any) -> None:
    ask = an_ask(kind=KIND)
    for _ in range(2):
        services.open_many(actor=clerk.actor, specs=[a_spec(cast.schools[0], kind=KIND, ask_id=ask.pk)])
    assert len(heard) == 1


def test_what_the_asking_side_does_is_followed_in_order(clerk: Any, school_clerk: Any) -> None:
    item = an_asked_form(clerk, school_clerk.unit)
    services.extend(actor=clerk.actor, item=item, due_at=timezone.now() + timedelta(days=9), reason="น้ำท่วม")
    services.record_answer(actor=clerk.actor, item=item, via="na", text="ไม่มีนักเรียน")
    services.give_back(actor=clerk.actor, item=item, note="มีแล้ว")
    services.withdraw(actor=clerk.actor, items=WorkItem.objects.filter(pk=item.pk), reason="ส่งผิด")
    verbs = [verb for verb, ids in heard if ids == [item.pk]]
    assert verbs == ["open", "extend", "answer", "give_back", "hold", "withdraw"]
    assert of_items == [(item.pk, "answer"), (item.pk, "give_back")]


def test_when_the_kind_refuses_nothing_has_moved(clerk: Any, school_clerk: Any) -> None:
    item = an_asked_form(clerk, school_clerk.unit)
    with pytest.raises(Refused, match="ไม่ยอม"):
        services.record_answer(actor=clerk.actor, item=item, via="phone", text="ไม่ยอม")
    item.refresh_from_db()
    assert item.waiting


def test_the_row_names_the_foreign_subject_and_has_a_door_to_the_form(clerk: Any, school_clerk: Any) -> None:
    item = an_asked_form(clerk, school_clerk.unit)
    row = inbox(school_clerk.actor).rows[0]
    assert (row.described.title, row.described.url) == ("หนังสือเข้า 1", "/delivery/1/")
    assert (row.do, row.door) == ("กรอกแบบ", f"/form/of/{item.pk}/")
    text = school_clerk.get("/work/").text
    assert f"/form/of/{item.pk}/" in text
    assert school_clerk.get(f"/work/item/{item.pk}/").location == f"/form/of/{item.pk}/"
    assert f"/form/of/{item.pk}/" in school_clerk.get(f"/work/item/{item.pk}/?stay=1").text
    assert f"/form/of/{item.pk}/" not in clerk.get("/work/?tab=asked").text


def test_the_asking_side_sees_no_door(clerk: Any, school_clerk: Any) -> None:
    item = an_asked_form(clerk, school_clerk.unit)
    assert "/form/of/" not in clerk.get(f"/work/item/{item.pk}/?stay=1").text
    assert str(LETTER.id) in f"{item.basis}"
