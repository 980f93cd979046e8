"""One door to two full text indexes: FTS5 on SQLite, tsvector on PostgreSQL. The tables are made by a migration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

MOST_HITS = 200


def add(ids: Iterable[int]) -> None:
    """Tell the index about new entries. PostgreSQL keeps its own column."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO courses_search_fts(rowid, folded_title, folded) "
            "SELECT id, folded_title, folded FROM courses_searchentry WHERE id = %s",
            [(one,) for one in ids],
        )


def find(words: Sequence[str], version_ids: Sequence[int]) -> list[int]:
    """Ids of the entries of these versions that hold every word, the best first, 200 at most."""
    if not words or not version_ids:
        return []
    marks = ", ".join(["%s"] * len(version_ids))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            query = " ".join(f'"{word}"*' for word in words)
            cursor.execute(
                "SELECT e.id FROM courses_search_fts f JOIN courses_searchentry e ON e.id = f.rowid "  # noqa: S608 - marks are placeholders
                f"WHERE courses_search_fts MATCH %s AND e.version_id IN ({marks}) "
                f"ORDER BY bm25(courses_search_fts, 6.0, 1.0), e.id LIMIT {MOST_HITS}",
                [query, *version_ids],
            )
        else:
            query = " & ".join(f"{word}:*" for word in words)
            cursor.execute(
                "SELECT id FROM courses_searchentry, to_tsquery('english', %s) query "  # noqa: S608 - marks are placeholders
                f"WHERE search @@ query AND version_id IN ({marks}) "
                f"ORDER BY ts_rank(search, query) DESC, id LIMIT {MOST_HITS}",
                [query, *version_ids],
            )
        return [row[0] for row in cursor.fetchall()]
