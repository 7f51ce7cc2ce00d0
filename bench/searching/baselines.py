"""Other ways to search the same passages, each as strong as it can be asked: any of the pieces, best rank first."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence

import psycopg

LIMIT = 10
_EVERY_MARK = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
Search = Callable[[str], list[int]]


def fts5_default(texts: Sequence[str]) -> Search:
    """FTS5 as it comes: unicode61 with its own idea of letters."""
    return _fts5(texts, "unicode61", whole=lambda text: text, asked=str.split)


def fts5_trigram(texts: Sequence[str]) -> Search:
    """FTS5 trigram, asked for any three neighbouring characters of the query."""
    return _fts5(
        texts, "trigram", whole=lambda text: text, asked=lambda text: {text[p : p + 3] for p in range(len(text) - 2)}
    )


def words_only(texts: Sequence[str]) -> Search:
    """The words of our cutter and nothing else: no folding, no parts, no clusters."""
    from khet.thai.words import cut

    return _fts5(texts, _EVERY_MARK, whole=lambda text: " ".join(cut(text)), asked=cut)


def postgresql_simple(texts: Sequence[str], url: str) -> Search:
    """PostgreSQL full text, configuration simple, raw text; any word of the query, by ts_rank."""
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("CREATE TEMP TABLE passage (id int PRIMARY KEY, body tsvector)")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO passage VALUES (%s, to_tsvector('simple', %s))",
            [(place, text.replace("\0", " ")) for place, text in enumerate(texts)],
        )

    def search(text: str) -> list[int]:
        rows = connection.execute(
            """SELECT id FROM passage,
                (SELECT replace(plainto_tsquery('simple', %s)::text, '&', '|')::tsquery AS q) asked
            WHERE body @@ q ORDER BY ts_rank(body, q) DESC, id LIMIT %s""",
            (text.replace("\0", " "), LIMIT),
        )
        return [row[0] for row in rows]

    return search


def _fts5(
    texts: Sequence[str], tokenizer: str, *, whole: Callable[[str], str], asked: Callable[[str], Iterable[str]]
) -> Search:
    connection = sqlite3.connect(":memory:")
    connection.execute(f'CREATE VIRTUAL TABLE passage USING fts5(body, tokenize="{tokenizer}")')
    rows = ((place, whole(text)) for place, text in enumerate(texts))
    connection.executemany("INSERT INTO passage(rowid, body) VALUES (?, ?)", rows)

    def search(text: str) -> list[int]:
        pieces = [piece for piece in asked(text) if re.search(r"\w", piece)]
        if not pieces:
            return []
        match = " OR ".join('"' + piece.replace('"', '""').replace("\0", "") + '"' for piece in sorted(set(pieces)))
        sql = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY bm25(passage), rowid LIMIT ?"
        return [row[0] for row in connection.execute(sql, (match, LIMIT))]

    return search
