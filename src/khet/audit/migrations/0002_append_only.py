"""Triggers on both engines: rows of the trail are added, never altered or deleted, and an entry moves its head.

The one door: a personal value may become empty (value NULL, salt '') while its digest stays.
A later migration that rebuilds one of these tables on SQLite must create its triggers again.
"""

from collections.abc import Iterator

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FROZEN = ["audit_entry", "audit_dailyroot", "audit_dailyleaf", "audit_mention"]
KEPT = [*FROZEN, "audit_head", "audit_privatevalue"]
STEP = "NEW.chain = OLD.chain AND NEW.seq = OLD.seq + 1"
ERASURE = (
    "NEW.id = OLD.id AND NEW.entry_id = OLD.entry_id AND NEW.name = OLD.name AND NEW.digest = OLD.digest"
    " AND NEW.value IS NULL AND NEW.salt = ''"
)


def sqlite_triggers() -> Iterator[str]:
    for table in FROZEN:
        yield (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'audit: the trail is only added to'); END"
        )
    for table in KEPT:
        yield (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'audit: the trail is only added to'); END"
        )
    yield (
        f"CREATE TRIGGER audit_head_step BEFORE UPDATE ON audit_head WHEN NOT ({STEP})"
        " BEGIN SELECT RAISE(ABORT, 'audit: a head moves one step at a time'); END"
    )
    yield (
        f"CREATE TRIGGER audit_privatevalue_erase BEFORE UPDATE ON audit_privatevalue WHEN NOT ({ERASURE})"
        " BEGIN SELECT RAISE(ABORT, 'audit: a personal value can only be erased'); END"
    )
    yield (
        "CREATE TRIGGER audit_entry_head AFTER INSERT ON audit_entry BEGIN"
        " UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash"
        " WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.previous;"
        " SELECT RAISE(ABORT, 'audit: the entry does not follow the head of its chain') WHERE changes() = 0; END"
    )


def postgres_function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def postgres_triggers() -> Iterator[str]:
    yield postgres_function(
        "audit_refuse", "RAISE EXCEPTION 'audit: the trail is only added to' USING ERRCODE = 'restrict_violation';"
    )
    yield postgres_function(
        "audit_move_head",
        "UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash"
        " WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.previous;"
        " IF NOT FOUND THEN RAISE EXCEPTION 'audit: the entry does not follow the head of its chain'"
        " USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL;",
    )
    for table in FROZEN:
        yield (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        )
    for table in KEPT:
        yield (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )
    yield (
        f"CREATE TRIGGER audit_head_step BEFORE UPDATE ON audit_head FOR EACH ROW WHEN (NOT ({STEP}))"
        " EXECUTE FUNCTION audit_refuse()"
    )
    yield (
        f"CREATE TRIGGER audit_privatevalue_erase BEFORE UPDATE ON audit_privatevalue FOR EACH ROW"
        f" WHEN (NOT ({ERASURE})) EXECUTE FUNCTION audit_refuse()"
    )
    yield (
        "CREATE TRIGGER audit_entry_head AFTER INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_move_head()"
    )


def add_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statements = {"sqlite": sqlite_triggers, "postgresql": postgres_triggers}[schema_editor.connection.vendor]
    for statement in statements():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(add_triggers)]
