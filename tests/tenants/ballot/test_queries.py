"""Who finds which vote, gates, figures."""

from __future__ import annotations

import pytest

from commons.kernel.actor import Actor, Role
from commons.kernel.policy import Hidden, NotPermitted
from tenants.ballot import errors, queries
from tenants.ballot.commands import casting, counting
from tenants.ballot.models import Vote
from tenants.cycles import commands as cycles
from tenants.returns.figures import collect
from tests.factories import ballot as b
from tests.factories.people import AT, actor

pytestmark = pytest.mark.usefixtures("town")


@pytest.mark.parametrize("role", [Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR, Role.DEPUTY, Role.MEMBER])
def test_who_belongs_to_the_assembly_finds_every_vote_newest_first(role: Role) -> None:
    votes = [b.vote_of(), b.vote_of("丁戊己")]
    assert list(queries.visible_to(actor(role))) == votes[::-1]


def test_scrutineers_and_tellers_find_the_votes_they_were_named_for_and_no_other() -> None:
    vote, other = b.vote_of(), b.vote_of("丁戊己")
    officials = b.officials_of(vote)
    b.officials_of(other)
    for who in (officials.chief, officials.scrutineers[0], officials.tellers[0]):
        assert list(queries.visible_to(who)) == [vote]
        assert queries.vote(who, vote.uid) == vote
        with pytest.raises(errors.VoteNotFound):
            queries.vote(who, other.uid)


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.UNIT, Role.REVIEWER, Role.INSPECTOR, Role.KEEPER])
def test_everybody_else_finds_none(role: Role) -> None:
    vote = b.vote_of()
    assert list(queries.visible_to(actor(role))) == []
    with pytest.raises(errors.VoteNotFound):
        queries.vote(actor(role), vote.uid)


def test_the_count_is_for_who_is_at_the_count_until_it_is_declared() -> None:
    vote = b.vote_of()
    officials = b.officials_of(vote)
    strangers = b.officials_of(b.vote_of("丁戊己"))
    people = b.voters(2)
    this = b.opened(vote, people)
    for person in people:
        b.cast(person, this, "甲乙")
    b.closed(this)
    b.counted(this, officials)
    for who in (officials.chief, officials.tellers[0], b.director(), actor(Role.AUDITOR)):
        assert queries.outcome(who, this.uid) is not None
    for who in (people[0], actor(Role.GOVERNMENT)):
        with pytest.raises(NotPermitted):
            queries.outcome(who, this.uid)
    with pytest.raises(Hidden):
        queries.outcome(strangers.chief, this.uid)
    with pytest.raises(errors.RoundNotFound):
        queries.outcome(b.director(), vote.uid)


def test_the_open_round_is_found_by_those_on_its_roll_only() -> None:
    people = b.voters(2)
    this = b.opened(b.vote_of(), people)
    found = queries.open_round_for(people[0].account_uid)
    assert found is not None
    assert (found.round_uid, found.voted) == (this.uid, False)
    assert queries.open_round_for(actor(Role.DEPUTY).account_uid) is None
    assert queries.open_round_for(None) is None
    b.closed(this)
    assert queries.open_round_for(people[0].account_uid) is None


def declared(vote: Vote, people: list[Actor], *, approve: str = "甲乙", grade: str = "very_necessary") -> None:
    """Two approved by everybody; all but the last call the first as urgent as `grade`."""
    officials = b.officials_of(vote)
    this = b.opened(vote, people, absent=1)
    for number, person in enumerate(people):
        graded = {} if number == len(people) - 1 else {b.uid_of(approve[0]): grade}
        casting.cast(actor=person, round_uid=this.uid, marks=b.choice(approve), priorities=graded, at=AT)
    b.closed(this)
    b.counted(this, officials)
    b.confirmed(vote, officials)
    counting.certify(actor=officials.chief, vote_uid=vote.uid, at=AT)


def test_figures_are_those_of_results_in_effect() -> None:
    """1-75: the share of 非常必要 among valid ballots."""
    vote = b.vote_of(quorum=None)
    b.opened(b.vote_of("丁戊己"), b.voters(2))
    assert queries.figures(vote.cycle_uid).votes == 0
    declared(vote, b.voters(3))
    figures = queries.figures(vote.cycle_uid)
    assert (figures.votes, figures.rounds, figures.expected, figures.present) == (1, 1, 4, 3)
    assert (figures.candidates, figures.selected) == (3, 2)
    assert figures.very_necessary == {b.uid_of("甲"): "66.67%", b.uid_of("乙"): "0.00%", b.uid_of("丙"): "0.00%"}


def test_a_streets_figures_count_once_the_result_is_confirmed() -> None:
    vote = b.vote_of(on_street=True)
    declared(vote, b.voters(3))
    assert queries.figures(vote.cycle_uid).selected == 0
    assert not queries.gate_result_in_effect(vote.cycle_uid).met
    assert queries.gate_result_in_effect(vote.cycle_uid).advice == "结果已宣布，请登记党工委的确认"
    counting.confirm(actor=b.director(), vote_uid=vote.uid, on=AT.date(), basis="纪要〔2026〕3号", at=AT)
    assert queries.figures(vote.cycle_uid).selected == 2
    assert queries.gate_result_in_effect(vote.cycle_uid).met


def test_an_office_practises_in_every_year_with_a_result_in_effect_and_is_new_in_the_first_of_them() -> None:
    """2-01, 3-41: a town's first vote. 0-34: practised at the level of the town, and at no other."""

    def counted(year: int) -> list[object]:
        found = collect(year, on=AT.date())
        assert "offices.practising_county" not in found
        return [found[code].value for code in ("offices.practising", "offices.practising_township", "offices.new")]

    director = b.director()
    for number, (year, projects) in enumerate(((2026, "甲乙丙"), (2027, "丁戊己"))):
        cycle = cycles.open_cycle(actor=director, year=year, term_no=18, session_no=number + 1, at=AT)
        assert counted(year) == [0, 0, 0]
        vote = b.vote_of(projects, quorum=None)
        vote.cycle_uid = cycle.uid
        vote.save()
        declared(vote, b.voters(3), approve=projects[:2])
        assert counted(year) == [1, 1, 1 - number]


def test_fourteen_candidates_of_more_than_twelve_hundred_million_are_counted_with_their_money() -> None:
    """3-46: 14 件候选项目, 12.44 亿元."""
    cycle = cycles.open_cycle(actor=b.director(), year=2026, term_no=18, session_no=1, at=AT)
    for number in range(1, 15):
        candidate = b.approved(cycle.uid, f"候选{number}", number)
        candidate.scheme.cost_fen = 88_000_000_00 if number < 14 else 100_000_000_00
        candidate.scheme.save()
    found = collect(2026, on=AT.date())
    assert (found["projects.candidates"].value, found["money.candidates"].value) == (14, 1_244_000_000)
