"""Indicators that come with the house, from insight/data. Loaded after every migration."""

import json
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from khet.insight.models import Indicator, IndicatorVersion

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "indicators.json"


@transaction.atomic
def load() -> None:
    """Those that are not there yet, each as its version 1; what an office has changed or put away stays as it is."""
    known = set(Indicator.objects.values_list("key", flat=True))
    for told in json.loads(SHIPPED.read_text("utf-8")):
        if told["key"] not in known:
            row = Indicator.objects.create(**told, version=1)
            IndicatorVersion.objects.create(
                indicator=row, number=1, content=row.content, shipped=True, published_at=timezone.now()
            )
