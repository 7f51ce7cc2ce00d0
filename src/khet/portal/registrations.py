"""What the portal puts around pages: the place ตั้งค่า, its own pages of settings, and panels for the administrator."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.audit.registry import Severity, register
from khet.calendar import rules as calendar_rules
from khet.kernel.actor import Actor
from khet.notify.reads import channel_states
from khet.org import rules
from khet.org.rules import may_set_up
from khet.portal.reads import setup, system
from khet.portal.rules import may_run_system, may_see_settings
from khet.ui import home, preferences
from khet.ui.chrome import Place, places
from khet.ui.home import HomePanel
from khet.ui.preferences import SettingsPage

# What stands below the index cannot know it by name; org's pages are listed here.
ORG = (
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
    places.register(
        Place(
            key="settings",
            label=gettext_lazy("ตั้งค่า"),
            icon="settings",
            url="/settings/",
            order=950,
            foot=True,
            visible=may_see_settings,
            under=("/setup/",),
        )
    )
    for entry in (*_pages(), *ORG):
        preferences.pages.register(entry)
    home.panels.register(
        HomePanel("portal.setup", "portal/home_setup.html", _setup, visible=may_set_up, order=1, side="top")
    )
    home.panels.register(
        HomePanel("portal.system", "portal/home_system.html", _troubles, visible=may_run_system, order=2, side="top")
    )
    _actions()


def _pages() -> tuple[SettingsPage, ...]:
    return (
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
            key="notify",
            label=gettext_lazy("ช่องทางแจ้งเตือน"),
            text=gettext_lazy("อีเมล LINE และแจ้งเตือนบนเครื่อง พร้อมส่งข้อความทดลอง"),
            icon="bell",
            url="portal:channels",
            visible=may_run_system,
            order=70,
            group="system",
            note=_channels_note,
        ),
        SettingsPage(
            key="system",
            label=gettext_lazy("ระบบ"),
            text=gettext_lazy("การสำรองข้อมูล ดิสก์ งานเบื้องหลัง ฐานข้อมูล ที่เก็บไฟล์"),
            icon="hard-drive",
            url="portal:system",
            visible=may_run_system,
            order=80,
            group="system",
            note=_system_note,
        ),
        SettingsPage(
            key="setup",
            label=gettext_lazy("ตั้งค่าระบบครั้งแรก"),
            text=gettext_lazy("ขั้นตอนเริ่มใช้งาน ทำซ้ำหรือทำต่อได้"),
            icon="list",
            url="portal:setup",
            visible=lambda actor: may_set_up(actor) and bool(setup.was_begun()),
            order=90,
            group="system",
        ),
    )


def _channels_note(actor: Actor) -> tuple[str, str] | None:
    ready = sum(state.ready for state in channel_states())
    return ("ok", _("ใช้งาน %(n)s ช่องทาง") % {"n": ready}) if ready else None


def _system_note(actor: Actor) -> tuple[str, str] | None:
    found = system.troubles()
    if not found:
        return ("ok", _("เรียบร้อย"))
    return (found[0].tone, _("ควรทำ %(n)s เรื่อง") % {"n": len(found)})


def _troubles(actor: Actor) -> Mapping[str, Any] | None:
    found = system.troubles()
    return {"troubles": found} if found else None


def _setup(actor: Actor) -> Mapping[str, Any] | None:
    if not setup.is_open():
        return None
    waiting = setup.waiting()
    return {"next": waiting[0] if waiting else None, "waiting": len(waiting)}


def _actions() -> None:
    register(
        ("portal.administrator_made", gettext_lazy("ตั้งผู้ดูแลระบบคนแรก"), Severity.NOTICE),
        ("portal.letters_set", gettext_lazy("ตั้งเลขประจำส่วนราชการและเลขเริ่มต้น"), Severity.NOTICE),
        ("portal.units_founded", gettext_lazy("เพิ่มกลุ่มงานและโรงเรียน")),
        ("portal.person_added", gettext_lazy("เพิ่มบุคคลและเปิดบัญชี")),
        ("portal.setup_finished", gettext_lazy("จบการตั้งค่าครั้งแรก"), Severity.NOTICE),
        ("portal.backup_asked", gettext_lazy("สั่งสำรองข้อมูล")),
    )
