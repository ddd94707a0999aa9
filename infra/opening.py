"""Many offices opened side by side: one process a core, each with an owner's connection of its own.

Opening is catalog work in the database, so more processes than cores gain nothing (scale.md §1.1). Every office is
committed by itself: whatever is killed, by calling again the rest is opened and nothing is done twice.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import DatabaseError, connections

from commons.directory import commands, provisioning
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.errors import Refusal
from commons.kernel.tenancy import in_commons

RECYCLE = 50  # offices a connection builds: PostgreSQL remembers every table it has seen (scale.md §3.1)
REFRESH = 50  # from so many new schemas on, the catalogs are analysed afterwards
_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass(frozen=True)
class Opened:
    """How it went with one office; `problem` is a sentence, or "" if it is open."""

    code: str
    problem: str = ""


@dataclass(frozen=True)
class Progress:
    done: int
    total: int
    seconds: float

    @property
    def rate(self) -> float:
        """Offices a second."""
        return self.done / max(self.seconds, 0.001)

    @property
    def left(self) -> float:
        """Seconds until the end, if it goes on like this."""
        return (self.total - self.done) / max(self.rate, 0.001)


Hear = Callable[[Opened, Progress], None]


def cores() -> int:
    return len(os.sched_getaffinity(0))


def open_all(codes: Sequence[str], *, actor: Actor, workers: int, hear: Hear) -> list[Opened]:
    """Open every office; one that fails is told and the others go on. Returns those that failed."""
    started, failed = time.monotonic(), []
    connections.close_all()  # what is open now must not be shared with the children
    with ProcessPoolExecutor(
        max(1, min(workers, len(codes))), multiprocessing.get_context("fork"), _begin, (os.getpid(),)
    ) as pool:
        waiting = [pool.submit(_open, actor, code) for code in codes]
        for done, each in enumerate(as_completed(waiting), start=1):
            opened = each.result()
            if opened.problem:
                failed.append(opened)
            hear(opened, Progress(done, len(codes), time.monotonic() - started))
        if len(codes) >= REFRESH:
            list(pool.map(_refresh, provisioning.GROWING))
    return failed


# ── in a child ────────────────────────────────────────────────────────────────────────────────
def _begin(parent: int) -> None:
    """A child goes with its parent, and Ctrl-C is the parent's to hear."""
    ctypes.CDLL(None, use_errno=True).prctl(_DEATH_OF_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_held: list[psycopg.Connection[Any]] = []
_served = [0]


def _open(actor: Actor, code: str) -> Opened:
    try:
        with in_commons():
            commands.open_office(actor=actor, code=code, at=clock.now(), owner=_owner())
    except Refusal as refusal:
        return Opened(code, refusal.message)
    except (psycopg.Error, DatabaseError) as wrong:
        return Opened(code, f"数据库出错：{str(wrong).splitlines()[0]}")
    return Opened(code)


def _refresh(catalog: str) -> None:
    provisioning.refresh_catalog(_owner(), catalog)


def _owner() -> psycopg.Connection[Any]:
    """This process's connection, exchanged for a fresh one every so often and whenever it broke."""
    if _held and (_served[0] >= RECYCLE or _held[0].closed):
        _held.pop().close()
    if not _held:
        _held.append(provisioning.connect_as_owner())
        _served[0] = 0
    _served[0] += 1
    return _held[0]
