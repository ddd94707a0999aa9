"""Three statements that can be believed without being shown the secret behind them.

`InRange` (a ciphertext holds one of the numbers least … most), `SameLog` (a share of the opening was made with the key
it should be), `KnowsLog` (who publishes a key knows its secret). All are Σ-protocols made non-interactive by strong
Fiat–Shamir: the challenge covers the statement, the whole context and the purpose, never the commitments alone
(Bernhard, Pereira, Warinschi 2012). Written as challenge and response, the commitments being recomputed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenants.ballot.sealed.group import (
    IDENTITY,
    ORDER,
    SIZE,
    Point,
    Scalar,
    add,
    generate,
    hash_to_scalar,
    is_scalar,
    multiply,
    number,
    scalar,
    subtract,
)

PAIR = 2 * SIZE


@dataclass(frozen=True, slots=True)
class Sealed:
    """An exponential ElGamal ciphertext of a small number m under Y: (r·G, m·G + r·Y)."""

    a: Point
    b: Point

    def __add__(self, other: Sealed) -> Sealed:
        """The ciphertext of the sum."""
        return Sealed(add(self.a, other.a), add(self.b, other.b))

    @property
    def raw(self) -> bytes:
        return self.a + self.b


NOTHING = Sealed(IDENTITY, IDENTITY)


def encrypt(key: Point, value: int, randomness: Scalar) -> Sealed:
    hidden = multiply(randomness, key)
    return Sealed(generate(randomness), add(generate(scalar(value)), hidden) if value else hidden)


# ── in range: one branch for each number it might be; all but the true one are simulated ──────
def prove_in_range(
    key: Point,
    sealed: Sealed,
    *,
    value: int,
    randomness: Scalar,
    least: int,
    most: int,
    context: bytes,
    nonces: Sequence[Scalar],
) -> bytes:
    """64 bytes a branch. `nonces`: 2 × (most − least) + 1 fresh scalars, those of the simulated branches first."""
    spare = iter(nonces)
    branches: list[tuple[Scalar, Scalar] | None] = []
    commitments: list[bytes] = []
    for guess in range(least, most + 1):
        if guess == value:
            branches.append(None)
            commitments.append(b"")
            continue
        challenge, response = next(spare), next(spare)
        branches.append((challenge, response))
        commitments.append(_commitment(key, sealed, guess, challenge, response))
    nonce = next(spare)
    true = value - least
    commitments[true] = generate(nonce) + multiply(nonce, key)
    whole = _range_challenge(key, sealed, context, commitments)
    challenge = scalar(number(whole) - sum(number(each[0]) for each in branches if each))
    response = scalar(number(nonce) + number(challenge) * number(randomness))
    branches[true] = (challenge, response)
    return b"".join(pair[0] + pair[1] for pair in branches if pair)


def holds_in_range(key: Point, sealed: Sealed, proof: bytes, *, least: int, most: int, context: bytes) -> bool:
    """Whether `proof` shows that `sealed` holds a number from `least` to `most`."""
    if len(proof) != PAIR * (most - least + 1):
        return False
    commitments, total = [], 0
    for place, guess in enumerate(range(least, most + 1)):
        challenge, response = proof[PAIR * place :][:SIZE], proof[PAIR * place + SIZE :][:SIZE]
        if not (is_scalar(challenge) and is_scalar(response)):
            return False
        commitments.append(_commitment(key, sealed, guess, challenge, response))
        total += number(challenge)
    return number(_range_challenge(key, sealed, context, commitments)) == total % ORDER


def _commitment(key: Point, sealed: Sealed, guess: int, challenge: Scalar, response: Scalar) -> bytes:
    """(z·G − c·A) ‖ (z·Y − c·(B − guess·G)), the second as z·Y − c·B + (c·guess)·G."""
    first = subtract(generate(response), multiply(challenge, sealed.a))
    second = subtract(multiply(response, key), multiply(challenge, sealed.b))
    if guess:
        second = add(second, generate(scalar(number(challenge) * guess)))
    return first + second


def _range_challenge(key: Point, sealed: Sealed, context: bytes, commitments: Sequence[bytes]) -> Scalar:
    return hash_to_scalar("renda.ballot.v1/range", context, key, sealed.raw, *commitments)


# ── same logarithm: Chaum and Pedersen 1992 ───────────────────────────────────────────────────
def prove_same_log(secret: Scalar, bases: tuple[Point, Point], *, context: bytes, nonce: Scalar) -> bytes:
    """64 bytes: `secret`·bases[0] and `secret`·bases[1] have the same logarithm."""
    images = (multiply(secret, bases[0]), multiply(secret, bases[1]))
    commitments = (multiply(nonce, bases[0]), multiply(nonce, bases[1]))
    challenge = hash_to_scalar("renda.ballot.v1/share", context, *bases, *images, *commitments)
    return challenge + scalar(number(nonce) + number(challenge) * number(secret))


def holds_same_log(bases: tuple[Point, Point], images: tuple[Point, Point], proof: bytes, *, context: bytes) -> bool:
    challenge, response = proof[:SIZE], proof[SIZE:]
    if len(proof) != PAIR or not (is_scalar(challenge) and is_scalar(response)):
        return False
    commitments = [
        subtract(multiply(response, base), multiply(challenge, image))
        for base, image in zip(bases, images, strict=True)
    ]
    return hash_to_scalar("renda.ballot.v1/share", context, *bases, *images, *commitments) == challenge


# ── knows the logarithm: Schnorr ──────────────────────────────────────────────────────────────
KEY = "renda.keys.v1/key"  # said once, of one's part of the key
SIGNATURE = "renda.ballot.v1/sign"  # said of what one has seen


def prove_knows_log(secret: Scalar, *, purpose: str, context: bytes, nonce: Scalar) -> bytes:
    """64 bytes: who wrote this knows the secret of `secret`·G. About a `context` it is that person's signature."""
    challenge = hash_to_scalar(purpose, context, generate(secret), generate(nonce))
    return challenge + scalar(number(nonce) + number(challenge) * number(secret))


def holds_knows_log(public: Point, proof: bytes, *, purpose: str, context: bytes) -> bool:
    challenge, response = proof[:SIZE], proof[SIZE:]
    if len(proof) != PAIR or not (is_scalar(challenge) and is_scalar(response)):
        return False
    commitment = subtract(generate(response), multiply(challenge, public))
    return hash_to_scalar(purpose, context, public, commitment) == challenge
