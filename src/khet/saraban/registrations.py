"""What saraban tells the floors below: kinds of work, references, files, notices."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.audit import registry as audit_actions
from khet.files import access as file_access
from khet.files.access import FileAccess
from khet.kernel.actor import Actor
from khet.kernel.refs import RefKind, ref_kinds
from khet.kernel.statements import statement
from khet.notify.registry import NoticeKind
from khet.notify.registry import kinds as notice_kinds
from khet.saraban import search
from khet.saraban.models import Answer, Bundle, Delivery, DeskSetting, Letter, Mail, MailBox, Scan
from khet.saraban.reads.sides import is_sender
from khet.saraban.reads.voided import wall_remarks
from khet.saraban.rules.letters import is_author, may_manage
from khet.saraban.rules.registers import may_keep, may_set_up
from khet.saraban.services.following import on_item, on_progress
from khet.saraban.trail import ACTIONS
from khet.saraban.worksheets import KINDS
from khet.ui import preferences
from khet.ui.preferences import SettingsPage
from khet.work.kinds import Basis, Described, bases, kinds

NOTICES = (
    ("saraban.arrived", gettext_lazy("หนังสือถึงหน่วยงานของท่าน"), gettext_lazy("มีหนังสือใหม่ {n} เรื่อง")),
    ("saraban.mailed", gettext_lazy("จดหมายถึงที่อยู่กลางของหน่วยงาน"), gettext_lazy("มีจดหมายใหม่ {n} ฉบับ")),
    ("saraban.waiting", gettext_lazy("เรื่องเสนอถึงท่าน"), gettext_lazy("มีเรื่องเสนอถึงท่าน {n} เรื่อง")),
    ("saraban.withdrawn", gettext_lazy("ผู้ส่งถอนหรือส่งฉบับแทน"), ""),
    ("saraban.changed", gettext_lazy("ผู้ส่งเลื่อนกำหนดหรือขอแก้คำตอบ"), ""),
    ("saraban.returned", gettext_lazy("ผู้รับส่งหนังสือคืน"), ""),
    ("saraban.ready", gettext_lazy("หนังสือพร้อมส่ง"), gettext_lazy("หนังสือพร้อมส่ง {n} เรื่อง")),
    ("saraban.made", gettext_lazy("ไฟล์ที่สั่งจัดทำพร้อมแล้ว"), gettext_lazy("ไฟล์ที่สั่งจัดทำพร้อมแล้ว {n} ไฟล์")),
)


def prefix_missing(actor: Actor) -> tuple[str, str] | None:
    """Says so while nobody has typed the office's own number."""
    there = DeskSetting.objects.filter(desk_id=actor.desk_id).exclude(letter_prefix="").exists()
    return None if there else ("soon", _("ยังไม่ได้ใส่เลข ศธ"))


def mailbox_missing(actor: Actor) -> tuple[str, str] | None:
    """Says so where the mailbox does not answer; having none is no fault."""
    failing = MailBox.objects.filter(desk_id=actor.desk_id, enabled=True).exclude(trouble="").exists()
    return ("late", _("อ่านตู้จดหมายไม่ได้")) if failing else None


SETTINGS = (
    SettingsPage(
        key="letters",
        label=gettext_lazy("งานสารบรรณ"),
        text=gettext_lazy("เลข ศธ หัวหนังสือ ตรา เลขเวียน เลขไทย ผู้ลงนาม"),
        icon="mail",
        url="saraban:settings",
        visible=may_set_up,
        order=10,
        note=prefix_missing,
    ),
    SettingsPage(
        key="templates",
        label=gettext_lazy("แบบหนังสือ"),
        text=gettext_lazy("ข้อความเริ่มต้นของหนังสือที่ใช้บ่อย"),
        icon="file-text",
        url="saraban:templates",
        visible=may_set_up,
        order=11,
    ),
    SettingsPage(
        key="years",
        label=gettext_lazy("ปีทะเบียนและเลขเริ่ม"),
        text=gettext_lazy("เปิดและปิดปี ตั้งเลขเริ่มเมื่อย้ายมากลางปี"),
        icon="hash",
        url="saraban:years",
        visible=may_keep,
        order=12,
    ),
    SettingsPage(
        key="old-register",
        label=gettext_lazy("นำเข้าทะเบียนเดิม"),
        text=gettext_lazy("ทะเบียนรับ ส่ง คำสั่ง จาก CSV หรือ Excel"),
        icon="upload",
        url="saraban:import_register",
        visible=may_keep,
        order=13,
    ),
    SettingsPage(
        key="mailbox",
        label=gettext_lazy("ตู้จดหมายกลาง (อีเมล)"),
        text=gettext_lazy("ที่อยู่กลางของหน่วยงานที่รับหนังสือทางไปรษณีย์อิเล็กทรอนิกส์"),
        icon="mail-open",
        url="saraban:mailbox",
        visible=may_set_up,
        order=14,
        note=mailbox_missing,
    ),
)


def fill() -> None:
    for kind in KINDS:
        kinds.register(kind)
    _fill_bases()
    _fill_refs()
    for key, label, folded in NOTICES:
        notice_kinds.register(NoticeKind(key, label, folded=folded, order=10))
    audit_actions.register(*ACTIONS)
    for each in SETTINGS:
        preferences.pages.register(each)
    search.fill()


def _fill_bases() -> None:
    bases.register(
        Basis(
            "saraban.letter",
            "หนังสือ",
            _about_letter,
            sees_as_sender,
            _manages,
            on_progress=on_progress,
            remarks=wall_remarks,
            on_item=on_item,
        )
    )
    bases.register(Basis("saraban.draft", "ร่างหนังสือ", _about_letter, sees_letter, _authors))
    bases.register(Basis("saraban.delivery", "หนังสือเข้า", _about_delivery, sees_delivery, _never))


def _fill_refs() -> None:
    ref_kinds.register(RefKind("saraban.letter", _address("letter"), letter_labels, sees_letter))
    ref_kinds.register(RefKind("saraban.draft", _address("letter"), letter_labels, sees_letter))
    ref_kinds.register(RefKind("saraban.delivery", _address("delivery"), delivery_labels, sees_delivery))
    ref_kinds.register(RefKind("saraban.mail", _address("mail"), _mail_labels, _sees_mail))
    ref_kinds.register(RefKind("saraban.bundle", _address("bundle"), _bundle_labels, _sees_bundle))
    ref_kinds.register(RefKind("saraban.answer", _answer_url, _answer_labels, sees_answer))
    for kind, rule in (
        ("saraban.letter", sees_letter),
        ("saraban.delivery", sees_delivery),
        ("saraban.answer", sees_answer),
        ("saraban.scan", _sees_scan),
        ("saraban.mail", _sees_mail),
        ("saraban.bundle", _sees_bundle),
        ("saraban.desk", _serves_desk),
        ("saraban.import", _keeps_desk),
    ):
        file_access.register(FileAccess(kind, rule))


def _address(name: str) -> Callable[[int], str]:
    return lambda pk: reverse(f"saraban:{name}", args=[pk])


@statement
def _letters_seen(actor: Actor, pk: int) -> QuerySet[Letter]:
    return Letter.objects.visible_to(actor).listed().filter(pk=pk)


def _seen(actor: Actor, pk: int) -> Letter | None:
    return next(iter(_letters_seen(actor, pk)), None)


def sees_letter(actor: Actor, pk: int) -> bool:
    return Letter.objects.visible_to(actor).filter(pk=pk).exists()


def sees_as_sender(actor: Actor, pk: int) -> bool:
    """The wall of a letter is the sender's."""
    letter = _seen(actor, pk)
    return letter is not None and letter.desk_id in actor.desk_ids and is_sender(letter, actor)


def sees_delivery(actor: Actor, pk: int) -> bool:
    return Delivery.objects.visible_to(actor).filter(pk=pk).exists()


def sees_answer(actor: Actor, pk: int) -> bool:
    """The receiving side and the sender's side."""
    answer = Answer.objects.filter(pk=pk).values_list("delivery_id", "delivery__letter_id").first()
    return answer is not None and (sees_delivery(actor, answer[0]) or sees_as_sender(actor, answer[1]))


def _sees_scan(actor: Actor, pk: int) -> bool:
    return Scan.objects.visible_to(actor).filter(pk=pk).exists()


def _sees_mail(actor: Actor, pk: int) -> bool:
    return Mail.objects.visible_to(actor).filter(pk=pk).exists()


def _mail_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = Mail.objects.visible_to(actor).filter(pk__in=list(ids))
    return {pk: subject or address for pk, subject, address in rows.values_list("pk", "subject", "from_address")}


def _sees_bundle(actor: Actor, pk: int) -> bool:
    return Bundle.objects.visible_to(actor).filter(pk=pk).exists()


def _bundle_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    return dict(Bundle.objects.visible_to(actor).filter(pk__in=list(ids)).values_list("pk", "name"))


def _serves_desk(actor: Actor, pk: int) -> bool:
    """The desk's own emblem."""
    return DeskSetting.objects.filter(pk=pk, desk_id__in=actor.desk_ids).exists()


def _keeps_desk(actor: Actor, pk: int) -> bool:
    """Old registers as they were handed in."""
    return DeskSetting.objects.filter(pk=pk, desk_id__in=actor.intake_unit_ids).exists()


def _never(actor: Actor, pk: int) -> bool:
    return False


def _manages(actor: Actor, pk: int) -> bool:
    letter = _seen(actor, pk)
    return letter is not None and may_manage(actor, letter)


def _authors(actor: Actor, pk: int) -> bool:
    letter = _seen(actor, pk)
    return letter is not None and is_author(actor, letter)


def letter_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = Letter.objects.visible_to(actor).filter(pk__in=list(ids))
    return dict(rows.values_list("pk", "subject"))


def delivery_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = Delivery.objects.visible_to(actor).filter(pk__in=list(ids))
    return dict(rows.values_list("pk", "letter__subject"))


def _answer_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = Answer.objects.filter(pk__in=list(ids)).select_related("delivery__letter")
    return {row.pk: f"คำตอบ: {row.delivery.letter.subject}" for row in rows if sees_answer(actor, row.pk)}


def _answer_url(pk: int) -> str:
    return reverse("saraban:delivery", args=[Answer.objects.values_list("delivery_id", flat=True).get(pk=pk)])


def _about_letter(pk: int, actor: Actor) -> Described:
    letter = _seen(actor, pk)
    if letter is None:
        return Described(title="หนังสือ")
    return Described(title=letter.subject, meta=letter.letter_no, url=letter.get_absolute_url())


def _about_delivery(pk: int, actor: Actor) -> Described:
    delivery = Delivery.objects.visible_to(actor).listed().filter(pk=pk).first()
    if delivery is None:
        return Described(title="หนังสือ")
    return Described(delivery.letter.subject, delivery.letter.letter_no, delivery.get_absolute_url())
