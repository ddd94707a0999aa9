"""Two of three scrutineers open the sum; one alone learns nothing; who cheats is named (voting.md §1, §7)."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from tenants.ballot.case import Mark
from tenants.ballot.sealed import group, keys, opening, sealing
from tenants.ballot.sealed.group import IDENTITY, SIZE
from tests.tenants.ballot.sealed.polls import APPROVAL, CEREMONY, ROOT, TRUSTEES, Trustees, bytes_of, poll_of, slot

POLL = poll_of(APPROVAL)
BOX = {
    number: sealing.seal(POLL, slot(number), POLL.layout.values(marks, {}), bytes_of(f"seed {number}"))
    for number, marks in enumerate([{"A": Mark.APPROVE}, {"A": Mark.APPROVE, "B": Mark.OPPOSE}, {}])
}
TRUTH = (2, 0, 0, 1, 0, 0, 0, 0)
SUMS = opening.product(
    [sealing.check(POLL, slot(number), sealed) for number, sealed in BOX.items()], len(POLL.layout.boxes)
)


def share(index: int) -> opening.Share:
    return opening.open_share(index, TRUSTEES.secrets[index], SUMS, ROOT)


def public(index: int) -> bytes:
    return keys.public_share(TRUSTEES.reveals, index)


def test_every_pair_of_three_opens_the_same_sum() -> None:
    assert {
        opening.combine([share(one), share(two)], SUMS, 3) for one, two in itertools.permutations((1, 2, 3), 2)
    } == {TRUTH}


def test_every_three_of_five_open_the_same_sum() -> None:
    five = Trustees.of(3, 5)
    poll = poll_of(APPROVAL, trustees=five)
    sealed = {0: sealing.seal(poll, slot(0), poll.layout.values({"D": Mark.APPROVE}, {}), bytes_of("x"))}
    found = {five.open(poll, sealed, *who) for who in itertools.combinations(range(1, 6), 3)}
    assert found == {(0, 0, 0, 0, 0, 0, 1, 0)}


def test_one_of_three_opens_nothing() -> None:
    with pytest.raises(opening.NotACount):
        opening.combine([share(1)], SUMS, 3)


def test_a_sum_above_the_number_of_ballots_is_no_count() -> None:
    with pytest.raises(opening.NotACount) as refused:
        opening.combine([share(1), share(2)], SUMS, 1)
    assert str(refused.value) == "box 0"


def test_a_share_with_one_wrong_point_is_refused_with_its_place_and_the_two_others_open() -> None:
    """Belenios: one invalid share must not block when enough valid ones are there."""
    honest = share(2)
    points = list(honest.points)
    points[5] = group.add(points[5], group.generate(group.scalar(1)))
    wrong = dataclasses.replace(honest, points=tuple(points))
    with pytest.raises(opening.ShareBroken) as refused:
        opening.check_share(wrong, public(2), SUMS, ROOT)
    assert (refused.value.index, refused.value.box) == (2, 5)
    assert opening.combine([share(1), share(3)], SUMS, 3) == TRUTH


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("identity", {"points": (IDENTITY, *share(1).points[1:])}),
        ("short proof", {"proofs": (b"", *share(1).proofs[1:])}),
        ("too few", {"points": share(1).points[1:]}),
        ("swapped proofs", {"proofs": (share(1).proofs[1], share(1).proofs[0], *share(1).proofs[2:])}),
        ("another's index", {"index": 3}),
    ],
)
def test_a_share_that_is_not_whole_is_refused(name: str, change: dict[str, object]) -> None:
    with pytest.raises(opening.ShareBroken):
        opening.check_share(dataclasses.replace(share(1), **change), public(1), SUMS, ROOT)  # type: ignore[arg-type]


def test_a_share_for_one_root_opens_nothing_under_another() -> None:
    with pytest.raises(opening.ShareBroken):
        opening.check_share(share(1), public(1), SUMS, bytes_of("another root"))


def test_a_trustee_cannot_choose_after_seeing_the_others() -> None:
    """Belenios: a rushing trustee could bias the key. What is revealed must be what was committed to."""
    late = keys.Trustee.from_seed(CEREMONY, 3, 2, bytes_of("late"))
    committed = TRUSTEES.reveals[2].hash(CEREMONY, 3)
    with pytest.raises(keys.CeremonyBroken) as refused:
        keys.check_reveal(CEREMONY, 3, committed, 2, late.reveal(CEREMONY))
    assert (refused.value.index, refused.value.step) == (3, "commit")


def test_a_trustee_who_cancels_the_others_keys_does_not_know_her_own() -> None:
    """C₃ = X − C₁ − C₂ would make X the joint key; but then nobody can prove to know its logarithm."""
    wanted = group.generate(group.scalar(1234))
    first = group.subtract(
        group.subtract(wanted, TRUSTEES.reveals[0].commitments[0]), TRUSTEES.reveals[1].commitments[0]
    )
    rogue = keys.Reveal((first, TRUSTEES.reveals[2].commitments[1]), TRUSTEES.reveals[2].proof)
    with pytest.raises(keys.CeremonyBroken) as refused:
        keys.check_reveal(CEREMONY, 3, rogue.hash(CEREMONY, 3), 2, rogue)
    assert refused.value.step == "proof"


def test_a_proof_of_another_trustee_or_ceremony_is_not_taken() -> None:
    reveal = TRUSTEES.reveals[0]
    for ceremony, index in ((CEREMONY, 2), (bytes_of("another"), 1)):
        with pytest.raises(keys.CeremonyBroken) as refused:
            keys.check_reveal(ceremony, index, reveal.hash(ceremony, index), 2, reveal)
        assert refused.value.step == "proof"


@pytest.mark.parametrize("count", [1, 3])
def test_a_polynomial_of_another_length_would_change_who_can_open(count: int) -> None:
    other = keys.Trustee.from_seed(CEREMONY, 1, count, bytes_of("other")).reveal(CEREMONY)
    with pytest.raises(keys.CeremonyBroken) as refused:
        keys.check_reveal(CEREMONY, 1, other.hash(CEREMONY, 1), 2, other)
    assert refused.value.step == "commitments"


def test_a_commitment_that_is_no_group_element_is_refused() -> None:
    bad = keys.Reveal((TRUSTEES.reveals[0].commitments[0], IDENTITY), TRUSTEES.reveals[0].proof)
    with pytest.raises(keys.CeremonyBroken) as refused:
        keys.check_reveal(CEREMONY, 1, bad.hash(CEREMONY, 1), 2, bad)
    assert refused.value.step == "commitments"


def test_a_dealer_who_sends_a_wrong_share_is_named() -> None:
    dealer, receiver = TRUSTEES.people[0], TRUSTEES.people[1]
    dealt = bytearray(dealer.deal(CEREMONY, 2, receiver.transport_key))
    dealt[0] ^= 1
    with pytest.raises(keys.CeremonyBroken) as refused:
        receiver.receive(CEREMONY, 1, bytes(dealt), dealer.transport_key, TRUSTEES.reveals[0])
    assert (refused.value.index, refused.value.step) == (1, "share")


def test_a_share_on_its_way_is_hidden_from_the_host_and_from_the_third() -> None:
    dealer, receiver, third = TRUSTEES.people
    dealt = dealer.deal(CEREMONY, 2, receiver.transport_key)
    assert dealt != dealer.share_for(2)
    with pytest.raises(keys.CeremonyBroken):
        third.receive(CEREMONY, 1, dealt, dealer.transport_key, TRUSTEES.reveals[0])


def test_keys_that_cancel_out_are_no_key() -> None:
    minus = group.subtract(IDENTITY, TRUSTEES.reveals[0].commitments[0])
    with pytest.raises(keys.CeremonyBroken):
        keys.joint_key([TRUSTEES.reveals[0], keys.Reveal((minus,), b"")])


def test_public_shares_are_those_of_the_secret_ones() -> None:
    assert [public(index) for index in (1, 2, 3)] == [group.generate(TRUSTEES.secrets[index]) for index in (1, 2, 3)]


def test_nonces_come_from_the_secret_and_the_statement_so_no_two_are_alike() -> None:
    """Bad randomness gives no key away: the same share is the same bytes, another box another nonce."""
    assert share(1) == share(1)
    assert len({proof[:SIZE] for proof in share(1).proofs}) == len(SUMS)


def test_random_scalars_are_canonical_and_differ() -> None:
    drawn = {group.random_scalar() for _ in range(50)}
    assert len(drawn) == 50
    assert all(group.is_scalar(each) for each in drawn)


def test_a_signature_is_of_this_person_and_of_this_result() -> None:
    signer, other = TRUSTEES.people[:2]
    signed = signer.sign(bytes_of("result"))
    assert keys.is_signed(signer.transport_key, bytes_of("result"), signed)
    assert not keys.is_signed(signer.transport_key, bytes_of("another result"), signed)
    assert not keys.is_signed(other.transport_key, bytes_of("result"), signed)
    assert not keys.is_signed(signer.transport_key, bytes_of("result"), signed[:-1])
