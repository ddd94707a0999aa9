"""满意度测评规则: the rule of contract §4.3 (0-55, 0-65, 1-64)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from commons.rulebook import cases

# How a field is called on the pages; its path in the body stays the program's.
LABELS: Final = {
    "rule": "测评规则",
}


def check(body: object, read: Callable[[object, str], object]) -> None:
    read(cases.record(body, "满意度测评规则", required=("rule",))["rule"], "rule")


_WORDS: Final = {
    "satisfied": "满意",
    "basically_satisfied": "基本满意",
    "dissatisfied": "不满意",
    "abstain": "弃权",
    "all_members": "全体组成人员",
    "present": "到会人数",
    "valid": "有效票",
}


def describe(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    return _describe(body["rule"])


def _describe(rule: Mapping[str, Any]) -> list[tuple[str, str]]:
    match rule["kind"]:
        case "cascade":
            return [
                *((_word(step["result"]), _share(step, rule["base"])) for step in rule["steps"]),
                (_word(rule["otherwise"]), "未达到以上各项"),
                ("须整改的结果", _words(rule["rectify_when"]) or "无"),
            ]
        case "rate":
            return [("须整改", f"{_words(rule['of'])}票占{_word(rule['base'])}的比例低于 {rule['rectify_below']}")]
        case "score":
            parts = [(part["key"], f"权重 {part['weight']}%") for part in rule["parts"]]
            return [*parts, ("须整改", f"加权得分低于 {rule['rectify_below']} 分")]
    return [line for each in rule["rules"] for line in _describe(each)]


def _share(step: Mapping[str, Any], base: str) -> str:
    sign, share = ("不少于", step["at_least"]) if "at_least" in step else ("超过", step["more_than"])
    return f"{_words(step['of'])}票{sign}{_word(base)}的 {share}"


def _words(codes: list[str]) -> str:
    return "、".join(_word(code) for code in codes)


def _word(code: str) -> str:
    """An office's own word for a result stands as it is."""
    return _WORDS.get(code, code)
