"""进度 40 · 质量 30 · 群众满意度 30, with the computation in words (1-95, 1-96, 2-42)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tenants.oversight.performance import Case, judge

BODY = {
    "parts": [
        {"key": "progress", "name": "进度指标", "weight": 40},
        {"key": "quality", "name": "质量指标", "weight": 30},
        {"key": "satisfaction", "name": "群众满意度指标", "weight": 30},
    ],
    "bonus": "2",
    "deduction": "5",
}
DONE = Case(
    due_on=dt.date(2026, 9, 30),
    completed_on=dt.date(2026, 9, 15),
    is_done=True,
    physical=Decimal(100),
    scheduled=Decimal(100),
    problems=10,
    put_right=9,
    rate=Decimal("98.00"),
)


def test_a_finished_project_gets_its_three_parts_and_the_bonus() -> None:
    found = judge(BODY, DONE)
    assert [part.shown for part in found.parts] == ["100.00", "90.00", "98.00"]
    assert [part.why for part in found.parts] == [
        "按时完成，100 分",
        "安全和质量问题销号 9 ÷ 发现 10",
        "年终测评满意率 98.00%",
    ]
    assert found.total == Fraction(40) + 27 + Fraction("29.4") + 2
    assert (found.shown, found.extra) == ("98.40", "完成，加 2 分")


def test_a_late_project_loses_a_point_a_day() -> None:
    found = judge(BODY, replace(DONE, completed_on=dt.date(2026, 10, 10)))
    assert (found.parts[0].shown, found.parts[0].why) == ("90.00", "逾期 10 天完成，每天扣 1 分")


def test_an_unfinished_project_is_measured_by_its_schedule_and_pays_the_deduction() -> None:
    behind = replace(DONE, is_done=False, completed_on=None, physical=Decimal(30), scheduled=Decimal(60), problems=0)
    found = judge(BODY, behind)
    assert [part.shown for part in found.parts] == ["50.00", "100.00", "98.00"]
    assert found.total == Fraction(20) + 30 + Fraction("29.4") - 5


def test_nothing_is_summed_before_everything_is_known() -> None:
    found = judge(BODY, replace(DONE, rate=None))
    assert (found.total, found.shown, found.parts[2].why) == (None, "—", "尚未测评")


def test_a_part_the_office_made_up_is_left_to_the_office() -> None:
    own = {
        **BODY,
        "parts": [{"key": "progress", "name": "进度", "weight": 60}, {"key": "own", "name": "创新", "weight": 40}],
    }
    found = judge(own, DONE)
    assert (found.parts[1].why, found.total) == ("由本机构另行评定", None)
