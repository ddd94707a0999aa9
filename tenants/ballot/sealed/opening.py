"""Opening the sum: the product of all sealed ballots, never a single one, by t of n scrutineers.

Each scrutineer's device multiplies the ballots itself, checks that they are the sealed set under the root on the screen,
refuses a sum of too few ballots (`manifest.SMALLEST_SUM`), and gives its share with a proof. Any t shares give the counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tenants.ballot.sealed.group import (
    IDENTITY,
    ORDER,
    Point,
    Scalar,
    add,
    digest,
    generate,
    hash_to_scalar,
    is_point,
    multiply,
    scalar,
    subtract,
)
from tenants.ballot.sealed.proofs import NOTHING, Sealed, holds_same_log, prove_same_log

_G = generate(scalar(1))


class ShareBroken(ValueError):
    """A share of the opening that its own proof does not support; `box` says where."""

    def __init__(self, index: int, box: int) -> None:
        super().__init__(f"trustee {index}, box {box}")
        self.index, self.box = index, box


class NotACount(ValueError):
    """The opened sum is no number from 0 to the number of ballots: shares or ballots are not of this poll."""


@dataclass(frozen=True, slots=True)
class Share:
    """One trustee's part in opening every box: a point and a proof of 64 bytes for each."""

    index: int
    points: tuple[Point, ...]
    proofs: tuple[bytes, ...]


def product(ballots: Iterable[Sequence[Sealed]], boxes: int) -> tuple[Sealed, ...]:
    """Box by box, the ciphertext of the sum over all ballots."""
    total = [NOTHING] * boxes
    for ballot in ballots:
        total = [left + right for left, right in zip(total, ballot, strict=True)]
    return tuple(total)


def open_share(index: int, secret: Scalar, sums: Sequence[Sealed], context: bytes) -> Share:
    """The part of trustee `index`. `context`: manifest and seal root, so that a share opens nothing else."""
    points = tuple(multiply(secret, each.a) for each in sums)
    bounds = [_bound(context, index, place) for place in range(len(sums))]
    proofs = tuple(
        prove_same_log(secret, (_G, each.a), context=bound, nonce=_nonce(secret, each, bound))
        for each, bound in zip(sums, bounds, strict=True)
    )
    return Share(index, points, proofs)


def check_share(share: Share, public: Point, sums: Sequence[Sealed], context: bytes) -> None:
    """Raises ShareBroken unless every point was made with the key behind `public`."""
    if len(share.points) != len(sums) or len(share.proofs) != len(sums):
        raise ShareBroken(share.index, -1)
    for place, (each, point, proof) in enumerate(zip(sums, share.points, share.proofs, strict=True)):
        if not is_point(point) or not holds_same_log(
            (_G, each.a), (public, point), proof, context=_bound(context, share.index, place)
        ):
            raise ShareBroken(share.index, place)


def combine(shares: Sequence[Share], sums: Sequence[Sealed], ballots: int) -> tuple[int, ...]:
    """The number in each box. `shares`: exactly t, all checked. Raises NotACount."""
    weights = lagrange([share.index for share in shares])
    counts = _counts(ballots)
    return tuple(_opened(place, each, shares, weights, counts) for place, each in enumerate(sums))


def lagrange(indices: Sequence[int]) -> Mapping[int, Scalar]:
    """The weight of each index when the polynomial is read at 0."""
    weights = {}
    for index in indices:
        above = below = 1
        for other in indices:
            if other != index:
                above, below = above * other % ORDER, below * (other - index) % ORDER
        weights[index] = scalar(above * pow(below, -1, ORDER))
    return weights


def _opened(
    place: int, each: Sealed, shares: Sequence[Share], weights: Mapping[int, Scalar], counts: Mapping[Point, int]
) -> int:
    found = counts.get(subtract(each.b, hidden(place, shares, weights)))
    if found is None:
        raise NotACount(f"box {place}")
    return found


def hidden(place: int, shares: Sequence[Share], weights: Mapping[int, Scalar]) -> Point:
    """What hides the count in box `place`, put together from the shares."""
    total = IDENTITY
    for share in shares:
        total = add(total, multiply(weights[share.index], share.points[place]))
    return total


def _counts(ballots: int) -> dict[Point, int]:
    """Every count there can be, by its point: with a hall of people the discrete logarithm is a look-up."""
    table, point = {}, IDENTITY
    for count in range(ballots + 1):
        table[point] = count
        point = add(point, _G)
    return table


def _bound(context: bytes, index: int, place: int) -> bytes:
    return context + bytes([index]) + place.to_bytes(4, "big")


def _nonce(secret: Scalar, each: Sealed, bound: bytes) -> Scalar:
    """From the secret and the whole statement (RFC 8032's way): a device with bad randomness gives no key away.

    The statement includes the box's place: two boxes with the same sum have two challenges, and one nonce under two
    challenges would be the key.
    """
    return hash_to_scalar("renda.ballot.v1/nonce", digest("renda.ballot.v1/secret", secret), each.raw, bound)
