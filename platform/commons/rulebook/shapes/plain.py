"""Single values: a number, a choice, a word, a stretch of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Final

from commons.kernel.errors import Malformed
from commons.rulebook import cases

LEAST, MOST, AMONG, KEEP = "least", "most", "among", "keep"


class Absent:
    """What a body says of a field that it leaves out."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


class Shape:
    """`where` is how a sentence names the field. `check…` raise Malformed; the rest is given what was checked."""

    limits: ClassVar[tuple[str, ...]] = ()

    def check(self, value: Any, where: str) -> None:
        raise NotImplementedError

    def say(self, value: Any) -> str:
        """The value in the words of an office."""
        raise NotImplementedError

    def lines(self, label: str, value: Any) -> list[tuple[str, str]]:
        """The value as lines of a ledger: (what, how)."""
        return [(label, self.say(value))]

    def check_bound(self, bound: object, where: str) -> Mapping[str, Any]:
        """An object that says at least one of the limits this shape knows."""
        if not self.limits:
            raise Malformed(f"{where}不能限定范围，只能锁定或放开，请改正。")
        found = cases.record(bound, f"{where}的范围", required=(), optional=self.limits)
        if not found:
            raise Malformed(f"{where}限定了范围，请写明 {'、'.join(self.limits)} 中的至少一项。")
        for word, limit in found.items():
            self.check_limit(word, limit, f"{where}的范围")
        return found

    def check_limit(self, word: str, limit: Any, where: str) -> None:
        raise NotImplementedError

    def say_bound(self, bound: Mapping[str, Any]) -> str:
        return "，".join(self.say_limit(word, bound[word]) for word in self.limits if word in bound)

    def say_limit(self, word: str, limit: Any) -> str:
        raise NotImplementedError

    def within(self, bound: Mapping[str, Any], value: Any, base: Any) -> bool:
        """Whether the value keeps to the bound; `base` is what the edition itself says there."""
        return all(self.keeps_to(word, limit, value, base) for word, limit in bound.items())

    def keeps_to(self, word: str, limit: Any, value: Any, base: Any) -> bool:
        raise NotImplementedError

    def narrows(self, inner: Mapping[str, Any], outer: Mapping[str, Any], base: Any) -> bool:
        """Whether everything the inner bound lets through, the outer one does."""
        return all(word in inner and self.keeps_to(word, limit, inner[word], base) for word, limit in outer.items())


@dataclass(frozen=True)
class _Measured(Shape):
    """A quantity with an end on either side."""

    unit: str = ""
    limits: ClassVar[tuple[str, ...]] = (LEAST, MOST)

    def measure(self, value: Any) -> Fraction:
        return Fraction(str(value))

    def check_limit(self, word: str, limit: Any, where: str) -> None:
        self.check(limit, where)

    def say_limit(self, word: str, limit: Any) -> str:
        return f"{'不少于' if word == LEAST else '不超过'} {self.say(limit)}"

    def keeps_to(self, word: str, limit: Any, value: Any, base: Any) -> bool:
        figure, end = self.measure(value), self.measure(limit)
        return figure >= end if word == LEAST else figure <= end

    def _with_unit(self, text: str) -> str:
        return f"{text} {self.unit}".rstrip()


@dataclass(frozen=True)
class Whole(_Measured):
    """A count, `least` to `most`, both included."""

    lowest: int = 0
    highest: int = 1000

    def check(self, value: Any, where: str) -> None:
        if not cases.is_whole(value) or not self.lowest <= value <= self.highest:
            unit = f"（单位：{self.unit}）" if self.unit else ""
            raise Malformed(
                f"{where}应为 {self.lowest} 到 {self.highest} 的整数{unit}，{cases.instead(value)}，请改正。"
            )

    def say(self, value: Any) -> str:
        return self._with_unit(str(value))


@dataclass(frozen=True)
class Figure(_Measured):
    """A decimal that must not lose a digit: text such as "91.5", or a whole number. `signed` allows a deduction."""

    signed: bool = False
    highest: int = 1000
    text_only: bool = False

    def check(self, value: Any, where: str) -> None:
        if self.text_only and not isinstance(value, str):
            raise Malformed(f'{where}应写作文字，如 "3" 或 "0.5"，{cases.instead(value)}，请改正。')
        unsigned = value.removeprefix("-") if self.signed and isinstance(value, str) else value
        cases.figure(unsigned, where, at_most=self.highest)

    def say(self, value: Any) -> str:
        return self._with_unit(str(value))


@dataclass(frozen=True)
class Percent(_Measured):
    """A part of a whole, written "80%" or "4/5"."""

    def check(self, value: Any, where: str) -> None:
        cases.share(value, where)

    def measure(self, value: Any) -> Fraction:
        return cases.share(value, "")

    def say(self, value: Any) -> str:
        return str(value)


_UNITS: Final = {"day": "日", "workday": "个工作日", "month": "个月"}


@dataclass(frozen=True)
class Period(_Measured):
    """A stretch of time: {"count": 7, "unit": "workday"}. Stretches of different units are not compared."""

    units: ClassVar[Mapping[str, str]] = _UNITS

    def check(self, value: Any, where: str) -> None:
        found = cases.record(value, where, required=("count", "unit"))
        Whole(lowest=1, highest=400).check(found["count"], where)
        cases.choice(found["unit"], f"{where}的单位", _UNITS)

    def say(self, value: Any) -> str:
        return f"{value['count']} {_UNITS[value['unit']]}"

    def keeps_to(self, word: str, limit: Any, value: Any, base: Any) -> bool:
        if value["unit"] != limit["unit"]:
            return False
        return bool(value["count"] >= limit["count"] if word == LEAST else value["count"] <= limit["count"])


@dataclass(frozen=True)
class Flag(Shape):
    yes: str = "是"
    no: str = "否"

    def check(self, value: Any, where: str) -> None:
        cases.flag(value, where)

    def say(self, value: Any) -> str:
        return self.yes if value else self.no


@dataclass(frozen=True)
class Text(Shape):
    """Words of an office's own, 1 to `longest` signs."""

    longest: int = 60
    may_be_empty: bool = False

    def check(self, value: Any, where: str) -> None:
        if not (self.may_be_empty and value == ""):
            cases.word(value, where)
        if len(value) > self.longest:
            raise Malformed(f"{where}最多 {self.longest} 个字，现有 {len(value)} 个，请缩短。")

    def say(self, value: Any) -> str:
        return str(value) or "未填"


@dataclass(frozen=True)
class Choice(Shape):
    """One of a few codes, each with its words."""

    options: Mapping[str, str] = field(default_factory=dict)
    limits: ClassVar[tuple[str, ...]] = (AMONG,)

    def check(self, value: Any, where: str) -> None:
        if not isinstance(value, str) or value not in self.options:
            known = "、".join(f"{code}（{word}）" for code, word in self.options.items())
            raise Malformed(f"{where}应为 {known} 之一，{cases.instead(value)}，请改正。")

    def say(self, value: Any) -> str:
        return self.options[value]

    def check_limit(self, word: str, limit: Any, where: str) -> None:
        for code in cases.words(limit, where):
            self.check(code, where)

    def say_limit(self, word: str, limit: Any) -> str:
        return f"只能为{'、'.join(self.options[code] for code in limit)}"

    def keeps_to(self, word: str, limit: Any, value: Any, base: Any) -> bool:
        return set([value] if isinstance(value, str) else value) <= set(limit)


@dataclass(frozen=True)
class Several(Choice):
    """Some of a few codes, in the order in which they are written."""

    def check(self, value: Any, where: str) -> None:
        for code in cases.words(value, where, may_be_empty=True):
            super().check(code, where)

    def check_limit(self, word: str, limit: Any, where: str) -> None:
        self.check(limit, where)

    def say(self, value: Any) -> str:
        return "、".join(self.options[code] for code in value) or "无"

    def say_limit(self, word: str, limit: Any) -> str:
        return f"只能从{self.say(limit)}中选取"


@dataclass(frozen=True)
class Most(Shape):
    """How many projects a paper may approve: left out, as many as there are seats; null, any number."""

    def check(self, value: Any, where: str) -> None:
        if value is not None and value is not ABSENT:
            Whole(lowest=1, highest=500).check(value, where)

    def say(self, value: Any) -> str:
        return "应选名额" if value is ABSENT else "不限" if value is None else f"{value} 个"
