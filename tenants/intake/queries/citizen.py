"""What the holder of a query code learns, in plain sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tenants.documents import queries as documents
from tenants.intake.errors import CodeNotFound
from tenants.intake.models import Merge, Outcome, Suggestion
from tenants.intake.queries.desk import digest, outcomes_of, standing_merge
from tenants.intake.terms import OutcomeKind, SuggestionState


@dataclass(frozen=True)
class Line:
    """One line of what became of it."""

    at: dt.datetime
    sentence: str


@dataclass(frozen=True)
class Step:
    """One of the plain steps: done, current, coming, or stopped where its way ended."""

    label: str
    state: str


@dataclass(frozen=True)
class CitizenView:
    """All that the holder of a query code learns: what was written, where it stands, what it became."""

    title: str
    content: str
    state: str
    sentence: str
    reply: str
    submitted_at: dt.datetime
    may_amend: bool
    became: tuple[Line, ...]
    photos: int
    steps: tuple[Step, ...]


_SENTENCES = {
    SuggestionState.SUBMITTED: "您的建议已收到，正在等待初审。",
    SuggestionState.RETURNED: "您的建议需要补充，请按答复补充后重新提交。",
    SuggestionState.SCREENED: "您的建议已通过初审，正在研究是否进入评议。",
    SuggestionState.DECLINED: "您的建议未被采纳，原因：{reason}。",
    SuggestionState.NOMINATED: "您的建议已进入民生实事项目评议。",
}
_MERGED = "您的建议与“{title}”内容相近，已合并办理，原建议完整保留。"
_BECAME = {
    OutcomeKind.PROPOSED: "已形成建议项目“{title}”，进入评估。",
    OutcomeKind.ELIMINATED: "“{title}”经评分未通过评估。",
    OutcomeKind.EXCLUDED: "“{title}”属于不列入民生实事项目的情形。",
    OutcomeKind.RESERVED: "“{title}”已进入民生实事项目储备库，条件成熟时启用。",
    OutcomeKind.TAKEN_UP: "“{title}”已由储备库启用，重新进入评议。",
    OutcomeKind.CANDIDATE: "“{title}”已成为候选项目，将提交票决。",
    OutcomeKind.SELECTED: "“{title}”已经票决入选为民生实事项目。",
    OutcomeKind.NOT_SELECTED: "“{title}”未在票决中入选，将分类处置。",
    OutcomeKind.GENERAL_PROJECT: "“{title}”已列为一般民生工程组织实施。",
    OutcomeKind.VILLAGE_HANDLED: "“{title}”已交村（社区）统筹协调处理。",
    OutcomeKind.UNDER_WAY: "“{title}”正在实施。",
    OutcomeKind.COMPLETED: "“{title}”已经建成并通过验收。",
}


def by_code(typed: str) -> CitizenView:
    """Raises CodeMistyped (it was never issued) or CodeNotFound. A merged suggestion shows what its primary became."""
    found = Suggestion.objects.filter(query_digest=digest(typed)).first()
    if found is None:
        raise CodeNotFound()
    merge = standing_merge(found)
    ways = list(outcomes_of(merge.primary if merge else found))
    return CitizenView(
        title=found.title,
        content=found.content,
        state=found.get_state_display(),
        sentence=_sentence(found, merge),
        reply=found.reply,
        submitted_at=found.created_at,
        may_amend=found.state == SuggestionState.RETURNED,
        became=_lines(merge.primary if merge else found, ways),
        photos=len(documents.attachments_of(found.uid)),
        steps=_steps(merge.primary if merge else found, ways),
    )


def _sentence(row: Suggestion, merge: Merge | None) -> str:
    if merge:
        return _MERGED.format(title=merge.primary.title)
    return _SENTENCES[SuggestionState(row.state)].format(reason=row.get_decline_reason_display())


_WAY = ("收到", "初审", "评议", "候选", "票决", "实施", "完成")
_REACHED = {
    SuggestionState.SUBMITTED: 0,
    SuggestionState.RETURNED: 0,
    SuggestionState.DECLINED: 0,
    SuggestionState.SCREENED: 1,
    SuggestionState.MERGED: 1,
    SuggestionState.NOMINATED: 2,
}
_ON = {OutcomeKind.CANDIDATE: 3, OutcomeKind.SELECTED: 4, OutcomeKind.UNDER_WAY: 5, OutcomeKind.COMPLETED: 6}
_ENDS = frozenset({OutcomeKind.ELIMINATED, OutcomeKind.EXCLUDED, OutcomeKind.RESERVED, OutcomeKind.NOT_SELECTED})
_ENDS_WELL = frozenset({OutcomeKind.GENERAL_PROJECT, OutcomeKind.VILLAGE_HANDLED})


def _steps(row: Suggestion, ways: Sequence[Outcome]) -> tuple[Step, ...]:
    """How far it came, and whether its way ended there; what ended may begin again (由储备库启用)."""
    reached = max([_REACHED[SuggestionState(row.state)], *(_ON.get(OutcomeKind(each.kind), 0) for each in ways)])
    ended = row.state == SuggestionState.DECLINED or (bool(ways) and ways[-1].kind in _ENDS | _ENDS_WELL)
    return tuple(
        Step(label, "done" if n <= reached else "coming" if n > reached + 1 else "stopped" if ended else "current")
        for n, label in enumerate(_WAY)
    )


def _lines(row: Suggestion, ways: Sequence[Outcome]) -> tuple[Line, ...]:
    return tuple(
        Line(each.noted_at, _BECAME[OutcomeKind(each.kind)].format(title=each.title or row.title)) for each in ways
    )
