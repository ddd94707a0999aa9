"""Five projects, of which two to five tie, at every place, for every number of seats (选举法 45): forty rounds.

A tie above the cut or below it is none: all of the tied are selected, or none is. Across the cut none of them is
selected, and they, and nobody else, vote again for the seats that are left.
"""

from __future__ import annotations

import pytest

from tenants.ballot.tally import answer
from tests.factories.tally import MAJORITY_OF_ALL, approve, case

FIVE = "甲乙丙丁戊"
# the case; approvals of 甲 … 戊, of nine papers; seats; who is selected, in their order; who votes again
ROUNDS = (
    ("two tie at places 1 to 2, 1 seat: across the cut", "99753", 1, "", "甲乙"),
    ("two tie at places 1 to 2, 2 seats: above the cut", "99753", 2, "甲乙", ""),
    ("two tie at places 1 to 2, 3 seats: above the cut", "99753", 3, "甲乙丙", ""),
    ("two tie at places 1 to 2, 4 seats: above the cut", "99753", 4, "甲乙丙丁", ""),
    ("two tie at places 2 to 3, 1 seat: below the cut", "97753", 1, "甲", ""),
    ("two tie at places 2 to 3, 2 seats: across the cut", "97753", 2, "甲", "乙丙"),
    ("two tie at places 2 to 3, 3 seats: above the cut", "97753", 3, "甲乙丙", ""),
    ("two tie at places 2 to 3, 4 seats: above the cut", "97753", 4, "甲乙丙丁", ""),
    ("two tie at places 3 to 4, 1 seat: below the cut", "97553", 1, "甲", ""),
    ("two tie at places 3 to 4, 2 seats: below the cut", "97553", 2, "甲乙", ""),
    ("two tie at places 3 to 4, 3 seats: across the cut", "97553", 3, "甲乙", "丙丁"),
    ("two tie at places 3 to 4, 4 seats: above the cut", "97553", 4, "甲乙丙丁", ""),
    ("two tie at places 4 to 5, 1 seat: below the cut", "97533", 1, "甲", ""),
    ("two tie at places 4 to 5, 2 seats: below the cut", "97533", 2, "甲乙", ""),
    ("two tie at places 4 to 5, 3 seats: below the cut", "97533", 3, "甲乙丙", ""),
    ("two tie at places 4 to 5, 4 seats: across the cut", "97533", 4, "甲乙丙", "丁戊"),
    ("three tie at places 1 to 3, 1 seat: across the cut", "99975", 1, "", "甲乙丙"),
    ("three tie at places 1 to 3, 2 seats: across the cut", "99975", 2, "", "甲乙丙"),
    ("three tie at places 1 to 3, 3 seats: above the cut", "99975", 3, "甲乙丙", ""),
    ("three tie at places 1 to 3, 4 seats: above the cut", "99975", 4, "甲乙丙丁", ""),
    ("three tie at places 2 to 4, 1 seat: below the cut", "97775", 1, "甲", ""),
    ("three tie at places 2 to 4, 2 seats: across the cut", "97775", 2, "甲", "乙丙丁"),
    ("three tie at places 2 to 4, 3 seats: across the cut", "97775", 3, "甲", "乙丙丁"),
    ("three tie at places 2 to 4, 4 seats: above the cut", "97775", 4, "甲乙丙丁", ""),
    ("three tie at places 3 to 5, 1 seat: below the cut", "97555", 1, "甲", ""),
    ("three tie at places 3 to 5, 2 seats: below the cut", "97555", 2, "甲乙", ""),
    ("three tie at places 3 to 5, 3 seats: across the cut", "97555", 3, "甲乙", "丙丁戊"),
    ("three tie at places 3 to 5, 4 seats: across the cut", "97555", 4, "甲乙", "丙丁戊"),
    ("four tie at places 1 to 4, 1 seat: across the cut", "99997", 1, "", "甲乙丙丁"),
    ("four tie at places 1 to 4, 2 seats: across the cut", "99997", 2, "", "甲乙丙丁"),
    ("four tie at places 1 to 4, 3 seats: across the cut", "99997", 3, "", "甲乙丙丁"),
    ("four tie at places 1 to 4, 4 seats: above the cut", "99997", 4, "甲乙丙丁", ""),
    ("four tie at places 2 to 5, 1 seat: below the cut", "97777", 1, "甲", ""),
    ("four tie at places 2 to 5, 2 seats: across the cut", "97777", 2, "甲", "乙丙丁戊"),
    ("four tie at places 2 to 5, 3 seats: across the cut", "97777", 3, "甲", "乙丙丁戊"),
    ("four tie at places 2 to 5, 4 seats: across the cut", "97777", 4, "甲", "乙丙丁戊"),
    ("all five tie at places 1 to 5, 1 seat: across the cut", "99999", 1, "", "甲乙丙丁戊"),
    ("all five tie at places 1 to 5, 2 seats: across the cut", "99999", 2, "", "甲乙丙丁戊"),
    ("all five tie at places 1 to 5, 3 seats: across the cut", "99999", 3, "", "甲乙丙丁戊"),
    ("all five tie at places 1 to 5, 4 seats: across the cut", "99999", 4, "", "甲乙丙丁戊"),
)


def papers(figures: str) -> list[dict[str, object]]:
    """Nine papers by which each of the five has this many approvals."""
    return [
        approve("".join(project for project, approvals in zip(FIVE, figures, strict=True) if int(approvals) >= paper))
        for paper in range(1, 10)
    ]


@pytest.mark.parametrize(
    ("figures", "seats", "selected", "again"), [line[1:] for line in ROUNDS], ids=[line[0] for line in ROUNDS]
)
def test_a_tie_matters_only_across_the_cut(figures: str, seats: int, selected: str, again: str) -> None:
    outcome = answer(case(FIVE, seats, papers(figures), expected=9, max_approvals=None))
    assert [outcome["tally"][project]["approve"] for project in FIVE] == [int(each) for each in figures]
    assert "".join(outcome["selected"]) == selected
    assert outcome["revote"] == (
        {"among": list(again), "seats": seats - len(selected), "why": "tie"} if again else None
    )
    assert outcome["not_selected"] == [project for project in FIVE if project not in selected + again]


@pytest.mark.parametrize(
    ("figures", "selected", "again"),
    [
        pytest.param("95555", "甲", "乙丙丁戊", id="five of nine pass and tie for the second seat"),
        pytest.param("94444", "甲", "", id="four of nine do not pass: their tie is none, the seat stays empty"),
        pytest.param("55444", "甲乙", "", id="two that just pass fill both seats"),
        pytest.param("55544", "", "甲乙丙", id="three that just pass tie for both seats"),
        pytest.param("44444", "", "", id="all tie and none passes"),
    ],
)
def test_only_those_who_pass_can_tie(figures: str, selected: str, again: str) -> None:
    outcome = answer(case(FIVE, 2, papers(figures), expected=9, max_approvals=None, passing=MAJORITY_OF_ALL))
    assert "".join(outcome["selected"]) == selected
    assert outcome["revote"] == ({"among": list(again), "seats": 2 - len(selected), "why": "tie"} if again else None)
