"""Projects by the room's own commands, written short."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from commons.identity.models import Account
from commons.kernel.actor import Actor, Role
from tenants.delivery.commands import changes, funds, ledger, plans, progress, projects
from tenants.delivery.models import Adjustment, Contract, LedgerEntry, Milestone, ProgressReport, Project
from tenants.delivery.terms import Aspect, FundSource, MoneyKind, ProjectKind
from tests.factories.people import AT, actor, as_actor, member

TODAY = dt.date(2026, 3, 2)  # the day of AT
YUAN = 100


def clerk() -> Actor:
    return actor(Role.CLERK, name="经办")


def government() -> Actor:
    return actor(Role.GOVERNMENT, name="政府办")


def opened(
    title: str = "老旧小区加装电梯",
    *,
    year: int = 2026,
    kind: ProjectKind = ProjectKind.VOTED,
    planned_fen: int | None = 3_000_000 * YUAN,
    sub_projects: tuple[str, ...] = (),
    at: dt.datetime = AT,
) -> Project:
    return projects.open_project(
        actor=clerk(),
        kind=kind,
        year=year,
        title=title,
        content="为 12 栋居民楼加装电梯",
        planned_fen=planned_fen,
        field="住有所居",
        unit_name="住建局",
        sub_projects=sub_projects,
        at=at,
    )


def given(project: Project, name: str = "住建局") -> Actor:
    """The unit the project is assigned to, as an Actor."""
    return as_actor(give(project, name))


def give(project: Project, name: str = "住建局") -> Account:
    unit = member(Role.UNIT, name=name)
    projects.assign_unit(actor=clerk(), project_uid=project.uid, account_uid=unit.uid, unit_name=name, at=AT)
    return unit


def step(project: Project, title: str = "施工建设", *, due_on: dt.date = dt.date(2026, 9, 30)) -> Milestone:
    return plans.add_milestone(
        actor=clerk(),
        project_uid=project.uid,
        title=title,
        standard="主体结构验收合格",
        responsible="张工",
        due_on=due_on,
        at=AT,
    )


def started(title: str = "老旧小区加装电梯", *, year: int = 2026, on: dt.date = TODAY) -> Project:
    project = opened(title, year=year)
    step(project)
    return progress.start_project(actor=government(), project_uid=project.uid, started_on=on, at=AT)


def finish_steps(project: Project, on: dt.date = TODAY, at: dt.datetime = AT) -> None:
    for each in project.milestones.filter(done_on=None):
        plans.complete_milestone(actor=clerk(), milestone_uid=each.uid, done_on=on, evidence="验收单齐全", at=at)
    for part in project.sub_projects.filter(done_on=None):
        plans.complete_sub_project(actor=clerk(), sub_project_uid=part.uid, done_on=on, at=at)


def completed(title: str = "口袋公园", *, year: int = 2026, on: dt.date = TODAY, at: dt.datetime = AT) -> Project:
    project = opened(title, year=year)
    step(project)
    progress.start_project(actor=government(), project_uid=project.uid, started_on=on, at=at)
    finish_steps(project, on, at)
    return progress.complete_project(actor=government(), project_uid=project.uid, completed_on=on, at=at)


def report(
    project: Project,
    physical: str,
    planned: str,
    *,
    month_on: dt.date = TODAY,
    at: dt.datetime = AT,
    by: Actor | None = None,
) -> ProgressReport:
    return progress.report_progress(
        actor=by or government(),
        project_uid=project.uid,
        month_on=month_on,
        physical_percent=Decimal(physical),
        planned_percent=Decimal(planned),
        problems="雨季影响",
        delay_reason="连续降雨",
        next_steps="增加施工力量",
        at=at,
    )


def enter(
    project: Project,
    kind: MoneyKind,
    yuan: int,
    *,
    reason: str = "",
    voucher: str = "财字 001",
    by: Actor | None = None,
    source: FundSource = FundSource.OWN_FISCAL,
    payee: str = "",
    on: dt.date = TODAY,
    at: dt.datetime = AT,
) -> LedgerEntry:
    return ledger.enter(
        actor=by or government(),
        project_uid=project.uid,
        kind=kind,
        source=source,
        amount_fen=yuan * YUAN,
        booked_on=on,
        voucher=voucher,
        reason=reason,
        payee=payee,
        at=at,
    )


def proposed(project: Project, aspect: Aspect = Aspect.END, **wanted: object) -> Adjustment:
    return changes.propose_change(
        actor=government(),
        project_uid=project.uid,
        aspect=aspect,
        reason="规划调整",
        at=AT,
        **wanted,  # type: ignore[arg-type]
    )


def heard(change: Adjustment) -> Adjustment:
    return changes.hear_opinion(
        actor=clerk(), change_uid=change.uid, heard_on=TODAY, opinion="主席团听取代表意见，建议同意。", at=AT
    )


def approved(change: Adjustment, **votes: int) -> Adjustment:
    return changes.approve_change(
        actor=clerk(),
        change_uid=change.uid,
        decided_by="镇人大第四次会议",
        decided_on=TODAY,
        minutes="会议纪要〔2026〕4 号",
        at=AT,
        **votes,
    )


def ended(project: Project) -> Project:
    """Given up by the town's congress, as the method demands."""
    approved(heard(proposed(project)))
    project.refresh_from_db()
    return project


def contract(project: Project, number: str = "合同 1", party: str = "甲公司", yuan: int = 4_800_000) -> Contract:
    return funds.record_contract(
        actor=government(),
        project_uid=project.uid,
        number=number,
        party=party,
        subject="施工",
        amount_fen=yuan * YUAN,
        signed_on=TODAY,
        at=AT,
    )
