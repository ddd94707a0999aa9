"""履职积分规则: how many points a duty of each kind is worth (3-06). Points are decimals and may be deductions (−1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commons.rulebook import cases
from commons.rulebook.schema import Body, Field, Reader, Schema
from commons.rulebook.shapes import Column, Figure, Rows, Text


def _whole(body: Body, read: Reader) -> None:
    """`read` knows the kinds of duties: the list that records are kept by is the list that points are given for."""
    for place, item in cases.numbered(body["items"], "“各项分值”"):
        read(item["kind"], f"{place}的 kind")  # type: ignore[index]


def _line(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["label"], f"{item['points']} 分"


SCHEMA: Final = Schema(
    "履职积分规则",
    (
        Field(
            "items",
            "各项分值",
            Rows(
                (
                    Column("kind", "履职类别", Text(), made=True),
                    Column("label", "事项", Text()),
                    Column("points", "分值", Figure("分", signed=True, text_only=True)),
                ),
                _line,
                key="kind",
                fixed=True,
            ),
            [],
            "各地代表履职积分办法自定；代表法第五十八条：登记代表履职情况",
        ),
    ),
    _whole,
)
