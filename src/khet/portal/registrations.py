"""What the portal puts around pages: the place ตั้งค่า, its own pages of settings, and panels for the administrator."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.audit.registry import Severity, register
from khet.kernel.actor import Actor
from khet.notify.reads import channel_states
from khet.org.rules import may_set_up
from khet.portal.reads import setup, system
from khet.portal.rules import may_run_system, may_see_settings
from khet.ui import home, preferences
from khet.ui.chrome import Place, places
from khet.ui.home import HomeAction, HomePanel
from khet.ui.preferences import SettingsPage


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
    for entry in _pages():
        preferences.pages.register(entry)
    home.panels.register(
        HomePanel("portal.setup", "portal/home_setup.html", _setup, visible=may_set_up, order=1, side="top")
    )
    home.panels.register(
        HomePanel("portal.system", "portal/home_system.html", _troubles, visible=may_run_system, order=2, side="top")
    )
    # Whoever runs the hub begins there; a letter is begun from the menu beside it.
    home.actions.register(
        HomeAction(
            key="portal.system",
            label=gettext_lazy("ดูแลระบบ"),
            icon="hard-drive",
            url="/settings/system/",
            visible=may_run_system,
            order=1,
        )
    )
    _actions()


def _pages() -> tuple[SettingsPage, ...]:
    return (
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
        ("portal.office_founded", gettext_lazy("ตั้งหน่วยงาน"), Severity.NOTICE),
        ("portal.administrator_made", gettext_lazy("ตั้งผู้ดูแลระบบคนแรก"), Severity.NOTICE),
        ("portal.letters_set", gettext_lazy("ตั้งเลขประจำส่วนราชการและเลขเริ่มต้น"), Severity.NOTICE),
        ("portal.units_founded", gettext_lazy("เพิ่มกลุ่มงานและโรงเรียน")),
        ("portal.person_added", gettext_lazy("เพิ่มบุคคลและเปิดบัญชี")),
        ("portal.setup_finished", gettext_lazy("จบการตั้งค่าครั้งแรก"), Severity.NOTICE),
        ("portal.backup_asked", gettext_lazy("สั่งสำรองข้อมูล")),
    )
