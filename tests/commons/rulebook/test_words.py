"""机构称谓: an assembly and its members are called what the office has adopted (domain §7.7)."""

from __future__ import annotations

from typing import Any

import pytest

from commons.directory.words import words
from commons.kernel.tenancy import current_office
from commons.rulebook import queries
from commons.rulebook.terms import Kind
from tenants.cycles import queries as cycles
from tenants.workbench import navigation
from tests.factories.cycles import open_year
from tests.factories.people import AT, Role, actor
from tests.factories.rulebook import adopt


def test_an_office_that_has_set_nothing_speaks_as_its_level_does(street: str) -> None:
    assert queries.words_here(on=AT.date()) == words(current_office())


def test_a_streets_own_words_are_on_its_pages(street: str) -> None:
    """浙江: 居民议事会."""
    adopt(Kind.BODY_LABELS, assembly="居民议事会", deputy="议事会成员", result_paper="公示结果")
    called = queries.words_here(on=AT.date())
    assert (called.assembly, called.deputy, called.result_paper, called.vote) == (
        "居民议事会",
        "议事会成员",
        "公示结果",
        "票选",
    )
    purposes = " ".join(stage.purpose for stage in cycles.stages_of(open_year(2026).uid))
    assert ("居民议事会差额票选" in purposes, "议政代表" in purposes) == (True, False)
    hints = " ".join(card["hint"] for card in navigation.cards(actor(Role.MEMBER)))
    assert ("议事会成员建议的提出" in hints, "议政代表" in hints) == (True, False)


@pytest.mark.django_db
def test_the_words_are_one_query_beside_the_office_itself(town: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        queries.words_here(on=AT.date())
