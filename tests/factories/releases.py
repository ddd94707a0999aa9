"""Running a release that has more migrations than this one, in processes of its own, on a database that really commits."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from infra.bench.release import ROOT, Release
from infra.settings import env
from tests.conftest import OFFICES

COLUMN = """
operations = [
    migrations.AddField("session", "remark", models.CharField(max_length=50, null=True)),
    migrations.AddIndex("session", models.Index(fields=["remark"], name="meetings_session_by_remark")),
]
"""


def of(tmp_path: Path) -> Release:
    return Release(tmp_path / "release")


def start(release: Release, database: str, *command: str, **more: Any) -> subprocess.Popen[str]:
    urls = [url.replace("/renda?", f"/{database}?") for url in (env.DATABASE_URL, env.DATABASE_OWNER_URL)]
    return subprocess.Popen(
        list(command),
        cwd=ROOT,
        env={**release.environment(*urls), "RENDA_DATABASE_ROLE": "owner"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def renda(release: Release, database: str, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    process = start(release, database, *release.renda(*arguments))
    out, error = process.communicate(timeout=240)
    return process.returncode, out, error


def migrate(release: Release, database: str, *options: str) -> tuple[int, dict[str, Any]]:
    code, out, error = renda(release, database, "migrate", "--json", *options)
    assert out.startswith("{"), error[-4000:]
    return code, json.loads(out)


DRIVER = """
import os, signal, sys, datetime
import django
django.setup()
from commons.directory.migrating import deploy
class Teller:
    def step(self, name):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGKILL)
    def office(self, outcome, number, total):
        self.step(f"office {number}")
deploy.migrate(choice=deploy.Choice(workers=2), at=datetime.datetime.now(datetime.UTC), teller=Teller())
"""


def killed_at(release: Release, database: str, step: str) -> int:
    """The release's migration, killed by signal 9 when it announces `step`; the exit code of what is left."""
    process = start(release, database, sys.executable, "-c", DRIVER, step)
    _, error = process.communicate(timeout=240)
    assert process.returncode in {0, -9}, error[-4000:]
    return process.returncode


def owner(database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(**{**settings.OWNER_DSN, "dbname": database}, autocommit=True)


def columns(database: str, table: str, column: str) -> list[str]:
    """The offices (codes) whose `table` has `column`."""
    with owner(database) as connection:
        rows = connection.execute(
            "SELECT table_schema FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
            [table, column],
        )
        found = {schema for (schema,) in rows}
    return [code for code in OFFICES if f"o_{code}" in found]


def recorded(database: str, migration: str) -> list[str]:
    """The offices whose own history has `room.name`."""
    with owner(database) as connection:
        return [
            code
            for code in OFFICES
            if connection.execute(
                f"SELECT 1 FROM \"o_{code}\".django_migrations WHERE app || '.' || name = %s", [migration]
            ).fetchone()
        ]


def heads(database: str) -> dict[str, str]:
    with owner(database) as connection:
        rows = connection.execute("SELECT code, schema_head FROM directory_office WHERE schema_name <> 'public'")
        return dict(rows.fetchall())


def results(database: str) -> dict[str, tuple[str, str, str]]:
    """Office → outcome, migration that failed, sqlstate."""
    with owner(database) as connection:
        rows = connection.execute("SELECT office_id, outcome, migration, sqlstate FROM directory_migrationresult")
        return {code: (outcome, migration, sqlstate) for code, outcome, migration, sqlstate in rows}


def fingerprints(database: str) -> set[str]:
    """Of every office and of the newest blueprint: one, if all look like the template."""
    from commons.directory.provisioning import schema_fingerprint

    with owner(database) as connection:
        row = connection.execute(
            "SELECT fingerprint FROM directory_blueprint ORDER BY compiled_at DESC LIMIT 1"
        ).fetchone()
        assert row is not None
        return {row[0], *(schema_fingerprint(connection, f"o_{code}") for code in OFFICES)}


def meeting_in(database: str, code: str, title: str) -> None:
    with owner(database) as connection:
        connection.execute(
            f'INSERT INTO "o_{code}".meetings_session (uid, office_code, created_at, kind, title, held_on, place,'
            " door_code, state) VALUES (gen_random_uuid(), %s, now(), 'congress', %s, '2026-01-01', '', '', 'planned')",
            [code, title],
        )


def remarks(database: str) -> dict[str, list[str | None]]:
    """Office → the remarks of its meetings; offices without a meeting left out."""
    with owner(database) as connection:
        found = {
            code: [row[0] for row in connection.execute(f'SELECT remark FROM "o_{code}".meetings_session').fetchall()]
            for code in columns(database, "meetings_session", "remark")
        }
    return {code: rows for code, rows in found.items() if rows}


def knows_head(database: str, head: str) -> bool:
    with owner(database) as connection:
        row = connection.execute("SELECT 1 FROM directory_schemahead WHERE head = %s", [head]).fetchone()
    return row is not None


def leave_an_invalid_index(database: str, code: str) -> None:
    """As a unique index leaves one when it meets duplicates."""
    with owner(database) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute(
            f'CREATE UNIQUE INDEX CONCURRENTLY audit_entry_by_act_90 ON "o_{code}".django_content_type (app_label)'
        )


def valid_indexes(database: str, name: str) -> dict[str, bool]:
    with owner(database) as connection:
        rows = connection.execute(
            "SELECT n.nspname, x.indisvalid AND x.indrelid = format('%%I.audit_entry', n.nspname)::regclass"
            " FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relname = %s AND n.nspname LIKE 'o\\_%%'",
            [name],
        )
        return {schema.removeprefix("o_"): valid for schema, valid in rows}


class BuilderInTheMiddle:
    """Somebody building an office from the blueprint of the old release, whose transaction is not over yet."""

    def __init__(self, database: str, code: str) -> None:
        self.database, self.code = database, code

    def __enter__(self) -> None:
        from commons.directory import commands, queries
        from commons.directory.provisioning import BUILDING, script_of
        from tests.factories.people import AT, Role, actor

        commands.found_offices(actor=actor(Role.PROVISIONER), division=self.code, depth=0, at=AT)
        self.connection = psycopg.connect(**{**settings.OWNER_DSN, "dbname": self.database})
        self.connection.execute("SELECT pg_advisory_xact_lock_shared(%s)", [BUILDING])
        self.script = script_of(queries.blueprint())

    def finish_when_waited_for(self) -> None:
        with owner(self.database) as watcher:
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while watcher.execute(waiting).fetchone() == (0,):
                time.sleep(0.05)
        schema = f"o_{self.code}"
        text = f'CREATE SCHEMA "{schema}"; SET LOCAL search_path = "{schema}", public; {self.script}'
        self.connection.execute(text.encode())
        self.connection.execute("UPDATE public.directory_office SET state = 'built' WHERE code = %s", [self.code])
        self.connection.commit()

    def __exit__(self, *_: object) -> None:
        self.connection.close()
