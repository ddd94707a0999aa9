"""The typed kinds: one module each. `check(body, read)` raises Malformed for a body nobody could work with; `describe(body)`
says a checked body in the words of an office, line by line.

Where an engine already reads part of a body (a method, a rubric, a list, a rule), that engine's own reader does the
checking here too: one grammar, one place. The engines live in `tenants`, which commons may not import, so
`infra/wiring.py` hands their readers in; the same way handlers and gates are plugged in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Final

from commons.rulebook.kinds import (
    exclusions,
    notice_periods,
    points,
    rubric,
    satisfaction,
    supervision_calendar,
    voting_method,
)
from commons.rulebook.terms import Kind

Reader = Callable[[object, str], object]  # (value, where it stands) → whatever the engine works with; raises Malformed

_KINDS: Final[Mapping[Kind, ModuleType]] = {
    Kind.VOTING_METHOD: voting_method,
    Kind.RUBRIC: rubric,
    Kind.EXCLUSIONS: exclusions,
    Kind.NOTICE_PERIODS: notice_periods,
    Kind.SUPERVISION_CALENDAR: supervision_calendar,
    Kind.SATISFACTION: satisfaction,
    Kind.POINTS: points,
}
_readers: Mapping[Kind, Reader] = {}


def install(readers: Mapping[Kind, Reader]) -> None:
    """Plug in the engines' readers of the kinds that have an engine."""
    global _readers
    _readers = readers


def check(kind: Kind, body: object) -> None:
    """Raises Malformed with one Chinese sentence unless `body` is a whole body of this kind."""
    _KINDS[kind].check(body, _readers.get(kind, _no_engine))


def describe(kind: Kind, body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(what, how) for people: a ledger of two columns. The body has been checked."""
    lines: list[tuple[str, str]] = _KINDS[kind].describe(body)
    return lines


# The fields an office may be let set for itself, as people call them.
_FIELDS: Final[Mapping[str, str]] = {
    "duties": "监督事项",
    "items": "积分项目",
    "method.form": "写票方式",
    "method.margin": "差额比例",
    "method.max_approvals": "每票最多赞成",
    "method.min_participation": "参加投票人数",
    "method.overvote": "赞成超过上限的票",
    "method.pass": "通过线",
    "method.quorum": "出席人数",
    "method.shortfall": "入选不足名额",
    "method.tie": "票数相等",
    "method.undervote": "赞成少于上限的票",
    "preliminary_days": "初步方案公示天数",
    "priority": "优先级",
    "result_days": "结果公示天数",
    "rubric.aggregate": "汇总方法",
    "rubric.criteria": "评分项和权重",
    "rubric.missing": "缺评处理",
    "rubric.pass_mark": "淘汰线",
    "rubric.scale": "满分",
    "rule": "测评规则",
    "rules": "不列入情形",
    "scrutineers": "监票人",
    "secrecy": "表决形式",
    "tellers": "计票人",
}


def field_label(path: str) -> str:
    """What an office calls this field; the path itself for one that nobody has named yet."""
    return _FIELDS.get(path, path)


def _no_engine(value: object, where: str) -> object:
    raise AssertionError(f"no reader is installed for {where}")
