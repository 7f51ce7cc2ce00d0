"""The first values that registers of staff, computers and lines give to forms."""

from django.utils.translation import gettext_lazy as _

from khet.collect.reads import master_counts as counts
from khet.collect.slots import Master, masters

MASTERS = (
    Master("staff.by_type_sex", _("บุคลากรตามประเภทและเพศ (ทะเบียนครูและบุคลากร)"), counts.by_type_sex),
    Master("staff.by_standing", _("ครูตามวิทยฐานะและเพศ (ทะเบียนครูและบุคลากร)"), counts.by_standing),
    Master("staff.teachers", _("จำนวนครู (ทะเบียนครูและบุคลากร)"), counts.teachers),
    Master("staff.retiring", _("ครูที่เกษียณสิ้นปีงบประมาณ (ทะเบียนครูและบุคลากร)"), counts.retiring),
    Master("computers.by_use", _("คอมพิวเตอร์ตามการใช้และที่มา (ทะเบียนจำนวนคอมพิวเตอร์)"), counts.machines),
    Master("computers.as_of", _("วันที่นับคอมพิวเตอร์ (ทะเบียนจำนวนคอมพิวเตอร์)"), counts.of_computers("as_of")),
    Master("computers.lan", _("มีระบบสาย LAN (ทะเบียนจำนวนคอมพิวเตอร์)"), counts.of_computers("lan")),
    Master("computers.wlan", _("มีระบบไร้สาย Wi-Fi (ทะเบียนจำนวนคอมพิวเตอร์)"), counts.of_computers("wlan")),
    Master("lines.moenet.state", _("สถานะวงจร สพฐ. (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("moenet", "state")),
    Master("lines.moenet.provider", _("ผู้ให้บริการวงจร สพฐ. (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("moenet", "provider")),
    Master("lines.moenet.type", _("ชนิดวงจร สพฐ. (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("moenet", "type")),
    Master("lines.moenet.speed", _("ความเร็ววงจร สพฐ. (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("moenet", "speed")),
    Master("lines.moenet.as_of", _("วันของข้อมูลวงจร สพฐ. (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("moenet", "as_of")),
    Master("lines.own.state", _("สถานะวงจรที่จัดหาเอง (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("own", "state")),
    Master("lines.own.provider", _("ผู้ให้บริการวงจรที่จัดหาเอง (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("own", "provider")),
    Master("lines.own.type", _("ชนิดวงจรที่จัดหาเอง (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("own", "type")),
    Master("lines.own.speed", _("ความเร็ววงจรที่จัดหาเอง (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("own", "speed")),
    Master("lines.own.cost", _("ค่าบริการวงจรที่จัดหาเอง (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("own", "cost")),
    Master("lines.own.as_of", _("วันของข้อมูลวงจรที่จัดหาเอง (ทะเบียนสายอินเทอร์เน็ต)"), counts.of_line("own", "as_of")),
)


def fill() -> None:
    for master in MASTERS:
        masters.register(master)
