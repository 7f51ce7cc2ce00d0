"""PostgreSQL keeps cuts and bags as they are: trying to compress numbers costs time and saves next to nothing."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def kept_as(storage: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for slot in "ab":
        for column in ("words", "bag"):
            schema_editor.execute(f"ALTER TABLE search_cut_{slot} ALTER COLUMN {column} SET STORAGE {storage}")


def plain(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    kept_as("EXTERNAL", schema_editor)


def compressed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    kept_as("EXTENDED", schema_editor)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_engine")]
    operations = [migrations.RunPython(plain, compressed)]
