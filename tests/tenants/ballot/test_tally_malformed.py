"""What cannot be read is said before any rule is asked: where it stands, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from commons.kernel.errors import Malformed
from tenants.ballot.method import Base, Form, Method, Miscount, Shortfall, Threshold, Tie
from tenants.ballot.tally import answer

Json = dict[str, Any]
DELETED = object()


def sound() -> Json:
    """Two groups, three projects, nothing wrong with it."""
    return {
        "method": {
            "seats": 2,
            "form": "approval",
            "quorum": {"at_least": "2/3", "base": "all_deputies"},
            "pass": [
                {"more_than": "1/2", "base": "all_deputies"},
                {"more_than": "1/2", "base": "valid_ballots", "group": "代表"},
            ],
            "margin": {"at_least": "1/5", "base": "seats"},
        },
        "roll": {"expected": 30, "present": 30, "groups": {"代表": 10, "居民": 20}},
        "issued": 30,
        "returned": 30,
        "candidates": ["甲", "乙", "丙"],
        "ballots": [
            {"marks": {"甲": "approve"}, "priority": {"甲": "necessary"}, "count": 9, "group": "代表"},
            {"marks": {"甲": "approve", "乙": "approve"}, "count": 20, "group": "居民"},
            {"void": True},
        ],
    }


def ranked() -> Json:
    given = sound()
    given["method"] = {"seats": 2, "form": "ranking"}
    for ballot in given["ballots"][:2]:
        ballot["marks"] = {"甲": 1, "乙": 2}
    return given


def ticked() -> Json:
    given = sound()
    given["method"]["form"] = "tick"
    return given


def changed(given: Json, path: str, value: object) -> Json:
    """The case with the value at `path` (`ballots.0.marks.甲`) replaced, or taken out."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = given
    for step in steps:
        place = place[step]
    if value is DELETED:
        del place[last]
    elif last == "+":
        place.append(value)
    else:
        place[last] = value
    return given


@pytest.mark.parametrize("make", [sound, ranked, ticked])
def test_the_cases_that_are_spoiled_below_are_sound_themselves(make: Callable[[], Json]) -> None:
    assert answer(make())["selected"] == (["甲", "乙"] if make is ranked else ["甲"])


HALF = {"more_than": "1/2", "base": "all_deputies"}

LINES: list[tuple[str, Callable[[], Json], str, object, str]] = [
    # the whole
    ("a missing method", sound, "method", DELETED, "计票案例缺少字段 method"),
    ("a missing count of returned papers", sound, "returned", DELETED, "计票案例缺少字段 returned"),
    ("an unknown field of the case", sound, "retruned", 30, "计票案例中的字段“retruned”无法识别"),
    # the method
    ("a method that is a word", sound, "method", "approval", "method 应为 JSON 对象，现为“approval”"),
    ("no seats", sound, "method.seats", 0, "method.seats 应为不小于 1 的整数，现为 0"),
    ("seats that are not said", sound, "method.seats", DELETED, "method 缺少字段 seats"),
    ("seats written as a decimal", sound, "method.seats", 2.0, "method.seats 应为不小于 1 的整数，现为 2.0"),
    ("seats written as true", sound, "method.seats", True, "method.seats 应为不小于 1 的整数，现为 true"),
    ("seats written as a text", sound, "method.seats", "2", "method.seats 应为不小于 1 的整数，现为“2”"),
    ("an unknown form", sound, "method.form", "lottery", "method.form 应为 approval、tick、ranking 之一"),
    ("a form that is a list", sound, "method.form", ["tick"], "method.form 应为 approval、tick、ranking 之一"),
    ("no approval allowed", sound, "method.max_approvals", 0, "method.max_approvals 应为不小于 1 的整数"),
    ("an unknown answer to overvotes", sound, "method.overvote", "first", "method.overvote 应为 void_ballot、valid"),
    ("undervotes answered by null", sound, "method.undervote", None, "method.undervote 应为 void_ballot、valid"),
    ("ties broken by lot", sound, "method.tie", "lot", "method.tie 应为 revote 之一，现为“lot”"),
    ("an unknown answer to a shortfall", sound, "method.shortfall", "fill", "method.shortfall 应为 accept、revote"),
    ("an unknown field of the method", sound, "method.threshold", HALF, "method 中的字段“threshold”无法识别"),
    # thresholds
    ("a quorum written as a float", sound, "method.quorum.at_least", 0.66, "method.quorum.at_least 应为写成"),
    ("a quorum written as a decimal", sound, "method.quorum.at_least", "0.66", "method.quorum.at_least 应为写成"),
    ("a quorum written as a percentage", sound, "method.quorum.at_least", "66%", "method.quorum.at_least 应为写成"),
    ("a fraction below nothing", sound, "method.quorum.at_least", "-2/3", "method.quorum.at_least 应为写成"),
    ("a fraction over zero", sound, "method.quorum.at_least", "2/0", "method.quorum.at_least 应为写成"),
    ("a quorum above everybody", sound, "method.quorum.at_least", "3/2", "method.quorum 的分数大于 1"),
    ("a quorum without a base", sound, "method.quorum.base", DELETED, "method.quorum 缺少字段 base"),
    ("a quorum of seats", sound, "method.quorum.base", "seats", "method.quorum.base 应为 all_deputies、present"),
    (
        "a quorum without a limit",
        sound,
        "method.quorum.at_least",
        DELETED,
        "method.quorum 应当在 at_least 与 more_than",
    ),
    ("a quorum with two limits", sound, "method.quorum.more_than", "1/2", "method.quorum 应当在 at_least 与 more_than"),
    ("a quorum of a group", sound, "method.quorum.group", "代表", "method.quorum 中的字段“group”无法识别"),
    ("participation as a list", sound, "method.min_participation", [HALF], "method.min_participation 应为 JSON 对象"),
    ("a margin of deputies", sound, "method.margin.base", "all_deputies", "method.margin.base 应为 seats、candidates"),
    ("an empty list of thresholds", sound, "method.pass", [], "method.pass 是空列表"),
    ("null among the thresholds", sound, "method.pass.0", None, "method.pass 第 1 项应为 JSON 对象，现为空值"),
    ("a blank group", sound, "method.pass.1.group", " ", "method.pass 第 2 项.group 应为不空的文字"),
    ("attendance of a group", sound, "method.pass.1.base", "present", "method.pass 第 2 项.base 不能是 present"),
    ("a group that the roll lacks", sound, "method.pass.1.group", "专家", "roll.groups 没有通过线所用的组“专家”"),
    # the roll and the papers
    ("a roll of nobody", sound, "roll.expected", 0, "roll.expected 应为不小于 1 的整数"),
    ("present above expected", sound, "roll.present", 31, "roll.present 为 31 人，多于 roll.expected 的 30 人"),
    ("fewer than nobody present", sound, "roll.present", -1, "roll.present 应为不小于 0 的整数，现为 -1"),
    ("a roll without attendance", sound, "roll.present", DELETED, "roll 缺少字段 present"),
    ("an unknown field of the roll", sound, "roll.absent", 3, "roll 中的字段“absent”无法识别"),
    ("a group of nobody", sound, "roll.groups.代表", 0, "roll.groups.代表 应为不小于 1 的整数"),
    ("groups as a list", sound, "roll.groups", ["代表"], "roll.groups 应为 JSON 对象"),
    ("a threshold's groups not on the roll", sound, "roll.groups", DELETED, "roll.groups 没有通过线所用的组"),
    ("papers issued below nothing", sound, "issued", -1, "issued 应为不小于 0 的整数"),
    ("papers issued as a text", sound, "issued", "30", "issued 应为不小于 0 的整数"),
    ("papers returned as null", sound, "returned", None, "returned 应为不小于 0 的整数，现为空值"),
    ("one paper missing from the ballots", sound, "returned", 31, "ballots 合计 30 张，与 returned 的 31 张不符"),
    ("one paper too many in the ballots", sound, "ballots.2.count", 2, "ballots 合计 31 张，与 returned 的 30 张不符"),
    # the candidates
    ("no candidate", sound, "candidates", [], "candidates 不能为空列表"),
    ("candidates in one text", sound, "candidates", "甲乙丙", "candidates 应为列表"),
    ("a candidate twice", sound, "candidates.+", "甲", "candidates 中“甲”出现了两次"),
    ("a candidate without a name", sound, "candidates.2", "", "candidates 第 3 项应为不空的文字"),
    ("a candidate that is a number", sound, "candidates.2", 3, "candidates 第 3 项应为不空的文字，现为 3"),
    # the ballots
    ("ballots by project", sound, "ballots", {"甲": 29}, "ballots 应为列表"),
    ("a ballot that is a mark", sound, "ballots.0", "approve", "ballots 第 1 项应为 JSON 对象"),
    ("an unknown field of a ballot", sound, "ballots.0.deputy", "张三", "ballots 第 1 项中的字段“deputy”无法识别"),
    ("a ballot without marks", sound, "ballots.0.marks", DELETED, "ballots 第 1 项缺少字段 marks"),
    ("an unknown project", sound, "ballots.1.marks.丁", "approve", "ballots 第 2 项.marks 中的“丁”不在候选项目之列"),
    (
        "an unknown mark",
        sound,
        "ballots.1.marks.甲",
        "yes",
        "ballots 第 2 项.marks.甲 应为 approve、oppose、abstain、unclear",
    ),
    ("a number on an approval paper", sound, "ballots.1.marks.甲", 1, "ballots 第 2 项.marks.甲 应为 approve、oppose"),
    ("an unknown project on a void paper", sound, "ballots.2.marks", {"丁": "oppose"}, "ballots 第 3 项.marks 中的"),
    ("a priority of an unknown project", sound, "ballots.0.priority.丁", "ordinary", "ballots 第 1 项.priority 中的"),
    (
        "an unknown priority",
        sound,
        "ballots.0.priority.甲",
        "urgent",
        "ballots 第 1 项.priority.甲 应为 very_necessary",
    ),
    ("a negative count", sound, "ballots.0.count", -9, "ballots 第 1 项.count 应为不小于 0 的整数，现为 -9"),
    ("a count written as true", sound, "ballots.2.count", True, "ballots 第 3 项.count 应为不小于 0 的整数"),
    ("void written as 1", sound, "ballots.2.void", 1, "ballots 第 3 项.void 应为 true 或 false，现为 1"),
    ("a ballot of no group", sound, "ballots.0.group", DELETED, "ballots 第 1 项缺少字段 group"),
    ("a ballot of an unknown group", sound, "ballots.0.group", "专家", "ballots 第 1 项.group “专家”不在 roll.groups"),
    (
        "a void paper of no group where returned papers of a group are the base",
        sound,
        "method.pass.1.base",
        "returned_ballots",
        "ballots 第 3 项缺少字段 group",
    ),
    # tick and ranking
    ("opposition on a tick paper", ticked, "ballots.0.marks.乙", "oppose", "ballots 第 1 项.marks.乙 应为 approve"),
    ("abstention on a tick paper", ticked, "ballots.0.marks.乙", "abstain", "ballots 第 1 项.marks.乙 应为 approve"),
    (
        "ranking without an end",
        ranked,
        "method.max_approvals",
        None,
        "method.max_approvals 在 ranking 方式下不能是 null",
    ),
    ("ranking more than there are", ranked, "method.max_approvals", 4, "method.max_approvals 为 4，多于候选项目 3 个"),
    (
        "ranking for more seats than candidates",
        ranked,
        "method.seats",
        4,
        "method.max_approvals 为 4，多于候选项目 3 个",
    ),
    ("ranking with a threshold", ranked, "method.pass", HALF, "method.pass 在 ranking 方式下必须是 null"),
    ("a rank written as a text", ranked, "ballots.0.marks.甲", "1", "ballots 第 1 项.marks.甲 应为"),
    ("a rank between two", ranked, "ballots.0.marks.甲", 1.5, "ballots 第 1 项.marks.甲 应为"),
    ("a rank written as true", ranked, "ballots.0.marks.甲", True, "ballots 第 1 项.marks.甲 应为"),
]


@pytest.mark.parametrize(
    ("make", "path", "value", "place"), [line[1:] for line in LINES], ids=[line[0] for line in LINES]
)
def test_it_is_malformed_and_the_sentence_says_where_and_what_to_do(
    make: Callable[[], Json], path: str, value: object, place: str
) -> None:
    with pytest.raises(Malformed) as caught:
        answer(changed(make(), path, value))
    sentence = str(caught.value)
    assert sentence.startswith(place)
    assert "请" in sentence
    assert sentence.endswith("。")
    assert "\n" not in sentence


@pytest.mark.parametrize("given", [None, [], "case", 3, True])
def test_a_case_that_is_no_object_is_malformed(given: object) -> None:
    with pytest.raises(Malformed, match=r"^计票案例应为 JSON 对象"):
        answer(given)


def test_what_is_malformed_is_said_before_any_refusal() -> None:
    """Nobody near the quorum, and the very last field of the case is wrong: the quorum is not asked."""
    given = sound()
    given["roll"]["present"] = 1
    assert answer(given)["refused"]["code"] == "ballot.quorum_not_met"
    given["returned"] = 29
    with pytest.raises(Malformed, match=r"^ballots 合计 30 张"):
        answer(given)


def test_a_long_or_strange_value_is_quoted_short_and_on_one_line() -> None:
    given = changed(sound(), "method.form", "长\n" * 500 + "\ud800")
    with pytest.raises(Malformed) as caught:
        answer(given)
    assert len(str(caught.value)) < 120
    assert "\n" not in str(caught.value)
    with pytest.raises(Malformed) as caught:
        answer(changed(sound(), "method.form", "\ud800"))
    assert str(caught.value).encode()


def test_a_method_is_read_alone_for_the_rulebook_which_names_the_place_itself() -> None:
    assert Method.read(sound()["method"]).groups == ("代表",)
    with pytest.raises(Malformed, match=r"^版本正文\.seats 应为"):
        Method.read({"seats": 0, "form": "tick"}, "版本正文")


def test_a_method_read_holds_exact_fractions_and_the_defaults_of_the_contract() -> None:
    assert Method.read(sound()["method"]) == Method(
        seats=2,
        form=Form.APPROVAL,
        max_approvals=2,
        overvote=Miscount.VOID_BALLOT,
        undervote=Miscount.VALID,
        quorum=Threshold(Fraction(2, 3), exceeded=False, base=Base.ALL_DEPUTIES),
        passing=(
            Threshold(Fraction(1, 2), exceeded=True, base=Base.ALL_DEPUTIES),
            Threshold(Fraction(1, 2), exceeded=True, base=Base.VALID_BALLOTS, group="代表"),
        ),
        min_participation=None,
        margin=Threshold(Fraction(1, 5), exceeded=False, base=Base.SEATS),
        tie=Tie.REVOTE,
        shortfall=Shortfall.ACCEPT,
    )
