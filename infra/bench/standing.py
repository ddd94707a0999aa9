"""A province that stands: what a crash, a request and a long walk through all its offices cost."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from infra import postgres
from infra.bench.province import Province
from infra.bench.rows import Row, Section

LIMIT = 300 * 2**20  # bytes of private memory of one backend


def requests(where: Province) -> Iterator[Row]:
    """Statements of a page on a warm connection, counted on the wire: n of the view, one that enters the office."""
    where.fill(min(10, where.offices))
    hosts = [f"{code}.localhost" for code in where.opened[:2]]
    client = Client()
    for host in hosts * 2:
        client.get("/", headers={"host": host})  # host map, templates, content types
    with tempfile.TemporaryFile() as trace, CaptureQueriesContext(connection) as captured:
        connection.connection.pgconn.trace(trace.fileno())
        client.get("/", headers={"host": hosts[0]})
        connection.connection.pgconn.untrace()
        trace.seek(0)
        sent = [text.split(b"\t") for text in trace.read().splitlines()]
    statements = sum(words[1] == b"F" and words[3] in {b"Query", b"Execute"} for words in sent if len(words) > 3)
    n = len([query for query in captured.captured_queries if not query["sql"].startswith("SET ")])
    hosts_asked = sum("directory_officedomain" in query["sql"] for query in captured.captured_queries)
    yield Row(f"statements of a page whose view asks {n}", str(statements), bar="≤ n + 1", holds=statements <= n + 1)
    yield Row("… of these for the host", str(hosts_asked), bar="0", holds=hosts_asked == 0)


def memory(where: Province) -> Iterator[Row]:
    """One thread serves a page of every office in turn; its connection is exchanged when it has seen enough of them."""
    where.fill()
    client = Client()
    most, seen = 0, set()
    started = time.perf_counter()
    for code in where.opened:
        client.get("/", headers={"host": f"{code}.localhost"})
        connection.ensure_connection()
        pid = connection.connection.info.backend_pid
        seen.add(pid)
        most = max(most, _private(pid))
    each = (time.perf_counter() - started) / len(where.opened)
    yield Row(
        f"private memory of a backend, {len(where.opened):,} offices served", f"{most / 2**20:.0f} MiB",
        f"{len(seen)} backends, {settings.OFFICES_A_CONNECTION} offices each", bar="≤ 300 MiB", holds=most <= LIMIT,
    )  # fmt: skip
    yield Row("… a first page of each, on average", f"{each * 1000:.0f} ms")
    started = time.perf_counter()
    for _ in range(20):
        connection.close()
        connection.ensure_connection()
    cost = (time.perf_counter() - started) / 20
    yield Row("… what exchanging a connection costs", f"{cost * 1000:.1f} ms")


def crash(where: Province) -> Iterator[Row]:
    """The server is killed with work on its hands; until it answers again."""
    where.fill()
    connections.close_all()
    with where.owner() as owner:
        _checkpoint(where)
        owner.execute("CREATE TABLE public.crash AS SELECT g, repeat('x', 500) FROM generate_series(1, 100000) g")
        pid = int((where.home / "postgres/data/postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
    started = time.perf_counter()
    postgres.ensure_running(where.home)
    with where.owner() as owner:
        owner.execute("SELECT count(*) FROM directory_office")
        seconds = time.perf_counter() - started
        owner.execute("DROP TABLE public.crash")
    told = f"crash restart of PostgreSQL with {len(where.opened):,} schemas"
    yield Row(told, f"{seconds:.1f} s", bar="≤ 15 s", holds=seconds <= 15)


def _checkpoint(where: Province) -> None:
    """What a server does by itself every few minutes: a mass creation just before is not what is measured here."""
    with psycopg.connect(postgres.urls(where.home).superuser, autocommit=True) as superuser:
        superuser.execute("CHECKPOINT")


def _private(pid: int) -> int:
    """Bytes that belong to this process alone."""
    found: dict[str, Any] = {}
    for text in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value, *_ = text.split()
        found[name] = int(value) * 1024
    return int(found["Private_Clean:"] + found["Private_Dirty:"])


SECTIONS = (
    Section("request", "statements of a request", requests),
    Section("memory", "what a backend remembers", memory),
    Section("crash", "the server is killed", crash),
)
