"""The plan: parts, dates, milestones with their standard, and what becomes of those that are missed."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.kernel.actor import Role, system
from commons.kernel.policy import NotPermitted
from tenants.delivery import queries
from tenants.delivery.commands import plans
from tenants.delivery.errors import AlreadyDone, DateInFuture, DatesReversed, NothingChanged, ProjectClosed
from tenants.delivery.models import Adjustment, Milestone
from tenants.delivery.terms import Aspect, WorkStage
from tenants.intake.errors import TextRefused
from tenants.notices.models import Dispatch
from tests.factories import delivery as make
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.people import AT, actor

TOMORROW = make.TODAY + dt.timedelta(days=1)


def test_a_milestone_without_an_acceptance_standard_is_none(town: str) -> None:
    """0-60."""
    project = make.opened()
    before = footprint()
    with pytest.raises(TextRefused) as refused:
        plans.add_milestone(
            actor=make.clerk(), project_uid=project.uid, title="验收", standard=" ", due_on=TOMORROW, at=AT
        )
    assert refused.value.data["field"] == "standard"
    assert footprint() == before


def test_milestones_stand_in_the_order_of_the_plan(town: str) -> None:
    """1-84, 1-93: three phases, each with its responsible person and day."""
    project = make.opened()
    for title in ("前期准备", "施工建设", "竣工验收"):
        make.step(project, title)
    assert [(each.position, each.title, each.responsible) for each in queries.milestones_of(project)] == [
        (1, "前期准备", "张工"),
        (2, "施工建设", "张工"),
        (3, "竣工验收", "张工"),
    ]


def test_the_kick_off_meeting_is_the_first_step_and_every_step_has_somebody(town: str) -> None:
    """1-82: 项目启动会, with its minutes as evidence; 1-87: one step takes over from the other, each with its person."""
    project = make.opened()
    made = plans.draw_plan(
        actor=make.clerk(),
        project_uid=project.uid,
        start_on=make.TODAY,
        due_on=dt.date(2026, 9, 30),
        steps=[
            plans.Step(WorkStage.PREPARATION, "项目启动会", "形成会议纪要，责任到人", 1, "李主任"),
            plans.Step(WorkStage.CONSTRUCTION, "东片施工", "主体验收合格", 4, "东片网格长"),
            plans.Step(WorkStage.CONSTRUCTION, "西片施工", "主体验收合格", 4, "西片网格长"),
        ],
        at=AT,
    )
    plans.complete_milestone(
        actor=make.clerk(), milestone_uid=made[0].uid, done_on=make.TODAY, evidence="会议纪要 3 号", at=AT
    )
    kept = queries.milestones_of(project)
    assert [(each.title, each.responsible, each.evidence) for each in kept] == [
        ("项目启动会", "李主任", "会议纪要 3 号"),
        ("东片施工", "东片网格长", ""),
        ("西片施工", "西片网格长", ""),
    ]
    assert kept[0].due_on < kept[1].due_on < kept[2].due_on == dt.date(2026, 9, 30)


def test_a_milestone_reached_fifteen_days_early_says_so(town: str) -> None:
    """1-94."""
    project = make.opened()
    step = make.step(project, due_on=make.TODAY + dt.timedelta(days=15))
    plans.complete_milestone(
        actor=make.clerk(), milestone_uid=step.uid, done_on=make.TODAY, evidence="验收单 3 号", at=AT
    )
    step.refresh_from_db()
    assert step.days_early == 15
    assert last_entry(step)["facts"] == {"done_on": "2026-03-02", "days_early": 15}
    assert told()[-1] == "delivery.MilestoneReached"


def test_a_milestone_is_not_reached_in_the_future_nor_twice_nor_without_evidence(town: str) -> None:
    step = make.step(make.opened())

    def reach(done_on: dt.date, evidence: str = "验收单") -> None:
        plans.complete_milestone(actor=make.clerk(), milestone_uid=step.uid, done_on=done_on, evidence=evidence, at=AT)

    with pytest.raises(DateInFuture):
        reach(TOMORROW)
    with pytest.raises(TextRefused):
        reach(make.TODAY, "")
    step.refresh_from_db()
    assert step.done_on is None
    reach(make.TODAY)
    with pytest.raises(AlreadyDone):
        reach(make.TODAY)


def test_a_missed_milestone_is_noticed_once_and_stands_on_the_units_list_until_it_is_done(town: str) -> None:
    project = make.opened()
    unit = make.give(project)
    step = make.step(project, due_on=make.TODAY - dt.timedelta(days=1))
    make.step(project, "今天到期", due_on=make.TODAY)
    assert plans.note_missed_milestones(actor=system(town), today=make.TODAY, at=AT) == 1
    assert plans.note_missed_milestones(actor=system(town), today=make.TODAY, at=AT) == 0
    assert told().count("delivery.MilestoneMissed") == 1
    waiting = Dispatch.objects.filter(account_uid=unit.uid, settled_at=None)
    assert [each.notification.title for each in waiting] == ["项目节点已逾期"]
    assert queries.row(make.clerk(), project.uid, on=make.TODAY).why == "节点“施工建设”已逾期 1 天。"
    plans.complete_milestone(actor=make.clerk(), milestone_uid=step.uid, done_on=make.TODAY, evidence="补验收", at=AT)
    assert waiting.all().count() == 0


def test_nobody_but_the_machine_marks_milestones_as_missed(town: str) -> None:
    make.step(make.opened(), due_on=make.TODAY - dt.timedelta(days=1))
    with pytest.raises(NotPermitted):
        plans.note_missed_milestones(actor=actor(Role.DIRECTOR), today=make.TODAY, at=AT)
    assert Milestone.objects.filter(missed_on=None).count() == 1


def test_milestones_of_a_project_that_is_over_are_not_missed(town: str) -> None:
    project = make.started()
    make.ended(project)
    assert plans.note_missed_milestones(actor=system(town), today=dt.date(2027, 1, 1), at=AT) == 0


def test_a_milestone_is_moved_with_a_reason_and_the_old_day_stays_known(town: str) -> None:
    """1-86."""
    step = make.step(make.opened())
    plans.reschedule_milestone(
        actor=make.clerk(), milestone_uid=step.uid, due_on=dt.date(2026, 10, 31), reason="疫情影响", at=AT
    )
    kept = Adjustment.objects.get()
    assert (kept.aspect, kept.before, kept.after) == (
        Aspect.MILESTONE,
        "施工建设 2026年9月30日",
        "施工建设 2026年10月31日",
    )
    assert last_entry(step)["facts"] == {"due_on": ["2026-09-30", "2026-10-31"]}
    with pytest.raises(NothingChanged):
        plans.reschedule_milestone(
            actor=make.clerk(), milestone_uid=step.uid, due_on=dt.date(2026, 10, 31), reason="再调", at=AT
        )


def test_a_unit_may_not_move_its_own_milestones(town: str) -> None:
    project = make.opened()
    unit, step = make.given(project), make.step(project)
    before = footprint()
    with pytest.raises(NotPermitted):
        plans.reschedule_milestone(
            actor=unit, milestone_uid=step.uid, due_on=dt.date(2026, 12, 31), reason="宽限", at=AT
        )
    assert footprint() == before


def test_dates_stand_in_order_and_a_deadline_once_set_is_moved_only_by_adjustment(town: str) -> None:
    project = make.opened()

    def schedule(start: dt.date, due: dt.date) -> None:
        plans.schedule_project(actor=make.clerk(), project_uid=project.uid, start_on=start, due_on=due, at=AT)

    with pytest.raises(DatesReversed):
        schedule(dt.date(2026, 5, 2), dt.date(2026, 5, 1))
    schedule(dt.date(2026, 5, 1), dt.date(2026, 11, 30))
    schedule(dt.date(2026, 4, 1), dt.date(2026, 11, 30))
    with pytest.raises(NothingChanged):
        schedule(dt.date(2026, 4, 1), dt.date(2026, 12, 31))
    assert acts(project).count("delivery.schedule") == 2


def test_a_part_is_completed_once(town: str) -> None:
    part = queries.sub_projects_of(make.opened(sub_projects=("东区",))).get()
    plans.complete_sub_project(actor=make.clerk(), sub_project_uid=part.uid, done_on=make.TODAY, at=AT)
    with pytest.raises(AlreadyDone):
        plans.complete_sub_project(actor=make.clerk(), sub_project_uid=part.uid, done_on=make.TODAY, at=AT)
    assert last_entry(part)["facts"] == {"done_on": "2026-03-02"}


def test_a_finished_project_gets_no_more_plan(town: str) -> None:
    project = make.completed()
    with pytest.raises(ProjectClosed) as refused:
        make.step(project)
    assert refused.value.message == "项目已完工，不能再变更实施计划。"
    with pytest.raises(ProjectClosed):
        plans.add_sub_projects(actor=make.clerk(), project_uid=project.uid, titles=["补项"], at=AT)
