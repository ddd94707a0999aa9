"""A ballot paper as a page shows it and sends it back. The choices live in the form and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenants.ballot.case import Mark, Priority
from tenants.ballot.method import Form
from tenants.ballot.queries import Item

MARKS = {
    Mark.APPROVE: ("○", "赞成"),
    Mark.OPPOSE: ("✕", "反对"),
    Mark.ABSTAIN: ("－", "弃权"),
    Mark.UNCLEAR: ("?", "无法辨认"),
}
PRIORITIES = {Priority.VERY_NECESSARY: "非常必要", Priority.NECESSARY: "必要", Priority.ORDINARY: "一般"}
_OF_FORM = {Form.APPROVAL: (Mark.APPROVE, Mark.OPPOSE, Mark.ABSTAIN), Form.TICK: (Mark.APPROVE,), Form.RANKING: ()}


@dataclass(frozen=True)
class Choice:
    value: str
    shape: str
    label: str
    chosen: bool

    @property
    def approves(self) -> bool:
        return self.value == Mark.APPROVE


def offered(form: str) -> list[tuple[str, str]]:
    """(shape, word) of each box beside a project; none for a ranking, where a number is written."""
    return [MARKS[each] for each in _OF_FORM[Form(form)]]


@dataclass(frozen=True)
class Line:
    """One project on the paper, with what was marked beside it so far."""

    item: Item
    mark: str
    priority: str
    choices: tuple[Choice, ...]
    priorities: tuple[Choice, ...]
    cost_fen: int | None = None
    unit_name: str = ""

    @property
    def marked(self) -> str:
        """For reading back."""
        if self.mark in MARKS:
            return " ".join(MARKS[Mark(self.mark)])
        return f"第 {self.mark} 位" if self.mark else "未填写"

    @property
    def graded(self) -> str:
        return PRIORITIES[Priority(self.priority)] if self.priority in PRIORITIES else ""


@dataclass(frozen=True)
class Sent:
    """What came with a POST: by candidate uid, as the commands take it."""

    marks: dict[str, object]
    priorities: dict[str, object]

    @property
    def approvals(self) -> int:
        return sum(mark == Mark.APPROVE for mark in self.marks.values())


def read(posted: Mapping[str, Any], items: Sequence[Item], form: str) -> Sent:
    """Only what stands on this paper; a rank is a number, and what is not is left for the room to refuse."""
    marks, priorities = {}, {}
    for item in items:
        if mark := posted.get(f"mark_{item.candidate_uid}", ""):
            ranks = form == Form.RANKING and mark.isascii() and mark.isdigit() and len(mark) < 4
            marks[item.candidate_uid] = int(mark) if ranks else mark
        if grade := posted.get(f"priority_{item.candidate_uid}", ""):
            priorities[item.candidate_uid] = grade
    return Sent(marks, priorities)


def lines(
    items: Sequence[Item],
    form: str,
    most: int | None,
    sent: Sent,
    *,
    graded: bool,
    facts: Mapping[str, Any] | None = None,
    unclear: bool = False,
) -> list[Line]:
    """The paper with what was marked so far. `facts`: what is known of each project beside its words."""
    return [_line(item, form, most, sent, graded, (facts or {}).get(item.candidate_uid), unclear) for item in items]


def _line(item: Item, form: str, most: int | None, sent: Sent, graded: bool, facts: Any, unclear: bool) -> Line:
    mark = str(sent.marks.get(item.candidate_uid, ""))
    grade = str(sent.priorities.get(item.candidate_uid, ""))
    offered = (*_OF_FORM[Form(form)], *((Mark.UNCLEAR,) if unclear else ()))
    choices = [Choice(each.value, *MARKS[each], each.value == mark) for each in offered]
    if form == Form.RANKING:
        ranks = [Choice(str(rank), "", f"第 {rank} 位", str(rank) == mark) for rank in range(1, (most or 0) + 1)]
        choices = [*ranks, *choices]
    return Line(
        item=item,
        mark=mark,
        priority=grade,
        choices=tuple(choices),
        priorities=tuple(Choice(k.value, "", label, k.value == grade) for k, label in PRIORITIES.items())
        if graded
        else (),
        cost_fen=getattr(facts, "cost_fen", None),
        unit_name=getattr(facts, "unit_name", ""),
    )
