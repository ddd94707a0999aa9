"""Offices are made: against django-tenants' own ways at the same number of tables, and against the bare statements."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from commons.directory import commands, provisioning, queries
from commons.directory.models import Office
from commons.kernel.tenancy import in_commons
from infra.bench import server
from infra.bench.province import AT, Province
from infra.bench.rows import Row, Section

BLOCK = 10  # offices opened one by one, in this process, where time and CPU are looked at closely
POOL = 5  # offices ordered out of the warm pool
PEERS = 2  # offices that django-tenants makes by its migrations


@dataclass(frozen=True)
class Sample:
    """What opening one office costs: wall seconds, and CPU seconds of this process and its two server processes."""

    wall: float
    cpu: float


def founding(where: Province) -> Iterator[Row]:
    where.found()
    offices = Office.objects.count()
    seconds = where.founding_seconds
    yield Row(
        f"the directory of a province, {offices:,} offices", f"{seconds:.2f} s", bar="≤ 10 s", holds=seconds <= 10
    )


def creation(where: Province) -> Iterator[Row]:
    """The order matters: a close look at the 100th, the many, a close look at the last, then the peers at that size."""
    if where.offices < 4 * BLOCK + POOL:
        raise SystemExit(f"--offices {where.offices} is too few for this section: at least {4 * BLOCK + POOL}.")
    where.fill(min(100, where.offices - 2 * BLOCK - POOL) - BLOCK)
    with _bare_statements() as replay:
        early, before = _in_turns(where, replay)
        where.fill(where.offices - BLOCK - POOL)
        late, floor = _in_turns(where, replay)
    at_once = _side_by_side(len(os.sched_getaffinity(0)))
    each = where.bulk_seconds / where.bulk_offices
    here = f"at {len(where.opened):,} offices"

    migrated = median(_others("migrations", *(f"peer_migrated_{number}" for number in range(PEERS))))
    ratio = migrated / late.wall
    peer = f"django-tenants {migrated:.2f} s ({PEERS} timed)"
    yield Row(
        f"one office, 1 worker, {here}", f"{late.wall:.3f} s", peer, f"{ratio:.0f}×", "≥ 40×", where.judged(ratio >= 40)
    )
    ratio = migrated / each
    cores = f"one office, {len(os.sched_getaffinity(0))} workers, mean of {where.bulk_offices:,}"
    yield Row(cores, f"{each:.3f} s", peer, f"{ratio:.0f}×", "≥ 75×", where.judged(ratio >= 75))
    cloned = median(_others("clone", "peer_cloned_0", "peer_cloned_1"))
    ratio = cloned / late.wall
    yield Row(
        f"one office, 1 worker, {here}", f"{late.wall:.3f} s", f"its clone {cloned:.2f} s", f"{ratio:.1f}×", "≥ 10×",
        where.judged(ratio >= 10),
    )  # fmt: skip
    ratio = late.cpu / early.cpu
    yield Row(
        f"CPU of an office, the last {BLOCK} {here}", f"{late.cpu * 1000:.0f} ms",
        f"around the 100th {early.cpu * 1000:.0f} ms; psql's seconds grew {floor / before:.2f}×",
        f"{ratio:.2f}×", "≤ 1.3×", ratio <= 1.3,
    )  # fmt: skip
    ratio = late.wall / floor
    yield Row(
        f"one office, 1 worker, {here}", f"{late.wall:.3f} s", f"floor: its DDL by psql {floor:.3f} s",
        f"{ratio:.2f}×", "≤ 1.5×", ratio <= 1.5,
    )  # fmt: skip
    ratio = each / at_once
    yield Row(
        cores, f"{each:.3f} s", f"floor: a psql a core, {at_once:.3f} s", f"{ratio:.2f}×", "≤ 1.5×", ratio <= 1.5
    )  # fmt: skip
    total = where.bulk_seconds / where.bulk_offices * where.offices
    told = f"all {where.offices:,} schemas, {len(os.sched_getaffinity(0))} workers"
    yield Row(told, f"{total / 60:.1f} min", bar="≤ 8 min", holds=total <= 480)
    lines = _difference(where.opened[-1])
    yield Row("pg_dump: provisioned against migrated", f"{lines} lines", bar="0 lines", holds=lines == 0)


def warm_pool(where: Province) -> Iterator[Row]:
    """From the order to the office's own page, with spare schemas kept ready; then what is left of this run."""
    where.fill(where.offices - POOL)
    while provisioning.keep_spares(at_most=20):
        pass
    Client().get("/", headers={"host": f"{where.opened[0]}.localhost"})  # a web process that has served before
    seconds = []
    for code in [each for each in where.codes() if each not in set(where.opened)][:POOL]:
        started = time.perf_counter()
        with in_commons():
            commands.request_opening(actor=where.operator, code=code, at=AT)
            commands.open_office(actor=where.operator, code=code, at=AT)
        if Client().get("/", headers={"host": f"{code}.localhost"}).status_code != 200:
            raise RuntimeError(f"{code} does not answer")
        seconds.append(time.perf_counter() - started)
        where.opened.append(code)
    worst = max(seconds)
    yield Row(
        f"from the order to its own page, worst of {len(seconds)}", f"{worst * 1000:.0f} ms", bar="≤ 1 s",
        holds=worst <= 1,
    )  # fmt: skip
    where.fill()


def diet(where: Province) -> Iterator[Row]:
    where.fill(min(BLOCK, where.offices))
    server.as_peer("defaults", "peer_defaults")
    with where.owner() as owner:
        ours, default = _weight(owner, f"o_{where.codes()[0]}"), _weight(owner, "peer_defaults")
        (catalogs,) = owner.execute(_CATALOGS).fetchone()
        owner.execute("DROP SCHEMA peer_defaults CASCADE")
    fewer = 1 - ours[0] / default[0]
    told = f"Django's defaults {default[0]} ({default[1] / 2**20:.1f} MiB)"
    yield Row("relations of an empty office", f"{ours[0]}", told, f"−{fewer:.1%}", "≥ −35%", fewer >= 0.35)
    yield Row("disk of an empty office", f"{ours[1] / 2**20:.2f} MiB", bar="≤ 3 MB", holds=ours[1] <= 3_000_000)
    yield Row("catalogs, each office's share", f"{catalogs / max(1, len(where.opened)) / 2**20:.1f} MiB")


SECTIONS = (
    Section("found", "the directory of a whole province", founding),
    Section("create", "one schema an office", creation),
    Section("pool", "an order is served by a rename", warm_pool),
    Section("diet", "what an empty office weighs", diet),
)


# ── looking closely ───────────────────────────────────────────────────────────────────────────
def _in_turns(where: Province, replay: Callable[[], float]) -> tuple[Sample, float]:
    """BLOCK offices opened in this process over one connection and, in turns with them, the same statements by psql over
    one of its own: what else the machine does slows both. The first only fills the caches of its connection."""
    codes = where.codes()[len(where.opened) : len(where.opened) + BLOCK]
    samples, floors = [], []
    with where.owner() as owner, in_commons():
        for code in codes:
            connection.ensure_connection()
            servers = [owner.info.backend_pid, connection.connection.info.backend_pid]
            cpu, wall = _cpu(servers), time.perf_counter()
            commands.open_office(actor=where.operator, code=code, at=AT, owner=owner)
            samples.append(Sample(time.perf_counter() - wall, _cpu(servers) - cpu))
            floors.append(replay())
    where.opened += codes
    return Sample(median(each.wall for each in samples[1:]), median(each.cpu for each in samples[1:])), median(floors)


def _cpu(pids: list[int]) -> float:
    """Seconds that this process and those have worked so far."""
    return time.process_time() + sum(
        int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9  # nanoseconds on a core
        for pid in pids
    )


def _others(way: str, *schemas: str) -> list[float]:
    """Seconds of each, and nothing left behind."""

    printed = server.as_peer(way, *schemas)
    with provisioning.connect_as_owner() as owner:
        for schema in schemas:
            owner.execute(f'DROP SCHEMA "{schema}" CASCADE')
    return [float(text) for text in printed.split()]


def _side_by_side(count: int) -> float:
    """Seconds a schema when so many psql make them at once: what the server can do, whoever asks."""
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(count) as pool:
        replays = [stack.enter_context(_bare_statements(f"side_{number}")) for number in range(count)]
        started = time.perf_counter()
        list(pool.map(lambda replay: [replay() for _ in range(BLOCK)], replays))
        return (time.perf_counter() - started) / (count * BLOCK)


@contextlib.contextmanager
def _bare_statements(name: str = "floor") -> Iterator[Callable[[], float]]:
    """A function that makes one more schema by the script alone, indexes and constraints included, and says how many
    seconds it took: one psql, connected beforehand; no office, nothing checked, nothing left behind."""
    script = provisioning.script_of(queries.blueprint())
    psql = str(Path(settings.PG_DUMP).with_name("psql"))
    with provisioning.connect_as_owner() as owner:
        dsn = server.libpq_uri(owner)
        made: list[str] = []
        with subprocess.Popen(
            [psql, "-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", dsn],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            typed, printed = process.stdin, process.stdout
            if typed is None or printed is None:
                raise RuntimeError("psql without pipes")

            def replay() -> float:
                made.append(f"{name}_{len(made)}")
                started = time.perf_counter()
                typed.write(f"BEGIN; CREATE SCHEMA {made[-1]}; SET LOCAL search_path = {made[-1]};\n{script}COMMIT;\n")
                typed.write("\\echo done\n")
                typed.flush()
                if printed.readline() != "done\n":
                    raise RuntimeError("psql did not get through the script")
                return time.perf_counter() - started

            replay()  # the first one of a connection fills its caches, as with the office it is compared with
            yield replay
            typed.close()
        for schema in made:
            owner.execute(f"DROP SCHEMA {schema} CASCADE")


def _difference(code: str) -> int:
    """Lines in which pg_dump of an office and of the migrated template differ, rights and first rows included."""

    def dump(schema: str) -> list[str]:
        seeds = [f"--exclude-table-data={schema}.directory_*"]
        with provisioning.connect_as_owner() as owner:
            dsn = server.libpq_uri(owner)
        done = subprocess.run(
            [settings.PG_DUMP, f"--schema={schema}", *seeds, dsn], capture_output=True, text=True, check=True
        )
        lines = re.sub(rf"\b{schema}\b", "S", done.stdout).splitlines()
        return [text for text in lines if not text.startswith(("\\restrict", "\\unrestrict"))]

    changed = difflib.unified_diff(dump(provisioning.TEMPLATE), dump(f"o_{code}"), lineterm="", n=0)
    return sum(text[:1] in "+-" and not text.startswith(("+++", "---")) for text in changed)


def _weight(owner: Any, schema: str) -> tuple[int, int]:
    """Relations of a schema, TOAST tables and their indexes included, and their bytes."""
    return tuple(owner.execute(_WEIGHT, [schema]).fetchone())


_WEIGHT = """
WITH t AS (SELECT oid, reltoastrelid FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'S'))
SELECT count(*) + count(nullif(reltoastrelid, 0)) * 2
     + (SELECT count(*) FROM pg_index WHERE indrelid IN (SELECT oid FROM t)),
       sum(pg_total_relation_size(oid))::bigint FROM t
"""
_CATALOGS = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'"
