"""The year's collection in numbers, recomputed from rows (1-09, 1-18, 1-51)."""

from __future__ import annotations

from typing import Any

import pytest

from commons.kernel.actor import system
from tenants.intake import queries
from tenants.intake.commands import merging, suggestions
from tenants.intake.terms import Channel, DeclineReason, OutcomeKind
from tests.factories.cycles import open_year
from tests.factories.intake import nominated, screened, submit
from tests.factories.people import AT, Role, actor


def test_a_year_the_office_never_had_is_unknown_and_not_zero(town: str) -> None:
    assert queries.counts(2026) is None


def test_an_open_year_without_suggestions_is_zero(town: str) -> None:
    open_year(2026)
    figures = queries.counts(2026)
    assert figures is not None
    assert (figures.received, figures.nominated, figures.by_channel) == (0, 0, {})


def test_a_year_counts_what_came_by_channel_by_proposer_and_by_field(town: str) -> None:
    open_year(2026)
    nominated()
    screened("桥头积水", channel=Channel.SNAPSHOT)
    submit("代表的建议", actor=actor(Role.DEPUTY), channel=Channel.DEPUTY)
    declined = submit("个人的事情")
    suggestions.decline_suggestion(
        actor=actor(Role.CLERK), uid=declined.uid, reason=DeclineReason.INDIVIDUAL, reply="属于个人事务。", at=AT
    )
    figures = queries.counts(2026)
    assert figures is not None
    assert (figures.received, figures.nominated, figures.declined, figures.merged) == (4, 1, 1, 0)
    assert figures.by_channel == {"deputy": 1, "portal": 2, "snapshot": 1}
    assert figures.by_proposer == {"deputy": 1, "resident": 3}
    assert figures.by_field == {"infrastructure": 4}
    assert sum(figures.by_state.values()) == 4


def test_suggestions_of_another_year_are_not_counted(town: str) -> None:
    open_year(2027)
    submit()
    open_year(2026)
    submit("后来的建议")
    earlier, later = queries.counts(2026), queries.counts(2027)
    assert earlier is not None
    assert later is not None
    assert (earlier.received, later.received) == (1, 1)


def test_clues_that_became_a_project_are_counted_by_channel_with_what_was_merged_into_them(town: str) -> None:
    """1-51: 随手拍 150 条有效线索, 8 条转化为具体民生项目."""
    open_year(2026)
    primary = nominated(channel=Channel.SNAPSHOT)
    other = submit("村口太黑了", channel=Channel.SNAPSHOT)
    submit("无关的建议", channel=Channel.SNAPSHOT)
    merging.merge_suggestions(
        actor=actor(Role.CLERK), primary_uid=primary.uid, absorbed_uid=other.uid, reason="同一路段", at=AT
    )
    for kind in (OutcomeKind.CANDIDATE, OutcomeKind.SELECTED):
        suggestions.note_outcome(actor=system(town), suggestion_uid=primary.uid, outcome=kind, at=AT)
    figures = queries.counts(2026)
    assert figures is not None
    assert (figures.by_channel, figures.converted_by_channel, figures.converted) == (
        {"snapshot": 3},
        {"snapshot": 2},
        2,
    )


@pytest.mark.parametrize("number", [1, 3])
def test_figures_take_the_same_queries_however_many_rows(
    town: str, number: int, django_assert_num_queries: Any
) -> None:
    open_year(2026)
    for each in range(number):
        submit(f"第{each}条建议")
    with django_assert_num_queries(7):
        queries.counts(2026)
