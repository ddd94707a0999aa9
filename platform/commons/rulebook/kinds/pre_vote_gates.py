"""票决前程序: which bodies look at the candidates before the vote, in the office's own order (domain §2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commons.rulebook.schema import Field, Schema
from commons.rulebook.shapes import Column, Flag, Rows, Text


def _line(gate: Mapping[str, Any]) -> tuple[str, str]:
    return gate["label"], f"{gate['does']}{'，须附会议纪要' if gate['minutes'] else ''}"


SCHEMA: Final = Schema(
    "票决前程序",
    (
        Field(
            "gates",
            "依次经过的程序",
            Rows(
                (
                    Column("key", "代码", Text(), made=True),
                    Column("label", "会议或机构", Text()),
                    Column("does", "办理的事", Text()),
                    Column("minutes", "会议纪要", Flag("须附", "不须附")),
                ),
                _line,
                may_be_empty=True,
            ),
            [],
            "浙江省各级人大常委会讨论决定重大事项的规定第四条：候选项目先经常委会审议；各地程序不同",
            hint="按先后次序填写。",
        ),
    ),
)
