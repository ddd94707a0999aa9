"""Running a release that has more migrations than this one, in processes of its own, on a database that really commits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
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
        return {code: head for code, head in rows}


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
