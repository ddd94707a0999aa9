"""January: the meeting, the vote in it, and what becomes of the candidates."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from commons.kernel import clock
from commons.outbox import relay
from infra.demo.cast import Cast
from infra.demo.year import Plan, State, is_street, morning
from tenants.appraisal import queries as appraisal
from tenants.appraisal.commands import candidates
from tenants.appraisal.terms import Route
from tenants.ballot.commands import casting, counting, officers, opening, papers, preparation, sheets
from tenants.cycles import commands as cycles
from tenants.cycles.terms import StageKind
from tenants.deputies.commands import duties
from tenants.meetings import commands as meetings
from tenants.meetings.terms import ItemKind, SessionKind, SignInMethod
from tenants.notices.commands import notices
from tenants.notices.terms import NoticeKind


def meet(cast: Cast, plan: Plan, state: State) -> UUID:
    """The meeting, its questions, and the vote in it: some on their phones, the others on paper. The vote's uid."""
    at = morning(plan.day(1, 10))
    session_uid, voting = gather(cast, plan, state, at)
    uid = hold(cast, plan, state, session_uid, at)
    meetings.finish_item(actor=cast.clerk, item_uid=voting, at=at)
    meetings.close_session(actor=cast.clerk, session_uid=session_uid, at=at + dt.timedelta(hours=6))
    return uid


def begin(cast: Cast, plan: Plan, state: State) -> None:
    """A meeting in the middle of its vote: some have voted, some hold papers, some have their phones still in hand."""
    at = morning(plan.day(1, 10))
    session_uid, _ = gather(cast, plan, state, at)
    _, round_uid = open_vote(cast, plan, state, session_uid, at)
    papers_for = [seat.mandate_uid for seat in cast.seats[: plan.present] if seat.account_uid is None][:20]
    papers.issue_papers(actor=cast.actor("teller"), round_uid=round_uid, mandates=papers_for, at=at)
    for part in ("deputy0", "deputy1", "deputy2", "deputy3", "deputy4"):
        casting.cast(actor=cast.actor(part), round_uid=round_uid, marks=choice(plan, state), at=at)


def gather(cast: Cast, plan: Plan, state: State, at: dt.datetime) -> tuple[UUID, UUID]:
    """A session that is open, who has come, what they asked, and its agenda up to the vote: its uid and that item's."""
    day = plan.day(1, 10)
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
    items = []
    for kind, title in (
        (ItemKind.REPORT, "听取和审议上年度民生实事项目落实情况报告"),
        (ItemKind.METHOD, "通过票决（票选）办法"),
        (ItemKind.PRESENTATION, "候选项目解读"),
        (ItemKind.DISCUSSION, "分组讨论"),
        (ItemKind.VOTE, "投票"),
    ):
        added = meetings.add_agenda_item(
            actor=cast.clerk, session_uid=session.uid, kind=kind, title=title, at=morning(day - dt.timedelta(days=15))
        )
        items.append(added.uid)
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
    *before, voting = items
    for item in before:
        meetings.begin_item(actor=cast.clerk, item_uid=item, at=at)
        meetings.finish_item(actor=cast.clerk, item_uid=item, at=at)
    meetings.begin_item(actor=cast.clerk, item_uid=voting, at=at)
    return session.uid, voting


def open_vote(cast: Cast, plan: Plan, state: State, session_uid: UUID, at: dt.datetime) -> tuple[UUID, UUID]:
    """The meeting adopts the method and approves the officers, the chair opens the first round: the vote's uid and its."""
    of = preparation.prepare_vote(
        actor=cast.clerk, cycle_uid=state.cycle_uid, session_uid=session_uid, seats=plan.seats, at=at
    )
    hands = {"approve": plan.present, "oppose": 0, "abstain": 0}
    officers.adopt_method(actor=cast.clerk, vote_uid=of.uid, at=at, **hands)
    officers.name_officers(
        actor=cast.clerk,
        vote_uid=of.uid,
        chief=cast.accounts["deputy0"].uid,
        scrutineers=[cast.accounts["deputy1"].uid, cast.accounts["deputy2"].uid],
        tellers=[cast.accounts["teller"].uid, cast.accounts["teller2"].uid],
        at=at,
    )
    officers.approve_officers(actor=cast.clerk, vote_uid=of.uid, at=at, **hands)
    return of.uid, opening.open_round(actor=cast.director, vote_uid=of.uid, at=at).uid


def choice(plan: Plan, state: State) -> dict[str, str]:
    """Everybody's: as many approved as there are seats, in the order of the list."""
    named = [str(each.uid) for each in appraisal.candidates(state.cycle_uid)]
    return dict.fromkeys(named[: plan.seats], "approve") | dict.fromkeys(named[plan.seats :], "oppose")


def hold(cast: Cast, plan: Plan, state: State, session_uid: UUID, at: dt.datetime) -> UUID:
    uid, round_uid = open_vote(cast, plan, state, session_uid, at)
    marks = choice(plan, state)
    grades = dict.fromkeys(list(marks)[:3], "very_necessary") if is_street() else None
    voters = [part for part in cast.accounts if part.startswith("deputy")][: min(plan.present, 12)]
    for part in voters:
        casting.cast(actor=cast.actor(part), round_uid=round_uid, marks=marks, priorities=grades, at=at)
    teller = cast.actor("teller")
    phones = {cast.accounts[part].uid for part in voters}
    on_paper = [seat.mandate_uid for seat in cast.seats[: plan.present] if seat.account_uid not in phones]
    if on_paper:
        papers.issue_papers(actor=teller, round_uid=round_uid, mandates=on_paper, at=at)
    counting.close_round(actor=cast.director, round_uid=round_uid, at=at)
    if on_paper:
        papers.state_papers(actor=teller, round_uid=round_uid, issued=len(on_paper), returned=len(on_paper), at=at)
        for each in (teller, cast.actor("teller2")):
            sheets.enter_paper(
                actor=each, round_uid=round_uid, count=len(on_paper), marks=marks, priorities=grades, at=at
            )
            sheets.finish_batch(actor=each, round_uid=round_uid, batch=1, at=at)
    counting.count(actor=teller, round_uid=round_uid, at=at)
    for part in ("deputy0", "deputy1", "deputy2"):
        counting.confirm_count(actor=cast.actor(part), vote_uid=uid, at=at)
    counting.certify(actor=cast.actor("deputy0"), vote_uid=uid, at=at)
    if is_street():
        counting.confirm(
            actor=cast.director, vote_uid=uid, on=clock.date_of(at), basis="街道党工委会议纪要（演示）", at=at
        )
    relay.deliver()
    return uid


def dispose_rest(cast: Cast, plan: Plan, state: State) -> None:
    """The three routes for what was not selected (2-18 … 2-20)."""
    at = morning(plan.day(1, 12))
    routes = (
        (Route.GENERAL, "资金有保障、具备可行性，列为一般民生工程"),
        (Route.RESERVE, "条件暂不成熟，纳入票决制项目库"),
        (Route.VILLAGE, "资金量较小，由村（社区）统筹协调处理"),
    )
    left = [each for each in appraisal.candidates(state.cycle_uid) if each.state == "not_selected"]
    for number, each in enumerate(left):
        route, reason = routes[number % 3]
        candidates.dispose(actor=cast.clerk, uid=each.uid, route=route, unit="演示责任单位甲", reason=reason, at=at)
    relay.deliver()


def announce(cast: Cast, plan: Plan, state: State) -> None:
    """The result on the board for five working days (1-77, 1-78)."""
    day = plan.day(1, 12)
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
