"""文书样式: titles, numbering words and set phrases of the papers an office issues (GB/T 9704 geometry is the printer's)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commons.rulebook.schema import Field, Schema
from commons.rulebook.shapes import Column, Rows, Text

PAPERS: Final = {
    "collection_notice": "征集公告",
    "score_sheet": "评分汇总表",
    "joint_review": "会审意见表",
    "public_notice": "公示",
    "candidates": "候选项目说明",
    "result": "票决结果",
}


def _line(paper: Mapping[str, Any]) -> tuple[str, str]:
    number = f"，文号“{paper['number_word']}”" if paper["number_word"] else "，不编文号"
    return PAPERS.get(paper["key"], paper["title"]), f"标题“{paper['title']}”{number}"


SCHEMA: Final = Schema(
    "文书样式",
    (
        Field(
            "papers",
            "各类文书",
            Rows(
                (
                    Column("key", "文书", Text(), made=True),
                    Column("title", "标题", Text(100)),
                    Column("number_word", "发文字号的机关代字", Text(20, may_be_empty=True)),
                    Column("opening", "开头", Text(300, may_be_empty=True)),
                    Column("closing", "结尾", Text(300, may_be_empty=True)),
                ),
                _line,
                fixed=True,
            ),
            [],
            "党政机关公文格式（GB/T 9704-2012）；标题和文号由各地自定",
            hint="标题中的“【机构】”“【年度】”在成文时换成本机构名称和年度。",
        ),
    ),
)
