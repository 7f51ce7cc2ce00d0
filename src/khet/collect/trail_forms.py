"""How the trail tells what was done with forms, code lists and registers."""

from django.utils.translation import gettext_lazy as _

from khet.audit.registry import Sentence, Severity

ACTIONS: tuple[tuple[str, Sentence] | tuple[str, Sentence, Severity], ...] = (
    ("collect.form_made", _("สร้างแบบเก็บข้อมูล")),
    ("collect.form_settings", _("แก้ชื่อ วัตถุประสงค์ หรือสิทธิของแบบ")),
    ("collect.form_archived", _("เลิกใช้แบบ")),
    ("collect.form_restored", _("นำแบบกลับมาใช้")),
    ("collect.draft_opened", _("เริ่มแก้แบบเป็นฉบับถัดไป")),
    ("collect.draft_dropped", _("ทิ้งร่างของแบบ")),
    ("collect.form_changed", _("แก้ร่างของแบบ")),
    ("collect.form_undone", _("ย้อนการแก้ร่างของแบบ")),
    ("collect.form_published", _("ประกาศใช้แบบฉบับใหม่"), Severity.NOTICE),
    ("collect.form_imported", _("นำเข้าแบบจาก XLSForm")),
    ("collect.codes_saved", _("แก้รายการรหัส"), Severity.NOTICE),
    ("collect.growth_saved", _("แก้ตารางเกณฑ์น้ำหนักส่วนสูง"), Severity.NOTICE),
    ("collect.row_added", _("เพิ่มแถวในทะเบียน")),
    ("collect.row_changed", _("แก้แถวในทะเบียน")),
    ("collect.row_archived", _("จำหน่ายแถวออกจากทะเบียน")),
    ("collect.row_restored", _("นำแถวกลับเข้าทะเบียน")),
    ("collect.rows_imported", _("นำเข้าแถวทะเบียนจากไฟล์"), Severity.NOTICE),
    ("collect.rows_exported", _("ส่งออกทะเบียนเป็นไฟล์"), Severity.NOTICE),
    ("collect.school_facts_mended", _("ปรับข้อมูลโรงเรียนตามไฟล์ EMIS"), Severity.NOTICE),
    ("collect.row_looked", _("เปิดดูข้อมูลส่วนบุคคลในทะเบียน")),
)
