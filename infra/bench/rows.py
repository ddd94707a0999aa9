"""What a benchmark says: a figure beside its peer of the same run, and whether the bar holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.bench.province import Province


@dataclass(frozen=True)
class Row:
    """One line. `peer` is what the figure is measured against, `bar` what it must keep; `holds` is None without a bar."""

    figure: str
    value: str
    peer: str = ""
    ratio: str = ""
    bar: str = ""
    holds: bool | None = None


@dataclass(frozen=True)
class Section:
    """A part of a benchmark that can be asked for by its name. Sections run in the order of the table (`suites.py`)."""

    name: str
    title: str
    run: Callable[[Province], Iterable[Row]]


HEADER = Row("figure", "value", "peer", "ratio", "bar", None)
_WORDS = {True: "yes", False: "NO", None: ""}


def cells(row: Row) -> tuple[str, ...]:
    return (row.figure, row.value, row.peer, row.ratio, row.bar, "holds" if row is HEADER else _WORDS[row.holds])


def line(row: Row) -> str:
    """One line for the eye, printed as soon as it is known: fixed widths."""
    widths = (52, 22, 40, 12, 12, 5)
    return "  ".join(_pad(cell, width) for cell, width in zip(cells(row), widths, strict=True)).rstrip()


def markdown(rows: Iterable[Row]) -> str:
    head = "| " + " | ".join(cells(HEADER)) + " |\n|" + "---|" * 6
    return "\n".join([head, *("| " + " | ".join(cells(row)) + " |" for row in rows)])


def _pad(text: str, width: int) -> str:
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return text + " " * max(0, width - len(text) - wide)
