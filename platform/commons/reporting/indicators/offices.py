"""How many offices there are, and how many practise (§9: units practising, by level; coverage)."""

from __future__ import annotations

from typing import Final

from commons.directory.terms import Level
from commons.reporting.indicators.table import Indicator, count, not_yet, offices, ratio
from commons.reporting.terms import Origin, Span

LEVELS: Final = {Level.CITY: "市级", Level.COUNTY: "县级", Level.TOWNSHIP: "镇级", Level.SUBDISTRICT: "街道"}


def _founded(code: str, label: str, formula: str) -> Indicator:
    return count(code, label, formula, "0-02", "§9", span=Span.NOW, origin=Origin.DIRECTORY)


TABLE: Final = (
    _founded("offices.founded", "机构", "机构名录中省级以下、未归档的人大机构"),
    *(_founded(f"offices.founded_{level}", f"机构：{word}", f"其中{word}机构") for level, word in LEVELS.items()),
    offices(
        "offices.practising", "开展票决（票选）的机构", "本年度有一次票决或票选结果生效的机构", "0-08", "0-34", "§9"
    ),
    *(
        offices(
            f"offices.practising_{level}",
            f"开展票决（票选）的机构：{word}",
            f"其中{word}机构",
            "0-34",
            "§9",
            level=level,
        )
        for level, word in LEVELS.items()
    ),
    offices("offices.new", "本年首次开展的机构", "本年度有结果生效、以前各年度都没有的机构", "§9"),
    offices("offices.collecting", "开展征集的机构", "本年度收到过建议的机构", "3-43", "2-06"),
    *not_yet(offices("offices.quota_met", "完成线索任务的机构", "报送线索不少于上级规定数的机构", "§9")),
    ratio("offices.coverage_rate", "票决（票选）覆盖率", "offices.practising", "offices.founded", "§9"),
    *(
        ratio(
            f"offices.coverage_rate_{level}",
            f"票决（票选）覆盖率：{word}",
            f"offices.practising_{level}",
            f"offices.founded_{level}",
            "§9",
        )
        for level, word in LEVELS.items()
    ),
)
