"""Which papers count, and as what. Every figure here was worked out by hand."""

from __future__ import annotations

from tenants.ballot.tally import answer
from tests.factories.tally import A_FIFTH_OF_SEATS, Json, approve, case, decided, marked, rank, table, void

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
        "力洋镇： a number left out, used twice, out of range, or a tick instead makes a ranking paper void",
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
        "力洋镇： an unreadable item leaves a ranking paper valid only if no number is missing",
        case("甲乙丙", 2, [marked(3, 甲=1, 乙=2, 丙="unclear"), marked(2, 甲=1, 乙="unclear")], form="ranking"),
        decided(
            3, {"甲": (3, 0, 0, 6), "乙": (3, 0, 0, 3), "丙": (0, 0, 3, 0)}, selected="甲乙", not_selected="丙", void=2
        ),
    ),
    (
        "力洋镇： every candidate may be asked to be ranked",
        case("甲乙丙", 1, [rank("乙甲丙", 2), rank("甲丙乙", 1)], max_approvals=3, form="ranking"),
        decided(3, {"甲": (3, 0, 0, 7), "乙": (3, 0, 0, 7), "丙": (3, 0, 0, 4)}, "", "丙", revote=("甲乙", 1, "tie")),
    ),
    (
        "力洋镇： the score decides, not the number of papers that rank a project",
        case("甲乙丙", 1, [rank("甲乙", 5), rank("丙乙", 3)], max_approvals=2, form="ranking"),
        decided(8, {"甲": (5, 0, 3, 10), "乙": (8, 0, 0, 8), "丙": (3, 0, 5, 6)}, selected="甲", not_selected="乙丙"),
    ),
    (
        "石鼓区： a share of a group's valid papers is taken of that group's valid papers alone",
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
            passing={"more_than": "1/2", "base": "valid_ballots", "group": "代表"},
        ),
        decided(25, {"甲": (3, 0, 22), "乙": (22, 0, 3)}, selected="甲", not_selected="乙", void=5),
    ),
    (
        "石鼓区： of the papers a group returned, its void ones are part",
        case(
            "甲",
            1,
            [approve("甲", 3, "代表"), approve("", 2, "代表"), void(1) | {"group": "代表"}, approve("甲", 9, "居民")],
            groups=GROUPS,
            passing={"more_than": "1/2", "base": "returned_ballots", "group": "代表"},
        ),
        decided(14, {"甲": (12, 0, 2)}, selected="", not_selected="甲", void=1),
    ),
    (
        "石鼓区： four of the seven papers a group returned are more than half, whatever the others returned",
        case(
            "甲",
            1,
            [approve("甲", 4, "代表"), approve("", 3, "代表"), approve("", 9, "居民")],
            groups=GROUPS,
            passing={"more_than": "1/2", "base": "returned_ballots", "group": "代表"},
        ),
        decided(16, {"甲": (4, 0, 12)}, selected="甲", not_selected=""),
    ),
    (
        "石鼓区： a group that returned nothing has consented to nothing",
        case(
            "甲",
            1,
            [approve("甲", 9, "居民"), void(1)],
            groups=GROUPS,
            passing={"at_least": "1/2", "base": "valid_ballots", "group": "代表"},
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
