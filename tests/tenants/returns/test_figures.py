"""An office's own figures: every collected indicator has its place, and what is not known is not nought."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from commons.outbox.models import Message
from commons.reporting import commands as reporting
from commons.reporting import queries as rollups
from commons.reporting.errors import PeriodNotOpen
from commons.reporting.indicators import COLLECTED
from tenants.cycles import commands as cycles
from tenants.returns import commands, figures, queries
from tenants.returns.errors import FiguresMoved
from tenants.returns.models import Compilation
from tenants.returns.policies import POLICY
from tenants.returns.terms import CompilationState
from tests.conftest import COUNTY, TOWN
from tests.factories.matrix import assert_policy_matches
from tests.factories.people import AT, Role, actor

DAY = dt.date(2026, 3, 2)


def test_the_table_counts_exactly_what_the_indicators_collect() -> None:
    assert set(figures.TABLE) == set(COLLECTED)


def test_who_may_compile_and_sign_is_as_drawn() -> None:
    assert_policy_matches(POLICY, Path(__file__).with_name("policies.txt"))


def test_an_office_without_a_year_has_no_figures_of_it_and_not_noughts(town: str) -> None:
    counted = figures.collect(2026, on=DAY)
    assert counted["suggestions.received"].value is None
    assert counted["money.planned"].value is None
    assert counted["deputies.total"].value == 0


def test_an_opened_year_starts_at_nought(town: str) -> None:
    cycles.open_cycle(actor=actor(Role.DIRECTOR), year=2026, term_no=18, session_no=3, at=AT)
    counted = figures.collect(2026, on=DAY)
    assert counted["suggestions.received"].value == 0
    assert counted["projects.completed"].value == 0
    assert counted["satisfaction.favourable"].value is None


def test_a_snapshot_taken_twice_is_the_same_snapshot(town: str) -> None:
    cycles.open_cycle(actor=actor(Role.DIRECTOR), year=2026, term_no=18, session_no=3, at=AT)
    commands.take_snapshot(year=2026, at=AT)
    once = rollups.rollup(TOWN, 2026)
    commands.take_snapshot(year=2026, at=AT)
    assert rollups.rollup(TOWN, 2026) == once
    assert once["figures"]["suggestions.received"] == {"value": "0", "unit": "count"}


def _compiled() -> Compilation:
    cycles.open_cycle(actor=actor(Role.DIRECTOR), year=2026, term_no=18, session_no=3, at=AT)
    return commands.compile_return(actor=actor(Role.CLERK), year=2026, at=AT)


def test_a_return_is_signed_by_the_director_and_stands_above(town: str) -> None:
    with in_office(COUNTY):
        reporting.open_period(actor=actor(Role.DIRECTOR), year=2026, due_on=dt.date(2026, 12, 31), at=AT)
    compiled = _compiled()
    filed = commands.file_return(actor=actor(Role.DIRECTOR), uid=compiled.uid, at=AT)
    assert filed.state == CompilationState.FILED
    with in_office(COUNTY):
        standing = reporting.queries.visible_to(actor(Role.DIRECTOR)).get(uid=filed.return_uid)
    assert (standing.office_code, standing.to_office) == (TOWN, COUNTY)


def test_a_clerk_compiles_but_does_not_sign_and_nothing_goes_up(town: str) -> None:
    compiled = _compiled()
    letters = Message.objects.count()
    with pytest.raises(NotPermitted):
        commands.file_return(actor=actor(Role.CLERK), uid=compiled.uid, at=AT)
    compiled.refresh_from_db()
    assert (compiled.state, Message.objects.count()) == (CompilationState.COMPILED, letters)


def test_nothing_is_filed_for_a_period_nobody_opened(town: str) -> None:
    compiled = _compiled()
    with pytest.raises(PeriodNotOpen):
        commands.file_return(actor=actor(Role.DIRECTOR), uid=compiled.uid, at=AT)


def test_figures_that_moved_after_compiling_are_not_signed(town: str) -> None:
    with in_office(COUNTY):
        reporting.open_period(actor=actor(Role.DIRECTOR), year=2026, due_on=dt.date(2026, 12, 31), at=AT)
    compiled = _compiled()
    from tests.factories.intake import submit

    submit()
    with pytest.raises(FiguresMoved) as refused:
        commands.file_return(actor=actor(Role.DIRECTOR), uid=compiled.uid, at=AT)
    assert "收到群众建议" in str(refused.value)


def test_the_superiors_answer_is_noted_on_the_compilation_behind_the_return(town: str) -> None:
    with in_office(COUNTY):
        reporting.open_period(actor=actor(Role.DIRECTOR), year=2026, due_on=dt.date(2026, 12, 31), at=AT)
    filed = commands.file_return(actor=actor(Role.DIRECTOR), uid=_compiled().uid, at=AT)
    noted = commands.note_answer(actor=actor(Role.SYSTEM), return_uid=filed.return_uid, accepted=False, at=AT)
    assert noted is not None
    assert queries.compilation(actor(Role.CLERK), filed.uid).state == CompilationState.SENT_BACK
