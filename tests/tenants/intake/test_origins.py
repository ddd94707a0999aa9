"""线索 ⇄ 建议: many to many, seen from both sides, and both stay (1-51)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from commons.kernel.actor import system
from commons.kernel.policy import NotPermitted
from tenants.intake import errors, queries
from tenants.intake.commands import merging, suggestions
from tenants.intake.models import Origin, Suggestion
from tenants.intake.terms import Channel, OutcomeKind
from tests.factories.cycles import open_year
from tests.factories.evidence import footprint, last_entry
from tests.factories.intake import nominated, submit
from tests.factories.people import AT, Role, actor


def link(clue: Suggestion, suggestion: Suggestion) -> Origin:
    return merging.link_clue(
        actor=actor(Role.CLERK), clue_uid=clue.uid, suggestion_uid=suggestion.uid, reason="同一处的问题", at=AT
    )


def clues(number: int) -> Sequence[Suggestion]:
    return [submit(f"随手拍线索{each}", channel=Channel.SNAPSHOT).suggestion for each in range(number)]


def test_three_clues_lead_to_one_suggestion_and_one_clue_to_two(town: str) -> None:
    one, two, three = clues(3)
    road, lamp = submit("重修三组路").suggestion, submit("增设路灯").suggestion
    for clue in (one, two, three):
        link(clue, road)
    link(one, lamp)
    assert [each.clue_id for each in queries.origins_around(road)] == [one.uid, two.uid, three.uid]
    assert [each.suggestion_id for each in queries.origins_around(one)] == [road.uid, lamp.uid]
    assert {each.state for each in Suggestion.objects.all()} == {"submitted"}


def test_a_link_is_undone_with_a_reason_and_may_be_made_again(town: str) -> None:
    (clue,), road = clues(1), submit("重修三组路").suggestion
    link(clue, road)
    undone = merging.undo_link(
        actor=actor(Role.CLERK), clue_uid=clue.uid, suggestion_uid=road.uid, reason="不是一处", at=AT
    )
    assert (undone.undone_reason, list(queries.origins_around(clue))) == ("不是一处", [])
    assert last_entry(clue)["act"] == "intake.undo_link"
    link(clue, road)
    assert Origin.objects.count() == 2


def test_links_that_make_no_sense_are_refused_and_leave_nothing(town: str) -> None:
    (clue,), road = clues(1), submit("重修三组路").suggestion
    link(clue, road)
    before = Origin.objects.count(), *footprint()
    with pytest.raises(errors.OriginKnown):
        link(clue, road)
    with pytest.raises(errors.OriginOfItself):
        link(clue, clue)
    with pytest.raises(errors.NotLinked):
        merging.undo_link(actor=actor(Role.CLERK), clue_uid=road.uid, suggestion_uid=clue.uid, reason="反了", at=AT)
    with pytest.raises(NotPermitted):
        merging.link_clue(
            actor=actor(Role.GOVERNMENT), clue_uid=road.uid, suggestion_uid=clue.uid, reason="无权", at=AT
        )
    assert (Origin.objects.count(), *footprint()) == before


def test_whoever_stands_behind_a_project_is_found_through_merges_and_clues(town: str) -> None:
    open_year(2026)
    primary, absorbed = nominated("重修三组路"), submit("三组路太烂").suggestion
    (clue,) = clues(1)
    merging.merge_suggestions(
        actor=actor(Role.CLERK), primary_uid=primary.uid, absorbed_uid=absorbed.uid, reason="同一条路", at=AT
    )
    link(clue, primary)
    submit("无关的建议")
    assert [each.uid for each in queries.behind([primary.uid])] == [primary.uid, absorbed.uid, clue.uid]


def test_of_150_clues_8_became_projects_can_be_counted(town: str) -> None:
    """1-51, a tenth of it: 15 clues, of which two led to a suggestion that was selected."""
    open_year(2026)
    snapped, selected = clues(15), nominated("重修三组路")
    for clue in snapped[:2]:
        link(clue, selected)
    suggestions.note_outcome(actor=system(town), suggestion_uid=selected.uid, outcome=OutcomeKind.SELECTED, at=AT)
    figures = queries.counts(2026)
    assert figures is not None
    assert (figures.by_channel["snapshot"], figures.converted_by_channel) == (15, {"portal": 1, "snapshot": 2})
