"""What a table is made of: columns asked for, rows as they stand, and what is wrong with which cell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from commons.kernel.errors import Invalid


class SheetUnreadable(Invalid):
    """The file as a whole; what is wrong with one row is a `Fault`."""

    code = "kernel.sheet_unreadable"
    sentence = "文件无法读取：{why}。"


@dataclass(frozen=True)
class Column:
    """`titles` are what people call it, the first one ours. `choices`, `note` and `width` shape the template."""

    key: str
    titles: tuple[str, ...]
    required: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""
    width: int = 16

    @property
    def label(self) -> str:
        return self.titles[0]


@dataclass(frozen=True)
class Row:
    """`number` is the row as the person sees it in the file; `cells` the text by column; `at` each column's letter."""

    number: int
    cells: dict[str, str]
    at: dict[str, str]
    broken: dict[str, str] = field(default_factory=dict)  # column → why what stands there is no value

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def place(self, column: str) -> str:
        """The cell, as Excel names it: B7."""
        return f"{self.at.get(column, '')}{self.number}"


@dataclass(frozen=True)
class Fault:
    row: int
    cell: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """What was read: rows by column, the header's place, the table as it stands (for the error file), what was filled down."""

    rows: list[Row]
    header: int
    grid: list[list[str]]
    notes: list[str]


def fault(row: Row, column: Column, reason: str) -> Fault:
    return Fault(row.number, row.place(column.key), column.label, row[column.key][:60], reason)


def broken_cells(row: Row, columns: Sequence[Column]) -> Iterable[Fault]:
    """A formula without its result, #N/A and the like: nothing to guess from."""
    return (fault(row, each, row.broken[each.key]) for each in columns if each.key in row.broken)
