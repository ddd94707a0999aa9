"""`renda relay`: the postman. Drains the offices that rang and seals their evidence.

Nothing polls every schema; one sweep an hour finds what a lost bell would have hidden.
"""

from __future__ import annotations

import signal
import time
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from commons.audit import sealer
from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.tenancy import UnknownOffice, in_office
from commons.outbox import relay
from commons.outbox.commands import forget_answers
from infra.starting import look_before_serving

PAUSE = 0.3  # seconds between looks at the doorbell table: one small query
SWEEP_EVERY = 3600.0

log = structlog.get_logger("renda.relay")


class Command(BaseCommand):
    help = "投递进程：把各机构信箱里的消息交给处理者，并封存审计记录。"

    def handle(self, *args: Any, **options: Any) -> None:
        look_before_serving()
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        next_sweep = 0.0
        while not self.stopping:
            try:
                if time.monotonic() >= next_sweep:
                    self._sweep()
                    next_sweep = time.monotonic() + SWEEP_EVERY
                self._serve(relay.ringing())
                self._finish_round()
            except (OperationalError, InterfaceError):
                log.warning("database_unreachable")
                connection.close()
            time.sleep(PAUSE)

    def _finish_round(self) -> None:
        """A bug there must not hold up the post."""
        try:
            relay.finish_round()
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("round_failed")

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _sweep(self) -> None:
        codes = directory.ready_offices()
        self._serve(codes)
        for code in codes:
            with in_office(code, serving=False):
                forget_answers(at=clock.now())

    def _serve(self, codes: list[str]) -> None:
        for code in codes:
            if self.stopping:
                return
            try:
                relay.drain(code)
                with in_office(code, serving=False):
                    sealer.seal()
            except UnknownOffice:
                log.warning("bell_of_unknown_office", office=code)
                relay.unhook(code)
