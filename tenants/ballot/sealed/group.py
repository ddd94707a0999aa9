"""The group in which ballots are sealed: ristretto255 (RFC 9496), all arithmetic by libsodium through the `rbcl` wheel.

A point and a scalar are 32 bytes each, in their one canonical encoding. What comes from outside is asked for `is_point`
and `is_scalar` before it is used; the functions below expect it and never see a malformed operand.
"""

from __future__ import annotations

import hashlib
import secrets

import rbcl

ORDER = 2**252 + 27742317777372353535851937790883648493
SIZE = 32
IDENTITY = bytes(SIZE)
ZERO = bytes(SIZE)

Point = bytes
Scalar = bytes


def is_point(value: bytes) -> bool:
    """Whether these are the canonical bytes of a group element other than the identity.

    The identity is refused because nobody who follows the protocol ever sends it: it would be a key everybody knows,
    or a ciphertext without randomness.
    """
    return len(value) == SIZE and value != IDENTITY and bool(rbcl.crypto_core_ristretto255_is_valid_point(value))


def is_scalar(value: bytes) -> bool:
    """Whether these are the canonical bytes of a number below the group's order: one number has one encoding."""
    return len(value) == SIZE and int.from_bytes(value, "little") < ORDER


def scalar(number: int) -> Scalar:
    return (number % ORDER).to_bytes(SIZE, "little")


def number(value: Scalar) -> int:
    return int.from_bytes(value, "little")


def random_scalar() -> Scalar:
    """Uniform and never zero, from the operating system."""
    return scalar(1 + secrets.randbelow(ORDER - 1))


def add(left: Point, right: Point) -> Point:
    return bytes(rbcl.crypto_core_ristretto255_add(left, right))


def subtract(left: Point, right: Point) -> Point:
    return bytes(rbcl.crypto_core_ristretto255_sub(left, right))


def multiply(by: Scalar, point: Point) -> Point:
    """`by` · `point`. libsodium answers an error where the result is the identity; here that is a result like any other."""
    if by == ZERO or point == IDENTITY:
        return IDENTITY
    return bytes(rbcl.crypto_scalarmult_ristretto255(by, point))


def generate(by: Scalar) -> Point:
    """`by` · G, G being the group's standard generator."""
    return IDENTITY if by == ZERO else bytes(rbcl.crypto_scalarmult_ristretto255_base(by))


def hash_to_scalar(purpose: str, *parts: bytes) -> Scalar:
    """A scalar nobody chose: SHA-512 over the purpose and the parts, each behind its length, reduced (bias < 2⁻²⁵⁰)."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_reduce(digest(purpose, *parts)))


def digest(purpose: str, *parts: bytes) -> bytes:
    """64 bytes. The purpose keeps the hashes of one step apart from those of every other; lengths keep the parts apart."""
    hashed = hashlib.sha512()
    for part in (purpose.encode(), *parts):
        hashed.update(len(part).to_bytes(4, "big"))
        hashed.update(part)
    return hashed.digest()
