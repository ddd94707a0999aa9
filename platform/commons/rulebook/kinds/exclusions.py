"""不列入清单: what keeps a proposal off the list, always (`hard`) or unless somebody answers for it (`soft`, 0-45)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from commons.rulebook.schema import Body, Field, Reader, Schema
from commons.rulebook.shapes import Choice, Column, Rows, Text

_KINDS: Final = {"soft": "一般不列入，说明理由的除外", "hard": "不列入"}


def _whole(body: Body, read: Reader) -> None:
    read(for_engine(body["rules"]), "rules")


def _line(rule: Mapping[str, Any]) -> tuple[str, str]:
    return rule["label"], _KINDS[rule["kind"]]


def for_engine(rules: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The list as contract §4.2 writes it: without the labels."""
    return [{"key": rule["key"], "kind": rule["kind"]} for rule in rules]


SCHEMA: Final = Schema(
    "不列入清单",
    (
        Field(
            "rules",
            "不列入情形",
            Rows(
                (
                    Column("key", "代码", Text(), made=True),
                    Column("label", "情形", Text(100)),
                    Column("kind", "处理", Choice(_KINDS)),
                ),
                _line,
                may_be_empty=True,
            ),
            [],
            "江门市蓬江区人大常委会：四个不列入（0-42 至 0-46）",
        ),
    ),
    _whole,
)
