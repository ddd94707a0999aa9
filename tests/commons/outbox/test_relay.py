"""Mail: at least once, effect exactly once, inside the addressee's schema, and never one letter holding up another."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.db import connection, transaction

from commons.directory import commands as directory
from commons.kernel.events import Again
from commons.kernel.tenancy import in_commons, in_office, schema_name
from commons.outbox import relay
from commons.outbox.commands import publish
from commons.outbox.models import Message, Receipt
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.exchange import Rang, leave_a_mark, marks, subscribed
from tests.factories.people import AT, Role, actor

LATER = dt.timedelta(hours=2)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)


def fail(event: Rang) -> None:
    leave_a_mark(event)
    raise ValueError("a bug")


def wait_too_long(event: Rang) -> None:
    leave_a_mark(event)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 10")
        cursor.execute("SELECT pg_sleep(5)")


def test_a_fact_reaches_each_of_its_handlers_once(town: str) -> None:
    publish(Rang(at=AT, number=7))
    with subscribed({Rang: [leave_a_mark]}):
        assert relay.drain(TOWN, at=now()) == 1
        assert relay.drain(TOWN, at=now()) == 0
    assert marks() == [7]
    message = Message.objects.get()
    assert (message.event, message.payload) == ("factories.Rang", {"at": AT.isoformat(), "number": 7})
    assert message.done_at is not None


def test_a_replay_finds_the_receipt_and_does_nothing(town: str) -> None:
    publish(Rang(at=AT, number=7))
    with subscribed({Rang: [leave_a_mark]}):
        relay.drain(TOWN, at=now())
        Message.objects.update(done_at=None)
        assert relay.drain(TOWN, at=now()) == 1
    assert (marks(), Receipt.objects.count()) == ([7], 1)


def test_a_fact_of_an_act_that_was_rolled_back_was_never_said(town: str) -> None:
    with transaction.atomic():
        publish(Rang(at=AT))
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert relay.ringing() == []


def test_a_failing_handler_leaves_neither_receipt_nor_effect_and_is_tried_again_later(town: str) -> None:
    publish(Rang(at=AT, number=1))
    at = now()
    with subscribed({Rang: [fail]}):
        assert relay.drain(TOWN, at=at) == 0
    message = Message.objects.get()
    assert (marks(), Receipt.objects.count(), message.attempts, message.last_error) == ([], 0, 1, "ValueError")
    assert message.next_try_at == at + dt.timedelta(seconds=2)
    with subscribed({Rang: [leave_a_mark]}):
        assert relay.drain(TOWN, at=at + dt.timedelta(seconds=1)) == 0
        assert relay.drain(TOWN, at=at + dt.timedelta(seconds=2)) == 1
    assert marks() == [1]


def test_the_pauses_grow_and_after_eight_failures_the_letter_waits_for_a_person(town: str) -> None:
    publish(Rang(at=AT))
    at, pauses = now(), []
    with subscribed({Rang: [fail]}):
        for _ in range(relay.GIVE_UP_AFTER):
            relay.drain(TOWN, at=at)
            message = Message.objects.get()
            pauses.append((message.next_try_at - at).total_seconds())
            at = message.next_try_at
        assert pauses == [2, 4, 8, 16, 32, 64, 128, 256]
        assert relay.drain(TOWN, at=at + LATER) == 0
    message = Message.objects.get()
    assert (message.attempts, message.done_at) == (relay.GIVE_UP_AFTER, None)
    assert relay.ringing() == []


def test_a_handler_that_is_not_through_yet_is_asked_again(town: str) -> None:
    asked = []

    def not_yet(event: Rang) -> None:
        asked.append(event)
        leave_a_mark(event)
        if len(asked) < 12:  # more often than a failure is forgiven
            raise Again(after=dt.timedelta(seconds=2))

    publish(Rang(at=AT, number=1))
    at = now()
    with subscribed({Rang: [not_yet]}):
        done = [relay.drain(TOWN, at=at + dt.timedelta(seconds=second)) for second in range(24)]
    assert done == [0] * 22 + [1, 0]
    message = Message.objects.get()
    assert (len(asked), marks(), message.attempts, message.last_error) == (12, [1], 0, "")
    assert relay.ringing() == []


def test_one_handler_that_fails_does_not_undo_or_repeat_the_other(town: str) -> None:
    publish(Rang(at=AT, number=3))
    with subscribed({Rang: [leave_a_mark, fail]}):
        relay.drain(TOWN, at=now())
        assert (marks(), Receipt.objects.count()) == ([3], 1)
        relay.drain(TOWN, at=now() + LATER)
    assert (marks(), Receipt.objects.count()) == ([3], 1)


def test_one_letter_that_fails_does_not_hold_up_the_next(town: str) -> None:
    def fail_on_odd(event: Rang) -> None:
        if event.number % 2:
            raise ValueError("odd")
        leave_a_mark(event)

    for number in range(6):
        publish(Rang(at=AT, number=number))
    with subscribed({Rang: [fail_on_odd]}):
        assert relay.drain(TOWN, at=now()) == 3
    assert marks() == [0, 2, 4]
    assert (relay.ringing(), relay.ringing(at=now() + LATER)) == ([], [TOWN])


def test_a_handler_that_the_database_stops_is_a_failure_of_that_letter_only(town: str) -> None:
    """A lock or time limit looks like a lost database; the connection is asked before the round is given up."""
    publish(Rang(at=AT, number=1))
    with subscribed({Rang: [wait_too_long]}):
        assert relay.drain(TOWN, at=now()) == 0
    assert (marks(), Message.objects.get().last_error) == ([], "OperationalError")


def test_an_event_nobody_declares_waits_for_a_person_and_the_rest_goes_on(town: str) -> None:
    Message(event="nowhere.Happened", payload={}).save(force_insert=True)
    publish(Rang(at=AT, number=1))
    with subscribed({Rang: [leave_a_mark]}):
        assert relay.drain(TOWN, at=now()) == 1
    assert Message.objects.get(event="nowhere.Happened").attempts == 1


def test_an_event_without_subscribers_is_done_at_once(town: str) -> None:
    publish(Rang(at=AT))
    with subscribed({}):
        assert relay.drain(TOWN, at=now()) == 1


# ── letters ───────────────────────────────────────────────────────────────────────────────────


def test_a_letter_is_opened_inside_the_addressees_schema(town: str) -> None:
    opened_in = []

    def open_letter(event: Rang) -> None:
        opened_in.append(schema_name())
        leave_a_mark(event)

    publish(Rang(at=AT, number=5), to=NEIGHBOUR)
    with subscribed({Rang: [open_letter]}):
        assert relay.drain(TOWN, at=now()) == 1
    assert opened_in == [f"o_{NEIGHBOUR}"]
    assert (marks(), Receipt.objects.count(), schema_name()) == ([], 0, f"o_{TOWN}")
    with in_office(NEIGHBOUR):
        assert (marks(), Receipt.objects.count(), Message.objects.count()) == ([5], 1, 0)


def test_a_letter_that_fails_leaves_nothing_at_the_addressee_and_the_relay_at_home(town: str) -> None:
    publish(Rang(at=AT, number=5), to=NEIGHBOUR)
    with subscribed({Rang: [fail]}):
        relay.drain(TOWN, at=now())
    assert schema_name() == f"o_{TOWN}"
    assert Message.objects.get().attempts == 1
    with in_office(NEIGHBOUR):
        assert (marks(), Receipt.objects.count()) == ([], 0)


def test_a_letter_to_a_suspended_office_waits_and_arrives_when_it_is_back(town: str) -> None:
    publish(Rang(at=AT, number=5), to=NEIGHBOUR)
    with in_commons():
        directory.suspend_office(actor=actor(Role.PROVISIONER), code=NEIGHBOUR, reason="换届", at=AT)
    with subscribed({Rang: [leave_a_mark]}):
        assert relay.drain(TOWN, at=now()) == 0
        assert NEIGHBOUR in Message.objects.get(to_office=NEIGHBOUR).last_error
        with in_commons():
            directory.resume_office(actor=actor(Role.PROVISIONER), code=NEIGHBOUR, at=AT)
        assert relay.drain(TOWN, at=now() + LATER) == 1
    with in_office(NEIGHBOUR):
        assert marks() == [5]


def test_a_letter_to_an_office_that_does_not_exist_runs_nowhere(town: str) -> None:
    publish(Rang(at=AT, number=5), to="449999")
    with subscribed({Rang: [leave_a_mark]}):
        assert relay.drain(TOWN, at=now()) == 0
    assert (marks(), Message.objects.get().last_error) == ([], "UnknownOffice")
    with in_commons():
        assert marks() == []


# ── bells ─────────────────────────────────────────────────────────────────────────────────────


def test_a_bell_rings_until_the_mail_is_handed_over(town: str) -> None:
    publish(Rang(at=AT))
    assert relay.ringing() == [TOWN]
    with subscribed({Rang: [leave_a_mark]}):
        relay.drain(TOWN, at=now())
    assert relay.ringing(at=now() + LATER) == []


def test_a_letter_that_is_put_off_rings_when_it_is_due_and_not_before(town: str) -> None:
    publish(Rang(at=AT))
    with subscribed({Rang: [fail]}):
        for _ in range(2):
            at = now()
            relay.drain(TOWN, at=at)
    due = Message.objects.get().next_try_at
    assert due > at
    early = due - dt.timedelta(milliseconds=1)
    assert (relay.ringing(), relay.ringing(at=early), relay.ringing(at=due)) == ([], [], [TOWN])
    publish(Rang(at=AT, number=1))  # whoever rings meanwhile is heard at once
    assert relay.ringing() == [TOWN]
    with subscribed({Rang: [leave_a_mark]}):
        assert (relay.drain(TOWN, at=early), relay.drain(TOWN, at=due)) == (1, 1)
    assert relay.ringing(at=due + LATER) == []


def test_a_bell_that_no_office_answers_to_can_be_silenced(commons: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO public.outbox_doorbell (office_code) VALUES ('449999')")
    relay.unhook("449999")
    assert relay.ringing() == []


def test_whoever_has_much_mail_has_it_in_turns_and_nobody_waits_for_him(
    town: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(event: Rang) -> None:
        time.sleep(0.03)
        leave_a_mark(event)

    monkeypatch.setattr(relay, "TURN", 0.1)
    for number in range(10):
        publish(Rang(at=AT, number=number))
    with subscribed({Rang: [slowly]}):
        first = relay.drain(TOWN, at=now())
        assert 0 < first < 10
        assert relay.ringing() == [TOWN]
        while relay.ringing():
            relay.drain(TOWN, at=now())
    assert marks() == list(range(10))
