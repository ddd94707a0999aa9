"""Statements outside any transaction: indexes made and dropped CONCURRENTLY.

A kill or a failure leaves an index that PostgreSQL calls invalid. It is dropped before the next attempt, so that each
statement may be repeated as often as it takes.
"""

from __future__ import annotations

import re
from typing import Any

from psycopg import sql

_INDEX = re.compile(
    r'\s*(?P<verb>CREATE|DROP)\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"?(?P<name>\w+)"?',
    re.IGNORECASE,
)
_VALID = (
    "SELECT x.indisvalid FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s"
)


def is_due(cursor: Any, schema: str, statement: str) -> bool:
    """Whether the statement is still to be run in `schema`; clears away what a broken attempt left. Autocommit only."""
    found = _INDEX.match(statement)
    if found is None:
        return True
    cursor.execute(_VALID, [schema, found["name"]])
    row = cursor.fetchone()
    if found["verb"].upper() == "DROP":
        return row is not None
    if row is None:
        return True
    if row[0]:
        return False
    index = sql.Identifier(schema, found["name"])
    cursor.execute(sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(index).as_string())
    return True
