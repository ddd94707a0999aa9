"""The query code: cannot be guessed, can be typed, and a slip of the hand is told from an unknown code."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.intake import query_code
from tenants.intake.query_code import ALPHABET, LENGTH

letters = st.sampled_from(ALPHABET)
codes = st.lists(letters, min_size=LENGTH - 1, max_size=LENGTH - 1).map(
    lambda body: query_code.draw(iter(body).__next__ if not body else _picker(body))
)


def _picker(body: list[str]):  # type: ignore[no-untyped-def]
    drawn = iter(body)
    return lambda _: next(drawn)


def test_a_code_carries_at_least_forty_random_bits() -> None:
    assert math.log2(len(ALPHABET) ** (LENGTH - 1)) > 54


def test_a_code_is_printed_in_three_groups() -> None:
    assert query_code.shown("7K3M9QTX4B2F") == "7K3M-9QTX-4B2F"


@given(codes)
@settings(max_examples=100)
def test_what_is_printed_reads_back_however_it_is_typed(code: str) -> None:
    printed = query_code.shown(code)
    full_width = printed.translate({ord(c): ord(c) + 0xFEE0 for c in ALPHABET})
    for typed in (printed, printed.lower(), printed.replace("-", " "), f"  {code} ", full_width):
        assert query_code.read(typed) == code


@given(codes, st.integers(0, LENGTH - 1), letters)
@settings(max_examples=100)
def test_one_wrong_character_is_always_noticed(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    assert query_code.read(wrong) == (code if wrong == code else None)


@given(codes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
@settings(max_examples=100)
def test_two_characters_swapped_are_always_noticed(code: str, one: int, two: int) -> None:
    swapped = list(code)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    wrong = "".join(swapped)
    assert query_code.read(wrong) == (code if wrong == code else None)


def test_letters_that_people_confuse_are_read_as_what_was_meant() -> None:
    chance = random.Random(7)
    code = next(c for c in (query_code.draw(chance.choice) for _ in range(500)) if {"0", "1", "2", "V"} <= set(c))
    confused = code.replace("0", "o").replace("1", "l").replace("2", "z").replace("V", "u")
    assert query_code.read(confused) == code


@pytest.mark.parametrize("typed", ["", "ABC", "7K3M-9QTX-4B2", "查询码", "7K3M9QTX4B2F" * 20, "\x00" * 12])
def test_what_cannot_have_been_issued_is_no_code(typed: str) -> None:
    assert query_code.read(typed) is None
