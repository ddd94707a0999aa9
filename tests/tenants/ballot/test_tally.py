"""The tally against the contract, the places and the law of the round. Every figure here was worked out by hand."""

from __future__ import annotations

import json

from tenants.ballot.tally import answer
from tests.factories.tally import (
    A_FIFTH_OF_CANDIDATES,
    A_FIFTH_OF_SEATS,
    MAJORITY_OF_ALL,
    TWO_THIRDS,
    Json,
    approve,
    case,
    decided,
    marked,
    rank,
    refused,
    table,
    void,
)

# ── the contract ──────────────────────────────────────────────────────────────────────────────


def contract_example() -> Json:
    return {
        "method": {
            "seats": 2,
            "form": "approval",
            "max_approvals": 2,
            "overvote": "void_ballot",
            "undervote": "valid",
            "quorum": {"at_least": "2/3", "base": "all_deputies"},
            "pass": {"more_than": "1/2", "base": "all_deputies"},
            "min_participation": {"more_than": "1/2", "base": "all_deputies"},
            "margin": {"at_least": "1/5", "base": "seats"},
            "tie": "revote",
            "shortfall": "accept",
        },
        "roll": {"expected": 60, "present": 55},
        "issued": 55,
        "returned": 55,
        "candidates": ["A", "B", "C"],
        "ballots": [
            {"marks": {"A": "approve", "B": "oppose"}, "priority": {"A": "very_necessary"}, "count": 31},
            {"marks": {"A": "approve", "C": "approve"}, "count": 20},
            {"marks": {"B": "approve", "C": "approve"}, "count": 3},
            {"marks": {"A": "approve", "B": "approve", "C": "approve"}, "count": 1},
        ],
    }


def test_the_example_of_the_contract_is_answered_to_the_letter() -> None:
    unranked = {"very_necessary": 0, "necessary": 0, "ordinary": 0}
    answered = answer(contract_example())
    assert answered == {
        "refused": None,
        "valid": 54,
        "void": 1,
        "tally": {
            "A": {"approve": 51, "oppose": 0, "abstain": 3, "priority": unranked | {"very_necessary": 31}},
            "B": {"approve": 3, "oppose": 31, "abstain": 20, "priority": unranked},
            "C": {"approve": 23, "oppose": 0, "abstain": 31, "priority": unranked},
        },
        "selected": ["A"],
        "not_selected": ["B", "C"],
        "revote": None,
    }
    assert json.loads(json.dumps(answered)) == answered


def test_fields_left_out_mean_what_the_contract_says_they_mean() -> None:
    full = contract_example()
    full["method"] |= {"quorum": None, "pass": None, "min_participation": None, "margin": None}
    bare = contract_example()
    bare["method"] = {"seats": 2, "form": "approval"}
    assert answer(bare) == answer(full)
    assert answer(bare)["selected"] == ["A", "C"]


# ── places (domain §3.2) ──────────────────────────────────────────────────────────────────────

FIFTEEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"
TWENTY = FIFTEEN + "巳午未申酉"
THIRTY = TWENTY + "东南西北中春夏秋冬年"
NINGHAI = [approve(FIFTEEN[:12], 110), approve(FIFTEEN[3:], 60), approve("甲乙丙", 20)]


@table(
    (
        "宁海县 2013: of fifteen candidates the twelve with a majority of all deputies are selected",
        case(FIFTEEN, 12, NINGHAI, expected=200, present=190, margin=A_FIFTH_OF_SEATS, passing=MAJORITY_OF_ALL),
        decided(
            190,
            {"甲乙丙": (130, 0, 60), "丁戊己庚辛壬癸子丑": (170, 0, 20), "寅卯辰": (60, 0, 130)},
            selected="丁戊己庚辛壬癸子丑甲乙丙",
            not_selected="寅卯辰",
        ),
    ),
    (
        "四屏镇 2023: two candidates for one seat, 45 issued and returned, the winner has 42",
        case("甲乙", 1, [approve("乙", 42), approve("甲", 3)], expected=45, form="tick", passing=MAJORITY_OF_ALL),
        decided(45, {"甲": (3, 0, 42), "乙": (42, 0, 3)}, selected="乙", not_selected="甲"),
    ),
    (
        "力洋镇 2010: twenty candidates are ranked 1 to 10 and the ten highest scores win",
        case(TWENTY, 10, [rank(TWENTY[:10], 30), rank(TWENTY[10:], 20)], expected=50, form="ranking"),
        decided(
            50,
            {name: (30, 0, 20, 30 * (10 - at)) for at, name in enumerate(TWENTY[:10])}
            | {name: (20, 0, 30, 20 * (10 - at)) for at, name in enumerate(TWENTY[10:])},
            # 甲300 乙270 丙240 丁210 子200 戊180 丑180 寅160 己150 卯140 | 庚120 辰120 …
            selected="甲乙丙丁子戊丑寅己卯",
            not_selected="庚辛壬癸辰巳午未申酉",
        ),
    ),
    (
        "赣榆区 2020: with 327 deputies 164 approvals pass and 163 do not",
        case(
            THIRTY,
            24,
            [approve(THIRTY[:23], 163), approve(THIRTY[:24], 1), approve(THIRTY[23:], 163)],
            expected=327,
            margin=A_FIFTH_OF_CANDIDATES,
            passing=MAJORITY_OF_ALL,
        ),
        decided(
            327,
            {THIRTY[:23]: (164, 0, 163), THIRTY[23]: (164, 0, 163), THIRTY[24:]: (163, 0, 164)},
            selected=THIRTY[:24],
            not_selected=THIRTY[24:],
        ),
    ),
    (
        "三水瑶族乡 2020: 37 deputies tick five of seven",
        case(
            "甲乙丙丁戊己庚",
            5,
            [approve("甲乙丙丁戊", 20), approve("丙丁戊己庚", 17)],
            expected=37,
            form="tick",
            margin=A_FIFTH_OF_SEATS,
            passing=MAJORITY_OF_ALL,
        ),
        decided(
            37,
            {"甲乙": (20, 0, 17), "丙丁戊": (37, 0, 0), "己庚": (17, 0, 20)},
            selected="丙丁戊甲乙",
            not_selected="己庚",
        ),
    ),
    (
        "爱山街道 2018: six for five is a margin of exactly a fifth of the seats",
        case("甲乙丙丁戊己", 5, [approve("乙丙丁戊己", 30), approve("甲", 3)], expected=33, margin=A_FIFTH_OF_SEATS),
        decided(33, {"甲": (3, 0, 30), "乙丙丁戊己": (30, 0, 3)}, selected="乙丙丁戊己", not_selected="甲"),
    ),
    (
        "爱山街道 2018: the same six for five is below a fifth of the candidates",
        case(
            "甲乙丙丁戊己", 5, [approve("乙丙丁戊己", 30), approve("甲", 3)], expected=33, margin=A_FIFTH_OF_CANDIDATES
        ),
        refused(
            "margin_not_met",
            "候选项目与应选名额之差为 1 个，差额要求不少于候选项目数 6 的 1/5，请补充候选项目或减少应选名额。",
            valid=33,
        ),
    ),
    (
        "孚玉镇 2024: seven of ten, three go to the reserve",
        case(
            "甲乙丙丁戊己庚辛壬癸", 7, [approve("丁戊己庚辛壬癸", 40), approve("甲乙丙", 15)], margin=A_FIFTH_OF_SEATS
        ),
        decided(
            55, {"甲乙丙": (15, 0, 40), "丁戊己庚辛壬癸": (40, 0, 15)}, selected="丁戊己庚辛壬癸", not_selected="甲乙丙"
        ),
    ),
    (
        "东阳市 2017: item by item, 281 for and 1 against, 276 for and 6 against, both pass",
        case(
            "甲乙",
            2,
            [approve("甲乙", 276), marked(5, 甲="approve", 乙="oppose"), marked(1, 甲="oppose", 乙="oppose")],
            expected=290,
            present=282,
            passing=MAJORITY_OF_ALL,
        ),
        decided(282, {"甲": (281, 1, 0), "乙": (276, 6, 0)}, selected="甲乙", not_selected=""),
    ),
    (
        "石鼓区 2025: more than half of the deputies and more than two thirds of all must approve",
        case(
            "甲乙丙丁",
            4,
            [
                approve("甲乙", 11, "代表"),
                approve("丙丁", 9, "代表"),
                approve("甲丙", 26, "居民"),
                approve("丁", 4, "居民"),
            ],
            expected=50,
            groups={"代表": 20, "居民": 30},
            passing=[MAJORITY_OF_ALL | {"group": "代表"}, {"more_than": "2/3", "base": "valid_ballots"}],
        ),
        # 甲 11 of 20 and 37 of 50; 乙 only 11 of 50; 丙 35 of 50 but 9 of 20; 丁 neither.
        decided(
            50,
            {"甲": (37, 0, 13), "乙": (11, 0, 39), "丙": (35, 0, 15), "丁": (13, 0, 37)},
            selected="甲",
            not_selected="乙丙丁",
        ),
    ),
    (
        "石鼓区 2025: exactly half of the deputies is not more than half",
        case(
            "甲乙",
            1,
            [approve("甲", 10, "代表"), approve("乙", 10, "代表"), approve("甲", 30, "居民")],
            expected=50,
            groups={"代表": 20, "居民": 30},
            passing=[MAJORITY_OF_ALL | {"group": "代表"}, {"more_than": "2/3", "base": "all_deputies"}],
        ),
        decided(50, {"甲": (40, 0, 10), "乙": (10, 0, 40)}, selected="", not_selected="甲乙"),
    ),
)
def test_a_place_gets_the_result_its_method_gives(given: Json, expected: Json) -> None:
    assert answer(given) == expected


def test_a_citys_congress_selects_its_ten_of_thirteen() -> None:
    """0-18: 市十件民生实事, each by more than half of all 240 deputies, 229 of whom came."""
    papers = [approve(TWENTY[:7], 100), approve(TWENTY[3:10], 109), approve(TWENTY[10:13], 20)]
    rules = {"quorum": TWO_THIRDS, "margin": A_FIFTH_OF_SEATS, "max_approvals": 10, "passing": MAJORITY_OF_ALL}
    found = answer(case(TWENTY[:13], 10, papers, expected=240, present=229, **rules))
    # 甲乙丙 100, 丁戊己庚 209, 辛壬癸 109: only four are above 120, so six seats stay empty
    assert found["selected"] == list(TWENTY[3:7])
    papers = [approve(TWENTY[:10], 150), approve(TWENTY[3:13], 79)]
    found = answer(case(TWENTY[:13], 10, papers, expected=240, present=229, **rules))
    assert found["selected"] == [*TWENTY[3:10], *TWENTY[:3]]
    assert found["not_selected"] == list(TWENTY[10:13])


# ── quorum, margin, papers, participation (组织法 14 and 51, 选举法 44, 广东 60) ────────────────


def nobody_short(present: int) -> str:
    return f"实到 {present} 人，法定人数要求不少于应到人数 60 的 2/3，尚未达到，请待人数达到后再行表决。"


TEN_FOR_TWELVE = [approve(FIFTEEN[:10], 60)]


@table(
    (
        "组织法 14: exactly two thirds of sixty, forty present, may vote",
        case("甲乙", 1, [approve("甲", 40)], present=40, quorum=TWO_THIRDS),
        decided(40, {"甲": (40, 0, 0), "乙": (0, 0, 40)}, selected="甲", not_selected="乙"),
    ),
    (
        "组织法 14: thirty-nine of sixty may not vote",
        case("甲乙", 1, [approve("甲", 38), void(1)], present=39, quorum=TWO_THIRDS),
        refused("quorum_not_met", nobody_short(39), valid=38, void=1),
    ),
    (
        "组织法 14: of fifty, thirty-four are two thirds",
        case("甲", 1, [approve("甲", 34)], expected=50, present=34, quorum=TWO_THIRDS),
        decided(34, {"甲": (34, 0, 0)}, selected="甲", not_selected=""),
    ),
    (
        "组织法 14: of fifty, thirty-three are not two thirds, nothing is rounded",
        case("甲", 1, [approve("甲", 33)], expected=50, present=33, quorum=TWO_THIRDS),
        refused(
            "quorum_not_met",
            "实到 33 人，法定人数要求不少于应到人数 50 的 2/3，尚未达到，请待人数达到后再行表决。",
            valid=33,
        ),
    ),
    (
        "组织法 51: half of a standing committee is no quorum where more than half is asked",
        case("甲", 1, [approve("甲", 15)], expected=30, present=15, quorum=MAJORITY_OF_ALL),
        refused(
            "quorum_not_met",
            "实到 15 人，法定人数要求超过应到人数 30 的 1/2，尚未达到，请待人数达到后再行表决。",
            valid=15,
        ),
    ),
    (
        "组织法 51: one more than half of a standing committee is a quorum",
        case("甲", 1, [approve("甲", 16)], expected=30, present=16, quorum=MAJORITY_OF_ALL),
        decided(16, {"甲": (16, 0, 0)}, selected="甲", not_selected=""),
    ),
    (
        "a method may ask that everybody be present",
        case("甲", 1, [approve("甲", 60)], quorum={"at_least": "1/1", "base": "all_deputies"}),
        decided(60, {"甲": (60, 0, 0)}, selected="甲", not_selected=""),
    ),
    (
        "广东 60: thirty of sixty papers are not more than half",
        case("甲", 1, [approve("甲", 30)], min_participation=MAJORITY_OF_ALL),
        refused(
            "participation_not_met",
            "收回 30 张，参加表决人数要求超过应到人数 60 的 1/2，尚未达到，请重新组织投票。",
            valid=30,
        ),
    ),
    (
        "广东 60: thirty-one of sixty papers are, and a void paper took part",
        case("甲", 1, [approve("甲", 30), void(1)], min_participation=MAJORITY_OF_ALL),
        decided(30, {"甲": (30, 0, 0)}, selected="甲", not_selected="", void=1),
    ),
    (
        "participation may be measured by those present",
        case("甲", 1, [approve("甲", 20)], present=40, min_participation={"at_least": "1/2", "base": "present"}),
        decided(20, {"甲": (20, 0, 0)}, selected="甲", not_selected=""),
    ),
    (
        "选举法 44: more papers returned than issued voids the round",
        case("甲乙", 1, [approve("甲", 45), void(1)], issued=45),
        refused(
            "returned_exceeds_issued", "收回 46 张，多于发出的 45 张，本轮投票无效，请重新投票。", valid=45, void=1
        ),
    ),
    (
        "选举法 44: fewer papers returned than issued is valid",
        case("甲", 1, [approve("甲", 44)], issued=45),
        decided(44, {"甲": (44, 0, 0)}, selected="甲", not_selected=""),
    ),
    (
        "more papers issued than people present is refused",
        case("甲", 1, [approve("甲", 40)], present=45, issued=46),
        refused("issued_exceeds_present", "发出 46 张，多于实到的 45 人，请核对发票与签到后重新投票。", valid=40),
    ),
    (
        "more papers from a group than it has people voids the round",
        case("甲", 1, [approve("甲", 21, "代表")], groups={"代表": 20, "居民": 40}),
        refused("returned_exceeds_issued", "代表组收回 21 张，多于该组 20 人，本轮投票无效，请重新投票。", valid=21),
    ),
    (
        "a margin of a fifth over twelve seats needs three more candidates, not two",
        case(FIFTEEN[:14], 12, [approve(FIFTEEN[:12], 60)], margin=A_FIFTH_OF_SEATS),
        refused(
            "margin_not_met",
            "候选项目与应选名额之差为 2 个，差额要求不少于应选名额 12 的 1/5，请补充候选项目或减少应选名额。",
            valid=60,
        ),
    ),
    (
        "宁海县： fifteen for twelve is exactly a fifth of the candidates",
        case(FIFTEEN, 12, [approve(FIFTEEN[:12], 60)], margin=A_FIFTH_OF_CANDIDATES),
        decided(
            60, {FIFTEEN[:12]: (60, 0, 0), FIFTEEN[12:]: (0, 0, 60)}, selected=FIFTEEN[:12], not_selected=FIFTEEN[12:]
        ),
    ),
    (
        "宁海县： fifteen for twelve is not more than a fifth of the candidates",
        case(FIFTEEN, 12, [approve(FIFTEEN[:12], 60)], margin={"more_than": "1/5", "base": "candidates"}),
        refused(
            "margin_not_met",
            "候选项目与应选名额之差为 3 个，差额要求超过候选项目数 15 的 1/5，请补充候选项目或减少应选名额。",
            valid=60,
        ),
    ),
    (
        "力洋镇： twenty for ten is a margin of the whole of the seats",
        case(TWENTY, 10, [approve(TWENTY[:10], 60)], margin={"at_least": "1/1", "base": "seats"}),
        decided(60, {TWENTY[:10]: (60, 0, 0), TWENTY[10:]: (0, 0, 60)}, selected=TWENTY[:10], not_selected=TWENTY[10:]),
    ),
    (
        "fewer candidates than seats is no margin at all",
        case(FIFTEEN[:10], 12, TEN_FOR_TWELVE, margin={"at_least": "0/1", "base": "seats"}),
        refused(
            "margin_not_met",
            "候选项目与应选名额之差为 -2 个，差额要求不少于应选名额 12 的 0，请补充候选项目或减少应选名额。",
            valid=60,
        ),
    ),
    (
        "等额： as many candidates as seats stands where the method asks for no margin",
        case("甲乙", 2, [approve("甲乙", 60)]),
        decided(60, {"甲乙": (60, 0, 0)}, selected="甲乙", not_selected=""),
    ),
)
def test_a_round_stands_or_is_refused_as_a_whole(given: Json, expected: Json) -> None:
    assert answer(given) == expected


def test_of_several_reasons_the_first_in_the_order_of_the_contract_is_given() -> None:
    """All five are broken; mending them one by one brings up the next."""
    given = case(
        "甲乙",
        2,
        [approve("甲", 41)],
        present=39,
        issued=40,
        quorum=TWO_THIRDS,
        margin=A_FIFTH_OF_SEATS,
        min_participation={"more_than": "5/6", "base": "all_deputies"},
    )
    codes = [answer(given)["refused"]["code"]]
    for mend in (
        lambda: given["roll"].update(present=40),
        lambda: given["candidates"].append("丙"),
        lambda: given.update(issued=41),
        lambda: given["roll"].update(present=41),
        lambda: given["method"].update(min_participation=None),
    ):
        mend()
        refusal = answer(given)["refused"]
        codes.append(refusal and refusal["code"])
    assert codes == [
        "ballot.quorum_not_met",
        "ballot.margin_not_met",
        "ballot.returned_exceeds_issued",
        "ballot.issued_exceeds_present",
        "ballot.participation_not_met",
        None,
    ]
