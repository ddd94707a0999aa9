"""What follows from a counted round. Pure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.ballot import tally
from tenants.ballot.rounds import next_round, overall
from tests.factories.tally import approve, case

ANSWERED = case("甲乙丙", 2, [approve("甲乙", 5), approve("甲丙", 5)], expected=10)


def test_a_settled_round_needs_no_other() -> None:
    outcome = tally.answer(case("甲乙丙", 2, [approve("甲乙", 10)], expected=10))
    assert next_round("甲乙丙", {"seats": 2}, outcome) is None


def test_the_tied_vote_again_for_the_seats_left_without_the_margin() -> None:
    """Seven tied for six seats are no list that anybody drew up too short."""
    outcome = tally.answer(ANSWERED)
    margin = {"at_least": "1/5", "base": "seats"}
    further = next_round("甲乙丙", {"seats": 2, "form": "approval", "margin": margin}, outcome)
    assert further is not None
    assert further.candidates == ("乙", "丙")
    assert further.method == {"seats": 1, "form": "approval", "margin": None, "max_approvals": 1}


@pytest.mark.parametrize(("limit", "after"), [(None, None), (5, 1), (1, 1)])
def test_nobody_approves_more_than_the_seats_left_unless_there_was_no_limit(
    limit: int | None, after: int | None
) -> None:
    further = next_round("甲乙丙", {"seats": 2, "form": "approval", "max_approvals": limit}, tally.answer(ANSWERED))
    assert further is not None
    assert further.method["max_approvals"] == after


def test_a_round_that_did_not_stand_is_repeated_unchanged() -> None:
    given = case("甲乙丙", 2, [approve("甲乙", 11)], expected=12, present=11, issued=10)
    method = {"seats": 2, "form": "approval", "margin": {"at_least": "1/5", "base": "seats"}}
    further = next_round("甲乙丙", method, tally.answer(given))
    assert further is not None
    assert (further.candidates, further.method) == (("甲", "乙", "丙"), method)


def test_a_round_that_did_not_stand_counts_for_nothing_in_the_end() -> None:
    refused = tally.answer(case("甲乙丙", 2, [approve("丙", 11)], expected=12, present=11, issued=10))
    stood = tally.answer(case("甲乙丙", 2, [approve("甲乙", 10)], expected=10))
    assert overall("甲乙丙", [refused, stood]) == stood


PAPERS = st.lists(st.sets(st.sampled_from("甲乙丙丁"), max_size=2), min_size=1, max_size=12)


@given(PAPERS, st.integers(1, 3), st.booleans())
@settings(max_examples=100, deadline=None)
def test_voting_on_until_it_is_settled_fills_each_seat_once(papers: list[set[str]], seats: int, majority: bool) -> None:
    """In every later round people approve the first of what is on the paper; rounds end, and nobody is lost."""
    passing: dict[str, Any] | None = {"more_than": "1/2", "base": "valid_ballots"} if majority else None
    candidates: tuple[str, ...] = tuple("甲乙丙丁")
    method: dict[str, Any] = {
        "seats": seats,
        "form": "approval",
        "max_approvals": None,
        "pass": passing,
        "margin": None,
    }
    outcomes = []
    ballots = [approve("".join(sorted(paper))) for paper in papers]
    for _ in range(6):
        given_case = case("".join(candidates), method["seats"], ballots, expected=len(papers))
        given_case["method"] = method
        outcomes.append(tally.answer(given_case))
        further = next_round(candidates, method, outcomes[-1])
        if further is None:
            break
        candidates, method = further.candidates, further.method
        ballots = [approve(candidates[0], len(papers))]
    else:
        raise AssertionError("the rounds did not end")
    final = overall("甲乙丙丁", outcomes)
    assert len(final["selected"]) == len(set(final["selected"])) <= seats
    assert sorted(final["selected"] + final["not_selected"]) == sorted("甲乙丙丁")
    assert set(final["tally"]) == set("甲乙丙丁")


@given(PAPERS)
@settings(max_examples=50, deadline=None)
def test_the_answer_of_a_single_round_is_that_rounds_own(papers: list[set[str]]) -> None:
    ballots = [approve("".join(sorted(paper))) for paper in papers]
    outcome = tally.answer(case("甲乙丙丁", 2, ballots, expected=len(papers)))
    if outcome["revote"] is None:
        assert overall("甲乙丙丁", [outcome]) == outcome
