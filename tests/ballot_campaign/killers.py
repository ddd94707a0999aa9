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
from infra.bench.serving import House

SCHEMA = f"o_{CODE}"
HELD = 0.25  # seconds a lock is held before the kill: time enough for transactions to arrive at it
LONGEST = 1.5  # pauses between a blow and the next
STANDS = 0.8  # chance that the next blow waits until what was hit stands again
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


class Fire:
    """So many blows, one after the other; then it is over, and the house must do the rest.

    Deputies tell the time by it (`await_blow`), not by a clock: on a slow machine what was killed takes longer to stand again,
    and neither the blows nor the ballots that they are meant for may be through before that.
    """

    def __init__(self, house: House, luck: random.Random, blows: int, pause: float) -> None:
        self.house, self.luck, self.blows, self.pause = house, luck, blows, pause
        self.did: Counter[str] = Counter()
        self.fallen = 0
        self._over: float | None = None
        self._news = threading.Condition()
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

    def burn(self) -> None:
        """Every blow hits something. Mostly what was hit stands again before the next one, however slow the machine."""
        try:
            for fallen in range(1, self.blows + 1):
                while not self._strikes():
                    pass
                if self.luck.random() < STANDS:
                    self.house.heals()
                self._tell(fallen)
        finally:
            self._over = time.monotonic()
            self._tell(self.blows)

    def _tell(self, fallen: int) -> None:
        with self._news:
            self.fallen = fallen
            self._news.notify_all()

    def await_blow(self, when: float) -> None:
        """Until so many blows have fallen; what is behind the point is a part of the pause before the next."""
        with self._news:
            self._news.wait_for(lambda: self.fallen >= min(int(when), self.blows))
        time.sleep(when % 1 * LONGEST * self.pause)

    @property
    def seconds_since(self) -> float:
        """How long it has been over."""
        return 0.0 if self._over is None else time.monotonic() - self._over

    def _strikes(self) -> bool:
        time.sleep(self.luck.uniform(0.5, LONGEST) * self.pause)
        _, name, act = self.luck.choices(self._faults, [weight for weight, _, _ in self._faults])[0]
        with contextlib.suppress(OSError, ValueError, IndexError, psycopg.Error):
            if act():
                self.did[name] += 1
                return True
        return False

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
