"""The box after closing: nothing stored tells one ballot from another, or whose it is (voting.md §2, quality §2.8).

What plain mode does not protect is stated too: while the round is open, the transaction number links slot and ballot.
"""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from commons.kernel.actor import Actor
from commons.kernel.tenancy import in_office
from tenants.ballot.commands import counting
from tenants.ballot.models import Ballot, RollEntry, VoteRound
from tests.conftest import TOWN
from tests.factories import ballot as b
from tests.factories.people import AT

VOTERS = 24


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def held(voters: list[Actor]) -> tuple[VoteRound, dict[UUID, str]]:
    """A round in which every voter has cast a ballot of his or her own, one committed transaction each."""
    projects = "甲乙丙丁戊"
    this = b.opened(b.vote_of(projects, seats=5, margin=None), voters)
    chosen = {}
    for number, voter in enumerate(voters):
        approved = "".join(name for place, name in enumerate(projects) if number >> place & 1)
        b.cast(voter, this, approved)
        assert voter.account_uid is not None
        chosen[voter.account_uid] = approved
    return this, chosen


@pytest.mark.usefixtures("town")
def test_a_ballot_has_no_column_for_a_person_a_moment_a_number_or_an_office() -> None:
    assert {(field.name, field.get_internal_type()) for field in Ballot._meta.get_fields()} == {
        ("uid", "UUIDField"),
        ("round_uid", "UUIDField"),
        ("group", "CharField"),
        ("marks", "JSONField"),
        ("priorities", "JSONField"),
    }
    assert not any(field.is_relation for field in Ballot._meta.get_fields())
    assert Ballot._meta.db_table == "ballot_ballot"


@pytest.mark.usefixtures("town")
def test_keys_of_ballots_and_slots_are_random() -> None:
    held(b.voters(3))
    assert {each.uid.version for each in Ballot.objects.all()} == {4}
    assert {each.uid.version for each in RollEntry.objects.all()} == {4}


@pytest.mark.usefixtures("town")
def test_no_stored_value_of_a_ballot_occurs_in_any_slot() -> None:
    this, _ = held(b.voters(5))
    in_box = {str(value) for row in Ballot.objects.values_list("uid", "marks", "priorities") for value in row if value}
    on_roll = {
        str(value)
        for row in RollEntry.objects.values_list("uid", "mandate_uid", "account_uid", "name", "channel")
        for value in row
    }
    assert in_box.isdisjoint(on_roll)
    assert set(Ballot.objects.values_list("round_uid", "group")) == {(this.uid, "")}


def test_after_closing_neither_place_nor_transaction_tells_ballots_apart(committed: str) -> None:
    """The heap order was the order of voting, and xmin joined each ballot to its slot. Both are gone, and so are the keys."""
    with in_office(TOWN):
        voters = b.voters(VOTERS)
        this, chosen = held(voters)
        before = rows("SELECT uid, marks::text FROM ballot_ballot ORDER BY ctid")
        linked = rows("SELECT count(*) FROM ballot_ballot b JOIN ballot_rollentry r ON r.xmin = b.xmin")
        assert linked == [(VOTERS,)]  # plain mode, and the warning says so

        b.closed(this)

        after = rows("SELECT uid, marks::text FROM ballot_ballot ORDER BY ctid")
        assert sorted(marks for _, marks in after) == sorted(marks for _, marks in before)
        assert {uid for uid, _ in after}.isdisjoint({uid for uid, _ in before})
        assert [marks for _, marks in after] != [marks for _, marks in before]
        assert rows("SELECT count(DISTINCT xmin::text), count(DISTINCT xmax::text) FROM ballot_ballot") == [(1, 1)]
        assert rows("SELECT count(DISTINCT xmin::text) FROM ballot_rollentry") == [(1,)]
        assert rows(
            "SELECT count(*) FROM ballot_ballot b JOIN audit_entry a ON a.xmin = b.xmin AND a.act = 'ballot.cast'"
        ) == [(0,)]
        assert len(chosen) == len(set(chosen.values())) == VOTERS


def test_the_new_order_says_no_more_about_the_old_one_than_chance(committed: str) -> None:
    """Twenty boxes: how many ballots kept their place is what a shuffle leaves, on average one a box."""
    kept = 0
    with in_office(TOWN):
        voters = b.voters(VOTERS)
        for _ in range(20):
            with transaction.atomic():
                this, _ = held(voters)
                mine = f"WHERE round_uid = '{this.uid}' ORDER BY ctid"
                before = rows(f"SELECT marks::text FROM ballot_ballot {mine}")
                b.closed(this)
                after = rows(f"SELECT marks::text FROM ballot_ballot {mine}")
            kept += sum(old == new for old, new in zip(before, after, strict=True))
    assert kept < 60  # expected 20 in 480, variance 20: sixty is nine deviations away; an unshuffled box keeps 480


@pytest.mark.usefixtures("town")
def test_closing_one_round_keeps_the_ballots_of_every_other() -> None:
    voters = b.voters(6)
    first = b.opened(b.vote_of(), voters)
    second = b.opened(b.vote_of("丁戊己"), voters)
    for number, voter in enumerate(voters):
        b.cast(voter, first, "甲" if number % 2 else "乙")
        b.cast(voter, second, "丁" if number < 2 else "戊")

    def boxes() -> list[list[str]]:
        marks = [Ballot.objects.filter(round_uid=this.uid).values_list("marks", flat=True) for this in (first, second)]
        return [sorted(map(repr, each)) for each in marks]

    before = boxes()
    b.closed(first)
    assert boxes() == before
    b.closed(second)
    assert boxes() == before


@pytest.mark.usefixtures("town")
def test_voiding_an_open_vote_shuffles_its_box_too() -> None:
    voters = b.voters(4)
    this, _ = held(voters)
    before = set(Ballot.objects.values_list("uid", flat=True))
    counting.void_vote(actor=b.director(), vote_uid=this.vote_id, reason="会议中断，改日再投", at=AT)
    after = set(Ballot.objects.values_list("uid", flat=True))
    assert len(after) == 4
    assert after.isdisjoint(before)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("seed", range(3))
def test_what_everybody_may_ask_before_closing_is_the_same_whatever_was_voted(seed: int) -> None:
    """No partial counts: two halls that voted oppositely answer alike."""
    from dataclasses import asdict, replace

    from tenants.ballot import queries

    answers = []
    for approve in ("甲乙", "丙"):
        voters = b.voters(5)
        vote = b.vote_of()
        officials = b.officials_of(vote)
        this = b.opened(vote, voters)
        for voter in random.Random(seed).sample(voters, 3):
            b.cast(voter, this, approve)
        entries = [(each.name, each.voted) for each in queries.roll(b.director(), this.uid)]
        booth = queries.open_round_for(voters[0].account_uid)
        assert booth is not None
        turnout = asdict(replace(queries.turnout(voters[0], this.uid), round_uid=this.vote_id))
        turnout.pop("round_uid")
        answers.append(
            (
                turnout,
                entries,
                (booth.voted, booth.channel, booth.title, booth.items),
                queries.outcome(officials.chief, this.uid),
                list(queries.papers(officials.chief, this.uid)),
            )
        )
    assert answers[0] == answers[1]
