"""What a paper consists of: headings, paragraphs and tables, kept as they were issued and printed three ways. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Heading:
    """一、 level 1 (黑体), （一） level 2 (楷体); the number is part of the text."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Table:
    """Cells are text; `widths` are shares of the page's width, by what the columns hold where none are given."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    widths: Sequence[int] = field(default_factory=tuple)

    def ems(self) -> list[float]:
        """What each column would take on one line, in widths of a Chinese sign: its longest cell, a long one not whole."""
        return [
            max(2, min(4, _ems(head)), *(min(24, _ems(row[at])) for row in self.rows)) + 1
            for at, head in enumerate(self.head)
        ]


def _ems(text: str) -> float:
    return max((sum(0.5 if ord(sign) < 0x2E80 else 1 for sign in line) for line in text.split("\n")), default=0)


Block = Heading | Paragraph | Table
_KINDS: dict[str, type[Heading] | type[Paragraph] | type[Table]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "table": Table,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def dump(blocks: Sequence[Block]) -> str:
    """As it is kept in a document's body."""
    return json.dumps([{"kind": _NAMES[type(each)], **asdict(each)} for each in blocks], ensure_ascii=False)


def load(body: str) -> list[Block]:
    return [_KINDS[each.pop("kind")](**each) for each in json.loads(body)]


def of_text(body: str) -> list[Block]:
    """Plain text, a paragraph a line."""
    return [Paragraph(line.strip()) for line in body.splitlines() if line.strip()]


def tables(blocks: Sequence[Block]) -> list[Table]:
    return [each for each in blocks if isinstance(each, Table)]
