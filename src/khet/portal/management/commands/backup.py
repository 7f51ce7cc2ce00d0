"""khet backup [file]"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from khet.kernel.errors import Refused
from khet.portal.backup import services


class Command(BaseCommand):
    help = "สำรองข้อมูลทั้งระบบเป็นไฟล์เดียว (ทำได้ขณะระบบทำงาน) · write a backup while the hub works"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="ชื่อไฟล์ หากไม่ระบุจะเก็บใน backups/ ของโฟลเดอร์ข้อมูล")
        parser.add_argument("--no-secrets", action="store_true", help="ไม่รวมกุญแจลับ (ต้องเก็บแยกไว้เอง)")
        parser.add_argument("--keep", type=int, default=0, help="เก็บไฟล์สำรองล่าสุดกี่ชุดใน backups/ (0 เก็บทั้งหมด)")

    def handle(self, *args: Any, file: Path | None, no_secrets: bool, keep: int, **options: Any) -> None:
        try:
            target = services.back_up(file, secrets=not no_secrets, keep=keep)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as error:
            raise CommandError(f"เขียนไฟล์สำรองไม่สำเร็จ: {error.strerror} ตรวจพื้นที่ดิสก์แล้วสั่งใหม่") from error
        size = target.stat().st_size / 1e6
        self.stdout.write(f"สำรองข้อมูลแล้ว · backup written: {target} ({size:,.1f} MB)")
        if not no_secrets:
            sys.stderr.write("ไฟล์นี้มีกุญแจลับของระบบ เก็บไว้ในที่ปลอดภัย · it holds the hub's secrets\n")
