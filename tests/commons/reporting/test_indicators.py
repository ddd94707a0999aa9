"""The table of figures, as a statistician would go through it."""

from __future__ import annotations

import re

import pytest

from commons.directory.terms import Body, Level
from commons.reporting.indicators import BY_CODE, COLLECTED, GROUPS, LATEST, TABLE, had_by
from commons.reporting.terms import Aggregate, Origin, Unit

ROW = re.compile(r"[0-3]-[0-9]{2,3}|§9")


def test_every_indicator_says_what_it_means_and_who_asks_for_it() -> None:
    for each in TABLE:
        assert each.label, each.code
        assert each.formula, each.code
        assert each.rows, each.code
        assert all(ROW.fullmatch(row) for row in each.rows), each.code


def test_a_ratio_or_a_mean_is_of_two_sums_and_nothing_else_is_derived() -> None:
    for each in TABLE:
        derived = each.aggregate in (Aggregate.RATIO, Aggregate.MEAN)
        assert (each.of is not None) == derived, each.code
        assert (each.unit is Unit.PERCENT) == (each.aggregate is Aggregate.RATIO), each.code
        assert all(BY_CODE[code].adds_up for code in each.of or ()), each.code
        assert not (derived and each.code in COLLECTED), each.code


def test_what_is_derived_from_something_nobody_collects_is_not_collected_either() -> None:
    assert BY_CODE["satisfaction.public_rate"].origin is Origin.NOT_YET
    assert BY_CODE["satisfaction.rate"].origin is Origin.DERIVED


def test_a_vote_of_a_congress_and_a_poll_of_a_street_are_kept_apart() -> None:
    town = {each.code for each in had_by(Body.CONGRESS, Level.TOWNSHIP)}
    street = {each.code for each in had_by(Body.WORKING_COMMITTEE, Level.SUBDISTRICT)}
    assert {
        "votes.held",
        "projects.selected_by_vote",
        "projects.items_by_vote",
        "projects.subs_by_vote",
    } <= town - street
    assert {
        "polls.held",
        "projects.selected_by_poll",
        "projects.items_by_poll",
        "projects.subs_by_poll",
    } <= street - town
    assert {code.partition(".")[2] for code in BY_CODE if code.startswith("votes.") and "deputies" not in code} == {
        code.partition(".")[2] for code in BY_CODE if code.startswith("polls.") and "members" not in code
    }


def test_an_office_counts_coverage_at_its_own_level_only() -> None:
    mine = {each.code for each in had_by(Body.CONGRESS, Level.COUNTY) if each.code.startswith("offices.practising")}
    assert mine == {"offices.practising", "offices.practising_county"}


def test_what_is_said_for_a_whole_area_is_never_added_up() -> None:
    assert {code.partition(".")[0] for code in LATEST} == {"outcomes"}


@pytest.mark.parametrize(
    ("code", "noun"),
    [
        ("projects.items", "件"),
        ("projects.sub_projects", "项"),
        ("receptions.visitors", "人次"),
        ("votes.rounds", "轮"),
    ],
)
def test_a_figure_is_shown_with_what_it_counts(code: str, noun: str) -> None:
    assert BY_CODE[code].sign == noun


def test_every_item_that_superiors_publish_has_its_figures() -> None:
    """Domain §9, line by line."""
    wanted = {
        "coverage, by level": ("offices.coverage_rate", "offices.coverage_rate_township", "offices.new"),
        "voted and polled apart": ("projects.selected_by_vote", "projects.selected_by_poll"),
        "件 and 项": ("projects.items", "projects.sub_projects"),
        "suggestions to candidates to selected": ("suggestions.received", "projects.candidates", "projects.selected"),
        "funds, of this year and ever": ("money.planned", "money.paid", "money.payment_rate", "money.paid_ever"),
        "where the funds come from": ("money.share_own_fiscal", "money.share_superior_fiscal", "money.share_social"),
        "completion": ("projects.completed", "projects.completion_rate", "projects.start_rate", "projects.multi_year"),
        "satisfaction": ("satisfaction.rate", "satisfaction.dissatisfied"),
        "clues due": ("suggestions.clues_due", "offices.quota_met"),
        "who lags": ("projects.late", "supervision.listed", "projects.red_rate"),
        "deputies": ("deputies.total", "deputies.activity_rate", "receptions.visitors", "deputy_suggestions.solved_below",
                     "deputy_suggestions.solved_county", "deputy_suggestions.satisfaction_rate", "training.people"),
        "the vote": ("votes.deputies_total", "votes.present", "votes.ballots_issued", "votes.ballots_returned",
                     "votes.ballots_valid", "votes.rounds", "votes.margin"),
        "looking back": ("look_backs.projects", "look_backs.with_problems", "look_backs.settled"),
    }  # fmt: skip
    for item, codes in wanted.items():
        assert set(codes) <= set(BY_CODE), item


def test_every_group_has_a_heading() -> None:
    assert {each.group for each in TABLE} == set(GROUPS)
