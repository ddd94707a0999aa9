"""Two sheets of one batch, held against each other. Pure; says where they differ and never what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """What a teller wrote into one line. `marks` and `priorities` by candidate uid; `is_doubtful`: put to the chief."""

    count: int
    marks: Mapping[str, Any]
    priorities: Mapping[str, str]
    group: str
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """`line` of the batch; `what` differs in it, in words for the tellers' page."""

    line: int
    what: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "what": list(self.what)}


def differences(one: Mapping[int, Line], other: Mapping[int, Line], titles: Mapping[str, str]) -> list[Difference]:
    """In the order of the lines; empty when the sheets say the same. `titles`: candidate uid → name, in paper order."""
    found = []
    for number in sorted(one.keys() | other.keys()):
        if number not in one or number not in other:
            found.append(Difference(number, ("只有一名计票人登记了这一行",)))
        elif one[number] != other[number]:
            found.append(Difference(number, tuple(_what(one[number], other[number], titles))))
    return found


def _what(one: Line, other: Line, titles: Mapping[str, str]) -> list[str]:
    said = []
    if one.count != other.count:
        said.append("张数")
    if one.is_doubtful != other.is_doubtful:
        said.append("是否提请裁定")
    if one.group != other.group:
        said.append("票的分组")
    said += [f"“{name}”的标记" for uid, name in titles.items() if one.marks.get(uid) != other.marks.get(uid)]
    said += [
        f"“{name}”的优先级" for uid, name in titles.items() if one.priorities.get(uid) != other.priorities.get(uid)
    ]
    return said
