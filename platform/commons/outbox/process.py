"""The relay process: drains the offices that rang. Nothing polls every schema; one sweep an hour finds what a lost
bell would have hidden."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from commons.audit import sealer
from commons.kernel.tenancy import in_office
from commons.outbox import relay

PAUSE = 0.3  # seconds between looks at the doorbell table: one small query
SWEEP_EVERY = 3600.0

log = structlog.get_logger("renda.relay")


def run(offices: Callable[[], Iterable[str]]) -> None:
    """Until SIGTERM. `offices` lists the codes of ready offices for the hourly sweep."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    next_sweep = 0.0
    while not stopping:
        try:
            sweep_due = time.monotonic() >= next_sweep
            for code in list(offices()) if sweep_due else relay.ringing():
                if stopping:
                    break
                drain_and_seal(code)
            if sweep_due:
                next_sweep = time.monotonic() + SWEEP_EVERY
        except (OperationalError, InterfaceError):
            log.warning("database_unreachable")
            connection.close()
            time.sleep(1.0)
        close_old_connections()
        time.sleep(PAUSE)


def drain_and_seal(code: str) -> None:
    relay.drain(code)
    with in_office(code, serving=False):
        sealer.seal()

