"""Schemas kept ready: an order takes one by a rename, in the time of one statement.

There is no list of them: a spare schema's name says which blueprint it was built from (`spare_<fingerprint>_<random>`),
and each is built in one transaction. So none is ever half made, forgotten, or handed out after the blueprint changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import sql

PREFIX = "spare_"
_KEEPING = 4_407_003  # advisory lock: one process at a time fills and clears
_TAKE = """
DO $$ DECLARE spare name; BEGIN
    PERFORM pg_advisory_xact_lock({lock});
    SELECT nspname INTO spare FROM pg_namespace WHERE starts_with(nspname, {prefix}) ORDER BY nspname LIMIT 1;
    IF spare IS NULL THEN RAISE no_data_found; END IF;
    EXECUTE format('ALTER SCHEMA %I RENAME TO %I', spare, {schema});
END $$
"""
_TAKING = 4_407_004  # advisory lock: two orders at once do not take the same one


def hand_over(owner: psycopg.Connection[Any], fingerprint: str, schema: str) -> bool:
    """Whether a spare schema of this blueprint is `schema` now. Raises psycopg's DuplicateSchema if that was there before."""
    values = {"lock": _TAKING, "prefix": _prefix(fingerprint), "schema": schema}
    try:
        owner.execute(sql.SQL(_TAKE).format(**{key: sql.Literal(value) for key, value in values.items()}))
    except psycopg.errors.NoDataFound:
        return False
    return True


def waiting(owner: psycopg.Connection[Any], fingerprint: str = "") -> list[str]:
    """Names of the spare schemas, of one blueprint or of any."""
    prefix = _prefix(fingerprint) if fingerprint else PREFIX
    rows = owner.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s) ORDER BY 1", [prefix])
    return [name for (name,) in rows]


def keep(
    owner: psycopg.Connection[Any], fingerprint: str, *, wanted: int, build: Callable[[str], None], at_most: int = 1
) -> int:
    """Drop what another blueprint left behind, and build up to `at_most` of the `wanted`. How many are still missing.

    Does nothing when another process is at it. `owner` is in autocommit.
    """
    taken = owner.execute("SELECT pg_try_advisory_lock(%s)", [_KEEPING]).fetchone()
    if taken is None or not taken[0]:
        return 0
    try:
        good = waiting(owner, fingerprint)
        for name in sorted({*waiting(owner)} - {*good}) + good[wanted:]:
            owner.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name)))
        missing = wanted - len(good)
        for _ in range(min(missing, at_most)):
            build(f"{_prefix(fingerprint)}{secrets.token_hex(6)}")
        return max(0, missing - at_most)
    finally:
        owner.execute("SELECT pg_advisory_unlock(%s)", [_KEEPING])


def _prefix(fingerprint: str) -> str:
    return f"{PREFIX}{fingerprint[:16]}_"
