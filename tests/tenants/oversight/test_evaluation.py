"""满意度测评: real places' rules and figures, each answer compared whole."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kernel.errors import Malformed
from tenants.oversight.evaluation import NO_VOTES, Cascade, Rate, Score, Votes, answer, read_rule

ZHENHAI = {  # 镇海区人大常委会 2022
    "kind": "cascade",
    "base": "all_members",
    "steps": [
        {"result": "satisfied", "of": ["satisfied"], "at_least": "1/2"},
        {"result": "basically_satisfied", "of": ["satisfied", "basically_satisfied"], "more_than": "1/2"},
    ],
    "otherwise": "dissatisfied",
    "rectify_when": ["dissatisfied"],
}
ONE_THIRD = {  # nobody's published rule; a preset an office may choose
    "kind": "cascade",
    "base": "valid",
    "steps": [{"result": "dissatisfied", "of": ["dissatisfied"], "more_than": "1/3"}],
    "otherwise": "satisfied",
    "rectify_when": ["dissatisfied"],
}

FOUR_GRADES = {  # nobody's published rule either
    "kind": "cascade",
    "base": "valid",
    "steps": [
        {"result": "优秀", "of": ["satisfied"], "at_least": "90%"},
        {"result": "良好", "of": ["satisfied"], "at_least": "80%"},
        {"result": "合格", "of": ["satisfied", "basically_satisfied"], "at_least": "60%"},
    ],
    "otherwise": "不合格",
    "rectify_when": ["不合格"],
}


def rate(below: str = "80%", base: str = "valid", of: tuple[str, ...] = ("satisfied", "basically_satisfied")) -> dict:
    return {"kind": "rate", "of": list(of), "base": base, "rectify_below": below}


STREET = rate("80%")  # 1-64
SHIGU = rate("70%")  # 石鼓区 2025: 二次整改


def zhenhai_2013(public: Any, leaders: Any, web: Any, below: str = "80") -> dict[str, Any]:
    weighed = {"public": (60, public), "leaders": (30, leaders), "web": (10, web)}
    parts = [{"key": key, "weight": weight, "score": score} for key, (weight, score) in weighed.items()]
    return {"kind": "score", "parts": parts, "rectify_below": below}


def huajing(*scores: str) -> dict[str, Any]:
    """From 目标完成度 to 资金规范性, an eighth each."""
    parts = [{"key": f"dimension_{place}", "weight": "12.5", "score": score} for place, score in enumerate(scores)]
    return {"kind": "score", "parts": parts, "rectify_below": "80"}


def all_of(*rules: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "all_of", "rules": list(rules)}


def counted(satisfied: int, basically: int, dissatisfied: int, abstain: int = 0) -> dict[str, int]:
    return {
        "satisfied": satisfied, "basically_satisfied": basically, "dissatisfied": dissatisfied, "abstain": abstain,
    }  # fmt: skip


def case(rule: dict[str, Any], members: int, present: int, *counts: int) -> dict[str, Any]:
    return {"rule": rule, "members": members, "present": present, "counts": counted(*counts)}


def fine(result: str, rate: str | None) -> dict[str, Any]:
    return {"result": result, "rate": rate, "rectify": False}


def to_rectify(result: str, rate: str | None) -> dict[str, Any]:
    return {"result": result, "rate": rate, "rectify": True}


EVALUATED = {
    "the example of the contract": (case(ZHENHAI, 31, 29, 15, 1, 13), fine("basically_satisfied", "51.61%")),
    "镇海: exactly half of all members is 满意": (case(ZHENHAI, 30, 29, 15, 0, 14), fine("satisfied", "50.00%")),
    "镇海: one below half, made up by 基本满意, is 基本满意": (
        case(ZHENHAI, 30, 29, 14, 2, 13), fine("basically_satisfied", "53.33%"),
    ),
    "镇海: 满意 and 基本满意 at exactly half are 不满意": (
        case(ZHENHAI, 30, 29, 14, 1, 14), to_rectify("dissatisfied", "50.00%"),
    ),
    "镇海: members who stayed away count against, so 15 of 29 present are not half of 31": (
        case(ZHENHAI, 31, 29, 15, 0, 14), to_rectify("dissatisfied", "48.39%"),
    ),
    "镇海: all members there and content": (case(ZHENHAI, 29, 29, 29, 0, 0), fine("satisfied", "100.00%")),
    "镇海: nobody content": (case(ZHENHAI, 29, 29, 0, 0, 29), to_rectify("dissatisfied", "0.00%")),
    "镇海: everybody abstains, and that is not content": (
        case(ZHENHAI, 29, 29, 0, 0, 0, 29), to_rectify("dissatisfied", "0.00%"),
    ),
    "汉阴 2021: everybody satisfied or basically so": (
        case(rate("80%", "present"), 180, 168, 150, 18, 0), fine("passed", "100.00%"),
    ),
    "湖州 2024: 335 deputies, four of them not satisfied": (
        case(rate("80%", "present"), 335, 335, 300, 31, 4), fine("passed", "98.81%"),
    ),
    "湖州 2025: 347 deputies, five of them not satisfied": (
        case(rate("80%", "present"), 347, 347, 310, 32, 5), fine("passed", "98.56%"),
    ),
    "宁海 2021: 222 ballots that add up": (case(STREET, 222, 222, 195, 27, 0), fine("passed", "100.00%")),
    "宁海 2021: 95 + 27 as misprinted, against the 222 present, is far below": (
        case(rate("80%", "present"), 222, 222, 95, 27, 0), to_rectify("rectify", "54.95%"),
    ),
    "龙游 2018: 152 satisfied, 30 basically, nobody against, nobody abstaining": (
        case(rate("80%", "present"), 182, 182, 152, 30, 0, 0), fine("passed", "100.00%"),
    ),
    "石鼓 2025: exactly 70 % needs no second rectification": (
        case(SHIGU, 100, 100, 40, 30, 30), fine("passed", "70.00%"),
    ),
    "石鼓 2025: 69 of 100 households need one": (
        case(SHIGU, 100, 100, 40, 29, 31), to_rectify("rectify", "69.00%"),
    ),
    "street: exactly 80 % is not below 80 %": (case(STREET, 60, 50, 30, 10, 10), fine("passed", "80.00%")),
    "street: one vote less than 80 % sets a deadline to rectify": (
        case(STREET, 60, 50, 30, 9, 11), to_rectify("rectify", "78.00%"),
    ),
    "street: 79.999 % is printed as 80.00 % and still to be rectified": (
        case(STREET, 100_000, 100_000, 79_999, 0, 20_001), to_rectify("rectify", "80.00%"),
    ),
    "street: abstentions are not valid votes and leave the base": (
        case(STREET, 60, 60, 30, 10, 10, 10), fine("passed", "80.00%"),
    ),
    "street: those who left no vote are not valid votes either": (
        case(STREET, 60, 50, 20, 4, 6), fine("passed", "80.00%"),
    ),
    "the same votes fall below 80 % when all who were present are the base": (
        case(rate("80%", "present"), 60, 50, 20, 4, 6, 20), to_rectify("rectify", "48.00%"),
    ),
    "and lower still against all members": (
        case(rate("80%", "all_members"), 60, 50, 20, 4, 6, 20), to_rectify("rectify", "40.00%"),
    ),
    "a rule on 满意 alone decides on it and prints the usual rate": (
        case(rate("60%", of=("satisfied",)), 100, 100, 59, 36, 5), to_rectify("rectify", "95.00%"),
    ),
    "a threshold may be a fraction: exactly two thirds is enough": (
        case(rate("2/3"), 30, 30, 20, 0, 10), fine("passed", "66.67%"),
    ),
    "a threshold may be a decimal": (case(rate("0.8"), 30, 30, 24, 0, 6), fine("passed", "80.00%")),
    "a threshold of nothing lets everything pass": (case(rate("0%"), 30, 30, 0, 0, 30), fine("passed", "0.00%")),
    "a threshold of everything asks for every valid vote": (
        case(rate("100%"), 30, 30, 29, 0, 1), to_rectify("rectify", "96.67%"),
    ),
    "a rate ending in exactly half a hundredth is rounded up": (
        case(rate("0%"), 800, 800, 1, 0, 799), fine("passed", "0.13%"),
    ),
    "one third dissatisfied is not more than one third": (
        case(ONE_THIRD, 30, 30, 20, 0, 10), fine("satisfied", "66.67%"),
    ),
    "eleven of thirty dissatisfied are more than one third": (
        case(ONE_THIRD, 30, 30, 19, 0, 11), to_rectify("dissatisfied", "63.33%"),
    ),
    "a rule that asks for no rectification only reports": (
        case({**ZHENHAI, "rectify_when": []}, 30, 30, 0, 0, 30), fine("dissatisfied", "0.00%"),
    ),
    "an office may rectify at 基本满意 already": (
        case({**ZHENHAI, "rectify_when": ["basically_satisfied", "dissatisfied"]}, 30, 30, 10, 10, 10),
        to_rectify("basically_satisfied", "66.67%"),
    ),
    "all of: both pass, the first equally good result is named": (
        case(all_of(ZHENHAI, STREET), 30, 30, 25, 5, 0), fine("satisfied", "100.00%"),
    ),
    "all of: 基本满意 is worse than a rate that passed": (
        case(all_of(STREET, ZHENHAI), 30, 30, 10, 15, 5), fine("basically_satisfied", "83.33%"),
    ),
    "all of: 满意 by half of the members, but below the street's 80 %": (
        case(all_of(ZHENHAI, STREET), 30, 30, 20, 0, 10), to_rectify("rectify", "66.67%"),
    ),
    "all of: the rate is the first rule's, with the first rule's base": (
        case(all_of(STREET, ZHENHAI), 40, 30, 25, 0, 5), fine("passed", "83.33%"),
    ),
    "all of: among equally bad results the first rule's is named": (
        case(all_of(ZHENHAI, STREET), 30, 30, 0, 0, 30), to_rectify("dissatisfied", "0.00%"),
    ),
    "all of: of equally bad results the one to be rectified is named": (
        case(all_of({**ZHENHAI, "rectify_when": []}, STREET), 30, 30, 0, 0, 30), to_rectify("rectify", "0.00%"),
    ),
    "all of: one rule that asks to rectify is enough, though another result is worse": (
        case(all_of({**ZHENHAI, "rectify_when": ["basically_satisfied"]}, {**ONE_THIRD, "rectify_when": []}),
             30, 30, 10, 8, 12),
        to_rectify("dissatisfied", "60.00%"),
    ),
    "all of: an office's own words rank by their step, best first": (
        case(all_of(STREET, {**ZHENHAI, "steps": [
            {"result": "优秀", "of": ["satisfied"], "at_least": "90%"},
            {"result": "良好", "of": ["satisfied"], "at_least": "60%"},
        ], "otherwise": "较差", "rectify_when": ["较差"]}), 10, 10, 7, 3, 0),
        fine("良好", "100.00%"),
    ),
    "an option nobody chose may be left out of the counts": (
        {"rule": STREET, "members": 10, "present": 10, "counts": {"satisfied": 10}}, fine("passed", "100.00%"),
    ),
    "镇海 2013: 60, 30 and 10 parts of points": (
        {"rule": zhenhai_2013("91.5", 88, "79.5")}, {**fine("passed", None), "score": "89.25"},
    ),
    "镇海 2013: exactly the bound is not below it": (
        {"rule": zhenhai_2013(80, 80, 80)}, {**fine("passed", None), "score": "80.00"},
    ),
    "镇海 2013: 79.997 is printed as 80.00 and still to be rectified": (
        {"rule": zhenhai_2013("79.995", 80, 80)}, {**to_rectify("rectify", None), "score": "80.00"},
    ),
    "镇海 2013: half a hundredth is rounded up": (
        {"rule": zhenhai_2013(90, 90, "90.05")}, {**fine("passed", None), "score": "90.01"},
    ),
    "progress 40, quality 30, satisfaction 30": (
        {"rule": {"kind": "score", "rectify_below": "60", "parts": [
            {"key": "progress", "weight": 40, "score": 50}, {"key": "quality", "weight": 30, "score": 60},
            {"key": "satisfaction", "weight": 30, "score": 70},
        ]}},
        {**to_rectify("rectify", None), "score": "59.00"},
    ),
    "all of: votes first, points beside them": (
        case(all_of(STREET, zhenhai_2013(90, 90, 90)), 10, 10, 9, 0, 1), {**fine("passed", "90.00%"), "score": "90.00"},
    ),
    "all of: points first means no rate": (
        case(all_of(zhenhai_2013(70, 70, 70), STREET), 10, 10, 9, 0, 1),
        {**to_rectify("rectify", None), "score": "70.00"},
    ),
    "汉阴 2021: all deputies in plenary, everybody content": (
        case(rate("80%", "all_members"), 168, 168, 150, 18, 0), fine("passed", "100.00%"),
    ),
    "浙江议事规则 29: 不满意 is what a second report is asked for": (
        case(ZHENHAI, 40, 40, 10, 8, 22), to_rectify("dissatisfied", "45.00%"),
    ),
    "白柳镇 2025: a survey of residents, all content": (
        case(rate("80%"), 60, 52, 52, 0, 0), fine("passed", "100.00%"),
    ),
    "东胜街道 2020: the assembly's members, abstentions left out": (
        case(STREET, 45, 43, 30, 6, 5, 2), fine("passed", "87.80%"),
    ),
    "宁海 2021: a misprint of 122 of 222 is what was not returned": (
        case(rate("80%", "present"), 222, 222, 95, 27, 0, 100), to_rectify("rectify", "54.95%"),
    ),
    "石鼓 2025: 69.99 of a hundred asks for a second rectification": (
        case(SHIGU, 10_000, 10_000, 4_000, 2_999, 3_001), to_rectify("rectify", "69.99%"),
    ),
    "蓬江 (0-64): half of the committee's members is 满意": (
        case(ZHENHAI, 28, 25, 14, 11, 0), fine("satisfied", "89.29%"),
    ),
    "one third dissatisfied, kept as a preset: exactly a third is not more": (
        case(ONE_THIRD, 33, 33, 22, 0, 11), fine("satisfied", "66.67%"),
    ),
    "a street's 98 of a hundred (1-58)": (case(STREET, 100, 100, 90, 8, 2), fine("passed", "98.00%")),
    "a town of nine where everybody abstains but one": (
        case(rate("80%"), 9, 9, 1, 0, 0, 8), fine("passed", "100.00%"),
    ),
    "湖州 2024: 17 parts before 335 deputies, 5,634 of 5,695 content": (
        case(rate("80%", "present"), 5695, 5695, 5500, 134, 61), fine("passed", "98.93%"),
    ),
    "华泾镇 2025: eight dimensions of points, the public money among them": (
        {"rule": huajing("95", "92", "90", "88", "94", "96", "91", "98")}, {**fine("passed", None), "score": "93.00"},
    ),
    "华泾镇 2025: one dimension at nothing pulls the eight below the bound": (
        {"rule": huajing("80", "80", "80", "80", "80", "80", "80", "0")},
        {**to_rectify("rectify", None), "score": "70.00"},
    ),
    "four grades, kept as a preset: 优秀 at nine tenths": (
        case(FOUR_GRADES, 50, 50, 45, 3, 2), fine("优秀", "96.00%"),
    ),
    "four grades: between 优秀 and 合格 lies 良好": (case(FOUR_GRADES, 50, 50, 40, 6, 4), fine("良好", "92.00%")),
    "four grades: 合格 counts 基本满意 too": (case(FOUR_GRADES, 50, 50, 20, 10, 20), fine("合格", "60.00%")),
    "four grades: less is 不合格 and rectified": (
        case(FOUR_GRADES, 50, 50, 20, 9, 21), to_rectify("不合格", "58.00%"),
    ),
    "all of: points alone need no votes": (
        {"rule": all_of(zhenhai_2013(90, 90, 90))}, {**fine("passed", None), "score": "90.00"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given_case", "expected"), EVALUATED.values(), ids=EVALUATED.keys())
def test_evaluated(given_case, expected):
    assert answer(given_case) == expected


def test_the_answer_lists_its_fields_in_the_order_of_the_contract():
    assert list(answer(case(ZHENHAI, 31, 29, 15, 1, 13))) == ["result", "rate", "rectify"]
    assert list(answer({"rule": zhenhai_2013(90, 90, 90)})) == ["result", "rate", "rectify", "score"]


def test_a_rule_is_read_by_itself_as_an_edition_holds_it():
    assert isinstance(read_rule(ZHENHAI), Cascade)
    assert isinstance(read_rule(zhenhai_2013(1, 2, 3)), Score)
    assert read_rule(STREET) == Rate(("satisfied", "basically_satisfied"), "valid", Fraction(4, 5))


GOOD = case(ZHENHAI, 31, 29, 15, 1, 13)
GOOD_RATE = case(STREET, 31, 29, 15, 1, 13)
GOOD_SCORE = {"rule": zhenhai_2013(90, 90, 90)}


def broken(good: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The good case with one thing changed; `...` takes it away."""
    changed = deepcopy(good)
    *way, last = path.split("/")
    target: Any = changed
    for step in way:
        target = target[int(step) if step.isdecimal() else step]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return changed


MALFORMED = {
    "the case is no object": (None, "案例应为 JSON 对象"),
    "no rule": (broken(GOOD, "rule", ...), "rule"),
    "a field nobody knows": (broken(GOOD, "absent", 2), "absent"),
    "the rule is a word": (broken(GOOD, "rule", "cascade"), "kind"),
    "the rule has no kind": (broken(GOOD, "rule/kind", ...), "kind"),
    "a kind nobody knows": (broken(GOOD, "rule/kind", "vote"), "cascade、rate、score、all_of"),
    "no members": (broken(GOOD, "members", ...), "members"),
    "nobody counted who was present": (broken(GOOD, "present", ...), "present"),
    "no counts": (broken(GOOD, "counts", ...), "counts"),
    "more present than members": (broken(GOOD, "present", 32), "present 为 32，多于 members 的 31"),
    "more votes than people present": (broken(GOOD, "counts/abstain", 1), "counts 合计 30 票，多于到会的 29 人"),
    "votes below nothing": (broken(GOOD, "counts/abstain", -1), "counts.abstain"),
    "half a vote": (broken(GOOD, "counts/abstain", 0.5), "整数"),
    "a vote that is true": (broken(GOOD, "counts/abstain", True), "整数"),
    "members as a string": (broken(GOOD, "members", "31"), "“31”"),
    "an answer nobody offered": (broken(GOOD, "counts/delighted", 0), "delighted"),
    "counts as a list": (broken(GOOD, "counts", [15, 1, 13]), "counts"),
    "no members at all, so no base": (case(ZHENHAI, 0, 0, 0, 0, 0), "all_members 为 0"),
    "nobody present, so no base": (case(rate("80%", "present"), 9, 0, 0, 0, 0), "present 为 0"),
    "only abstentions, so no valid vote": (case(STREET, 9, 9, 0, 0, 0, 9), "valid 为 0"),
    "a base nobody defined": (broken(GOOD, "rule/base", "everybody"), "all_members、present、valid"),
    "no steps": (broken(GOOD, "rule/steps", []), "steps"),
    "a step with neither bound": (broken(GOOD, "rule/steps/0/at_least", ...), "第 1 步"),
    "a step with both bounds": (broken(GOOD, "rule/steps/1/at_least", "1/2"), "第 2 步"),
    "a step on no option": (broken(GOOD, "rule/steps/0/of", []), "of"),
    "a step on an option nobody offered": (broken(GOOD, "rule/steps/0/of", ["pleased"]), "pleased"),
    "a step counting one option twice": (broken(GOOD, "rule/steps/0/of", ["satisfied"] * 2), "两次"),
    "a step without a result": (broken(GOOD, "rule/steps/0/result", ""), "result"),
    "a bound as a bare number": (broken(GOOD, "rule/steps/0/at_least", 0.5), "0 到 1"),
    "a bound above the whole": (broken(GOOD, "rule/steps/0/at_least", "3/2"), "0 到 1"),
    "a bound divided by nothing": (broken(GOOD, "rule/steps/0/at_least", "1/0"), "0 到 1"),
    "no otherwise": (broken(GOOD, "rule/otherwise", ...), "otherwise"),
    "no rectify_when": (broken(GOOD, "rule/rectify_when", ...), "rectify_when"),
    "rectify at a result that cannot be": (broken(GOOD, "rule/rectify_when", ["poor"]), "“poor”不是本规则的结果"),
    "a misspelt field of a rule": (broken(GOOD, "rule/rectify_wen", []), "rectify_wen"),
    "a rate without a threshold": (broken(GOOD_RATE, "rule/rectify_below", ...), "rectify_below"),
    "a threshold of eighty wholes": (broken(GOOD_RATE, "rule/rectify_below", "80"), "80%"),
    "a threshold in words": (broken(GOOD_RATE, "rule/rectify_below", "八成"), "“八成”"),
    "a threshold below nothing": (broken(GOOD_RATE, "rule/rectify_below", "-5%"), "“-5%”"),
    "no rules in all_of": (broken(GOOD, "rule", all_of()), "rules"),
    "all_of inside all_of": (broken(GOOD, "rule", all_of(all_of(STREET))), "第 1 项.kind"),
    "the second of two rules is wrong": (broken(GOOD, "rule", all_of(STREET, {"kind": "rate"})), "第 2 项"),
    "weights that make ninety": (broken(GOOD_SCORE, "rule/parts/0/weight", 50), "权重合计应为 100，现为 90.00"),
    "a part of no weight class": (broken(GOOD_SCORE, "rule/parts/0/weight", 101), "不能超过 100"),
    "two parts of one name": (broken(GOOD_SCORE, "rule/parts/0/key", "web"), "“web”出现了两次"),
    "a score above a hundred": (broken(GOOD_SCORE, "rule/parts/0/score", "100.5"), "不能超过 100"),
    "a part without a score": (broken(GOOD_SCORE, "rule/parts/0/score", ...), "score"),
    "a score rule without parts": (broken(GOOD_SCORE, "rule/parts", {}), "parts"),
}  # fmt: skip


@pytest.mark.parametrize(("given_case", "names"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_in_one_sentence_that_names_the_place(given_case, names):
    with pytest.raises(Malformed) as refused:
        answer(given_case)
    sentence = str(refused.value)
    assert names in sentence
    assert sentence.endswith("。")
    assert sentence.count("。") == 1


@st.composite
def votes(draw: st.DrawFn) -> Votes:
    """Any body, somebody present and at least one valid vote."""
    satisfied, basically, dissatisfied, abstain = (draw(st.integers(0, 40)) for _ in range(4))
    counts = counted(satisfied + 1, basically, dissatisfied, abstain)
    present = sum(counts.values()) + draw(st.integers(0, 10))
    return Votes(present + draw(st.integers(0, 10)), present, counts)


bases = st.sampled_from(["all_members", "present", "valid"])
goodness = {"satisfied": 2, "basically_satisfied": 1, "dissatisfied": 0}


def moved(before: Votes, worse: str, better: str) -> Votes:
    """The same votes, one person having thought better of it (none left to do so: unchanged)."""
    step = min(1, before.counts[worse])
    counts = {**before.counts, worse: before.counts[worse] - step, better: before.counts[better] + step}
    return Votes(before.members, before.present, counts)


@settings(max_examples=150, deadline=None)
@given(votes(), bases)
def test_a_rate_is_never_below_nothing_nor_above_everything(voted, base):
    verdict = read_rule(rate(base=base)).judge(voted)
    assert verdict.rate is not None
    assert 0 <= verdict.rate <= 1


@settings(max_examples=200, deadline=None)
@given(votes(), bases, st.sampled_from([("dissatisfied", "basically_satisfied"), ("basically_satisfied", "satisfied")]))
def test_one_kinder_vote_never_worsens_the_result(before, base, change):
    after = moved(before, *change)
    cascade, threshold = read_rule({**ZHENHAI, "base": base}), read_rule(rate(base=base))
    assert goodness[cascade.judge(after).result] >= goodness[cascade.judge(before).result]
    assert threshold.judge(after).rectify <= threshold.judge(before).rectify


@settings(max_examples=150, deadline=None)
@given(votes())
def test_a_wider_base_never_raises_the_rate(voted):
    rates = [read_rule(rate(base=base)).judge(voted).rate for base in ("all_members", "present", "valid")]
    assert rates == sorted(rates)


@settings(max_examples=150, deadline=None)
@given(votes(), st.lists(st.sampled_from([ZHENHAI, STREET, SHIGU, ONE_THIRD]), min_size=1, max_size=4))
def test_all_of_is_as_bad_as_its_worst_member_and_asks_to_rectify_whenever_one_does(voted, rules):
    verdicts = [read_rule(rule).judge(voted) for rule in rules]
    together = read_rule(all_of(*rules)).judge(voted)
    assert together.badness == max(verdict.badness for verdict in verdicts)
    assert together.result in {verdict.result for verdict in verdicts if verdict.badness == together.badness}
    assert together.rectify == any(verdict.rectify for verdict in verdicts)
    assert together.rate == verdicts[0].rate


@settings(max_examples=150, deadline=None)
@given(*[st.decimals(0, 100, places=2)] * 3)
def test_a_weighted_score_lies_between_its_lowest_and_highest_part(public, leaders, web):
    verdict = read_rule(zhenhai_2013(public, leaders, web)).judge(NO_VOTES)
    assert verdict.score is not None
    assert min(public, leaders, web) <= verdict.score <= max(public, leaders, web)
    assert verdict.rectify == (verdict.score < 80)
