"""The harness's own eyes: every kind of loss, doubling and alteration is seen, and nothing where nothing is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ballot_campaign.verdict import Counted, Tab, judge


def held() -> list[Tab]:
    """Two deputies; the second has a rival that was refused, and a broken one that was rejected."""
    return [
        Tab(0, "a", ("approve", "oppose"), receipts=["a", "a"]),
        Tab(1, "b", ("approve", "abstain"), receipts=["b"]),
        Tab(1, "c", ("oppose", "approve"), refusals=["ballot.another_ballot_stands"]),
        Tab(1, "x", ("oppose", "oppose"), is_sound=False, receipts=["x"], refusals=["ballot.seal_rejected"]),
    ]


RIGHT = Counted(names=["a", "b"], voted=frozenset({0, 1}), approvals=[2, 0], evidence={0: 1, 1: 2}, rejected=[(1, "x")])


def test_where_nothing_is_wrong_nothing_is_said() -> None:
    assert judge(held(), RIGHT, receipts_name_ballots=True) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(RIGHT, names=["a"]), "lost: deputy 1 holds a receipt and that ballot does not count"),
        (replace(RIGHT, names=["a", "b", "c"]), "doubled: deputy 1 has 2 ballots"),
        (replace(RIGHT, names=["a", "b", "b"]), "doubled: a ballot counts 2 times (b)"),
        (replace(RIGHT, names=["a", "b", "z"]), "altered: a ballot nobody sent (z)"),
        (replace(RIGHT, names=["a", "b", "x"]), "altered: a ballot that does not hold counts (x)"),
        (replace(RIGHT, names=["a", "c"]), "unanswered: deputy 1 has a ballot and no receipt"),
        (replace(RIGHT, rejected=[(1, "x"), (1, "b")]), "lost: a good ballot of deputy 1 was rejected"),
        (replace(RIGHT, voted=frozenset({0})), "roll: voted [1] differ from the box"),
        (replace(RIGHT, approvals=[1, 0]), "sums: [1, 0] instead of [2, 0]"),
        (replace(RIGHT, evidence={0: 1, 1: 1}), "evidence: the audit trail has other casts than the box"),
    ],
)
def test_what_is_wrong_is_named(wrong: Counted, said: str) -> None:
    assert said in judge(held(), wrong, receipts_name_ballots=True)


def test_a_receipt_for_another_ballot_and_a_window_without_an_answer_are_named() -> None:
    tabs = held()
    tabs[0].receipts.append("q")
    tabs[2].refusals.clear()
    assert judge(tabs, RIGHT, receipts_name_ballots=True) == [
        "altered: deputy 0 got a receipt for another ballot",
        "unanswered: a window of deputy 1 got no answer",
    ]


def test_a_plain_receipt_names_no_ballot_but_the_deputy_must_have_one() -> None:
    tabs = [Tab(0, "p", ("approve",), receipts=["p"]), Tab(0, "q", ("oppose",), receipts=["q"])]
    counted = Counted(names=["q"], voted=frozenset({0}), approvals=[0], evidence={0: 1})
    assert judge(tabs, counted, receipts_name_ballots=False) == []
    gone = judge(tabs, replace(counted, names=[]), receipts_name_ballots=False)
    assert "lost: deputy 0 holds a receipt and has no ballot" in gone
