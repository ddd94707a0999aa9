"""What waits for a person today, asked of each room: the to-do list of the first page.

Matters that a room has notified about come with `notices.todos`; here stands what follows from how things are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.rulebook import queries as rulebook
from tenants.appraisal import queries as appraisal
from tenants.appraisal.terms import CardState, PanelState
from tenants.ballot import queries as ballot
from tenants.ballot.terms import Channel, VoteState
from tenants.cycles import queries as cycles
from tenants.cycles.terms import StageState
from tenants.delivery import queries as delivery
from tenants.delivery.terms import ProjectState
from tenants.deputies import deadlines
from tenants.deputies import queries as deputies
from tenants.deputies.terms import ReceptionState, SuggestionState
from tenants.meetings import queries as meetings
from tenants.meetings.terms import EnquiryState, SessionState
from tenants.notices import queries as notices
from tenants.notices.queries import Todo
from tenants.oversight import queries as oversight
from tenants.oversight.terms import RectificationState
from tenants.workbench.navigation import SECTIONS

SOON = dt.timedelta(days=7)
COUNTING = {
    VoteState.OPEN: "投票进行中，届时截止并计票",
    VoteState.CLOSED: "投票已截止，请计票",
    VoteState.COUNTED: "请确认计票结果",
}


def todos(actor: Actor, *, on: dt.date) -> list[Todo]:
    """Everything, in no order: the page groups it by day."""
    found = list(notices.todos(SECTIONS["home"].narrowed(actor), on=on)) if not actor.is_staff else []
    for key, ask in _ASK.items():
        section = SECTIONS[key]
        if section.is_for(actor):
            found += ask(section.narrowed(actor), on)
    return found


def year_lines() -> list[str]:
    """Each year under way in one line: which stages are open."""
    lines = []
    for cycle in cycles.open_cycles():
        stages = [each for each in cycles.stages_of(cycle.uid) if each.state == StageState.OPEN]
        doing = "、".join(each.label for each in stages) or "尚未开启环节"
        lines.append(f"{cycle.year}年民生实事：{doing}")
    return lines


def _votes(actor: Actor, on: dt.date) -> Iterator[Todo]:
    booth = ballot.open_round_for(actor.account_uid)
    if booth is not None and not booth.voted and booth.channel == Channel.ELECTRONIC:
        yield Todo(f"投票：{booth.title}", "/desk/vote/", on, "正在投票")


def _counts(actor: Actor, on: dt.date) -> Iterator[Todo]:
    for vote in ballot.visible_to(actor).filter(state__in=list(COUNTING)):
        yield Todo(vote.title, f"/desk/scrutiny/{vote.uid}/", on, COUNTING[VoteState(vote.state)])


def _meetings(actor: Actor, on: dt.date) -> Iterator[Todo]:
    seat = deputies.mandate_of(actor.account_uid, on)
    if seat is None:
        return
    for session in meetings.visible_to(actor).filter(
        state__in=[SessionState.PLANNED, SessionState.OPEN], held_on__lte=on + SOON
    ):
        if meetings.find_attendance(session.uid, seat.mandate_uid) is None:
            yield Todo(
                f"出席会议并签到：{session.title}", f"/desk/meeting/{session.uid}/", session.held_on, session.place
            )


def _enquiries(actor: Actor, on: dt.date) -> Iterator[Todo]:
    for each in meetings.enquiries_visible_to(actor).filter(state=EnquiryState.ASSIGNED):
        yield Todo(f"答复会议提问：{each.asker_name}", f"/desk/enquiries/{each.uid}/", each.due_on, each.session.title)


def _suggestions(actor: Actor, on: dt.date) -> Iterator[Todo]:
    for asked in deputies.invitations_of(actor.account_uid):
        lead = asked.suggestion.lead_name
        yield Todo(f"答复附议邀请：{asked.suggestion.title}", _suggestion(asked.suggestion_id), None, f"{lead}领衔")
    rows = deputies.suggestions_visible_to(actor)
    for each in rows.filter(lead__account_uid=actor.account_uid, state=SuggestionState.REPLIED):
        until = _rated_until(clock.date_of(each.replied_at)) if each.replied_at else None
        yield Todo(f"评价答复：{each.title}", _suggestion(each.uid), until)
    if actor.holds(Role.UNIT):
        unit = SECTIONS["projects"].narrowed(actor)  # as the unit, whatever else the person is
        for each in deputies.suggestions_visible_to(unit).filter(state=SuggestionState.ASSIGNED):
            yield Todo(f"答复代表建议：{each.title}", _suggestion(each.uid), each.due_on)


def _rated_until(replied_on: dt.date) -> dt.date:
    return deadlines.rating_due(replied_on, deputies.deadlines_on(replied_on), rulebook.calendar())


def _suggestion(uid: object) -> str:
    return f"/desk/suggestions/{uid}/"


def _homes(actor: Actor, on: dt.date) -> Iterator[Todo]:
    rows = deputies.receptions_visible_to(actor).filter(state=ReceptionState.PLANNED)
    if actor.holds(Role.KEEPER):
        kept = deputies.kept_by(actor).order_by().values("uid")
        for each in rows.filter(home__in=kept, held_on__lte=on):
            yield Todo(f"登记接待情况：{each.home.name}", f"/desk/homes/{each.uid}/", each.held_on)
    mine = rows.filter(deputies__mandate__account_uid=actor.account_uid, held_on__gte=on, held_on__lte=on + SOON)
    for each in mine if actor.account_uid else ():
        yield Todo(f"参加代表接待日：{each.home.name}", f"/desk/homes/{each.uid}/", each.held_on, each.theme)


def _projects(actor: Actor, on: dt.date) -> Iterator[Todo]:
    for row in delivery.ledger(actor, on.year, on=on):
        href = f"/desk/projects/{row.uid}/"
        if row.next_due_on and on <= row.next_due_on <= on + SOON:
            yield Todo(f"节点将到期：{row.next_milestone}", href, row.next_due_on, row.title)
        if row.state == ProjectState.UNDER_WAY and (row.reported_for is None or row.reported_for < on.replace(day=1)):
            yield Todo(f"报送本月进度：{row.title}", href, _last_of_month(on))


def _last_of_month(on: dt.date) -> dt.date:
    return (on.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _supervision(actor: Actor, on: dt.date) -> Iterator[Todo]:
    for each in oversight.rectifications(actor).filter(state=RectificationState.ANSWERED).order_by("due_on", "uid"):
        yield Todo(f"复查整改：{each.project_title}", f"/desk/supervision/rectifications/{each.uid}/", None)


def _reviews(actor: Actor, on: dt.date) -> Iterator[Todo]:
    for panel in appraisal.panels_visible_to(actor).filter(state=PanelState.OPEN):
        signed = appraisal.own_cards(actor).filter(item__panel=panel, state=CardState.SIGNED)
        left = appraisal.items_of(panel).count() - signed.count()
        if left:
            yield Todo(f"评分：{panel.title}", f"/desk/review/{panel.uid}/", panel.due_on, f"还有 {left} 项待签署")


_ASK: dict[str, Callable[[Actor, dt.date], Iterator[Todo]]] = {
    "vote": _votes,
    "scrutiny": _counts,
    "meeting": _meetings,
    "enquiries": _enquiries,
    "suggestions": _suggestions,
    "homes": _homes,
    "projects": _projects,
    "supervision": _supervision,
    "review": _reviews,
}
