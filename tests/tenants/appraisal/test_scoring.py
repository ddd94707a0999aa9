"""评分与不列入: every case is a sentence, every answer is compared whole."""

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

SEED = {  # 1-27 … 1-30
    "criteria": [
        {"key": "public_support", "weight": 40},
        {"key": "funding_feasibility", "weight": 30},
        {"key": "social_benefit", "weight": 20},
        {"key": "implementation_difficulty", "weight": 10},
    ],
    "scale": 100,
    "pass_mark": "60",
    "aggregate": "mean",
    "missing": "refuse",
}
PENGJIANG = [  # 0-42 … 0-45
    {"key": "major_development", "kind": "hard"},
    {"key": "other_funding_prevails", "kind": "hard"},
    {"key": "not_universal", "kind": "hard"},
    {"key": "cross_year", "kind": "soft"},
]


def only(**changes: Any) -> dict[str, Any]:
    """A rubric of one criterion that carries all the weight."""
    return {**SEED, "criteria": [{"key": "worth", "weight": 100}], **changes}


def sheets(*points: Any) -> list[dict[str, Any]]:
    return [{"by": f"r{place}", "worth": given} for place, given in enumerate(points, 1)]


def seed_sheet(by: str, *points: Any) -> dict[str, Any]:
    return {"by": by, **dict(zip((line["key"] for line in SEED["criteria"]), points, strict=True))}


def proposal(key: str, *points: Any, **more: Any) -> dict[str, Any]:
    return {"key": key, "scores": sheets(*points), **more}


def results(rubric: dict[str, Any], *proposals: dict[str, Any], exclusions: Any = None) -> list[tuple[Any, ...]]:
    """(key, score, rank, outcome, why) of every proposal: the whole answer, in short."""
    case = {"rubric": rubric, "proposals": list(proposals)}
    given = answer(case if exclusions is None else {**case, "exclusions": exclusions})
    assert list(given) == ["results"]
    assert all(list(line) == ["key", "score", "rank", "outcome", "why"] for line in given["results"])
    return [tuple(line.values()) for line in given["results"]]


def passed(key: str, score: str, rank: int) -> tuple[Any, ...]:
    return (key, score, rank, "passed", None)


def eliminated(key: str, score: str, rank: int) -> tuple[Any, ...]:
    return (key, score, rank, "eliminated", "below_pass_mark")


def excluded(key: str, why: str) -> tuple[Any, ...]:
    return (key, None, None, "excluded", why)


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


SCORED = {
    "the weights 40, 30, 20 and 10 each count for what they say": (
        SEED,
        [{"key": key, "scores": [seed_sheet("r1", *points)]} for key, points in {
            "support": (100, 0, 0, 0), "funding": (0, 100, 0, 0), "benefit": (0, 0, 100, 0), "ease": (0, 0, 0, 100),
        }.items()],
        [eliminated("support", "40.00", 1), eliminated("funding", "30.00", 2),
         eliminated("benefit", "20.00", 3), eliminated("ease", "10.00", 4)],
    ),
    "two reviewers are averaged criterion by criterion before weighing": (
        SEED,
        [{"key": "P", "scores": [seed_sheet("r1", 90, 80, 70, 60), seed_sheet("r2", 80, 60, 90, 50)]}],
        [passed("P", "76.50", 1)],
    ),
    "the pass mark itself passes": (only(), [proposal("P", 60)], [passed("P", "60.00", 1)]),
    "a hundredth below the pass mark is eliminated": (
        only(), [proposal("P", "59.99")], [eliminated("P", "59.99", 1)],
    ),
    "the rounded score meets the pass mark, so 59.995 passes": (
        only(), [proposal("P", "59.995")], [passed("P", "60.00", 1)],
    ),
    "59.9949 rounds down and is eliminated": (only(), [proposal("P", "59.9949")], [eliminated("P", "59.99", 1)]),
    "a half in the third place always rounds up, also after an even digit": (
        only(), [proposal("P", "80.125"), proposal("Q", "80.135")], [passed("P", "80.13", 2), passed("Q", "80.14", 1)],
    ),
    "three reviewers whose mean has no end are rounded once, at the end": (
        only(), [proposal("P", 80, 80, 81)], [passed("P", "80.33", 1)],
    ),
    "rounding each criterion first would give 60.01, rounding once gives 60.00": (
        only(criteria=[{"key": "a", "weight": 50}, {"key": "b", "weight": 50}]),
        [{"key": "P", "scores": [{"by": "r1", "a": "60.005", "b": "60.002"}]}],
        [passed("P", "60.00", 1)],
    ),
    "equal scores share a rank and the next is skipped: 1, 2, 2, 4": (
        only(),
        [proposal("A", 90), proposal("B", 80), proposal("C", 80), proposal("D", 70)],
        [passed("A", "90.00", 1), passed("B", "80.00", 2), passed("C", "80.00", 2), passed("D", "70.00", 4)],
    ),
    "three first places are followed by a fourth": (
        only(),
        [proposal("A", 70), proposal("B", 80), proposal("C", 80), proposal("D", 80)],
        [passed("A", "70.00", 4), passed("B", "80.00", 1), passed("C", "80.00", 1), passed("D", "80.00", 1)],
    ),
    "scores that differ only beyond the second place share a rank": (
        only(), [proposal("A", "80.001"), proposal("B", "80.004")], [passed("A", "80.00", 1), passed("B", "80.00", 1)],
    ),
    "results keep the order in which the proposals were submitted": (
        only(), [proposal("Z", 61), proposal("A", 99)], [passed("Z", "61.00", 2), passed("A", "99.00", 1)],
    ),
    "an eliminated proposal keeps its score and its rank": (
        only(), [proposal("A", 10), proposal("B", 90)], [eliminated("A", "10.00", 2), passed("B", "90.00", 1)],
    ),
    "the median of three reviewers is the middle one": (
        only(aggregate="median"), [proposal("P", 100, 70, 0)], [passed("P", "70.00", 1)],
    ),
    "the median of four reviewers lies between the two in the middle": (
        only(aggregate="median"), [proposal("P", 100, 70, 65, 0)], [passed("P", "67.50", 1)],
    ),
    "a trimmed mean drops one highest and one lowest of four": (
        only(aggregate="trimmed_mean"), [proposal("P", 100, 70, 66, 0)], [passed("P", "68.00", 1)],
    ),
    "a trimmed mean of five keeps three": (
        only(aggregate="trimmed_mean"), [proposal("P", 100, 90, 90, 60, 0)], [passed("P", "80.00", 1)],
    ),
    "three reviewers are too few to drop any": (
        only(aggregate="trimmed_mean"), [proposal("P", 100, 80, 0)], [passed("P", "60.00", 1)],
    ),
    "of four equal highest scores only one is dropped": (
        only(aggregate="trimmed_mean"), [proposal("P", 90, 90, 90, 90)], [passed("P", "90.00", 1)],
    ),
    "a gap is left out of the mean where the rubric ignores gaps": (
        only(missing="ignore", criteria=[{"key": "a", "weight": 60}, {"key": "b", "weight": 40}]),
        [{"key": "P", "scores": [{"by": "r1", "a": 80, "b": 90}, {"by": "r2", "a": 60}]}],
        [passed("P", "78.00", 1)],
    ),
    "a null is a gap, not a zero": (
        only(missing="ignore"), [proposal("P", 80, None)], [passed("P", "80.00", 1)],
    ),
    "a gap leaves three of four scores, too few to trim": (
        only(missing="ignore", aggregate="trimmed_mean"), [proposal("P", 100, 80, 0, None)], [passed("P", "60.00", 1)],
    ),
    "a scale of ten gives a score out of ten": (
        only(scale=10, pass_mark="6"), [proposal("P", "8.5")], [passed("P", "8.50", 1)],
    ),
    "a scale does not normalise: nine of ten is not ninety": (
        only(scale=10), [proposal("P", 9)], [eliminated("P", "9.00", 1)],
    ),
    "the whole scale may be given, and nothing at all": (
        only(), [proposal("P", 100), proposal("Q", 0)], [passed("P", "100.00", 1), eliminated("Q", "0.00", 2)],
    ),
    "a pass mark of nothing lets everything pass": (only(pass_mark="0"), [proposal("P", 0)], [passed("P", "0.00", 1)]),
    "weights may have decimals as long as they make a hundred": (
        only(criteria=[{"key": "a", "weight": "33.3"}, {"key": "b", "weight": "66.7"}]),
        [{"key": "P", "scores": [{"by": "r1", "a": 100, "b": 50}]}],
        [passed("P", "66.65", 1)],
    ),
    "a number that a JSON reader made binary counts as it was written": (
        only(), [proposal("P", 59.995), proposal("Q", Decimal("80.005"))],
        [passed("P", "60.00", 2), passed("Q", "80.01", 1)],
    ),
    "a criterion may carry its Chinese name for the form": (
        only(criteria=[{"key": "worth", "weight": 100, "name": "民意基础"}]), [proposal("P", 75)],
        [passed("P", "75.00", 1)],
    ),
    "nothing submitted, nothing decided": (only(), [], []),
}  # fmt: skip


@pytest.mark.parametrize(("rubric", "proposals", "expected"), SCORED.values(), ids=SCORED.keys())
def test_scored(rubric, proposals, expected):
    assert results(rubric, *proposals) == expected


EXCLUDED = {
    **{
        f"the hard 不列入 case {flag} excludes whatever anybody writes": (
            [proposal("P", 99, flags=[flag], overrides={flag: "区政府常务会议同意"})], [excluded("P", flag)],
        )
        for flag in ("major_development", "other_funding_prevails", "not_universal")
    },
    "a project across years is as a rule not listed": (
        [proposal("P", 99, flags=["cross_year"])], [excluded("P", "cross_year")],
    ),
    "a project across years is listed when somebody answers for it with a reason": (
        [proposal("P", 99, flags=["cross_year"], overrides={"cross_year": "分年度目标已明确"})],
        [passed("P", "99.00", 1)],
    ),
    "a blank reason answers for nothing": (
        [proposal("P", 99, flags=["cross_year"], overrides={"cross_year": " \u3000\n"})],
        [excluded("P", "cross_year")],
    ),
    "a reason for what nobody found changes nothing": (
        [proposal("P", 99, overrides={"cross_year": "备用"})], [passed("P", "99.00", 1)],
    ),
    "an answered soft case does not open the door for a hard one": (
        [proposal("P", 99, flags=["cross_year", "not_universal"], overrides={"cross_year": "分年度目标已明确"})],
        [excluded("P", "not_universal")],
    ),
    "the first excluding flag found is the one named": (
        [proposal("P", 99, flags=["not_universal", "major_development"])], [excluded("P", "not_universal")],
    ),
    "an excluded proposal takes no rank from the others": (
        [proposal("A", 99, flags=["major_development"]), proposal("B", 80)],
        [excluded("A", "major_development"), passed("B", "80.00", 1)],
    ),
    "nobody checks the scores of an excluded proposal": (
        [{"key": "A", "flags": ["cross_year"], "scores": "not even a list"}], [excluded("A", "cross_year")],
    ),
    "an excluded proposal needs no scores at all": (
        [{"key": "A", "flags": ["cross_year"]}], [excluded("A", "cross_year")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("proposals", "expected"), EXCLUDED.values(), ids=EXCLUDED.keys())
def test_excluded(proposals, expected):
    assert results(only(), *proposals, exclusions=PENGJIANG) == expected


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
