"""What is true of every tally, whatever the method and the papers.

The rounds drawn here stand (nothing is refused) unless a test says otherwise, so no property holds for want of a
result; the last test finds every kind of result among them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

from tenants.ballot.case import read_case
from tenants.ballot.tally import Box, Sums, answer, count, decide

Json = dict[str, Any]
PROJECTS = list("甲乙丙丁戊己")
WORDS = ["approve", "approve", "oppose", "abstain", "unclear"]
GRADES = ["very_necessary", "necessary", "ordinary"]
SHARES = ["1/3", "1/2", "2/3"]
BASES = ["all_deputies", "present", "valid_ballots", "returned_ballots"]
GROUP_BASES = ["all_deputies", "valid_ballots", "returned_ballots"]

few = settings(max_examples=150, deadline=None)


@st.composite
def thresholds(draw: st.DrawFn, *, grouped: bool) -> Json:
    rule: Json = {draw(st.sampled_from(["at_least", "more_than"])): draw(st.sampled_from(SHARES))}
    if grouped and draw(st.booleans()):
        return rule | {"base": draw(st.sampled_from(GROUP_BASES)), "group": draw(st.sampled_from(["东", "西"]))}
    return rule | {"base": draw(st.sampled_from(BASES))}


@st.composite
def methods(draw: st.DrawFn, candidates: int, forms: list[str]) -> Json:
    method: Json = {"seats": draw(st.integers(1, candidates)), "form": draw(st.sampled_from(forms))}
    method["shortfall"] = draw(st.sampled_from(["accept", "revote"]))
    if method["form"] == "ranking":
        return method | {"max_approvals": draw(st.integers(1, candidates))}
    method["max_approvals"] = draw(st.none() | st.integers(1, candidates))
    method["overvote"] = draw(st.sampled_from(["void_ballot", "valid"]))
    method["undervote"] = draw(st.sampled_from(["void_ballot", "valid", "valid"]))
    method["pass"] = draw(st.none() | st.lists(thresholds(grouped=True), min_size=1, max_size=2))
    return method


@st.composite
def ballots(draw: st.DrawFn, method: Json, candidates: list[str]) -> Json:
    ballot: Json = {"group": draw(st.sampled_from(["东", "西"])), "count": draw(st.sampled_from([0, 1, 2, 2, 3, 5]))}
    if draw(st.integers(0, 9)) == 0:
        return ballot | {"void": True}
    if method["form"] == "ranking":
        ranked = draw(st.permutations(candidates))[: method["max_approvals"] + draw(st.sampled_from([0, 0, 0, 1]))]
        marks: Json = {project: place for place, project in enumerate(ranked, start=1)}
    else:
        words = ["approve", "unclear"] if method["form"] == "tick" else WORDS
        marks = draw(st.dictionaries(st.sampled_from(candidates), st.sampled_from(words)))
    priority = draw(st.dictionaries(st.sampled_from(candidates), st.sampled_from(GRADES), max_size=2))
    return ballot | {"marks": marks, "priority": priority}


@st.composite
def rounds(draw: st.DrawFn, forms: tuple[str, ...] = ("approval", "tick", "ranking"), bundles: int = 0) -> Json:
    """A round that stands: everybody who is present got a paper; no more papers than people, in each group too."""
    candidates = PROJECTS[: draw(st.integers(1, len(PROJECTS)))]
    method = draw(methods(len(candidates), list(forms)))
    papers = draw(st.lists(ballots(method, candidates), min_size=bundles, max_size=8))
    sizes = {name: sum(paper["count"] for paper in papers if paper["group"] == name) for name in ("东", "西")}
    groups = {name: sizes[name] + draw(st.integers(1, 3)) for name in ("东", "西")}
    expected = sum(groups.values())
    returned = sizes["东"] + sizes["西"]
    present = draw(st.integers(returned, expected))
    return {
        "method": method,
        "roll": {"expected": expected, "present": present, "groups": groups},
        "issued": present,
        "returned": returned,
        "candidates": candidates,
        "ballots": papers,
    }


@st.composite
def faulty_rounds(draw: st.DrawFn) -> Json:
    """A round that may be refused, for one reason or several, or stand."""
    case = draw(rounds())
    case["issued"] += draw(st.integers(-3, 3))
    assume(case["issued"] >= 0)
    case["method"]["quorum"] = draw(st.none() | thresholds(grouped=False))
    case["method"]["min_participation"] = draw(st.none() | thresholds(grouped=False))
    case["method"]["margin"] = draw(st.none() | st.just({"at_least": "1/5", "base": "seats"}))
    return case


# ── what does not matter ──────────────────────────────────────────────────────────────────────


@few
@given(faulty_rounds(), st.randoms(use_true_random=False))
def test_the_order_in_which_papers_leave_the_box_never_matters(case: Json, random: Any) -> None:
    shuffled = copy.deepcopy(case)
    random.shuffle(shuffled["ballots"])
    assert answer(shuffled) == answer(case)


@few
@given(faulty_rounds(), st.data())
def test_counting_a_bundle_in_two_parts_never_matters(case: Json, data: st.DataObject) -> None:
    parts = []
    for ballot in case["ballots"]:
        first = data.draw(st.integers(0, ballot["count"]))
        parts += [ballot | {"count": first}, ballot | {"count": ballot["count"] - first}]
    assert answer(case | {"ballots": parts}) == answer(case)


@few
@given(faulty_rounds())
def test_what_the_projects_are_called_never_matters(case: Json) -> None:
    """The new names sort in the opposite direction, so nothing can hang on the alphabet."""
    new = {project: f"{99 - at}号" for at, project in enumerate(case["candidates"])}

    def renamed(found: Json | None) -> Json:
        return {new[project]: item for project, item in (found or {}).items()}

    called = copy.deepcopy(case)
    called["candidates"] = list(new.values())
    for ballot in called["ballots"]:
        for field in ("marks", "priority"):
            if field in ballot:
                ballot[field] = renamed(ballot[field])
    old, now = answer(case), answer(called)
    assert now["tally"] == (old["tally"] and renamed(old["tally"]))
    assert now["selected"] == [new[project] for project in old["selected"]]
    assert now["not_selected"] == [new[project] for project in old["not_selected"]]
    assert now["revote"] == (old["revote"] and old["revote"] | {"among": [new[p] for p in old["revote"]["among"]]})
    assert {key: now[key] for key in ("refused", "valid", "void")} == {
        key: old[key] for key in ("refused", "valid", "void")
    }


@few
@given(rounds())
def test_writing_abstain_unclear_or_nothing_is_the_same_where_words_are_marks(case: Json) -> None:
    if case["method"]["form"] == "ranking":
        silent = {"unclear"}
    else:
        silent = {"abstain", "unclear"}
    bare = copy.deepcopy(case)
    for ballot in bare["ballots"]:
        if "marks" in ballot:
            ballot["marks"] = {project: mark for project, mark in ballot["marks"].items() if mark not in silent}
    assert answer(bare) == answer(case)


# ── what always adds up ───────────────────────────────────────────────────────────────────────


@few
@given(faulty_rounds())
def test_every_paper_returned_is_valid_or_void_and_every_valid_one_is_seen_by_every_project(case: Json) -> None:
    outcome = answer(case)
    assert outcome["valid"] + outcome["void"] == case["returned"]
    for entry in (outcome["tally"] or {}).values():
        assert entry["approve"] + entry["oppose"] + entry["abstain"] == outcome["valid"]
        assert sum(entry["priority"].values()) <= outcome["valid"]


@few
@given(rounds(forms=("ranking",)))
def test_every_valid_ranking_paper_gives_out_the_same_points(case: Json) -> None:
    outcome = answer(case)
    places = case["method"]["max_approvals"]
    points = sum(entry["score"] for entry in outcome["tally"].values())
    assert points == outcome["valid"] * places * (places + 1) // 2


@few
@given(faulty_rounds())
def test_a_round_is_refused_exactly_when_one_of_the_five_conditions_fails(case: Json) -> None:
    """The conditions are written out again here, on their own."""
    outcome = answer(case)
    method, roll = case["method"], case["roll"]
    bases = {
        "all_deputies": roll["expected"],
        "present": roll["present"],
        "valid_ballots": outcome["valid"],
        "returned_ballots": case["returned"],
        "seats": method["seats"],
    }

    def short(rule: Json | None, figure: int) -> bool:
        if rule is None:
            return False
        if "more_than" in rule:
            return figure <= Fraction(rule["more_than"]) * bases[rule["base"]]
        return figure < Fraction(rule["at_least"]) * bases[rule["base"]]

    broken = {
        "ballot.quorum_not_met": short(method["quorum"], roll["present"]),
        "ballot.margin_not_met": short(method["margin"], len(case["candidates"]) - method["seats"]),
        "ballot.returned_exceeds_issued": case["returned"] > case["issued"],
        "ballot.issued_exceeds_present": case["issued"] > roll["present"],
        "ballot.participation_not_met": short(method["min_participation"], case["returned"]),
    }
    first = next((code for code, fails in broken.items() if fails), None)
    assert (outcome["refused"] and outcome["refused"]["code"]) == first
    if first is not None:
        nothing = {"tally": None, "selected": [], "not_selected": [], "revote": None}
        assert {key: outcome[key] for key in nothing} == nothing


# ── who is selected ───────────────────────────────────────────────────────────────────────────


@few
@given(rounds())
def test_every_candidate_is_selected_or_not_or_voted_on_again_and_only_one_of_these(case: Json) -> None:
    outcome = answer(case)
    again = outcome["revote"]["among"] if outcome["revote"] else []
    assert sorted(outcome["selected"] + outcome["not_selected"] + again) == sorted(case["candidates"])
    for listed in (outcome["not_selected"], again):
        assert listed == [project for project in case["candidates"] if project in listed]


@few
@given(rounds())
def test_never_more_are_selected_than_there_are_seats_and_a_revote_is_for_the_seats_left(case: Json) -> None:
    outcome = answer(case)
    left = case["method"]["seats"] - len(outcome["selected"])
    assert left >= 0
    revote = outcome["revote"]
    if revote is not None:
        assert revote["seats"] == left > 0
        assert revote["among"]
        if revote["why"] == "tie":
            assert len(revote["among"]) > left
            weights = {weight(outcome, project) for project in revote["among"]}
            assert len(weights) == 1
        else:
            assert (revote["why"], case["method"]["shortfall"]) == ("shortfall", "revote")
            assert outcome["not_selected"] == []


def weight(outcome: Json, project: str) -> int:
    entry = outcome["tally"][project]
    return int(entry.get("score", entry["approve"]))


@few
@given(rounds(forms=("approval", "tick")))
def test_a_project_is_selected_exactly_when_it_passes_and_fewer_than_the_seats_stand_level_or_higher(
    case: Json,
) -> None:
    """The rule said without sorting, cutting or ties; thresholds without a group, checked with the figures printed."""
    rules = [rule for rule in case["method"]["pass"] or [] if "group" not in rule]
    case["method"]["pass"] = rules or None
    outcome = answer(case)
    bases = {
        "all_deputies": case["roll"]["expected"],
        "present": case["roll"]["present"],
        "valid_ballots": outcome["valid"],
        "returned_ballots": case["returned"],
    }

    def passes(project: str) -> bool:
        approve = outcome["tally"][project]["approve"]
        enough = [
            approve > Fraction(rule["more_than"]) * bases[rule["base"]]
            if "more_than" in rule
            else approve >= Fraction(rule["at_least"]) * bases[rule["base"]]
            for rule in rules
        ]
        return approve > 0 and all(enough)

    passing = [project for project in case["candidates"] if passes(project)]
    for project in case["candidates"]:
        level = [other for other in passing if weight(outcome, other) >= weight(outcome, project) and other != project]
        assert (project in outcome["selected"]) == (project in passing and len(level) < case["method"]["seats"])


@few
@given(rounds())
def test_the_selected_stand_in_the_order_of_what_they_got_and_each_got_something(case: Json) -> None:
    outcome = answer(case)
    places = [(-weight(outcome, project), case["candidates"].index(project)) for project in outcome["selected"]]
    assert places == sorted(places)
    assert all(weight(outcome, project) > 0 for project in outcome["selected"])


@few
@given(rounds(forms=("approval", "tick"), bundles=4), st.data())
def test_a_paper_that_turns_to_a_selected_project_never_unselects_it(case: Json, data: st.DataObject) -> None:
    """Exactly: on one valid paper the mark beside one project becomes an approval, and nothing else changes.

    The method has no limit on approvals, so the paper stays valid: with a limit the same stroke may void the paper and
    lower the base as well as the approvals, and nothing can be promised. The project may then move up from anywhere;
    if it was selected it stays selected.
    """
    case["method"]["max_approvals"] = None
    before = answer(case)
    strokes = [
        (at, project)
        for at, ballot in enumerate(case["ballots"])
        for project in before["selected"]
        if ballot["count"] and not ballot.get("void") and ballot["marks"].get(project) != "approve"
    ]
    assume(strokes)
    at, project = data.draw(st.sampled_from(strokes))
    bundle = case["ballots"][at]
    turned = bundle | {"count": 1, "marks": bundle["marks"] | {project: "approve"}}
    case["ballots"][at] = bundle | {"count": bundle["count"] - 1}
    case["ballots"].append(turned)
    after = answer(case)
    assert after["tally"][project]["approve"] == before["tally"][project]["approve"] + 1
    assert project in after["selected"]


# ── sums without papers ───────────────────────────────────────────────────────────────────────


@few
@given(rounds())
def test_sums_alone_decide_as_the_papers_behind_them_did(case: Json) -> None:
    """A secret ballot may be opened as sums only. Where no group is asked, the whole box is all `decide` needs."""
    case["method"]["pass"] = [rule for rule in case["method"].get("pass") or [] if "group" not in rule] or None
    read = read_case(case)
    by_paper = count(read)
    assert by_paper.tally is not None
    box = Box(read.roll.expected, case["returned"], by_paper.valid, by_paper.tally)
    assert decide(Sums(read.method, read.roll, read.issued, box)) == by_paper


# ── nothing above holds for want of a case ────────────────────────────────────────────────────


def selected_and(why: str) -> Callable[[Json], bool]:
    return lambda found: bool(found["selected"] and found["revote"] and found["revote"]["why"] == why)


def refused_by(code: str) -> Callable[[Json], bool]:
    return lambda found: bool(found["refused"] and found["refused"]["code"] == f"ballot.{code}")


@pytest.mark.parametrize(
    ("drawn", "kind"),
    [
        (rounds(), lambda found: len(found["selected"]) >= 2 and bool(found["not_selected"])),
        (rounds(), lambda found: found["void"] > 0 and found["valid"] > 0),
        (rounds(), selected_and("tie")),
        (rounds(), selected_and("shortfall")),
        (faulty_rounds(), refused_by("quorum_not_met")),
        (faulty_rounds(), refused_by("margin_not_met")),
        (faulty_rounds(), refused_by("returned_exceeds_issued")),
        (faulty_rounds(), refused_by("issued_exceeds_present")),
        (faulty_rounds(), refused_by("participation_not_met")),
    ],
    ids=["selected", "void", "tie", "shortfall", "quorum", "margin", "returned", "issued", "participation"],
)
def test_the_rounds_drawn_here_are_of_every_kind(drawn: st.SearchStrategy[Json], kind: Callable[[Json], bool]) -> None:
    thorough = settings(max_examples=5000, phases=[Phase.generate], deadline=None)
    find(drawn, lambda case: kind(answer(case)), settings=thorough)
