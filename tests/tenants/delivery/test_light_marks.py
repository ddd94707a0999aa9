"""Lights set by hand, and the month's bulletin that shows that month."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel.actor import Role, system
from commons.kernel.policy import NotPermitted
from tenants.delivery import queries
from tenants.delivery.commands import lights, plans, progress
from tenants.delivery.errors import LightSetTooLong, NothingChanged, PartsDoNotAddUp, PlanStands, ReportChecked
from tenants.delivery.lights import Light
from tenants.delivery.models import LightMark, Project
from tenants.delivery.terms import PhotoPhase, Verdict, WorkStage
from tenants.intake.errors import TextRefused
from tests.factories import delivery as make
from tests.factories.evidence import footprint, last_entry
from tests.factories.people import AT, actor

APRIL = dt.date(2026, 4, 20)
LATER = AT + dt.timedelta(days=60)


def mark(year: int = 2026, today: dt.date = make.TODAY) -> int:
    return lights.mark_lights(actor=system("440703101"), year=year, today=today, at=LATER)


def set_yellow(project: Project, days: int = 10) -> Project:
    return lights.set_light(
        actor=make.clerk(),
        project_uid=project.uid,
        light=Light.YELLOW,
        reason="管线迁改待定",
        until_on=make.TODAY + dt.timedelta(days=days),
        at=AT,
    )


def test_a_light_set_by_hand_holds_until_its_day_and_says_what_the_rule_would(town: str) -> None:
    project = make.started()
    set_yellow(project)
    line = queries.row(make.clerk(), project.uid, on=make.TODAY)
    assert (line.light, line.set_by_hand) == (Light.YELLOW, True)
    assert line.why == (
        "人工设定（至 2026-03-12）：管线迁改待定。按规则应为绿灯：形象进度 0%，序时进度 0%，按序时推进。"
    )
    assert last_entry(project)["facts"] == {"light": ["", "yellow"], "until_on": "2026-03-12"}
    assert queries.row(make.clerk(), project.uid, on=make.TODAY + dt.timedelta(days=11)).light == Light.GREEN


def test_a_light_set_by_hand_is_lifted_once(town: str) -> None:
    project = make.started()
    set_yellow(project)
    lights.lift_light(actor=make.clerk(), project_uid=project.uid, at=AT)
    assert queries.row(make.clerk(), project.uid, on=make.TODAY).light == Light.GREEN
    with pytest.raises(NothingChanged):
        lights.lift_light(actor=make.clerk(), project_uid=project.uid, at=AT)


@pytest.mark.parametrize("days", [0, 93])
def test_no_light_is_set_for_ever_nor_for_yesterday(town: str, days: int) -> None:
    project = make.started()
    before = footprint()
    with pytest.raises(LightSetTooLong):
        set_yellow(project, days)
    assert footprint() == before


def test_a_unit_does_not_set_its_own_light(town: str) -> None:
    project = make.started()
    unit = make.given(project)
    with pytest.raises(NotPermitted):
        lights.set_light(actor=unit, project_uid=project.uid, light=Light.GREEN, reason="快好了", until_on=APRIL, at=AT)


def test_marchs_bulletin_shows_march_whatever_april_brought(town: str) -> None:
    project = make.started("加装电梯")
    make.report(project, "40", "50")
    assert mark() == 1
    make.report(project, "55", "55", month_on=APRIL, at=LATER)
    assert mark(today=APRIL) == 1
    march, april = queries.bulletin(2026, make.TODAY), queries.bulletin(2026, APRIL)
    assert [(row.title, row.light, row.physical_percent, row.problems) for row in march.rows] == [
        ("加装电梯", Light.YELLOW, Decimal("40.00"), "雨季影响")
    ]
    assert march.rows[0].why == "形象进度 40%，序时进度 50%，落后 10 个百分点。"
    assert (april.rows[0].light, april.counts["green"], april.counts["yellow"]) == (Light.GREEN, 1, 0)
    assert queries.months(2026) == [dt.date(2026, 4, 1), dt.date(2026, 3, 1)]


def test_a_month_is_written_again_until_it_is_over(town: str) -> None:
    project = make.started()
    mark()
    make.report(project, "10", "50")
    mark()
    assert [each.light for each in LightMark.objects.all()] == ["red"]


@pytest.mark.parametrize("count", [1, 3])
def test_all_the_lights_of_a_year_are_written_in_the_same_few_statements(town: str, count: int) -> None:
    for place in range(count):
        make.started(f"项目{place}")
    with CaptureQueriesContext(connection) as asked:
        mark()
    # savepoint in and out; the year's pin; the ledger's six; one insert; message and doorbell
    assert len(asked) == 12
    with CaptureQueriesContext(connection) as asked:
        queries.bulletin(2026, make.TODAY)
    assert len(asked) == 2


# ── the plan, the parts, the checked report ───────────────────────────────────────────────────


def test_a_plan_is_drawn_backwards_with_stages_standards_and_owners(town: str) -> None:
    """1-83, 1-84, 1-93."""
    project = make.opened()
    steps = [
        plans.Step(WorkStage.PREPARATION, "前期准备", "施工许可办结", 1, "李工"),
        plans.Step(WorkStage.CONSTRUCTION, "施工建设", "主体结构验收合格", 3, "张工"),
        plans.Step(WorkStage.ACCEPTANCE, "竣工验收", "竣工验收合格", 1),
    ]
    made = plans.draw_plan(
        actor=make.clerk(),
        project_uid=project.uid,
        start_on=dt.date(2026, 3, 1),
        due_on=dt.date(2026, 5, 9),
        steps=steps,
        at=AT,
    )
    assert [(each.stage, each.title, each.due_on, each.responsible) for each in made] == [
        ("preparation", "前期准备", dt.date(2026, 3, 14), "李工"),
        ("construction", "施工建设", dt.date(2026, 4, 25), "张工"),
        ("acceptance", "竣工验收", dt.date(2026, 5, 9), ""),
    ]
    with pytest.raises(PlanStands):
        plans.draw_plan(
            actor=make.clerk(),
            project_uid=project.uid,
            start_on=dt.date(2026, 3, 1),
            due_on=dt.date(2026, 5, 9),
            steps=steps,
            at=AT,
        )


def test_the_parts_of_a_project_add_up_to_it(town: str) -> None:
    project = make.opened(planned_fen=100, sub_projects=("东区", "西区"))
    east, west = queries.sub_projects_of(project)
    before = footprint()
    with pytest.raises(PartsDoNotAddUp) as refused:
        plans.weigh_parts(
            actor=make.clerk(),
            project_uid=project.uid,
            parts=[plans.PartPlan(east.uid, 3, 60), plans.PartPlan(west.uid, 1, 30)],
            at=AT,
        )
    assert (refused.value.data["difference_fen"], footprint()) == (10, before)
    plans.weigh_parts(
        actor=make.clerk(),
        project_uid=project.uid,
        parts=[plans.PartPlan(east.uid, 3, 60), plans.PartPlan(west.uid, 1, 40)],
        at=AT,
    )
    assert last_entry(project)["facts"] == {"parts": 2, "part_1_fen": [None, 60], "part_2_fen": [None, 40]}


def test_how_far_the_parts_are_makes_how_far_the_whole_is(town: str) -> None:
    project = make.started()
    plans.add_sub_projects(actor=make.clerk(), project_uid=project.uid, titles=["东区", "西区"], at=AT)
    east, west = queries.sub_projects_of(project)
    plans.weigh_parts(
        actor=make.clerk(),
        project_uid=project.uid,
        parts=[
            plans.PartPlan(east.uid, 3),
            plans.PartPlan(west.uid, 1, start_on=dt.date(2026, 1, 1), due_on=dt.date(2026, 3, 1)),
        ],
        at=AT,
    )
    report = progress.report_progress(
        actor=make.government(),
        project_uid=project.uid,
        month_on=make.TODAY,
        planned_percent=Decimal(40),
        parts={east.uid: Decimal(50), west.uid: Decimal(10)},
        at=AT,
    )
    assert report.physical_percent == Decimal("40.00")
    line = queries.row(make.clerk(), project.uid, on=make.TODAY)
    assert (line.light, line.why) == (Light.RED, "子项“西区”：已超过完成时限 1 天，仍未完成。")


def test_a_report_is_checked_once_and_a_photo_is_public_only_then(town: str, photo: bytes) -> None:
    project = make.started()
    report = progress.report_progress(
        actor=make.government(),
        project_uid=project.uid,
        month_on=make.TODAY,
        physical_percent=Decimal(10),
        planned_percent=Decimal(10),
        photos=[("现场.png", photo)],
        at=AT,
    )
    progress.add_photos(
        actor=make.government(), project_uid=project.uid, phase=PhotoPhase.BEFORE, photos=[("旧貌.png", photo)], at=AT
    )
    assert [each.phase for each in queries.gallery(project.uid)] == [PhotoPhase.BEFORE, PhotoPhase.DURING]
    assert queries.gallery(project.uid, public_only=True) == []
    assert list(queries.unchecked_reports()) == [report]
    progress.check_report(actor=make.clerk(), report_uid=report.uid, passed=True, publish_photos=True, at=AT)
    assert [each.phase for each in queries.gallery(project.uid, public_only=True)] == [PhotoPhase.DURING]
    assert list(queries.unchecked_reports()) == []
    with pytest.raises(ReportChecked):
        progress.check_report(actor=make.clerk(), report_uid=report.uid, passed=False, reason="再补", at=AT)


def test_what_is_sent_back_says_why_and_waits_until_the_month_is_reported_again(town: str) -> None:
    project = make.started()
    report = make.report(project, "10", "10")
    with pytest.raises(TextRefused):
        progress.check_report(actor=make.clerk(), report_uid=report.uid, passed=False, at=AT)
    with pytest.raises(NotPermitted):
        progress.check_report(actor=make.government(), report_uid=report.uid, passed=True, at=AT)
    progress.check_report(actor=actor(Role.DIRECTOR), report_uid=report.uid, passed=False, reason="缺照片", at=AT)
    report.refresh_from_db()
    assert (report.verdict, report.verdict_reason) == (Verdict.SENT_BACK, "缺照片")
    again = make.report(project, "10", "10")
    assert (again.version, list(queries.unchecked_reports())) == (2, [again])
