"""An office's own figures: every collected indicator has its place, and what is not known is not nought."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import TextChoices
from django.test.utils import CaptureQueriesContext

from commons.outbox import relay
from commons.reporting import queries as rollups
from commons.reporting.checks import examine
from commons.reporting.indicators import COLLECTED, appraisal, collection, deputies, money, supervision
from tenants.appraisal.terms import Origin, Route
from tenants.cycles import commands as cycles
from tenants.delivery import queries as delivery
from tenants.delivery.commands import funds, ledger
from tenants.delivery.terms import FundSource, MoneyKind, ProjectKind
from tenants.deputies.terms import DutyKind, HandlingLevel, HostKind
from tenants.intake.terms import Channel, Field, Proposer
from tenants.oversight.commands import bulletins, hearings
from tenants.oversight.terms import BulletinKind, HearingKind, InspectionKind
from tenants.returns import commands, figures
from tenants.returns.policies import POLICY
from tenants.returns.terms import CompilationState
from tests.conftest import TOWN
from tests.factories.cycles import open_year
from tests.factories.delivery import clerk, enter, government, opened, started
from tests.factories.intake import nominated, submit
from tests.factories.matrix import assert_policy_matches
from tests.factories.people import AT, Role, actor

DAY = dt.date(2026, 3, 2)


def test_the_table_counts_exactly_what_the_indicators_collect() -> None:
    assert set(figures.TABLE) == set(COLLECTED)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (collection.CHANNELS, Channel),
        (collection.PROPOSERS, Proposer),
        (collection.FIELDS, Field),
        (appraisal.ORIGINS, Origin),
        (appraisal.ROUTES, Route),
        (money.SOURCES, FundSource),
        (supervision.WAYS, InspectionKind),
        (deputies.HOSTS, HostKind),
        (deputies.DUTIES, DutyKind),
        (deputies.SOLVED_AT, HandlingLevel),
    ],
)
def test_a_figure_is_split_by_the_very_words_of_the_room(words: dict[str, str], said: type[TextChoices]) -> None:
    assert {str(key): word for key, word in words.items()} == {value: str(label) for value, label in said.choices}


def test_a_year_is_counted_in_a_fixed_number_of_queries(town: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            figures.collect(2026, on=DAY)
        return len(seen)

    open_year()
    submit()
    started()
    figures.collect(2026, on=DAY)  # content types, rules
    with_one = asked()
    for number in range(3):
        submit(f"第 {number} 条")
        started(f"第 {number} 件")
    assert (with_one, asked()) == (64, 64)


def test_projects_are_counted_by_kind_field_light_and_source(town: str) -> None:
    """What was promised, what has arrived and from whom (0-75)."""
    open_year()
    begun = started("加装电梯")
    opened("路灯", kind=ProjectKind.GENERAL, planned_fen=None, sub_projects=("东段", "西段"))
    ledger.enter(
        actor=government(), project_uid=begun.uid, kind=MoneyKind.ARRIVED, source=FundSource.SOCIAL, amount_fen=12_345,
        booked_on=DAY, voucher="记-1", at=AT,
    )  # fmt: skip
    counted = {code: figure.value for code, figure in figures.collect(2026, on=DAY).items()}
    wanted = {
        "projects.items": 2, "projects.sub_projects": 2, "projects.items_by_vote": 1, "projects.general": 1,
        "projects.subs_by_vote": 0, "projects.by_field.housing": 2, "projects.by_field.other": 0,
        "projects.started": 1, "projects.not_started": 1, "milestones.planned": 1, "milestones.done": 0,
        "money.planned": Decimal(3_000_000), "money.arrived": Decimal("123.45"),
        "money.arrived_by.social": Decimal("123.45"), "money.arrived_by.own_fiscal": 0, "money.paid_ever": 0,
    }  # fmt: skip
    assert {code: counted[code] for code in wanted} == wanted
    assert "projects.items_by_poll" not in counted  # a congress has no poll
    assert sum(counted[f"projects.by_light.{light}"] for light in ("green", "yellow", "red", "blue", "grey")) == 2


def test_money_saved_units_summoned_and_papers_published_are_counted(town: str) -> None:
    """1-103: 200 万 saved; 1-97: three units summoned; 0-48, 0-49, 0-52."""
    open_year()
    stopped = started("幼儿园扩建")
    for kind, yuan in ((MoneyKind.BUDGET, 4_800_000), (MoneyKind.ARRIVED, 4_800_000), (MoneyKind.PAID, 2_500_000)):
        enter(stopped, kind, yuan)
    director = actor(Role.DIRECTOR, name="主任")
    for alert in delivery.alerts(director):
        funds.suspend_alert(actor=director, alert_uid=alert.uid, at=AT)
        funds.audit_alert(actor=director, alert_uid=alert.uid, at=AT)
        funds.resolve_alert(actor=director, alert_uid=alert.uid, conclusion="已追回", saved_fen=2_000_000 * 100, at=AT)
    for unit, kind in (("甲局", "interview"), ("乙局", "interview"), ("丙局", "interview"), ("甲局", "inquiry")):
        called = hearings.call_hearing(
            actor=clerk(), kind=HearingKind(kind), summoned=unit, matter="滞后", called_on=DAY, at=AT
        )
        hearings.hold_hearing(
            actor=clerk(), hearing_uid=called.uid, held_on=DAY, answer="加派力量", demand="赶上",
            due_on=dt.date(2026, 4, 1), at=AT,
        )  # fmt: skip
    for kind_of, number in ((BulletinKind.MONTHLY, 2), (BulletinKind.MONTHLY, 3), (BulletinKind.QUARTERLY, 1)):
        made = bulletins.compile_bulletin(actor=clerk(), kind=kind_of, year=2026, number=number, at=AT)
        if number != 3:
            bulletins.publish_bulletin(actor=director, bulletin_uid=made.uid, at=AT)
    counted = {code: figure.value for code, figure in figures.collect(2026, on=DAY).items()}
    wanted = {
        "money.saved": Decimal(2_000_000), "projects.audited": 1, "money.completed": Decimal(0),
        "supervision.summoned": 3, "supervision.publications": 1, "supervision.bulletins": 1,
        "supervision.special_reports": 0, "supervision.explanations": 0, "enquiries.thematic": 1,
        "enquiries.interpellations": 0, "enquiries.appointments": 0,
    }  # fmt: skip
    assert {code: counted[code] for code in wanted} == wanted


def test_what_an_office_counts_of_itself_is_plausible_by_its_own_rules(town: str) -> None:
    """Every hard rule is true by construction of the figures: an office is never asked to correct its own rows."""
    open_year()
    for number in range(3):
        nominated(f"第 {number} 条")
        started(f"第 {number} 件")
    counted = {code: figure.value for code, figure in figures.collect(2026, on=DAY).items()}
    values = {code: None if value is None else Decimal(value) for code, value in counted.items()}
    assert [doubt.sentence for doubt in examine(values, {}) if doubt.hard] == []


def test_who_may_compile_and_sign_is_as_drawn() -> None:
    assert_policy_matches(POLICY, Path(__file__).with_name("policies.txt"))


def test_an_office_without_a_year_has_no_figures_of_it_and_not_noughts(town: str) -> None:
    counted = figures.collect(2026, on=DAY)
    assert counted["suggestions.received"].value is None
    assert counted["money.planned"].value is None
    assert counted["deputies.total"].value == 0


def test_an_office_answers_for_a_year_before_its_first_rules_and_has_no_points_of_it(town: str) -> None:
    asked = figures.collect(2024, on=DAY)
    assert {code for code in asked if code.startswith("points.")} == {"points.total"}
    assert asked["points.total"].value is None
    assert figures.collect(2025, on=DAY)["points.total"].value == 0
    assert commands.compile_return(actor=clerk(), year=2024, at=AT).state == CompilationState.COMPILED


def test_an_opened_year_starts_at_nought(town: str) -> None:
    cycles.open_cycle(actor=actor(Role.DIRECTOR), year=2026, term_no=18, session_no=3, at=AT)
    counted = figures.collect(2026, on=DAY)
    assert counted["suggestions.received"].value == 0
    assert counted["projects.completed"].value == 0
    assert counted["satisfaction.favourable"].value is None


def test_a_snapshot_taken_twice_is_the_same_snapshot(town: str) -> None:
    cycles.open_cycle(actor=actor(Role.DIRECTOR), year=2026, term_no=18, session_no=3, at=AT)
    commands.take_snapshot(year=2026, at=AT)
    relay.finish_round()
    once = rollups.rollup(TOWN, 2026)
    commands.take_snapshot(year=2026, at=AT)
    relay.finish_round()
    assert rollups.rollup(TOWN, 2026) == once
    assert once["figures"]["suggestions.received"] == {"value": "0", "unit": "count"}
