"""`renda demo`: the demo province, provisioned and filled; `--links` prints a way into every face."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections, transaction

from commons.directory import commands as directory
from commons.directory import queries as offices
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.tenancy import in_commons, in_office
from commons.outbox import relay
from infra.demo import deputies, links
from infra.demo.cast import Cast
from infra.demo.offices import OFFICES, Office, fill
from infra.demo.year import morning


class Command(BaseCommand):
    help = "建立演示省份：广东省、江门市、蓬江区及其镇街，填入一年的工作。可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--links", action="store_true", help="只打印各入口的一次性登录链接")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["links"]:
            for line in links.table():
                self.stdout.write(line)
            return
        self._provision()
        self._fill_side_by_side()
        self._letters()
        self.stdout.write("演示省份已就绪。")

    def _provision(self) -> None:
        operator = Actor(None, "演示", "", frozenset({Role.PROVISIONER, Role.SYSTEM}))
        with in_commons():
            # Three years ago: the rules that the demo's past years pin have to be in force by then.
            at = morning(dt.date(clock.today().year - 3, 1, 4))
            for division, depth in (("44", 0), ("4407", 0), ("440703", None)):
                directory.found_offices(actor=operator, division=division, depth=depth, at=at, is_demo=True)
            codes = [each.code for each in offices.offices() if each.is_demo and not each.is_serving]
            directory.open_offices(actor=operator, codes=codes, at=at)
        links.engage_platform()
        relay.drain_all()

    def _fill_side_by_side(self) -> None:
        """Offices share no rows, so each core takes the next one: a child begins with a connection of its own."""
        largest_first = sorted(OFFICES, key=lambda office: -office.suggestions - office.deputies)
        connections.close_all()
        cores = min(len(os.sched_getaffinity(0)), len(OFFICES))
        with ProcessPoolExecutor(cores, multiprocessing.get_context("fork")) as pool:
            for line in pool.map(_fill, largest_first):
                if line:
                    self.stdout.write(line)

    def _letters(self) -> None:
        """What the towns brought up is answered at the county; every office that was rung for counts its figures."""
        relay.drain_all()
        with in_office("440703"), transaction.atomic():
            deputies.answer_from_below(Cast.found(), clock.today().year)
        relay.drain_all()


def _fill(office: Office) -> str:
    """In a child: what is to be said about it. A refusal is told in words, for its class may not survive the way back."""
    started = time.monotonic()
    try:
        made = fill(office, clock.today())
    except Exception:
        raise RuntimeError(f"{office.code}：{traceback.format_exc()}") from None
    return f"{office.code}：演示年度已建立（{time.monotonic() - started:.1f} 秒）" if made else ""
