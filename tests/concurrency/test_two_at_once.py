"""Two at the same moment, with real commits: two relays, two sealers, two clients with one key, and kills between."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from commons.audit import sealer
from commons.audit.commands import record
from commons.audit.models import Link
from commons.audit.queries import verify_chain
from commons.identity import commands as identity
from commons.identity.models import Account
from commons.kernel.actor import system
from commons.kernel.tenancy import in_office
from commons.outbox import relay
from commons.outbox.commands import publish
from commons.outbox.models import Answer, Message, Receipt
from infra.settings import env
from tenants.cycles.models import Cycle
from tests.conftest import NEIGHBOUR, ROOT, TOWN
from tests.factories.doors import host
from tests.factories.exchange import Rang, leave_a_mark, marks, subscribed
from tests.factories.people import AT, Role, member

MANY = 60


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each in a thread and a connection of its own, let go at the same moment."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            gate.wait(10)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result(60) for each in [pool.submit(run, work) for work in works]]


@pytest.fixture
def wired() -> Iterator[None]:
    with subscribed({Rang: [leave_a_mark]}):
        yield


# ── relays ────────────────────────────────────────────────────────────────────────────────────


def test_two_relays_at_once_deliver_every_effect_once(committed: str, wired: None) -> None:
    with in_office(TOWN):
        for number in range(MANY):
            publish(Rang(at=AT, number=number), to=NEIGHBOUR if number % 3 == 0 else "")
    shares = at_once(*[lambda: relay.drain(TOWN, at=now())] * 3)
    relay.drain_all()
    assert sum(shares) == MANY
    with in_office(TOWN):
        here = marks()
        assert not Message.objects.filter(done_at=None).exists()
    with in_office(NEIGHBOUR):
        there = marks()
    assert sorted(here + there) == list(range(MANY))
    assert there == list(range(0, MANY, 3))
    assert relay.ringing() == []


def test_a_bell_that_rings_while_the_relay_works_is_heard(committed: str) -> None:
    """The handler itself publishes from another connection: an act that commits meanwhile."""

    def meanwhile(event: Rang) -> None:
        leave_a_mark(event)
        if event.number == 1:
            at_once(lambda: _publish(2))

    with subscribed({Rang: [meanwhile]}):
        _publish(1)
        relay.drain(TOWN, at=now())
        relay.drain_all()
    with in_office(TOWN):
        assert marks() == [1, 2]


def _publish(number: int) -> None:
    with in_office(TOWN):
        publish(Rang(at=AT, number=number))


KILLED = """
import datetime as dt, os, django
django.setup()
from commons.outbox import relay
from tests.factories.exchange import Rang, leave_a_mark
def die(event):
    os._exit(9)
relay.install({Rang: [leave_a_mark, die]}, after_mail=[])
relay.drain("%s", at=dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))
"""


def test_a_relay_killed_between_handing_over_and_marking_repeats_nothing(committed: str, wired: None) -> None:
    _publish(1)
    environment = {
        **os.environ,
        "DATABASE_URL": env.DATABASE_URL.replace("/renda?", f"/{committed}?"),
        "DJANGO_SETTINGS_MODULE": "infra.settings.test",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
    }
    done = subprocess.run(
        [sys.executable, "-c", KILLED % TOWN], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 9, done.stderr
    assert relay.ringing() == [TOWN]
    relay.drain_all()
    with in_office(TOWN):
        assert (marks(), Receipt.objects.count()) == ([1], 1)


# ── sealers ───────────────────────────────────────────────────────────────────────────────────


def test_two_sealers_and_acts_in_between_make_one_chain(committed: str) -> None:
    def seal() -> int:
        with in_office(TOWN):
            return sealer.seal()

    def act() -> None:
        with in_office(TOWN):
            for number in range(20):
                record("test.act", Account(), actor=system(TOWN), at=AT, facts={"n": number})

    at_once(act, seal, act, seal)
    seal()
    with in_office(TOWN):
        report = verify_chain()
        assert (report.holds, report.entries, report.sealed) == (True, 40, 40)
        assert Link.objects.count() == 40


# ── the same request twice ────────────────────────────────────────────────────────────────────

PATH = "/api/v1/cycles/cycles/"
YEAR = {"year": 2027, "term_no": 18, "session_no": 4}


@pytest.fixture
def bearer(committed: str) -> dict[str, str]:
    with in_office(TOWN):
        secret = identity.issue_token(
            actor=system(TOWN),
            account=member(Role.DIRECTOR),
            office_code=TOWN,
            role=Role.DIRECTOR,
            label="对接",
            life=dt.timedelta(days=3650),
            at=AT,
        )
    return {**host(TOWN), "authorization": f"Bearer {secret}"}


def plan_year(bearer: dict[str, str], key: str, **changes: int) -> tuple[int, Any]:
    response = Client().post(
        PATH, {**YEAR, **changes}, content_type="application/json", headers={**bearer, "idempotency-key": key}
    )
    return response.status_code, response.json()


def test_two_requests_with_one_key_act_once_and_are_answered_alike(bearer: dict[str, str]) -> None:
    answers = at_once(*[lambda: plan_year(bearer, "key-1")] * 4)
    assert [status for status, _ in answers] == [201] * 4
    assert all(body == answers[0][1] for _, body in answers)
    with in_office(TOWN):
        assert (Cycle.objects.count(), Answer.objects.count()) == (1, 1)


def test_two_requests_with_keys_of_their_own_are_two_acts_of_which_the_rule_lets_one(bearer: dict[str, str]) -> None:
    answers = at_once(lambda: plan_year(bearer, "key-1"), lambda: plan_year(bearer, "key-2"))
    assert sorted(status for status, _ in answers) == [201, 409]
    with in_office(TOWN):
        assert (Cycle.objects.count(), Answer.objects.count()) == (1, 1)
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False
