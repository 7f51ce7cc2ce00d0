"""The indicators that are shipped; an office changes or archives them as it likes."""

import json
from pathlib import Path
from typing import Any

from django.db import migrations

SHIPPED = Path(__file__).parents[1] / "data" / "indicators.json"


def load(apps: Any, schema_editor: Any) -> None:
    indicators = apps.get_model("insight", "Indicator").objects
    for told in json.loads(SHIPPED.read_text("utf-8")):
        indicators.get_or_create(key=told["key"], defaults=told)


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
