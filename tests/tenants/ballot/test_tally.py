"""The tally against the law, the places and the contract. Every expected figure here was worked out by hand.

A line of a table is: the sentence a clerk would sign, the case, the whole answer (full equality).
Papers are written `approve("甲乙", 31)`: thirty-one papers that approve 甲 and 乙 and leave the rest unmarked.
"""

from __future__ import annotations

from typing import Any

import pytest

from tenants.ballot.tally import answer

Json = dict[str, Any]

TWO_THIRDS = {"at_least": "2/3", "base": "all_deputies"}
MAJORITY_OF_ALL = {"more_than": "1/2", "base": "all_deputies"}
A_FIFTH_OF_SEATS = {"at_least": "1/5", "base": "seats"}
A_FIFTH_OF_CANDIDATES = {"at_least": "1/5", "base": "candidates"}


# ── how cases and answers are written here ────────────────────────────────────────────────────


def case(
    candidates: str,
    seats: int,
    ballots: list[Json],
    *,
    expected: int = 60,
    present: int | None = None,
    issued: int | None = None,
    groups: dict[str, int] | None = None,
    form: str = "approval",
    **method: Any,
) -> Json:
    """One character a project. Everybody is present and was issued a paper unless said otherwise."""
    present = expected if present is None else present
    roll: Json = {"expected": expected, "present": present}
    return {
        "method": {"seats": seats, "form": form, **method},
        "roll": roll if groups is None else roll | {"groups": groups},
        "issued": present if issued is None else issued,
        "returned": sum(ballot.get("count", 1) for ballot in ballots),
        "candidates": list(candidates),
        "ballots": ballots,
    }


def marked(count: int = 1, group: str | None = None, **marks: str | int) -> Json:
    """Papers with these marks, project by project."""
    ballot: Json = {"marks": marks, "count": count}
    return ballot if group is None else ballot | {"group": group}


def approve(projects: str, count: int = 1, group: str | None = None) -> Json:
    return marked(count, group, **dict.fromkeys(projects, "approve"))


def rank(projects: str, count: int = 1) -> Json:
    """Papers that number these projects 1, 2, 3 … in this order."""
    return marked(count, **{project: place for place, project in enumerate(projects, start=1)})


def void(count: int = 1) -> Json:
    return {"void": True, "count": count}


def entry(approve: int, oppose: int, abstain: int, score: int | None = None) -> Json:
    shown = {"approve": approve, "oppose": oppose, "abstain": abstain}
    shown["priority"] = {"very_necessary": 0, "necessary": 0, "ordinary": 0}
    return shown if score is None else shown | {"score": score}


def decided(
    valid: int,
    tally: dict[str, tuple[int, ...]],
    selected: str,
    not_selected: str,
    revote: tuple[str, int, str] | None = None,
    void: int = 0,
) -> Json:
    """`tally`: projects that share a result are written together, `{"甲乙": (approve, oppose, abstain)}`."""
    again = revote and {"among": list(revote[0]), "seats": revote[1], "why": revote[2]}
    return {
        "refused": None,
        "valid": valid,
        "void": void,
        "tally": {project: entry(*figures) for projects, figures in tally.items() for project in projects},
        "selected": list(selected),
        "not_selected": list(not_selected),
        "revote": again,
    }


def refused(code: str, message: str, valid: int, void: int = 0) -> Json:
    return {
        "refused": {"code": f"ballot.{code}", "message": message},
        "valid": valid,
        "void": void,
        "tally": None,
        "selected": [],
        "not_selected": [],
        "revote": None,
    }


def table(*lines: tuple[str, Json, Json]) -> pytest.MarkDecorator:
    names = [name for name, _, _ in lines]
    assert len(set(names)) == len(names)
    return pytest.mark.parametrize(("given", "expected"), [line[1:] for line in lines], ids=names)


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
    assert answer(contract_example()) == {
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
        case(FIFTEEN, 12, NINGHAI, expected=200, present=190, margin=A_FIFTH_OF_SEATS, **{"pass": MAJORITY_OF_ALL}),
        decided(
            190,
            {"甲乙丙": (130, 0, 60), "丁戊己庚辛壬癸子丑": (170, 0, 20), "寅卯辰": (60, 0, 130)},
            selected="丁戊己庚辛壬癸子丑甲乙丙",
            not_selected="寅卯辰",
        ),
    ),
    (
        "四屏镇 2023: two candidates for one seat, 45 issued and returned, the winner has 42",
        case("甲乙", 1, [approve("乙", 42), approve("甲", 3)], expected=45, form="tick", **{"pass": MAJORITY_OF_ALL}),
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
            **{"pass": MAJORITY_OF_ALL},
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
            **{"pass": MAJORITY_OF_ALL},
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
            "候选项目与应选名额之差为 1 个,差额要求不少于候选项目数 6 的 1/5,请补充候选项目或减少应选名额。",
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
            **{"pass": MAJORITY_OF_ALL},
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
            **{"pass": [MAJORITY_OF_ALL | {"group": "代表"}, {"more_than": "2/3", "base": "valid_ballots"}]},
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
            **{"pass": [MAJORITY_OF_ALL | {"group": "代表"}, {"more_than": "2/3", "base": "all_deputies"}]},
        ),
        decided(50, {"甲": (40, 0, 10), "乙": (10, 0, 40)}, selected="", not_selected="甲乙"),
    ),
)
def test_a_place_gets_the_result_its_method_gives(given: Json, expected: Json) -> None:
    assert answer(given) == expected


# ── quorum, margin, papers, participation (组织法 14 and 51, 选举法 44, 广东 60) ────────────────


def nobody_short(present: int) -> str:
    return f"实到 {present} 人,法定人数要求不少于应到人数 60 的 2/3,尚未达到,请待人数达到后再行表决。"


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
            "实到 33 人,法定人数要求不少于应到人数 50 的 2/3,尚未达到,请待人数达到后再行表决。",
            valid=33,
        ),
    ),
    (
        "组织法 51: half of a standing committee is no quorum where more than half is asked",
        case("甲", 1, [approve("甲", 15)], expected=30, present=15, quorum=MAJORITY_OF_ALL),
        refused(
            "quorum_not_met",
            "实到 15 人,法定人数要求超过应到人数 30 的 1/2,尚未达到,请待人数达到后再行表决。",
            valid=15,
        ),
    ),
    (
        "组织法 51: one more than half of a standing committee is a quorum",
        case("甲", 1, [approve("甲", 16)], expected=30, present=16, quorum=MAJORITY_OF_ALL),
        decided(16, {"甲": (16, 0, 0)}, selected="甲", not_selected=""),
    ),
    (
        "广东 60: thirty of sixty papers are not more than half",
        case("甲", 1, [approve("甲", 30)], min_participation=MAJORITY_OF_ALL),
        refused(
            "participation_not_met",
            "收回 30 张,参加表决人数要求超过应到人数 60 的 1/2,尚未达到,请重新组织投票。",
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
        refused("returned_exceeds_issued", "收回 46 张,多于发出的 45 张,本轮投票无效,请重新投票。", valid=45, void=1),
    ),
    (
        "选举法 44: fewer papers returned than issued is valid",
        case("甲", 1, [approve("甲", 44)], issued=45),
        decided(44, {"甲": (44, 0, 0)}, selected="甲", not_selected=""),
    ),
    (
        "more papers issued than people present is refused",
        case("甲", 1, [approve("甲", 40)], present=45, issued=46),
        refused("issued_exceeds_present", "发出 46 张,多于实到的 45 人,请核对发票与签到后重新投票。", valid=40),
    ),
    (
        "more papers from a group than it has people voids the round",
        case("甲", 1, [approve("甲", 21, "代表")], groups={"代表": 20, "居民": 40}),
        refused("returned_exceeds_issued", "代表组收回 21 张,多于该组 20 人,本轮投票无效,请重新投票。", valid=21),
    ),
    (
        "a margin of a fifth over twelve seats needs three more candidates, not two",
        case(FIFTEEN[:14], 12, [approve(FIFTEEN[:12], 60)], margin=A_FIFTH_OF_SEATS),
        refused(
            "margin_not_met",
            "候选项目与应选名额之差为 2 个,差额要求不少于应选名额 12 的 1/5,请补充候选项目或减少应选名额。",
            valid=60,
        ),
    ),
    (
        "宁海县: fifteen for twelve is exactly a fifth of the candidates",
        case(FIFTEEN, 12, [approve(FIFTEEN[:12], 60)], margin=A_FIFTH_OF_CANDIDATES),
        decided(
            60, {FIFTEEN[:12]: (60, 0, 0), FIFTEEN[12:]: (0, 0, 60)}, selected=FIFTEEN[:12], not_selected=FIFTEEN[12:]
        ),
    ),
    (
        "宁海县: fifteen for twelve is not more than a fifth of the candidates",
        case(FIFTEEN, 12, [approve(FIFTEEN[:12], 60)], margin={"more_than": "1/5", "base": "candidates"}),
        refused(
            "margin_not_met",
            "候选项目与应选名额之差为 3 个,差额要求超过候选项目数 15 的 1/5,请补充候选项目或减少应选名额。",
            valid=60,
        ),
    ),
    (
        "力洋镇: twenty for ten is a margin of the whole of the seats",
        case(TWENTY, 10, [approve(TWENTY[:10], 60)], margin={"at_least": "1/1", "base": "seats"}),
        decided(60, {TWENTY[:10]: (60, 0, 0), TWENTY[10:]: (0, 0, 60)}, selected=TWENTY[:10], not_selected=TWENTY[10:]),
    ),
    (
        "fewer candidates than seats is no margin at all",
        case(FIFTEEN[:10], 12, TEN_FOR_TWELVE, margin={"at_least": "0/1", "base": "seats"}),
        refused(
            "margin_not_met",
            "候选项目与应选名额之差为 -2 个,差额要求不少于应选名额 12 的 0,请补充候选项目或减少应选名额。",
            valid=60,
        ),
    ),
    (
        "等额: as many candidates as seats stands where the method asks for no margin",
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


# ── which papers count, and how (选举法 44, 代表法 23, HK 2012, 力洋镇) ─────────────────────────

GROUPS = {"代表": 20, "居民": 40}


@table(
    (
        "选举法 44: a paper with more approvals than allowed is void as a whole",
        case(
            "甲乙丙", 2, [approve("甲乙", 30), approve("甲乙丙", 5), marked(1, 甲="approve", 乙="oppose", 丙="oppose")]
        ),
        decided(31, {"甲": (31, 0, 0), "乙": (30, 1, 0), "丙": (0, 1, 30)}, selected="甲乙", not_selected="丙", void=5),
    ),
    (
        "选举法 44: a paper with fewer approvals than allowed is valid",
        case("甲乙丙", 2, [approve("甲", 3), approve("乙丙", 2)]),
        decided(5, {"甲": (3, 0, 2), "乙丙": (2, 0, 3)}, selected="甲", not_selected="", revote=("乙丙", 1, "tie")),
    ),
    (
        "HK 2012: where the method says so, a paper with fewer approvals is void",
        case("甲乙丙", 2, [approve("甲", 3), approve("乙丙", 2)], undervote="void_ballot"),
        decided(2, {"甲": (0, 0, 2), "乙丙": (2, 0, 0)}, selected="乙丙", not_selected="甲", void=3),
    ),
    (
        "HK 2012: a paper with exactly as many, and one with more, are valid and void",
        case("甲乙丙", 2, [approve("甲乙", 3), approve("甲乙丙", 2)], undervote="void_ballot"),
        decided(3, {"甲乙": (3, 0, 0), "丙": (0, 0, 3)}, selected="甲乙", not_selected="丙", void=2),
    ),
    (
        "HK 2012: an item that cannot be read is no approval, so the paper has too few",
        case("甲乙丙", 2, [approve("甲乙", 3), marked(2, 甲="approve", 丙="unclear")], undervote="void_ballot"),
        decided(3, {"甲乙": (3, 0, 0), "丙": (0, 0, 3)}, selected="甲乙", not_selected="丙", void=2),
    ),
    (
        "where the method lets an overvoted paper stand, every approval counts",
        case("甲乙丙", 1, [approve("甲乙丙", 5), approve("丙", 1)], overvote="valid"),
        decided(6, {"甲乙": (5, 0, 1), "丙": (6, 0, 0)}, selected="丙", not_selected="甲乙"),
    ),
    (
        "without a limit on approvals no paper has too many or too few",
        case(
            "甲乙丙",
            1,
            [approve("甲乙丙", 5), approve("丙", 1), approve("", 1)],
            max_approvals=None,
            undervote="void_ballot",
        ),
        decided(7, {"甲乙": (5, 0, 2), "丙": (6, 0, 1)}, selected="丙", not_selected="甲乙"),
    ),
    (
        "the limit on approvals is its own figure, not the number of seats",
        case("甲乙丙", 2, [approve("甲", 5), approve("乙丙", 3)], max_approvals=1),
        decided(5, {"甲": (5, 0, 0), "乙丙": (0, 0, 5)}, selected="甲", not_selected="乙丙", void=3),
    ),
    (
        "代表法 23: for, against, abstaining and leaving blank, and only the first three are marks",
        case("甲", 1, [approve("甲", 4), marked(3, 甲="oppose"), marked(2, 甲="abstain"), approve("", 1)]),
        decided(10, {"甲": (4, 3, 3)}, selected="甲", not_selected=""),
    ),
    (
        "a single item that cannot be read is an abstention and the rest of the paper counts",
        case("甲乙", 1, [marked(4, 甲="unclear", 乙="approve"), approve("甲", 3)]),
        decided(7, {"甲": (3, 0, 4), "乙": (4, 0, 3)}, selected="乙", not_selected="甲"),
    ),
    (
        "an item that cannot be read does not make too many approvals",
        case("甲乙", 1, [marked(4, 甲="unclear", 乙="approve")]),
        decided(4, {"甲": (0, 0, 4), "乙": (4, 0, 0)}, selected="乙", not_selected="甲"),
    ),
    (
        "on a tick paper an item may be unreadable too",
        case("甲乙", 1, [approve("甲", 2), marked(1, 乙="unclear")], form="tick"),
        decided(3, {"甲": (2, 0, 1), "乙": (0, 0, 3)}, selected="甲", not_selected="乙"),
    ),
    (
        "paper that cannot be read is void, whatever somebody made out on it",
        case("甲乙", 1, [approve("甲", 2), void(3), approve("乙", 9) | {"void": True}]),
        decided(2, {"甲": (2, 0, 0), "乙": (0, 0, 2)}, selected="甲", not_selected="乙", void=12),
    ),
    (
        "a line of the teller's sheet that nobody used counts for nothing",
        case("甲乙", 1, [approve("甲", 2), approve("乙", 0), void(0)]),
        decided(2, {"甲": (2, 0, 0), "乙": (0, 0, 2)}, selected="甲", not_selected="乙"),
    ),
    (
        "an empty ballot box selects nothing",
        case("甲乙", 1, []),
        decided(0, {"甲乙": (0, 0, 0)}, selected="", not_selected="甲乙"),
    ),
    (
        "力洋镇: a number left out, used twice, out of range, or a tick instead makes a ranking paper void",
        case(
            "甲乙丙",
            2,
            [
                rank("丙甲", 4),
                marked(1, 甲=1),
                marked(1, 甲=1, 乙=1),
                marked(1, 甲=1, 乙=2, 丙=3),
                marked(1, 甲=0, 乙=1),
                marked(1, 甲="approve"),
                marked(1, 甲=1, 乙=2, 丙="abstain"),
                approve("", 1),
            ],
            form="ranking",
            overvote="valid",
        ),
        decided(
            4, {"甲": (4, 0, 0, 4), "乙": (0, 0, 4, 0), "丙": (4, 0, 0, 8)}, selected="丙甲", not_selected="乙", void=7
        ),
    ),
    (
        "力洋镇: an unreadable item leaves a ranking paper valid only if no number is missing",
        case("甲乙丙", 2, [marked(3, 甲=1, 乙=2, 丙="unclear"), marked(2, 甲=1, 乙="unclear")], form="ranking"),
        decided(
            3, {"甲": (3, 0, 0, 6), "乙": (3, 0, 0, 3), "丙": (0, 0, 3, 0)}, selected="甲乙", not_selected="丙", void=2
        ),
    ),
    (
        "力洋镇: the score decides, not the number of papers that rank a project",
        case("甲乙丙", 1, [rank("甲乙", 5), rank("丙乙", 3)], max_approvals=2, form="ranking"),
        decided(8, {"甲": (5, 0, 3, 10), "乙": (8, 0, 0, 8), "丙": (3, 0, 5, 6)}, selected="甲", not_selected="乙丙"),
    ),
    (
        "石鼓区: a share of a group's valid papers is taken of that group's valid papers alone",
        case(
            "甲乙",
            2,
            [
                approve("甲", 3, "代表"),
                approve("乙", 2, "代表"),
                void(5) | {"group": "代表"},
                approve("乙", 20, "居民"),
            ],
            groups=GROUPS,
            **{"pass": {"more_than": "1/2", "base": "valid_ballots", "group": "代表"}},
        ),
        decided(25, {"甲": (3, 0, 22), "乙": (22, 0, 3)}, selected="甲", not_selected="乙", void=5),
    ),
    (
        "石鼓区: of the papers a group returned, its void ones are part",
        case(
            "甲",
            1,
            [approve("甲", 3, "代表"), approve("", 2, "代表"), void(1) | {"group": "代表"}, approve("甲", 9, "居民")],
            groups=GROUPS,
            **{"pass": {"more_than": "1/2", "base": "returned_ballots", "group": "代表"}},
        ),
        decided(14, {"甲": (12, 0, 2)}, selected="", not_selected="甲", void=1),
    ),
    (
        "石鼓区: a group that returned nothing has consented to nothing",
        case(
            "甲",
            1,
            [approve("甲", 9, "居民"), void(1)],
            groups=GROUPS,
            **{"pass": {"at_least": "1/2", "base": "valid_ballots", "group": "代表"}},
        ),
        decided(9, {"甲": (9, 0, 0)}, selected="", not_selected="甲", void=1),
    ),
)
def test_a_paper_counts_as_the_method_says(given: Json, expected: Json) -> None:
    assert answer(given) == expected


def test_the_street_of_2024_sees_nine_in_ten_call_a_project_very_necessary() -> None:
    """Seed 001: eight candidates, a fifth of margin, three grades of priority on the ballot."""
    ticks = dict.fromkeys("甲乙丙丁戊己", "approve")
    given = case(
        "甲乙丙丁戊己庚辛",
        6,
        [
            {"marks": ticks, "priority": {"甲": "very_necessary", "乙": "necessary"}, "count": 46},
            {"marks": ticks, "priority": {"甲": "ordinary"}, "count": 4},
        ],
        expected=50,
        form="tick",
        margin=A_FIFTH_OF_SEATS,
    )
    answered = answer(given)
    assert answered["selected"] == list("甲乙丙丁戊己")
    assert answered["tally"]["甲"] == {
        "approve": 50,
        "oppose": 0,
        "abstain": 0,
        "priority": {"very_necessary": 46, "necessary": 0, "ordinary": 4},
    }


def test_priorities_count_on_valid_papers_whatever_the_mark_beside_them() -> None:
    given = case(
        "甲乙",
        1,
        [
            {"marks": {"甲": "approve"}, "priority": {"甲": "very_necessary", "乙": "ordinary"}, "count": 9},
            {"marks": {"甲": "oppose"}, "priority": {"甲": "necessary"}},
            {"marks": {"甲": "approve", "乙": "approve"}, "priority": {"甲": "very_necessary"}, "count": 5},
            {"void": True, "priority": {"乙": "very_necessary"}, "count": 2},
        ],
    )
    tally = answer(given)["tally"]
    assert tally["甲"]["priority"] == {"very_necessary": 9, "necessary": 1, "ordinary": 0}
    assert tally["乙"]["priority"] == {"very_necessary": 0, "necessary": 0, "ordinary": 9}


# ── who passes, who fits, who votes again (组织法 25 and 29, 选举法 45) ──────────────────────────

HALF_AND_HALF = [approve("甲", 30), approve("乙", 29)]
FOUR_TIES = [approve("甲乙", 20), approve("乙丙", 5), approve("丁丙", 15)]


@table(
    (
        "组织法 25: exactly half of all deputies does not pass",
        case("甲乙", 1, HALF_AND_HALF, **{"pass": MAJORITY_OF_ALL}),
        decided(59, {"甲": (30, 0, 29), "乙": (29, 0, 30)}, selected="", not_selected="甲乙"),
    ),
    (
        "组织法 25: one more than half of all deputies passes",
        case("甲乙", 1, [*HALF_AND_HALF, approve("甲", 1)], **{"pass": MAJORITY_OF_ALL}),
        decided(60, {"甲": (31, 0, 29), "乙": (29, 0, 31)}, selected="甲", not_selected="乙"),
    ),
    (
        "组织法 25: of an odd number of deputies the larger half passes",
        case("甲乙", 1, [approve("甲", 31), approve("乙", 30)], expected=61, **{"pass": MAJORITY_OF_ALL}),
        decided(61, {"甲": (31, 0, 30), "乙": (30, 0, 31)}, selected="甲", not_selected="乙"),
    ),
    (
        "组织法 25: three quarters of those present may still be no majority of all deputies",
        case("甲", 1, [approve("甲", 30), approve("", 10)], present=40, **{"pass": MAJORITY_OF_ALL}),
        decided(40, {"甲": (30, 0, 10)}, selected="", not_selected="甲"),
    ),
    (
        "where the method measures by those present the same thirty of forty pass",
        case(
            "甲", 1, [approve("甲", 30), approve("", 10)], present=40, **{"pass": MAJORITY_OF_ALL | {"base": "present"}}
        ),
        decided(40, {"甲": (30, 0, 10)}, selected="甲", not_selected=""),
    ),
    (
        "measured by valid papers, six of ten pass, void ones apart",
        case(
            "甲",
            1,
            [approve("甲", 6), approve("", 4), void(2)],
            **{"pass": MAJORITY_OF_ALL | {"base": "valid_ballots"}},
        ),
        decided(10, {"甲": (6, 0, 4)}, selected="甲", not_selected="", void=2),
    ),
    (
        "measured by returned papers, six of twelve do not pass",
        case(
            "甲",
            1,
            [approve("甲", 6), approve("", 4), void(2)],
            **{"pass": MAJORITY_OF_ALL | {"base": "returned_ballots"}},
        ),
        decided(10, {"甲": (6, 0, 4)}, selected="", not_selected="甲", void=2),
    ),
    (
        "选举法 45: in a repeated vote a third of the papers is enough, exactly a third too",
        case(
            "甲乙丙",
            2,
            [approve("甲", 17), approve("乙", 10), approve("丙", 3)],
            **{"pass": {"at_least": "1/3", "base": "valid_ballots"}},
        ),
        decided(30, {"甲": (17, 0, 13), "乙": (10, 0, 20), "丙": (3, 0, 27)}, selected="甲乙", not_selected="丙"),
    ),
    (
        "of several thresholds all must hold",
        case(
            "甲乙",
            2,
            [approve("甲乙", 31), approve("甲", 9), approve("", 5)],
            **{"pass": [MAJORITY_OF_ALL, {"more_than": "3/4", "base": "valid_ballots"}]},
        ),
        decided(45, {"甲": (40, 0, 5), "乙": (31, 0, 14)}, selected="甲", not_selected="乙"),
    ),
    (
        "plurality selects without a majority, in the order of approvals",
        case("甲乙丙", 2, [approve("甲", 2), approve("丙", 4), approve("乙", 3)]),
        decided(9, {"甲": (2, 0, 7), "乙": (3, 0, 6), "丙": (4, 0, 5)}, selected="丙乙", not_selected="甲"),
    ),
    (
        "more pass than there are seats: the most approved are selected",
        case(
            "甲乙丙",
            2,
            [approve("甲乙丙", 33), approve("丙", 9), approve("乙", 1)],
            max_approvals=3,
            **{"pass": MAJORITY_OF_ALL},
        ),
        decided(43, {"甲": (33, 0, 10), "乙": (34, 0, 9), "丙": (42, 0, 1)}, selected="丙乙", not_selected="甲"),
    ),
    (
        "a project nobody approved is not selected though a seat is free",
        case("甲乙", 2, [approve("甲", 5), marked(1, 乙="oppose")]),
        decided(6, {"甲": (5, 0, 1), "乙": (0, 1, 5)}, selected="甲", not_selected="乙"),
    ),
    (
        "a threshold of nothing does not select a project nobody approved",
        case("甲乙", 2, [approve("甲", 5)], **{"pass": {"at_least": "0/1", "base": "all_deputies"}}),
        decided(5, {"甲": (5, 0, 0), "乙": (0, 0, 5)}, selected="甲", not_selected="乙"),
    ),
    (
        "选举法 45: a tie across the cut selects none of the tied, they vote again for the seats left",
        case("甲乙丙丁", 2, FOUR_TIES),
        # 甲 20, 乙 25, 丙 20, 丁 15
        decided(
            40,
            {"甲": (20, 0, 20), "乙": (25, 0, 15), "丙": (20, 0, 20), "丁": (15, 0, 25)},
            selected="乙",
            not_selected="丁",
            revote=("甲丙", 1, "tie"),
        ),
    ),
    (
        "the same tie above the cut is no tie: both are selected, in candidate order",
        case("甲乙丙丁", 3, FOUR_TIES),
        decided(
            40,
            {"甲": (20, 0, 20), "乙": (25, 0, 15), "丙": (20, 0, 20), "丁": (15, 0, 25)},
            selected="乙甲丙",
            not_selected="丁",
        ),
    ),
    (
        "the same tie below the cut is no tie: both are not selected",
        case("甲乙丙丁", 1, FOUR_TIES, max_approvals=2),
        decided(
            40,
            {"甲": (20, 0, 20), "乙": (25, 0, 15), "丙": (20, 0, 20), "丁": (15, 0, 25)},
            selected="乙",
            not_selected="甲丙丁",
        ),
    ),
    (
        "three tied for two seats vote again among the three for two",
        case("甲乙丙丁", 3, [approve("丁甲乙", 4), approve("丙丁", 4)]),
        decided(8, {"甲乙丙": (4, 0, 4), "丁": (8, 0, 0)}, selected="丁", not_selected="", revote=("甲乙丙", 2, "tie")),
    ),
    (
        "all tied: nobody is selected and all vote again for every seat",
        case("甲乙丙", 2, [approve("甲", 4), approve("乙", 4), approve("丙", 4)]),
        decided(12, {"甲乙丙": (4, 0, 8)}, selected="", not_selected="", revote=("甲乙丙", 2, "tie")),
    ),
    (
        "the tied who did not pass are not asked again",
        case("甲乙丙", 1, [approve("甲", 31), approve("乙丙", 29)], max_approvals=2, **{"pass": MAJORITY_OF_ALL}),
        decided(60, {"甲": (31, 0, 29), "乙丙": (29, 0, 31)}, selected="甲", not_selected="乙丙"),
    ),
    (
        "projects tied at no approval at all are not selected and not asked again",
        case("甲乙丙", 2, [approve("乙", 4)]),
        decided(4, {"甲丙": (0, 0, 4), "乙": (4, 0, 0)}, selected="乙", not_selected="甲丙"),
    ),
    (
        "a tie is settled by a revote though a shortfall would be too, and the losers are not part of it",
        case(
            "甲乙丙",
            1,
            [approve("甲乙", 35), approve("丙", 3)],
            max_approvals=2,
            shortfall="revote",
            **{"pass": MAJORITY_OF_ALL},
        ),
        decided(38, {"甲乙": (35, 0, 3), "丙": (3, 0, 35)}, selected="", not_selected="丙", revote=("甲乙", 1, "tie")),
    ),
    (
        "力洋镇: equal scores across the cut vote again",
        case(
            "甲乙丙",
            1,
            [rank("甲乙", 3), rank("乙甲", 3), rank("丙乙", 1), rank("丙甲", 1)],
            max_approvals=2,
            form="ranking",
        ),
        # 甲 3·2 + 3·1 + 1 = 10, 乙 3·1 + 3·2 + 1 = 10, 丙 2·2 = 4
        decided(
            8, {"甲乙": (7, 0, 1, 10), "丙": (2, 0, 6, 4)}, selected="", not_selected="丙", revote=("甲乙", 1, "tie")
        ),
    ),
    (
        "力洋镇: a project without points is not selected though a seat is free",
        case("甲乙丙", 3, [rank("甲乙", 2)], max_approvals=2, form="ranking"),
        decided(2, {"甲": (2, 0, 0, 4), "乙": (2, 0, 0, 2), "丙": (0, 0, 2, 0)}, selected="甲乙", not_selected="丙"),
    ),
    (
        "组织法 29: fewer pass than there are seats and the method accepts it",
        case("丙甲乙", 3, [approve("甲乙", 31), approve("丙", 5)], **{"pass": MAJORITY_OF_ALL}),
        decided(36, {"丙": (5, 0, 31), "甲乙": (31, 0, 5)}, selected="甲乙", not_selected="丙"),
    ),
    (
        "组织法 29: fewer pass than there are seats and all the others vote again for the seats left",
        case(
            "甲乙丙丁",
            2,
            [approve("丙甲", 31), approve("丙乙", 5)],
            shortfall="revote",
            **{"pass": {"more_than": "7/12", "base": "all_deputies"}},
        ),
        # 35 is the limit: 丙 has 36, 甲 31, 乙 5, 丁 none.
        decided(
            36,
            {"甲": (31, 0, 5), "乙": (5, 0, 31), "丙": (36, 0, 0), "丁": (0, 0, 36)},
            selected="丙",
            not_selected="",
            revote=("甲乙丁", 1, "shortfall"),
        ),
    ),
    (
        "组织法 29: none passes and the whole list votes again",
        case("甲乙", 1, HALF_AND_HALF, shortfall="revote", **{"pass": MAJORITY_OF_ALL}),
        decided(
            59,
            {"甲": (30, 0, 29), "乙": (29, 0, 30)},
            selected="",
            not_selected="",
            revote=("甲乙", 1, "shortfall"),
        ),
    ),
    (
        "a shortfall with no project left is no revote",
        case("甲乙", 3, [approve("甲乙", 40)], shortfall="revote"),
        decided(40, {"甲乙": (40, 0, 0)}, selected="甲乙", not_selected=""),
    ),
    (
        "every seat filled is no shortfall",
        case("甲乙丙", 2, [approve("甲乙", 40)], shortfall="revote"),
        decided(40, {"甲乙": (40, 0, 0), "丙": (0, 0, 40)}, selected="甲乙", not_selected="丙"),
    ),
)
def test_projects_are_selected_not_selected_or_voted_on_again(given: Json, expected: Json) -> None:
    assert answer(given) == expected
