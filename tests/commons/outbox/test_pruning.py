"""Delivered mail is kept thirty days, undelivered mail for ever, and a receipt exactly as long as its message."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from commons.directory import queries as directory
from commons.kernel.tenancy import in_commons, in_office
from commons.outbox import pruning, relay
from commons.outbox.commands import publish
from commons.outbox.models import Message, Receipt
from infra import tasks
from tests.conftest import NEIGHBOUR, PROVINCE, TOWN
from tests.factories.exchange import Rang, leave_a_mark, marks, subscribed
from tests.factories.people import AT

NOW = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)  # every message of these tests is due by then
KEPT = settings.OUTBOX_KEPT


def send(*numbers: int, to: str = "") -> None:
    for number in numbers:
        publish(Rang(at=AT, number=number), to=to)


def kept() -> list[int]:
    return sorted(each.payload["number"] for each in Message.objects.all())


def fail(event: Rang) -> None:
    raise ValueError("a bug")


def test_it_is_thirty_days() -> None:
    assert dt.timedelta(days=30) == KEPT


def test_what_was_done_long_ago_goes_with_its_receipt_and_what_is_newer_stays(town: str) -> None:
    with subscribed({Rang: [leave_a_mark]}):
        send(1)
        relay.drain(TOWN, at=NOW)
        send(2)
        relay.drain(TOWN, at=NOW + dt.timedelta(days=1))
    assert pruning.prune(at=NOW + KEPT) == 0
    assert pruning.prune(at=NOW + KEPT + dt.timedelta(seconds=1)) == 1
    assert kept() == [2]
    assert [each.message_uid for each in Receipt.objects.all()] == [Message.objects.get().uid]
    assert marks() == [1, 2]


def test_what_was_never_delivered_stays_however_old_and_keeps_the_receipts_it_has(town: str) -> None:
    """One handler had it, the other never could: put right years later, the first must not have it again."""
    send(3)
    with subscribed({Rang: [leave_a_mark, fail]}):
        at = NOW
        for _ in range(relay.GIVE_UP_AFTER):
            relay.drain(TOWN, at=at)
            at += dt.timedelta(hours=2)
    assert pruning.prune(at=NOW + dt.timedelta(days=4000)) == 0
    assert (kept(), Receipt.objects.count()) == ([3], 1)
    Message.objects.update(attempts=0)
    with subscribed({Rang: [leave_a_mark]}):
        assert relay.drain(TOWN, at=NOW + dt.timedelta(days=4000)) == 1
    assert marks() == [3]


def test_a_letters_receipt_goes_with_the_letter_and_other_offices_keep_theirs(town: str) -> None:
    with subscribed({Rang: [leave_a_mark]}):
        send(4, to=NEIGHBOUR)
        relay.drain(TOWN, at=NOW)
        with in_office(NEIGHBOUR):
            send(5)
            relay.drain(NEIGHBOUR, at=NOW)
            assert Receipt.objects.count() == 2
    assert pruning.prune(at=NOW + KEPT * 2) == 1
    assert kept() == []
    with in_office(NEIGHBOUR):
        assert (kept(), marks()) == ([5], [4, 5])
        assert [each.message_uid for each in Receipt.objects.all()] == [Message.objects.get().uid]


def test_many_go_in_batches(town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    with subscribed({Rang: [leave_a_mark]}):
        send(*range(5))
        relay.drain(TOWN, at=NOW)
    assert pruning.prune(at=NOW + KEPT * 2) == 5
    assert (Message.objects.count(), Receipt.objects.count()) == (0, 0)


def test_beat_prunes_every_office_the_province_included(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(tasks.prune_office, "delay", lambda *, office_code: asked.append(office_code))
    tasks.prune_everywhere()
    with in_commons():
        assert asked == directory.ready_offices()
    assert {PROVINCE, TOWN} <= set(asked)
    assert tasks.prune_everywhere.name in {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    with in_office(TOWN), subscribed({Rang: [leave_a_mark]}):
        send(6)
        relay.drain(TOWN, at=NOW - KEPT * 2)
        Message.objects.update(done_at=NOW - KEPT * 2)
    tasks.prune_office(office_code=TOWN)
    with in_office(TOWN):
        assert kept() == []
