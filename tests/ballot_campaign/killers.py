"""Faults, all from outside: SIGKILL to whatever runs, a server process ended, a lock held so that a transaction stands at a
named point when it is killed. Nothing in the product knows of them."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from infra import postgres
from infra.bench.hall import CODE
from infra.bench.phones import request, send
from infra.bench.serving import House

SCHEMA = f"o_{CODE}"
HELD = 0.25  # seconds a lock is held before the kill: time enough for transactions to arrive at it
# Where a transaction of casting, checking or closing stands when it is held up by a lock on this table.
POINTS = {
    "before the ballot is written": ("ballot_sealedballot", "ballot_ballot"),
    "written, not committed": ("audit_entry",),
    "in the worker, verdict unwritten": ("ballot_sealedballot",),
}


def kill(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


@contextlib.contextmanager
def held(home: Path, tables: tuple[str, ...]) -> Iterator[None]:
    """Nobody writes to these tables while the block runs; reading goes on. Without a server there is nothing to hold."""
    with contextlib.ExitStack() as holding:
        with contextlib.suppress(psycopg.Error):
            owner = psycopg.connect(postgres.addresses(home).superuser)
            holding.callback(owner.close)  # which gives the locks back, and does not mind if the server is gone
            owner.execute("SET lock_timeout = 2000")
            for table in tables:
                owner.execute(f'LOCK TABLE {SCHEMA}."{table}" IN SHARE MODE')
        yield


class Killer:
    """Kills until told to stop. `did`: how often what."""

    def __init__(self, house: House, luck: random.Random, pause: float) -> None:
        self.house, self.luck, self.pause = house, luck, pause
        self.did: Counter[str] = Counter()
        self._stop = threading.Event()
        self._faults: list[tuple[int, str, Callable[[], bool]]] = [
            (4, "web worker", lambda: self._any("web", 1)),
            (1, "web, whole", lambda: self._first("web")),
            (2, "worker's child", lambda: self._any("worker", 1)),
            (1, "worker", lambda: self._first("worker")),
            (1, "relay", lambda: self._first("relay")),
            (2, "server process ended", self._terminate),
            (2, "server process killed", self._backend),
            (1, "postmaster", self._postmaster),
            *((2, point, lambda tables=tables, point=point: self._at(point, tables)) for point, tables in POINTS.items()),
        ]  # fmt: skip

    def run(self) -> None:
        while not self._stop.wait(self.luck.uniform(0.5, 1.5) * self.pause):
            weights = [weight for weight, _, _ in self._faults]
            _, name, act = self.luck.choices(self._faults, weights)[0]
            with contextlib.suppress(OSError, ValueError, IndexError, psycopg.Error):
                self.did[name] += act()
            if (
                self.luck.random() < 0.8
            ):  # mostly what was killed stands again before the next blow, however slow the machine
                while not self._is_alive() and not self._stop.wait(0.1):
                    pass

    def _is_alive(self) -> bool:
        question = request("/healthz/ready", "", host="44", method="GET")
        return send(self.house.port, question, timeout=5).status == 200

    def stop(self) -> None:
        self._stop.set()

    def _any(self, name: str, leave: int) -> bool:
        found = self.house.pids(name)[leave:]
        return bool(found) and kill(self.luck.choice(found))

    def _first(self, name: str) -> bool:
        found = self.house.pids(name)
        return bool(found) and kill(found[0])

    def _backends(self) -> list[int]:
        """Server processes that serve the application."""
        with psycopg.connect(postgres.addresses(self.house.home).superuser) as owner:
            found = owner.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'renda_app' AND datname = 'renda'")
            return sorted(pid for (pid,) in found)

    def _backend(self) -> bool:
        return kill(self.luck.choice(self._backends()))

    def _terminate(self) -> bool:
        chosen = self.luck.choice(self._backends())
        with psycopg.connect(postgres.addresses(self.house.home).superuser) as owner:
            return bool(owner.execute("SELECT pg_terminate_backend(%s)", [chosen]).fetchone()[0])

    def _postmaster(self) -> bool:
        return kill(self.house.backends()[0])

    def _at(self, point: str, tables: tuple[str, ...]) -> bool:
        with held(self.house.home, tables):
            time.sleep(HELD)
            if "worker" in point:
                return self._any("worker", 1)
            return self.luck.choice((lambda: self._any("web", 1), self._terminate, self._backend))()
