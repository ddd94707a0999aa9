"""The lights: boundaries as tables, and what holds whatever the figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.rulebook import kinds
from commons.rulebook.terms import Kind
from tenants.delivery.lights import USUAL, Light, Overdue, Phase, Rule, Standing, judge, months_between, plain

TODAY = dt.date(2026, 6, 15)
BY_PROGRESS = Rule.read({**kinds.schema(Kind.LIGHTS).default_body(), "scheme": "progress"})
ALONG = Standing(today=TODAY, phase=Phase.UNDER_WAY, heard_on=dt.date(2026, 6, 1))
few = settings(max_examples=100, deadline=None)

percents = st.decimals(min_value=0, max_value=100, places=2)
days = st.dates(min_value=dt.date(2025, 1, 1), max_value=dt.date(2027, 12, 31))
overdues = st.lists(
    st.builds(
        Overdue, st.text("开工竣验收", min_size=1, max_size=6), st.dates(dt.date(2025, 1, 1), dt.date(2026, 6, 14))
    ),
    max_size=3,
).map(tuple)
standings = st.builds(
    Standing,
    today=st.just(TODAY),
    phase=st.sampled_from(Phase),
    physical=percents,
    planned=percents,
    overdue=overdues,
    start_on=st.none() | days,
    due_on=st.none() | days,
    heard_on=st.none() | days,
)


@pytest.mark.parametrize(
    ("physical", "planned", "light", "why"),
    [
        ("50", "50", Light.GREEN, "形象进度 50%，序时进度 50%，按序时推进。"),
        ("60.5", "50", Light.GREEN, "形象进度 60.5%，序时进度 50%，超序时进度推进。"),
        ("40.01", "50", Light.GREEN, "形象进度 40.01%，序时进度 50%，落后 9.99 个百分点。"),
        ("40", "50", Light.YELLOW, "形象进度 40%，序时进度 50%，落后 10 个百分点。"),
        ("20", "50", Light.YELLOW, "形象进度 20%，序时进度 50%，落后 30 个百分点。"),
        ("19.99", "50", Light.RED, "形象进度 19.99%，序时进度 50%，落后 30.01 个百分点。"),
        ("0", "100", Light.RED, "形象进度 0%，序时进度 100%，落后 100 个百分点。"),
    ],
)
def test_progress_is_green_below_ten_points_yellow_to_thirty_red_above(
    physical: str, planned: str, light: Light, why: str
) -> None:
    assert judge(replace(ALONG, physical=Decimal(physical), planned=Decimal(planned))) == (light, why)


@pytest.mark.parametrize(
    ("phase", "light", "why"),
    [
        (Phase.NOT_STARTED, Light.GREY, "尚未开工。"),
        (Phase.PAUSED, Light.YELLOW, "项目已暂停实施，请跟踪恢复情况。"),
        (Phase.COMPLETED, Light.GREEN, "已完工，等待验收。"),
        (Phase.ACCEPTED, Light.BLUE, "已完工并通过验收。"),
        (Phase.ENDED, Light.GREY, "项目已终止，不再亮灯。"),
    ],
)
def test_each_phase_has_its_light(phase: Phase, light: Light, why: str) -> None:
    assert judge(Standing(today=TODAY, phase=phase)) == (light, why)


@pytest.mark.parametrize(
    ("start_on", "light"),
    [
        (dt.date(2026, 7, 1), Light.GREY),
        (dt.date(2026, 6, 1), Light.GREY),  # its month is not over
        (dt.date(2026, 5, 31), Light.YELLOW),
        (dt.date(2026, 4, 1), Light.YELLOW),
        (dt.date(2026, 3, 31), Light.RED),
        (dt.date(2025, 12, 1), Light.RED),
    ],
)
def test_a_start_that_is_put_off_is_yellow_and_after_three_months_red(start_on: dt.date, light: Light) -> None:
    assert judge(Standing(today=TODAY, phase=Phase.NOT_STARTED, start_on=start_on)).light == light


@pytest.mark.parametrize(
    ("heard_on", "light"),
    [
        (dt.date(2026, 5, 1), Light.GREEN),
        (dt.date(2026, 4, 1), Light.GREEN),  # only May is missing
        (dt.date(2026, 3, 1), Light.YELLOW),  # April and May are missing
    ],
)
def test_two_whole_months_of_silence_are_not_green(heard_on: dt.date, light: Light) -> None:
    assert judge(replace(ALONG, heard_on=heard_on)).light == light


def test_a_milestone_is_overdue_the_day_after_its_day_and_the_oldest_is_named() -> None:
    late = (Overdue("竣工验收", dt.date(2026, 6, 14)), Overdue("主体封顶", dt.date(2026, 5, 31)))
    assert judge(replace(ALONG, overdue=late)) == (Light.RED, "节点“主体封顶”已逾期 15 天，共 2 个节点逾期。")


@pytest.mark.parametrize(("due_on", "light"), [(TODAY, Light.GREEN), (dt.date(2026, 6, 14), Light.RED)])
def test_the_deadline_itself_is_still_in_time(due_on: dt.date, light: Light) -> None:
    assert judge(replace(ALONG, due_on=due_on)).light == light


@few
@given(standings)
def test_every_standing_has_a_light_and_one_sentence(standing: Standing) -> None:
    light, why = judge(standing)
    assert light in Light
    assert why.endswith("。")
    assert why.count("。") == 1


@few
@given(standings)
def test_an_overdue_milestone_is_red_unless_the_work_is_over(standing: Standing) -> None:
    over = standing.phase in (Phase.COMPLETED, Phase.ACCEPTED, Phase.ENDED)
    if standing.overdue and not over:
        assert judge(standing).light == Light.RED


@few
@given(standings, percents)
def test_more_work_done_never_makes_the_light_worse(standing: Standing, physical: Decimal) -> None:
    order = [Light.RED, Light.YELLOW, Light.GREEN, Light.GREY, Light.BLUE]
    better = replace(standing, physical=max(standing.physical, physical))
    assert order.index(judge(better).light) >= order.index(judge(standing).light)


@few
@given(standings)
def test_blue_means_accepted_and_nothing_else(standing: Standing) -> None:
    assert (judge(standing).light == Light.BLUE) == (standing.phase == Phase.ACCEPTED)


def test_every_light_has_a_word() -> None:
    assert [light.label for light in Light] == ["灰灯", "绿灯", "黄灯", "红灯", "蓝灯"]


def test_months_are_counted_by_the_calendar() -> None:
    assert months_between(dt.date(2025, 12, 31), dt.date(2026, 1, 1)) == 1
    assert months_between(dt.date(2026, 6, 30), dt.date(2026, 6, 1)) == 0
    assert months_between(dt.date(2026, 7, 1), dt.date(2026, 6, 1)) == 0


@pytest.mark.parametrize(("percent", "text"), [("100", "100"), ("45.50", "45.5"), ("45.00", "45"), ("0.05", "0.05")])
def test_percentages_are_written_without_idle_zeros(percent: str, text: str) -> None:
    assert plain(Decimal(percent)) == text


# ── the office's own rule ─────────────────────────────────────────────────────────────────────


def test_the_rulebooks_own_defaults_are_the_usual_rule() -> None:
    assert Rule.read(kinds.schema(Kind.LIGHTS).default_body()) == USUAL


@pytest.mark.parametrize(
    ("behind", "light"), [("4", Light.GREEN), ("5", Light.YELLOW), ("20", Light.YELLOW), ("21", Light.RED)]
)
def test_a_stricter_place_lights_sooner(behind: str, light: Light) -> None:
    strict = replace(USUAL, yellow_from=Decimal(5), red_above=Decimal(20))
    standing = replace(ALONG, physical=Decimal(50) - Decimal(behind), planned=Decimal(50))
    assert judge(standing, strict).light == light


@pytest.mark.parametrize(
    ("physical", "planned", "light", "why"),
    [
        ("29.99", "20", Light.RED, "形象进度 29.99%，序时进度 20%。"),
        ("30", "20", Light.YELLOW, "形象进度 30%，序时进度 20%。"),
        ("59", "90", Light.YELLOW, "形象进度 59%，序时进度 90%，落后 31 个百分点。"),
        ("60", "90", Light.GREEN, "形象进度 60%，序时进度 90%，落后 30 个百分点。"),
    ],
)
def test_where_progress_itself_is_judged_the_schedule_is_not_asked(
    physical: str, planned: str, light: Light, why: str
) -> None:
    """大足双路街道: below 30 % is red."""
    assert judge(replace(ALONG, physical=Decimal(physical), planned=Decimal(planned)), BY_PROGRESS) == (light, why)


def test_a_later_start_is_forgiven_where_the_rule_forgives_it() -> None:
    patient = replace(USUAL, late_start_yellow=2, late_start_red=6)
    started = Standing(today=TODAY, phase=Phase.NOT_STARTED, start_on=dt.date(2026, 3, 1))
    assert (judge(started).light, judge(started, patient).light) == (Light.RED, Light.YELLOW)
