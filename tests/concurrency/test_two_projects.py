"""Two projects opened and two payments entered at the same moment, with real commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from commons.kernel.tenancy import in_office
from tenants.delivery import queries
from tenants.delivery.errors import PaidExceedsArrived
from tenants.delivery.models import Project
from tenants.delivery.terms import MoneyKind
from tests.conftest import TOWN
from tests.factories import delivery as make


def at_once(work: Callable[[int], Any], times: int) -> list[Any]:
    """The same work several times, each in a connection of its own, let go at the same moment."""
    gate = threading.Barrier(times)

    def run(number: int) -> Any:
        try:
            with in_office(TOWN):
                gate.wait(10)
                return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return [each.result(60) for each in [pool.submit(run, number) for number in range(times)]]


def test_projects_opened_at_once_stand_one_after_the_other(committed: str) -> None:
    at_once(lambda number: make.opened(f"项目{number}"), 4)
    with in_office(TOWN):
        assert sorted(Project.objects.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_payments_entered_at_once_do_not_together_exceed_what_has_arrived(committed: str) -> None:
    with in_office(TOWN):
        project = make.opened()
        make.enter(project, MoneyKind.ARRIVED, 100)

    def pay(number: int) -> bool:
        try:
            make.enter(project, MoneyKind.PAID, 60, voucher=f"财字 {number}")
        except PaidExceedsArrived:
            return False
        return True

    assert sorted(at_once(pay, 4)) == [False, False, False, True]
    with in_office(TOWN):
        assert queries.totals(project.uid).paid_fen == 60_00
