"""Concealed fields: readable with the key, and with nothing else."""

from __future__ import annotations

import base64
import secrets
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.kernel.confidential import blind_index, conceal, masked_phone, reveal

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=200)


@given(words)
def test_what_is_concealed_can_be_revealed_and_is_not_in_sight(text: str) -> None:
    stored = conceal(text)
    assert reveal(stored) == text
    assert stored.startswith("v1:")
    assert len(text) < 4 or text not in stored


@given(words)
def test_the_same_words_are_never_stored_alike(text: str) -> None:
    assert conceal(text) != conceal(text)


def test_an_erased_field_is_visibly_empty() -> None:
    assert (conceal(""), reveal("")) == ("", "")


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40), st.data())
def test_one_altered_bit_is_noticed(text: str, data: st.DataObject) -> None:
    raw = bytearray(base64.b64decode(conceal(text).removeprefix("v1:")))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << (place % 8)
    with pytest.raises(ValueError, match="altered"):
        reveal("v1:" + base64.b64encode(bytes(raw)).decode())


def test_another_key_reveals_nothing(settings: Any) -> None:
    stored = conceal("13800000000")
    settings.FIELD_KEY = secrets.token_bytes(16)
    with pytest.raises(ValueError, match="key"):
        reveal(stored)


def test_an_unknown_version_is_said_to_be_one() -> None:
    with pytest.raises(ValueError, match="version"):
        reveal("v9:AAAA")


@given(words, words)
def test_a_blind_index_finds_the_exact_value_only(one: str, other: str) -> None:
    assert blind_index(one) == blind_index(one)
    assert (blind_index(one) == blind_index(other)) == (one == other)
    assert len(blind_index(one)) == 64


def test_a_blind_index_is_nobodys_without_the_key(settings: Any) -> None:
    before = blind_index("13800000000")
    settings.INDEX_KEY = secrets.token_bytes(32)
    assert blind_index("13800000000") != before


@pytest.mark.parametrize(("phone", "shown"), [("13812345678", "138****5678"), ("", "****"), ("123", "****")])
def test_a_masked_number_shows_three_and_four_digits(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown
