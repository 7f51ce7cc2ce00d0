"""khet seed: fill an empty house with the demonstration area, show its accounts, or take it out again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from khet.kernel.errors import Refused
from khet.seed import demo


class Command(BaseCommand):
    help = "ใส่ข้อมูลตัวอย่าง: เขตจริง 66 โรงเรียน กับบุคคลและหนังสือสังเคราะห์"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="ไม่ทำอะไรถ้ามีหน่วยงานแล้ว")
        parser.add_argument("--accounts", action="store_true", help="แสดงบัญชีทดลอง")
        parser.add_argument("--ground", action="store_true", help="ใส่เฉพาะปฏิทินและหน้าที่ตามกฎหมาย")
        parser.add_argument("--remove", action="store_true", help="ลบข้อมูลสังเคราะห์ทั้งหมด")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            self._accounts()
        elif options["remove"]:
            self._remove()
        elif options["ground"]:
            demo.load_ground()
        elif demo.is_empty():
            demo.load(say=lambda text: self.stdout.write(f"  {text}"))
        elif not options["if_empty"]:
            raise CommandError("มีหน่วยงานในระบบแล้ว ข้อมูลตัวอย่างใส่ได้เฉพาะในระบบที่ว่าง")

    def _accounts(self) -> None:
        for name, label, password in demo.accounts():
            self.stdout.write(f"{name:14} {password:10} {label}")

    def _remove(self) -> None:
        from khet.seed import removing

        try:
            removed = removing.remove()
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        for label, count in removed:
            self.stdout.write(f"  ลบ{label} {count:,} รายการ")
        self.stdout.write("หน่วยงานและปฏิทินยังอยู่ เริ่มระบบใหม่ด้วย ./khet run แล้วตั้งผู้ดูแลคนแรกตามที่อยู่ที่แสดง")
