"""并案: two suggestions handled as one, both origins kept; and 撤销并案 as a step of its own."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from tenants.intake import errors, queries
from tenants.intake.commands import merging, suggestions
from tenants.intake.models import Merge, Suggestion
from tenants.intake.terms import DeclineReason, SuggestionState
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.intake import nominated, submit
from tests.factories.people import AT, Role, actor

LATER = AT + dt.timedelta(days=3)


def merge(primary: Suggestion, absorbed: Suggestion) -> Merge:
    return merging.merge_suggestions(
        actor=actor(Role.CLERK),
        primary_uid=primary.uid,
        absorbed_uid=absorbed.uid,
        reason="同一路段的照明问题",
        at=LATER,
    )


def pair() -> tuple[Suggestion, Suggestion]:
    return submit("村口路灯不亮").suggestion, submit("村口太黑了").suggestion


def traces() -> tuple[int, ...]:
    return Merge.objects.count(), *footprint()


def test_a_merged_suggestion_keeps_its_origin_and_points_to_its_primary(town: str) -> None:
    primary, absorbed = pair()
    merge(primary, absorbed)
    absorbed.refresh_from_db()
    assert (absorbed.state, absorbed.title) == (SuggestionState.MERGED, "村口太黑了")
    assert queries.suggestion(primary.uid).merged_uids == (absorbed.uid,)
    assert last_entry(absorbed) == {
        "act": "intake.merge",
        "states": ("submitted", "merged"),
        "facts": {"primary": str(primary.uid)},
    }
    assert told()[-1] == "intake.SuggestionMerged"


def test_a_late_duplicate_may_join_a_suggestion_that_is_already_nominated(town: str) -> None:
    open_year(2026)
    primary, absorbed = nominated(), submit("村口太黑了").suggestion
    merge(primary, absorbed)
    assert queries.suggestion(primary.uid).merged_uids == (absorbed.uid,)


def test_a_suggestion_is_not_merged_into_itself(town: str) -> None:
    primary, _ = pair()
    before = traces()
    with pytest.raises(errors.MergedIntoItself):
        merge(primary, primary)
    assert traces() == before


def test_a_primary_is_not_merged_away_because_a_chain_would_hide_where_it_leads(town: str) -> None:
    primary, absorbed = pair()
    merge(primary, absorbed)
    third = submit("第三条建议").suggestion
    before = traces()
    with pytest.raises(errors.MergeOfPrimary):
        merge(third, primary)
    with pytest.raises(errors.PrimaryNotOpen):
        merge(absorbed, third)
    assert traces() == before


def test_a_declined_suggestion_is_no_primary(town: str) -> None:
    primary, absorbed = pair()
    suggestions.decline_suggestion(
        actor=actor(Role.CLERK), uid=primary.uid, reason=DeclineReason.UNCLEAR, reply="无法核实位置。", at=AT
    )
    before = traces()
    with pytest.raises(errors.PrimaryNotOpen) as refused:
        merge(primary, absorbed)
    assert (refused.value.data["state"], traces()) == ("未采纳", before)


def test_a_nominated_suggestion_is_not_merged_away(town: str) -> None:
    open_year(2026)
    primary, absorbed = submit().suggestion, nominated("村口太黑了")
    before = traces()
    with pytest.raises(WrongStep):
        merge(primary, absorbed)
    assert traces() == before


def test_merging_is_not_for_the_government(town: str) -> None:
    primary, absorbed = pair()
    before = traces()
    with pytest.raises(NotPermitted):
        merging.merge_suggestions(
            actor=actor(Role.GOVERNMENT), primary_uid=primary.uid, absorbed_uid=absorbed.uid, reason="重复", at=LATER
        )
    assert traces() == before


def test_undoing_a_merge_lets_the_suggestion_stand_for_itself_again_and_leaves_the_row(town: str) -> None:
    primary, absorbed = pair()
    merge(primary, absorbed)
    row = merging.undo_merge(actor=actor(Role.DIRECTOR), uid=absorbed.uid, reason="不是同一路段", at=LATER)
    assert row.state == SuggestionState.SUBMITTED
    assert queries.suggestion(primary.uid).merged_uids == ()
    assert list(Merge.objects.values_list("undone_at", "undone_reason")) == [(LATER, "不是同一路段")]
    assert acts(row) == ["intake.submit", "intake.merge", "intake.undo_merge"]
    assert told()[-1] == "intake.MergeUndone"


def test_what_is_not_merged_cannot_be_undone(town: str) -> None:
    primary, _ = pair()
    before = traces()
    with pytest.raises(WrongStep):
        merging.undo_merge(actor=actor(Role.CLERK), uid=primary.uid, reason="不是同一路段", at=LATER)
    assert traces() == before


def test_a_suggestion_may_be_merged_again_after_it_was_undone(town: str) -> None:
    primary, absorbed = pair()
    merge(primary, absorbed)
    merging.undo_merge(actor=actor(Role.CLERK), uid=absorbed.uid, reason="不是同一路段", at=LATER)
    absorbed.refresh_from_db()
    merge(primary, absorbed)
    assert Merge.objects.count() == 2
