"""Real commits, real threads: one person one ballot. (Against closing and paper: `tests/ballot_campaign/test_closing_races.py`.)

And the control: without the unique index the same harness sees two ballots in one slot.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import psycopg
from django.conf import settings
from django.db import IntegrityError

from commons.kernel.tenancy import in_office
from tenants.ballot.commands.sealing import SealedReceipt
from tenants.ballot.errors import AnotherBallotStands
from tenants.ballot.models import SealedBallot
from tests.concurrency.test_two_ballots import together
from tests.conftest import TOWN
from tests.factories import sealed as s

ROUNDS = 4
RIVALS = ("甲", "乙", "丙", "甲乙", "乙丙", "")


def receipts(answers: list[Any]) -> list[bytes]:
    return sorted(bytes.fromhex(each.digest) for each in answers if isinstance(each, SealedReceipt))


def live(hall: s.Hall) -> list[bytes]:
    found = SealedBallot.objects.filter(round_uid=hall.round.uid).exclude(verdict=False)
    return sorted(bytes(each) for each in found.values_list("digest", flat=True))


def rivals_at_once(hall: s.Hall) -> list[Any]:
    """Six devices of one deputy, each with a ballot of its own."""
    ballots = [s.seal(hall.voters[0], hall.round, choice) for choice in RIVALS]
    return together([partial(s.send, hall.voters[0], hall.round, ballot) for ballot in ballots])


def test_rival_ballots_at_once_leave_exactly_one_and_one_receipt(committed: str) -> None:
    with in_office(TOWN):
        hall = s.Hall.of()
        for voter in hall.voters[: ROUNDS - 1]:
            hall.voters[0] = voter
            before = live(hall)
            answers = rivals_at_once(hall)
            assert len(receipts(answers)) == 1
            assert sum(isinstance(each, AnotherBallotStands) for each in answers) == len(RIVALS) - 1, answers
            assert sorted([*before, *receipts(answers)]) == live(hall)


def test_the_same_ballot_from_many_windows_at_once_is_one_ballot_and_one_receipt(committed: str) -> None:
    with in_office(TOWN):
        hall = s.Hall.of()
        for voter in hall.voters[:ROUNDS]:
            ballot = s.seal(voter, hall.round, "甲乙")
            answers = together([partial(s.send, voter, hall.round, ballot)] * 8)
            assert len(receipts(answers)) == 8, answers
            assert len(set(receipts(answers))) == 1
        assert len(live(hall)) == ROUNDS


def test_without_the_unique_index_this_harness_sees_two_ballots_in_one_slot(committed: str) -> None:
    """The negative control: if this one were green for one ballot, the tests above would prove nothing."""
    with psycopg.connect(**{**settings.OWNER_DSN, "dbname": committed}, autocommit=True) as owner:
        owner.execute(f"DROP INDEX o_{TOWN}.ballot_sealed_one_live_a_slot")
    with in_office(TOWN):
        hall = s.Hall.of()
        most = 0
        for voter in hall.voters:
            hall.voters[0] = voter
            most = max(most, len(receipts(rivals_at_once(hall))))
            if most > 1:
                break
        assert most > 1


def test_a_broken_rival_that_won_gives_the_slot_back_to_the_good_one(committed: str) -> None:
    with in_office(TOWN):
        hall = s.Hall.of()
        for voter in hall.voters[:ROUNDS]:
            good = s.seal(voter, hall.round, "甲")
            works = [partial(s.send, voter, hall.round, each) for each in (s.broken(good), good)]
            answers = together([*works, s.checked])
            assert not any(isinstance(each, IntegrityError) for each in answers), answers
            s.checked()
            again = s.send(voter, hall.round, good)
            s.checked()
            assert bytes.fromhex(again.digest) in live(hall)
        assert len(live(hall)) == ROUNDS
