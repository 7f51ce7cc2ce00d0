"""What work tells the floors below: its kinds of notices, its references, and what a changed calendar sets off."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.calendar import slots as calendar_slots
from khet.jobs.services import enqueue
from khet.kernel.actor import Actor
from khet.kernel.refs import RefKind, ref_kinds
from khet.notify.registry import NoticeKind
from khet.notify.registry import kinds as notice_kinds
from khet.org.slots import PersonAction, UnitPanel, duty_panels, person_actions
from khet.ui import chrome
from khet.ui.chrome import Place
from khet.work import duties, rules, trail
from khet.work.models import WorkItem
from khet.work.reads.inbox import badge


def fill() -> None:
    ref_kinds.register(RefKind(kind="work.workitem", url=_url, labels=_labels, visible=_visible))
    chrome.places.register(
        Place(
            key="work",
            label=_("งานของฉัน"),
            short=_("งาน"),
            icon="inbox",
            url="/",
            order=0,
            under=("/work/",),
            badge=badge,
        )
    )
    notice_kinds.register(NoticeKind(key="work.reminder", label=_("ทวงถาม")))
    notice_kinds.register(NoticeKind(key="work.due", label=_("ใกล้หรือเกินกำหนด")))
    notice_kinds.register(NoticeKind(key="work.escalated", label=_("งานของหน่วยงานที่ค้างเกินกำหนด")))
    calendar_slots.on_change.register(_calendar_changed)
    person_actions.register(
        PersonAction(
            key="work.hand_over",
            label=_("ส่งมอบงาน"),
            icon="send",
            url=lambda person: reverse("work:hand_over", args=[person.pk]),
            visible=rules.may_hand_over,
        )
    )
    duty_panels.register(UnitPanel(key="work.duties", template="work/duties.html", fill=duties.panel))
    trail.words()


def _url(pk: int) -> str:
    return reverse("work:item", args=[pk])


def _labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    return {item.pk: item.label for item in WorkItem.objects.visible_to(actor).filter(pk__in=list(ids))}


def _visible(actor: Actor, pk: int) -> bool:
    item = WorkItem.objects.filter(pk=pk).first()
    return item is not None and rules.may_see(actor, item)


def _calendar_changed(calendars: Sequence[int]) -> None:
    enqueue("work.redate", key="work.redate", calendars=list(calendars))
