"""评分标准 and 不列入清单 (domain §5.2)."""

from __future__ import annotations

from typing import Any, Final

from commons.rulebook.levels import EVERYBODY
from commons.rulebook.presets.preset import Preset, free, preset
from commons.rulebook.terms import Kind

# 1-26 to 1-32. The source gives the weights; the pass mark is a parameter of every place.
RUBRIC: Final = preset(
    Kind.RUBRIC,
    "民生实事项目征集评估标准",
    "街道“四全”机制《民生实事项目征集评估标准》：民意基础 40%、资金可行性 30%、社会效益 20%、实施难度 10%",
    EVERYBODY,
    EVERYBODY,
)


def _list(title: str, source: str, rules: list[tuple[str, str, str]], *, default: bool = False) -> Preset:
    written: list[dict[str, Any]] = [{"key": key, "label": label, "kind": kind} for key, label, kind in rules]
    return preset(
        Kind.EXCLUSIONS,
        title,
        source,
        EVERYBODY,
        EVERYBODY if default else (),
        values={"rules": written},
        modes={"rules": free("各地常委会自定不列入清单")},
    )


# 0-42 to 0-46: set by the county's standing committee, so each place may keep a list of its own.
EXCLUSIONS: Final = _list(
    "民生实事项目“四个不列入”",
    "江门市蓬江区人大常委会：四个不列入",
    [
        ("major_development", "重大发展项目", "hard"),
        ("outside_funding", "以上级公共财政资金投入为主或以社会资本投入为主的项目", "hard"),
        ("not_universal", "不具普惠性、公益性的项目", "hard"),
        ("cross_year", "建设周期跨年度的项目（一般不列入）", "soft"),
    ],
    default=True,
)

EXCLUSION_LISTS: Final = (
    EXCLUSIONS,
    _list(
        "不列入清单（巴南区）",
        "重庆市巴南区票决办法第三条",
        [
            ("not_ready", "不具备实施条件的项目", "hard"),
            ("burden_or_debt", "可能增加群众负担和政府债务风险的项目", "hard"),
            ("assigned_from_above", "上级安排实施的项目（原则上不纳入）", "soft"),
        ],
    ),
    _list(
        "不列入清单（陕西省）",
        "陕西省民生实事项目人大代表票决制规定",
        [
            ("burden", "增加群众或者企业负担的项目", "hard"),
            ("debt", "有政府债务风险的项目", "hard"),
            ("stability", "有社会稳定风险的项目", "hard"),
        ],
    ),
    _list(
        "不列入清单（淮阳区）",
        "周口市淮阳区 2020 年征集通知",
        [("single_interest", "个别单位或者个人要求解决的事项", "hard")],
    ),
)
