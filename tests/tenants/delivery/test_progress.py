"""Work begins, is reported month by month, and is completed when all that was promised is done."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from tenants.delivery import queries
from tenants.delivery.commands import progress
from tenants.delivery.errors import (
    DateInFuture,
    MilestonesOpen,
    PercentOutOfRange,
    PlanMissing,
    ReasonForDelayMissing,
    ReasonForRetreatMissing,
    SubProjectsOpen,
)
from tenants.delivery.models import ProgressReport, Project
from tenants.delivery.terms import ProjectKind, ProjectState
from tenants.documents import queries as documents
from tests.factories import delivery as make
from tests.factories.evidence import footprint, last_entry, told
from tests.factories.people import AT, actor

NEXT_MONTH = AT + dt.timedelta(days=31)


def bare(project: Project, physical: str, planned: str, **more: str) -> ProgressReport:
    return progress.report_progress(
        actor=make.government(),
        project_uid=project.uid,
        month_on=make.TODAY,
        physical_percent=Decimal(physical),
        planned_percent=Decimal(planned),
        at=AT,
        **more,
    )


def test_work_without_a_plan_does_not_begin(town: str) -> None:
    project = make.opened()
    before = footprint()
    with pytest.raises(PlanMissing):
        progress.start_project(actor=make.government(), project_uid=project.uid, started_on=make.TODAY, at=AT)
    assert footprint() == before
    make.step(project)
    progress.start_project(actor=make.government(), project_uid=project.uid, started_on=make.TODAY, at=AT)
    assert last_entry(project) == {
        "act": "delivery.start",
        "states": ("opened", "under_way"),
        "facts": {"on": "2026-03-02"},
    }


def test_a_micro_project_needs_no_plan_and_may_be_completed_at_once(town: str) -> None:
    """3-47, 3-61."""
    project = make.opened("装路灯", kind=ProjectKind.MICRO)
    progress.complete_project(actor=make.government(), project_uid=project.uid, completed_on=make.TODAY, at=AT)
    project.refresh_from_db()
    assert project.state == ProjectState.COMPLETED


def test_an_ordinary_project_is_not_completed_before_it_began(town: str) -> None:
    project = make.opened(kind=ProjectKind.GENERAL)
    with pytest.raises(WrongStep):
        progress.complete_project(actor=make.government(), project_uid=project.uid, completed_on=make.TODAY, at=AT)


def test_a_month_is_reported_against_the_plan(town: str) -> None:
    project = make.started()
    report = make.report(project, "45.5", "60")
    assert (report.month_on, report.version) == (dt.date(2026, 3, 1), 1)
    row = queries.row(make.clerk(), project.uid, on=make.TODAY)
    assert (row.light, row.why) == ("yellow", "形象进度 45.5%，序时进度 60%，落后 14.5 个百分点。")
    assert last_entry(report)["facts"] == {
        "project": str(project.uid),
        "month": "2026-03-01",
        "version": 1,
        "physical": "45.5",
        "planned": "60",
        "photos": 0,
    }
    assert told()[-1] == "delivery.ProgressReported"


def test_a_month_reported_again_is_a_new_version_and_the_old_one_stays(town: str) -> None:
    project = make.started()
    make.report(project, "54", "50")
    make.report(project, "45", "50")
    assert [(each.version, each.physical_percent) for each in queries.reports_of(project)] == [
        (2, Decimal(45)),
        (1, Decimal(54)),
    ]
    assert queries.row(make.clerk(), project.uid).physical_percent == Decimal(45)


@pytest.mark.parametrize(
    ("physical", "planned", "reason", "steps", "refused"),
    [
        ("40.01", "50", "", "", False),
        ("40", "50", "", "", True),
        ("40", "50", "连续降雨", "", True),
        ("40", "50", "", "增加施工力量", True),
        ("40", "50", "连续降雨", "增加施工力量", False),
    ],
)
def test_ten_points_behind_must_be_explained_and_answered(
    town: str, physical: str, planned: str, reason: str, steps: str, refused: bool
) -> None:
    """1-86."""
    project = make.started()
    if refused:
        with pytest.raises(ReasonForDelayMissing):
            bare(project, physical, planned, delay_reason=reason, next_steps=steps)
        assert ProgressReport.objects.count() == 0
    else:
        bare(project, physical, planned, delay_reason=reason, next_steps=steps)


def test_work_that_is_less_than_it_was_must_be_explained(town: str) -> None:
    project = make.started(on=dt.date(2026, 2, 1))
    make.report(project, "50", "50", month_on=dt.date(2026, 2, 1))
    with pytest.raises(ReasonForRetreatMissing) as refused:
        bare(project, "49", "50")
    assert refused.value.message == "形象进度低于此前所报的 50%，请在“存在问题”中说明原因。"
    bare(project, "49", "50", problems="返工")


@pytest.mark.parametrize("percent", ["-0.01", "100.01", "33.333", "NaN", "Infinity"])
def test_a_percentage_that_is_none_is_refused(town: str, percent: str) -> None:
    project = make.started()
    with pytest.raises(PercentOutOfRange) as refused:
        bare(project, percent, "50")
    assert refused.value.data["field"] == "physical_percent"


def test_a_month_to_come_is_not_reported(town: str) -> None:
    project = make.started()
    with pytest.raises(DateInFuture):
        make.report(project, "50", "50", month_on=dt.date(2026, 4, 1))


def test_photos_of_a_report_are_kept_with_it_and_not_public(town: str, photo: bytes) -> None:
    project = make.started()
    report = progress.report_progress(
        actor=make.government(),
        project_uid=project.uid,
        month_on=make.TODAY,
        physical_percent=Decimal(5),
        planned_percent=Decimal(5),
        photos=[("现场.png", photo)],
        at=AT,
    )
    kept = documents.attachments_of(report.uid)
    assert [(each.filename, each.public) for each in kept] == [("现场.png", False)]
    assert queries.may_read_report(make.clerk(), report.uid)
    assert not queries.may_read_report(actor(Role.RESIDENT), report.uid)


def test_a_photo_that_is_none_leaves_no_report_behind(town: str) -> None:
    project = make.started()
    before = footprint()
    with pytest.raises(Exception, match="。"):
        progress.report_progress(
            actor=make.government(),
            project_uid=project.uid,
            month_on=make.TODAY,
            physical_percent=Decimal(5),
            planned_percent=Decimal(5),
            photos=[("木马.exe", b"MZ\x90\x00")],
            at=AT,
        )
    assert (footprint(), ProgressReport.objects.count()) == (before, 0)


def test_a_project_is_not_completed_while_a_milestone_or_a_part_is_open(town: str) -> None:
    project = make.opened(sub_projects=("东区", "西区"))
    make.step(project, "施工")
    make.step(project, "验收")
    progress.start_project(actor=make.government(), project_uid=project.uid, started_on=make.TODAY, at=AT)

    def complete() -> Project:
        return progress.complete_project(
            actor=make.government(), project_uid=project.uid, completed_on=make.TODAY, at=AT
        )

    before = footprint()
    with pytest.raises(MilestonesOpen) as refused:
        complete()
    assert (refused.value.data["count"], footprint()) == (2, before)
    project.milestones.update(done_on=make.TODAY)
    with pytest.raises(SubProjectsOpen):
        complete()
    project.sub_projects.update(done_on=make.TODAY)
    assert complete().completed_on == make.TODAY
    assert last_entry(project) == {
        "act": "delivery.complete",
        "states": ("under_way", "completed"),
        "facts": {"on": "2026-03-02", "on_time": True},
    }
    assert told()[-1] == "delivery.ProjectCompleted"


def test_a_project_is_not_completed_tomorrow(town: str) -> None:
    project = make.started()
    make.finish_steps(project)
    with pytest.raises(DateInFuture):
        progress.complete_project(
            actor=make.government(),
            project_uid=project.uid,
            completed_on=make.TODAY + dt.timedelta(days=1),
            at=AT,
        )


def test_the_clerk_of_the_congress_does_not_report_for_the_government(town: str) -> None:
    project = make.started()
    before = footprint()
    with pytest.raises(NotPermitted):
        make.report(project, "5", "5", by=make.clerk())
    assert footprint() == before
