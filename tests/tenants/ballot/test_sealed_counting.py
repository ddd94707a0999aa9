"""From closing to the bundle: the root, the shares, the counts, the signatures, the end of the keys."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from typing import Any

import pytest

from commons.audit.models import Entry
from commons.kernel.actor import Role
from commons.kernel.policy import Hidden, NotPermitted
from tenants.ballot import errors, queries, tally
from tenants.ballot.commands import counting, opening, papers, sealing, unsealing
from tenants.ballot.commands.opening import Expected
from tenants.ballot.models import RollEntry, SealedBallot, SealedBox, Trustee
from tenants.ballot.sealed import verifier
from tenants.ballot.terms import VoteState
from tests.factories import ballot as b
from tests.factories import sealed as s
from tests.factories.people import AT, actor

pytestmark = pytest.mark.usefixtures("town")

CHOICES = ("甲乙", "甲乙-丙", "甲", "乙", "甲-乙", "")


def held(*choices: str, **method: Any) -> s.Hall:
    """Cast, closed and opened by the first and the third scrutineer."""
    hall = s.Hall.of(max(6, len(choices)), s.vote_of(**method))
    hall.cast(*(choices or CHOICES))
    hall.close()
    hall.open()
    return hall


def answer(hall: s.Hall, lines: list[dict[str, Any]]) -> Any:
    """The engine's answer over the same ballots in the open."""
    issued = len(hall.voters)
    returned = sum(each.get("count", 1) for each in lines)
    return tally.answer(
        {
            "method": hall.round.method,
            "roll": {"expected": hall.round.expected, "present": hall.round.present},
            "issued": issued,
            "returned": returned,
            "candidates": hall.round.candidates,
            "ballots": lines,
        }
    )


def open_lines(*choices: str) -> list[dict[str, Any]]:
    return [{"marks": b.choice(*choice.partition("-")[::2])} for choice in choices]


def test_the_sum_of_sealed_ballots_is_what_the_same_ballots_would_have_counted() -> None:
    hall = held()
    this = hall.count()
    assert this.outcome == answer(hall, open_lines(*CHOICES))
    assert (this.issued, this.returned, this.refusal) == (6, 6, "")
    assert this.outcome["selected"] == [b.uid_of("甲")]


def test_the_root_stands_at_closing_and_is_that_of_the_receipts() -> None:
    hall = s.Hall.of()
    receipts = [s.cast(voter, hall.round, "甲").digest for voter in hall.voters]
    hall.close()
    root = hashlib.sha256(b"".join(sorted(bytes.fromhex(each) for each in receipts))).digest()
    assert bytes(queries.box_of(hall.round).root or b"") == root
    again = queries.box_of(hall.round)
    sealing.seal_box(hall.round.uid)
    assert bytes(queries.box_of(hall.round).root or b"") == bytes(again.root or b"")


def test_a_box_with_a_ballot_still_to_be_checked_is_sealed_by_the_last_check() -> None:
    hall = s.Hall.of()
    hall.cast(*CHOICES)
    sealing.check_ballots(limit=4, at=AT)
    this = b.closed(hall.round)
    assert queries.box_of(this).root is None
    found = queries.sealed_set_of(hall.devices[0].actor, this.uid)
    assert (found.root, found.ballots) == (b"", ())
    with pytest.raises(errors.BoxStillOpen, match="2 张"):
        b.counted(this, hall.officials)
    assert queries.awaits_checking()
    assert s.checked() == 2
    assert queries.box_of(this).root is not None
    assert not queries.awaits_checking()


def test_before_the_second_share_there_is_no_result_and_one_share_opens_nothing() -> None:
    hall = s.Hall.of()
    hall.cast(*CHOICES)
    hall.close()
    for missing, device in ((2, 1), (1, 2)):
        with pytest.raises(errors.OpeningMissing, match=f"还差 {missing} 名"):
            b.counted(hall.round, hall.officials)
        hall.open(device)
    assert SealedBox.objects.get(round=hall.round).counts is None
    assert hall.count().outcome["valid"] == 6


@pytest.mark.parametrize("who", [(1, 2), (1, 3), (2, 3), (1, 2, 3)])
def test_any_two_or_all_open_the_same(who: tuple[int, ...]) -> None:
    hall = s.Hall.of()
    hall.cast(*CHOICES)
    hall.close()
    hall.open(*who)
    assert hall.count().outcome == answer(hall, open_lines(*CHOICES))


def test_a_bad_share_is_named_and_left_aside_and_the_others_open() -> None:
    hall = s.Hall.of()
    hall.cast(*CHOICES)
    hall.close()
    one, two, three = hall.devices
    good = one.shares(hall.round)[""]
    for bad in (
        dataclasses.replace(good, proofs=good.proofs[::-1]),
        dataclasses.replace(good, points=good.points[:-1]),
        two.shares(hall.round)[""],
    ):
        with pytest.raises(errors.OpeningRefused, match="总监票人0"):
            unsealing.give_opening_share(actor=one.actor, round_uid=hall.round.uid, shares={"": bad}, at=AT)
    with pytest.raises(errors.OpeningRefused):
        unsealing.give_opening_share(actor=one.actor, round_uid=hall.round.uid, shares={}, at=AT)
    assert Trustee.objects.filter(opening__isnull=False).count() == 0
    two.open(hall.round)
    two.open(hall.round)
    with pytest.raises(errors.KeyPartTaken):
        unsealing.give_opening_share(actor=two.actor, round_uid=hall.round.uid, shares={}, at=AT)
    three.open(hall.round)
    assert hall.count().outcome["valid"] == 6


def test_paper_and_phones_are_one_count() -> None:
    hall = s.Hall.of(8)
    teller = hall.officials.tellers[0]
    on_paper = list(RollEntry.objects.order_by("-name").values_list("mandate_uid", flat=True)[:2])
    hall.cast(*CHOICES)
    papers.issue_papers(actor=teller, round_uid=hall.round.uid, mandates=on_paper, at=AT)
    hall.close()
    b.papers_in(hall.round, hall.officials, ("乙", 1), void=1)
    hall.open()
    this = hall.count()
    assert this.outcome == answer(hall, [*open_lines(*CHOICES, "乙"), {"void": True}])
    assert (this.issued, this.returned) == (8, 8)


def test_fewer_than_five_ballots_are_never_opened_and_the_round_does_not_stand() -> None:
    hall = s.Hall.of()
    hall.cast("甲", "乙", "甲", "丙")
    hall.close()
    assert SealedBox.objects.get(round=hall.round).sums == {}
    this = hall.count()
    assert (this.refusal, this.returned) == (unsealing.TOO_FEW, 4)
    assert SealedBox.objects.get(round=hall.round).counts is None
    assert queries.needs_another_round(hall.vote)


def test_nobody_voted_electronically_and_the_papers_alone_count() -> None:
    hall = s.Hall.of(6)
    teller = hall.officials.tellers[0]
    papers.issue_papers(actor=teller, round_uid=hall.round.uid, at=AT)
    hall.close()
    b.papers_in(hall.round, hall.officials, ("甲乙", 6))
    this = hall.count()
    assert this.outcome["selected"] == [b.uid_of("甲"), b.uid_of("乙")]


def test_a_box_with_a_ballot_too_few_was_never_a_vote() -> None:
    """What a read-write thief could do is seen: the roll says six, the box holds five."""
    hall = s.Hall.of()
    hall.cast(*CHOICES[:5])
    RollEntry.objects.filter(name="代表006").update(voted=True)
    hall.close()
    hall.open()
    assert hall.count().refusal == counting.BOX_DIFFERS


def test_the_result_is_declared_when_two_have_signed_and_all_have_confirmed() -> None:
    hall = held()
    hall.count()
    one, two, three = hall.devices
    with pytest.raises(errors.SignatureRefused):
        unsealing.sign_result(actor=one.actor, round_uid=hall.round.uid, signature=one.trustee.sign(bytes(32)), at=AT)
    result = queries.result_of(queries.box_of(hall.round))
    with pytest.raises(errors.SignatureRefused):
        unsealing.sign_result(actor=one.actor, round_uid=hall.round.uid, signature=two.trustee.sign(result), at=AT)
    two.sign(hall.round)
    two.sign(hall.round)
    with pytest.raises(errors.SignaturesMissing, match="第 1 轮还差 1 名"):
        hall.declare()
    three.sign(hall.round)
    assert hall.declare().outcome == hall.round.outcome
    assert [each.facts for each in Entry.objects.filter(act="ballot.sign_result").order_by("uid")] == [
        {"number": 2},
        {"number": 3},
    ]


def test_the_bundle_of_a_declared_vote_is_counted_again_from_its_bytes_alone() -> None:
    hall = s.Hall.of(8)
    voter = hall.voters[0]
    s.send(voter, hall.round, s.broken(s.seal(voter, hall.round, "丙")))
    s.checked()
    hall.cast(*CHOICES)
    teller = hall.officials.tellers[0]
    papers.issue_papers(actor=teller, round_uid=hall.round.uid, at=AT)
    hall.close()
    b.papers_in(hall.round, hall.officials, ("甲乙", 1), issued=2)
    hall.open(2, 3)
    hall.count()
    with pytest.raises(errors.BundleNotReady):
        queries.bundle(voter, hall.round.uid)
    hall.sign()
    hall.declare()

    packed = queries.bundle(voter, hall.round.uid)
    found = verifier.verify(packed)
    assert (found.ballots, found.rejected, found.paper, list(found.selected)) == (6, 1, 1, ["甲"])
    assert found.root == bytes(queries.box_of(hall.round).root or b"")
    assert queries.bundles_of(hall.vote.uid) == {1: hall.round.uid}


def test_each_group_of_a_double_threshold_is_summed_by_itself() -> None:
    """1-46."""
    passing = [{"more_than": "1/2", "base": "all_deputies", "group": name} for name in ("deputy", "member")]
    vote = s.vote_of(passing=passing)
    officials = b.officials_of(vote)
    devices = s.ready(vote, officials)
    people = b.voters(10)
    candidates = [str(each.candidate_uid) for each in vote.questions.order_by("order")]
    roll = [*b.expected(people[:5]), *b.expected(people[5:], groups=("member",))]
    this = opening.begin(vote, "open", 1, candidates, vote.method, roll, actor=b.director(), at=AT)
    hall = s.Hall(people, vote, officials, devices, this)
    hall.cast(*["甲乙"] * 5, *["甲"] * 5)
    hall.close()
    hall.open()
    assert sorted(SealedBox.objects.get(round=this).sums) == ["deputy", "member"]
    assert hall.count().outcome["selected"] == [b.uid_of("甲")]
    hall.sign()
    hall.declare()
    assert list(verifier.verify(queries.bundle(people[0], this.uid)).selected) == ["甲"]


def test_a_second_round_has_a_key_of_its_own() -> None:
    hall = held("甲乙", "甲丙", "甲乙", "甲丙", "甲", "甲", passing=None)
    this = hall.count()
    assert this.revote is not None
    hall.sign()
    with pytest.raises(errors.CeremonyOutstanding):
        _next(hall)
    first = hall.devices[0].box
    hall.devices = s.ready(hall.vote, hall.officials)
    assert (hall.devices[0].box.number, bytes(hall.devices[0].box.ceremony) != bytes(first.ceremony)) == (2, True)
    hall.round = _next(hall)
    hall.cast(*["乙"] * 4, "丙", "丙")
    hall.close()
    hall.open()
    hall.count()
    hall.sign()
    assert hall.declare().outcome["selected"] == [b.uid_of("甲"), b.uid_of("乙")]
    assert [
        list(verifier.verify(queries.bundle(hall.voters[0], uid)).selected)
        for uid in queries.bundles_of(hall.vote.uid).values()
    ] == [["甲"], ["乙"]]


def _next(hall: s.Hall) -> Any:
    last = queries.last_round(hall.vote)
    assert last is not None
    hall.vote.refresh_from_db()
    return opening.begin(
        hall.vote,
        "open_next",
        last.number + 1,
        last.outcome["revote"]["among"],
        last.method | {"seats": 1, "max_approvals": 1, "margin": None},
        [
            Expected(each.mandate_uid, each.account_uid, each.name, (), True)
            for each in RollEntry.objects.filter(round=last)
        ],
        actor=b.director(),
        at=AT,
    )


def test_after_the_objection_period_nothing_joins_a_slot_to_a_person_and_anybody_still_counts_again() -> None:
    hall = held()
    hall.count()
    hall.sign()
    hall.declare()
    director = b.director()
    with pytest.raises(errors.KeysStillNeeded, match="2026年3月9日"):
        unsealing.destroy_keys(actor=director, vote_uid=hall.vote.uid, at=AT + dt.timedelta(days=7))
    with pytest.raises(NotPermitted):
        unsealing.destroy_keys(actor=actor(Role.CLERK), vote_uid=hall.vote.uid, at=AT + dt.timedelta(days=8))
    before = queries.bundle(director, hall.round.uid)

    for _ in range(2):
        unsealing.destroy_keys(actor=director, vote_uid=hall.vote.uid, at=AT + dt.timedelta(days=8))

    assert set(RollEntry.objects.values_list("slot", flat=True)) == {None}
    assert RollEntry.objects.filter(voted=True).count() == 6
    assert set(Trustee.objects.values_list("dealt", flat=True)) == {None}
    assert SealedBallot.objects.count() == 6
    assert Entry.objects.filter(act="ballot.destroy_keys").count() == 1
    assert queries.bundle(director, hall.round.uid) == before


def test_voiding_an_open_sealed_vote_erases_the_links() -> None:
    hall = s.Hall.of()
    hall.cast("甲", "乙")
    counting.void_vote(actor=b.director(), vote_uid=hall.vote.uid, reason="会议中断，改日再投", at=AT)
    hall.vote.refresh_from_db()
    assert hall.vote.state == VoteState.VOID
    assert set(RollEntry.objects.values_list("slot", flat=True)) == {None}
    assert not queries.awaits_checking()


def test_only_its_own_scrutineers_see_the_sealed_set_and_give_shares() -> None:
    hall = s.Hall.of()
    hall.cast(*CHOICES)
    hall.close()
    stranger = b.officials_of(s.vote_of()).chief
    for who, refusal in ((stranger, Hidden), (hall.voters[0], NotPermitted), (b.director(), NotPermitted)):
        with pytest.raises(refusal):
            queries.sealed_set_of(who, hall.round.uid)
        with pytest.raises(refusal):
            unsealing.give_opening_share(actor=who, round_uid=hall.round.uid, shares={}, at=AT)
