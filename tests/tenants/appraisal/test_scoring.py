"""评分与不列入: what is malformed, how a rule is read, and what holds whatever is scored (the cases: test_the_cases_of_renda_appraise)."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kernel.errors import Malformed
from tenants.appraisal.scoring import (
    AGGREGATES,
    Exclusion,
    Exclusions,
    Proposal,
    Rubric,
    answer,
    appraise,
    mean,
    median,
    trimmed_mean,
)
from tests.factories.rubrics import PENGJIANG, SEED, only, proposal, seed_sheet


def test_the_example_of_the_contract_is_answered_word_for_word():
    case = {
        "rubric": SEED,
        "exclusions": [{"key": "cross_year", "kind": "soft"}, {"key": "major_development", "kind": "hard"}],
        "proposals": [
            {
                "key": "P1",
                "flags": ["cross_year"],
                "overrides": {"cross_year": "phased goals"},
                "scores": [seed_sheet("r1", 90, 80, 70, 60)],
            }
        ],
    }
    assert answer(case) == {
        "results": [{"key": "P1", "score": "80.00", "rank": 1, "outcome": "passed", "why": None}],
    }


def test_a_number_that_a_json_reader_made_binary_counts_as_it_was_written():
    given = answer({"rubric": only(), "proposals": [proposal("P", 59.995), proposal("Q", Decimal("80.005"))]})
    assert [line["score"] for line in given["results"]] == ["60.00", "80.01"]


def test_a_rubric_is_read_by_itself_as_an_edition_holds_it():
    rubric = Rubric.read(SEED)
    assert [(line.key, line.weight, line.name) for line in rubric.criteria] == [
        ("public_support", 40, ""),
        ("funding_feasibility", 30, ""),
        ("social_benefit", 20, ""),
        ("implementation_difficulty", 10, ""),
    ]
    assert (rubric.scale, rubric.pass_mark, rubric.aggregate, rubric.gaps_allowed) == (100, 60, "mean", False)


def test_exclusions_are_read_by_themselves_as_an_edition_holds_them():
    exclusions = Exclusions.read([{"key": "cross_year", "kind": "soft", "name": "跨年度"}, *PENGJIANG[:1]])
    assert exclusions.rules == (
        Exclusion("cross_year", hard=False, name="跨年度"),
        Exclusion("major_development", hard=True),
    )


def test_an_office_without_exclusions_excludes_nothing():
    assert Exclusions().excluding([]) is None


GOOD = {"rubric": only(), "exclusions": PENGJIANG, "proposals": [proposal("P", 80)]}


def broken(path: str, value: Any) -> dict[str, Any]:
    """The good case with one thing changed; `...` takes it away."""
    case = deepcopy(GOOD)
    *way, last = path.split("/")
    target: Any = case
    for step in way:
        target = target[int(step) if step.isdecimal() else step]
    if value is ...:
        del target[last]
    else:
        target[int(last) if isinstance(target, list) else last] = value
    return case


MALFORMED = {
    "the case is no object": ([], "案例"),
    "the rubric is missing": (broken("rubric", ...), "rubric"),
    "the proposals are missing": (broken("proposals", ...), "proposals"),
    "a field nobody knows": (broken("reviewers", []), "reviewers"),
    "the rubric is a list": (broken("rubric", []), "rubric"),
    "no criteria at all": (broken("rubric/criteria", []), "criteria"),
    "criteria as an object": (broken("rubric/criteria", {"worth": 100}), "criteria"),
    "weights that make ninety": (broken("rubric/criteria/0/weight", 90), "权重合计应为 100，现为 90.00"),
    "a weight above a hundred": (broken("rubric/criteria/0/weight", 110), "不能超过 100"),
    "a negative weight": (broken("rubric/criteria/0/weight", -5), "不小于 0"),
    "a weight in words": (broken("rubric/criteria/0/weight", "一百"), "“一百”"),
    "a weight that is true": (broken("rubric/criteria/0/weight", True), "true"),
    "a weight beyond all sense": (broken("rubric/criteria/0/weight", 10**5000), "过大的数"),
    "two criteria of one name": (broken("rubric/criteria", [{"key": "worth", "weight": 50}] * 2), "两次"),
    "a criterion called by": (broken("rubric/criteria/0/key", "by"), "by"),
    "a criterion with an empty name": (broken("rubric/criteria/0/name", ""), "name"),
    "a scale of nothing": (broken("rubric/scale", 0), "满分"),
    "a pass mark that is no number": (broken("rubric/pass_mark", "六十分"), "pass_mark"),
    "a pass mark left open": (broken("rubric/pass_mark", None), "空值"),
    "an aggregate nobody defined": (broken("rubric/aggregate", "mode"), "mean、median、trimmed_mean"),
    "an aggregate in a list": (broken("rubric/aggregate", ["mean"]), "一个列表"),
    "gaps neither refused nor ignored": (broken("rubric/missing", "zero"), "refuse、ignore"),
    "a kind neither soft nor hard": (broken("exclusions/0/kind", "firm"), "soft、hard"),
    "an exclusion listed twice": (broken("exclusions", PENGJIANG[:1] * 2), "major_development"),
    "the proposals as one object": (broken("proposals", {"key": "P"}), "一个对象"),
    "a proposal without a key": (broken("proposals/0/key", ...), "第 1 项缺少字段 key"),
    "a proposal with a blank key": (broken("proposals/0/key", "  "), "不空的文字"),
    "one proposal twice": (broken("proposals", [proposal("P", 80)] * 2), "“P”出现了两次"),
    "a flag that is no exclusion": (broken("proposals/0/flags", ["too_dear"]), "“too_dear”不在"),
    "a flag twice": (broken("proposals/0/flags", ["cross_year"] * 2), "两次"),
    "overrides as a list": (broken("proposals/0/overrides", ["cross_year"]), "理由"),
    "an override of no exclusion": (broken("proposals/0/overrides", {"too_dear": "x"}), "too_dear"),
    "a reason that is a number": (broken("proposals/0/overrides", {"cross_year": 1}), "理由应为文字"),
    "no scores": (broken("proposals/0/scores", []), "没有一个 worth 的分数"),
    "a score above the scale": (broken("proposals/0/scores/0/worth", "100.01"), "不能超过 100"),
    "a score below nothing": (broken("proposals/0/scores/0/worth", -1), "不小于 0"),
    "a score that is no number": (broken("proposals/0/scores/0/worth", float("nan")), "nan"),
    "a score for no criterion": (broken("proposals/0/scores/0/beauty", 90), "beauty"),
    "a gap where gaps are refused": (broken("proposals/0/scores/0/worth", None), "缺少 worth 的分数"),
    "a sheet nobody signed": (broken("proposals/0/scores/0/by", ...), "by"),
    "one reviewer with two sheets": (broken("proposals/0/scores", [{"by": "r", "worth": 1}] * 2), "“r”出现了两次"),
    "only gaps where gaps are ignored": (
        {**GOOD, "rubric": only(missing="ignore"), "proposals": [proposal("P", None, None)]},
        "没有一个 worth 的分数",
    ),
    "something that is no JSON": (broken("proposals/0/key", object()), "无法识别"),
}  # fmt: skip


@pytest.mark.parametrize(("case", "names"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_in_one_sentence_that_names_the_place(case, names):
    with pytest.raises(Malformed) as refused:
        answer(case)
    sentence = str(refused.value)
    assert names in sentence
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    assert "\n" not in sentence


def test_a_long_or_broken_key_is_quoted_short_and_on_one_line():
    with pytest.raises(Malformed, match=r"“第一行□第二行x{23}…”"):
        answer({"rubric": only(), "proposals": [], "第一行\n第二行" + "x" * 100: 1})


points = st.decimals(0, 100, places=3)
panels = st.lists(points, min_size=1, max_size=9)
aggregates = st.sampled_from(sorted(AGGREGATES))


def score_of(aggregate: str, given: list[Decimal]) -> Decimal:
    return Rubric.read(only(aggregate=aggregate)).score([{"worth": Fraction(point)} for point in given])


@settings(max_examples=150, deadline=None)
@given(aggregates, panels, st.randoms(use_true_random=False))
def test_the_order_of_the_reviewers_does_not_matter(aggregate, panel, random):
    shuffled = random.sample(panel, len(panel))
    assert score_of(aggregate, shuffled) == score_of(aggregate, panel)


@settings(max_examples=150, deadline=None)
@given(aggregates, panels)
def test_a_score_lies_between_the_lowest_and_the_highest_points(aggregate, panel):
    half_hundredth = Decimal("0.005")
    assert min(panel) - half_hundredth <= score_of(aggregate, panel) <= max(panel) + half_hundredth


@settings(max_examples=150, deadline=None)
@given(aggregates, panels, st.data())
def test_more_points_from_one_reviewer_never_lower_the_score(aggregate, panel, data):
    place = data.draw(st.integers(0, len(panel) - 1))
    raised = [*panel[:place], data.draw(st.decimals(panel[place], 100, places=3)), *panel[place + 1 :]]
    assert score_of(aggregate, raised) >= score_of(aggregate, panel)


@settings(max_examples=100, deadline=None)
@given(panels)
def test_reviewers_who_agree_are_taken_at_their_word(panel):
    agreed = [Fraction(panel[0])] * len(panel)
    assert mean(agreed) == median(agreed) == trimmed_mean(agreed) == agreed[0]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.none(), points), max_size=12))
def test_a_rank_is_one_more_than_the_number_of_better_proposals(given_points):
    rubric = Rubric.read(only())
    proposals = [
        Proposal(str(place), "cross_year")
        if point is None
        else Proposal(str(place), None, ({"worth": Fraction(point)},))
        for place, point in enumerate(given_points)
    ]
    appraised = appraise(rubric, proposals)
    scores = [result.score for result in appraised if result.score is not None]
    assert [result.key for result in appraised] == [proposal.key for proposal in proposals]
    for result, point in zip(appraised, given_points, strict=True):
        if result.score is None:
            assert (point, result.rank, result.outcome) == (None, None, "excluded")
        else:
            assert result.rank == 1 + sum(other > result.score for other in scores)
            assert result.outcome == ("passed" if result.score >= 60 else "eliminated")
