"""From the certified list to projects: one each, in the order of selection, however often the event comes."""

from __future__ import annotations

from uuid import UUID

import pytest

from commons.kernel.actor import Role
from commons.kernel.policy import NotPermitted
from tenants.appraisal.errors import CandidateNotFound
from tenants.appraisal.events import CandidateDisposed
from tenants.appraisal.models import Candidate
from tenants.ballot.events import VoteCertified
from tenants.ballot.models import Vote
from tenants.cycles.models import Cycle
from tenants.delivery import queries
from tenants.delivery.commands import candidates
from tenants.delivery.handlers import on_certified, on_disposed
from tenants.delivery.models import Project
from tenants.delivery.terms import ProjectKind
from tests.factories.ballot import stand_behind, uid_of, vote_of
from tests.factories.cycles import open_year
from tests.factories.evidence import footprint, told
from tests.factories.people import AT, actor, as_actor, member


@pytest.fixture
def vote(town: str) -> Vote:
    """A vote on 甲, 乙 and 丙 with the candidates behind it, of a year under way."""
    made = vote_of("甲乙丙")
    Vote.objects.filter(pk=made.pk).update(cycle_uid=open_year().uid)
    made.refresh_from_db()
    stand_behind(made)
    return made


def certified(vote: Vote, selected: str, not_selected: str = "") -> VoteCertified:
    return VoteCertified(
        at=AT,
        vote_uid=vote.uid,
        cycle_uid=vote.cycle_uid,
        selected=[uid_of(name) for name in selected],
        not_selected=[uid_of(name) for name in not_selected],
    )


def test_what_was_selected_becomes_projects_in_that_order_and_the_rest_does_not(vote: Vote) -> None:
    on_certified(certified(vote, "丙甲", "乙"))
    made = list(Project.objects.order_by("position"))
    assert [(each.title, each.kind, each.year) for each in made] == [
        ("丙", ProjectKind.VOTED, 2026),
        ("甲", ProjectKind.VOTED, 2026),
    ]
    assert [str(each.candidate_uid) for each in made] == [uid_of("丙"), uid_of("甲")]
    assert {each.cycle_uid for each in made} == {vote.cycle_uid}
    assert told().count("delivery.ProjectOpened") == 2


def test_the_same_event_again_opens_nothing_twice(vote: Vote) -> None:
    on_certified(certified(vote, "丙甲"))
    before = footprint()
    on_certified(certified(vote, "丙甲"))
    assert (footprint(), Project.objects.count()) == (before, 2)


def test_a_unit_that_was_proposed_and_is_appointed_gets_its_project_at_once(vote: Vote) -> None:
    unit, somebody = member(Role.UNIT), member(Role.DEPUTY)
    Candidate.objects.filter(pk=uid_of("甲")).update(unit_account_uid=unit.uid, unit_name="住建局")
    Candidate.objects.filter(pk=uid_of("乙")).update(unit_account_uid=somebody.uid, unit_name="民政局")
    on_certified(certified(vote, "甲乙"))
    assert [each.title for each in queries.visible_to(as_actor(unit))] == ["甲"]
    assert {each.title: (each.unit_name, each.unit_account_uid) for each in Project.objects.all()} == {
        "甲": ("住建局", unit.uid),
        "乙": ("民政局", None),
    }


@pytest.mark.parametrize(("route", "kinds"), [("general", ["general"]), ("reserve", []), ("village", [])])
def test_what_was_not_selected_goes_ahead_only_as_an_ordinary_work(vote: Vote, route: str, kinds: list[str]) -> None:
    """2-18, 2-19, 2-20."""
    event = CandidateDisposed(at=AT, candidate_uid=UUID(uid_of("乙")), cycle_uid=vote.cycle_uid, route=route)
    on_disposed(event)
    on_disposed(event)
    assert [each.kind for each in Project.objects.all()] == kinds


def test_a_candidate_that_is_none_opens_nothing(vote: Vote) -> None:
    with pytest.raises(CandidateNotFound):
        on_certified(certified(vote, "甲丁"))


def test_opening_the_list_is_not_for_a_deputy(vote: Vote) -> None:
    before = footprint()
    with pytest.raises(NotPermitted):
        candidates.open_candidates(
            actor=actor(Role.DEPUTY),
            cycle_uid=vote.cycle_uid,
            candidates=[UUID(uid_of("甲"))],
            kind=ProjectKind.VOTED,
            at=AT,
        )
    assert footprint() == before
    assert Cycle.objects.count() == 1
