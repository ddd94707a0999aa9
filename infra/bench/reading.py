"""Eight threads read from eight offices, and every answer is held against the office that was asked: in a process of its own.

Each office holds one row that carries its own code (`mark`). A thread goes from office to office as a web server's does:
the connection is taken, the office entered, some rows are read, the connection is given back.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from django.db import DatabaseError, connections

from commons.audit.commands import record
from commons.audit.models import Entry
from commons.directory.models import Office
from commons.kernel import clock, sessions, tenancy
from commons.kernel.actor import system
from commons.kernel.tenancy import connection
from infra.bench import server

THREADS = 8
A_VISIT = 4  # reads between taking a connection and giving it back
POOL = {"min_size": 2, "max_size": 4, "timeout": 60}  # fewer connections than threads: each goes through every hand
ACT = "bench.mark"


@dataclass(frozen=True)
class Found:
    reads: int = 0
    wrong: int = 0  # answered with another office's row, or with none
    failed: int = 0  # answered with an error
    refused: str = ""  # the sentence, where the process did not begin


def mark(codes: Sequence[str]) -> None:
    """Give each office the row that says whose it is."""
    for code in codes:
        with tenancy.in_office(code) as office:
            record(ACT, office, actor=system(code), at=clock.now())


def read(url: str, reads: int, codes: Sequence[str], *, pool: bool = False, trusting: bool = False) -> Found:
    """What a process finds that works on `url`: through Django's own pool or a connection a thread; `trusting`:
    without the proof that its sessions stay its own."""
    words = (str(reads), "pool" if pool else "direct", "trusting" if trusting else "proving", *codes)
    said = server.in_django(__name__, *words, DATABASE_URL=url, RENDA_DATABASE_ROLE="app")
    return Found(**json.loads(said.splitlines()[-1]))


def main(words: list[str]) -> None:
    reads, way, manner, *codes = words
    pool = way == "pool"
    if pool:
        connection.settings_dict |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
        connection.settings_dict["OPTIONS"]["pool"] = POOL
    if manner == "trusting":
        sessions.trust(connection.get_connection_params())
    try:
        print(json.dumps(asdict(_read(int(reads), codes, pool))))
    except sessions.SessionsShared as refused:
        print(json.dumps(asdict(Found(refused=str(refused)))))


def _read(reads: int, codes: list[str], pool: bool) -> Found:
    offices = list(Office.objects.filter(code__in=codes))
    visits = reads // THREADS // A_VISIT
    with ThreadPoolExecutor(THREADS) as readers:
        told = list(readers.map(lambda number: _visit(number, visits, offices, pool), range(THREADS)))
    connection.close()
    if pool:
        connection.close_pool()
    return Found(*(sum(figures) for figures in zip(*told, strict=True)))


def _visit(number: int, visits: int, offices: list[Office], pool: bool) -> tuple[int, int, int]:
    """One thread: reads, those that were wrong, those that failed."""
    chance, done, wrong, failed = random.Random(number), 0, 0, 0
    for _ in range(visits):
        office = chance.choice(offices)
        tenancy.enter(office)
        for _ in range(A_VISIT):
            done += 1
            try:
                wrong += list(Entry.objects.filter(act=ACT).values_list("office_code", flat=True)) != [office.code]
            except DatabaseError:
                failed += 1
        if pool:
            connection.close()  # as the end of a request does: back into the pool
    connections.close_all()
    return done, wrong, failed
