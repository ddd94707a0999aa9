"""差额: enough candidates for the seats (contract §4.1, domain §3.2)."""

from __future__ import annotations

from typing import Any

import pytest

from tenants.appraisal import margin

FIFTH_OF_SEATS = {"at_least": "1/5", "base": "seats"}
FIFTH_OF_CANDIDATES = {"at_least": "1/5", "base": "candidates"}
MORE_THAN_A_FIFTH = {"more_than": "1/5", "base": "seats"}


@pytest.mark.parametrize(
    ("rule", "candidates", "seats", "reached"),
    [
        (None, 7, 7, True),
        (FIFTH_OF_SEATS, 12, 10, True),
        (FIFTH_OF_SEATS, 11, 10, False),
        (FIFTH_OF_SEATS, 10, 7, True),
        (FIFTH_OF_SEATS, 5, 7, False),
        (FIFTH_OF_CANDIDATES, 12, 10, False),
        (FIFTH_OF_CANDIDATES, 10, 8, True),
        (MORE_THAN_A_FIFTH, 12, 10, False),
        (MORE_THAN_A_FIFTH, 13, 10, True),
    ],
)
def test_the_margin_is_exact_at_its_edge(
    rule: dict[str, Any] | None, candidates: int, seats: int, reached: bool
) -> None:
    assert margin.is_reached(rule, candidates=candidates, seats=seats) is reached


def test_a_margin_reads_as_a_clerk_writes_it() -> None:
    assert [margin.words(rule) for rule in (FIFTH_OF_SEATS, FIFTH_OF_CANDIDATES, MORE_THAN_A_FIFTH)] == [
        "不低于应选名额的 1/5",
        "不低于候选项目数的 1/5",
        "超过应选名额的 1/5",
    ]
