"""What is sealed stays sealed, says nothing, fits one slot only, and cannot break a rule (voting.md §1, §4)."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.ballot.case import Mark, Priority
from tenants.ballot.sealed import group, proofs, sealing
from tenants.ballot.sealed.group import IDENTITY, ORDER, SIZE
from tenants.ballot.sealed.proofs import PAIR
from tests.tenants.ballot.sealed.polls import APPROVAL, CANDIDATES, MANIFEST, RANKING, TRUSTEES, bytes_of, poll_of, slot

POLL = poll_of(APPROVAL)
YES_A = POLL.layout.values({"A": Mark.APPROVE, "C": Mark.OPPOSE}, {})
SEALED = sealing.seal(POLL, slot(1), YES_A, bytes_of("seed"))
BOXES = PAIR * len(POLL.layout.boxes)

allowed = st.sampled_from(list(itertools.combinations(CANDIDATES, 0)) + list(itertools.combinations(CANDIDATES, 2)))


@settings(max_examples=15, deadline=None)
@given(papers=st.lists(st.tuples(allowed, st.sampled_from(Priority)), min_size=1, max_size=4))
def test_the_opened_sum_is_the_sum_of_what_was_chosen_and_any_two_of_three_open_it(
    papers: list[tuple[tuple[str, ...], Priority]],
) -> None:
    poll = poll_of(APPROVAL, priorities=True)
    rows, box = [], {}
    for number, (chosen, grade) in enumerate(papers):
        values = poll.layout.values(dict.fromkeys(chosen, Mark.APPROVE), dict.fromkeys(chosen, grade))
        rows.append(values)
        box[number] = sealing.seal(poll, slot(number), values, bytes_of(f"seed {number}"))
    truth = tuple(sum(column) for column in zip(*rows, strict=True))
    assert {TRUSTEES.open(poll, box, *two) for two in ((1, 2), (1, 3), (3, 2))} == {truth}


def test_a_ranking_is_sealed_and_opened_too() -> None:
    poll = poll_of(RANKING)
    box = {
        number: sealing.seal(poll, slot(number), poll.layout.values(marks, {}), bytes_of(f"seed {number}"))
        for number, marks in enumerate([{"A": 1, "B": 2}, {"B": 1, "A": 2}, {"A": 1, "D": 2}])
    }
    assert TRUSTEES.open(poll, box, 2, 3) == (2, 1, 1, 1, 0, 0, 0, 1)


def test_every_ballot_of_a_poll_is_of_one_length_and_the_same_seed_seals_the_same_bytes() -> None:
    blank = sealing.seal(POLL, slot(1), POLL.layout.values({}, {}), bytes_of("another"))
    assert (len(SEALED), len(blank)) == (POLL.size, POLL.size)
    assert sealing.seal(POLL, slot(1), YES_A, bytes_of("seed")) == SEALED


def test_the_same_choice_never_looks_the_same() -> None:
    other = sealing.seal(POLL, slot(1), YES_A, bytes_of("other seed"))
    pairs = zip(range(0, POLL.size, SIZE), range(SIZE, POLL.size + 1, SIZE), strict=True)
    assert [at for at, end in pairs if SEALED[at:end] == other[at:end]] == []


def test_one_seed_used_for_two_slots_repeats_nothing() -> None:
    other = sealing.seal(POLL, slot(2), YES_A, bytes_of("seed"))
    assert [at for at in range(0, POLL.size, SIZE) if SEALED[at:][:SIZE] == other[at:][:SIZE]] == []


@given(at=st.integers(0, POLL.size - 1), bit=st.integers(0, 7))
def test_a_ballot_with_any_one_bit_changed_is_refused(at: int, bit: int) -> None:
    changed = bytearray(SEALED)
    changed[at] ^= 1 << bit
    with pytest.raises(sealing.SealBroken):
        sealing.check(POLL, slot(1), bytes(changed))


@pytest.mark.parametrize("length", [0, 1, POLL.size - 1, POLL.size + 1, 2 * POLL.size])
def test_a_ballot_of_another_length_is_refused_before_it_is_looked_at(length: int) -> None:
    with pytest.raises(sealing.SealBroken) as refused:
        sealing.check(POLL, slot(1), (SEALED * 2)[:length])
    assert refused.value.place == "length"


# ── the pitfalls that published systems fell into (voting.md §1) ──────────────────────────────
def test_a_ballot_copied_into_another_slot_is_refused() -> None:
    """Helios 2011: a copied ballot tells how somebody else voted by what it adds."""
    with pytest.raises(sealing.SealBroken) as refused:
        sealing.check(POLL, slot(2), SEALED)
    assert refused.value.place == "limit 0"


def test_a_ballot_of_another_poll_is_refused_though_the_key_is_the_same() -> None:
    other = dataclasses.replace(POLL, manifest=hashlib.sha256(b"another manifest").digest())
    with pytest.raises(sealing.SealBroken):
        sealing.check(other, slot(1), SEALED)


def test_a_ballot_sealed_under_another_key_is_refused() -> None:
    """Belenios: the key was missing from the challenge."""
    other = dataclasses.replace(POLL, key=group.generate(group.scalar(5)))
    with pytest.raises(sealing.SealBroken):
        sealing.check(other, slot(1), SEALED)


@pytest.mark.parametrize(
    ("name", "intruder"),
    [
        ("identity", IDENTITY),
        ("negative", bytes.fromhex("0100000000000000000000000000000000000000000000000000000000000000")),
        ("beyond the field", bytes.fromhex("ed" + "ff" * 30 + "7f")),
        ("not a square", bytes.fromhex("26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371")),
    ],
)
@pytest.mark.parametrize("half", [0, SIZE])
def test_what_is_not_in_the_group_is_refused_where_it_stands(name: str, intruder: bytes, half: int) -> None:
    """Belenios: group membership was not checked everywhere. Bad encodings: RFC 9496 A.3."""
    at = 3 * PAIR + half
    with pytest.raises(sealing.SealBroken) as refused:
        sealing.check(POLL, slot(1), SEALED[:at] + intruder + SEALED[at + SIZE :])
    assert refused.value.place == "box 3"


def test_a_number_has_one_encoding_only() -> None:
    """s and s + ORDER are the same number: only the smaller is let in, so that a ballot cannot be re-written."""
    response = SEALED[BOXES + SIZE : BOXES + PAIR]
    bigger = int.from_bytes(response, "little") + ORDER
    assert bigger < 2**256
    rewritten = SEALED[: BOXES + SIZE] + bigger.to_bytes(SIZE, "little") + SEALED[BOXES + PAIR :]
    with pytest.raises(sealing.SealBroken) as refused:
        sealing.check(POLL, slot(1), rewritten)
    assert refused.value.place == "limit 0"


@pytest.mark.parametrize("values", [(2, 0, 0, 0, 0, 0, 0, 0), (-1, 0, 0, 0, 0, 0, 0, 0), (1, 1, 0, 0, 0, 0, 0, 0)])
def test_two_votes_in_one_box_minus_one_and_both_choices_cannot_be_proved(values: tuple[int, ...]) -> None:
    """A device that lies seals anyway, with proofs for the nearest thing that may be said: they do not hold."""
    honest = sealing.seal(POLL, slot(1), POLL.layout.values({"A": Mark.APPROVE}, {}), bytes_of("liar"))
    lied = bytearray(honest)
    for at, value in enumerate(values):
        if value:
            box = proofs.encrypt(POLL.key, value, group.scalar(7 + at))
            lied[PAIR * at : PAIR * (at + 1)] = box.raw
    with pytest.raises(sealing.SealBroken):
        sealing.check(POLL, slot(1), bytes(lied))


def test_three_approvals_where_two_are_allowed_cannot_be_sealed_by_any_device() -> None:
    """Each box proved honestly, the rule's own proof forged from a ballot that keeps to it."""
    free = poll_of(APPROVAL | {"max_approvals": None})
    three = free.layout.values(dict.fromkeys("ABC", Mark.APPROVE), {})
    unlimited = sealing.seal(free, slot(1), three, bytes_of("greedy"))
    forged = unlimited + SEALED[len(unlimited) :]
    assert len(forged) == POLL.size
    with pytest.raises(sealing.SealBroken) as refused:
        sealing.check(POLL, slot(1), forged)
    assert refused.value.place == f"limit {len(POLL.layout.limits) - 1}"


def test_randomness_that_cancels_out_is_answered_like_any_other_broken_ballot() -> None:
    """r and −r in two boxes of one rule: their sum has no randomness, and nothing divides by it or crashes."""
    approve = proofs.encrypt(POLL.key, 1, group.scalar(9))
    oppose = proofs.encrypt(POLL.key, 0, group.scalar(-9))
    with pytest.raises(sealing.SealBroken):
        sealing.check(POLL, slot(1), approve.raw + oppose.raw + SEALED[2 * PAIR :])


def test_every_hash_has_a_purpose_of_its_own() -> None:
    """Belenios: domain separation was missing. Read off the source: a purpose names one step, and no two steps share one."""
    source = "".join(path.read_text() for path in Path(sealing.__file__).parent.glob("*.py"))
    purposes = re.findall(r'"(renda\.[^"]+/[^"]+)"', source)
    assert sorted(set(purposes)) == [
        "renda.ballot.v1/ballot",
        "renda.ballot.v1/nonce",
        "renda.ballot.v1/range",
        "renda.ballot.v1/secret",
        "renda.ballot.v1/seed",
        "renda.ballot.v1/share",
        "renda.ballot.v1/sign",
        "renda.ballot.v1/sign nonce",
        "renda.keys.v1/commit",
        "renda.keys.v1/deal",
        "renda.keys.v1/key",
        "renda.keys.v1/nonce",
        "renda.keys.v1/seed",
        "renda.keys.v1/seen",
    ]


def test_parts_of_a_hash_cannot_flow_into_each_other() -> None:
    assert group.digest("p", b"ab", b"c") != group.digest("p", b"a", b"bc")
    assert group.digest("p", b"") != group.digest("p")


def test_the_receipt_names_poll_slot_and_ballot() -> None:
    assert sealing.ballot_digest(POLL, slot(1), SEALED) == hashlib.sha256(MANIFEST + slot(1) + SEALED).digest()
