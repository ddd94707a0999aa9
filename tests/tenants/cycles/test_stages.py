"""The year as a table (domain §2.1): pure."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from commons.directory.terms import Body, Level
from commons.directory.words import words
from tenants.cycles import stages
from tenants.cycles.terms import StageKind

YEARS = st.integers(2000, 2100)
TOWN = words(SimpleNamespace(name="棠下镇", level=Level.TOWNSHIP, body=Body.CONGRESS))  # type: ignore[arg-type]
STREET = words(SimpleNamespace(name="白沙街道", level=Level.SUBDISTRICT, body=Body.WORKING_COMMITTEE))  # type: ignore[arg-type]


def test_the_table_names_every_stage_once_in_the_order_of_the_year() -> None:
    assert [plan.kind for plan in stages.TABLE] == list(StageKind)


def test_a_stage_builds_only_on_one_that_comes_before_it() -> None:
    order = list(StageKind)
    assert all(plan.builds_on is None or order.index(plan.builds_on) < order.index(plan.kind) for plan in stages.TABLE)


def test_a_congress_decides_by_票决_and_a_street_recommends_by_票选() -> None:
    assert [stages.label(kind, TOWN) for kind in StageKind] == [
        "征集", "评议", "公示", "候选", "票决", "结果公示", "实施", "监督", "测评", "回头看",
    ]  # fmt: skip
    assert stages.label(StageKind.VOTE, STREET) == "票选"
    assert stages.purpose(StageKind.VOTE, TOWN) == "人民代表大会会议差额票决，当场宣布结果"
    assert stages.purpose(StageKind.VOTE, STREET) == "议政代表会差额票选，当场宣布结果"
    assert stages.purpose(StageKind.RESULT_NOTICE, STREET) == "发布公示，公布票选结果"


def test_collection_for_2026_runs_in_the_third_quarter_before_and_the_look_back_in_the_year_after() -> None:
    assert (stages.usual_start(StageKind.COLLECTION, 2026), stages.usual_end(StageKind.COLLECTION, 2026)) == (
        dt.date(2025, 7, 1),
        dt.date(2025, 9, 30),
    )
    assert stages.usual_end(StageKind.VOTE, 2028) == dt.date(2028, 2, 29)
    assert stages.usual_start(StageKind.LOOK_BACK, 2026) == dt.date(2027, 3, 1)


@given(YEARS, st.sampled_from(list(StageKind)))
def test_a_stage_starts_before_it_ends_and_stays_within_three_years(year: int, kind: StageKind) -> None:
    start, end = stages.usual_start(kind, year), stages.usual_end(kind, year)
    assert dt.date(year - 1, 1, 1) <= start < end <= dt.date(year + 1, 12, 31)
    assert (end + dt.timedelta(days=1)).day == 1


@given(YEARS)
def test_no_stage_usually_begins_before_the_one_it_builds_on(year: int) -> None:
    for plan in stages.TABLE:
        if plan.builds_on:
            assert stages.usual_start(plan.builds_on, year) <= stages.usual_start(plan.kind, year)
