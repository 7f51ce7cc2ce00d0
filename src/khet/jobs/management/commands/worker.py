"""khet worker: does what the outbox holds."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from khet.jobs import schedule, services
from khet.jobs.models import Lane
from khet.jobs.worker import LookOut


class Command(BaseCommand):
    help = "ทำงานเบื้องหลังที่รออยู่ จนกว่าจะสั่งหยุด (SIGTERM)"
    requires_system_checks: list[str] = []  # checks load every template and view; a worker stays light

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lanes", default=",".join(Lane.values), help="ช่องทางที่รับทำ คั่นด้วยจุลภาค")
        parser.add_argument("--grace", type=float, default=20, help="วินาทีที่รอให้งานในมือจบเมื่อสั่งหยุด")
        parser.add_argument(
            "--renew-above",
            type=int,
            default=0,
            metavar="MB",
            help="จบเองเมื่อว่างและใช้หน่วยความจำของตัวเองเกินนี้ ให้ผู้เรียกเริ่มใหม่ (0 = ไม่จบเอง)",
        )
        parser.add_argument("--once", action="store_true", help="ทำเท่าที่ถึงกำหนดแล้วจบ")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            schedule.sync()
            schedule.tick()
            services.drain(raising=False)
            return
        look_out = LookOut([Lane(name) for name in options["lanes"].split(",")], renew_above=options["renew_above"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: look_out.stop())
        look_out.run(grace=options["grace"])
