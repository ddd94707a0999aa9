"""A share of something, to be reached or exceeded: {"at_least": "2/3", "base": "all_deputies"} (contract §4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

from commons.kernel.errors import Malformed
from commons.rulebook import cases
from commons.rulebook.shapes.plain import LEAST, Shape

PEOPLE: Final = {
    "all_deputies": "应到人数",
    "present": "实到人数",
    "valid_ballots": "有效票数",
    "returned_ballots": "收回票数",
}
PROJECTS: Final = {"seats": "应选名额", "candidates": "候选项目数"}
SIGNS: Final = {"at_least": "不少于", "more_than": "超过"}


@dataclass(frozen=True)
class Threshold(Shape):
    """One limit, or null for none. `grouped`: it may be asked of one group of the assembly alone."""

    bases: Mapping[str, str]
    grouped: bool = False
    limits: ClassVar[tuple[str, ...]] = (LEAST,)

    def check(self, value: Any, where: str) -> None:
        if value is None:
            return
        optional = (*SIGNS, "group") if self.grouped else tuple(SIGNS)
        found = cases.record(value, where, required=("base",), optional=optional)
        signs = [sign for sign in SIGNS if sign in found]
        if len(signs) != 1:
            raise Malformed(f"{where}应当在 at_least（不少于）与 more_than（超过）中写且只写一个，请改正。")
        cases.ratio(found[signs[0]], where)
        cases.choice(found["base"], f"{where}的基数", self.bases)
        if "group" in found:
            cases.word(found["group"], f"{where}的分组")

    def say(self, value: Any) -> str:
        if value is None:
            return "不作规定"
        sign = "at_least" if "at_least" in value else "more_than"
        group = f"“{value['group']}”中" if "group" in value else ""
        return f"{group}{SIGNS[sign]}{self.bases[value['base']]}的 {value[sign]}"

    def check_limit(self, word: str, limit: Any, where: str) -> None:
        self.check(limit, where)
        if limit is None or "group" in limit:
            raise Malformed(f"{where}应写明比例和基数，且不分组，请改正。")

    def say_limit(self, word: str, limit: Any) -> str:
        return f"不低于“{self.say(limit)}”"

    def keeps_to(self, word: str, limit: Any, value: Any, base: Any) -> bool:
        """As strict or stricter: of the same base and of everybody, a share not smaller."""
        if value is None or "group" in value or value["base"] != limit["base"]:
            return False
        return _strictness(value) >= _strictness(limit)


@dataclass(frozen=True)
class Thresholds(Threshold):
    """One limit, several that must all hold, or null for none (the street's double threshold, 衡阳石鼓)."""

    most: int = 3

    def check(self, value: Any, where: str) -> None:
        if isinstance(value, list):
            if not 1 <= len(value) <= self.most:
                raise Malformed(f"{where}应有 1 到 {self.most} 条；不设通过线请写空值。")
            for place, each in cases.numbered(value, where, unit="条"):
                if each is None:
                    raise Malformed(f"{place}是空值，请删去。")
                super().check(each, place)
        else:
            super().check(value, where)

    def say(self, value: Any) -> str:
        return "，并且".join(super(Thresholds, self).say(each) for each in listed(value)) or super().say(None)

    def check_limit(self, word: str, limit: Any, where: str) -> None:
        if isinstance(limit, list):
            raise Malformed(f"{where}只写一条，请改正。")
        super().check_limit(word, limit, where)

    def keeps_to(self, word: str, limit: Any, value: Any, base: Any) -> bool:
        return any(super(Thresholds, self).keeps_to(word, limit, each, base) for each in listed(value))


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _strictness(value: Mapping[str, str]) -> tuple[Fraction, bool]:
    exceeded = "more_than" in value
    return cases.ratio(value["more_than" if exceeded else "at_least"], ""), exceeded
