"""What an outside cryptographer asks first (SPECIFICATION §8): every row of the table there names tests that are there."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from tenants.ballot.case import Mark, Priority
from tenants.ballot.sealed import encoding, group, keys, layout, opening, proofs, sealing
from tenants.ballot.sealed.group import IDENTITY, SIZE, generate, number, scalar
from tenants.ballot.sealed.proofs import PAIR
from tests.conftest import ROOT as HOUSE
from tests.tenants.ballot.sealed.polls import APPROVAL, CEREMONY, ROOT, TRUSTEES, bytes_of, poll_of, slot

POLL = poll_of(APPROVAL, priorities=True)
CHOICE = POLL.layout.values({"A": Mark.APPROVE, "C": Mark.OPPOSE}, {"A": Priority.NECESSARY})
SEALED = sealing.seal(POLL, slot(1), CHOICE, bytes_of("seed"))
BOXES = len(POLL.layout.boxes)
SPECIFICATION = Path(sealing.__file__).with_name("SPECIFICATION.md")


def refused(sealed: bytes) -> str:
    with pytest.raises(sealing.SealBroken) as broken:
        sealing.check(POLL, slot(1), sealed)
    return broken.value.place


# ── malleability: a valid ballot gives no other valid ballot ──────────────────────────────────
def with_box(at: int, box: proofs.Sealed) -> bytes:
    return SEALED[: PAIR * at] + box.raw + SEALED[PAIR * (at + 1) :]


def box_at(at: int) -> proofs.Sealed:
    return sealing.boxes_of(POLL, SEALED)[at]


@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("blinded anew", box_at(0) + proofs.encrypt(POLL.key, 0, scalar(7))),
        ("one more", box_at(0) + proofs.Sealed(IDENTITY, generate(scalar(1)))),
        ("doubled", box_at(0) + box_at(0)),
        (
            "turned into its opposite",
            proofs.Sealed(*(group.subtract(IDENTITY, half) for half in (box_at(0).a, box_at(0).b))),
        ),
        ("taken from the next box", box_at(1)),
    ],
)
def test_a_box_made_of_another_box_is_refused(name: str, box: proofs.Sealed) -> None:
    assert refused(with_box(0, box)) == "limit 0"


def test_two_boxes_with_their_proofs_cannot_change_places() -> None:
    """Approve and oppose of one project, each with its own good proof: the challenge knows every box and its place."""
    first, second = PAIR * BOXES, PAIR * BOXES + 2 * PAIR
    swapped = SEALED[PAIR : 2 * PAIR] + SEALED[:PAIR] + SEALED[2 * PAIR : first]
    swapped += SEALED[second : second + 2 * PAIR] + SEALED[first:second] + SEALED[second + 2 * PAIR :]
    assert refused(swapped) == "limit 0"


def test_the_branches_of_a_proof_cannot_change_places() -> None:
    at = PAIR * BOXES
    assert (
        refused(SEALED[:at] + SEALED[at + PAIR : at + 2 * PAIR] + SEALED[at : at + PAIR] + SEALED[at + 2 * PAIR :])
        == "limit 0"
    )


# ── strong Fiat–Shamir: all of the statement and all of the context ───────────────────────────
def test_a_challenge_depends_on_every_part_of_the_statement() -> None:
    """Bernhard, Pereira, Warinschi 2012: whoever may choose the statement after the challenge proves what is false."""
    secret, nonce = scalar(11), scalar(13)
    bases = (generate(scalar(1)), generate(scalar(17)))
    images = tuple(group.multiply(secret, base) for base in bases)
    proof = proofs.prove_same_log(secret, bases, context=b"here", nonce=nonce)
    assert proofs.holds_same_log(bases, images, proof, context=b"here")  # type: ignore[arg-type]
    other = generate(scalar(19))
    for changed in (
        ((other, bases[1]), images, b"here"),
        ((bases[0], other), images, b"here"),
        (bases, (other, images[1]), b"here"),
        (bases, (images[0], other), b"here"),
        (bases, images, b"there"),
    ):
        assert not proofs.holds_same_log(changed[0], changed[1], proof, context=changed[2])  # type: ignore[arg-type]
    signed = proofs.prove_knows_log(secret, purpose=proofs.SIGNATURE, context=b"here", nonce=nonce)
    own = generate(secret)
    assert proofs.holds_knows_log(own, signed, purpose=proofs.SIGNATURE, context=b"here")
    for public, purpose, context in (
        (other, proofs.SIGNATURE, b"here"),
        (own, proofs.KEY, b"here"),
        (own, proofs.SIGNATURE, b""),
    ):
        assert not proofs.holds_knows_log(public, signed, purpose=purpose, context=context)


def test_a_proof_for_a_chosen_challenge_does_not_hold() -> None:
    """The simulator's transcript, right in every equation but that of the hash."""
    box = proofs.encrypt(POLL.key, 5, scalar(3))
    forged = b"".join(scalar(each) for each in (1, 2, 3, 4))
    assert not proofs.holds_in_range(POLL.key, box, forged, least=0, most=1, context=b"")


# ── ranges ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("two grades for one project", {2: 1, 3: 1}),
        ("a grade three times", {2: 3}),
        ("a grade taken away", {2: -1}),
        ("approved and opposed", {0: 1, 1: 1}),
    ],
)
def test_what_is_out_of_range_cannot_be_proved_by_the_honest_prover_itself(name: str, values: dict[int, int]) -> None:
    """The device's own code, told to seal what may not be sealed: its proofs do not hold."""
    lied = [values.get(at, 0) for at in range(BOXES)]
    free = dataclasses.replace(POLL, layout=_unlimited(POLL.layout))
    honest_boxes = sealing.seal(free, slot(1), lied, bytes_of("liar")) if set(lied) <= {0, 1} else None
    if honest_boxes is None:
        sealed = bytearray(SEALED)
        for at, value in values.items():
            sealed[PAIR * at : PAIR * (at + 1)] = proofs.encrypt(POLL.key, value, scalar(23)).raw
        assert refused(bytes(sealed)).startswith("limit")
    else:
        assert refused(honest_boxes + SEALED[len(honest_boxes) :]).startswith("limit")


def _unlimited(of: layout.Layout) -> layout.Layout:
    return dataclasses.replace(of, rules=())


# ── nonces and keys ───────────────────────────────────────────────────────────────────────────
def test_two_boxes_with_one_sum_do_not_give_the_key_away() -> None:
    """One nonce under two challenges is the secret: (z − z′) / (c − c′). A host that chooses the ballots chooses the sums."""
    twin = sealing.boxes_of(POLL, SEALED)[0]
    share = opening.open_share(1, TRUSTEES.secrets[1], [twin, twin], ROOT)
    (c, z), (c2, z2) = ((number(each[:SIZE]), number(each[SIZE:])) for each in share.proofs)
    found = scalar((z - z2) * pow(c - c2, -1, group.ORDER))
    assert found != TRUSTEES.secrets[1]
    opening.check_share(share, keys.public_share(TRUSTEES.reveals, 1), [twin, twin], ROOT)


@pytest.mark.parametrize("changed", ["transport key", "commitments", "proof", "order", "ceremony"])
def test_a_fingerprint_covers_all_that_devices_were_shown_of_each_other(changed: str) -> None:
    """Who carries the messages could show each device other keys than the others sent, and read every share."""
    seen = [
        (each.index, each.transport_key, reveal) for each, reveal in zip(TRUSTEES.people, TRUSTEES.reveals, strict=True)
    ]
    index, key, reveal = seen[1]
    other = {
        "transport key": [seen[0], (index, seen[0][1], reveal), seen[2]],
        "commitments": [
            seen[0],
            (index, key, dataclasses.replace(reveal, commitments=seen[0][2].commitments)),
            seen[2],
        ],
        "proof": [seen[0], (index, key, dataclasses.replace(reveal, proof=seen[0][2].proof)), seen[2]],
        "order": seen[::-1],
        "ceremony": seen,
    }[changed]
    ceremony = bytes_of("another") if changed == "ceremony" else CEREMONY
    assert keys.fingerprint(ceremony, other) != keys.fingerprint(CEREMONY, seen)
    assert re.fullmatch(r"\d{4}( \d{4}){5}", keys.fingerprint(CEREMONY, seen))


def test_a_share_dealt_in_one_ceremony_is_nothing_in_another() -> None:
    one, two = TRUSTEES.people[:2]
    dealt = one.deal(CEREMONY, 2, two.transport_key)
    with pytest.raises(keys.CeremonyBroken):
        two.receive(bytes_of("another"), 1, dealt, one.transport_key, TRUSTEES.reveals[0])


def test_fewer_shares_than_the_threshold_fit_every_secret_alike() -> None:
    """For each count there could be, some second share would open it: one share tells nothing at all."""
    box = sealing.boxes_of(POLL, SEALED)[0]
    weights = opening.lagrange([1, 2])
    mine = group.multiply(weights[1], group.multiply(TRUSTEES.secrets[1], box.a))
    for count in (0, 1, 2):
        needed = group.subtract(group.subtract(box.b, generate(scalar(count))), mine)
        inverse = scalar(pow(number(weights[2]), -1, group.ORDER))
        second = group.multiply(inverse, needed)
        assert group.add(mine, group.multiply(weights[2], second)) == group.subtract(box.b, generate(scalar(count)))


# ── encodings ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("word", ["0", "0G", "AB", "a b", "ab\n", " ab", "0x", "ａｂ", None, 12])
def test_bytes_have_one_spelling(word: object) -> None:
    with pytest.raises(ValueError, match="not hex"):
        encoding.unhex(word)
    assert encoding.unhex("00ab") == b"\x00\xab"


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 1}', '{"a": 1.0}', '{"a": 1e2}', '{"a": -0}', '{"\\u0061": 1}', '{"a": NaN}', "[1,]"]
)
def test_json_has_one_spelling_but_for_its_white_space(text: str) -> None:
    with pytest.raises(ValueError, match=r"shortest|whole number|Expecting|Illegal"):
        encoding.loads(text.encode())
    assert encoding.loads('{ "甲 乙": [1, "\\"  \\n"],\n"b": null }'.encode()) == {"甲 乙": [1, '"  \n'], "b": None}


# ── chance, and what is erased ────────────────────────────────────────────────────────────────
def test_no_script_and_no_module_of_the_sealed_ballot_draws_from_anything_but_the_system() -> None:
    scripts = [*(HOUSE / "tenants/ballot/static/ballot").glob("*.mjs"), *Path(sealing.__file__).parent.glob("*.py")]
    assert len(scripts) > 15
    for script in scripts:
        assert not re.search(
            r"Math\.random|Date\.now|import random|from random|time\.time|uuid1", script.read_text()
        ), script
    assert "getRandomValues(new Uint8Array(size))" in (HOUSE / "tenants/ballot/static/ballot/device.mjs").read_text()


def test_every_row_of_the_table_of_pitfalls_names_tests_that_are_there() -> None:
    table = SPECIFICATION.read_text().split("## 8.")[1]
    rows = [row for row in table.splitlines() if row.startswith("| ") and not row.startswith("| pitfall")]
    source = "".join(path.read_text() for path in (HOUSE / "tests").rglob("test_*.py"))
    known = set(re.findall(r"^def (test_\w+)|^(TAMPERED|FORGED)\b", source, re.MULTILINE))
    names = {one or two for one, two in known}
    for row in rows:
        named = re.findall(r"`(\w+)`", row.rsplit("|", 2)[1])
        assert named, row
        assert set(named) <= names, (row, set(named) - names)
    assert len(rows) >= 20
