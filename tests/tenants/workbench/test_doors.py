"""Who gets in where, and what the first page says."""

from __future__ import annotations

import pytest

from commons.kernel.actor import Role
from tests.factories.people import member
from tests.factories.web import Browser


def test_whoever_is_not_known_is_shown_the_way_in_and_comes_back_to_the_page(town: str) -> None:
    answer = Browser().get("/desk/meeting/?page=2")
    assert (answer.status_code, answer["Location"]) == (302, "/enter/?next=%2Fdesk%2Fmeeting%2F%3Fpage%3D2")


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.UNIT, Role.REVIEWER, Role.INSPECTOR, Role.TELLER, Role.KEEPER])
def test_everybody_has_a_first_page(town: str, role: Role) -> None:
    assert Browser(member(role)).status("/desk/") == 200
