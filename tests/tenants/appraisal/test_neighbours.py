"""What lies in the neighbour's schema never shows here, not even to the same person with a grant there."""

from __future__ import annotations

import pytest

from commons.access import commands as access
from commons.identity.terms import MembershipKind
from commons.kernel.actor import system
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from tenants.appraisal import errors, queries
from tenants.appraisal.commands import scoring
from tenants.appraisal.policies import POLICY
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.appraisal import approve, enter, panel, passed, points, put_forward, reviewer
from tests.factories.cycles import open_year
from tests.factories.people import AT, Role, actor, as_actor

CANARY = "邻镇的金丝雀"


def test_a_reviewer_of_two_towns_sees_in_each_only_its_own_panels_proposals(db: None) -> None:
    with in_office(NEIGHBOUR):
        theirs = enter(open_year(2026).uid, CANARY)
        who = reviewer()
        panel(theirs.cycle_uid, [theirs], [who])
        assert [row.title for row in queries.visible_to(as_actor(who))] == [CANARY]
        from_there = as_actor(who)
    with in_office(TOWN):
        cycle = open_year(2026)
        ours = enter(cycle.uid, "本镇的项目")
        access.appoint(actor=system(TOWN), account=who, kind=MembershipKind.STAFF, roles=[Role.REVIEWER], at=AT)
        assert list(queries.visible_to(as_actor(who))) == []
        panel(cycle.uid, [ours], [who])
        assert [row.title for row in queries.visible_to(as_actor(who))] == ["本镇的项目"]
        with pytest.raises(errors.ProposalNotFound):
            scoring.score(actor=as_actor(who), proposal_uid=theirs.uid, points=points(80), at=AT)
        assert not POLICY.may(from_there, "appraisal.score", ours)


def test_a_neighbours_candidates_panels_and_figures_are_its_own(db: None) -> None:
    with in_office(NEIGHBOUR):
        cycle = open_year(2026)
        (row,) = passed(cycle.uid, CANARY)
        put_forward(row)
        approve(cycle.uid)
        there = cycle.uid
        their_clerk = actor(Role.CLERK)
    with in_office(TOWN):
        open_year(2026)
        assert (queries.candidates(there), list(queries.listed())) == ([], [])
        assert list(queries.panels_visible_to(actor(Role.CLERK))) == []
        assert list(queries.cards_visible_to(actor(Role.CLERK))) == []
        figures = queries.figures(2026)
        assert figures is not None
        assert (figures.entered, figures.assessed, figures.candidates) == (0, 0, 0)
        with pytest.raises((NotPermitted, errors.ProposalNotFound)):
            queries.get(their_clerk, row.uid)
