"""满意度测评: the meeting's counts, judged by the rule pinned to the year, and what follows from the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.errors import Malformed
from commons.outbox.commands import publish
from tenants.delivery import queries as delivery
from tenants.intake import texts
from tenants.meetings import queries as meetings
from tenants.oversight import evaluation as engine
from tenants.oversight import events, queries
from tenants.oversight.commands.hearings import open_hearing
from tenants.oversight.commands.rectifications import open_order
from tenants.oversight.commands.refusals import refuse_future, refuse_odd_count, refuse_past_deadline
from tenants.oversight.errors import (
    AlreadyEvaluated,
    CountsDoNotAddUp,
    DeadlineMissing,
    MorePresentThanMembers,
    MoreVotesThanPresent,
    PresentDiffers,
    RuleUnreadable,
)
from tenants.oversight.lifecycle import EVALUATION, POLL
from tenants.oversight.models import Evaluation
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import OF_PROJECTS, Demand, EvaluationKind, EvaluationState, HearingKind, Origin

# What a rule's consequence asks of the unit (domain §4: 限期整改 · 二次整改 · 再次报告 · 解释说明); 约谈 is a hearing.
_ORDERS: Final = {
    "rectify": (Demand.RECTIFY, "满意度测评结果为“{result}”，请限期整改并报告整改情况。"),
    "second_rectification": (Demand.RECTIFY, "满意度测评结果为“{result}”，请进行二次整改并报告整改情况。"),
    "explain": (Demand.EXPLAIN, "满意度测评结果为“{result}”，请作出解释和说明。"),
    "report_again": (Demand.REPORT, "满意度测评结果为“{result}”，请再次报告。"),
}
_LABELS = {
    "members": "应到人数",
    "present": "到会人数",
    "returned": "收回票数",
    "satisfied": "满意票",
    "basically_satisfied": "基本满意票",
    "dissatisfied": "不满意票",
    "abstain": "弃权票",
    "void": "废票",
}


@transaction.atomic
def evaluate(
    *,
    actor: Actor,
    project_uid: UUID,
    held_on: dt.date,
    at: dt.datetime,
    members: int = 0,
    present: int = 0,
    returned: int = 0,
    satisfied: int = 0,
    basically_satisfied: int = 0,
    dissatisfied: int = 0,
    abstain: int = 0,
    void: int = 0,
    scores: Mapping[str, str] | None = None,
    kind: EvaluationKind = EvaluationKind.FINAL,
    sub_project_uid: UUID | None = None,
    session_uid: UUID | None = None,
    rectify_by: dt.date | None = None,
) -> Evaluation:
    """One result for a project (or one of its 项), with the consequence at once.

    A result that demands it opens a 限期整改 (1-64); a project not finished in time must be explained (0-65). Both need
    `rectify_by`. Of the kind HANDLING it judges how a deputies' suggestion was handled (3-55): what follows then is that
    room's 重新办理, and no order. Raises CountsDoNotAddUp, MoreVotesThanPresent, MorePresentThanMembers, PresentDiffers, DeadlineMissing.
    """
    project = queries.subject(kind, project_uid, on=held_on)
    POLICY.permit(actor, "oversight.evaluate")
    refuse_future(held_on, at, field="held_on", label="测评日期")
    part = delivery.sub_project_of(project_uid, sub_project_uid) if sub_project_uid else None
    _refuse_second(project_uid, kind, sub_project_uid)
    rule = queries.satisfaction_rule(project.cycle_uid, on=held_on)
    evaluation = Evaluation(
        project_uid=project.uid,
        project_title=project.title,
        year=project.year,
        kind=kind,
        sub_project_uid=sub_project_uid,
        sub_project_title=part.title if part else "",
        session_uid=session_uid,
        held_on=held_on,
        adoption_uid=rule.adoption_uid,
        rule_title=rule.title,
        rule_number=rule.number,
        members=members,
        present=present,
        returned=returned,
        satisfied=satisfied,
        basically_satisfied=basically_satisfied,
        dissatisfied=dissatisfied,
        abstain=abstain,
        void=void,
        scores=dict(scores or {}),
        late=kind == EvaluationKind.FINAL and project.is_late,
        state=EVALUATION.start,
        created_at=at,
    )
    _refuse_odd_counts(evaluation)
    answer = _judge(rule.body["rule"], evaluation)
    evaluation.result = str(answer["result"])
    evaluation.rate = str(answer["rate"] or "")
    evaluation.score = str(answer.get("score") or "")
    evaluation.rectify = bool(answer["rectify"])
    if kind in OF_PROJECTS:
        _refuse_without_deadline(evaluation, rectify_by, at)
    evaluation.save(force_insert=True)
    record(
        "oversight.evaluate",
        evaluation,
        actor=actor,
        at=at,
        facts={
            "project": project.uid,
            "kind": kind,
            "rule": rule.adoption_uid,
            "counts": {name: getattr(evaluation, name) for name in _LABELS},
            "scores": evaluation.scores,
            "result": evaluation.result,
            "rate": evaluation.rate,
            "score": evaluation.score,
            "late": evaluation.late,
        },
        states=("", evaluation.state),
    )
    if rectify_by is not None and kind in OF_PROJECTS:
        _demand(evaluation, rule.body.get("consequences", ("rectify",)), rectify_by, actor=actor, at=at)
    publish(
        events.EvaluationClosed(
            at=at,
            evaluation_uid=evaluation.uid,
            project_uid=project.uid,
            year=project.year,
            result=evaluation.result,
        )
    )
    return evaluation


@transaction.atomic
def annul_evaluation(*, actor: Actor, evaluation_uid: UUID, reason: str, at: dt.datetime) -> Evaluation:
    """A result entered wrongly is taken back, visibly; another may then be entered. Orders it caused stand until closed."""
    evaluation = queries.lock_evaluation(evaluation_uid)
    POLICY.permit(actor, "oversight.annul", evaluation)
    words = texts.line(reason, field="reason", label="撤销原因", at_most=300)
    advance(evaluation, EVALUATION, "annul", actor=actor, at=at, words=(words,), annulled_reason=words)
    poll = queries.poll_behind(evaluation.uid)
    if poll is not None:
        advance(poll, POLL, "void_poll", actor=actor, at=at)
    publish(
        events.EvaluationAnnulled(
            at=at, evaluation_uid=evaluation.uid, project_uid=evaluation.project_uid, year=evaluation.year
        )
    )
    return evaluation


def _demand(
    evaluation: Evaluation, consequences: Collection[str], by: dt.date, *, actor: Actor, at: dt.datetime
) -> None:
    """What the rule says a bad result leads to, and the explanation that a late project always owes (0-65)."""
    if evaluation.rectify:
        for word in consequences:
            if word in _ORDERS:
                demand, text = _ORDERS[word]
                said = text.format(result=evaluation.result_label)
                _open(evaluation, demand, said, by, actor=actor, at=at)
        if "interview" in consequences:
            _summon(evaluation, actor=actor, at=at)
    if evaluation.late and not (evaluation.rectify and "explain" in consequences):
        _open(evaluation, Demand.EXPLAIN, "项目未按时完成，请作出解释和说明。", by, actor=actor, at=at)


def _open(evaluation: Evaluation, demand: Demand, text: str, by: dt.date, *, actor: Actor, at: dt.datetime) -> None:
    open_order(actor=actor, of=evaluation, origin=Origin.EVALUATION, text=text, due_on=by, demand=demand, at=at)


def _summon(evaluation: Evaluation, *, actor: Actor, at: dt.datetime) -> None:
    """约谈 of the responsible unit (1-97)."""
    project = delivery.project(evaluation.project_uid, on=evaluation.held_on)
    open_hearing(
        actor=actor,
        kind=HearingKind.INTERVIEW,
        summoned=project.unit_name or "责任单位",
        matter=f"满意度测评结果为“{evaluation.result_label}”，按测评规则约谈责任单位主要负责人。",
        called_on=clock.date_of(at),
        project_uid=evaluation.project_uid,
        at=at,
    )


def _judge(rule: Mapping[str, Any], evaluation: Evaluation) -> dict[str, object]:
    """The engine's answer. What it cannot read becomes a refusal with its sentence."""
    case: dict[str, object] = {"rule": with_scores(rule, evaluation.scores)}
    try:
        if engine.read_rule(case["rule"]).counts_votes:
            counts = {option: getattr(evaluation, option) for option in engine.OPTIONS}
            case |= {"members": evaluation.members, "present": evaluation.present, "counts": counts}
        return engine.answer(case)
    except Malformed as unreadable:
        raise RuleUnreadable(why=str(unreadable)) from unreadable


def with_scores(rule: Mapping[str, Any], scores: Mapping[str, str]) -> dict[str, Any]:
    """The edition holds the weights (1-96: 40, 30, 30); the points of each part come with the evaluation."""
    filled = dict(rule)
    if "rules" in rule:
        filled["rules"] = [with_scores(each, scores) for each in rule["rules"]]
    if "parts" in rule:
        filled["parts"] = [{**part, "score": scores.get(part["key"], part.get("score"))} for part in rule["parts"]]
    return filled


def _refuse_second(project_uid: UUID, kind: EvaluationKind, sub_project_uid: UUID | None) -> None:
    if Evaluation.objects.filter(
        project_uid=project_uid, kind=kind, sub_project_uid=sub_project_uid, state=EvaluationState.VALID
    ).exists():
        raise AlreadyEvaluated()


def _refuse_odd_counts(evaluation: Evaluation) -> None:
    for name, label in _LABELS.items():
        refuse_odd_count(getattr(evaluation, name), field=name, label=label)
    given = (
        evaluation.satisfied
        + evaluation.basically_satisfied
        + evaluation.dissatisfied
        + evaluation.abstain
        + evaluation.void
    )
    if given != evaluation.returned:
        raise CountsDoNotAddUp(field="returned", sum=given, returned=evaluation.returned)
    if evaluation.returned > evaluation.present:
        raise MoreVotesThanPresent(field="returned", returned=evaluation.returned, present=evaluation.present)
    if evaluation.present > evaluation.members:
        raise MorePresentThanMembers(field="present", present=evaluation.present, members=evaluation.members)
    if evaluation.session_uid is not None:
        signed_in = meetings.present_count(evaluation.session_uid, voting_only=True)
        if evaluation.present > signed_in:
            raise PresentDiffers(field="present", present=evaluation.present, signed_in=signed_in)


def _refuse_without_deadline(evaluation: Evaluation, by: dt.date | None, at: dt.datetime) -> None:
    if not (evaluation.rectify or evaluation.late):
        return
    if by is None:
        why = f"测评结果为“{evaluation.result_label}”" if evaluation.rectify else "项目未按时完成"
        raise DeadlineMissing(field="rectify_by", why=why)
    refuse_past_deadline(by, at, field="rectify_by")
