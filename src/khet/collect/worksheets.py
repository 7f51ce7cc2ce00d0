"""The kinds of work that collect gives, and the bases they stand on."""

from django.utils.translation import gettext_noop as _

from khet.collect.forms.asking import RoundAskForm
from khet.collect.models import Round, Submission
from khet.collect.reads.asked import describe, doors, outcomes, period_of, submissions_for
from khet.collect.reads.handing import KIND as FILL
from khet.collect.rules import rounds as round_rules
from khet.collect.rules import submissions as rules
from khet.collect.services import asked
from khet.kernel.actor import Actor
from khet.work.kinds import Basis, Described, Kind, Plan
from khet.work.reads.items import WorkItem

SUBJECT = "collect.submission"


def _may_fill(actor: Actor, item: WorkItem) -> bool:
    given = submissions_for([item]).get(item.pk)
    return given is not None and rules.is_of_unit(actor, given)


def _may_certify(actor: Actor, item: WorkItem) -> bool:
    given = submissions_for([item]).get(item.pk)
    return given is not None and rules.heads(actor, given)


KINDS = (
    Kind(
        key="collect.submit",
        label=_("กรอกแบบข้อมูล"),
        icon="table-2",
        describe=describe,
        may_act=_may_fill,
        verb=_("กรอกแบบข้อมูล"),
        askable=True,
        compose_form=RoundAskForm,
        on_answer=asked.on_answer,
        hold=asked.hold,
        hold_many=asked.hold_many,
        on_open=asked.on_open,
        on_move=asked.on_move,
        opens=doors,
        outcome=outcomes,
        subject=SUBJECT,
        own_page=True,
        plan=Plan(remind_days=(-3, -1, 0, 1)),
    ),
    Kind(
        key=FILL,
        label=_("กรอกแบบข้อมูลที่ได้รับมอบ"),
        icon="pencil",
        describe=describe,
        may_act=_may_fill,
        verb=_("กรอกแบบข้อมูล"),
        hold=asked.hold,
        hold_many=asked.hold_many,
        opens=doors,
        subject=SUBJECT,
        own_page=True,
        hands_on=True,
    ),
    Kind(
        key="collect.certify",
        label=_("รับรองข้อมูล"),
        icon="circle-check",
        describe=describe,
        may_act=_may_certify,
        verb=_("รับรองข้อมูล"),
        on_answer=asked.on_answer,
        opens=doors,
        subject=SUBJECT,
        own_page=True,
    ),
)


def _about_round(pk: int, actor: Actor) -> Described:
    round_ = Round.objects.visible_to(actor).filter(pk=pk).first()
    if round_ is None:
        return Described(title="รอบข้อมูล")
    return Described(title=round_.title, meta=period_of(round_), url=round_.get_absolute_url())


def _sees_wall(actor: Actor, pk: int) -> bool:
    round_ = Round.objects.visible_to(actor).filter(pk=pk).first()
    return round_ is not None and round_rules.sees_all(actor, round_)


def _manages(actor: Actor, pk: int) -> bool:
    round_ = Round.objects.visible_to(actor).filter(pk=pk).first()
    return round_ is not None and round_rules.may_run(actor, round_)


def _about_submission(pk: int, actor: Actor) -> Described:
    return describe([pk], actor).get(pk, Described(title="แบบข้อมูล"))


def _sees_submission(actor: Actor, pk: int) -> bool:
    return Submission.objects.visible_to(actor).filter(pk=pk).exists()


def _never(actor: Actor, pk: int) -> bool:
    return False


BASES = (
    Basis("collect.round", "รอบข้อมูล", _about_round, _sees_wall, _manages),
    Basis(SUBJECT, "แบบข้อมูลของหน่วยงาน", _about_submission, _sees_submission, _never),
)
