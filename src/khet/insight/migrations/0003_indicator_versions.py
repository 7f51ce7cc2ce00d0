"""Indicators change by versions; what stands so far is version 1 of each."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

HELD = (
    "title",
    "question",
    "definition",
    "numerator",
    "denominator",
    "numerator_text",
    "denominator_text",
    "factor",
    "decimals",
    "unit_word",
    "better",
    "year_type",
    "source",
    "owner_id",
    "duty",
    "smallest",
    "order",
)


def begin(apps: Any, schema_editor: Any) -> None:
    """Only the shipped ones are there: until now nobody could make others."""
    indicators = apps.get_model("insight", "Indicator").objects
    versions = apps.get_model("insight", "IndicatorVersion").objects
    now = timezone.now()
    for row in indicators.all():
        content = {name: getattr(row, name) for name in HELD}
        versions.create(indicator=row, number=1, content=content, shipped=True, published_at=now)
    indicators.update(version=1)


class Migration(migrations.Migration):
    dependencies = [("insight", "0002_shipped_indicators")]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="version",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="ฉบับที่"),
        ),
        migrations.CreateModel(
            name="IndicatorVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="ฉบับที่")),
                ("content", models.JSONField(default=dict)),
                ("edition", models.PositiveIntegerField(default=0)),
                ("shipped", models.BooleanField(default=False, verbose_name="มากับระบบ")),
                ("copies", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="สรุปสิ่งที่เปลี่ยน")),
                ("by_name", models.CharField(blank=True, max_length=200, verbose_name="โดย")),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="insight.indicator"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "number"), name="insight_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", True)),
                        fields=("indicator",),
                        name="insight_one_draft",
                    ),
                ],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
