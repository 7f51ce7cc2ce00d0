"""SQLite: one FTS5 table without content for words, clusters, codes and facets; rights in a table joined to it."""

# ruff: noqa: S608 - the names of tables are our own, with one of two letters behind

import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any as Anything

from django.db import connection, transaction

from khet.search.backends import shared
from khet.search.backends.marks import JOIN, inner_pairs, kind_mark, pairs, unit_mark, year_mark
from khet.search.backends.protocol import All, Any, Bagged, Code, Kept, Match, Phrase, Row, Scope, Word
from khet.search.models import Slot

COLUMNS = ("title", "people", "words", "codes", "marks", "title_pairs", "pairs")
_TEXT = "{title people words}"
_PAIRS = {"any": "{title_pairs pairs}", "title": "{title_pairs}"}
FEW = 20_000
"""So many documents or fewer in sight: their list is made first, and what matches is looked up in it."""


class Sqlite:
    """The engine inside the database file."""

    takes_many = False

    def put(self, slot: Slot, rows: Sequence[Row], *, fresh: bool = False) -> None:
        known = shared.ids_of(slot, rows)
        with connection.cursor() as cursor:
            if not known and not shared.documents_there(slot):
                self.begin(slot)
            if fresh:
                rows = [row for row in rows if (row.kind, row.target_id) not in known]
                known = {}
            self._forget(cursor, slot, list(known.values()))
            ids = shared.write_documents(slot, rows, known)
            cuts = [_kept(row) for row in rows]
            marks = ", ".join(["%s"] * (len(COLUMNS) + 1))
            names = ", ".join(COLUMNS)
            cursor.executemany(
                f"INSERT INTO search_fts_{slot}(rowid, {names}) VALUES ({marks})",
                [[pk, *_columns(cut)] for pk, cut in zip(ids, cuts, strict=True)],
            )
            cursor.executemany(
                f"INSERT INTO search_cut_{slot}(document_id, cut, bag) VALUES (%s, %s, %s)",
                [[pk, _packed(cut), row.bag] for pk, cut, row in zip(ids, cuts, rows, strict=True)],
            )
            self._grant(cursor, slot, {pk: row.terms for pk, row in zip(ids, rows, strict=True)})

    def regrant(self, slot: Slot, ids: dict[int, frozenset[int]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM search_grant_{slot} WHERE document_id = %s", [[pk] for pk in ids])
            self._grant(cursor, slot, ids)

    def _grant(self, cursor: Anything, slot: Slot, ids: dict[int, frozenset[int]]) -> None:
        rows = [[pk, term] for pk, terms in ids.items() for term in sorted(terms)]
        cursor.executemany(f"INSERT INTO search_grant_{slot}(document_id, term_id) VALUES (%s, %s)", rows)

    def kept(self, slot: Slot, kind: str, target_ids: Collection[int]) -> dict[int, Kept]:
        found = shared.kept(slot, kind, target_ids)
        by_id = {each.id: each for each in found.values()}
        with connection.cursor() as cursor:
            for part in shared.parts(list(by_id)):
                marks = ", ".join(["%s"] * len(part))
                cursor.execute(
                    f"SELECT document_id, term_id FROM search_grant_{slot} WHERE document_id IN ({marks})", part
                )
                for pk, term in cursor.fetchall():
                    by_id[pk].terms |= {term}
        return found

    def drop(self, slot: Slot, kind: str, target_ids: Collection[int]) -> int:
        found = [each.id for each in shared.kept(slot, kind, target_ids).values()]
        with connection.cursor() as cursor:
            self._forget(cursor, slot, found)
        shared.remove_documents(slot, found)
        return len(found)

    def _forget(self, cursor: Anything, slot: Slot, ids: Sequence[int]) -> None:
        """An index without content is told what it had been told, to take it back."""
        names, marks = ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
        for pk in ids:
            cursor.execute(f"SELECT cut FROM search_cut_{slot} WHERE document_id = %s", [pk])
            row = cursor.fetchone()
            if row is None:
                continue
            cursor.execute(
                f"INSERT INTO search_fts_{slot}(search_fts_{slot}, rowid, {names}) VALUES ('delete', %s, {marks})",
                [pk, *_columns(_unpacked(row[0]))],
            )
            cursor.execute(f"DELETE FROM search_cut_{slot} WHERE document_id = %s", [pk])
            cursor.execute(f"DELETE FROM search_grant_{slot} WHERE document_id = %s", [pk])

    def begin(self, slot: Slot) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO search_fts_{slot}(search_fts_{slot}) VALUES ('delete-all')")
            for table in ("cut", "grant", "doc"):
                cursor.execute(f"DELETE FROM search_{table}_{slot}")

    def finish(self, slot: Slot) -> None:
        """Merge by small steps, so that others may write between them."""
        for _ in range(10_000):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT total_changes()")
                before = cursor.fetchone()[0]
                cursor.execute(f"INSERT INTO search_fts_{slot}(search_fts_{slot}, rank) VALUES ('merge', -500)")
                cursor.execute("SELECT total_changes()")
                if cursor.fetchone()[0] - before < 2:  # as FTS5 says it: nothing is left to merge
                    return

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def newest(self, slot: Slot) -> int:
        return 0  # matches come in the order of their ids by themselves

    def recall(self, slot: Slot, match: Match, scope: Scope, *, most: int) -> list[int]:
        sql, values = self._query(slot, match, scope)
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} ORDER BY f.rowid DESC LIMIT %s", [*values, most])
            return [row[0] for row in cursor.fetchall()]

    def _query(self, slot: Slot, match: Match, scope: Scope) -> tuple[str, list[Anything]]:
        terms = sorted(scope.terms)
        marks = ", ".join(["%s"] * len(terms)) or "NULL"
        values: list[Anything] = [_scoped(match, scope), *terms]
        if self._few(slot, terms):
            sight = f"+f.rowid IN (SELECT document_id FROM search_grant_{slot} WHERE term_id IN ({marks}))"
        else:
            held = f"SELECT 1 FROM search_grant_{slot} g WHERE g.document_id = f.rowid AND +g.term_id IN ({marks})"
            sight = f"EXISTS ({held})"
        sql = f"SELECT f.rowid FROM search_fts_{slot} f WHERE f.search_fts_{slot} MATCH %s AND {sight}"
        if scope.first or scope.last:
            sql += f" AND EXISTS (SELECT 1 FROM search_doc_{slot} d WHERE d.id = f.rowid AND d.day BETWEEN %s AND %s)"
            values += [str(scope.first or "0001-01-01"), str(scope.last or "9999-12-31")]
        return sql, values

    def _few(self, slot: Slot, terms: Sequence[int]) -> bool:
        marks = ", ".join(["%s"] * len(terms)) or "NULL"
        inner = f"SELECT 1 FROM search_grant_{slot} WHERE term_id IN ({marks}) LIMIT {FEW}"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({inner})", list(terms))
            return int(cursor.fetchone()[0]) < FEW

    def bags(self, slot: Slot, ids: Sequence[int]) -> dict[int, Bagged]:
        bags: dict[int, bytes] = {}
        days: dict[int, date | None] = {}
        with connection.cursor() as cursor:
            for part in shared.parts(ids):
                marks = ", ".join(["%s"] * len(part))
                cursor.execute(f"SELECT document_id, bag FROM search_cut_{slot} WHERE document_id IN ({marks})", part)
                bags.update(cursor.fetchall())
                days.update(shared.model_of(slot).objects.filter(pk__in=part).values_list("pk", "day"))
        return {pk: Bagged(bags[pk], day) for pk, day in days.items() if pk in bags}

    def documents(self, slot: Slot) -> int:
        return shared.documents(slot)

    def words(self, slot: Slot) -> Iterable[tuple[str, int]]:
        """By the view over the words of the index; a word in two columns counts by the larger."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT term, max(doc) FROM search_vocab_{slot}"
                " WHERE col IN ('title', 'people', 'words') GROUP BY term"
            )
            yield from shared.streamed(cursor)

    def targets(self, slot: Slot, kind: str) -> Iterator[int]:
        return shared.targets(slot, kind)

    def size(self, slot: Slot) -> int:
        """Pages of the tables, as far as this SQLite counts them; else the stored bytes."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(sum(length(block)), 0) FROM search_fts_{slot}_data")
            fts = int(cursor.fetchone()[0])
            cursor.execute(f"SELECT coalesce(sum(length(cut) + length(bag) + 16), 0) FROM search_cut_{slot}")
            cuts = int(cursor.fetchone()[0])
            cursor.execute(f"SELECT count(*) * 24 FROM search_grant_{slot}")
            grants = int(cursor.fetchone()[0])
            cursor.execute(
                f"SELECT coalesce(sum(length(CAST(text AS BLOB)) + length(CAST(title AS BLOB)) + 200), 0)"
                f" FROM search_doc_{slot}"
            )
            return fts + cuts + grants + int(cursor.fetchone()[0])


def _kept(row: Row) -> tuple[str, ...]:
    """What is kept beside the index, to make the columns of it once more: pairs are made from clusters."""
    marks = [kind_mark(row.kind), *([year_mark(row.year_be)] if row.year_be else [])]
    marks += [unit_mark(unit) for unit in {row.unit_id, row.desk_id} if unit is not None]
    return (
        " ".join(row.title_words),
        " ".join(row.people_words),
        " ".join(row.words),
        " ".join(row.codes),
        " ".join(marks),
        " ".join(row.title_clusters),
        " ".join(row.clusters),
    )


def _columns(kept: Sequence[str]) -> tuple[str, ...]:
    """The columns of the index, in their order."""
    *words, title, text = kept
    return (*words, " ".join(pairs(title.split())), " ".join(pairs(text.split())))


def _packed(cut: tuple[str, ...]) -> bytes:
    return zlib.compress(json.dumps(cut, ensure_ascii=False).encode(), 1)


def _unpacked(packed: bytes) -> list[str]:
    found: list[str] = json.loads(zlib.decompress(packed))
    return found


def _scoped(match: Match, scope: Scope) -> str:
    wanted = [f"marks : {kind_mark(scope.kind)}", f"({_said(match)})"]
    if scope.year_be:
        wanted.append(f"marks : {year_mark(scope.year_be)}")
    if scope.unit_ids:
        wanted.append("marks : (" + " OR ".join(unit_mark(unit) for unit in sorted(scope.unit_ids)) + ")")
    if scope.person:
        wanted += [_said(Word(word, "people")) for word in scope.person]
    return " AND ".join(wanted)


def _said(match: Match) -> str:
    """A match in FTS5's words. Everything from outside stands in quotes."""
    match match:
        case All(parts):
            return " AND ".join(f"({_said(part)})" for part in parts)
        case Any(parts):
            return " OR ".join(f"({_said(part)})" for part in parts)
        case Word(text, where):
            column = _TEXT if where == "any" else f"{{{where}}}"
            return f"{column} : {_quoted(text)}"
        case Code(text, is_open):
            return f"codes : {_quoted(text)}{' *' if is_open else ''}"
        case Phrase(clusters, where, is_open):
            return f"{_PAIRS[where]} : {_phrase(clusters, is_open)}"


def _phrase(clusters: tuple[str, ...], is_open: bool) -> str:
    """One cluster is the beginning of a pair; of an open phrase the last pair may go on."""
    if len(clusters) == 1:
        return f"{_quoted(clusters[0] + ('' if is_open else JOIN))} *"
    return f"{_quoted(' '.join(inner_pairs(clusters)))}{' *' if is_open else ''}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""').replace("\0", "") + '"'
