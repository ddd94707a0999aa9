"""A tally case: what the meeting hands over to be counted. Read from the object of contract §4.1. Pure, no Django.

Where the contract is silent this module reads it so:

* `unclear` may stand on papers of every form, a tick or ranking paper too: it is what the teller could not read, not
  what the deputy chose.
* In ranking, `approve`, `oppose`, `abstain` and numbers outside 1 … k are "any other marking": they can be written down
  and make the paper void. A word that is no mark at all, and a number on another form, are malformed.
* A paper declared void may still carry marks, priorities and a group (void for another reason than illegibility):
  they are checked for names and not counted. A paper that is not void must say its marks, if only `{}`.
* `count` may be 0: a line of a teller's sheet that nobody used. Nobody expected, and no candidate, is malformed.
* Every paper that is not void must name its group when a threshold does; a void one only where the base of that
  threshold is `returned_ballots`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from commons.kernel.errors import Malformed
from commons.rulebook import cases
from tenants.ballot.method import Base, Form, Method


class Mark(StrEnum):
    """What stands beside a project (代表法 第二十三条: for, against, abstain). No mark at all is an abstention."""

    APPROVE = "approve"
    OPPOSE = "oppose"
    ABSTAIN = "abstain"
    UNCLEAR = "unclear"


class Priority(StrEnum):
    VERY_NECESSARY = "very_necessary"
    NECESSARY = "necessary"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class Roll:
    """People: on the roll 应到, in the hall 实到, and the size of each group where there are groups."""

    expected: int
    present: int
    groups: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ballot:
    """`count` papers alike. `marks`: project → mark, in ranking project → number."""

    marks: Mapping[str, Mark | int] = field(default_factory=dict)
    priority: Mapping[str, Priority] = field(default_factory=dict)
    count: int = 1
    group: str | None = None
    void: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One round. `issued` 发出 counts papers; those returned 收回 are the `ballots`. Candidates in paper order."""

    method: Method
    roll: Roll
    issued: int
    candidates: tuple[str, ...]
    ballots: tuple[Ballot, ...]


def papers(ballots: Iterable[Ballot]) -> int:
    """How many papers these ballots stand for."""
    return sum(ballot.count for ballot in ballots)


def read_case(value: object) -> Case:
    """A tally case. Raises `Malformed` with the place and what to do."""
    required = ("method", "roll", "issued", "returned", "candidates", "ballots")
    found = cases.record(value, "计票案例", required=required)
    method = Method.read(found["method"])
    candidates = _read_candidates(found["candidates"], method)
    roll = _read_roll(found["roll"], method)
    ballots = tuple(
        read_ballot(item, where, method, candidates, groups=roll.groups)
        for where, item in cases.numbered(found["ballots"], "ballots", may_be_empty=True)
    )
    case = Case(method, roll, cases.whole(found["issued"], "issued", least=0), candidates, ballots)
    returned = cases.whole(found["returned"], "returned", least=0)
    if papers(ballots) != returned:
        raise Malformed(f"ballots 合计 {papers(ballots)} 张，与 returned 的 {returned} 张不符，请核对票数。")
    return case


def _read_candidates(value: object, method: Method) -> tuple[str, ...]:
    names = cases.distinct(
        (cases.word(item, where) for where, item in cases.numbered(value, "candidates")), "candidates"
    )
    if method.form is Form.RANKING and method.max_approvals is not None and method.max_approvals > len(names):
        raise Malformed(
            f"method.max_approvals 为 {method.max_approvals}，多于候选项目 {len(names)} 个，ranking 无法排满，请改正。"
        )
    return names


def _read_roll(value: object, method: Method) -> Roll:
    found = cases.record(value, "roll", required=("expected", "present"), optional=("groups",))
    expected = cases.whole(found["expected"], "roll.expected", least=1)
    present = cases.whole(found["present"], "roll.present", least=0)
    if present > expected:
        raise Malformed(f"roll.present 为 {present} 人，多于 roll.expected 的 {expected} 人，请核对签到人数。")
    groups = {
        name: cases.whole(size, f"roll.groups.{name}", least=1)
        for name, size in cases.mapping(found.get("groups", {}), "roll.groups").items()
    }
    for name in method.groups:
        if name not in groups:
            raise Malformed(f"roll.groups 没有通过线所用的组{cases.shown(name)}，请补上该组人数。")
    return Roll(expected, present, groups)


def read_ballot(
    value: object, where: str, method: Method, candidates: tuple[str, ...], *, groups: Collection[str]
) -> Ballot:
    """One ballot object of a case, or one paper on its way into a box. Raises `Malformed` with the place `where`."""
    optional = ("marks", "priority", "count", "group", "void")
    found = cases.record(value, where, required=(), optional=optional)
    void = cases.flag(found.get("void", False), f"{where}.void")
    if not void and "marks" not in found:
        raise Malformed(f'{where}缺少字段 marks；空白票请写 {{}}，无法辨认的票请写 "void": true。')
    marks = _by_project(found.get("marks", {}), f"{where}.marks", candidates)
    priority = _by_project(found.get("priority", {}), f"{where}.priority", candidates)
    return Ballot(
        marks={project: _read_mark(mark, place, method.form) for project, place, mark in marks},
        priority={project: cases.one_of(grade, place, tuple(Priority)) for project, place, grade in priority},
        count=cases.whole(found.get("count", 1), f"{where}.count", least=0),
        group=_read_group(found, where, groups, needed=_needs_group(method, void)),
        void=void,
    )


def _by_project(value: object, where: str, candidates: tuple[str, ...]) -> list[tuple[str, str, object]]:
    """(project, its place, what stands there) for each; all must be candidates."""
    found = cases.mapping(value, where)
    for project in found:
        if project not in candidates:
            raise Malformed(f"{where} 中的{cases.shown(project)}不在候选项目之列，请核对名称。")
    return [(project, f"{where}.{project}", item) for project, item in found.items()]


def _read_mark(value: object, where: str, form: Form) -> Mark | int:
    if form is Form.RANKING and cases.is_whole(value):
        return value
    if form is Form.TICK:
        return cases.one_of(value, where, (Mark.APPROVE, Mark.UNCLEAR))
    return cases.one_of(value, where, tuple(Mark))


def _needs_group(method: Method, void: bool) -> bool:
    rules = [rule for rule in method.passing if rule.group is not None]
    return any(not void or rule.base is Base.RETURNED_BALLOTS for rule in rules)


def _read_group(found: Mapping[str, object], where: str, groups: Collection[str], *, needed: bool) -> str | None:
    if "group" not in found:
        if needed:
            raise Malformed(f"{where}缺少字段 group：通过线分组计算，请写明这张票属于哪一组。")
        return None
    group = cases.word(found["group"], f"{where}.group")
    if group not in groups:
        raise Malformed(f"{where}.group {cases.shown(group)}不在 roll.groups 之列，请核对组名。")
    return group
