"""A deploy while people are being served, and a deploy whose server is killed under it."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

from commons.directory import commands
from commons.kernel.tenancy import in_commons
from infra import postgres
from infra.bench import web
from infra.bench.migrate import COLUMN, ROOM, migrate
from infra.bench.province import AT, Province
from infra.bench.release import Release
from infra.bench.rows import Row, Section

A_SECOND = 30
PAGES = ("/", "/notices/", "/enter/")
TIMES = 3
QUIET = 8.0  # seconds for the peer: the same requests while nothing else goes on


def under_load(where: Province) -> Iterator[Row]:
    """The release that runs goes on serving every office, whichever head it stands at (expand: a column and an index)."""
    where.fill()
    chance, hosts = random.Random(44), [f"{code}.localhost" for code in where.opened]
    with tempfile.TemporaryDirectory() as folder, web.serving({}) as port:
        release = Release(Path(folder), settings="infra.settings.bench")
        release.add(ROOM, "0990_under_load", COLUMN.format(name="third"))

        def ask(number: int) -> int:
            return web.status_of(port, chance.choice(hosts), PAGES[number % len(PAGES)])

        for number in range(40):
            ask(number)
        with web.asking(ask, a_second=A_SECOND) as quiet:
            time.sleep(QUIET)
        with web.asking(ask, a_second=A_SECOND) as busy:
            code, report = migrate(release)
    done = code == 0 and sorted(report["done"]) == sorted(where.opened)
    yield Row(
        f"{A_SECOND} requests/s while {len(where.opened):,} offices are migrated, {len(busy.answers)} of them",
        f"{busy.broken} broken", f"{report['seconds']:.1f} s of migration", bar="0",
        holds=done and busy.broken == 0 and len(busy.answers) > 0,
    )  # fmt: skip
    yield Row(
        "… p95 of an answer", f"{busy.p95 * 1000:.0f} ms", f"nothing else going on: {quiet.p95 * 1000:.0f} ms",
        f"{busy.p95 / quiet.p95:.1f}×",
    )  # fmt: skip


def killed_under_it(where: Province) -> Iterator[Row]:
    """kill -9 of the postmaster when a third of the offices are through; the next run does the rest and nothing else."""
    where.fill()
    with tempfile.TemporaryDirectory() as folder:
        release = Release(Path(folder), settings="infra.settings.bench")
        release.add(ROOM, "0990_under_load", COLUMN.format(name="third"))
        release.add(ROOM, "0991_killed", COLUMN.format(name="fourth"))
        before = set(_heads().values())
        with ThreadPoolExecutor(1) as killer:
            killed = killer.submit(_kill_when_a_third_is_through, where, before)
            first, _ = migrate(release, or_died=True)
            killed.result()
        postgres.ensure_running(where.home)
        through = {code for code, head in _heads().items() if head not in before}
        code, report = migrate(release)
    rest = sorted(set(where.opened) - through)
    yield Row(
        f"PostgreSQL killed with {len(through):,} of {len(where.opened):,} offices migrated: the next run",
        f"{len(report['done']):,} offices, {report['seconds']:.1f} s", bar="the others",
        holds=first != 0 and code == 0 and sorted(report["done"]) == rest and not report["failed"],
    )  # fmt: skip


def _kill_when_a_third_is_through(where: Province, before: set[str]) -> None:
    while sum(head not in before for head in _heads().values()) < len(where.opened) / 3:
        time.sleep(0.02)
    connections.close_all()
    os.kill(int((where.home / "postgres/data/postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)


def _heads() -> dict[str, str]:
    """Office → the head it stands at, asked on a connection of its own."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        return dict(owner.execute("SELECT code, schema_head FROM directory_office WHERE state = 'ready'").fetchall())


def at_the_door(where: Province) -> Iterator[Row]:
    """How long after an office was suspended a request may still have come in and been served, its doors having been warm."""
    where.fill(min(2, where.offices))
    code, latest = where.opened[-1], 0.0
    with web.serving({}, workers=1) as one, web.serving({}, workers=1) as two:
        ports = (one, two)
        for _ in range(TIMES):
            assert [web.status_of(port, f"{code}.localhost", "/") for port in ports] == [200, 200]
            with in_commons():
                commands.suspend_office(actor=where.operator, code=code, reason="bench", at=AT)
            suspended = time.perf_counter()
            latest = max(latest, *(_last_served(port, code) - suspended for port in ports))
            with in_commons():
                commands.resume_office(actor=where.operator, code=code, at=AT)
            time.sleep(settings.HOST_CACHE_SECONDS)
    yield Row(
        f"a suspended office served by a web process, at the latest, {TIMES} times", f"{latest:.2f} s later",
        f"hosts are remembered {settings.HOST_CACHE_SECONDS:g} s", bar="≤ 1 s", holds=latest <= 1,
    )  # fmt: skip


def _last_served(port: int, code: str) -> float:
    """When the last request began that was not refused; 0 if there was none."""
    last = 0.0
    while True:
        asked = time.perf_counter()
        if web.status_of(port, f"{code}.localhost", "/") == 503:
            return last
        last = asked


SECTIONS = (
    Section("migrate-load", "a deploy while people are served", under_load),
    Section("migrate-crash", "a deploy whose server is killed", killed_under_it),
    Section("suspended", "an office is suspended", at_the_door),
)
