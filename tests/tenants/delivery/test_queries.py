"""The ledger and its figures: what is shown, to whom, in how many queries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel.actor import Role
from commons.rulebook import queries as rulebook
from commons.rulebook.commands import adopt_edition
from commons.rulebook.terms import Kind
from tenants.delivery import queries
from tenants.delivery.commands import plans, projects
from tenants.delivery.models import Project
from tenants.delivery.money import Totals
from tenants.delivery.terms import MoneyKind, ProjectKind
from tests.conftest import TOWN
from tests.factories import delivery as make
from tests.factories.cycles import open_year
from tests.factories.people import AT, actor

LEDGER_QUERIES = 6  # projects, money, parts, newest reports, milestones, the rule of the lights


def full(title: str) -> Project:
    project = make.opened(title, sub_projects=("东区", "西区"))
    make.step(project)
    make.enter(project, MoneyKind.BUDGET, 100)
    make.report(project, "10", "12")
    return project


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_takes_six_queries_whatever_its_length(town: str, count: int) -> None:
    for place in range(count):
        full(f"项目{place}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        rows = queries.ledger(make.clerk(), 2026, on=make.TODAY)
    assert (len(rows), len(asked)) == (count, LEDGER_QUERIES)


@pytest.mark.parametrize("count", [1, 3])
def test_a_units_ledger_takes_two_more_to_know_its_grants(town: str, count: int) -> None:
    found = [full(f"项目{place}") for place in range(count)]
    unit = make.given(found[0])
    for project in found[1:]:
        projects.assign_unit(
            actor=make.clerk(), project_uid=project.uid, account_uid=unit.account_uid, unit_name="某局", at=AT
        )
    queries.ledger(unit, 2026, on=make.TODAY)  # content types are looked up once a process
    with CaptureQueriesContext(connection) as asked:
        rows = queries.ledger(unit, 2026, on=make.TODAY)
    assert (len(rows), len(asked)) == (count, LEDGER_QUERIES)


def test_a_row_shows_who_by_when_how_far_and_how_much(town: str) -> None:
    """1-83, 1-85 and the fields of real bulletins (domain §6.3)."""
    project = make.opened("加装电梯", planned_fen=200, sub_projects=("东区", "西区"))
    make.step(project, "竣工验收", due_on=dt.date(2026, 11, 30))
    make.step(project, "前期准备", due_on=dt.date(2026, 4, 30))
    make.enter(project, MoneyKind.BUDGET, 100)
    make.enter(project, MoneyKind.ARRIVED, 60)
    make.enter(project, MoneyKind.PAID, 40)
    row = queries.row(make.clerk(), project.uid, on=make.TODAY)
    assert (row.title, row.unit_name, row.kind_label, row.state_label) == (
        "加装电梯",
        "住建局",
        "票决项目",
        "已立项",
    )
    assert (row.sub_projects, row.sub_projects_done, row.milestones, row.milestones_done) == (2, 0, 2, 0)
    assert (row.next_milestone, row.next_due_on) == ("前期准备", dt.date(2026, 4, 30))
    assert (row.planned_fen, row.money) == (200, Totals(100_00, 60_00, 40_00))
    assert (row.money.arrival_rate, row.money.payment_rate) == (Decimal("60.00"), Decimal("40.00"))
    assert (row.light, row.why) == ("grey", "尚未开工。")


def test_the_public_list_names_no_person(town: str) -> None:
    project = make.opened()
    projects.name_leaders(
        actor=make.government(),
        project_uid=project.uid,
        accountable_leader="书记甲",
        direct_owner="乙",
        executor="丙",
        at=AT,
    )
    shown = repr(queries.public_projects(2026, on=make.TODAY))
    assert "老旧小区加装电梯" in shown
    assert "书记甲" not in shown


def test_another_years_projects_are_not_on_the_list(town: str) -> None:
    make.opened("去年", year=2025)
    make.opened("今年")
    assert [row.title for row in queries.ledger(make.clerk(), 2026)] == ["今年"]
    assert queries.years() == [2026, 2025]


def test_fifty_projects_with_their_parts_are_counted_from_rows(town: str) -> None:
    """0-24: 50 件 156 项."""
    for place in range(50):
        make.opened(f"第{place + 1}件", sub_projects=tuple(f"子项{n}" for n in range(4 if place < 6 else 3)))
    found = queries.figures(2026, on=make.TODAY)
    assert (found.projects, found.sub_projects) == (50, 156)


def test_the_years_figures_are_what_the_rows_say(town: str) -> None:
    """完成率, 开工率, 按时 (0-67), and money; a terminated project leaves the counts but not the money it spent."""
    done, going, waiting, ended = (
        make.completed("完工"),
        make.started("在建"),
        make.opened("未动", planned_fen=None),
        make.started("终止"),
    )
    late_on = dt.date(2026, 2, 28)
    Project.objects.filter(pk__in=[done.pk, going.pk]).update(due_on=late_on)
    for project in (done, ended):
        make.enter(project, MoneyKind.BUDGET, 100)
        make.enter(project, MoneyKind.ARRIVED, 80)
        make.enter(project, MoneyKind.PAID, 50)
    make.ended(ended)
    assert queries.figures(2026, on=make.TODAY) == queries.Figures(
        projects=3,
        sub_projects=0,
        started=2,
        completed=1,
        accepted=0,
        completed_on_time=0,
        late=2,
        terminated=1,
        planned_fen=2 * 3_000_000_00,
        budget_fen=200_00,
        arrived_fen=160_00,
        paid_fen=100_00,
        completion_rate=Decimal("33.33"),
        start_rate=Decimal("66.67"),
    )
    assert waiting.planned_fen is None


def test_nothing_stated_is_none_and_not_nought(town: str) -> None:
    make.opened(planned_fen=None)
    found = queries.figures(2026, on=make.TODAY)
    assert (found.planned_fen, queries.figures(2030).completion_rate) == (None, None)


def test_figures_can_be_narrowed_to_the_small_works(town: str) -> None:
    make.opened("票决")
    make.opened("微实事", kind=ProjectKind.MICRO)
    assert queries.figures(2026, on=make.TODAY, kind=ProjectKind.MICRO).projects == 1


@pytest.mark.parametrize(
    ("due_on", "completed_on", "late"),
    [
        (None, None, False),
        (make.TODAY, None, False),
        (make.TODAY - dt.timedelta(days=1), None, True),
        (make.TODAY, make.TODAY, False),
        (make.TODAY - dt.timedelta(days=1), make.TODAY, True),
    ],
)
def test_late_is_judged_by_the_day_of_completion_or_by_today(
    due_on: dt.date | None, completed_on: dt.date | None, late: bool
) -> None:
    """0-65, 0-67."""
    assert Project(office_code="44", due_on=due_on, completed_on=completed_on).is_late(make.TODAY) is late


def test_delivery_opens_when_projects_have_units_and_evaluation_when_they_are_done_or_due(town: str) -> None:
    cycle_uid = uuid4()
    assert not queries.gate_projects_opened(cycle_uid).met
    project = make.started()
    Project.objects.filter(pk=project.pk).update(cycle_uid=cycle_uid, unit_name="")
    assert queries.gate_projects_opened(cycle_uid).advice == "请为其余 1 个项目明确责任单位"
    make.give(project)
    assert queries.gate_projects_opened(cycle_uid).met
    assert not queries.gate_projects_completed(cycle_uid).met
    make.finish_steps(project)
    Project.objects.filter(pk=project.pk).update(due_on=dt.date(2020, 1, 1))
    assert queries.gate_projects_completed(cycle_uid).met


def test_other_rooms_get_facts_and_not_rows(town: str) -> None:
    project = make.completed()
    facts = queries.project(project.uid, on=make.TODAY)
    assert (facts.title, facts.is_done, facts.is_late, facts.completed_on) == (
        "口袋公园",
        True,
        False,
        make.TODAY,
    )


def test_milestones_do_not_count_twice_when_they_are_many(town: str) -> None:
    project = make.opened()
    for place in range(3):
        make.step(project, f"节点{place}")
    first = queries.milestones_of(project)[0]
    plans.complete_milestone(actor=make.clerk(), milestone_uid=first.uid, done_on=make.TODAY, evidence="合格", at=AT)
    row = queries.row(make.clerk(), project.uid, on=make.TODAY)
    assert (row.milestones, row.milestones_done, row.next_milestone) == (3, 1, "节点1")


def test_a_project_is_lit_by_the_rule_its_year_has_pinned_and_one_of_no_year_by_the_rule_of_the_day(town: str) -> None:
    """A stricter rule adopted in the middle of the year reddens nobody who is judged by the old one."""
    cycle = open_year(2026)
    pinned, free = make.started("本年度的"), make.started("不属于年度的")
    Project.objects.filter(uid=pinned.uid).update(cycle_uid=cycle.uid)
    for project in (pinned, free):
        make.report(project, "20", "40")
    edition_uid = rulebook.edition_in_force(TOWN, Kind.LIGHTS, on=AT.date()).edition_uid
    strict = {"yellow_from": 1, "red_above": 2}
    adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=edition_uid, values=strict, from_on=AT.date(), at=AT)
    found = {row.title: row.light for row in queries.ledger(make.clerk(), 2026, on=make.TODAY)}
    assert found == {"本年度的": "yellow", "不属于年度的": "red"}
