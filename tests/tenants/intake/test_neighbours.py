"""What lies in the neighbour's schema never shows here: not by list, by uid, by code, nor in a figure."""

from __future__ import annotations

import pytest

from commons.kernel.tenancy import in_office
from tenants.intake import errors, queries
from tenants.intake.policies import POLICY
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.cycles import open_year
from tests.factories.intake import submit
from tests.factories.people import Role, actor

CANARY = "邻镇的金丝雀"


def test_a_neighbours_suggestion_is_invisible_by_every_way_in(db: None) -> None:
    with in_office(NEIGHBOUR):
        open_year(2026)
        theirs = submit(CANARY)
        their_clerk = actor(Role.CLERK)
        assert [row.title for row in queries.visible_to(their_clerk)] == [CANARY]
    with in_office(TOWN):
        open_year(2026)
        ours = submit("本镇的建议")
        clerk = actor(Role.CLERK)
        assert [row.uid for row in queries.visible_to(clerk)] == [ours.uid]
        assert queries.suggestions([theirs.uid, ours.uid])[0].uid == ours.uid
        with pytest.raises(errors.SuggestionNotFound):
            queries.get(clerk, theirs.uid)
        with pytest.raises(errors.CodeNotFound):
            queries.by_code(theirs.query_code)
        figures = queries.counts(2026)
        assert figures is not None
        assert figures.received == 1
        assert not POLICY.may(their_clerk, "intake.screen", ours.suggestion)
