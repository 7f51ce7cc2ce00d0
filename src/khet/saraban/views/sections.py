"""The tabs above every list of letters, and the desk's own menu beside the title."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from khet.kernel.actor import Actor
from khet.saraban.models import Book
from khet.saraban.rules.reading import reads_registers
from khet.saraban.rules.registers import may_keep, may_set_up

SHORT = {
    Book.RECEIVED: gettext_noop("ทะเบียนรับ"),
    Book.SENT: gettext_noop("ทะเบียนส่ง"),
    Book.ORDER: gettext_noop("คำสั่ง"),
    Book.CERTIFICATE: gettext_noop("เกียรติบัตร"),
    Book.MEMO: gettext_noop("บันทึกข้อความ"),
    Book.ANNOUNCEMENT: gettext_noop("ประกาศ"),
}


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: str
    url: str
    icon: str = ""


def sections(actor: Actor) -> list[Section]:
    """What this actor may open: the two lists for everybody, the registers for the staff."""
    found = [
        Section("in", _("หนังสือเข้า"), reverse("saraban:incoming")),
        Section("out", _("หนังสือออก"), reverse("saraban:outgoing")),
    ]
    if reads_registers(actor):
        found += [Section(book.value, _(label), reverse("saraban:book", args=[book])) for book, label in SHORT.items()]
    return found


def desk_menu(actor: Actor) -> list[Section]:
    """The registry's own pages."""
    found: list[Section] = []
    if may_keep(actor):
        found += [
            Section("numbers", _("จองเลขและเลขที่จองไว้"), reverse("saraban:numbers"), "bookmark"),
            Section("certificates", _("ออกเลขเกียรติบัตรเป็นชุด"), reverse("saraban:certificates"), "graduation-cap"),
            Section("gaps", _("ตรวจเลขขาด"), reverse("saraban:gaps"), "shield-check"),
            Section("years", _("ปีทะเบียน"), reverse("saraban:years"), "calendar-days"),
            Section("senders", _("สมุดที่อยู่ผู้ส่ง"), reverse("saraban:senders"), "users"),
            Section("mails", _("จดหมายจากที่อยู่กลาง (อีเมล)"), reverse("saraban:mails"), "mail-open"),
            Section("scans", _("แยกกองเอกสารสแกน"), reverse("saraban:scans"), "folder-input"),
            Section("import", _("นำเข้าทะเบียนเดิม"), reverse("saraban:import_register"), "upload"),
        ]
    if may_set_up(actor):
        found.append(Section("settings", _("ตั้งค่างานสารบรรณ"), reverse("saraban:settings"), "settings"))
    return found
