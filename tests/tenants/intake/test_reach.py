"""征集触达: visits, postings and sessions are dated rows; the reach of a year is their sum (1-12 … 1-25, 1-53)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.kernel.policy import NotPermitted
from tenants.intake import errors, queries
from tenants.intake.commands import reach
from tenants.intake.models import Activity, Campaign, Suggestion
from tenants.intake.terms import ActivityKind, Channel
from tests.factories.cycles import open_year
from tests.factories.evidence import footprint, last_entry
from tests.factories.intake import campaign, submit
from tests.factories.people import AT, Role, actor

TODAY = dt.date(2026, 3, 2)


def traces() -> tuple[int, ...]:
    return Activity.objects.count(), Suggestion.objects.count(), *footprint()


def did(row: Campaign | None, kind: ActivityKind, quantity: int = 1, **changes: Any) -> Activity:
    values: dict[str, Any] = {"actor": actor(Role.CLERK), "held_on": TODAY, "note": ""}
    uid = row.uid if row else None
    return reach.record_activity(campaign_uid=uid, kind=kind, quantity=quantity, at=AT, **{**values, **changes})


def test_450_suggestions_from_3000_households_are_a_sum_of_rows(town: str) -> None:
    """1-18: here a tenth of it, 45 of 300, by six visits of fifty households."""
    row = campaign(open_year(2026).uid)
    grid = actor(Role.GRID_WORKER)
    visits = [
        did(row, ActivityKind.VISIT, 50, actor=grid, held_on=TODAY - dt.timedelta(days=day), village=f"第{day}村")
        for day in range(6)
    ]
    for number in range(45):
        submit(
            f"第{number}户的建议", actor=grid, channel=Channel.DOOR_TO_DOOR, for_resident=True,
            activity_uid=visits[number % 6].uid, campaign_uid=row.uid, village="",
        )  # fmt: skip
    figures = queries.counts(2026)
    assert figures is not None
    assert (figures.activities, figures.heard) == ({"visit": 300}, {"visit": 45})
    assert {each.heard_on for each in Suggestion.objects.all()} == {visit.held_on for visit in visits}


def test_a_figure_of_a_whole_year_is_not_a_row(town: str) -> None:
    row = campaign(open_year(2026).uid)
    before = traces()
    with pytest.raises(errors.CountOverDay) as refused:
        did(row, ActivityKind.VISIT, 3000)
    assert (refused.value.data["most"], traces()) == (200, before)


def test_posters_booklets_and_sessions_are_counted_by_kind_and_people_by_session(town: str) -> None:
    """1-12 海报, 1-13 手册, 1-19 座谈会, 1-53 大家谈参加人次."""
    row = campaign(open_year(2026).uid)
    for kind, quantity, people in [
        (ActivityKind.POSTER, 500, None),
        (ActivityKind.POSTER, 300, None),
        (ActivityKind.BOOKLET, 2000, None),
        (ActivityKind.FORUM, 1, 23),
        (ActivityKind.FORUM, 1, 31),
    ]:
        did(row, kind, quantity, people=people)
    figures = queries.counts(2026)
    assert figures is not None
    assert figures.activities == {"poster": 800, "booklet": 2000, "forum": 2}
    assert figures.people == {"forum": 54}


def test_what_is_done_for_the_standing_collection_belongs_to_the_year_that_collects(town: str) -> None:
    cycle = open_year(2026)
    assert did(None, ActivityKind.VISIT, 12).cycle_uid == cycle.uid
    figures = queries.counts(2026)
    assert figures is not None
    assert figures.activities == {"visit": 12}


def test_without_a_year_there_is_nothing_to_count_for(town: str) -> None:
    before = traces()
    with pytest.raises(errors.NoCycleCollecting):
        did(None, ActivityKind.VISIT, 12)
    assert traces() == before


@pytest.mark.parametrize("quantity", [0, -1])
def test_an_activity_counts_something(town: str, quantity: int) -> None:
    row = campaign(open_year(2026).uid)
    before = traces()
    with pytest.raises(errors.TextRefused) as refused:
        did(row, ActivityKind.POSTER, quantity)
    assert (refused.value.data["field"], traces()) == ("quantity", before)


def test_what_has_not_happened_yet_is_not_recorded(town: str) -> None:
    row = campaign(open_year(2026).uid)
    before = traces()
    with pytest.raises(errors.HeldLater):
        did(row, ActivityKind.POSTER, held_on=TODAY + dt.timedelta(days=1))
    assert traces() == before


def test_a_campaign_that_never_began_has_no_activities(town: str) -> None:
    row = campaign(open_year(2026).uid, opened=False)
    with pytest.raises(errors.CampaignNotOpen):
        did(row, ActivityKind.POSTER, 1)


def test_what_was_written_down_wrongly_is_struck_and_stays(town: str) -> None:
    row = campaign(open_year(2026).uid)
    wrong = did(row, ActivityKind.VISIT, 120)
    did(row, ActivityKind.VISIT, 12)
    reach.strike_activity(actor=actor(Role.CLERK), uid=wrong.uid, reason="多写了一位", at=AT)
    figures = queries.counts(2026)
    assert figures is not None
    assert (figures.activities, Activity.objects.count()) == ({"visit": 12}, 2)
    assert last_entry(wrong) == {
        "act": "intake.strike_activity",
        "states": ("", ""),
        "facts": {"kind": "visit", "quantity": 120},
    }
    with pytest.raises(errors.ActivityStruck):
        reach.strike_activity(actor=actor(Role.CLERK), uid=wrong.uid, reason="多写了一位", at=AT)


def test_a_grid_worker_sees_and_strikes_what_she_recorded_and_nobody_elses(town: str) -> None:
    row = campaign(open_year(2026).uid)
    mine, other = (actor(Role.GRID_WORKER) for _ in range(2))
    own, others = did(row, ActivityKind.VISIT, 3, actor=mine), did(row, ActivityKind.VISIT, 4, actor=other)
    assert list(queries.activities_visible_to(mine)) == [own]
    before = traces()
    with pytest.raises(errors.ActivityNotFound):
        reach.strike_activity(actor=mine, uid=others.uid, reason="不是我的", at=AT)
    with pytest.raises(errors.ActivityNotFound):
        submit(actor=mine, channel=Channel.DOOR_TO_DOOR, activity_uid=others.uid)
    assert traces() == before


def test_the_government_side_records_no_reach(town: str) -> None:
    row = campaign(open_year(2026).uid)
    with pytest.raises(NotPermitted):
        did(row, ActivityKind.VISIT, actor=actor(Role.GOVERNMENT))


def test_departments_that_proposed_something_are_counted_once_each(town: str) -> None:
    """3-43: 25 个部门单位."""
    open_year(2026)
    for name in ("教育局", "教育局", "民政局"):
        submit("部门提出的建议", actor=actor(Role.CLERK), channel=Channel.DEPARTMENT, proposed_by=name)
    figures = queries.counts(2026)
    assert figures is not None
    assert figures.departments == 2
