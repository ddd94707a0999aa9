"""A deploy: with nothing to migrate, with a column and its index for every office, and with one office that is broken.

Two releases that do not exist (`release.py`) are deployed on the province, each in processes of its own as the owner. The
peer is django-tenants' `migrate_schemas` with its own engine on a few of the same offices, in the same state and run; what
it takes to start Python and Django is not counted, in its favour.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from infra import current
from infra.bench.province import Province
from infra.bench.release import ROOT, Release
from infra.bench.rows import Row, Section
from infra.bench.server import ALL

ROOM, TABLE = "tenants.meetings", "meetings_session"
PEERS = 3  # offices the peer is timed on
COLUMN = """
operations = [
    migrations.AddField("session", "{name}", models.CharField(max_length=50, null=True)),
    migrations.AddIndex("session", models.Index(fields=["{name}"], name="meetings_session_{name}")),
]
"""
PEER = """
import contextlib, io, json, sys, time, django
django.setup()
from django.core.management import call_command
from django.db import connection
connection.ensure_connection()
seconds = []
for schema in sys.argv[1:]:
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)
    seconds.append(time.perf_counter() - started)
print(json.dumps(seconds))
"""
AS_IT_COMES = "DATABASES['default']['ENGINE'] = 'django_tenants.postgresql_backend'\n"


def deploys(where: Province) -> Iterator[Row]:
    where.fill()
    with tempfile.TemporaryDirectory() as folder:
        yield from _nothing(Path(folder))
        yield from _column(where, Path(folder))
        yield from _broken(where, Path(folder))


def _nothing(folder: Path) -> Iterator[Row]:
    """Whole processes, from the shell's call to their end; the statements are counted by the server."""
    here = Release(folder / "now", settings="infra.settings.bench")
    migrate(here)  # whatever the sections before left behind
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        told = json.loads(_run(here, "-m", "infra.cli", "migrate", "--json", settings=here.settings))
        seconds.append(time.perf_counter() - started)
    yield Row(
        "a deploy with nothing to migrate, the whole process", f"{min(seconds):.2f} s",
        bar="≤ 1 s", holds=min(seconds) <= 1 and not told["done"],
    )  # fmt: skip
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner, tempfile.TemporaryFile() as trace:
        owner.pgconn.trace(trace.fileno())
        is_current = current.look(owner)[1]
        owner.pgconn.untrace()
        trace.seek(0)
        sent = [line.split(b"\t") for line in trace.read().splitlines()]
    count = sum(words[1] == b"F" and words[3] in {b"Query", b"Execute"} for words in sent if len(words) > 3) - 1
    yield Row("… statements sent, BEGIN left out", str(count), bar="1", holds=is_current and count == 1)


def _column(where: Province, folder: Path) -> Iterator[Row]:
    release = Release(folder / "first", settings="infra.settings.bench")
    release.add(ROOM, "0980_first", COLUMN.format(name="first"))
    code, report = migrate(release)
    everybody = code == 0 and sorted(report["done"]) == sorted(where.opened)
    rate = len(report["done"]) / report["seconds_on_offices"]
    peer = Release(folder / "peer", settings="infra.settings.bench", extra=AS_IT_COMES)
    peer.add(ROOM, "0980_first", COLUMN.format(name="first"))
    peer.add(ROOM, "0981_second", COLUMN.format(name="second"))
    schemas = [f"o_{code}" for code in where.opened[-PEERS:]]
    changed = json.loads(_run(peer, "-c", PEER, *schemas))
    idle = json.loads(_run(peer, "-c", PEER, *schemas))
    each = sum(changed) / len(changed)
    yield Row(
        f"a column and its index, {len(where.opened):,} offices, {os.cpu_count()} cores",
        f"{rate:.0f} offices/s", f"migrate_schemas: {each:.2f} s an office",
        f"{rate * each:,.0f}×", "≥ 200/s", everybody and rate >= 200,
    )  # fmt: skip
    whole = (
        len(where.opened) >= ALL
    )  # the peer slows down with every office there is, so the bar is for the whole province
    yield Row(
        "… against migrate_schemas", f"{rate * each:,.0f}×",
        bar=f"≥ 500× at {ALL:,}", holds=rate * each >= 500 if whole else None,
    )  # fmt: skip
    yield Row(
        "… the whole deploy: template, scripts, blueprint, offices", f"{report['seconds']:.1f} s",
        f"{each * len(where.opened):,.0f} s", f"{each * len(where.opened) / report['seconds']:,.0f}×",
    )  # fmt: skip
    yield Row("… migrate_schemas with nothing to apply", f"{sum(idle) / len(idle):.2f} s an office")
    where.notes["by the peer"] = schemas


def _broken(where: Province, folder: Path) -> Iterator[Row]:
    release = Release(folder / "second", settings="infra.settings.bench")
    release.add(ROOM, "0980_first", COLUMN.format(name="first"))
    release.add(ROOM, "0981_second", COLUMN.format(name="second"))
    broken = where.opened[len(where.opened) // 2]
    with where.owner() as owner:
        owner.execute(f'ALTER TABLE "o_{broken}".{TABLE} ADD COLUMN second integer')
        code, report = migrate(release)
        named = [each["office"] for each in report["failed"]] == [broken]
        others = len(report["done"]) == len(where.opened) - 1
        yield Row(
            "one broken office: named, the others finish", f"{len(report['done']):,} done, {len(report['failed'])} named",
            bar="all but 1", holds=code == 1 and named and others,
        )  # fmt: skip
        owner.execute(f'ALTER TABLE "o_{broken}".{TABLE} DROP COLUMN second')
    code, report = migrate(release)
    yield Row(
        "… the next run touches only it", f"{len(report['done'])} office, {report['seconds']:.1f} s",
        bar="1", holds=code == 0 and report["done"] == [broken],
    )  # fmt: skip


def migrate(release: Release, *, or_died: bool = False) -> tuple[int, dict[str, Any]]:
    """Exit code and report of `renda migrate` in the release; `or_died`: it may also end without a report."""
    done = _process(release, "-m", "infra.cli", "migrate", "--json")
    if or_died and not done.stdout.startswith("{"):
        return done.returncode, {}
    if not done.stdout.startswith("{"):
        raise RuntimeError(done.stderr[-3000:])
    return done.returncode, json.loads(done.stdout)


def _run(release: Release, *arguments: str, settings: str = "") -> str:
    done = _process(release, *arguments, settings=settings)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout


def _process(release: Release, *arguments: str, settings: str = "") -> subprocess.CompletedProcess[str]:
    environment = release.environment(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    return subprocess.run(
        [release.renda()[0], *arguments],
        cwd=ROOT,
        env={
            **environment,
            "RENDA_DATABASE_ROLE": "owner",
            **({"DJANGO_SETTINGS_MODULE": settings} if settings else {}),
        },
        capture_output=True,
        text=True,
        check=False,
    )


SECTIONS = (Section("migrate", "deploys", deploys),)
