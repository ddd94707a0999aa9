"""The steps of one year, each a function that calls commands. The story tests walk the same steps.

Dates hang on the delivery year: collected in the autumn before, voted in January, built, evaluated in December, looked
back at the next spring. A step whose day has not come is not taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from commons.directory.terms import Body, Level
from commons.kernel.actor import resident
from commons.kernel.tenancy import current_code, current_office
from commons.outbox import relay
from infra.demo.cast import Cast
from infra.demo.projects import COMMON, Work
from tenants.appraisal import queries as appraisal
from tenants.appraisal.commands import candidates, reserve, reviews, scoring
from tenants.appraisal.terms import Aspect, ReserveReason, Route, Stance
from tenants.appraisal.terms import Body as Deliberating
from tenants.ballot.commands import casting, counting, opening, papers, preparation
from tenants.cycles import commands as cycles
from tenants.cycles.terms import StageKind
from tenants.delivery import queries as delivery
from tenants.delivery.commands import ledger, plans, progress
from tenants.delivery.commands import projects as works
from tenants.delivery.terms import FundSource, MoneyKind
from tenants.deputies.commands import duties
from tenants.intake.commands import campaigns, suggestions
from tenants.intake.terms import ActivityKind, Channel, Field
from tenants.meetings import commands as meetings
from tenants.meetings.terms import ItemKind, SessionKind, SignInMethod
from tenants.notices.commands import notices, opinions
from tenants.notices.terms import NoticeKind, OpinionChannel, PlaceKind
from tenants.oversight.commands import evaluations, groups, inspections, look_backs
from tenants.oversight.commands import findings as finding_commands
from tenants.oversight.terms import FindingKind, InspectionKind, Outcome

LOCAL = ZoneInfo("Asia/Shanghai")
CRITERIA = ("public_support", "funding_feasibility", "social_benefit", "implementation_difficulty")


def morning(day: dt.date) -> dt.datetime:
    """Nine o'clock where the offices are."""
    return dt.datetime.combine(day, dt.time(9, 0), tzinfo=LOCAL)


@dataclass
class Plan:
    """How large a demo year is, and how it turns out."""

    year: int
    works: tuple[Work, ...]
    seats: int
    suggestions: int
    eliminated: int
    opinions: int = 6
    adopted: int = 2
    reserved: int = 0
    questions: int = 0
    answered: int = 0
    session_no: int = 1
    term_no: int = 18
    present: int = 0
    finished: bool = False


@dataclass
class State:
    """Where a year stands while it is being made."""

    cycle_uid: UUID
    proposals: list[UUID] = field(default_factory=list)
    scored: list[UUID] = field(default_factory=list)


def is_street() -> bool:
    return bool(current_office().body == Body.WORKING_COMMITTEE)


# ── the autumn before ────────────────────────────────────────────────────────────────────────


def open_year(cast: Cast, plan: Plan) -> State:
    day = dt.date(plan.year - 1, 8, 25)
    cycle = cycles.open_cycle(
        actor=cast.director, year=plan.year, term_no=plan.term_no, session_no=plan.session_no, at=morning(day)
    )
    return State(cycle.uid)


def collect(cast: Cast, plan: Plan, state: State) -> None:
    """A campaign of forty days; suggestions by every channel; what was done to be heard."""
    first, last = dt.date(plan.year - 1, 9, 1), dt.date(plan.year - 1, 10, 10)
    at = morning(first)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.COLLECTION, at=at)
    campaign = campaigns.plan_campaign(
        actor=cast.clerk,
        cycle_uid=state.cycle_uid,
        title=f"{plan.year}年民生实事建议项目征集公告",
        announcement="欢迎广大群众就身边的急难愁盼提出建议。可在线填写，也可到村（社区）、代表之家当面提出。",
        from_on=first,
        last_on=last,
        at=at,
    )
    campaigns.open_campaign(actor=cast.clerk, uid=campaign.uid, at=at)
    for kind, quantity in ((ActivityKind.POSTER, 800), (ActivityKind.BOOKLET, 5000), (ActivityKind.VISIT, 3000)):
        campaigns.record_activity(
            actor=cast.clerk, campaign_uid=campaign.uid, kind=kind, quantity=quantity, held_on=first, note="演示", at=at
        )
    for number in range(plan.suggestions):
        submit(cast, plan, number, campaign.uid, morning(first + dt.timedelta(days=number % 38)))


def submit(cast: Cast, plan: Plan, number: int, campaign_uid: UUID, at: dt.datetime) -> UUID:
    """The first suggestions are the ones that become projects; the rest are everyday matters."""
    work = plan.works[number] if number < len(plan.works) else None
    title = work.title if work else f"{COMMON[number % len(COMMON)]}（演示建议{number + 1}）"
    content = (
        work.content if work else f"建议在第{number % 12 + 1}网格{COMMON[number % len(COMMON)]}，方便群众出行和生活。"
    )
    by_grid = number % 5 == 4
    slip = suggestions.submit_suggestion(
        actor=cast.actor("grid") if by_grid else resident(current_code()),
        title=title,
        content=content,
        channel=Channel.GRID_WORKER if by_grid else Channel.PORTAL,
        field=work.field if work else list(Field)[number % len(Field)],
        village=f"演示第{number % 12 + 1}村（社区）",
        campaign_uid=campaign_uid,
        for_resident=by_grid,
        at=at,
    )
    return slip.uid


def appraise(cast: Cast, plan: Plan, state: State, suggestion_uids: Sequence[UUID]) -> None:
    """Screened, nominated, entered; scored by three reviewers under the pinned rubric; the round closed."""
    day = dt.date(plan.year - 1, 10, 15)
    at = morning(day)
    cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.COLLECTION, at=at)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.APPRAISAL, at=at)
    for uid in suggestion_uids:
        suggestions.screen_suggestion(actor=cast.clerk, uid=uid, at=at)
        suggestions.nominate_suggestion(actor=cast.clerk, uid=uid, at=at)
    relay.drain(current_code())
    state.proposals = appraisal.uids_entered(state.cycle_uid)
    _enrich(cast, plan, state, morning(dt.date(plan.year - 1, 10, 18)))
    score_all(cast, plan, state, morning(dt.date(plan.year - 1, 11, 2)))


def _enrich(cast: Cast, plan: Plan, state: State, at: dt.datetime) -> None:
    """The coming candidates get sums and beneficiaries: a scheme revision each, with its reason."""
    by_title = appraisal.uids_by_title(state.cycle_uid)
    for work in plan.works:
        reviews.revise_scheme(
            actor=cast.government,
            proposal_uid=by_title[work.title],
            reason="补充投资估算和受益范围",
            cost_fen=work.cost_fen,
            beneficiaries="辖区居民",
            goal="当年完成",
            at=at,
        )


def score_all(cast: Cast, plan: Plan, state: State, at: dt.datetime) -> None:
    parts = ("reviewer", "reviewer2", "reviewer3")
    panel = scoring.assign_panel(
        actor=cast.clerk,
        cycle_uid=state.cycle_uid,
        title="首轮评估",
        proposal_uids=state.proposals,
        reviewer_uids=[cast.accounts[part].uid for part in parts],
        at=at,
    )
    reviewers = [cast.actor(part) for part in parts]
    poor = set(state.proposals[len(state.proposals) - plan.eliminated :]) if plan.eliminated else set()
    for number, uid in enumerate(state.proposals):
        base = 48 if uid in poor else 92 - number % 20
        for lift, reviewer in enumerate(reviewers):
            points = {key: base + lift - 2 * place for place, key in enumerate(CRITERIA)}
            scoring.score(actor=reviewer, proposal_uid=uid, points=points, at=at)
            scoring.sign_scorecard(actor=reviewer, proposal_uid=uid, at=at)
    scoring.close_round(actor=cast.clerk, panel_uid=panel.uid, at=at)
    state.scored = [uid for uid in state.proposals if uid not in poor]


def review_jointly(cast: Cast, plan: Plan, state: State) -> None:
    """财政、城建、民政: funding and compliance; sites are seen (1-33 … 1-37)."""
    day = dt.date(plan.year - 1, 11, 8)
    for uid in state.scored[: len(plan.works)]:
        for department, aspect in (("财政", Aspect.FUNDING), ("城建", Aspect.SITE_SURVEY), ("民政", Aspect.COMPLIANCE)):
            reviews.record_joint_opinion(
                actor=cast.government,
                proposal_uid=uid,
                department=department,
                aspect=aspect,
                stance=Stance.AGREE,
                opinion="资金来源明确，符合政策，可以实施。",
                held_on=day,
                at=morning(day),
            )


def reserve_some(cast: Cast, plan: Plan, state: State) -> None:
    """Good, but not yet: into the pool with a reason (1-39 … 1-41)."""
    at = morning(dt.date(plan.year - 1, 11, 10))
    for uid in state.scored[len(plan.works) : len(plan.works) + plan.reserved]:
        reserve.put_in_reserve(
            actor=cast.clerk, proposal_uid=uid, reason_code=ReserveReason.FUNDING, reason="年度资金已安排完毕", at=at
        )


def show_publicly(cast: Cast, plan: Plan, state: State) -> None:
    """Seven working days on the board; every opinion answered (1-42 … 1-48)."""
    day = dt.date(plan.year - 1, 11, 12)
    at = morning(day)
    cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.APPRAISAL, at=at)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.NOTICE, at=at)
    notice = notices.draft_notice(
        actor=cast.clerk,
        cycle_uid=state.cycle_uid,
        kind=NoticeKind.PRELIMINARY,
        title=f"{plan.year}年民生实事项目初步方案公示",
        body="现将初步筛选的建议项目方案予以公示，欢迎提出意见。",
        items=[{"title": work.title, "text": work.content} for work in plan.works],
        at=at,
    )
    notices.post_notice(actor=cast.clerk, uid=notice.uid, at=at)
    for place, detail in (
        (PlaceKind.SCREEN, "小区电子屏"),
        (PlaceKind.CHAT_GROUP, "网格微信群"),
        (PlaceKind.BOARD, "项目展板"),
    ):
        notices.record_place(actor=cast.clerk, notice_uid=notice.uid, kind=place, detail=detail, put_up_on=day, at=at)
    answered = morning(dt.date(plan.year - 1, 11, 25))
    for number in range(plan.opinions):
        item = number % len(plan.works) + 1
        opinion = opinions.record_opinion(
            actor=resident(current_code()),
            notice_uid=notice.uid,
            channel=OpinionChannel.ONLINE,
            text="座位不够，建议增加到 80 个。" if number == 0 else f"希望尽快实施（演示意见{number + 1}）。",
            item_no=item,
            at=morning(day + dt.timedelta(days=number % 5 + 1)),
        )
        adopted = number < plan.adopted
        opinions.answer_opinion(
            actor=cast.clerk,
            uid=opinion.uid,
            adopted=adopted,
            reason="已吸收到项目方案中。" if adopted else "已转责任单位研究，暂不调整方案。",
            at=answered,
        )
        if number == 0 and "座位 50 个" in plan.works[0].content:
            _more_seats(cast, plan, state, opinion.uid, answered)
    notices.close_notice(actor=cast.clerk, uid=notice.uid, at=answered)
    cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.NOTICE, at=answered)


def _more_seats(cast: Cast, plan: Plan, state: State, opinion_uid: UUID, at: dt.datetime) -> None:
    """社区老年食堂扩建: 50 → 80 seats because somebody said so (1-48)."""
    work = plan.works[0]
    reviews.revise_scheme(
        actor=cast.government,
        proposal_uid=appraisal.uids_by_title(state.cycle_uid)[work.title],
        reason="采纳公示意见，座位由 50 个增加到 80 个",
        content=work.content.replace("50", "80"),
        opinion_uid=opinion_uid,
        at=at,
    )


def name_candidates(cast: Cast, plan: Plan, state: State) -> None:
    """Put forward by the government, deliberated by the congress side, one more than the margin asks."""
    at = morning(dt.date(plan.year - 1, 12, 5))
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.CANDIDATES, at=at)
    by_title = appraisal.uids_by_title(state.cycle_uid)
    for number, work in enumerate(plan.works):
        unit = "unit" if number % 2 == 0 else "unit2"
        candidates.put_forward(
            actor=cast.government,
            proposal_uid=by_title[work.title],
            unit_name="演示责任单位" + ("甲" if unit == "unit" else "乙"),
            unit_account_uid=cast.accounts[unit].uid,
            basis="政府常务会议研究通过",
            at=at,
        )
    agreed = dt.date(plan.year - 1, 12, 15)
    candidates.approve_candidates(
        actor=cast.director,
        cycle_uid=state.cycle_uid,
        body=_deliberating(),
        held_on=agreed,
        seats=plan.seats,
        at=morning(agreed),
    )
    cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.CANDIDATES, at=morning(agreed))


def _deliberating() -> Deliberating:
    if is_street():
        return Deliberating.WORKING_COMMITTEE
    return Deliberating.PRESIDIUM if current_office().level == Level.TOWNSHIP else Deliberating.STANDING_COMMITTEE


# ── the vote ─────────────────────────────────────────────────────────────────────────────────


def vote(cast: Cast, plan: Plan, state: State) -> UUID:
    """The meeting, its questions, and the vote in it: some on their phones, the others on paper. The vote's uid."""
    day = dt.date(plan.year, 1, 10)
    at = morning(day)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.VOTE, at=at)
    session = meetings.convene(
        actor=cast.clerk,
        cycle_uid=state.cycle_uid,
        kind=SessionKind.ASSEMBLY if is_street() else SessionKind.CONGRESS,
        title=f"{plan.year}年{'议政代表会' if is_street() else '人民代表大会会议'}",
        held_on=day,
        place="三楼会议室",
        term_no=plan.term_no,
        session_no=plan.session_no,
        expected=len(cast.seats),
        at=morning(day - dt.timedelta(days=20)),
    )
    for kind, title in (
        (ItemKind.REPORT, "听取和审议上年度民生实事项目落实情况报告"),
        (ItemKind.METHOD, "通过票决（票选）办法"),
        (ItemKind.PRESENTATION, "候选项目解读"),
        (ItemKind.DISCUSSION, "分组讨论"),
        (ItemKind.VOTE, "投票"),
    ):
        meetings.add_agenda_item(
            actor=cast.clerk, session_uid=session.uid, kind=kind, title=title, at=morning(day - dt.timedelta(days=15))
        )
    meetings.open_session(actor=cast.clerk, session_uid=session.uid, at=at)
    here = cast.seats[: plan.present]
    for seat in here:
        duties.attend(
            actor=cast.clerk, session_uid=session.uid, method=SignInMethod.CLERK, mandate_uid=seat.mandate_uid, at=at
        )
    for number in range(plan.questions):
        enquiry = meetings.ask(
            actor=cast.clerk,
            session_uid=session.uid,
            seat_uid=here[number % len(here)].mandate_uid,
            text=f"请介绍项目的资金安排和完成时限（演示提问{number + 1}）。",
            at=at,
        )
        if number < plan.answered:
            meetings.answer_enquiry(
                actor=cast.clerk, enquiry_uid=enquiry.uid, answer="资金已列入年度预算，年底前完成。", at=at
            )
    uid = hold_vote(cast, plan, state, session.uid, at)
    meetings.close_session(actor=cast.clerk, session_uid=session.uid, at=at + dt.timedelta(hours=6))
    return uid


def hold_vote(cast: Cast, plan: Plan, state: State, session_uid: UUID, at: dt.datetime) -> UUID:
    of = preparation.prepare_vote(
        actor=cast.clerk, cycle_uid=state.cycle_uid, session_uid=session_uid, seats=plan.seats, at=at
    )
    preparation.name_officers(
        actor=cast.clerk,
        vote_uid=of.uid,
        chief=cast.accounts["deputy0"].uid,
        scrutineers=[cast.accounts["deputy1"].uid, cast.accounts["deputy2"].uid],
        tellers=[cast.accounts["teller"].uid, cast.accounts["teller2"].uid],
        at=at,
    )
    this = opening.open_round(actor=cast.director, vote_uid=of.uid, at=at)
    named = [str(each.uid) for each in appraisal.candidates(state.cycle_uid)]
    approved = dict.fromkeys(named[: plan.seats], "approve")
    rest = dict.fromkeys(named[plan.seats :], "oppose")
    grades = dict.fromkeys(named[:3], "very_necessary") if is_street() else None
    voters = [part for part in cast.accounts if part.startswith("deputy")][: min(plan.present, 12)]
    for part in voters:
        casting.cast(actor=cast.actor(part), round_uid=this.uid, marks={**approved, **rest}, priorities=grades, at=at)
    teller = cast.actor("teller")
    phones = {cast.accounts[part].uid for part in voters}
    on_paper = [seat.mandate_uid for seat in cast.seats[: plan.present] if seat.account_uid not in phones]
    if on_paper:
        papers.issue_papers(actor=teller, round_uid=this.uid, mandates=on_paper, at=at)
    counting.close_round(actor=cast.director, round_uid=this.uid, at=at)
    if on_paper:
        papers.state_papers(actor=teller, round_uid=this.uid, issued=len(on_paper), returned=len(on_paper), at=at)
        papers.enter_paper(
            actor=teller, round_uid=this.uid, count=len(on_paper), marks={**approved, **rest}, priorities=grades, at=at
        )
    counting.count(actor=teller, round_uid=this.uid, at=at)
    for part in ("deputy0", "deputy1", "deputy2"):
        counting.confirm_count(actor=cast.actor(part), vote_uid=of.uid, at=at)
    counting.certify(actor=cast.actor("deputy0"), vote_uid=of.uid, at=at)
    if is_street():
        counting.confirm(actor=cast.director, vote_uid=of.uid, on=at.date(), basis="街道党工委会议纪要（演示）", at=at)
    relay.drain(current_code())
    return of.uid


def dispose_rest(cast: Cast, plan: Plan, state: State) -> None:
    """The three routes for what was not selected (2-18 … 2-20)."""
    at = morning(dt.date(plan.year, 1, 12))
    routes = (
        (Route.GENERAL, "资金有保障、具备可行性，列为一般民生工程"),
        (Route.RESERVE, "条件暂不成熟，纳入票决制项目库"),
        (Route.VILLAGE, "资金量较小，由村（社区）统筹协调处理"),
    )
    left = [each for each in appraisal.candidates(state.cycle_uid) if each.state == "not_selected"]
    for number, each in enumerate(left):
        route, reason = routes[number % 3]
        candidates.dispose(actor=cast.clerk, uid=each.uid, route=route, unit="演示责任单位甲", reason=reason, at=at)
    relay.drain(current_code())


def announce(cast: Cast, plan: Plan, state: State) -> None:
    """The result on the board for five working days (1-77, 1-78)."""
    day = dt.date(plan.year, 1, 12)
    at = morning(day)
    cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.VOTE, at=at)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.RESULT_NOTICE, at=at)
    notice = notices.draft_notice(
        actor=cast.clerk,
        cycle_uid=state.cycle_uid,
        kind=NoticeKind.RESULT,
        title=f"{plan.year}年民生实事项目{'票选' if is_street() else '票决'}结果",
        body="经大会投票，以下项目入选，现予公布。",
        items=[
            {"title": each.title, "text": each.content}
            for each in appraisal.candidates(state.cycle_uid)
            if each.state == "selected"
        ],
        at=at,
    )
    notices.post_notice(actor=cast.clerk, uid=notice.uid, at=at)
    over = morning(day + dt.timedelta(days=14))
    notices.close_notice(actor=cast.clerk, uid=notice.uid, at=over)
    cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.RESULT_NOTICE, at=over)


# ── the year itself ──────────────────────────────────────────────────────────────────────────


def build(cast: Cast, plan: Plan, state: State, today: dt.date) -> None:
    """Plans, money, months of progress; one project late, the others as they should be, or all done."""
    day = dt.date(plan.year, 2, 10)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.DELIVERY, at=morning(day))
    parts = {work.title: work.parts for work in plan.works}
    for number, project in enumerate(delivery.projects_of(state.cycle_uid)):
        _plan_project(cast, plan, project.uid, number, parts.get(project.title, ()), day)
        months = 11 if plan.finished else max(0, today.month - 2) if today.year == plan.year else 0
        _report(cast, plan, project.uid, number, months, late=not plan.finished and number == 1)
        if plan.finished or (number == 0 and today >= dt.date(plan.year, 11, 15)):
            _finish(cast, plan, project.uid, number)


def _plan_project(cast: Cast, plan: Plan, uid: UUID, number: int, parts: Sequence[str], day: dt.date) -> None:
    at = morning(day)
    unit = cast.accounts["unit" if number % 2 == 0 else "unit2"]
    works.assign_unit(actor=cast.government, project_uid=uid, account_uid=unit.uid, unit_name=unit.name, at=at)
    works.name_leaders(
        actor=cast.government,
        project_uid=uid,
        accountable_leader="演示·总负责人",
        direct_owner="演示·分管领导",
        executor="演示·执行人",
        at=at,
    )
    if parts:
        plans.add_sub_projects(actor=cast.clerk, project_uid=uid, titles=list(parts), at=at)
    plans.schedule_project(actor=cast.clerk, project_uid=uid, start_on=day, due_on=dt.date(plan.year, 11, 30), at=at)
    for title, month in (("前期准备", 4), ("施工建设", 9), ("竣工验收", 11)):
        plans.add_milestone(
            actor=cast.clerk,
            project_uid=uid,
            title=title,
            standard="按合同和规范验收合格",
            due_on=dt.date(plan.year, month, 25),
            responsible="演示·执行人",
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
    for month in range(3, 3 + min(months, 9), 2):
        day = dt.date(plan.year, month, 5)
        should = Decimal(min(100, (month - 2) * 11))
        progress.report_progress(
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
        ledger.enter(
            actor=unit,
            project_uid=uid,
            kind=MoneyKind.PAID,
            source=FundSource.OWN_FISCAL,
            amount_fen=max(1, share // 6),
            booked_on=day,
            voucher=f"演示-支-{number}-{month}",
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
        if plan.finished or number % 3:
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
        works.accept_project(actor=cast.clerk, project_uid=project.uid, at=at)
        evaluations.evaluate(
            actor=cast.clerk, project_uid=project.uid, held_on=day, members=50, present=50, returned=50,
            satisfied=45, basically_satisfied=4, dissatisfied=1, at=at,
        )  # fmt: skip
    for kind in (StageKind.DELIVERY, StageKind.SUPERVISION, StageKind.EVALUATION):
        cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=kind, at=at)


def look_back(cast: Cast, plan: Plan, state: State) -> None:
    """The spring after: each looked at one by one (2-41)."""
    day = dt.date(plan.year + 1, 3, 20)
    at = morning(day)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.LOOK_BACK, at=at)
    for project in delivery.projects_of(state.cycle_uid):
        look_backs.look_back(
            actor=cast.actor("inspector"),
            project_uid=project.uid,
            held_on=day,
            outcome=Outcome.HOLDING,
            summary="运行良好（演示）。",
            at=at,
        )
    cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.LOOK_BACK, at=at)
    cycles.close_cycle(actor=cast.director, cycle_uid=state.cycle_uid, at=at)
