"""票决办法: the method of contract §4.1 without its seats (a vote brings those), and how the meeting is manned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from commons.kernel.errors import Malformed
from commons.rulebook import cases

SECRECY: Final = ("plain", "sealed")  # sealed: 双信封密封票, whose content only the sum reveals


# How a field is called on the pages; its path in the body stays the program's.
LABELS: Final = {
    "method": "票决办法",
    "method.form": "写票方式",
    "method.max_approvals": "每票最多赞成",
    "method.overvote": "赞成超过上限的票",
    "method.undervote": "赞成少于上限的票",
    "method.quorum": "出席人数",
    "method.pass": "通过线",
    "method.min_participation": "参加投票人数",
    "method.margin": "差额",
    "method.tie": "票数相等",
    "method.shortfall": "入选不足名额",
    "secrecy": "表决形式",
    "scrutineers": "监票人",
    "tellers": "计票人",
    "priority": "优先级",
}


def check(body: object, read: Callable[[object, str], object]) -> None:
    """`scrutineers` and `tellers` count people (1-70, 1-71); `priority` puts the three grades on the paper (1-74)."""
    fields = cases.record(body, "票决办法", required=("method", "secrecy", "scrutineers", "tellers", "priority"))
    method = fields["method"]
    if not isinstance(method, dict) or "seats" in method:
        raise Malformed("method 应为不含 seats 的对象，应选名额在准备票决时填写，请改正。")
    read({**method, "seats": 1, "max_approvals": method.get("max_approvals", 1)}, "method")
    cases.choice(fields["secrecy"], "secrecy", dict.fromkeys(SECRECY))
    for name in ("scrutineers", "tellers"):
        if not 1 <= cases.whole(fields[name], name) <= 99:
            raise Malformed(f"{name} 应为 1 到 99 人，请改正。")
    cases.flag(fields["priority"], "priority")


_FORMS: Final = {
    "approval": "逐项填写赞成、反对或弃权",
    "tick": "只勾选赞成的项目",
    "ranking": "按轻重缓急填写顺序号，名次高的得分多",
}
_BASES: Final = {
    "all_deputies": "应到人数",
    "present": "实到人数",
    "valid_ballots": "有效票数",
    "returned_ballots": "收回票数",
    "seats": "应选名额",
    "candidates": "候选项目数",
}
_MISCOUNT: Final = {"void_ballot": "作废票处理", "valid": "有效"}
_SHORTFALL: Final = {"accept": "名额空缺，不再补选", "revote": "对其余项目再次投票"}
_SECRECY: Final = {"plain": "无记名投票", "sealed": "无记名投票，密封票只能合并开启"}


def describe(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    method = body["method"]
    passing = method.get("pass")
    limits = passing if isinstance(passing, list) else [passing]
    return [
        ("写票方式", _FORMS[method["form"]]),
        ("出席人数", _limit(method.get("quorum"))),
        ("通过线", "，并且".join(_limit(limit) for limit in limits)),
        ("参加投票人数", _limit(method.get("min_participation"))),
        ("差额", _limit(method.get("margin"))),
        ("每票最多赞成", _most(method)),
        ("赞成超过上限的票", _MISCOUNT[method.get("overvote", "void_ballot")]),
        ("赞成少于上限的票", _MISCOUNT[method.get("undervote", "valid")]),
        ("票数相等", "相等的项目再次投票"),
        ("入选不足名额", _SHORTFALL[method.get("shortfall", "accept")]),
        ("表决形式", _SECRECY[body["secrecy"]]),
        ("监票人", f"{body['scrutineers']} 名"),
        ("计票人", f"{body['tellers']} 名"),
        ("优先级", "选票上填写非常必要、必要或一般" if body["priority"] else "选票上不填写"),
    ]


def _limit(limit: Mapping[str, str] | None) -> str:
    if limit is None:
        return "不作规定"
    sign, share = ("不少于", limit["at_least"]) if "at_least" in limit else ("超过", limit["more_than"])
    group = f"“{limit['group']}”中" if "group" in limit else ""
    return f"{group}{sign}{_BASES[limit['base']]}的 {share}"


def _most(method: Mapping[str, Any]) -> str:
    most = method.get("max_approvals", "seats")
    return "应选名额" if most == "seats" else "不限" if most is None else f"{most} 个"
