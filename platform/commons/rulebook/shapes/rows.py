"""A list of rows, each with the same columns: criteria and weights, duties and dates, articles of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from commons.rulebook import cases
from commons.rulebook.shapes.plain import KEEP, Shape


@dataclass(frozen=True)
class Column:
    """`made`: a code of the row that the page makes up itself. `optional`: may be left out of a row."""

    name: str
    label: str
    shape: Shape
    optional: bool = False
    made: bool = False


@dataclass(frozen=True)
class Rows(Shape):
    """`key` names the column that no two rows share; `line` says a row as (what, how).

    `fixed`: the rows are given (by the law, by another list); their other columns may change, their number may not.
    """

    columns: Sequence[Column]
    line: Callable[[Mapping[str, Any]], tuple[str, str]]
    key: str = "key"
    may_be_empty: bool = False
    fixed: bool = False
    limits: ClassVar[tuple[str, ...]] = (KEEP,)

    def check(self, value: Any, where: str) -> None:
        keys = []
        for place, row in cases.numbered(value, where, may_be_empty=self.may_be_empty):
            required = [column.name for column in self.columns if not column.optional]
            optional = [column.name for column in self.columns if column.optional]
            found = cases.record(row, place, required, optional)
            for column in self.columns:
                if column.name in found:
                    column.shape.check(found[column.name], f"{place}的“{column.label}”")
            keys.append(str(found[self.key]))
        cases.distinct(keys, where)

    def say(self, value: Any) -> str:
        return "；".join(f"{what}：{how}" for what, how in self.lines("", value)) or "无"

    def lines(self, label: str, value: Any) -> list[tuple[str, str]]:
        return [self.line(row) for row in value] or [(label, "无")]

    def check_limit(self, word: str, limit: Any, where: str) -> None:
        cases.words(limit, where)

    def say_limit(self, word: str, limit: Any) -> str:
        return f"其中 {len(limit)} 项须原样保留，可以另加"

    def say_bound_of(self, bound: Mapping[str, Any], base: Any) -> str:
        """The bound with its rows by name, as far as the edition has them."""
        kept = [self.line(row)[0] for row in base if row[self.key] in bound[KEEP]]
        return f"须原样保留{'、'.join(f'“{name}”' for name in kept)}，可以另加"

    def keeps_to(self, word: str, limit: Any, value: Any, base: Any) -> bool:
        """Every row named by the limit stands as the edition has it. A bound is measured by the keys it names."""
        if value and isinstance(value[0], str):
            return set(limit) <= set(value)
        given = {row[self.key]: row for row in value}
        return all(given.get(row[self.key]) == row for row in base if row[self.key] in limit)
