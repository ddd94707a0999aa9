"""监督日历, 亮灯规则, 绩效考核 and 资金监管 (domain §6, 1-96). The sources say how often; the last day of each period is the plainest latest day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from commons.directory.terms import Level
from commons.rulebook.levels import CONGRESSES, EVERYBODY, STREETS
from commons.rulebook.presets.preset import Preset, free, preset
from commons.rulebook.terms import Kind

_MONTH_ENDS: Final = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def _duty(key: str, label: str, month: int, day: int = 0, *, next_year: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {"key": key, "label": label, "month": month, "day": day or _MONTH_ENDS[month]}
    return {**found, "next_year": True} if next_year else found


def _monthly(key: str, label: str) -> list[dict[str, Any]]:
    return [_duty(f"{key}_{month:02}", f"{month} 月{label}", month) for month in _MONTH_ENDS]


def _quarterly(key: str, label: str) -> list[dict[str, Any]]:
    return [
        _duty(f"{key}_{quarter}", f"第{'一二三四'[quarter - 1]}季度{label}", quarter * 3) for quarter in (1, 2, 3, 4)
    ]


def _calendar(
    title: str,
    source: str,
    duties: Iterable[dict[str, Any]],
    levels: tuple[Level, ...] = EVERYBODY,
    default_levels: tuple[Level, ...] = (),
) -> Preset:
    return preset(
        Kind.SUPERVISION_CALENDAR,
        title,
        source,
        levels,
        default_levels,
        values={"duties": list(duties)},
        modes={"duties": free("列入各地常委会年度工作要点")},
    )


# 0-48 to 0-51.
FOUR_ONES: Final = _calendar(
    "监督“四个一”",
    "江门市蓬江区：每月一公示、季度一通报、年中一报告、年末一测评",
    [
        *_monthly("monthly_notice", "公示"),
        *_quarterly("quarterly_bulletin", "通报"),
        _duty("midyear_report", "年中报告", 7),
        _duty("yearend_evaluation", "年末测评", 12),
    ],
    default_levels=(Level.COUNTY, Level.TOWNSHIP, Level.SUBDISTRICT),
)

# 0-19 to 0-23.
FOUR_QUESTIONS: Final = _calendar(
    "监督“四问”",
    "江门市：年初问计划、年中问进度、年终问结果、翌年回头看",
    [
        _duty("ask_plan", "年初问计划", 3),
        _duty("ask_progress", "年中问进度", 7),
        _duty("ask_result", "年终问结果", 12),
        _duty("look_back", "翌年回头看", 6, next_year=True),
    ],
    default_levels=(Level.CITY,),
)

CALENDARS: Final = (
    FOUR_ONES,
    FOUR_QUESTIONS,
    _calendar(
        "监督“三步”",
        "江门市蓬江区：年初定选题、年中督进度、年终问效果（0-56）",
        [
            _duty("choose_topic", "年初定选题", 3),
            _duty("urge_progress", "年中督进度", 7),
            _duty("ask_effect", "年终问效果", 12),
        ],
    ),
    _calendar(
        "三级联动监督周",
        "江门市 2019 年：市、县、镇三级在同一周集中监督",
        [_duty("supervision_week", "三级联动监督周", 9)],
        CONGRESSES,
    ),
    _calendar(
        "集中督办",
        "某市第十三届人大 2026 年《督办工作方案》：一对一督办，年初问计划、年中问进度、年底问效果，满意度测评，集中督办周",
        [
            _duty("ask_plan", "年初问计划", 3),
            _duty("ask_progress", "年中问进度", 6),
            _duty("urging_week", "集中督办周", 9),
            _duty("ask_effect", "年底问效果", 12),
            _duty("evaluation", "满意度测评", 12),
        ],
        CONGRESSES,
    ),
    _calendar(
        "一事一小组、一季一督查",
        "宜春市（2020 年起）：一事一小组、一季一督查、半年一报告、年终一评估，往年项目回头看",
        [
            _duty("groups", "一事一小组", 2),
            *_quarterly("inspection", "督查"),
            _duty("half_year_report", "半年报告", 6),
            _duty("yearend_assessment", "年终评估", 12),
            _duty("look_back", "往年项目回头看", 6, next_year=True),
        ],
    ),
    _calendar(
        "代表监督周",
        "杭州市：代表监督周集中监督，其余时间日常监督",
        [_duty("supervision_week", "代表监督周", 9)],
    ),
    _calendar(
        "三单督办",
        "衡阳市石鼓区街道：任务交办单、按月进度跟踪单、整改督办单，年度报告区人大常委会",
        [
            _duty("assignment_slip", "任务交办单", 2),
            *_monthly("tracking_slip", "进度跟踪单"),
            _duty("yearly_report", "向区人大常委会年度报告", 12),
        ],
        STREETS,
    ),
    _calendar(
        "期中期末考评",
        "孚玉镇：按工程进度节点期中、期末考评，票决民生实事回头看（2-34、2-41）",
        [
            _duty("midterm", "期中考评", 7),
            _duty("final", "期末考评", 12),
            _duty("look_back", "票决民生实事回头看", 1, next_year=True),
        ],
    ),
    _calendar(
        "季度推进和现场督促",
        "新疆某县：每季度一次落实推进会、一次现场办公督促会（3-48 至 3-50、3-62）",
        [*_quarterly("push_meeting", "落实推进会"), *_quarterly("on_site", "现场办公督促会")],
    ),
)

LIGHTS: Final = (
    preset(
        Kind.LIGHTS,
        "亮灯规则（红黄绿）",
        "银川市发展改革委：滞后 10 至 30 个百分点亮黄灯，超过 30 个百分点亮红灯；未按计划开工亮黄灯，连续三个月亮红灯",
        EVERYBODY,
        EVERYBODY,
    ),
    preset(
        Kind.LIGHTS,
        "亮灯规则（按形象进度督办）",
        "重庆市大足区双路街道五色督办：进度低于 30% 亮红灯，完工并验收亮蓝灯，其余分档由各地自定",
        EVERYBODY,
        values={"scheme": "progress"},
    ),
)

# 1-95, 1-96.
PERFORMANCE: Final = preset(
    Kind.PERFORMANCE,
    "民生实事项目绩效考核办法",
    "街道“四全”机制：进度 40 分、质量 30 分、群众满意度 30 分；孚玉镇：完成适量加分，未完成适度扣分",
    EVERYBODY,
    EVERYBODY,
)

# 1-103.
FUNDS: Final = preset(
    Kind.FUNDS,
    "民生实事项目资金监管规则",
    "街道“四全”机制“智慧监管平台”：资金使用异常即叫停拨付并审计；各项界限由各地自定",
    EVERYBODY,
    EVERYBODY,
)
