"""What follows from watching: a second rectification, hearings, a vote on satisfaction, the year's calendar and its papers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from infra.demo.cast import Cast
from infra.demo.year import Plan, State, morning
from tenants.delivery import queries as delivery
from tenants.deputies import queries as deputies
from tenants.oversight import queries as oversight
from tenants.oversight.commands import bulletins, duties, hearings, merits, polls, rectifications, shows
from tenants.oversight.terms import BulletinKind, EvaluationKind, HearingKind, Quality

# topic, text, group (3-38)
CLUES = (
    ("老旧小区改造", "小区改造后路面多处沉降，雨天积水", "第一代表小组"),
    ("占道经营", "学校门口占道经营，上下学拥堵", "第二代表小组"),
    ("维修基金使用不透明", "电梯维修基金的使用没有公示", "第三代表小组"),
)


def put_right_twice(cast: Cast, finding_uid: UUID, unit: str, day: dt.date) -> None:
    """任务交办单, 整改, and because it did not hold a 二次整改."""
    week = dt.timedelta(days=7)
    order = rectifications.order_rectification(
        actor=cast.clerk,
        finding_uid=finding_uid,
        text="加固围挡，增设警示灯（演示）。",
        due_on=day + week,
        at=morning(day),
    )
    for round_no, reply in enumerate(("已加固围挡。", "警示灯已补装。")):
        on = day + week * (round_no + 1)
        rectifications.answer_rectification(
            actor=cast.actor(unit), rectification_uid=order.uid, reply=f"{reply}（演示）", at=morning(on)
        )
        rectifications.recheck_rectification(
            actor=cast.actor("inspector"),
            rectification_uid=order.uid,
            passed=bool(round_no),
            note="整改到位（演示）。" if round_no else "警示灯未装（演示）。",
            due_on=None if round_no else on + week,
            at=morning(on),
        )
        order = oversight.rectifications(cast.clerk).filter(project_uid=order.project_uid).order_by("-round_no")[0]


def hear(cast: Cast, plan: Plan, state: State, today: dt.date) -> None:
    """The unit of the late project is summoned (1-97) and followed up; a 专题询问 (0-52) waits for its report."""
    found = delivery.projects_of(state.cycle_uid)
    for kind, project, called in (
        (HearingKind.INTERVIEW, found[1], dt.date(plan.year, 7, 6)),
        (HearingKind.INQUIRY, found[0], dt.date(plan.year, 9, 7)),
    ):
        if called + dt.timedelta(days=30) > today:
            continue
        row = hearings.call_hearing(
            actor=cast.clerk,
            kind=kind,
            summoned=project.unit_name,
            matter=f"“{project.title}”的进度和资金使用情况（演示）。",
            called_on=called,
            project_uid=project.uid,
            at=morning(called),
        )
        held = called + dt.timedelta(days=7)
        hearings.hold_hearing(
            actor=cast.clerk,
            hearing_uid=row.uid,
            held_on=held,
            answer="责任单位说明了原因，承诺增加施工力量（演示）。",
            demand="倒排工期，按月报告（演示）。",
            due_on=held + dt.timedelta(days=60),
            at=morning(held),
        )
        if kind == HearingKind.INTERVIEW or plan.finished:
            back = morning(held + dt.timedelta(days=20))
            hearings.report_hearing(actor=cast.clerk, hearing_uid=row.uid, report="已按要求落实（演示）。", at=back)
            hearings.conclude_hearing(actor=cast.clerk, hearing_uid=row.uid, at=back)


def question(cast: Cast, plan: Plan, today: dt.date) -> None:
    """A 代表网络问政 (3-32): clues of the groups, a theme, who asks; of a year that is over with its questions solved."""
    called = dt.date(plan.year, 5, 11)
    seats = deputies.in_office(called)[:3]
    if called + dt.timedelta(days=40) > today or not seats:
        return
    show = hearings.call_hearing(
        actor=cast.clerk,
        kind=HearingKind.SHOW,
        summoned="住建局、城管局",
        matter="向各代表小组征集问题线索（演示）。",
        called_on=called,
        at=morning(called),
    )
    clues = [
        shows.offer_clue(
            actor=cast.clerk, hearing_uid=show.uid, topic=topic, text=f"{text}（演示）", group=group, at=morning(called)
        )
        for topic, text, group in CLUES
    ]
    studied = called + dt.timedelta(days=7)
    units = ("住建局", "城管局")
    for clue, unit in zip(clues, units, strict=False):
        shows.choose_clue(actor=cast.clerk, clue_uid=clue.uid, unit_name=unit, at=morning(studied))
    shows.choose_theme(
        actor=cast.clerk,
        hearing_uid=show.uid,
        theme="加强城市管理，提升服务水平（演示）",
        reason="不属于本期主题（演示）",
        at=morning(studied),
    )
    shows.seat_askers(
        actor=cast.clerk,
        hearing_uid=show.uid,
        mandate_uids=[each.mandate_uid for each in seats],
        qualities=Quality.values,
        at=morning(studied),
    )
    held = called + dt.timedelta(days=14)
    shows.announce_show(
        actor=cast.clerk, hearing_uid=show.uid, host="主持人（演示）", broadcast_url="", at=morning(studied)
    )
    for clue, seat in zip(clues[:2], seats * 2, strict=False):
        shows.give_question(actor=cast.clerk, clue_uid=clue.uid, mandate_uid=seat.mandate_uid, at=morning(studied))
    hearings.hold_hearing(
        actor=cast.clerk,
        hearing_uid=show.uid,
        held_on=held,
        answer="各部门现场答复（演示）。",
        demand="逐项解决并书面反馈（演示）。",
        due_on=held + dt.timedelta(days=60),
        at=morning(held),
    )
    for clue in clues[:2]:
        shows.answer_clue(
            actor=cast.clerk,
            clue_uid=clue.uid,
            answer="两个月内解决（演示）。",
            answered_by="部门负责人（演示）",
            satisfied=len(seats),
            at=morning(held),
        )
    due = held + dt.timedelta(days=60)
    shows.hand_over(actor=cast.clerk, hearing_uid=show.uid, due_on=due, at=morning(held))
    shows.publish_show(actor=cast.director, hearing_uid=show.uid, at=morning(held))
    back = held + dt.timedelta(days=25)
    for clue in clues[: 2 if plan.finished else 1]:
        shows.report_clue(actor=cast.clerk, clue_uid=clue.uid, report="已整改完成（演示）。", at=morning(back))
        shows.solve_clue(actor=cast.clerk, clue_uid=clue.uid, at=morning(back))
    if plan.finished:
        hearings.report_hearing(actor=cast.clerk, hearing_uid=show.uid, report="全部解决（演示）。", at=morning(back))
        hearings.conclude_hearing(actor=cast.clerk, hearing_uid=show.uid, at=morning(back))


def ask(cast: Cast, plan: Plan, state: State, today: dt.date) -> None:
    """期中测评 (2-34): whoever the rule names votes on the phone; it is still open, and half have answered."""
    day = dt.date(plan.year, 7, 15)
    project = delivery.projects_of(state.cycle_uid)[0]
    rule = oversight.satisfaction_rule(state.cycle_uid, on=day)
    known = {account.uid: part for part, account in cast.accounts.items()}
    seats = [seat for seat in oversight.seats_of(rule, day) if seat.account_uid in known]
    if day > today or not seats:
        return
    poll = polls.open_poll(
        actor=cast.clerk, project_uid=project.uid, held_on=day, kind=EvaluationKind.MIDTERM, at=morning(day)
    ).poll
    for number, seat in enumerate(seats[: max(1, len(seats) // 2)]):
        answer = "basically_satisfied" if number % 4 == 3 else "satisfied"
        polls.cast(
            actor=cast.actor(known[seat.account_uid]),  # type: ignore[index]
            poll_uid=poll.uid,
            answer=answer,
            at=morning(day),
        )


def publish(cast: Cast, plan: Plan, today: dt.date) -> None:
    """每月一公示, 季度一通报 of the last full month and quarter; of a finished year its 专项报告 (0-48, 0-49, 0-63)."""
    papers = [(BulletinKind.MONTHLY, 12), (BulletinKind.QUARTERLY, 4), (BulletinKind.SPECIAL, 1)]
    if not plan.finished:
        papers = [(BulletinKind.MONTHLY, today.month - 1), (BulletinKind.QUARTERLY, (today.month - 1) // 3)]
    day = dt.date(plan.year, 12, 28) if plan.finished else today
    for kind, number in papers:
        if number < 1:
            continue
        row = bulletins.compile_bulletin(actor=cast.clerk, kind=kind, year=plan.year, number=number, at=morning(day))
        bulletins.publish_bulletin(actor=cast.director, bulletin_uid=row.uid, at=morning(day))


def keep_calendar(cast: Cast, state: State, today: dt.date) -> None:
    """What was due is ticked off on its day, but for the last; the others have an owner (0-47 … 0-51)."""
    known = oversight.duties(state.cycle_uid, on=today)
    owner = cast.accounts["director"].uid
    due = [each for each in known if each.due_on <= today]
    for each in due[:-1]:
        on = each.due_on
        duties.perform_duty(
            actor=cast.clerk, cycle_uid=state.cycle_uid, key=each.key, done_on=on, note="演示", at=morning(on)
        )
    for each in known[len(due) :][:3]:
        duties.name_owner(
            actor=cast.director, cycle_uid=state.cycle_uid, key=each.key, account_uid=owner, at=morning(today)
        )


def reckon(cast: Cast, plan: Plan, today: dt.date) -> None:
    """加分项 and 扣分项 of the units' year (2-42)."""
    day = dt.date(plan.year, 12, 10)
    if day > today:
        return
    for part, points, reason in (("unit", "2", "提前完成（演示）"), ("unit2", "-1", "报送迟缓（演示）")):
        merits.enter_merit(
            actor=cast.clerk,
            year=plan.year,
            unit_name=cast.accounts[part].name,
            points=Decimal(points),
            reason=reason,
            at=morning(day),
        )
