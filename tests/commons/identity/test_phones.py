"""Mobile numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.identity.errors import PhoneInvalid
from commons.identity.phones import normalise

numbers = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
gaps = st.lists(st.sampled_from(["", " ", "-", "\u3000", "\t", "·", "."]), min_size=11, max_size=11)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(numbers, gaps, st.sampled_from(["", "+86", "86", "0086", "+86 ", "（+86）"]), st.booleans())
def test_however_it_is_typed_it_is_the_same_eleven_digits(number: str, gap: list[str], prefix: str, wide: bool) -> None:
    typed = prefix + "".join(digit + between for digit, between in zip(number, gap, strict=True))
    assert normalise(typed.translate(WIDE) if wide else typed) == number


@given(numbers)
def test_normalising_twice_is_normalising_once(number: str) -> None:
    assert normalise(normalise(number)) == number


@given(st.text(max_size=30))
def test_anything_else_is_refused_and_never_a_fault(text: str) -> None:
    try:
        digits = normalise(text)
    except PhoneInvalid:
        return
    assert len(digits) == 11
    assert digits.isascii()
    assert digits.isdigit()


@pytest.mark.parametrize(
    "typed", ["", "12345678901", "1380000000", "138000000000", "0750-3366888", "13800000000 or so", "abc"]
)
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneInvalid):
        normalise(typed)
