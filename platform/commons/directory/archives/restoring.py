"""An office out of its archive. Steps, each committed by itself, each repeatable after a kill:

1 check    every part of the file against its digest; the program must know every migration in it
2 clear    what a killed attempt left (`draft_…`, `trash_…`)
3 draft    a schema under a temporary name, by the blueprint it had, filled by COPY; one transaction
4 migrate  only where the archive is older than the program
5 verify   the draft equals the blueprint, and its audit chain holds up to the head in the manifest
6 files    contents that are not there yet, each under its own digest
7 swap     one transaction: old schema away, draft into its place, public rows merged, head, state, evidence
8 discard  the old schema

Nobody is served from a draft; until 7 the office stands as it stood. Other offices are not touched by any of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from commons.audit import queries as audit
from commons.directory import contents, provisioning
from commons.directory.archives import closing, exporting, paper, shared
from commons.directory.errors import (
    ArchiveChainBroken,
    ArchiveNewer,
    ArchiveUnbuildable,
    ArchiveUnreadable,
    LifeUnderWay,
    OwnerRoleMissing,
    SchemaIncomplete,
)
from commons.directory.models import Blueprint, Office
from commons.kernel import tenancy

DRAFT, TRASH = "draft_", "trash_"


class Restored(NamedTuple):
    rows: int
    files: int
    merged: list[shared.Merged]
    migrated: bool


@contextmanager
def working_as_owner() -> Iterator[Any]:
    """While it lasts, Django's own connection is the owner's: DDL, rows and evidence stand in one transaction."""
    if not settings.OWNER_DSN:
        raise OwnerRoleMissing()
    ours = connections["default"]
    owners: BaseDatabaseWrapper = ours.copy()
    given = settings.OWNER_DSN
    owners.settings_dict.update(
        USER=given.get("user", ""),
        PASSWORD=given.get("password", ""),
        HOST=given.get("host", ""),
        PORT=given.get("port", ""),
        OPTIONS={},
        CONN_MAX_AGE=0,
    )
    connections["default"] = owners  # type: ignore[assignment]
    try:
        with tenancy.in_commons():
            yield owners
    finally:
        owners.close()
        connections["default"] = ours


@contextmanager
def alone(code: str) -> Iterator[psycopg.Connection[Any]]:
    """One at a time for an office, its opening included, and under a blueprint that stays (`provisioning.opening`).

    Gives the owner's connection, in autocommit, whose session holds the locks: they go with it, however that ends.
    Raises LifeUnderWay.
    """
    with provisioning.connect_as_owner() as owner:
        taken = owner.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 44))", [code]).fetchone()
        if not taken or not taken[0]:
            raise LifeUnderWay(office=code)
        owner.execute("SELECT pg_advisory_lock_shared(%s)", [provisioning.BUILDING])
        yield owner


def check(reader: paper.Reader) -> Blueprint:
    """The blueprint the archive was made under. Raises ArchiveNewer, ArchiveUnbuildable, ArchiveUnreadable."""
    manifest = reader.manifest
    for key in ("office", "migrations", "fingerprint", "audit", "schema_head"):
        if key not in manifest:
            raise ArchiveUnreadable(why=f"清单缺少 {key}")
    unknown = sorted(set(manifest["migrations"]) - _migrations(everywhere=True))
    if unknown:
        raise ArchiveNewer(migration=unknown[0])
    plan = Blueprint.objects.filter(fingerprint=manifest["fingerprint"]).first()
    if plan is None:
        raise ArchiveUnbuildable(fingerprint=str(manifest["fingerprint"])[:12])
    return plan


def clear(code: str) -> None:
    """Drop what a killed attempt left."""
    for prefix in (DRAFT, TRASH):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(prefix + code)))


def draft(reader: paper.Reader, plan: Blueprint, code: str, *, renamed: str = "") -> int:
    """Build and fill the draft of office `code`; rows copied in. `renamed`: the copy's own code, for an inspection."""
    schema, script = DRAFT + code, provisioning.script_of(plan)
    with transaction.atomic(), connection.cursor() as cursor:
        name = sql.Identifier(schema).as_string(cursor.connection)
        app = settings.APP_ROLE
        cursor.execute(f"CREATE SCHEMA {name}; SET LOCAL search_path = {name}; GRANT USAGE ON SCHEMA {name} TO {app}")
        cursor.execute(script)
        for table in provisioning.SEEDED_TABLES:
            cursor.execute(sql.SQL("DELETE FROM {}.{}").format(sql.Identifier(schema), sql.Identifier(table)))
        rows = _fill(cursor, reader, schema)
        _restart_sequences(cursor, schema)
        if renamed:
            _give_code(cursor, schema, renamed)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    tenancy.leave()
    return rows


def _fill(cursor: Any, reader: paper.Reader, schema: str) -> int:
    built = exporting.columns_of(cursor, schema)
    for name in reader.names("tables/"):
        table, columns = name.removeprefix("tables/").removesuffix(".copy"), reader.parts[name]["columns"]
        if table not in built or not set(columns) <= set(built[table]):
            raise ArchiveUnreadable(why=f"表 {table} 与结构蓝本不符")
        if not reader.parts[name]["rows"]:
            continue
        statement = sql.SQL("COPY {}.{} ({}) FROM STDIN").format(
            sql.Identifier(schema), sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with cursor.copy(statement) as copy:
            for chunk in reader.chunks(name):
                copy.write(chunk)
    return sum(reader.parts[name]["rows"] for name in reader.names("tables/"))


def _restart_sequences(cursor: Any, schema: str) -> None:
    cursor.execute(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''"
        " WHERE c.relnamespace = to_regnamespace(%s)",
        [schema],
    )
    for table, column in cursor.fetchall():
        cursor.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 0) + 1, false) FROM {}.{}").format(
                sql.Literal(f'"{schema}"."{table}"'),
                sql.Literal(column),
                sql.Identifier(column),
                sql.Identifier(schema),
                sql.Identifier(table),
            )
        )


def _give_code(cursor: Any, schema: str, code: str) -> None:
    """The copy is an office of its own. Its evidence keeps the old code, or the chain would not hold."""
    for table, columns in exporting.columns_of(cursor, schema).items():
        if "office_code" in columns and table != "audit_entry":
            cursor.execute(
                sql.SQL("UPDATE {}.{} SET office_code = %s").format(sql.Identifier(schema), sql.Identifier(table)),
                [code],
            )


def migrate(reader: paper.Reader, code: str) -> bool:
    """Bring a draft of an older program up to date; whether there was anything to do."""
    if not _migrations() - set(reader.manifest["migrations"]):
        return False
    call_command("migrate_schemas", interactive=False, verbosity=0, schema_name=DRAFT + code)
    tenancy.leave()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(provisioning.grants(DRAFT + code))
    return True


def verify(reader: paper.Reader, code: str) -> None:
    """Raises SchemaIncomplete, ArchiveChainBroken."""
    schema = DRAFT + code
    connection.ensure_connection()
    found = provisioning.schema_fingerprint(connection.connection, schema)
    if found != provisioning.blueprint().fingerprint:
        raise SchemaIncomplete(office=code, difference="结构摘要不符")
    head = reader.manifest["audit"]
    tenancy.enter(Office(code=code, schema_name=schema))
    try:
        report = audit.verify_chain((head["position"], head["digest"]))
    finally:
        tenancy.leave()
    if not report.holds:
        raise ArchiveChainBroken(position=report.broken_at, reason=report.reason)


def keep_files(reader: paper.Reader, code: str) -> int:
    """Contents that are not there whole; how many were written."""
    written = 0
    for name in reader.names("files/"):
        sha256 = name[len("files/xx/") :]
        if not contents.lies_whole(code, sha256, reader.parts[name]["bytes"]):
            contents.keep(code, sha256, reader.whole(name))
            written += 1
    return written


def put_in_place(cursor: Any, code: str) -> None:
    """The draft becomes the office's schema. Acts that are under way are waited for; those that come wait for us.

    A statement that waited looks its tables up afresh, so it works on the restored ones.
    """
    office, away = tenancy.schema_of(code), TRASH + code
    tables = exporting.columns_of(cursor, office)
    if tables:
        cursor.execute("SET LOCAL lock_timeout = '20s'")
        names = sql.SQL(", ").join(sql.Identifier(office, table) for table in tables)
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
        cursor.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(office), sql.Identifier(away)))
    cursor.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(DRAFT + code), sql.Identifier(office)))


def set_audit_head(cursor: Any, code: str, head: dict[str, Any], at: dt.datetime) -> tuple[int, str] | None:
    """The published head goes back to where the archive's chain ends; what it was, for the evidence."""
    cursor.execute("SELECT position, digest FROM public.audit_head WHERE office_code = %s FOR UPDATE", [code])
    before: tuple[int, str] | None = cursor.fetchone()
    cursor.execute("DELETE FROM public.audit_head WHERE office_code = %s", [code])
    if head["position"]:
        cursor.execute(
            "INSERT INTO public.audit_head (office_code, position, digest, at) VALUES (%s, %s, %s, %s)",
            [code, head["position"], head["digest"], at],
        )
    return before


def close_if_read_only(cursor: Any, office: Office) -> None:
    if office.is_read_only:
        closing.close_writes(cursor, office.schema_name)


def leftovers() -> list[str]:
    """Drafts and old schemas that a kill left: `renda offices check` names them, the next attempt clears them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE %s OR nspname LIKE %s ORDER BY 1",
            [DRAFT.replace("_", r"\_") + "%", TRASH.replace("_", r"\_") + "%"],
        )
        return [name for (name,) in cursor.fetchall()]


def _migrations(*, everywhere: bool = False) -> set[str]:
    """Every migration of this program that applies inside an office (`everywhere`: or in public), `app.name`."""
    labels = {config.label for config in apps.get_app_configs() if everywhere or config.name in settings.TENANT_APPS}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{app}.{name}" for app, name in loader.disk_migrations if app in labels}
