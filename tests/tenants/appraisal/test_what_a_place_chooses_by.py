"""What a project must be is the place's own 评分标准 and 不列入清单: other criteria, other order, same engine (0-15, 0-74, 2-47, 3-45)."""

from __future__ import annotations

import pytest

from commons.rulebook.terms import Kind
from tenants.appraisal import queries
from tenants.appraisal.terms import ProposalState
from tests.factories.appraisal import WAN, approve, card, close, enter, panel, put_forward, reviewer
from tests.factories.cycles import open_year
from tests.factories.people import Role, actor
from tests.factories.rulebook import adopt

# row → the criteria as the place words them, with their weights
PLACES = {
    "0-15 群众有需求、工作有要求、财政有保障": (("need", "群众有需求", 50), ("task", "工作有要求", 20), ("money", "财政有保障", 30)),
    "0-74 群众急难愁盼": (("urgent", "群众急难愁盼", 70), ("ready", "选准选好", 30)),
    "2-47 关键小事，看得见、摸得着": (("small", "群众关心关注的关键小事", 60), ("seen", "看得见、摸得着", 40)),
    "3-45 面广、惠及多、效益大": (("wide", "涉及面广", 30), ("many", "惠及群众多", 40), ("benefit", "社会效益大", 30)),
}  # fmt: skip


@pytest.mark.parametrize("criteria", PLACES.values(), ids=PLACES.keys())
def test_projects_are_ranked_by_the_places_own_criteria(town: str, criteria: tuple[tuple[str, str, int], ...]) -> None:
    written = [{"key": key, "name": name, "weight": weight} for key, name, weight in criteria]
    adopt(Kind.RUBRIC, rubric__criteria=written)
    cycle = open_year(2026)
    rows, who = [enter(cycle.uid, "急用的项目"), enter(cycle.uid, "不急的项目")], reviewer()
    round_ = panel(cycle.uid, rows, [who])
    first = criteria[0][0]
    card(who, rows[0], {key: 90 if key == first else 60 for key, _, _ in criteria})
    card(who, rows[1], {key: 60 if key == first else 61 for key, _, _ in criteria})
    close(round_)
    ranked = list(queries.ranking(actor(Role.CLERK)))
    assert [str(each.proposal) for each in ranked] == ["急用的项目", "不急的项目"]
    assert [(line["name"], line["weight"]) for line in ranked[0].workings] == [
        (name, str(weight)) for _, name, weight in criteria
    ]


def test_a_local_pass_mark_decides_who_goes_on(town: str) -> None:
    adopt(Kind.RUBRIC, rubric__pass_mark="85")
    cycle = open_year(2026)
    row, who = enter(cycle.uid), reviewer()
    round_ = panel(cycle.uid, [row], [who])
    rubric = queries.rubric_of(row)
    card(who, row, {line.key: 80 for line in rubric.criteria})
    close(round_)
    row.refresh_from_db()
    assert row.state == ProposalState.ELIMINATED


def test_a_candidate_says_whom_it_serves_what_it_costs_and_of_which_field_it_is(town: str) -> None:
    """0-16 候选项目; 0-31 低保、特困人员、孤儿、困难残疾人; 0-40, 2-13 its field; 2-14 惠及全镇."""
    cycle = open_year(2026)
    groups = "全镇低保、特困人员、孤儿、困难（重度）残疾人"
    row, who = enter(cycle.uid, "老旧小区改造", field="housing", beneficiaries=groups, cost_fen=80 * WAN), reviewer()
    round_ = panel(cycle.uid, [row], [who])
    card(who, row, {line.key: 80 for line in queries.rubric_of(row).criteria})
    close(round_)
    row.refresh_from_db()
    put_forward(row)
    approve(cycle.uid)
    (found,) = queries.candidates(cycle.uid)
    assert (found.title, found.field, found.beneficiaries, found.cost_fen) == (
        "老旧小区改造",
        "housing",
        groups,
        80 * WAN,
    )
