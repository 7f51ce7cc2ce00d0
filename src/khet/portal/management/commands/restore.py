"""khet restore FILE [--force] | khet restore --drill [FILE]"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from khet.kernel.errors import Refused
from khet.portal.backup import services
from khet.portal.backup.looking import look


class Command(BaseCommand):
    help = "กู้คืนจากไฟล์สำรอง หรือซ้อมกู้คืน (--drill) · restore a backup, or prove one"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--force", action="store_true", help="แทนที่ข้อมูลเดิม (ของเดิมถูกเก็บแยกไว้ ไม่ถูกลบ)")
        parser.add_argument("--drill", action="store_true", help="ซ้อมกู้คืนในที่ชั่วคราวและตรวจความครบถ้วน")
        parser.add_argument("--look", action="store_true", help="ตรวจความครบถ้วนของระบบนี้ ตอบเป็น JSON")

    def handle(self, *args: Any, file: Path | None, force: bool, drill: bool, look: bool, **options: Any) -> None:
        try:
            if look:
                self._look()
            elif drill:
                self._drill(file)
            elif file:
                self._restore(file, force=force)
            else:
                raise CommandError("ยังไม่ได้บอกว่าไฟล์สำรองใด สั่ง เช่น khet restore backups/khet-….khet.tar.gz")
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal

    def _look(self) -> None:
        self.stdout.write(json.dumps(look()))

    def _drill(self, file: Path | None) -> None:
        found = services.drill(file)
        self.stdout.write(
            f"ซ้อมกู้คืนสำเร็จ · drill OK: {found.archive.name} · {found.rows:,} แถว · ประวัติ {found.entries:,} รายการถูกต้อง"
            f" · เปิดไฟล์ {found.files:,} ไฟล์ · พบใน S3 {found.objects:,} ไฟล์ · {found.seconds:.1f} วินาที"
        )

    def _restore(self, file: Path, *, force: bool) -> None:
        manifest = services.put_back(file, force=force)
        self.stdout.write(f"กู้คืนแล้ว · restored: ข้อมูล ณ {manifest.made_at[:16]} · {sum(manifest.rows.values()):,} แถว")
        if manifest.files == "s3":
            self.stdout.write(
                f"ไฟล์แนบ {manifest.objects:,} ไฟล์อยู่ในที่เก็บ S3 เดิม สั่ง khet files check เพื่อตรวจ · "
                "attachments stay in the object store"
            )
