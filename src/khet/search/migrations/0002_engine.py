"""What each engine adds to the tables: FTS5 and a table of rights on SQLite; a narrow table under GIN on PostgreSQL."""

from collections.abc import Iterator

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

COLUMNS = "title, people, words, codes, marks, title_pairs, pairs"
TOKENS = "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\""


def sqlite(slot: str) -> Iterator[str]:
    yield f"CREATE VIRTUAL TABLE search_fts_{slot} USING fts5({COLUMNS}, content='', {TOKENS})"
    yield f"CREATE VIRTUAL TABLE search_vocab_{slot} USING fts5vocab(search_fts_{slot}, col)"
    yield f"CREATE TABLE search_cut_{slot} (document_id integer PRIMARY KEY, cut blob NOT NULL, bag blob NOT NULL)"
    yield (
        f"CREATE TABLE search_grant_{slot} (document_id integer NOT NULL, term_id integer NOT NULL,"
        " PRIMARY KEY (document_id, term_id)) WITHOUT ROWID"
    )
    yield f"CREATE INDEX search_grant_{slot}_term ON search_grant_{slot} (term_id, document_id)"


def postgresql(slot: str) -> Iterator[str]:
    # The wide columns lie outside the row (TOAST), so that recall reads few pages.
    yield (
        f"CREATE TABLE search_cut_{slot} (document_id bigint PRIMARY KEY, day date, words tsvector NOT NULL,"
        " terms int4[] NOT NULL, bag bytea NOT NULL) WITH (toast_tuple_target = 128)"
    )
    yield f"CREATE INDEX search_cut_{slot}_words ON search_cut_{slot} USING gin (words) WITH (fastupdate = off)"


def make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statements = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for slot in "ab":
        for statement in statements(slot):
            schema_editor.execute(statement, params=None)


def take_away(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    tables = ["vocab", "fts", "grant"] if schema_editor.connection.vendor == "sqlite" else []
    for slot in "ab":
        for table in [*tables, "cut"]:
            schema_editor.execute(f"DROP TABLE IF EXISTS search_{table}_{slot}", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, take_away)]
