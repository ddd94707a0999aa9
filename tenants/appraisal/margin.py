"""差额: are there enough candidates for the seats (0-17, 1-67)? Pure.

The `margin` of a voting method (contract §4.1): `at_least` or `more_than` a fraction of the seats or of the candidates,
compared with candidates − seats. Ballot compares again when the vote is opened; here it is asked before the list is
approved, while the government can still add to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

_BASES = {"seats": "应选名额", "candidates": "候选项目数"}


def is_reached(margin: Mapping[str, Any] | None, *, candidates: int, seats: int) -> bool:
    """Always, where the method sets none."""
    if margin is None:
        return True
    base = seats if margin["base"] == "seats" else candidates
    spare = candidates - seats
    if "more_than" in margin:
        return spare > Fraction(margin["more_than"]) * base
    return spare >= Fraction(margin["at_least"]) * base


def words(margin: Mapping[str, Any]) -> str:
    """不低于应选名额的 1/5"""
    share = margin.get("more_than") or margin["at_least"]
    return f"{'超过' if 'more_than' in margin else '不低于'}{_BASES[margin['base']]}的 {share}"
