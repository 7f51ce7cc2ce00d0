"""PostgreSQL: words, codes, facets, pairs of clusters and rights as lexemes of one tsvector under GIN.

Everything that is asked is a tsquery or several, so that the index answers without opening rows.
"""

# ruff: noqa: S608 - the names of tables are our own, with one of two letters behind

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, pairwise
from math import ceil
from string import ascii_letters, digits
from typing import Any as Anything

from django.db import connection, transaction

from khet.search.backends import shared
from khet.search.backends.copying import copy_cuts, copy_documents
from khet.search.backends.marks import (
    JOIN,
    PAIR_NUMBERS,
    Table,
    inner_pairs,
    kind_mark,
    pairs,
    stretch_mark,
    unit_mark,
    year_mark,
)
from khet.search.backends.protocol import All, Any, Bagged, Code, Kept, Match, Phrase, Row, Scope, Word
from khet.search.models import Slot

STRETCH = 20_000
"""Ids of a stretch; the newest is looked through first, and tells how far to look next."""
MOST_STRETCHES = 50
"""Asked for in one question, each by its mark."""
FEW_STRETCHES = 5
"""All are looked through at once."""
MOST_APART = 15
"""Conditions that are put to the index each by itself."""
SAMPLE = 40_000
"""Documents whose words are counted, at least."""
LONGEST = 500
"""Longest lexeme, in bytes of UTF-8 at most four times as many; the engine's own limit is 2,046 bytes."""
_FIELD = {"any": "", "title": f"{JOIN}t", "people": f"{JOIN}p"}
_CODE, _MARK, _TITLE_PAIR, _TERM = f"{JOIN}c", f"{JOIN}f", f"{JOIN}q", f"{JOIN}r"
_PAIR = "#"
_DIGITS = "".join(sorted(ascii_letters + digits + "+-"))
"""In the order of their bytes, so that pairs stand in the order of their numbers."""
PLANS = (
    "enable_seqscan = off",
    "enable_indexscan = off",
    "enable_indexonlyscan = off",
    "max_parallel_workers_per_gather = 0",
    "work_mem = '32MB'",
    "jit = off",
)
GIN_MEMORY = "128MB"
"""For the server while it makes the index of a whole building."""
SETTLED = "VACUUM (ANALYZE, PROCESS_TOAST false, INDEX_CLEANUP off)"
MOST_BYTES, PAIR_BYTES = 900_000, 6
"""Of the lexemes of one document; a tsvector holds 1 MiB. The pairs of the largest texts are not all kept."""


class Postgres:
    """The engine inside PostgreSQL 15 and later."""

    takes_many = True

    def put(self, slot: Slot, rows: Sequence[Row], *, fresh: bool = False) -> None:
        known = shared.ids_of(slot, rows)
        if not fresh and not known and not shared.documents_there(slot):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM search_cut_{slot}")
        if fresh:
            rows = [row for row in rows if (row.kind, row.target_id) not in known]
            known = {}
        if not rows:
            return
        if fresh:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")  # the change of tables at the end is waited for
        new = [row for row in rows if (row.kind, row.target_id) not in known]
        old = [row for row in rows if (row.kind, row.target_id) in known]
        with connection.cursor() as cursor:
            ids = copy_documents(cursor, slot, new) + shared.write_documents(slot, old, known)
            if old:
                cursor.execute(f"DELETE FROM search_cut_{slot} WHERE document_id = ANY(%s)", [ids[len(new) :]])
            rows = new + old
            copy_cuts(cursor, slot, ((pk, row, _lexemes(pk, row)) for pk, row in zip(ids, rows, strict=True)))

    def regrant(self, slot: Slot, ids: dict[int, frozenset[int]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE search_cut_{slot} SET terms = %s, words = array_to_tsvector(ARRAY("
                " SELECT each FROM unnest(tsvector_to_array(words)) each"
                " WHERE NOT starts_with(each, %s)) || %s::text[])"
                " WHERE document_id = %s",
                [[sorted(terms), _TERM, _term_lexemes(terms), pk] for pk, terms in ids.items()],
            )

    def kept(self, slot: Slot, kind: str, target_ids: Collection[int]) -> dict[int, Kept]:
        found = shared.kept(slot, kind, target_ids)
        by_id = {each.id: each for each in found.values()}
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT document_id, terms FROM search_cut_{slot} WHERE document_id = ANY(%s)", [list(by_id)]
            )
            for pk, terms in cursor.fetchall():
                by_id[pk].terms = frozenset(terms)
        return found

    def drop(self, slot: Slot, kind: str, target_ids: Collection[int]) -> int:
        found = [each.id for each in shared.kept(slot, kind, target_ids).values()]
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM search_cut_{slot} WHERE document_id = ANY(%s)", [found])
        shared.remove_documents(slot, found)
        return len(found)

    def begin(self, slot: Slot) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE search_cut_{slot}, search_doc_{slot}")
            cursor.execute(f"DROP INDEX IF EXISTS search_cut_{slot}_words")

    def finish(self, slot: Slot) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET maintenance_work_mem = '{GIN_MEMORY}'")
            cursor.execute(gin(slot))
            cursor.execute("RESET maintenance_work_mem")
            # Else whoever first asks pays for looking up, row by row, that the writing of it has ended.
            settled = "ANALYZE" if connection.in_atomic_block else SETTLED
            cursor.execute(f"{settled} search_cut_{slot}")
            cursor.execute(f"ANALYZE search_doc_{slot}")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Plans by the indexes alone: the planner does not know what it costs to open a long row."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(";".join(f"SET LOCAL {plan}" for plan in PLANS))
            yield

    def newest(self, slot: Slot) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(max(document_id), 0) FROM search_cut_{slot}")
            return int(cursor.fetchone()[0])

    def recall(self, slot: Slot, match: Match, scope: Scope, *, most: int) -> list[int]:
        found: list[int] = []
        left, ids = scope.newest // STRETCH + 1, scope.newest + 1
        many = left if left <= FEW_STRETCHES else 1 + (ids % STRETCH < STRETCH // 2)  # the newest may have just begun
        while left and len(found) < most:
            sql, values = _query(slot, match, scope, _Window(left, many))
            with connection.cursor() as cursor:
                cursor.execute(f"{sql} ORDER BY document_id DESC LIMIT %s", [*values, most - len(found)])
                found += [row[0] for row in cursor.fetchall()]
            left -= many
            many = _further(left, len(found) * STRETCH / (ids - left * STRETCH), most - len(found))
        return found

    def bags(self, slot: Slot, ids: Sequence[int]) -> dict[int, Bagged]:
        with connection.cursor() as cursor:
            asked = f"SELECT document_id, bag, day FROM search_cut_{slot} WHERE document_id = ANY(%s)"
            cursor.execute(asked, [list(ids)])
            return {pk: Bagged(bytes(bag), day) for pk, bag, day in cursor.fetchall()}

    def documents(self, slot: Slot) -> int:
        return shared.documents(slot)

    def words(self, slot: Slot) -> Iterable[tuple[str, int]]:
        """Of a sample, where there are many documents: counting all of them would cost more than it tells."""
        step = max(1, self.documents(slot) // SAMPLE)
        with connection.cursor() as cursor:
            asked = f"SELECT words FROM search_cut_{slot} WHERE document_id % {step} = 0"
            cursor.execute(
                "SELECT word, ndoc FROM ts_stat(%s) WHERE NOT starts_with(word, %s) AND NOT starts_with(word, %s)",
                [asked, JOIN, _PAIR],
            )
            for word, documents in shared.streamed(cursor):
                yield word, documents * step

    def targets(self, slot: Slot, kind: str) -> Iterator[int]:
        return shared.targets(slot, kind)

    def size(self, slot: Slot) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT pg_total_relation_size('search_cut_{slot}') + pg_total_relation_size('search_doc_{slot}')"
            )
            return int(cursor.fetchone()[0])


def gin(slot: str) -> str:
    """The statement that makes the index; new rows go straight in, so that no search reads a list of waiting ones."""
    return f"CREATE INDEX search_cut_{slot}_words ON search_cut_{slot} USING gin (words) WITH (fastupdate = off)"


def _lexemes(pk: int, row: Row) -> list[bytes]:
    """Each once; the pairs first, in order."""
    lexemes = _word_lexemes(row)
    lexemes |= {each.encode(): None for each in (_MARK + stretch_mark(pk // STRETCH), *_term_lexemes(row.terms))}
    room = MOST_BYTES - sum(map(len, lexemes))
    return list(dict.fromkeys(map(_PAIRS.__getitem__, row.runs[: max(0, room // PAIR_BYTES)])) | lexemes)


def _term_lexemes(terms: Iterable[int]) -> list[str]:
    return [f"{_TERM}{term}" for term in sorted(terms)]


def _numbered(run: int) -> str:
    """The first 30 bits in five signs: short, and no word looks like it."""
    return _PAIR + "".join(_DIGITS[run >> shift & 63] for shift in (26, 20, 14, 8, 2))


_PAIRS: Table[int, bytes] = Table(lambda run: _numbered(run).encode(), 1 << 15)


def _word_lexemes(row: Row) -> dict[bytes, None]:
    found = [f"{_FIELD['title']}{word}" for word in row.title_words]
    found += [f"{_FIELD['people']}{word}" for word in row.people_words]
    found += [f"{_CODE}{code}" for code in row.codes]
    found += [f"{_TITLE_PAIR}{pair}" for pair in pairs(row.title_clusters)]
    marks = [kind_mark(row.kind), *([year_mark(row.year_be)] if row.year_be else [])]
    marks += [unit_mark(unit) for unit in (row.unit_id, row.desk_id) if unit is not None]
    found += [f"{_MARK}{mark}" for mark in marks]
    words = {*row.title_words, *row.people_words, *row.words}
    lexemes = dict.fromkeys(chain(map(_WORDS.__getitem__, words), map(_bytes, found)))
    lexemes.pop(b"", None)
    return lexemes


def _bytes(text: str) -> bytes:
    return text[:LONGEST].replace("\0", "").encode()


_WORDS: Table[str, bytes] = Table(_bytes, 1 << 14)


@dataclass(frozen=True, slots=True)
class _Window:
    """So many stretches below one; as many as there are below it: all of them."""

    above: int
    many: int

    @property
    def last(self) -> bool:
        return self.many >= self.above

    @property
    def stretches(self) -> range:
        return range(self.above - self.many, self.above)


def _further(left: int, each: float, wanted: int) -> int:
    """How many stretches to look through next, when so much was found in each until now."""
    enough = ceil(1.3 * wanted / each) if each else left
    return enough if enough <= min(left // 2, MOST_STRETCHES) else left


def _query(slot: Slot, match: Match, scope: Scope, window: _Window) -> tuple[str, list[Anything]]:
    """Each condition by itself: the index leaps in all of them from one that is rare to the next."""
    facets = [_lexeme(_MARK + kind_mark(scope.kind)), _any(map(_lexeme, _term_lexemes(scope.terms)))]
    if scope.year_be:
        facets.append(_lexeme(_MARK + year_mark(scope.year_be)))
    if scope.unit_ids:
        facets.append(_any(_lexeme(_MARK + unit_mark(unit)) for unit in sorted(scope.unit_ids)))
    facets += [_lexeme(_FIELD["people"] + word) for word in scope.person]
    pieces = _pieces(match)
    asked: list[Anything] = [_any(_lexeme(_MARK + stretch_mark(each)) for each in window.stretches)]
    asked = [*([] if window.last else asked), *pieces[:MOST_APART], _all([*pieces[MOST_APART:], *facets])]
    sql = f"SELECT document_id FROM search_cut_{slot} WHERE " + " AND ".join(["words @@ %s::tsquery"] * len(asked))
    if window.last and window.above <= scope.newest // STRETCH:
        sql, asked = f"{sql} AND document_id + 0 < %s", [*asked, window.above * STRETCH]
    if scope.first:
        sql, asked = f"{sql} AND day >= %s", [*asked, scope.first]
    if scope.last:
        sql, asked = f"{sql} AND day <= %s", [*asked, scope.last]
    return sql, asked


def _pieces(match: Match) -> list[str]:
    """A match as tsqueries that must all hold. Everything from outside stands in quotes."""
    match match:
        case All(parts):
            return list(dict.fromkeys(piece for part in parts for piece in _pieces(part)))
        case Any(parts):
            return [_any(_all(_pieces(part)) for part in parts)]
        case Word(text, where):
            return [_lexeme(_FIELD[where] + text)]
        case Code(text, is_open):
            return [_lexeme(_CODE + text, is_open=is_open)]
        case Phrase(clusters, "title", is_open):
            return _title_phrase(clusters, is_open)
        case Phrase(clusters, _where, is_open):
            return [_lexeme(each) for each in _pairs_of(clusters, is_open)]


def _all(pieces: Iterable[str]) -> str:
    return " & ".join(f"({piece})" for piece in pieces)


def _any(pieces: Iterable[str]) -> str:
    return " | ".join(f"({piece})" for piece in pieces)


def _title_phrase(clusters: tuple[str, ...], is_open: bool) -> list[str]:
    if len(clusters) == 1:
        return [_lexeme(_TITLE_PAIR + clusters[0] + ("" if is_open else JOIN), is_open=True)]
    *firm, last = inner_pairs(clusters)
    return [*(_lexeme(_TITLE_PAIR + pair) for pair in firm), _lexeme(_TITLE_PAIR + last, is_open=is_open)]


def _pairs_of(clusters: tuple[str, ...], is_open: bool) -> list[str]:
    """An open phrase is asked for without its last cluster, which may go on: the words and titles know the rest.

    A single cluster is asked for as a word.
    """
    firm = clusters[:-1] if is_open and len(clusters) > 1 else clusters
    return [_numbered(PAIR_NUMBERS[pair]) for pair in pairwise(firm)] or [firm[0]]


def _lexeme(text: str, *, is_open: bool = False) -> str:
    quoted = text[:LONGEST].replace("\0", "").replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'{':*' if is_open else ''}"
