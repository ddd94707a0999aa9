"""Which years there are, where standing collection goes, and what the staff page shows."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from tenants.cycles import commands, errors, queries
from tenants.cycles.gates import GateAnswer
from tenants.cycles.terms import CycleState, StageKind, StageState
from tests.conftest import NEIGHBOUR
from tests.factories.cycles import gates_installed, open_up_to, open_year
from tests.factories.people import AT, Role, actor

TODAY = dt.date(2026, 3, 2)


def close(cycle_uid, kind: StageKind) -> None:
    commands.close_stage(actor=actor(Role.CLERK), cycle_uid=cycle_uid, kind=kind, at=AT)


def test_three_years_may_be_open_at_once_and_standing_collection_goes_to_the_next_that_still_collects(
    town: str,
) -> None:
    """Contract §3."""
    years = {year: open_year(year) for year in (2027, 2025, 2026)}
    assert [facts.year for facts in queries.open_cycles()] == [2025, 2026, 2027]
    open_up_to(years[2026], StageKind.COLLECTION)
    assert queries.collecting_cycle(TODAY).year == 2026
    close(years[2026].uid, StageKind.COLLECTION)
    assert queries.collecting_cycle(TODAY).year == 2027  # not opened yet, and not closed either
    open_up_to(years[2027], StageKind.COLLECTION)
    assert queries.collecting_cycle(TODAY) == queries.cycle(years[2027].uid)


def test_a_year_that_is_over_takes_no_suggestion_in_however_its_collection_was_left(town: str) -> None:
    open_year(2025)
    assert queries.collecting_cycle(dt.date(2025, 12, 31)).year == 2025
    assert queries.find_collecting_cycle(dt.date(2026, 1, 1)) is None


def test_where_no_year_collects_the_answer_is_a_sentence(town: str) -> None:
    commands.plan_cycle(actor=actor(Role.CLERK), year=2027, term_no=18, session_no=4, at=AT)
    with pytest.raises(errors.NoCollectingCycle) as refused:
        queries.collecting_cycle(TODAY)
    assert str(refused.value) == "目前没有正在征集的年度。请联系本机构工作人员开启下一年度。"


def test_a_year_is_found_by_its_number_and_the_neighbours_is_not(town: str) -> None:
    with in_office(NEIGHBOUR):
        foreign = open_year(2024)
    mine = open_year(2026)
    assert queries.cycle_of_year(2026) == queries.cycle(mine.uid)
    assert queries.cycle(mine.uid).state == CycleState.OPEN
    assert queries.find_cycle_of_year(2024) is None
    for missing in (foreign.uid, new_uid()):
        with pytest.raises(errors.CycleNotFound):
            queries.cycle(missing)
        with pytest.raises(errors.CycleNotFound):
            queries.checklist(missing, StageKind.VOTE)
    with pytest.raises(errors.CycleNotFound):
        queries.cycle_of_year(2024)


def test_the_stepper_shows_waiting_stages_with_their_gates_and_the_others_without(street: str) -> None:
    cycle = open_year(2026)
    open_up_to(cycle, StageKind.COLLECTION)
    unmet = GateAnswer("初评已完成", False, "请完成评分", "/admin/appraisal/")
    with gates_installed({StageKind.APPRAISAL: [lambda uid: unmet], StageKind.COLLECTION: [lambda uid: unmet]}):
        steps = {step.kind: step for step in queries.stepper(cycle.uid)}
        assert queries.checklist(cycle.uid, StageKind.APPRAISAL) == [
            GateAnswer("“征集”已经开启", True, "请先开启“征集”环节"),
            unmet,
        ]
    assert steps[StageKind.COLLECTION].gates == ()
    assert (steps[StageKind.COLLECTION].state, steps[StageKind.COLLECTION].opened_at) == (StageState.OPEN, AT)
    assert [gate.met for gate in steps[StageKind.APPRAISAL].gates] == [True, False]
    assert (steps[StageKind.APPRAISAL].may_open, steps[StageKind.VOTE].label) == (False, "票选")
    assert [gate.label for gate in steps[StageKind.VOTE].gates] == ["“候选”已经开启"]


def test_a_stage_is_overdue_the_day_after_it_was_due_unless_it_is_closed(town: str) -> None:
    cycle = open_year(2026)
    open_up_to(cycle, StageKind.COLLECTION)
    stage = queries.stage(cycle.uid, StageKind.COLLECTION)
    assert (stage.is_overdue(dt.date(2025, 9, 30)), stage.is_overdue(dt.date(2025, 10, 1))) == (False, True)
    close(cycle.uid, StageKind.COLLECTION)
    assert not queries.stage(cycle.uid, StageKind.COLLECTION).is_overdue(TODAY)


def test_is_open_says_whether_a_stage_is_under_way(town: str) -> None:
    cycle = open_year()
    assert not queries.is_open(cycle.uid, StageKind.COLLECTION)
    open_up_to(cycle, StageKind.COLLECTION)
    assert queries.is_open(cycle.uid, StageKind.COLLECTION)


def test_the_list_of_years_costs_one_query_and_the_stepper_two(town: str, django_assert_num_queries) -> None:
    first = open_year(2026)
    with django_assert_num_queries(1):
        assert [str(row) for row in queries.cycles()] == ["2026年度（第18届第3次）"]
    for year in (2025, 2027):
        open_year(year)
    with django_assert_num_queries(1):
        assert [row.year for row in queries.cycles()] == [2027, 2026, 2025]
    with django_assert_num_queries(2), gates_installed({}):  # the stages, and what things are called here
        queries.stepper(first.uid)
