"""What an indicator is, and the short ways of writing one down. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from commons.directory.terms import Body, Level
from commons.reporting.terms import Aggregate, Origin, Span, Unit

EVERYBODY: Final = frozenset(Body)
CONGRESSES: Final = frozenset({Body.CONGRESS})
STREETS: Final = frozenset({Body.WORKING_COMMITTEE})
_DERIVED = frozenset({Aggregate.RATIO, Aggregate.MEAN})


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One figure that goes up; its `code` is stable for ever.

    formula  in words, as it is printed in the register
    rows     what asks for it: ids of the domain's checklist (§1), `§9` for what superiors publish
    noun     what is counted (件, 项, 人次), behind a figure whose unit is a count
    of       for a RATIO or MEAN: numerator and denominator, both sums
    bodies   who has it at all: 票决 is a congress's, 票选 a street's
    level    the one level that has it, if only one
    signed   may fall below nought
    """

    code: str
    label: str
    formula: str
    rows: tuple[str, ...]
    noun: str = "个"
    unit: Unit = Unit.COUNT
    aggregate: Aggregate = Aggregate.SUM
    span: Span = Span.YEAR
    origin: Origin = Origin.COUNTED
    of: tuple[str, str] | None = None
    bodies: frozenset[Body] = EVERYBODY
    level: Level | None = None
    signed: bool = False

    @property
    def group(self) -> str:
        return self.code.partition(".")[0]

    @property
    def sign(self) -> str:
        """As it stands behind a figure."""
        return self.noun if self.unit is Unit.COUNT else self.unit.sign

    @property
    def shown_sign(self) -> str:
        """As it stands behind the figure on a page, where money is in 万元."""
        return "万元" if self.unit is Unit.YUAN else self.sign

    @property
    def adds_up(self) -> bool:
        """Whether the figure of a subtree is the sum over its offices."""
        return self.aggregate in (Aggregate.SUM, Aggregate.OFFICES)

    def is_had_by(self, body: str, level: str) -> bool:
        return body in self.bodies and self.level in (None, level)


def count(code: str, label: str, formula: str, *rows: str, noun: str = "个", **more: Any) -> Indicator:
    return Indicator(code=code, label=label, formula=formula, rows=rows, noun=noun, **more)


def yuan(code: str, label: str, formula: str, *rows: str, **more: Any) -> Indicator:
    return Indicator(code=code, label=label, formula=formula, rows=rows, unit=Unit.YUAN, **more)


def ratio(code: str, label: str, part: str, whole: str, *rows: str, **more: Any) -> Indicator:
    """The formula is written from the labels of the two sums, where the table is put together."""
    return Indicator(
        code=code, label=label, formula="", rows=rows, unit=Unit.PERCENT, aggregate=Aggregate.RATIO,
        origin=Origin.DERIVED, of=(part, whole), **more,
    )  # fmt: skip


def mean(code: str, label: str, total: str, weight: str, *rows: str, **more: Any) -> Indicator:
    return Indicator(
        code=code, label=label, formula="", rows=rows, aggregate=Aggregate.MEAN, origin=Origin.DERIVED,
        of=(total, weight), **more,
    )  # fmt: skip


def offices(code: str, label: str, formula: str, *rows: str, **more: Any) -> Indicator:
    return Indicator(code=code, label=label, formula=formula, rows=rows, aggregate=Aggregate.OFFICES, **more)


def family(
    code: str, label: str, formula: str, parts: Mapping[str, str], *rows: str, **more: Any
) -> tuple[Indicator, ...]:
    """One figure split by a closed list of words: `code.key`, with “label：word”."""
    return tuple(
        Indicator(
            code=f"{code}.{key}", label=f"{label}：{word}", formula=formula.format(word=word), rows=rows, **more
        )
        for key, word in parts.items()
    )  # fmt: skip


def not_yet(*each: Indicator) -> tuple[Indicator, ...]:
    """Declared, and shown as 尚未采集 until a later room brings the rows."""
    return tuple(replace(one, origin=Origin.NOT_YET) for one in each)


def put_together(*tables: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """One table of all; a derived figure's formula is written from its parts. Derived from what is not collected is
    not collected."""
    every = [one for table in tables for one in table]
    by_code = {one.code: one for one in every}
    assert len(by_code) == len(every), "an indicator is named twice"
    return tuple(_finished(one, by_code) for one in every)


def _finished(one: Indicator, by_code: Mapping[str, Indicator]) -> Indicator:
    assert (one.of is None) == (one.aggregate not in _DERIVED), f"{one.code}: of what?"
    if one.of is None:
        return one
    part, whole = (by_code[code] for code in one.of)
    assert part.adds_up, f"{one.code}: {part.code} does not add up"
    assert whole.adds_up, f"{one.code}: {whole.code} does not add up"
    origin = Origin.NOT_YET if Origin.NOT_YET in (part.origin, whole.origin) else one.origin
    return replace(one, formula=f"{part.label} ÷ {whole.label}（各机构先合计，再相除）", origin=origin)
