"""khet search status | rebuild | check."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from khet.search import reads, services
from khet.search.registry import sources
from khet.thai.numbers import commas


class Command(BaseCommand):
    help = "ดัชนีค้นหา: ดูสถานะ (status) สร้างใหม่โดยไม่หยุดค้นหา (rebuild) ตรวจและซ่อมส่วนที่ขาด (check) · the search index"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["status", "rebuild", "check"])
        parser.add_argument("--mend", action="store_true", help="check: ซ่อมส่วนที่ขาดหรือเกินทันที")
        parser.add_argument("--later", action="store_true", help="rebuild: ฝากงานเบื้องหลังทำ แทนทำในคำสั่งนี้")

        parser.add_argument("--workers", type=int, default=1, help="rebuild บน PostgreSQL: ทำพร้อมกันกี่ตัว")

    def handle(self, *args: Any, what: str, mend: bool, later: bool, workers: int, **options: Any) -> None:
        if what == "status":
            self._status()
        elif what == "rebuild":
            self._rebuild(later=later, workers=workers)
        else:
            self._check(mend=mend)

    def _status(self) -> None:
        now = reads.standing()
        built = f"{now.built_at:%Y-%m-%d %H:%M} UTC" if now.built_at else "ยังไม่เคยสร้าง"
        self.stdout.write(f"ดัชนีรุ่น {now.version or '–'} สร้างเมื่อ {built} ขนาด {now.bytes / 1e6:,.1f} MB")
        if not now.current:
            self.stdout.write(f"ตัวตัดคำเป็นรุ่น {now.wanted} งานเบื้องหลังจะสร้างดัชนีใหม่ให้ หรือสั่ง khet search rebuild")
        if now.building:
            self.stdout.write(f"กำลังสร้างใหม่ {commas(now.done)} จาก {commas(now.total)}")
        for kind, count in sorted(now.documents.items()):
            label = sources[kind].label if kind in sources else kind
            self.stdout.write(f"  {label} ({kind}): {commas(count)}")
        for state, count in sorted(now.texts.items()):
            self.stdout.write(f"  ข้อความในไฟล์ ({state}): {commas(count)}")

    def _rebuild(self, *, later: bool, workers: int) -> None:
        if later:
            services.ask_for_rebuild()
            self.stdout.write("ฝากงานแล้ว ดูความคืบหน้าด้วย khet search status")
            return
        self._told = -1
        count = services.rebuild(self._tell, workers=max(1, min(workers, 16)))
        self.stdout.write(f"สร้างดัชนีใหม่แล้ว {commas(count)} รายการ")

    def _tell(self, done: int, total: int) -> None:
        percent = done * 100 // total if total else 100
        if percent != self._told:
            self._told = percent
            self.stdout.write(f"{percent:3d} %  {commas(done)} จาก {commas(total)}")

    def _check(self, *, mend: bool) -> None:
        found = services.gaps()
        for gap in found:
            self.stderr.write(f"{gap.kind}: ขาด {commas(len(gap.missing))} เกิน {commas(len(gap.surplus))}")
        if not found:
            self.stdout.write("ดัชนีครบตรงกับข้อมูล")
        elif mend:
            self.stdout.write(f"ซ่อมแล้ว {commas(services.mend())} รายการ")
        else:
            raise CommandError("สั่ง khet search check --mend เพื่อซ่อม")
