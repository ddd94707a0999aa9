"""The database server is killed by signal 9 while a deploy is under way: the next run does the rest, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from commons.directory.provisioning import schema_fingerprint
from infra import postgres
from infra.bench.release import ROOT, Release
from infra.management.commands.migrate_all import LOST
from infra.settings import env
from tests.conftest import OFFICES
from tests.factories import releases
from tests.factories.releases import COLUMN

# As `renda migrate` goes, but the server dies when the second office has been told: all its processes, because a backend
# outlives its postmaster for as long as it takes to migrate three offices.
KILLING = """
import os, pathlib, signal, sys
import django
django.setup()
from infra.management.commands import migrate_all
class Killing(migrate_all.Progress):
    def office(self, outcome, number, total):
        super().office(outcome, number, total)
        if number == 2:
            postmaster = pathlib.Path(sys.argv[1]).read_text().splitlines()[0]
            children = pathlib.Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
            for pid in (postmaster, *children):
                os.kill(int(pid), signal.SIGKILL)
import infra.cli
migrate_all.Progress = Killing
sys.exit(infra.cli.main(["migrate", "--json", "--workers", "1"]))
"""


@pytest.fixture
def home(committed: str) -> Iterator[Path]:
    """A server of its own that may be killed, with the offices of the test world in it."""
    tools = Path(settings.PG_DUMP).parent
    with tempfile.TemporaryDirectory(prefix="renda-") as folder:
        try:
            there = postgres.ensure_running(folder).superuser
            here = postgres.urls(env.HOME).superuser.replace("/renda?", f"/{committed}?")
            dump = subprocess.run([tools / "pg_dump", here], check=True, capture_output=True)
            subprocess.run([tools / "psql", "-q", "-d", there], input=dump.stdout, check=True, capture_output=True)
            yield Path(folder).resolve()
        finally:
            postgres.stop(folder, patience=3)


def renda(release: Release, home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    urls = postgres.ensure_running(home)
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**release.environment(urls.app, urls.owner), "RENDA_DATABASE_ROLE": "owner", "RENDA_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def heads(home: Path) -> dict[str, str]:
    with psycopg.connect(postgres.ensure_running(home).superuser) as connection:
        rows = connection.execute("SELECT code, schema_head FROM directory_office WHERE schema_name <> 'public'")
        return dict(rows.fetchall())


def changed(home: Path) -> set[str]:
    """The offices that have the new column."""
    with psycopg.connect(postgres.urls(home).superuser) as connection:
        rows = connection.execute(
            "SELECT table_schema FROM information_schema.columns WHERE column_name = 'remark'"
            " AND table_name = 'meetings_session' AND table_schema LIKE 'o\\_%'"
        )
        return {schema.removeprefix("o_") for (schema,) in rows}


def test_a_server_killed_in_the_middle_of_a_deploy_loses_no_office_and_the_next_run_goes_on(
    home: Path, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    release.add("tenants.meetings", "0090_remark", COLUMN)
    before = heads(home)
    killed = renda(release, home, "-c", KILLING, str(home / "postgres/data/postmaster.pid"))
    assert (killed.returncode, killed.stderr.splitlines()[-1]) == (1, LOST), killed.stderr[-3000:]
    through = {code for code, head in heads(home).items() if head != before[code]}
    assert through < set(OFFICES)  # commits are not waited for: what had been told may be lost too, but never by halves
    assert changed(home) == through
    again = renda(release, home, "-m", "infra.cli", "migrate", "--json")
    report = json.loads(again.stdout)
    assert (again.returncode, report["template"], report["failed"]) == (0, [], [])
    assert sorted(report["done"]) == sorted(set(OFFICES) - through)
    assert set(heads(home).values()) == {report["head"]}
    with psycopg.connect(postgres.urls(home).superuser) as connection:
        assert len({schema_fingerprint(connection, f"o_{code}") for code in OFFICES}) == 1
