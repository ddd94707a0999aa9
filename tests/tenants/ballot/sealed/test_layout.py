"""A sealed ballot says what a paper says, and nothing that a paper could not validly say (contract §4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.ballot.case import Ballot, Case, Mark, Priority, Roll
from tenants.ballot.method import Method
from tenants.ballot.sealed.layout import CannotSeal, Layout
from tenants.ballot.tally import count, is_valid
from tests.tenants.ballot.sealed.polls import APPROVAL, CANDIDATES, RANKING

APPROVE, OPPOSE, ABSTAIN = Mark.APPROVE, Mark.OPPOSE, Mark.ABSTAIN


def layout(method: Mapping[str, object], *, priorities: bool = False) -> Layout:
    return Layout.of(Method.read(dict(method)), CANDIDATES, priorities=priorities)


def test_an_approval_ballot_has_a_box_for_each_choice_and_each_grade() -> None:
    found = layout(APPROVAL, priorities=True)
    assert found.boxes[:5] == tuple(
        ("A", mark) for mark in ("approve", "oppose", "very_necessary", "necessary", "ordinary")
    )
    assert len(found.boxes) == 20
    assert [rule.words for rule in found.rules[:2]] == ["项目 A 只能有一种选择", "项目 A 只能选一档优先级"]
    assert found.rules[-1].words == "最多赞成 2 个项目"


def test_a_tick_ballot_has_one_box_a_project() -> None:
    assert layout(APPROVAL | {"form": "tick"}).boxes == tuple((each, "approve") for each in CANDIDATES)


@pytest.mark.parametrize(
    ("rules", "least", "most"),
    [
        ({"max_approvals": 2}, 0, 2),
        ({"max_approvals": 2, "undervote": "void_ballot"}, 2, 2),
        ({"max_approvals": 2, "overvote": "valid", "undervote": "void_ballot"}, 2, 4),
        ({"max_approvals": 9}, 0, 4),
    ],
)
def test_the_limit_on_approvals_is_that_of_the_method(rules: dict[str, object], least: int, most: int) -> None:
    last = layout(APPROVAL | rules).rules[-1]
    if (least, most) == (0, 4):
        assert last.words == "项目 D 只能有一种选择"
    else:
        assert (last.least, last.most) == (least, most)


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({"A": APPROVE, "B": APPROVE, "C": APPROVE}, "最多赞成 2 个项目，请修改后再提交。"),
        ({"X": APPROVE}, "选票上没有 ('X', 'approve') 这一格，请重新打开选票。"),
        ({"A": Mark.UNCLEAR}, "选票上没有 ('A', 'unclear') 这一格，请重新打开选票。"),
    ],
)
def test_what_the_method_does_not_allow_is_refused_before_sealing(marks: dict[str, Mark], words: str) -> None:
    with pytest.raises(CannotSeal) as refused:
        layout(APPROVAL).values(marks, {})
    assert str(refused.value) == words


def test_a_ranking_uses_every_number_once() -> None:
    assert layout(RANKING).values({"B": 1, "D": 2}, {}) == (0, 0, 1, 0, 0, 0, 0, 1)
    for marks in ({"B": 1}, {"B": 1, "D": 1}, {"B": 1, "C": 2, "D": 2}, {"B": 3, "C": 1}):
        with pytest.raises(CannotSeal):
            layout(RANKING).values(marks, {})


choices = st.fixed_dictionaries({}, optional={each: st.sampled_from([APPROVE, OPPOSE, ABSTAIN]) for each in CANDIDATES})
ranks = st.permutations(CANDIDATES).map(lambda order: {order[0]: 1, order[1]: 2})
grades = st.fixed_dictionaries({}, optional={each: st.sampled_from(Priority) for each in CANDIDATES})


def _sums(found: Layout, ballots: Iterable[Ballot]) -> list[int]:
    rows = [found.values(each.marks, each.priority) for each in ballots]
    return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * len(found.boxes)


@pytest.mark.parametrize("rules", [{}, {"max_approvals": None}, {"undervote": "void_ballot"}, {"overvote": "valid"}])
@given(papers=st.lists(st.builds(Ballot, marks=choices, priority=grades), max_size=8))
def test_the_sums_of_the_boxes_say_what_counting_the_papers_says(
    rules: dict[str, object], papers: list[Ballot]
) -> None:
    method = Method.read(APPROVAL | rules)
    found = Layout.of(method, CANDIDATES, priorities=True)
    valid = [each for each in papers if is_valid(each, method)]
    for each in set(map(str, papers)) - set(map(str, valid)):
        void = next(paper for paper in papers if str(paper) == each)
        with pytest.raises(CannotSeal):
            found.values(void.marks, void.priority)
    counted = count(Case(method, Roll(8, 8), 8, CANDIDATES, tuple(valid)))
    assert found.entries(_sums(found, valid), len(valid)) == counted.tally


@given(papers=st.lists(st.builds(Ballot, marks=ranks), max_size=8))
def test_the_sums_of_a_ranking_give_the_same_points(papers: list[Ballot]) -> None:
    method = Method.read(RANKING)
    found = Layout.of(method, CANDIDATES, priorities=False)
    counted = count(Case(method, Roll(8, 8), 8, CANDIDATES, tuple(papers)))
    assert found.entries(_sums(found, papers), len(papers)) == counted.tally
