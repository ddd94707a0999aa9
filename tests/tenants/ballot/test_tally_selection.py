"""Who is selected, who is not, who is voted on again. Every figure here was worked out by hand."""

from __future__ import annotations

from tenants.ballot.tally import answer
from tests.factories.tally import MAJORITY_OF_ALL, Json, approve, case, decided, marked, rank, table, void

# ── who passes, who fits, who votes again (组织法 25 and 29, 选举法 45) ──────────────────────────

HALF_AND_HALF = [approve("甲", 30), approve("乙", 29)]
FOUR_TIES = [approve("甲乙", 20), approve("乙丙", 5), approve("丁丙", 15)]


@table(
    (
        "组织法 25: exactly half of all deputies does not pass",
        case("甲乙", 1, HALF_AND_HALF, passing=MAJORITY_OF_ALL),
        decided(59, {"甲": (30, 0, 29), "乙": (29, 0, 30)}, selected="", not_selected="甲乙"),
    ),
    (
        "组织法 25: one more than half of all deputies passes",
        case("甲乙", 1, [*HALF_AND_HALF, approve("甲", 1)], passing=MAJORITY_OF_ALL),
        decided(60, {"甲": (31, 0, 29), "乙": (29, 0, 31)}, selected="甲", not_selected="乙"),
    ),
    (
        "组织法 25: of an odd number of deputies the larger half passes",
        case("甲乙", 1, [approve("甲", 31), approve("乙", 30)], expected=61, passing=MAJORITY_OF_ALL),
        decided(61, {"甲": (31, 0, 30), "乙": (30, 0, 31)}, selected="甲", not_selected="乙"),
    ),
    (
        "组织法 25: three quarters of those present may still be no majority of all deputies",
        case("甲", 1, [approve("甲", 30), approve("", 10)], present=40, passing=MAJORITY_OF_ALL),
        decided(40, {"甲": (30, 0, 10)}, selected="", not_selected="甲"),
    ),
    (
        "where the method measures by those present the same thirty of forty pass",
        case("甲", 1, [approve("甲", 30), approve("", 10)], present=40, passing=MAJORITY_OF_ALL | {"base": "present"}),
        decided(40, {"甲": (30, 0, 10)}, selected="甲", not_selected=""),
    ),
    (
        "measured by valid papers, six of ten pass, void ones apart",
        case(
            "甲",
            1,
            [approve("甲", 6), approve("", 4), void(2)],
            passing=MAJORITY_OF_ALL | {"base": "valid_ballots"},
        ),
        decided(10, {"甲": (6, 0, 4)}, selected="甲", not_selected="", void=2),
    ),
    (
        "measured by returned papers, six of twelve do not pass",
        case(
            "甲",
            1,
            [approve("甲", 6), approve("", 4), void(2)],
            passing=MAJORITY_OF_ALL | {"base": "returned_ballots"},
        ),
        decided(10, {"甲": (6, 0, 4)}, selected="", not_selected="甲", void=2),
    ),
    (
        "选举法 45: in a repeated vote a third of the papers is enough, exactly a third too",
        case(
            "甲乙丙",
            2,
            [approve("甲", 17), approve("乙", 10), approve("丙", 3)],
            passing={"at_least": "1/3", "base": "valid_ballots"},
        ),
        decided(30, {"甲": (17, 0, 13), "乙": (10, 0, 20), "丙": (3, 0, 27)}, selected="甲乙", not_selected="丙"),
    ),
    (
        "of several thresholds all must hold",
        case(
            "甲乙",
            2,
            [approve("甲乙", 31), approve("甲", 9), approve("", 5)],
            passing=[MAJORITY_OF_ALL, {"more_than": "3/4", "base": "valid_ballots"}],
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
            passing=MAJORITY_OF_ALL,
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
        case("甲乙", 2, [approve("甲", 5)], passing={"at_least": "0/1", "base": "all_deputies"}),
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
        case("甲乙丙", 1, [approve("甲", 31), approve("乙丙", 29)], max_approvals=2, passing=MAJORITY_OF_ALL),
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
            passing=MAJORITY_OF_ALL,
        ),
        decided(38, {"甲乙": (35, 0, 3), "丙": (3, 0, 35)}, selected="", not_selected="丙", revote=("甲乙", 1, "tie")),
    ),
    (
        "力洋镇： equal scores across the cut vote again",
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
        "力洋镇： a project without points is not selected though a seat is free",
        case("甲乙丙", 3, [rank("甲乙", 2)], max_approvals=2, form="ranking"),
        decided(2, {"甲": (2, 0, 0, 4), "乙": (2, 0, 0, 2), "丙": (0, 0, 2, 0)}, selected="甲乙", not_selected="丙"),
    ),
    (
        "组织法 29: fewer pass than there are seats and the method accepts it",
        case("丙甲乙", 3, [approve("甲乙", 31), approve("丙", 5)], passing=MAJORITY_OF_ALL),
        decided(36, {"丙": (5, 0, 31), "甲乙": (31, 0, 5)}, selected="甲乙", not_selected="丙"),
    ),
    (
        "组织法 29: fewer pass than there are seats and all the others vote again for the seats left",
        case(
            "甲乙丙丁",
            2,
            [approve("丙甲", 31), approve("丙乙", 5)],
            shortfall="revote",
            passing={"more_than": "7/12", "base": "all_deputies"},
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
        case("甲乙", 1, HALF_AND_HALF, shortfall="revote", passing=MAJORITY_OF_ALL),
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
