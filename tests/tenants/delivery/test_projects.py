"""A project is opened, given to a unit, adjusted, paused, accepted, ended."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from commons.access import queries as access
from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import Hidden, NotPermitted
from commons.kernel.tenancy import in_office
from tenants.delivery import queries
from tenants.delivery.commands import plans, progress, projects
from tenants.delivery.errors import (
    AmountOutOfRange,
    DecisionMissing,
    InspectorNotAppointed,
    NothingChanged,
    ProjectClosed,
    ProjectNotFound,
    UnitNotAppointed,
    YearOutOfRange,
)
from tenants.delivery.models import Adjustment, Project
from tenants.delivery.terms import Aspect, ProjectKind, ProjectState
from tenants.intake.errors import TextRefused
from tests.conftest import NEIGHBOUR
from tests.factories import delivery as make
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.people import AT, actor, as_actor, member

CANARY = "邻镇的金丝雀项目"


def test_a_project_is_opened_at_the_end_of_the_years_list_with_its_parts(town: str) -> None:
    make.opened("口袋公园")
    project = make.opened("老年食堂", sub_projects=("新建", "改造"))
    assert (project.position, project.state, project.office_code) == (2, ProjectState.OPENED, town)
    assert [part.title for part in queries.sub_projects_of(project)] == ["新建", "改造"]
    assert told()[-2:] == ["delivery.ProjectOpened", "delivery.SubProjectsChanged"]


def test_opening_leaves_figures_and_codes_as_evidence_and_no_words(town: str) -> None:
    project = make.opened("口袋公园", planned_fen=500)
    assert last_entry(project) == {
        "act": "delivery.open",
        "states": ("", "opened"),
        "facts": {"year": 2026, "kind": "voted", "planned_fen": 500, "candidate": None},
    }


def test_opening_is_not_for_a_deputy_and_leaves_nothing_behind(town: str) -> None:
    before = footprint()
    with pytest.raises(NotPermitted):
        projects.open_project(
            actor=actor(Role.DEPUTY), kind=ProjectKind.MICRO, year=2026, title="路灯", content="装灯", at=AT
        )
    assert (footprint(), Project.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("wrong", "refusal", "field"),
    [
        ({"year": 1999}, YearOutOfRange, "year"),
        ({"year": 20266}, YearOutOfRange, "year"),
        ({"planned_fen": -1}, AmountOutOfRange, "planned_fen"),
        ({"planned_fen": 10**18}, AmountOutOfRange, "planned_fen"),
        ({"title": "  "}, TextRefused, "title"),
        ({"title": "长" * 101}, TextRefused, "title"),
        ({"content": "\x00"}, TextRefused, "content"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    town: str, wrong: dict[str, object], refusal: type[Exception], field: str
) -> None:
    values: dict[str, object] = {"year": 2026, "title": "路灯", "content": "装灯", "planned_fen": 1, **wrong}
    with pytest.raises(refusal) as refused:
        projects.open_project(actor=make.clerk(), kind=ProjectKind.GENERAL, at=AT, **values)  # type: ignore[arg-type]
    assert refused.value.data["field"] == field  # type: ignore[attr-defined]
    assert footprint() == (0, 0)


def test_two_projects_never_share_a_candidate(town: str) -> None:
    make.opened("甲")
    project = make.opened("乙")
    candidate = uuid4()
    Project.objects.filter(title="甲").update(candidate_uid=candidate)
    project.candidate_uid = candidate
    with pytest.raises(IntegrityError), transaction.atomic():
        project.save()


def test_a_unit_sees_and_updates_exactly_its_own_projects(town: str) -> None:
    mine, other = make.opened("我的项目"), make.opened("别人的项目")
    unit, another = make.given(mine), make.given(other, "民政局")
    assert list(queries.visible_to(unit)) == [mine]
    assert queries.get(unit, mine.uid) == mine
    with pytest.raises(ProjectNotFound):
        queries.get(unit, other.uid)
    step = make.step(other)
    before = footprint()
    with pytest.raises(Hidden):
        make.report(other, "10", "10", by=unit)
    with pytest.raises(Hidden):
        plans.complete_milestone(actor=unit, milestone_uid=step.uid, done_on=make.TODAY, evidence="好", at=AT)
    assert footprint() == before
    assert make.report(mine, "10", "10", by=unit).reported_by == "住建局"
    assert list(queries.visible_to(another)) == [other]


def test_a_project_given_to_another_unit_is_lost_to_the_first(town: str) -> None:
    project = make.opened()
    first, second = make.given(project), make.given(project, "城管局")
    assert list(queries.visible_to(first)) == []
    assert list(queries.visible_to(second)) == [project]
    project.refresh_from_db()
    assert (project.unit_name, project.unit_account_uid) == ("城管局", second.account_uid)
    assert last_entry(project)["facts"] == {"account": str(second.account_uid)}


def test_a_unit_loses_its_project_when_it_is_accepted(town: str) -> None:
    project = make.completed()
    unit = member(Role.UNIT)
    Project.objects.filter(pk=project.pk).update(unit_account_uid=unit.uid)
    projects.grants.grant(account=unit, permission="report_project", on=project)
    projects.accept_project(actor=make.government(), project_uid=project.uid, at=AT)
    assert list(access.grantees("report_project", project)) == []
    assert list(queries.visible_to(as_actor(unit))) == []


def test_somebody_who_is_no_unit_is_given_nothing(town: str) -> None:
    project, person = make.opened(), member(Role.DEPUTY)
    before = footprint()
    with pytest.raises(UnitNotAppointed):
        projects.assign_unit(
            actor=make.clerk(), project_uid=project.uid, account_uid=person.uid, unit_name="住建局", at=AT
        )
    assert footprint() == before


def test_a_neighbours_project_is_not_found_here_and_neither_are_its_words(town: str) -> None:
    with in_office(NEIGHBOUR):
        theirs = make.opened(CANARY)
        their_clerk = make.clerk()
    ours = make.opened("我们的项目")
    assert [row.title for row in queries.ledger(make.clerk(), 2026)] == ["我们的项目"]
    assert [row.title for row in queries.public_projects(2026)] == ["我们的项目"]
    with pytest.raises(ProjectNotFound):
        queries.get(make.clerk(), theirs.uid)
    with pytest.raises(Hidden):
        projects.pause_project(actor=their_clerk, project_uid=ours.uid, reason="试探", at=AT)
    with in_office(NEIGHBOUR):
        assert [row.title for row in queries.ledger(their_clerk, 2026)] == [CANARY]


def test_leaders_are_named_and_their_names_stay_out_of_the_evidence(town: str) -> None:
    """1-88 … 1-92: 党工委统筹, 责任部门主抓, 村（社区）协同."""
    project = make.opened()
    projects.name_leaders(
        actor=make.government(),
        project_uid=project.uid,
        accountable_leader="书记甲",
        direct_owner="副主任乙",
        executor="科长丙",
        task_force="电梯专班",
        task_force_size=50,
        community="东湖社区",
        at=AT,
    )
    row = queries.row(make.clerk(), project.uid)
    project.refresh_from_db()
    assert (project.unit_name, project.community) == ("住建局", "东湖社区")
    assert (row.accountable_leader, row.direct_owner, row.executor) == ("书记甲", "副主任乙", "科长丙")
    assert last_entry(project)["facts"] == {"task_force_size": 50}


def test_what_was_voted_is_not_simply_adjusted(town: str) -> None:
    """Domain §3.8: see test_changes."""
    project = make.opened(planned_fen=100)
    before = footprint()
    with pytest.raises(DecisionMissing):
        projects.adjust_project(actor=make.clerk(), project_uid=project.uid, reason="材料涨价", planned_fen=120, at=AT)
    assert footprint() == before


def test_an_adjustment_of_an_ordinary_work_leaves_before_and_after(town: str) -> None:
    project = make.opened(kind=ProjectKind.GENERAL, planned_fen=100)
    made = projects.adjust_project(
        actor=make.clerk(),
        project_uid=project.uid,
        reason="材料涨价",
        planned_fen=120,
        due_on=dt.date(2026, 12, 20),
        at=AT,
    )
    assert [(each.aspect, each.before, each.after) for each in made] == [
        (Aspect.DUE, "", "2026-12-20"),
        (Aspect.MONEY, "100", "120"),
    ]
    assert last_entry(project)["facts"] == {
        "aspects": ["due", "money"],
        "due": ["", "2026-12-20"],
        "money": ["100", "120"],
    }
    project.refresh_from_db()
    assert (project.planned_fen, project.due_on) == (120, dt.date(2026, 12, 20))


def test_an_ordinary_work_is_adjusted_without_a_meeting_and_only_when_something_changes(town: str) -> None:
    project = make.opened(kind=ProjectKind.GENERAL, planned_fen=100)
    with pytest.raises(NothingChanged):
        projects.adjust_project(actor=make.clerk(), project_uid=project.uid, reason="无", planned_fen=100, at=AT)
    projects.adjust_project(
        actor=make.clerk(), project_uid=project.uid, reason="居民意见", content="座位由 50 改为 80", at=AT
    )
    assert Adjustment.objects.get().after == "座位由 50 改为 80"


def test_a_pause_needs_its_reason_and_a_paused_project_is_resumed(town: str) -> None:
    project = make.started()
    with pytest.raises(TextRefused):
        projects.pause_project(actor=make.government(), project_uid=project.uid, reason=" ", at=AT)
    projects.pause_project(actor=make.government(), project_uid=project.uid, reason="地下管线冲突", at=AT)
    assert queries.row(make.clerk(), project.uid, on=make.TODAY).why == "项目已暂停实施，请跟踪恢复情况。"
    projects.resume_project(actor=make.government(), project_uid=project.uid, at=AT)
    project.refresh_from_db()
    assert (project.state, project.state_reason) == (ProjectState.UNDER_WAY, "")
    assert acts(project)[-2:] == ["delivery.pause", "delivery.resume"]


def test_a_project_that_never_began_cannot_be_paused(town: str) -> None:
    project = make.opened()
    before = footprint()
    with pytest.raises(WrongStep):
        projects.pause_project(actor=make.government(), project_uid=project.uid, reason="无", at=AT)
    assert footprint() == before


def test_what_fails_acceptance_goes_back_to_work_and_is_accepted_later(town: str) -> None:
    project = make.completed()
    projects.reject_completion(actor=make.clerk(), project_uid=project.uid, reason="排水不畅", at=AT)
    project.refresh_from_db()
    assert (project.state, project.completed_on) == (ProjectState.UNDER_WAY, None)
    progress.complete_project(actor=make.government(), project_uid=project.uid, completed_on=make.TODAY, at=AT)
    projects.accept_project(actor=make.clerk(), project_uid=project.uid, at=AT)
    assert queries.row(make.clerk(), project.uid).light == "blue"
    assert acts(project)[-4:] == ["delivery.complete", "delivery.reject", "delivery.complete", "delivery.accept"]


def test_a_unit_does_not_accept_its_own_work(town: str) -> None:
    project = make.completed()
    unit = member(Role.UNIT)
    projects.grants.grant(account=unit, permission="report_project", on=project)
    with pytest.raises(NotPermitted):
        projects.accept_project(actor=as_actor(unit), project_uid=project.uid, at=AT)


def test_ending_what_was_voted_takes_a_decision_and_ending_a_work_is_for_the_head(town: str) -> None:
    project, work = make.started(), make.opened(kind=ProjectKind.GENERAL)
    with pytest.raises(NotPermitted):
        projects.terminate_project(actor=make.clerk(), project_uid=work.uid, reason="规划调整", at=AT)
    with pytest.raises(DecisionMissing):
        projects.terminate_project(actor=actor(Role.DIRECTOR), project_uid=project.uid, reason="规划调整", at=AT)
    projects.terminate_project(actor=actor(Role.DIRECTOR), project_uid=work.uid, reason="规划调整", at=AT)
    work.refresh_from_db()
    assert (work.state, work.state_reason) == (ProjectState.TERMINATED, "规划调整")
    make.ended(project)
    assert (project.state, project.state_reason) == (ProjectState.TERMINATED, "规划调整（镇人大第四次会议）")
    with pytest.raises(ProjectClosed):
        make.report(project, "10", "10")


def test_a_group_member_reaches_a_project_only_while_he_is_let_in(town: str) -> None:
    project, other = make.opened("看得见"), make.opened("看不见")
    person = member(Role.INSPECTOR)
    projects.let_inspect(actor=make.clerk(), project_uid=project.uid, account_uid=person.uid, at=AT)
    viewer = as_actor(person)
    assert list(queries.visible_to(viewer)) == [project]
    assert queries.inspected_by(viewer) == {project.uid}
    assert (queries.may_inspect(viewer, project.uid), queries.may_inspect(viewer, other.uid)) == (True, False)
    projects.stop_inspecting(actor=make.clerk(), project_uid=project.uid, account_uid=person.uid, at=AT)
    assert list(queries.visible_to(viewer)) == []
    assert acts(project)[-2:] == ["delivery.let_inspect", "delivery.stop_inspecting"]


def test_a_person_without_the_role_is_not_let_in(town: str) -> None:
    project, person = make.opened(), member(Role.DEPUTY)
    with pytest.raises(InspectorNotAppointed):
        projects.let_inspect(actor=make.clerk(), project_uid=project.uid, account_uid=person.uid, at=AT)


def test_a_unit_that_also_watches_sees_both_kinds_of_rows_once(town: str) -> None:
    mine, watched = make.opened("承办"), make.opened("监督")
    make.opened("无关")
    person = member(Role.UNIT, Role.INSPECTOR)
    projects.assign_unit(actor=make.clerk(), project_uid=mine.uid, account_uid=person.uid, unit_name="某局", at=AT)
    for project in (mine, watched):
        projects.let_inspect(actor=make.clerk(), project_uid=project.uid, account_uid=person.uid, at=AT)
    assert [row.title for row in queries.ledger(as_actor(person), 2026)] == ["承办", "监督"]


def test_a_stranger_sees_no_project_and_a_deputy_all(town: str) -> None:
    project = make.opened()
    assert list(queries.visible_to(actor(Role.RESIDENT))) == []
    assert list(queries.visible_to(actor(Role.DEPUTY))) == [project]
