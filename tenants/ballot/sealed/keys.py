"""The key of a poll is made by its scrutineers, who never meet in one place: t of n open, fewer learn nothing.

Feldman's sharing run by everybody (Pedersen 1991), in two rounds so that nobody chooses after seeing the others:

1. *commit*: each trustee publishes the hash of what will be revealed (and a key under which shares can be sent).
2. *reveal*: coefficients' commitments and a proof of knowing the first; checked against the hash.
3. *deal*: each sends each other trustee a share, hidden under that trustee's transport key; checked by the recipient
   against the commitments. A share that does not fit names its dealer, and the ceremony begins anew without a vote lost.

`ceremony` (32 bytes) binds everything to one ceremony of one round. Indices are 1 … n.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenants.ballot.sealed.group import (
    IDENTITY,
    ORDER,
    SIZE,
    Point,
    Scalar,
    add,
    digest,
    generate,
    hash_to_scalar,
    is_point,
    is_scalar,
    multiply,
    number,
    scalar,
)
from tenants.ballot.sealed.proofs import KEY, SIGNATURE, holds_knows_log, prove_knows_log


class CeremonyBroken(ValueError):
    """Somebody's part does not fit: `index` whose, `step` where."""

    def __init__(self, index: int, step: str) -> None:
        super().__init__(f"trustee {index}: {step}")
        self.index, self.step = index, step


@dataclass(frozen=True, slots=True)
class Reveal:
    """What a trustee shows: commitments to the coefficients (t points) and the proof of knowing the first (64 bytes)."""

    commitments: tuple[Point, ...]
    proof: bytes

    def hash(self, ceremony: bytes, index: int) -> bytes:
        """64 bytes, published before anybody reveals."""
        return digest("renda.keys.v1/commit", ceremony, bytes([index]), *self.commitments, self.proof)


@dataclass(frozen=True, slots=True)
class Trustee:
    """The secret half, which never leaves the trustee's device: her polynomial, and her transport key."""

    index: int
    coefficients: tuple[Scalar, ...]
    transport: Scalar

    @classmethod
    def from_seed(cls, ceremony: bytes, index: int, threshold: int, seed: bytes) -> Trustee:
        """`seed`: 32 fresh bytes of this device."""
        drawn = [
            hash_to_scalar("renda.keys.v1/seed", seed, ceremony, bytes([index, place]))
            for place in range(threshold + 1)
        ]
        return cls(index, tuple(drawn[:threshold]), drawn[threshold])

    @property
    def transport_key(self) -> Point:
        return generate(self.transport)

    def reveal(self, ceremony: bytes) -> Reveal:
        nonce = hash_to_scalar("renda.keys.v1/nonce", *self.coefficients, ceremony)
        proof = prove_knows_log(self.coefficients[0], purpose=KEY, context=ceremony + bytes([self.index]), nonce=nonce)
        return Reveal(tuple(generate(each) for each in self.coefficients), proof)

    def share_for(self, other: int) -> Scalar:
        """This trustee's polynomial at `other`."""
        total = 0
        for coefficient in reversed(self.coefficients):
            total = (total * other + number(coefficient)) % ORDER
        return scalar(total)

    def deal(self, ceremony: bytes, other: int, transport_key: Point) -> bytes:
        """32 bytes: the share for `other`, hidden. Whether it is right, its commitments tell; so no more is needed."""
        return _hidden(self.share_for(other), multiply(self.transport, transport_key), ceremony, self.index, other)

    def receive(self, ceremony: bytes, dealer: int, dealt: bytes, transport_key: Point, reveal: Reveal) -> Scalar:
        """The share that `dealer` sent. Raises CeremonyBroken if it does not fit what the dealer revealed."""
        share = _hidden(dealt, multiply(self.transport, transport_key), ceremony, dealer, self.index)
        if not is_scalar(share) or generate(share) != _at(reveal.commitments, self.index):
            raise CeremonyBroken(dealer, "share")
        return share

    def sign(self, seen: bytes) -> bytes:
        """64 bytes: this trustee has seen what these 32 bytes are the digest of."""
        nonce = hash_to_scalar("renda.ballot.v1/sign nonce", self.transport, seen)
        return prove_knows_log(self.transport, purpose=SIGNATURE, context=seen, nonce=nonce)


def is_signed(transport_key: Point, seen: bytes, signature: bytes) -> bool:
    """Whether the trustee with this transport key signed these 32 bytes."""
    return holds_knows_log(transport_key, signature, purpose=SIGNATURE, context=seen)


def check_reveal(ceremony: bytes, index: int, committed: bytes, threshold: int, reveal: Reveal) -> None:
    """Raises CeremonyBroken: not what was committed to, not of this threshold, or a first coefficient nobody knows."""
    if reveal.hash(ceremony, index) != committed:
        raise CeremonyBroken(index, "commit")
    if len(reveal.commitments) != threshold or not all(is_point(each) for each in reveal.commitments):
        raise CeremonyBroken(index, "commitments")
    if not holds_knows_log(reveal.commitments[0], reveal.proof, purpose=KEY, context=ceremony + bytes([index])):
        raise CeremonyBroken(index, "proof")


def joint_key(reveals: Sequence[Reveal]) -> Point:
    """The key under which ballots are sealed. Raises CeremonyBroken in the impossible case that the parts cancel out."""
    key = IDENTITY
    for each in reveals:
        key = add(key, each.commitments[0])
    if key == IDENTITY:
        raise CeremonyBroken(0, "joint key")
    return key


def fingerprint(ceremony: bytes, parts: Sequence[tuple[int, Point, Reveal]]) -> str:
    """Six groups of four digits, read aloud by every trustee: (index, transport key, reveal) of all, as her device saw them.

    Who carries the messages could show each device other keys than the others sent, and read the shares on their way.
    Then the devices have seen different things, and the digits differ.
    """
    rows = [
        (bytes([index]), transport_key, *reveal.commitments, reveal.proof) for index, transport_key, reveal in parts
    ]
    seen = digest("renda.keys.v1/seen", ceremony, *(part for row in rows for part in row))
    number = int.from_bytes(seen[:12])
    return " ".join(f"{number // 10 ** (4 * place) % 10000:04}" for place in range(6))


def public_share(reveals: Sequence[Reveal], index: int) -> Point:
    """x·G for the secret share x of trustee `index`: known to all, so that her part of the opening can be checked."""
    total = IDENTITY
    for each in reveals:
        total = add(total, _at(each.commitments, index))
    return total


def secret_share(received: Mapping[int, Scalar]) -> Scalar:
    """The trustee's own key: the sum of what every dealer gave her, herself included."""
    return scalar(sum(number(each) for each in received.values()))


def _at(commitments: Sequence[Point], index: int) -> Point:
    """The committed polynomial at `index`, in the exponent."""
    total = IDENTITY
    for commitment in reversed(commitments):
        total = add(multiply(scalar(index), total), commitment)
    return total


def _hidden(share: bytes, shared: Point, ceremony: bytes, dealer: int, receiver: int) -> bytes:
    pad = digest("renda.keys.v1/deal", shared, ceremony, bytes([dealer, receiver]))[:SIZE]
    return bytes(left ^ right for left, right in zip(share, pad, strict=True))
