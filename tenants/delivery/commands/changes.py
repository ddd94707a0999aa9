"""Changing what was voted (domain §3.8): proposed, decided by the body whose right it is, in effect, made public.

县 and 市: the standing committee, by more than half of all its members. 镇: the presidium hears, the congress decides by
more than half of all deputies. 街道: the 工委 hears, the 党工委 confirms, and the county's standing committee is told.
What was voted stays on the project as it was voted; the change stands beside it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.directory.terms import Body, Level
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.tenancy import current_office
from commons.outbox.commands import publish, ring
from tenants.delivery import events, queries
from tenants.delivery.commands.projects import end
from tenants.delivery.commands.refusals import refuse_amount, refuse_closed, refuse_future
from tenants.delivery.errors import (
    ChangePending,
    DatesReversed,
    NothingChanged,
    NotReportedUp,
    OpinionFirst,
    VoteDoesNotAddUp,
    VoteDoesNotCarry,
)
from tenants.delivery.lifecycle import CHANGE
from tenants.delivery.models import Adjustment, Project
from tenants.delivery.policies import POLICY
from tenants.delivery.terms import Aspect, ChangeRoute, ChangeState
from tenants.intake import texts
from tenants.notices.commands import notices
from tenants.notices.terms import NoticeKind

_FIELDS = {Aspect.CONTENT: "content", Aspect.GOAL: "goal", Aspect.DUE: "due_on", Aspect.MONEY: "planned_fen"}


@transaction.atomic
def propose_change(
    *,
    actor: Actor,
    project_uid: UUID,
    aspect: Aspect,
    reason: str,
    at: dt.datetime,
    content: str = "",
    goal: str = "",
    due_on: dt.date | None = None,
    planned_fen: int | None = None,
) -> Adjustment:
    """What is to be changed, one aspect at a time. Nothing is changed yet. Raises ChangePending, NothingChanged."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.propose_change", project)
    refuse_closed(project, "提出变更")
    if queries.open_change(project, aspect) is not None:
        raise ChangePending()
    after = _wanted(project, aspect, content, goal, due_on, planned_fen)
    before = "" if aspect == Aspect.END else _text(getattr(project, _FIELDS[aspect]))
    if after == before:
        raise NothingChanged()
    change = Adjustment(
        project=project,
        aspect=aspect,
        before=before,
        after=after,
        reason=texts.line(reason, field="reason", label="变更理由", at_most=300),
        route=_route(),
        state=CHANGE.start,
        proposed_by_uid=actor.account_uid,
        proposed_by=actor.name,
        adjusted_at=at,
    )
    change.save(force_insert=True)
    record(
        "delivery.propose_change",
        change,
        actor=actor,
        at=at,
        facts={"project": project.uid, "aspect": aspect, "route": change.route, **_sums(change)},
        words=(change.reason, change.after),
        states=("", change.state),
    )
    publish(events.ChangeProposed(at=at, project_uid=project.uid, year=project.year, aspect=aspect))
    return change


@transaction.atomic
def hear_opinion(*, actor: Actor, change_uid: UUID, heard_on: dt.date, opinion: str, at: dt.datetime) -> Adjustment:
    """主席团 or 工委 has heard the deputies: it says what it thinks, it does not decide for the congress."""
    change = queries.lock_change(change_uid)
    POLICY.permit(actor, "delivery.decide_change", change)
    refuse_future(heard_on, at, field="heard_on", label="听取意见日期")
    opinion = texts.line(opinion, field="opinion", label="听取的意见", at_most=300)
    advance(change, CHANGE, "hear", actor=actor, at=at, words=(opinion,), heard_on=heard_on, opinion=opinion)
    ring()
    return change


@transaction.atomic
def approve_change(
    *,
    actor: Actor,
    change_uid: UUID,
    decided_by: str,
    decided_on: dt.date,
    minutes: str,
    at: dt.datetime,
    members: int | None = None,
    in_favour: int | None = None,
    against: int | None = None,
    abstained: int | None = None,
) -> Adjustment:
    """The decision with its minutes, and the votes where it was voted; from here on it is in effect.

    Raises OpinionFirst in a town whose presidium has not heard it, VoteDoesNotCarry without more than half of all members.
    """
    change = queries.lock_change(change_uid)
    POLICY.permit(actor, "delivery.decide_change", change)
    refuse_closed(change.project, "变更")
    if change.state == ChangeState.PROPOSED and change.route != ChangeRoute.STANDING_COMMITTEE:
        raise OpinionFirst()
    votes = _votes(members, in_favour, against, abstained)
    if votes and 2 * votes["in_favour"] <= votes["members"]:
        raise VoteDoesNotCarry(**votes)
    _decide(change, "approve", decided_by, decided_on, minutes, votes, actor, at)
    _apply(change, actor, at)
    return change


@transaction.atomic
def refuse_change(
    *,
    actor: Actor,
    change_uid: UUID,
    decided_by: str,
    decided_on: dt.date,
    minutes: str,
    at: dt.datetime,
    members: int | None = None,
    in_favour: int | None = None,
    against: int | None = None,
    abstained: int | None = None,
) -> Adjustment:
    """Not approved: nothing changes, the proposal and the decision stay on record."""
    change = queries.lock_change(change_uid)
    POLICY.permit(actor, "delivery.decide_change", change)
    _decide(
        change, "refuse", decided_by, decided_on, minutes, _votes(members, in_favour, against, abstained), actor, at
    )
    ring()
    return change


@transaction.atomic
def publish_change(
    *, actor: Actor, change_uid: UUID, at: dt.datetime, reported_on: dt.date | None = None
) -> Adjustment:
    """公布: a public notice with what was voted and what holds now. A street reports upward first: raises NotReportedUp."""
    change = queries.lock_change(change_uid)
    POLICY.permit(actor, "delivery.decide_change", change)
    if change.route == ChangeRoute.WORKING_COMMITTEE and reported_on is None:
        raise NotReportedUp(field="reported_on")
    if reported_on is not None:
        refuse_future(reported_on, at, field="reported_on", label="报告上级日期")
    advance(change, CHANGE, "publish", actor=actor, at=at, reported_on=reported_on, published_on=clock.date_of(at))
    if change.project.cycle_uid is not None:
        notice = notices.draft_notice(
            actor=actor,
            cycle_uid=change.project.cycle_uid,
            kind=NoticeKind.PROGRESS,
            title=f"关于变更“{change.project.title}”的公示"[:200],
            body=_notice(change),
            at=at,
        )
        notices.post_notice(actor=actor, uid=notice.uid, at=at)
    ring()
    return change


def _wanted(
    project: Project, aspect: Aspect, content: str, goal: str, due_on: dt.date | None, planned_fen: int | None
) -> str:
    match aspect:
        case Aspect.CONTENT:
            return texts.prose(content, field="content", label="建设内容", at_most=5000)
        case Aspect.GOAL:
            return texts.prose(goal, field="goal", label="年度目标", at_most=2000)
        case Aspect.DUE if due_on is not None:
            if project.start_on is not None and due_on < project.start_on:
                raise DatesReversed(field="due_on")
            return due_on.isoformat()
        case Aspect.MONEY if planned_fen is not None:
            refuse_amount(planned_fen, field="planned_fen", least=0)
            return str(planned_fen)
        case Aspect.END:
            return "终止"
    raise NothingChanged(field=_FIELDS.get(aspect, "aspect"))


def _route() -> ChangeRoute:
    office = current_office()
    if office.body == Body.WORKING_COMMITTEE:
        return ChangeRoute.WORKING_COMMITTEE
    return ChangeRoute.CONGRESS if office.level == Level.TOWNSHIP else ChangeRoute.STANDING_COMMITTEE


def _votes(members: int | None, in_favour: int | None, against: int | None, abstained: int | None) -> dict[str, int]:
    """All four or none; what was cast cannot be more than there are members."""
    given = {"members": members, "in_favour": in_favour, "against": against, "abstained": abstained}
    known = {name: count for name, count in given.items() if count is not None}
    if not known:
        return {}
    cast = sum(count for name, count in known.items() if name != "members")
    if len(known) < len(given) or any(count < 0 for count in known.values()) or not 0 < known["members"] >= cast:
        raise VoteDoesNotAddUp(field="members")
    return known


def _decide(
    change: Adjustment,
    step: str,
    decided_by: str,
    decided_on: dt.date,
    minutes: str,
    votes: dict[str, int],
    actor: Actor,
    at: dt.datetime,
) -> None:
    refuse_future(decided_on, at, field="decided_on", label="决定日期")
    decided_by = texts.line(decided_by, field="decided_by", label="决定机关或会议", at_most=100)
    minutes = texts.line(minutes, field="minutes", label="会议纪要", at_most=300)
    advance(
        change,
        CHANGE,
        step,
        actor=actor,
        at=at,
        facts={"decided_on": decided_on, **votes, **_sums(change)},
        words=(decided_by, minutes),
        decided_by=decided_by,
        decided_on=decided_on,
        minutes=minutes,
        adjusted_at=at,
        **votes,
    )


def _apply(change: Adjustment, actor: Actor, at: dt.datetime) -> None:
    project, aspect = change.project, Aspect(change.aspect)
    if aspect == Aspect.END:
        end(project, actor=actor, standing=f"{change.reason[:190]}（{change.decided_by}）", at=at)
        return
    name = _FIELDS[aspect]
    values: dict[str, Any] = {"due_on": dt.date.fromisoformat, "planned_fen": int}
    setattr(project, name, values.get(name, str)(change.after))
    project.save(update_fields=[name])
    record("delivery.adjust", project, actor=actor, at=at, facts={"aspects": [aspect], **_sums(change)})
    publish(events.ProjectAdjusted(at=at, project_uid=project.uid, year=project.year, aspect=aspect))


def _sums(change: Adjustment) -> dict[str, Any]:
    """Before and after of what is no prose: days and money."""
    plain = change.aspect in (Aspect.DUE, Aspect.MONEY)
    return {change.aspect: [change.before, change.after]} if plain else {}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _notice(change: Adjustment) -> str:
    what = Aspect(change.aspect).label
    return (
        f"变更事项：{what}。\n变更前：{change.shown(change.before)}\n变更后：{change.shown(change.after)}\n"
        f"理由：{change.reason}\n决定机关：{change.decided_by}（{change.decided_on}）。"
    )
