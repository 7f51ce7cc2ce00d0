"""The names of background work as an administrator reads them."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from khet.jobs import reads as jobs

NAMES: Final[dict[str, Any]] = {
    "audit.check": _("ตรวจประวัติการใช้งานทั้งหมด"),
    "audit.seal": _("ปิดรากประจำวันของประวัติการใช้งาน"),
    "files.sweep": _("ลบไฟล์ที่ไม่มีใครใช้"),
    "jobs.prune": _("ลบรายการงานเบื้องหลังเก่า"),
    "notify.dispatch": _("ส่งการแจ้งเตือนใหม่"),
    "notify.line_reply": _("ตอบข้อความทาง LINE"),
    "notify.sweep": _("ส่งการแจ้งเตือนที่ถึงเวลา"),
    "notify.tidy": _("ลบการแจ้งเตือนเก่า"),
    "numbers.gaps": _("ตรวจเลขทะเบียนขาด"),
    "org.import_carry": _("นำเข้าหน่วยงานและบุคคล"),
    "org.import_check": _("ตรวจไฟล์นำเข้า"),
    "org.tidy": _("ลบการเข้าใช้ที่หมดอายุ"),
    "org.turn_the_day": _("ปรับตำแหน่งและหน่วยงานตามวันที่มีผล"),
    "portal.backup": _("สำรองข้อมูล"),
    "saraban.ask_for_mail": _("ดูว่ามีหนังสือทางอีเมลเข้ามาหรือไม่"),
    "saraban.bundle": _("จัดทำไฟล์ทะเบียนหรือเกียรติบัตร"),
    "saraban.close_answered": _("ปิดเรื่องที่ตอบครบ"),
    "saraban.dispatch": _("ส่งหนังสือถึงผู้รับจำนวนมาก"),
    "saraban.expire_reserved": _("ยกเลิกเลขจองที่หมดเวลา"),
    "saraban.look_into_mail": _("อ่านจดหมายเพื่อเตรียมลงรับ"),
    "saraban.old_register": _("นำเข้าทะเบียนเดิม"),
    "saraban.read_mailbox": _("รับหนังสือจากตู้จดหมาย"),
    "saraban.render": _("จัดทำ PDF ของหนังสือ"),
    "saraban.send_receipt": _("ตอบยืนยันการได้รับทางอีเมล"),
    "saraban.stamp": _("ประทับตรารับ"),
    "saraban.sweep_bundles": _("ลบไฟล์ที่จัดทำไว้ครบ 7 วัน"),
    "saraban.sweep_mails": _("ลบจดหมายที่ไม่ใช่หนังสือเมื่อครบกำหนด"),
    "search.follow": _("ปรับดัชนีค้นหาตามข้อมูลที่เปลี่ยน"),
    "search.nightly": _("ตรวจดัชนีค้นหาทั้งหมด"),
    "search.read": _("อ่านข้อความในไฟล์เพื่อค้นหา"),
    "search.rebuild": _("สร้างดัชนีค้นหาใหม่"),
    "search.turn": _("ปรับสิทธิค้นหาตามวันที่มีผล"),
    "search.watch": _("ตามเก็บดัชนีค้นหาที่ขาด"),
    "work.nudge": _("เตือนงานใกล้กำหนดและเกินกำหนด"),
    "work.redate": _("คิดกำหนดใหม่ตามปฏิทิน"),
}


def name_of(kind: str) -> str:
    return str(NAMES.get(kind, kind))


def repeats() -> list[tuple[str, datetime | None, datetime]]:
    """(name, last run, next run) of everything that repeats, the next one first."""
    return [(name_of(row.name), row.last_run_at, row.next_run_at) for row in jobs.schedules()]
