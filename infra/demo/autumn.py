"""The autumn before: collected, appraised, shown, and put on the ballot."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from uuid import UUID

from PIL import Image

from commons.directory.terms import Level
from commons.kernel.actor import Actor, resident
from commons.kernel.tenancy import current_code, current_office
from commons.outbox import relay
from infra.demo.cast import Cast
from infra.demo.projects import COMMON
from infra.demo.year import Plan, State, is_street, morning
from tenants.appraisal import queries as appraisal
from tenants.appraisal.commands import candidates, pre_vote, reserve, reviews, scoring
from tenants.appraisal.terms import Aspect, ReserveReason, Stance
from tenants.appraisal.terms import Body as Deliberating
from tenants.cycles import commands as cycles
from tenants.cycles.terms import StageKind
from tenants.intake.commands import campaigns, reach, suggestions
from tenants.intake.terms import ActivityKind, Channel, Field
from tenants.notices.commands import notices, opinions
from tenants.notices.terms import NoticeKind, OpinionChannel, PlaceKind

CRITERIA = ("public_support", "funding_feasibility", "social_benefit", "implementation_difficulty")


def _blank_page() -> bytes:
    """A sheet of paper, photographed: what stands for minutes in a demo year."""
    page = io.BytesIO()
    Image.new("L", (620, 877), 255).save(page, "PNG")
    return page.getvalue()


def open_year(cast: Cast, plan: Plan) -> State:
    day = plan.day(8, 25, before=1)
    cycle = cycles.open_cycle(
        actor=cast.director, year=plan.year, term_no=plan.term_no, session_no=plan.session_no, at=morning(day)
    )
    return State(cycle.uid)


def collect(cast: Cast, plan: Plan, state: State) -> None:
    """A campaign of forty days; suggestions by every channel; what was done to be heard."""
    first, last = plan.day(9, 1, before=1), plan.day(10, 10, before=1)
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
    visits = _reach_out(cast, campaign.uid, first)
    for number in range(plan.suggestions):
        heard_at_the_door = number % 5 == 4
        at = morning(first + dt.timedelta(days=number % len(visits) + 2 if heard_at_the_door else number % 38))
        submit(cast, plan, number, campaign.uid, visits[number % len(visits)], at)


VILLAGES = tuple(f"演示第{number}村（社区）" for number in range(1, 13))


def _reach_out(cast: Cast, campaign_uid: UUID, first: dt.date) -> list[UUID]:
    """800 posters, 5000 booklets, 12 forums, and the grid worker's visits to 3000 households: a row a day and village.

    The visits, for what is heard there (1-12, 1-13, 1-18, 1-19).
    """
    grid, last = cast.actor("grid"), morning(first + dt.timedelta(days=39))

    def did(by: Actor, kind: ActivityKind, quantity: int, day: int, village: str, people: int | None = None) -> UUID:
        held_on = first + dt.timedelta(days=day)
        done = reach.record_activity(
            actor=by, campaign_uid=campaign_uid, kind=kind, quantity=quantity, people=people, held_on=held_on,
            village=village, note="演示", at=last,
        )  # fmt: skip
        return done.uid

    for place, village in enumerate(VILLAGES):
        did(cast.clerk, ActivityKind.POSTER, 67 if place else 63, 0, village)
        did(cast.clerk, ActivityKind.BOOKLET, 417 if place else 413, 1, village)
        did(cast.clerk, ActivityKind.FORUM, 1, place + 2, village, people=20 + place)
    return [did(grid, ActivityKind.VISIT, 125, place + 2, VILLAGES[place % 12]) for place in range(24)]


def submit(cast: Cast, plan: Plan, number: int, campaign_uid: UUID, visit_uid: UUID, at: dt.datetime) -> UUID:
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
        channel=Channel.DOOR_TO_DOOR if by_grid else Channel.PORTAL,
        activity_uid=visit_uid if by_grid else None,
        field=work.field if work else list(Field)[number % len(Field)],
        village=VILLAGES[number % 12],
        campaign_uid=campaign_uid,
        for_resident=by_grid,
        at=at,
    )
    return slip.uid


def appraise(cast: Cast, plan: Plan, state: State, suggestion_uids: Sequence[UUID]) -> None:
    """Screened, nominated, entered; scored by three reviewers under the pinned rubric; the round closed."""
    day = plan.day(10, 15, before=1)
    at = morning(day)
    cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.COLLECTION, at=at)
    cycles.open_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.APPRAISAL, at=at)
    for uid in suggestion_uids:
        suggestions.screen_suggestion(actor=cast.clerk, uid=uid, at=at)
        suggestions.nominate_suggestion(actor=cast.clerk, uid=uid, at=at)
    relay.deliver()
    state.proposals = appraisal.uids_entered(state.cycle_uid)
    _enrich(cast, plan, state, morning(plan.day(10, 18, before=1)))
    score_all(cast, plan, state, morning(plan.day(11, 2, before=1)))


def _enrich(cast: Cast, plan: Plan, state: State, at: dt.datetime) -> None:
    """The coming candidates get sums and beneficiaries: a scheme revision each, with its reason."""
    by_title = appraisal.uids_by_title(state.cycle_uid)
    for work in plan.works:
        reviews.revise_scheme(
            actor=cast.government,
            proposal_uid=by_title[work.title],
            reason="补充投资估算和受益范围",
            cost_fen=work.cost_fen,
            money={"own_fiscal": work.cost_fen - work.cost_fen // 4, "superior_fiscal": work.cost_fen // 4},
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
    day = plan.day(11, 8, before=1)
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
    at = morning(plan.day(11, 10, before=1))
    for uid in state.scored[len(plan.works) : len(plan.works) + plan.reserved]:
        reserve.put_in_reserve(
            actor=cast.clerk, proposal_uid=uid, reason_code=ReserveReason.FUNDING, reason="年度资金已安排完毕", at=at
        )


def show_publicly(cast: Cast, plan: Plan, state: State) -> None:
    """Seven working days on the board; every opinion answered (1-42 … 1-48)."""
    day = plan.day(11, 12, before=1)
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
    answered = morning(plan.day(12, 3, before=1))  # late enough, whatever holidays lie between
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
    at = morning(plan.day(12, 5, before=1))
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
    agreed = plan.day(12, 15, before=1)
    _hold_meetings(cast, state, agreed)
    candidates.approve_candidates(
        actor=cast.director,
        cycle_uid=state.cycle_uid,
        body=_deliberating(),
        held_on=agreed,
        seats=plan.seats,
        at=morning(agreed),
    )
    cycles.close_stage(actor=cast.clerk, cycle_uid=state.cycle_uid, kind=StageKind.CANDIDATES, at=morning(agreed))


def _hold_meetings(cast: Cast, state: State, by: dt.date) -> None:
    """The year's 票决前程序, one meeting a day, with a photographed page of minutes each."""
    steps = appraisal.pre_vote_steps(state.cycle_uid)
    for step in steps:
        held_on = by - dt.timedelta(days=len(steps) - step.position)
        pre_vote.pass_step(
            actor=cast.government if step.position == 1 else cast.director,
            cycle_uid=state.cycle_uid,
            key=step.key,
            held_on=held_on,
            note=f"{step.does}（演示）",
            minutes_name="会议纪要（演示）.png",
            minutes=_blank_page(),
            at=morning(held_on),
        )


def _deliberating() -> Deliberating:
    if is_street():
        return Deliberating.WORKING_COMMITTEE
    return Deliberating.PRESIDIUM if current_office().level == Level.TOWNSHIP else Deliberating.STANDING_COMMITTEE
