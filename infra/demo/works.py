"""The delivery year: built, watched, judged, and looked back at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from infra.demo import following
from infra.demo.cast import Cast
from infra.demo.year import Plan, State, morning
from tenants.cycles import commands as cycles
from tenants.cycles.terms import StageKind
from tenants.delivery import queries as delivery
from tenants.delivery.commands import funds, ledger, lights, plans, progress, projects
from tenants.delivery.terms import AlertState, FundRule, FundSource, MoneyKind, WorkStage
from tenants.oversight import queries as oversight
from tenants.oversight.commands import evaluations, groups, inspections, look_backs, rectifications
from tenants.oversight.commands import findings as finding_commands
from tenants.oversight.terms import FindingKind, InspectionKind, Outcome


def build(cast: Cast, plan: Plan, state: State, today: dt.date) -> None:
    """Plans, money, months of progress; one project late, the others as they should be, or all done."""
    day = dt.date(plan.year, 2, 10)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.DELIVERY, at=morning(day))
    parts = {work.title: work.parts for work in plan.works}
    for number, project in enumerate(delivery.projects_of(state.cycle_uid)):
        _plan_project(cast, plan, project.uid, number, parts.get(project.title, ()), day)
        months = 11 if plan.finished else max(0, today.month - 2) if today.year == plan.year else 0
        _report(cast, plan, project.uid, number, months, late=not plan.finished and number == 1)
        if months and number == 2:
            _stop_in_time(cast, plan, project.uid, number)
        if plan.finished or (number == 0 and today >= dt.date(plan.year, 11, 15)):
            _finish(cast, plan, project.uid, number)
    for month in range(3, 13 if plan.finished else today.month + 1 if today.year == plan.year else 3):
        end = dt.date(plan.year, month, 28)
        lights.mark_lights(actor=system(current_code()), year=plan.year, today=min(end, today), at=morning(today))


def _plan_project(cast: Cast, plan: Plan, uid: UUID, number: int, parts: Sequence[str], day: dt.date) -> None:
    at = morning(day)
    unit = cast.accounts["unit" if number % 2 == 0 else "unit2"]
    projects.assign_unit(actor=cast.government, project_uid=uid, account_uid=unit.uid, unit_name=unit.name, at=at)
    projects.name_leaders(
        actor=cast.government,
        project_uid=uid,
        accountable_leader="演示·总负责人",
        direct_owner="演示·分管领导",
        executor="演示·执行人",
        community="演示社区",
        at=at,
    )
    if parts:
        made = plans.add_sub_projects(actor=cast.clerk, project_uid=uid, titles=list(parts), at=at)
        _share_out(cast, uid, [each.uid for each in made], at)
    plans.schedule_project(actor=cast.clerk, project_uid=uid, start_on=day, due_on=dt.date(plan.year, 11, 30), at=at)
    for stage, month in ((WorkStage.PREPARATION, 4), (WorkStage.CONSTRUCTION, 9), (WorkStage.ACCEPTANCE, 11)):
        plans.add_milestone(
            actor=cast.clerk,
            project_uid=uid,
            stage=stage,
            title=str(stage.label),
            standard="按合同和规范验收合格",
            due_on=dt.date(plan.year, month, 25),
            responsible="演示·执行人",
            at=at,
        )


def _share_out(cast: Cast, uid: UUID, parts: list[UUID], at: dt.datetime) -> None:
    """件 = Σ 项: the money of the whole in equal shares, what is left over with the first."""
    planned = delivery.row(cast.clerk, uid).planned_fen or 0
    share = planned // len(parts)
    sums = [planned - share * (len(parts) - 1), *[share] * (len(parts) - 1)]
    plans.weigh_parts(
        actor=cast.clerk,
        project_uid=uid,
        parts=[plans.PartPlan(part, planned_fen=fen) for part, fen in zip(parts, sums, strict=True)],
        at=at,
    )


def _report(cast: Cast, plan: Plan, uid: UUID, number: int, months: int, *, late: bool) -> None:
    unit = cast.actor("unit" if number % 2 == 0 else "unit2")
    planned = delivery.row(cast.clerk, uid).planned_fen or 0
    start = dt.date(plan.year, 2, 20)
    progress.start_project(actor=unit, project_uid=uid, started_on=start, at=morning(start))
    share = planned * 8 // 10
    for kind, fen in ((MoneyKind.BUDGET, planned), (MoneyKind.ARRIVED, share)):
        ledger.enter(
            actor=unit,
            project_uid=uid,
            kind=kind,
            source=FundSource.OWN_FISCAL,
            amount_fen=fen,
            booked_on=start,
            voucher=f"演示-{plan.year}-{number}",
            at=morning(start),
        )
    funds.record_contract(
        actor=unit,
        project_uid=uid,
        number=f"演示合同-{plan.year}-{number}",
        party="演示建设公司",
        subject="施工和设备采购",
        amount_fen=max(1, planned),
        signed_on=start,
        at=morning(start),
    )
    for month in range(3, 3 + min(months, 9), 2):
        day = dt.date(plan.year, month, 5)
        should = Decimal(min(100, (month - 2) * 11))
        report = progress.report_progress(
            actor=unit,
            project_uid=uid,
            month_on=dt.date(plan.year, month, 1),
            physical_percent=should * 6 / 10 if late else should,
            planned_percent=should,
            problems="连续降雨，施工滞后" if late else "",
            delay_reason="天气原因" if late else "",
            next_steps="增加施工力量" if late else "按计划推进",
            at=morning(day),
        )
        progress.check_report(actor=cast.clerk, report_uid=report.uid, passed=True, at=morning(day))
        ledger.enter(
            actor=unit,
            project_uid=uid,
            kind=MoneyKind.PAID,
            source=FundSource.OWN_FISCAL,
            amount_fen=max(1, share // 6),
            booked_on=day,
            voucher=f"演示-支-{number}-{month}",
            payee="演示建设公司",
            at=morning(day),
        )
    done = [
        step
        for step in delivery.milestones_of(delivery.get(cast.clerk, uid))
        if step.due_on <= dt.date(plan.year, min(12, months + 2), 28)
    ]
    for step in done[: 1 if late else None]:
        if plan.finished or step.due_on.month < 11:
            plans.complete_milestone(
                actor=unit,
                milestone_uid=step.uid,
                done_on=step.due_on,
                evidence="验收合格",
                at=morning(step.due_on + dt.timedelta(days=1)),
            )


def _stop_in_time(cast: Cast, plan: Plan, uid: UUID, number: int) -> None:
    """资金异常 (1-103): a payment to a party outside the contract is found, stopped, audited, and taken back."""
    unit = cast.actor("unit" if number % 2 == 0 else "unit2")
    day = dt.date(plan.year, 3, 10)
    left = (
        (delivery.row(cast.clerk, uid).planned_fen or 0) * 8 // 10 // 6
    )  # of what arrived, after every month's payment
    wrong = ledger.enter(
        actor=unit,
        project_uid=uid,
        kind=MoneyKind.PAID,
        source=FundSource.OWN_FISCAL,
        amount_fen=min(20 * 1_000_000, left),
        booked_on=day,
        voucher=f"演示-支-{number}-误",
        payee="演示合同外单位",
        at=morning(day),
    )
    for alert in delivery.alerts(cast.director).filter(project_id=uid, state=AlertState.RAISED):
        funds.suspend_alert(actor=cast.director, alert_uid=alert.uid, at=morning(day))
        funds.audit_alert(actor=cast.director, alert_uid=alert.uid, at=morning(day + dt.timedelta(days=3)))
        funds.resolve_alert(
            actor=cast.director,
            alert_uid=alert.uid,
            conclusion="收款方不是签约单位，款项已追回（演示）。",
            saved_fen=wrong.amount_fen if alert.rule == FundRule.OUTSIDE else 0,
            at=morning(day + dt.timedelta(days=10)),
        )
    ledger.correct(
        actor=unit,
        entry_uid=wrong.uid,
        reason="付给合同外单位，已追回（演示）",
        at=morning(day + dt.timedelta(days=10)),
    )


def _finish(cast: Cast, plan: Plan, uid: UUID, number: int) -> None:
    unit = cast.actor("unit" if number % 2 == 0 else "unit2")
    day = dt.date(plan.year, 11, 15)
    for step in delivery.milestones_of(delivery.get(cast.clerk, uid)):
        if step.done_on is None:
            plans.complete_milestone(
                actor=unit, milestone_uid=step.uid, done_on=day, evidence="提前完成，验收合格", at=morning(day)
            )
    for part in delivery.sub_projects_of(delivery.get(cast.clerk, uid)):
        plans.complete_sub_project(actor=unit, sub_project_uid=part.uid, done_on=day, at=morning(day))
    progress.complete_project(actor=unit, project_uid=uid, completed_on=day, at=morning(day))


def watch(cast: Cast, plan: Plan, state: State, today: dt.date) -> None:
    """One group leads; every project is assigned; checks find things, and they are settled (1-98, 1-99)."""
    day = dt.date(plan.year, 3, 2)
    at = morning(day)
    group = groups.form_group(actor=cast.clerk, year=plan.year, name="演示监督小组", led_by="对口工委", at=at)
    groups.add_member(
        actor=cast.clerk, group_uid=group.uid, account_uid=cast.accounts["inspector"].uid, is_leader=True, at=at
    )
    groups.add_member(actor=cast.clerk, group_uid=group.uid, account_uid=cast.accounts["inspector2"].uid, at=at)
    for number, project in enumerate(delivery.projects_of(state.cycle_uid)):
        groups.assign_project(actor=cast.clerk, group_uid=group.uid, project_uid=project.uid, at=at)
        on = dt.date(plan.year, 6, 10)
        if on > today:
            continue
        seen = inspections.inspect(
            actor=cast.actor("inspector"),
            project_uid=project.uid,
            kind=InspectionKind.SITE_CHECK,
            held_on=on,
            summary="现场察看施工进度、质量和安全（演示）。",
            group_uid=group.uid,
            participants=6,
            at=morning(on),
        )
        kind = FindingKind.SAFETY if number % 2 == 0 else FindingKind.QUALITY
        found = finding_commands.raise_finding(
            actor=cast.actor("inspector"),
            inspection_uid=seen.uid,
            kind=kind,
            text="围挡不牢，需加固。",
            location="施工现场",
            at=morning(on),
        )
        if plan.finished and not number:
            following.put_right_twice(cast, found.uid, "unit", on)
        elif plan.finished or number % 3:
            finding_commands.settle_finding(
                actor=cast.actor("inspector"),
                finding_uid=found.uid,
                settlement="已现场整改。",
                at=morning(on + dt.timedelta(days=7)),
            )
    cycles.open_stage(
        actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.SUPERVISION, at=morning(dt.date(plan.year, 3, 3))
    )


def judge(cast: Cast, plan: Plan, state: State) -> None:
    """Fifty people, forty-nine content: 98 %."""
    day = dt.date(plan.year, 12, 5)
    at = morning(day)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.EVALUATION, at=at)
    for project in delivery.projects_of(state.cycle_uid):
        projects.accept_project(actor=cast.clerk, project_uid=project.uid, at=at)
        evaluations.evaluate(
            actor=cast.clerk, project_uid=project.uid, held_on=day, members=50, present=50, returned=50,
            satisfied=45, basically_satisfied=4, dissatisfied=1, at=at,
        )  # fmt: skip
    for kind in (StageKind.DELIVERY, StageKind.SUPERVISION, StageKind.EVALUATION):
        cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=kind, at=at)
    following.reckon(cast, plan, dt.date(plan.year, 12, 31))
    following.publish(cast, plan, dt.date(plan.year, 12, 31))


def follow(cast: Cast, plan: Plan, state: State, today: dt.date) -> None:
    """What a year of watching leads to, as far as the year has come."""
    following.hear(cast, plan, state, today)
    following.question(cast, plan, today)
    following.keep_calendar(cast, state, min(today, dt.date(plan.year, 12, 31)))
    if not plan.finished:
        following.ask(cast, plan, state, today)
        following.publish(cast, plan, today)


def look_back(cast: Cast, plan: Plan, state: State) -> None:
    """The spring after: each looked at one by one (2-41)."""
    day = dt.date(plan.year + 1, 3, 20)
    at = morning(day)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.LOOK_BACK, at=at)
    for number, project in enumerate(delivery.projects_of(state.cycle_uid)):
        look_backs.look_back(
            actor=cast.actor("inspector"),
            project_uid=project.uid,
            held_on=day,
            outcome=Outcome.HOLDING if number else Outcome.PROBLEMS,
            summary="运行良好（演示）。" if number else "标识缺失，须补装（演示）。",
            score=Decimal(94 - number) if number else Decimal(82),
            rectify_by=None if number else day + dt.timedelta(days=30),
            at=at,
        )
        if number:
            continue
        order = oversight.rectifications(cast.clerk).filter(project_uid=project.uid).latest("created_at")
        rectifications.answer_rectification(
            actor=cast.actor("unit"), rectification_uid=order.uid, reply="标识已补装（演示）。", at=at
        )
        rectifications.recheck_rectification(
            actor=cast.actor("inspector"), rectification_uid=order.uid, passed=True, note="到位（演示）。", at=at
        )
    cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.LOOK_BACK, at=at)
    cycles.close_cycle(actor=cast.director, cycle_uid=state.cycle_uid, at=at)
