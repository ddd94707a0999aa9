"""A sealed ballot on its way: into its slot once, whatever comes after; what is stored says who voted and never what."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commons.audit.models import Entry
from commons.kernel.actor import Actor, Role
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import current_code
from commons.outbox.models import Message
from tenants.ballot import errors, queries
from tenants.ballot.commands import papers, sealing
from tenants.ballot.models import Ballot, RollEntry, SealedBallot
from tenants.ballot.terms import RECEIPT, SealedState
from tests.factories import ballot as b
from tests.factories import sealed as s
from tests.factories.people import AT, actor

pytestmark = pytest.mark.usefixtures("town")


LAST = "limit 21"  # of three projects with priorities: 15 boxes, 6 rules a project, one over all


def inside() -> list[Any]:
    rows = SealedBallot.objects.order_by("digest").values_list("round_uid", "slot", "digest", "sealed", "verdict")
    roll = RollEntry.objects.order_by("name").values_list("name", "voted", "channel")
    return [list(rows), list(roll), Entry.objects.count(), Message.objects.count()]


def test_a_sealed_ballot_lies_in_its_slot_and_its_receipt_is_the_hash_of_both() -> None:
    hall = s.Hall.of()
    voter = hall.voters[0]
    sealed = s.seal(voter, hall.round, "甲乙", "丙")

    given = s.send(voter, hall.round, sealed)

    slot = bytes(RollEntry.objects.get(account_uid=voter.account_uid).slot or b"")
    manifest_hash = queries.manifest_of(queries.box_of(hall.round)).hash
    digest = hashlib.sha256(manifest_hash + slot + sealed).digest()
    assert (given.receipt, given.digest, given.code.replace(" ", "")) == (RECEIPT, digest.hex(), digest.hex()[:12])
    [stored] = SealedBallot.objects.all()
    assert (bytes(stored.slot), bytes(stored.digest), bytes(stored.sealed)) == (slot, digest, sealed)
    assert (stored.round_uid, stored.verdict, Ballot.objects.count()) == (hall.round.uid, None, 0)
    assert [each.voted for each in RollEntry.objects.order_by("name")] == [True, *[False] * 5]
    assert queries.turnout(b.director(), hall.round.uid).voted == 1


def test_a_sealed_ballot_has_no_column_for_a_person_a_moment_or_a_number() -> None:
    assert {(field.name, field.get_internal_type()) for field in SealedBallot._meta.get_fields()} == {
        ("uid", "UUIDField"),
        ("round_uid", "UUIDField"),
        ("slot", "BinaryField"),
        ("digest", "BinaryField"),
        ("sealed", "BinaryField"),
        ("verdict", "BooleanField"),
        ("place", "CharField"),
    }
    hall = s.Hall.of()
    s.cast(hall.voters[0], hall.round, "甲")
    assert SealedBallot.objects.get().uid.version == 4
    entry = Entry.objects.get(act="ballot.cast")
    assert (entry.account_uid, entry.roles, entry.facts, entry.at) == (None, "", {}, hall.round.opened_at)
    assert not Message.objects.exclude(event="ballot.VoteOpened").exists()


def test_the_same_ballot_again_gets_the_same_receipt_and_another_is_refused() -> None:
    hall = s.Hall.of()
    voter = hall.voters[0]
    sealed = s.seal(voter, hall.round, "甲")
    first = s.send(voter, hall.round, sealed)
    before = inside()
    assert s.send(voter, hall.round, sealed) == first
    for rival in (s.seal(voter, hall.round, "甲"), s.seal(voter, hall.round, "乙"), b"short"):
        with pytest.raises(errors.AnotherBallotStands):
            s.send(voter, hall.round, rival)
    assert inside() == before
    assert s.checked() == 1
    assert s.send(voter, hall.round, sealed) == first
    b.closed(hall.round)
    assert s.send(voter, hall.round, sealed) == first


def test_what_may_not_come_in_leaves_no_trace() -> None:
    hall = s.Hall.of(6, absent=1)
    sealed = s.seal(hall.voters[0], hall.round, "甲")
    away = RollEntry.objects.get(name="缺席000")
    on_paper = RollEntry.objects.get(name="代表006")
    papers.issue_papers(
        actor=hall.officials.tellers[0], round_uid=hall.round.uid, mandates=[on_paper.mandate_uid], at=AT
    )
    before = inside()
    cases: list[tuple[Actor, bytes, type[Exception]]] = [
        (actor(Role.DEPUTY), sealed, errors.NotOnRoll),
        (Actor(away.account_uid, away.name, current_code(), frozenset({Role.DEPUTY})), sealed, errors.NotSignedIn),
        (hall.voters[5], sealed, errors.PaperTaken),
        (hall.voters[0], sealed[:-1], errors.SealRefused),
        (hall.voters[0], sealed + b"\0", errors.SealRefused),
        (hall.voters[0], b"", errors.SealRefused),
        (actor(Role.CLERK), sealed, NotPermitted),
        (hall.officials.chief, sealed, NotPermitted),
    ]
    for who, sent, refusal in cases:
        with pytest.raises(refusal):
            s.send(who, hall.round, sent)
    assert inside() == before
    b.closed(hall.round)
    before = inside()
    with pytest.raises(errors.NotOpen):
        s.send(hall.voters[0], hall.round, sealed)
    assert inside() == before
    plain = b.opened(b.vote_of(), hall.voters)
    with pytest.raises(errors.NotSealed):
        s.send(hall.voters[0], plain, sealed)


def test_a_ballot_whose_proofs_do_not_hold_gives_its_slot_back_and_the_voter_is_told() -> None:
    hall = s.Hall.of()
    voter = hall.voters[0]
    good = s.seal(voter, hall.round, "甲")
    s.send(voter, hall.round, s.broken(good))
    assert queries.sealed_booth(voter, hall.round.uid).state == SealedState.RECEIVED
    assert s.checked() == 1

    [rejected] = SealedBallot.objects.all()
    assert (rejected.verdict, rejected.place) == (False, LAST)
    assert RollEntry.objects.filter(voted=True).count() == 0
    booth = queries.sealed_booth(voter, hall.round.uid)
    assert (booth.state, booth.code) == (SealedState.REJECTED, "")
    assert Entry.objects.filter(act="ballot.reject_sealed").count() == 1
    with pytest.raises(errors.SealRejected):
        s.send(voter, hall.round, s.broken(good))

    given = s.send(voter, hall.round, good)
    assert s.checked() == 1
    booth = queries.sealed_booth(voter, hall.round.uid)
    assert (booth.state, booth.code) == (SealedState.VERIFIED, given.code)
    assert sorted(SealedBallot.objects.values_list("verdict", flat=True)) == [False, True]


def test_a_ballot_sealed_for_another_slot_is_found_by_its_proofs() -> None:
    hall = s.Hall.of()
    copied = s.seal(hall.voters[0], hall.round, "甲")
    s.send(hall.voters[0], hall.round, copied)
    s.send(hall.voters[1], hall.round, copied)
    s.checked()
    assert [queries.sealed_booth(who, hall.round.uid).state for who in hall.voters[:2]] == [
        SealedState.VERIFIED,
        SealedState.REJECTED,
    ]


def test_workers_take_so_many_at_a_time_and_the_check_of_one_changes_no_other() -> None:
    hall = s.Hall.of()
    hall.cast("甲", "乙", "丙", "甲乙", "")
    assert [sealing.check_ballots(limit=2, at=AT) for _ in range(4)] == [2, 2, 1, 0]


def test_a_stray_row_stops_nobody_s_check() -> None:
    hall = s.Hall.of()
    SealedBallot(round_uid=hall.vote.uid, slot=bytes(16), digest=bytes(32), sealed=b"x").save(force_insert=True)
    s.cast(hall.voters[0], hall.round, "甲")
    assert s.checked() == 1


def test_the_booth_is_the_voter_s_own_and_says_nothing_of_what_was_cast() -> None:
    hall = s.Hall.of()
    s.cast(hall.voters[0], hall.round, "甲")
    s.cast(hall.voters[1], hall.round, "乙丙")
    first, second = (queries.sealed_booth(who, hall.round.uid) for who in hall.voters[:2])
    assert first.slot != second.slot
    same = ("round_uid", "manifest", "state")
    assert [getattr(first, name) for name in same] == [getattr(second, name) for name in same]
    with pytest.raises(errors.NotOnRoll):
        queries.sealed_booth(actor(Role.DEPUTY), hall.round.uid)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ballot_sealedballot SET sealed = 'x'",
        "UPDATE ballot_sealedballot SET slot = decode('00', 'hex')",
        "DELETE FROM ballot_sealedballot",
        "TRUNCATE ballot_sealedballot",
    ],
)
def test_postgresql_refuses_the_application_to_change_or_delete_a_sealed_ballot(statement: str) -> None:
    hall = s.Hall.of()
    s.cast(hall.voters[0], hall.round, "甲")
    before = inside()
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert inside() == before


def test_a_verdict_is_given_once() -> None:
    hall = s.Hall.of()
    s.cast(hall.voters[0], hall.round, "甲")
    s.checked()
    with pytest.raises(DatabaseError, match="judged once"), transaction.atomic():
        SealedBallot.objects.update(verdict=False)
    assert SealedBallot.objects.get().verdict is True


def test_casting_takes_so_many_queries_whoever_has_cast_before() -> None:
    hall = s.Hall.of()
    counts = []
    for voter in hall.voters[:3]:
        sealed = s.seal(voter, hall.round, "甲")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            s.send(voter, hall.round, sealed)
        counts.append(len(seen))
    assert counts == [6, 6, 6]  # two of them the transaction's
