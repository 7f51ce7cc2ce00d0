"""khet audit verify | seal | root"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from khet.audit import reads, services


class Command(BaseCommand):
    help = "ตรวจสอบประวัติการใช้งาน (verify) ปิดรากประจำวัน (seal) หรือแสดงรากล่าสุด (root)"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("verify", help="ตรวจทุกสายตั้งแต่ต้น ออกด้วยรหัส 1 เมื่อพบบันทึกที่ถูกแก้ไข")
        verbs.add_parser("seal", help="ปิดรากของทุกวันที่ผ่านมาแล้ว")
        verbs.add_parser("root", help="แสดงรากล่าสุด สำหรับจดหรือพิมพ์เก็บไว้นอกระบบ")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        {"verify": self._verify, "seal": self._seal, "root": self._root}[verb]()

    def _verify(self) -> None:
        report = services.verify(progress=self._progress if sys.stderr.isatty() else None)
        seconds = f"{report.seconds:.1f}"
        for problem in report.problems:
            self.stderr.write(str(problem))
        summary = f"ตรวจ {report.entries:,} บันทึก {report.chains} สาย {report.roots} ราก ใน {seconds} วินาที"
        if not report.ok:
            raise CommandError(f"{summary}: พบ {report.count:,} จุดที่ไม่ถูกต้อง จุดแรก {report.first}")
        self.stdout.write(f"{summary}: ถูกต้องทั้งหมด")

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"\r{done:,} / {total:,}", ending="")

    def _seal(self) -> None:
        for root in services.seal():
            self.stdout.write(f"{root.day} {root.root} ({root.entries:,})")

    def _root(self) -> None:
        root = reads.latest_root()
        self.stdout.write(f"{root.day} {root.root}" if root else "ยังไม่มีรากประจำวัน")
