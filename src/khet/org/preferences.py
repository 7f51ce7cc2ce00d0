"""What org lets an office set: the pages it puts into the index of settings."""

from django.utils.translation import gettext_lazy

from khet.calendar import rules as calendar_rules
from khet.org import rules
from khet.ui import preferences
from khet.ui.preferences import SettingsPage

PAGES = (
    SettingsPage(
        key="calendar",
        label=gettext_lazy("ปฏิทินและเวลาทำการ"),
        text=gettext_lazy("วันหยุด เวลาทำการ ภาคเรียน ที่ใช้นับกำหนด"),
        icon="calendar-days",
        url="org:calendar",
        visible=calendar_rules.may_edit,
        order=30,
    ),
    SettingsPage(
        key="accounts",
        label=gettext_lazy("บัญชีผู้ใช้"),
        text=gettext_lazy("เปิดบัญชี ออกใบเชิญ ตั้งรหัสผ่านใหม่ให้ผู้ที่ลืม"),
        icon="key-round",
        url="org:accounts",
        visible=rules.may_help_accounts,
        order=50,
        group="people",
    ),
    SettingsPage(
        key="org.import",
        label=gettext_lazy("นำเข้าหน่วยงานและบุคคล"),
        text=gettext_lazy("จาก Excel หรือ CSV ดูผลทีละแถวก่อนบันทึก"),
        icon="file-spreadsheet",
        url="org:imports",
        visible=rules.may_keep_people,
        order=51,
        group="people",
    ),
    SettingsPage(
        key="org.groups",
        label=gettext_lazy("กลุ่มผู้รับและสหวิทยาเขต"),
        text=gettext_lazy("ชุดหน่วยงานที่ใช้ส่งหนังสือพร้อมกัน"),
        icon="users",
        url="org:groups",
        visible=rules.may_keep_groups,
        order=52,
        group="people",
    ),
    SettingsPage(
        key="org.acting",
        label=gettext_lazy("รักษาราชการแทนและปฏิบัติราชการแทน"),
        text=gettext_lazy("ใครแทนใครวันนี้และต่อไป พร้อมคำสั่ง"),
        icon="user-check",
        url="org:acting",
        visible=rules.may_keep_people,
        order=53,
        group="people",
    ),
    SettingsPage(
        key="org.trail",
        label=gettext_lazy("ประวัติการใช้งาน"),
        text=gettext_lazy("ใครทำอะไรเมื่อใด และผลการตรวจความถูกต้อง"),
        icon="history",
        url="org:trail",
        visible=rules.may_read_trail,
        order=60,
        group="system",
    ),
    SettingsPage(
        key="org.providers",
        label=gettext_lazy("เข้าสู่ระบบด้วยบัญชีภายนอก"),
        text=gettext_lazy("ThaID, DGA Digital ID และบัญชีกระทรวง (OpenID Connect)"),
        icon="fingerprint",
        url="org:providers",
        visible=rules.may_run_system,
        order=71,
        group="system",
    ),
    SettingsPage(
        key="org.clients",
        label=gettext_lazy("ระบบอื่นที่ใช้บัญชีของเขต"),
        text=gettext_lazy("ระบบที่ให้คนเข้าด้วยบัญชีของระบบนี้"),
        icon="link",
        url="org:clients",
        visible=rules.may_run_system,
        order=72,
        group="system",
    ),
)


def fill() -> None:
    for entry in PAGES:
        preferences.pages.register(entry)
