"""One office into one file: its schema by COPY in one snapshot, its files, its rows in public, its audit head.

The office goes on working meanwhile: a REPEATABLE READ transaction sees one moment and locks nobody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from commons.directory import contents, provisioning
from commons.directory.archives import paper, shared
from commons.directory.models import Office

PIECE = 64 * 1024  # bytes
# Not an office's work: whoever comes back logs in again.
NOT_CARRIED = ("django_session",)

# By way of pg_depend, because pg_class has no index on the schema (see `provisioning`).
_COLUMNS = (
    "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum), pg_relation_size(c.oid) > 0"
    " FROM pg_depend d JOIN pg_class c ON c.oid = d.objid"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
    " WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace(quote_ident(%s))"
    " AND d.classid = 'pg_class'::regclass AND c.relkind = 'r' GROUP BY c.oid, c.relname ORDER BY c.relname"
)


@dataclass(frozen=True)
class Made:
    """What was written, for the row and the evidence."""

    sha256: str
    size: int
    rows: int
    files: int
    position: int
    digest: str


def columns_of(owner: Any, schema: str) -> dict[str, list[str]]:
    """Columns of every table of a schema, in their order."""
    return {table: columns for table, columns, _ in owner.execute(_COLUMNS, [schema])}


def write(office: Office, owner: psycopg.Connection[Any], path: Path, *, at: dt.datetime) -> Made:
    """Write the archive of an office. `owner` is in autocommit. The file appears whole or not at all."""
    with owner.transaction(), paper.writing(path) as writer:
        owner.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        fingerprint = provisioning.schema_fingerprint(owner, office.schema_name)  # takes the snapshot
        rows = _tables(owner, writer, office.schema_name)
        with owner.cursor() as cursor:
            writer.add(paper.PUBLIC, [shared.collect(cursor, office.code).encode()])
        files = _files(writer, office.code)
        position, digest = _audit_head(owner, office.schema_name)
        writer.seal(
            {
                "office": about(office),
                "made_at": at.isoformat(),
                "schema_head": office.schema_head,
                "fingerprint": fingerprint,
                "migrations": _migrations(owner, office.schema_name),
                "audit": {"position": position, "digest": digest},
            }
        )
    return Made(paper.digest_of(path), path.stat().st_size, rows, files, position, digest)


def about(office: Office) -> dict[str, Any]:
    """The office as the directory knew it."""
    return {
        "code": office.code,
        "division_code": office.division_code,
        "name": office.name,
        "level": office.level,
        "body": office.body,
        "relation": office.relation,
        "parent": office.parent_id,
        "is_demo": office.is_demo,
        "founded_at": office.founded_at.isoformat(),
        "ready_at": office.ready_at.isoformat() if office.ready_at else None,
    }


def _tables(owner: Any, writer: paper.Writer, schema: str) -> int:
    """Rows written. Of the hundred tables of an office most have never held a row: a file of no bytes is not asked twice."""
    total = 0
    with owner.cursor() as cursor:
        for table, columns, was_written in owner.execute(_COLUMNS, [schema]).fetchall():
            if table in NOT_CARRIED:
                continue
            if not was_written:
                writer.add(paper.table_part(table), [], columns=columns, rows=0)
                continue
            statement = sql.SQL("COPY {}.{} ({}) TO STDOUT").format(
                sql.Identifier(schema), sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            lines: list[int] = []
            writer.add(paper.table_part(table), _copied(cursor, statement, lines), columns=columns)
            writer.parts[paper.table_part(table)]["rows"] = lines[0]
            total += lines[0]
    return total


def _copied(cursor: Any, statement: sql.Composable, lines: list[int]) -> Iterator[bytes]:
    """The server sends row by row; a file is written by the piece."""
    piece = bytearray()
    with cursor.copy(statement) as copy:
        for row in copy:
            piece += row
            if len(piece) >= PIECE:
                yield bytes(piece)
                piece.clear()
    yield bytes(piece)
    lines.append(cursor.rowcount)


def _files(writer: paper.Writer, code: str) -> int:
    """Every stored content of the office; one that is not what its name says is not carried into the archive."""
    count = 0
    for sha256 in contents.all_of(code):
        with contents.open_kept(code, sha256) as stored:
            whole = stored.read()
        if hashlib.sha256(whole).hexdigest() == sha256:  # else a kill left it half-written, and nobody refers to it
            writer.add(paper.file_part(sha256), [whole], dense=True)
            count += 1
    return count


def _audit_head(owner: Any, schema: str) -> tuple[int, str]:
    found = owner.execute(
        sql.SQL("SELECT position, digest FROM {}.audit_link ORDER BY position DESC LIMIT 1").format(
            sql.Identifier(schema)
        )
    ).fetchone()
    return found or (0, "")


def _migrations(owner: Any, schema: str) -> list[str]:
    rows = owner.execute(
        sql.SQL("SELECT app || '.' || name FROM {}.django_migrations ORDER BY 1").format(sql.Identifier(schema))
    )
    return [name for (name,) in rows]
