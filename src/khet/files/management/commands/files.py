"""khet files check | sweep."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from khet.files import checking, sweeping

_WHAT = {"missing": "ไม่พบเนื้อไฟล์", "size": "ขนาดไม่ตรง", "content": "เนื้อไฟล์เปลี่ยนไป"}


class Command(BaseCommand):
    help = "ตรวจว่าไฟล์ที่เก็บไว้ครบและไม่เปลี่ยน (check) หรือเก็บกวาดไฟล์ที่ไม่มีใครใช้ (sweep)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check", "sweep"])
        parser.add_argument("--content", action="store_true", help="อ่านเนื้อไฟล์ทุกไฟล์เทียบลายนิ้วมือ (ช้า)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "sweep":
            swept = sweeping.sweep()
            self.stdout.write(
                f"ลบแล้ว: การส่งค้าง {swept.uploads} เศษ {swept.scraps + swept.strays} "
                f"ไฟล์ที่นำออกครบ 30 วัน {swept.discarded} เนื้อไฟล์ {swept.blobs}"
            )
            return
        count = 0
        for fault in checking.faults(content=options["content"]):
            count += 1
            self.stderr.write(f"{_WHAT[fault.what]}: {fault.sha256} ใช้ใน {', '.join(fault.papers) or '–'}")
        if count:
            raise CommandError(f"พบปัญหา {count} รายการ กู้จากสำรองแล้วตรวจอีกครั้ง")
        self.stdout.write("ครบทุกไฟล์")
