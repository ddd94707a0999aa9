"""`renda appraise`, case by case: what a panel would come to with a pencil, and what the command says (1-26 to 1-32, 0-42 to 0-45).

Every expected figure was worked out by hand; a comment gives the sum where it is not plain.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.engines import main
from tests.factories.rubrics import PENGJIANG, SEED, eliminated, excluded, only, passed, proposal, seed_sheet

Lines = list[tuple[Any, ...]]


def halves(**changes: Any) -> dict[str, Any]:
    """A rubric of two lines of equal weight."""
    return only(criteria=[{"key": "a", "weight": 50}, {"key": "b", "weight": 50}], **changes)


def two(key: str, *sheets: tuple[Any, Any]) -> dict[str, Any]:
    """A proposal whose reviewers gave points for `a` and for `b`; None is a gap."""
    return {"key": key, "scores": [{"by": f"r{n}", "a": a, "b": b} for n, (a, b) in enumerate(sheets, 1)]}


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Lines]:
    """Asks the command and gives its whole answer in short."""

    def ask(rubric: dict[str, Any], proposals: list[dict[str, Any]], exclusions: Any = None) -> Lines:
        case = {"rubric": rubric, "proposals": proposals}
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case if exclusions is None else {**case, "exclusions": exclusions}))
        assert main(["appraise", str(path)]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert list(answer) == ["results"]
        assert all(list(line) == ["key", "score", "rank", "outcome", "why"] for line in answer["results"])
        return [tuple(line.values()) for line in answer["results"]]

    return ask


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
    "a criterion may carry its Chinese name for the form": (
        only(criteria=[{"key": "worth", "weight": 100, "name": "民意基础"}]), [proposal("P", 75)],
        [passed("P", "75.00", 1)],
    ),
    "nothing submitted, nothing decided": (only(), [], []),
    # ── gaps, and who stood aside ──
    "a reviewer who stood aside from one project leaves it to the others": (  # A (80+90)/2 · B (80+90+70)/3
        only(), [proposal("A", 80, 90), proposal("B", 80, 90, 70)], [passed("A", "85.00", 1), passed("B", "80.00", 2)],
    ),
    "two panels of different size are compared by what they came to": (
        only(), [proposal("A", 60, 80), {"key": "B", "scores": [{"by": "r9", "worth": 75}]}],
        [passed("A", "70.00", 2), passed("B", "75.00", 1)],
    ),
    "a sheet of nothing but gaps says nothing": (
        only(missing="ignore"), [{"key": "P", "scores": [{"by": "r1", "worth": 80}, {"by": "r2"}]}],
        [passed("P", "80.00", 1)],
    ),
    "a gap in one line leaves the reviewer's other lines standing": (  # a 100 alone · b (40+80)/2
        halves(missing="ignore"), [two("P", (100, 40), (None, 80))], [passed("P", "80.00", 1)],
    ),
    "each line may be answered by somebody else": (  # 90 × 50 % + 70 × 50 %
        halves(missing="ignore"), [two("P", (90, None), (None, 70))], [passed("P", "80.00", 1)],
    ),
    "a zero is a score and no gap, also where gaps are ignored": (
        only(missing="ignore"), [proposal("P", 80, 0)], [eliminated("P", "40.00", 1)],
    ),
    "a gap turns a median of four into one of three": (
        only(missing="ignore", aggregate="median"), [proposal("P", 90, 70, None, 50)], [passed("P", "70.00", 1)],
    ),
    "five with a gap leave four, enough to drop two": (  # (90+70)/2
        only(missing="ignore", aggregate="trimmed_mean"), [proposal("P", 100, 90, 70, 10, None)],
        [passed("P", "80.00", 1)],
    ),
    "whether there are enough to drop two is asked line by line": (  # a (80+60)/2 = 70 · b (100+80+60)/3 = 80
        halves(missing="ignore", aggregate="trimmed_mean"), [two("P", (100, 100), (80, 80), (60, 60), (0, None))],
        [passed("P", "75.00", 1)],
    ),
    # ── ties ──
    "where all are equal all are first": (
        only(), [proposal("A", 80), proposal("B", 80), proposal("C", 80)],
        [passed("A", "80.00", 1), passed("B", "80.00", 1), passed("C", "80.00", 1)],
    ),
    "two ties one after the other: 1, 1, 3, 3, 5": (
        only(), [proposal("A", 90), proposal("B", 80), proposal("C", 70), proposal("D", 80), proposal("E", 90)],
        [passed("A", "90.00", 1), passed("B", "80.00", 3), passed("C", "70.00", 5), passed("D", "80.00", 3),
         passed("E", "90.00", 1)],
    ),
    "all who tie on the pass mark pass": (
        only(), [proposal("A", 60), proposal("B", 60)], [passed("A", "60.00", 1), passed("B", "60.00", 1)],
    ),
    "the eliminated tie like anybody": (
        only(), [proposal("A", 50), proposal("B", 50), proposal("C", 70)],
        [eliminated("A", "50.00", 2), eliminated("B", "50.00", 2), passed("C", "70.00", 1)],
    ),
    "79.995 is rounded into a tie with 80": (
        only(), [proposal("A", "79.995"), proposal("B", 80)], [passed("A", "80.00", 1), passed("B", "80.00", 1)],
    ),
    "80.004 and 80.005 are rounded apart": (
        only(), [proposal("A", "80.004"), proposal("B", "80.005")], [passed("A", "80.00", 2), passed("B", "80.01", 1)],
    ),
    "two come to one score by different roads": (  # (100+60)/2 and (80+80)/2
        halves(), [two("A", (100, 60)), two("B", (80, 80))], [passed("A", "80.00", 1), passed("B", "80.00", 1)],
    ),
    # ── weights ──
    "a line without weight is scored and counts for nothing": (
        only(criteria=[{"key": "a", "weight": 100}, {"key": "b", "weight": 0}]), [two("P", (70, 100))],
        [passed("P", "70.00", 1)],
    ),
    "a third that carries the odd hundredth": (
        only(criteria=[{"key": "a", "weight": "33.34"}, {"key": "b", "weight": "33.33"}, {"key": "c", "weight": "33.33"}]),
        [{"key": "P", "scores": [{"by": "r1", "a": 100, "b": 0, "c": 0}]}], [eliminated("P", "33.34", 1)],
    ),
    "weights of twelve decimals make exactly a hundred": (
        only(criteria=[{"key": "a", "weight": "33.333333333333"}, {"key": "b", "weight": "66.666666666667"}]),
        [two("P", (60, 60))], [passed("P", "60.00", 1)],
    ),
    "a hundred lines of one percent each": (
        only(criteria=[{"key": f"k{line}", "weight": 1} for line in range(100)]),
        [{"key": "P", "scores": [{"by": "r1", **{f"k{line}": 73 for line in range(100)}}]}], [passed("P", "73.00", 1)],
    ),
    "nine reviewers of the street": (  # (5×90 + 4×80)/9 = 85.5… × 40 % = 34.2… , and 60 × 60 % = 36
        SEED, [{"key": "P", "scores": [seed_sheet(f"r{n}", 90 if n < 5 else 80, 60, 60, 60) for n in range(9)]}],
        [passed("P", "70.22", 1)],
    ),
    "a project that passes while 民意基础 weighs 40": (  # 36 + 18 + 12 + 3
        SEED, [{"key": "P", "scores": [seed_sheet("r1", 90, 60, 60, 30)]}], [passed("P", "69.00", 1)],
    ),
    "does not once 民意基础 and 实施难度 weigh 20 and 30": (  # 18 + 18 + 12 + 9
        {**SEED, "criteria": [{**line, "weight": weight}
                              for line, weight in zip(SEED["criteria"], (20, 30, 20, 30), strict=True)]},
        [{"key": "P", "scores": [seed_sheet("r1", 90, 60, 60, 30)]}], [eliminated("P", "57.00", 1)],
    ),
    "the weight of one line turns the order": (  # A 90×.8+50×.2 = 82 · B 60×.8+100×.2 = 68
        only(criteria=[{"key": "a", "weight": 80}, {"key": "b", "weight": 20}]),
        [two("A", (90, 50)), two("B", (60, 100))], [passed("A", "82.00", 1), passed("B", "68.00", 2)],
    ),
    "and the other way round": (  # A 90×.2+50×.8 = 58 · B 60×.2+100×.8 = 92
        only(criteria=[{"key": "a", "weight": 20}, {"key": "b", "weight": 80}]),
        [two("A", (90, 50)), two("B", (60, 100))], [eliminated("A", "58.00", 2), passed("B", "92.00", 1)],
    ),
    # ── rounding ──
    "half of a hundredth is a hundredth, less is nothing": (
        only(pass_mark="0.01"), [proposal("A", "0.005"), proposal("B", "0.0049")],
        [passed("A", "0.01", 1), eliminated("B", "0.00", 2)],
    ),
    "99.995 is a full hundred": (only(), [proposal("P", "99.995")], [passed("P", "100.00", 1)]),
    "two thirds are rounded up": (only(), [proposal("P", 66, 67, 67)], [passed("P", "66.67", 1)]),
    "a mean that meets the half exactly passes": (  # (59.99 + 60 + 59.995)/3 = 59.995
        only(), [proposal("P", "59.99", 60, "59.995")], [passed("P", "60.00", 1)],
    ),
    "a mean a hair below the half does not": (  # (59.99 + 59.995 + 59.999)/3 = 59.99466…
        only(), [proposal("P", "59.99", "59.995", "59.999")], [eliminated("P", "59.99", 1)],
    ),
    "a half may come from the weight alone": (  # 0.02 × 25 % = 0.005
        only(pass_mark="0", criteria=[{"key": "a", "weight": 25}, {"key": "b", "weight": 75}]),
        [two("P", ("0.02", 0))], [passed("P", "0.01", 1)],
    ),
    "a pass mark of three places is met by the rounded score or not at all": (
        only(pass_mark="60.005"), [proposal("A", "60.004"), proposal("B", "60.005")],
        [eliminated("A", "60.00", 2), passed("B", "60.01", 1)],
    ),
    # ── median, and without the highest and the lowest ──
    "the median of two is the middle between them": (
        only(aggregate="median"), [proposal("P", 60, 81)], [passed("P", "70.50", 1)],
    ),
    "the median of five is deaf to four": (
        only(aggregate="median"), [proposal("P", 0, 0, 61, 100, 100)], [passed("P", "61.00", 1)],
    ),
    "medians are taken line by line, not of the reviewers' sums": (  # a 80 · b 80; the sums 55, 65, 80 would give 65
        halves(aggregate="median"), [two("P", (100, 10), (40, 90), (80, 80))], [passed("P", "80.00", 1)],
    ),
    "of two equal lowest only one is dropped": (  # (50+80+90)/3
        only(aggregate="trimmed_mean"), [proposal("P", 50, 50, 80, 90, 100)], [passed("P", "73.33", 1)],
    ),
    "seven of nine remain": (
        only(aggregate="trimmed_mean"), [proposal("P", 100, 70, 70, 70, 70, 70, 70, 70, 0)], [passed("P", "70.00", 1)],
    ),
    "one reviewer may be dropped in one line and stand in the next": (  # a (60+60)/2 = 60 · b (60+80)/2 = 70
        halves(aggregate="trimmed_mean"), [two("P", (100, 0), (60, 60), (60, 80), (0, 100))], [passed("P", "65.00", 1)],
    ),
    "two reviewers are both kept": (only(aggregate="trimmed_mean"), [proposal("P", 60, 90)], [passed("P", "75.00", 1)]),
    **{
        f"one reviewer alone is the {aggregate}": (
            only(aggregate=aggregate), [proposal("P", "77.77")], [passed("P", "77.77", 1)],
        )
        for aggregate in ("mean", "median", "trimmed_mean")
    },
    # ── the scale ──
    "stars out of five, passing at three and a half": (
        only(scale=5, pass_mark="3.5"), [proposal("A", 3, 4), proposal("B", 3, 3, 4)],
        [passed("A", "3.50", 1), eliminated("B", "3.33", 2)],
    ),
    "yes or no, two of three": (only(scale=1, pass_mark="0.66"), [proposal("P", 1, 1, 0)], [passed("P", "0.67", 1)]),
    "a scale above a hundred": (only(scale=150), [proposal("P", 150)], [passed("P", "150.00", 1)]),
    # ── rounds ──
    "the first round keeps two of three": (
        only(), [proposal("A", 90), proposal("B", 80), proposal("C", 50)],
        [passed("A", "90.00", 1), passed("B", "80.00", 2), eliminated("C", "50.00", 3)],
    ),
    "the second round knows only its own sheets, and turns the order": (
        only(pass_mark="75"), [proposal("A", 70), proposal("B", 85)], [eliminated("A", "70.00", 2), passed("B", "85.00", 1)],
    ),
    "of 210 assessed in 2023 seventy were eliminated": (  # 1-32
        only(), [proposal(f"P{n}", 60 if n % 3 else "59.99") for n in range(210)],
        [passed(f"P{n}", "60.00", 1) if n % 3 else eliminated(f"P{n}", "59.99", 141) for n in range(210)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rubric", "proposals", "expected"), SCORED.values(), ids=SCORED.keys())
def test_scored(rubric, proposals, expected, told):
    assert told(rubric, proposals) == expected


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
def test_excluded(proposals, expected, told):
    assert told(only(), proposals, PENGJIANG) == expected


BANAN = [  # domain §5.2, 巴南 art. 3
    {"key": "加重群众负担", "kind": "hard"},
    {"key": "政府债务风险", "kind": "hard"},
    {"key": "上级安排实施", "kind": "soft", "name": "上级安排实施的项目原则上不纳入"},
    {"key": "跨年度", "kind": "soft"},
]
LISTED = {
    "a list may be written in Chinese": (
        BANAN, [proposal("P", 99, flags=["政府债务风险"])], [excluded("P", "政府债务风险")],
    ),
    "one soft case answered and another not": (
        BANAN, [proposal("P", 99, flags=["上级安排实施", "跨年度"], overrides={"上级安排实施": "本级配套为主"})],
        [excluded("P", "跨年度")],
    ),
    "two soft cases, both answered": (
        BANAN,
        [proposal("P", 99, flags=["上级安排实施", "跨年度"],
                  overrides={"上级安排实施": "本级配套为主", "跨年度": "分年度目标已明确"})],
        [passed("P", "99.00", 1)],
    ),
    "an answer to the other soft case does not help": (
        BANAN, [proposal("P", 99, flags=["跨年度"], overrides={"上级安排实施": "本级配套为主"})], [excluded("P", "跨年度")],
    ),
    "what is soft in one place is hard in another": (
        [{"key": "cross_year", "kind": "hard"}],
        [proposal("P", 99, flags=["cross_year"], overrides={"cross_year": "分年度目标已明确"})],
        [excluded("P", "cross_year")],
    ),
    "one word is a reason": (
        BANAN, [proposal("P", 99, flags=["跨年度"], overrides={"跨年度": "急"})], [passed("P", "99.00", 1)],
    ),
    "an answered case still has to pass": (
        BANAN, [proposal("P", 59, flags=["跨年度"], overrides={"跨年度": "分年度目标已明确"})],
        [eliminated("P", "59.00", 1)],
    ),
    "an excluded project between two equal ones does not part them": (
        BANAN, [proposal("A", 80), proposal("X", 90, flags=["加重群众负担"]), proposal("B", 80), proposal("C", 70)],
        [passed("A", "80.00", 1), excluded("X", "加重群众负担"), passed("B", "80.00", 1), passed("C", "70.00", 3)],
    ),
    "where all are excluded nobody is first": (
        BANAN, [proposal("A", 90, flags=["加重群众负担"]), proposal("B", 80, flags=["跨年度"])],
        [excluded("A", "加重群众负担"), excluded("B", "跨年度")],
    ),
    "a list of nothing excludes nothing": ([], [proposal("P", 80, flags=[], overrides={})], [passed("P", "80.00", 1)]),
    "a list may be left out": (None, [proposal("P", 80)], [passed("P", "80.00", 1)]),
}  # fmt: skip


@pytest.mark.parametrize(("listed", "proposals", "expected"), LISTED.values(), ids=LISTED.keys())
def test_excluded_by_the_places_own_list(listed, proposals, expected, told):
    assert told(only(), proposals, listed) == expected
