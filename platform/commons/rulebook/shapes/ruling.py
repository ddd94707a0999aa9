"""The satisfaction rule of contract §4.3: by steps, by a rate, by weighted points, or several of these at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from commons.kernel.errors import Malformed
from commons.rulebook import cases
from commons.rulebook.shapes.plain import AMONG, Shape

KINDS: Final = {"cascade": "逐级判定", "rate": "满意率", "score": "加权得分"}
ANSWERS: Final = {
    "satisfied": "满意",
    "basically_satisfied": "基本满意",
    "dissatisfied": "不满意",
    "abstain": "弃权",
}
BASES: Final = {"all_members": "全体组成人员", "present": "到会人数", "valid": "有效票"}
_WORDS: Final = {**ANSWERS, **BASES}


@dataclass(frozen=True)
class Ruling(Shape):
    """Whether it can be worked with is judged by the engine's own reader; here only that it is one of the kinds."""

    limits: ClassVar[tuple[str, ...]] = (AMONG,)

    def check(self, value: Any, where: str) -> None:
        if not isinstance(value, Mapping) or "kind" not in value:
            raise Malformed(f"{where}应写明判定方式，请选择 {'、'.join(KINDS.values())} 之一。")

    def say(self, value: Any) -> str:
        return "；".join(f"{what}：{how}" for what, how in self.lines("", value))

    def lines(self, label: str, value: Any) -> list[tuple[str, str]]:
        return _lines(value)

    def check_limit(self, word: str, limit: Any, where: str) -> None:
        for code in cases.words(limit, where):
            cases.choice(code, where, KINDS)

    def say_limit(self, word: str, limit: Any) -> str:
        return f"只能用{'、'.join(KINDS[code] for code in limit)}"

    def keeps_to(self, word: str, limit: Any, value: Any, base: Any) -> bool:
        if isinstance(value, list):  # a bound inside a bound
            return set(value) <= set(limit)
        return {rule["kind"] for rule in singles(value)} <= set(limit)


def singles(rule: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rules that an `all_of` joins, or the rule itself."""
    return list(rule["rules"]) if rule["kind"] == "all_of" else [rule]


def _lines(rule: Mapping[str, Any]) -> list[tuple[str, str]]:
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
    return [line for each in rule["rules"] for line in _lines(each)]


def _share(step: Mapping[str, Any], base: str) -> str:
    sign, share = ("不少于", step["at_least"]) if "at_least" in step else ("超过", step["more_than"])
    return f"{_words(step['of'])}票{sign}{_word(base)}的 {share}"


def _words(codes: list[str]) -> str:
    return "、".join(_word(code) for code in codes)


def _word(code: str) -> str:
    """An office's own word for a result stands as it is."""
    return _WORDS.get(code, code)
