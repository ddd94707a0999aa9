"""One office out and back, while the others are served: against `pg_dump` of the same schema, at the same size."""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import Client

from commons.access import commands as access
from commons.audit.commands import record
from commons.directory import provisioning, queries
from commons.directory.life import archiving
from commons.identity import commands as identity
from commons.identity.terms import MembershipKind
from commons.kernel.actor import Role, system
from commons.kernel.tenancy import in_commons, in_office
from infra.bench.province import AT, Province
from infra.bench.rows import Row, Section

TIMES = 9
ENTRIES = 400  # acts that the office has behind it: the fixed cost is what is measured


def export_and_restore(where: Province) -> Iterator[Row]:
    """Export, restore, and a copy for inspection; a neighbour's page is asked all the while."""
    where.fill()
    code, neighbour = where.opened[-1], where.opened[0]
    _work(code)
    with provisioning.connect_as_owner() as owner:
        for catalog in provisioning.GROWING:  # the peer reads all of them: it is measured at its best
            provisioning.refresh_catalog(owner, catalog)
    before = _elsewhere(code)
    path = where.home / "office.zip"
    with in_commons():
        exports = [
            _seconds(partial(archiving.export_office, actor=where.operator, code=code, to=path, at=_at(n)))
            for n in range(TIMES)
        ]
        export, worst = statistics.median(exports), max(exports)
        peer = _pg_dump(queries.office(code).schema_name, where.home / "office.dump")
        yield Row(
            f"export of one office of {len(where.opened):,}, median of {TIMES}",
            f"{export * 1000:.0f} ms (worst {worst * 1000:.0f})",
            f"pg_dump -n, catalogs analysed: {peer:.1f} s",
            f"{peer / export:.0f}×",
            "≤ 1 s, ≥ 200×",
            export <= 1 and where.judged(peer / export >= 200),
        )
        with _asking(neighbour) as answers:
            restores = [
                _seconds(partial(archiving.restore_office, actor=where.operator, path=path, at=_at(n)))
                for n in range(5)
            ]
        yield Row(
            "restore, what stands there exported first, median of 5",
            f"{statistics.median(restores):.2f} s (worst {max(restores):.2f})",
            bar="≤ 5 s",
            holds=max(restores) <= 5,
        )
        yield Row(
            f"a neighbour's page meanwhile, {len(answers)} times",
            f"p99 {_p99(answers) * 1000:.0f} ms",
            bar="all answered",
            holds=all(seconds < 30 for seconds in answers) and bool(answers),
        )
        after = _elsewhere(code)
        changed = sorted(schema for schema in before if before[schema] != after.get(schema))
        yield Row(
            f"schemas of others whose rows changed, of {len(before):,}",
            str(len(changed)),
            bar="0",
            holds=not changed,
        )


def _work(code: str) -> None:
    """Something in it: a clerk and evidence of acts."""
    with in_office(code):
        machine = system(code)
        clerk = identity.register_account(actor=machine, name="王经办", phone="13900004407", at=AT)
        access.appoint(actor=machine, account=clerk, kind=MembershipKind.STAFF, roles=[Role.CLERK], at=AT)
        for number in range(ENTRIES):
            record("bench.act", clerk, actor=machine, at=AT, facts={"n": number})


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _at(number: int) -> dt.datetime:
    return AT + dt.timedelta(seconds=number)


def _pg_dump(schema: str, path: Path) -> float:
    with provisioning.connect_as_owner() as owner:
        given, password = owner.info.get_parameters(), owner.info.password
    where = [
        f"--{flag}={given[key]}"
        for key, flag in (("host", "host"), ("port", "port"), ("user", "username"))
        if key in given
    ]
    command = [settings.PG_DUMP, *where, f"--schema={schema}", "-Fc", f"--file={path}", given["dbname"]]
    return _seconds(lambda: subprocess.run(command, check=True, env={**os.environ, "PGPASSWORD": password}))


def _elsewhere(code: str) -> dict[str, tuple[int, int, int]]:
    """What was ever inserted, updated and deleted in every other office's schema, by PostgreSQL's own count."""
    with provisioning.connect_as_owner() as owner:
        owner.execute("SELECT pg_stat_force_next_flush()")
        rows = owner.execute(
            "SELECT schemaname, sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) FROM pg_stat_user_tables"
            " WHERE schemaname LIKE %s AND schemaname <> %s GROUP BY 1",
            [r"o\_%", f"o_{code}"],
        ).fetchall()
    return {schema: (int(inserted), int(updated), int(deleted)) for schema, inserted, updated, deleted in rows}


class _asking:
    """While it lasts, another thread asks for a page of `code`; gives the seconds of each answer (60: refused)."""

    def __init__(self, code: str) -> None:
        self.code, self.over = code, threading.Event()
        self.seconds: list[float] = []
        self.thread = threading.Thread(target=self._ask)  # noqa: TID251 (a browser, not the program)

    def __enter__(self) -> list[float]:
        self.thread.start()
        return self.seconds

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _ask(self) -> None:
        client = Client()
        try:
            while not self.over.is_set():
                started = time.perf_counter()
                status = client.get("/", headers={"host": f"{self.code}.localhost"}).status_code
                self.seconds.append(time.perf_counter() - started if status == 200 else 60)
        finally:
            connections.close_all()


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)] if seconds else 0.0


SECTIONS = (Section("archives", "one office out and back", export_and_restore),)
