"""The inner envelope: a choice sealed so that it can be added to others and never read by itself.

Layout of the bytes, with m boxes: m ciphertexts of 64 bytes, then one proof for each limit in the layout's order, 64
bytes a branch. The length says nothing: it is the same for every ballot of a round.

All randomness comes from one seed of 32 bytes. So a device that has not seen its receipt sends the very same bytes
again, and the two implementations can be compared byte by byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tenants.ballot.sealed.group import Point, Scalar, digest, hash_to_scalar, is_point, number, scalar
from tenants.ballot.sealed.layout import Layout, Limit
from tenants.ballot.sealed.proofs import NOTHING, PAIR, Sealed, encrypt, holds_in_range, prove_in_range


class SealBroken(ValueError):
    """The sealed ballot is not what it should be; `place` says where: `length`, `box 3`, `limit 7`."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True, slots=True)
class Poll:
    """What a sealed ballot is bound to: the manifest (SHA-256, 32 bytes), the joint key, and what a ballot looks like."""

    manifest: bytes
    key: Point
    layout: Layout

    @property
    def size(self) -> int:
        """Bytes of every sealed ballot of this poll."""
        branches = sum(limit.most - limit.least + 1 for limit in self.layout.limits)
        return PAIR * (len(self.layout.boxes) + branches)


def ballot_digest(poll: Poll, slot: bytes, sealed: bytes) -> bytes:
    """SHA-256 over manifest, slot and sealed bytes: the receipt, and the ballot's name in the sealed set."""
    return receipt(poll.manifest, slot, sealed)


def receipt(manifest: bytes, slot: bytes, sealed: bytes) -> bytes:
    """`ballot_digest`, where nothing of the poll is at hand but the hash of its manifest."""
    return hashlib.sha256(manifest + slot + sealed).digest()


def seal(poll: Poll, slot: bytes, values: Sequence[int], seed: bytes) -> bytes:
    """The sealed ballot of `values` (see `Layout.values`) for `slot` (16 bytes). `seed`: 32 bytes, used once and erased."""
    drawn = _scalars(poll, slot, seed)
    randomness = [next(drawn) for _ in poll.layout.boxes]
    boxes = [encrypt(poll.key, value, secret) for value, secret in zip(values, randomness, strict=True)]
    outside = b"".join(box.raw for box in boxes)
    context = _context(poll, slot, outside)
    proofs = [
        _prove(poll, limit, boxes, values, randomness, context + place.to_bytes(4, "big"), drawn)
        for place, limit in enumerate(poll.layout.limits)
    ]
    return outside + b"".join(proofs)


def check(poll: Poll, slot: bytes, sealed: bytes) -> tuple[Sealed, ...]:
    """The boxes of a ballot all of whose proofs hold. Raises SealBroken with the first place that does not."""
    boxes = boxes_of(poll, sealed)
    outside, proofs = sealed[: PAIR * len(boxes)], sealed[PAIR * len(boxes) :]
    context = _context(poll, slot, outside)
    for place, limit in enumerate(poll.layout.limits):
        length = PAIR * (limit.most - limit.least + 1)
        proof, proofs = proofs[:length], proofs[length:]
        if not holds_in_range(
            poll.key,
            _sum(boxes, limit),
            proof,
            least=limit.least,
            most=limit.most,
            context=context + place.to_bytes(4, "big"),
        ):
            raise SealBroken(f"limit {place}")
    return boxes


def boxes_of(poll: Poll, sealed: bytes) -> tuple[Sealed, ...]:
    """The ciphertexts alone, each a pair of group elements. Raises SealBroken; proves nothing about what is inside."""
    if len(sealed) != poll.size:
        raise SealBroken("length")
    boxes = []
    for place, (start, end) in enumerate(pairwise(range(0, PAIR * len(poll.layout.boxes) + 1, PAIR))):
        a, b = sealed[start : start + PAIR // 2], sealed[start + PAIR // 2 : end]
        if not (is_point(a) and is_point(b)):
            raise SealBroken(f"box {place}")
        boxes.append(Sealed(a, b))
    return tuple(boxes)


def _prove(
    poll: Poll,
    limit: Limit,
    boxes: Sequence[Sealed],
    values: Sequence[int],
    randomness: Sequence[Scalar],
    context: bytes,
    drawn: Iterator[Scalar],
) -> bytes:
    branches = limit.most - limit.least + 1
    return prove_in_range(
        poll.key,
        _sum(boxes, limit),
        value=sum(values[at] for at in limit.boxes),
        randomness=scalar(sum(number(randomness[at]) for at in limit.boxes)),
        least=limit.least,
        most=limit.most,
        context=context,
        nonces=[next(drawn) for _ in range(2 * branches - 1)],
    )


def _sum(boxes: Sequence[Sealed], limit: Limit) -> Sealed:
    if len(limit.boxes) == 1:
        return boxes[limit.boxes[0]]
    return sum((boxes[at] for at in limit.boxes), NOTHING)


def _context(poll: Poll, slot: bytes, outside: bytes) -> bytes:
    """Binds every proof to this poll, this slot and all ciphertexts: no ballot fits into another slot."""
    return digest("renda.ballot.v1/ballot", poll.manifest, slot, poll.key, outside)


def _scalars(poll: Poll, slot: bytes, seed: bytes) -> Iterator[Scalar]:
    """As many scalars as are asked for, from the seed; bound to poll and slot, so that a seed used twice repeats nothing."""
    count = 0
    while True:
        yield hash_to_scalar("renda.ballot.v1/seed", seed, poll.manifest, slot, count.to_bytes(4, "big"))
        count += 1
