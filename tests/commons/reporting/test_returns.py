"""Figures that are signed, sent up, accepted or sent back; and never changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commons.audit.models import Entry
from commons.directory import commands as directory
from commons.kernel.actor import Actor, system
from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.outbox import relay
from commons.outbox.models import Message
from commons.reporting import commands, queries
from commons.reporting.errors import (
    CorrectionRefused,
    DueDatePast,
    ExplanationMissing,
    FigureRefused,
    FiguresImplausible,
    IndicatorUnknown,
    NoSuperior,
    NotAsked,
    NothingToFile,
    NotYourSubordinate,
    PeriodAlreadyOpen,
    PeriodNotOpen,
    ReasonMissing,
    RemarkRefused,
    ReturnNotFound,
    SamePerson,
)
from commons.reporting.figures import Correction, Line, corrected, digest_of
from commons.reporting.models import LineRemark, Period, Return, ReturnLine
from commons.reporting.terms import Basis, ReturnState
from commons.rulebook.workdays import NATIONAL
from tests.conftest import CITY, COUNTY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories.people import AT, Role, actor
from tests.factories.reporting import YEAR, figures

DUE = dt.date(2026, 4, 10)


def staff(code: str, *roles: Role) -> Actor:
    return Actor(new_uid(), "测试人员", code, frozenset(roles or {Role.DIRECTOR}))


@pytest.fixture
def opened(commons: None) -> Period:
    """The county asks everybody below it for 2026."""
    return commands.open_period(actor=staff(COUNTY, Role.CLERK), year=YEAR, due_on=DUE, at=AT)


def filed(code: str = TOWN, received: int = 400, **more: Actor) -> Return:
    return commands.file_return(
        actor=more.get("by") or staff(code),
        office_code=code,
        year=YEAR,
        figures=figures(suggestions__received=received, homes__total=None),
        at=AT,
    )


def filed_figures(code: str) -> dict:
    """What counts as filed, once the relay has been round."""
    relay.finish_round()
    return queries.rollup(code, YEAR, basis=Basis.FILED)


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Period, Return, ReturnLine, Entry, Message))


def last_entry() -> Entry:
    found = Entry.objects.order_by("-uid").first()
    assert found
    return found


# ── periods ───────────────────────────────────────────────────────────────────────────────────


def test_a_period_opens_for_everybody_below_and_for_nobody_beside(opened: Period) -> None:
    assert [row.code for row in queries.periods_open_to(TOWN)] == ["2026"]
    assert list(queries.periods_open_to(COUNTY)) == []
    assert [row.code for row in queries.periods_opened_by(system(COUNTY))] == ["2026"]
    entry = last_entry()
    assert (entry.act, entry.facts) == (
        "reporting.open_period",
        {"period": "2026", "due": "2026-04-10", "indicators": 0},
    )


def test_a_period_opens_once_and_not_for_yesterday(opened: Period) -> None:
    with pytest.raises(PeriodAlreadyOpen):
        commands.open_period(actor=staff(COUNTY), year=YEAR, due_on=DUE, at=AT)
    with pytest.raises(DueDatePast):
        commands.open_period(actor=staff(COUNTY), year=YEAR, period="2026Q1", due_on=dt.date(2026, 3, 1), at=AT)


def test_an_auditor_opens_no_period(commons: None) -> None:
    before = everything()
    with pytest.raises(NotPermitted), transaction.atomic():
        commands.open_period(actor=staff(COUNTY, Role.AUDITOR), year=YEAR, due_on=DUE, at=AT)
    assert everything() == before


# ── filing ────────────────────────────────────────────────────────────────────────────────────


def test_a_return_goes_to_the_superior_signed_and_digested(opened: Period) -> None:
    found = filed()
    assert (found.office_code, found.to_office, found.state, found.period) == (TOWN, COUNTY, ReturnState.FILED, "2026")
    assert (found.filed_at, found.filed_by_name, found.on_behalf) == (AT, "测试人员", False)
    assert found.digest == digest_of(
        {row.indicator: Line(row.value, row.computed, row.evidence, row.correction) for row in found.lines.all()}
    )
    assert dict(found.lines.values_list("indicator", "value")) == {
        "suggestions.received": Decimal(400),
        "homes.total": None,
    }
    letter = Message.objects.order_by("-uid").first()
    assert letter
    assert (letter.event, letter.to_office) == ("reporting.ReturnFiled", COUNTY)
    assert last_entry().facts == {
        "office": TOWN,
        "to": COUNTY,
        "period": "2026",
        "version": 1,
        "lines": 2,
        "corrected": 0,
        "explained": [],
        "digest": found.digest,
    }


def test_nothing_is_filed_before_a_superior_opened_the_period(opened: Period) -> None:
    before = everything()
    with pytest.raises(PeriodNotOpen), transaction.atomic():
        commands.file_return(actor=staff(TOWN), year=YEAR, period="2026Q1", figures=figures(homes__total=1), at=AT)
    with pytest.raises(PeriodNotOpen), transaction.atomic():
        filed(COUNTY)
    assert everything() == before


def test_an_empty_or_unknown_set_of_figures_is_not_filed(opened: Period) -> None:
    for lines, refusal in (
        (figures(homes__total=None), NothingToFile),
        ({}, NothingToFile),
        (figures(satisfaction__rate=98), FigureRefused),
    ):
        with pytest.raises(refusal), transaction.atomic():
            commands.file_return(actor=staff(TOWN), year=YEAR, figures=lines, at=AT)
    assert Return.objects.count() == 0


def test_a_clerk_compiles_but_does_not_sign(opened: Period) -> None:
    before = everything()
    with pytest.raises(NotPermitted), transaction.atomic():
        filed(by=staff(TOWN, Role.CLERK))
    assert everything() == before


def test_the_superiors_staff_may_file_for_a_town_but_not_for_a_stranger(opened: Period) -> None:
    assert filed(by=staff(COUNTY)).on_behalf is True
    for stranger in (staff(NEIGHBOUR), staff(CITY)):
        with pytest.raises(NotYourSubordinate), transaction.atomic():
            filed(by=stranger)


def test_the_province_has_nobody_to_report_to(commons: None) -> None:
    with pytest.raises(NoSuperior):
        filed(PROVINCE)


def test_while_the_county_is_suspended_its_towns_report_to_the_city(opened: Period) -> None:
    operator = actor(Role.PROVISIONER)
    directory.suspend_office(actor=operator, code=COUNTY, reason="测试停用", at=AT)
    assert filed().to_office == CITY


def test_filing_again_replaces_what_is_still_waiting(opened: Period) -> None:
    first, second = filed(received=400), filed(received=401)
    first.refresh_from_db()
    assert (first.state, second.state) == (ReturnState.SUPERSEDED, ReturnState.FILED)


# ── accepting and sending back ────────────────────────────────────────────────────────────────


def test_an_accepted_return_counts_in_the_filed_figures_of_every_superior(opened: Period) -> None:
    found = filed()
    assert filed_figures(CITY)["figures"]["suggestions.received"]["value"] is None
    clerk = staff(COUNTY, Role.CLERK)
    commands.accept_return(actor=clerk, uid=found.uid, at=AT)
    found.refresh_from_db()
    assert (found.state, found.decided_at, found.decided_by) == (ReturnState.ACCEPTED, AT, clerk.account_uid)
    answer = filed_figures(CITY)
    assert (answer["basis"], answer["figures"]["suggestions.received"]["value"]) == ("filed", "400")
    assert TOWN not in answer["missing"]
    assert queries.rollup(CITY, YEAR)["figures"]["suggestions.received"]["value"] is None
    entry = last_entry()
    assert (entry.act, entry.from_state, entry.to_state) == ("reporting.accept", "filed", "accepted")
    assert entry.facts == {"office": TOWN, "period": "2026", "digest": found.digest, "remarks": []}


def test_a_corrected_return_takes_over_only_when_it_is_accepted(opened: Period) -> None:
    first = commands.accept_return(actor=staff(COUNTY), uid=filed(received=400).uid, at=AT)
    second = filed(received=401)
    assert filed_figures(COUNTY)["figures"]["suggestions.received"]["value"] == "400"
    commands.accept_return(actor=staff(COUNTY), uid=second.uid, at=AT)
    first.refresh_from_db()
    assert first.state == ReturnState.SUPERSEDED
    assert filed_figures(COUNTY)["figures"]["suggestions.received"]["value"] == "401"


def test_a_return_is_sent_back_with_a_reason_and_filed_anew(opened: Period) -> None:
    found = filed()
    commands.send_back_return(actor=staff(COUNTY, Role.CLERK), uid=found.uid, reason=" 与公示数不符 ", at=AT)
    found.refresh_from_db()
    letter = Message.objects.exclude(to_office="").order_by("-uid").first()
    assert letter
    assert (found.state, found.reason) == (ReturnState.SENT_BACK, "与公示数不符")
    assert (letter.event, letter.to_office) == ("reporting.ReturnSentBack", TOWN)
    assert "公示" not in str(last_entry().facts)
    assert filed().state == ReturnState.FILED


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_sending_back_needs_a_reason(opened: Period, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        commands.send_back_return(actor=staff(COUNTY), uid=filed().uid, reason=reason, at=AT)


def test_what_was_decided_is_not_decided_again(opened: Period) -> None:
    found = filed()
    commands.accept_return(actor=staff(COUNTY), uid=found.uid, at=AT)
    before = everything()
    for again in (
        lambda: commands.accept_return(actor=staff(COUNTY), uid=found.uid, at=AT),
        lambda: commands.send_back_return(actor=staff(COUNTY), uid=found.uid, reason="再看看", at=AT),
    ):
        with pytest.raises(WrongStep), transaction.atomic():
            again()
    found.refresh_from_db()
    assert (found.state, everything()) == (ReturnState.ACCEPTED, before)


def test_only_the_office_it_was_sent_to_decides(opened: Period) -> None:
    found = filed()
    before = everything()
    for stranger in (staff(TOWN), staff(NEIGHBOUR), staff(CITY), staff(PROVINCE)):
        with pytest.raises(ReturnNotFound), transaction.atomic():
            commands.accept_return(actor=stranger, uid=found.uid, at=AT)
        with pytest.raises(ReturnNotFound), transaction.atomic():
            commands.send_back_return(actor=stranger, uid=found.uid, reason="不是我的", at=AT)
    with pytest.raises(NotPermitted), transaction.atomic():
        commands.accept_return(actor=staff(COUNTY, Role.AUDITOR), uid=found.uid, at=AT)
    found.refresh_from_db()
    assert (found.state, everything()) == (ReturnState.FILED, before)


def test_who_filed_for_a_town_does_not_accept_it_too(opened: Period) -> None:
    one = staff(COUNTY)
    found = filed(by=one)
    with pytest.raises(SamePerson), transaction.atomic():
        commands.accept_return(actor=one, uid=found.uid, at=AT)
    assert commands.accept_return(actor=staff(COUNTY), uid=found.uid, at=AT).state == ReturnState.ACCEPTED


# ── who sees which, and who is late ───────────────────────────────────────────────────────────


def test_returns_are_seen_by_the_office_and_those_above_it_only(opened: Period) -> None:
    mine, neighbours = filed(TOWN), filed(NEIGHBOUR, 999)
    assert [row.uid for row in queries.visible_to(system(TOWN))] == [mine.uid]
    assert {row.uid for row in queries.visible_to(system(COUNTY))} == {mine.uid, neighbours.uid}
    assert queries.filed_return(system(CITY), mine.uid) == mine
    with pytest.raises(ReturnNotFound):
        queries.filed_return(system(TOWN), neighbours.uid)


def test_who_has_not_filed_is_named(opened: Period) -> None:
    commands.accept_return(actor=staff(COUNTY), uid=filed(TOWN).uid, at=AT)
    sent_back = filed(NEIGHBOUR)
    commands.send_back_return(actor=staff(COUNTY), uid=sent_back.uid, reason="请核对", at=AT)
    assert [place.code for place in queries.missing_returns(system(COUNTY), "2026")] == [STREET, NEIGHBOUR]


# ── never changes afterwards ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reporting_returnline SET value = 1",
        "DELETE FROM reporting_returnline",
        "UPDATE reporting_return SET period = '2025'",
        "UPDATE reporting_return SET office_code = '440703102'",
        "UPDATE reporting_return SET digest = ''",
        "UPDATE reporting_return SET filed_at = now()",
        "DELETE FROM reporting_return",
        "TRUNCATE reporting_return CASCADE",
    ],
)
def test_the_database_itself_refuses_to_rewrite_a_return(opened: Period, statement: str) -> None:
    filed()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# ── what is asked, corrected, explained ───────────────────────────────────────────────────────


def test_a_superior_may_ask_for_some_indicators_only_and_the_rest_is_not_taken(commons: None) -> None:
    opened = commands.open_period(
        actor=staff(COUNTY), year=YEAR, due_on=DUE, indicators=["homes.total", "suggestions.received"], at=AT
    )
    assert opened.indicators == ["suggestions.received", "homes.total"]  # in the order of the table
    with pytest.raises(NotAsked, match="年度计划投资"), transaction.atomic():
        commands.file_return(actor=staff(TOWN), year=YEAR, figures=figures(money__planned=1), at=AT)
    assert filed().version == 1
    with pytest.raises(IndicatorUnknown):
        commands.open_period(
            actor=staff(COUNTY), year=YEAR, period="2026Q1", due_on=DUE, indicators=["satisfaction.rate"], at=AT
        )


def test_when_two_superiors_ask_it_is_the_earlier_day_and_everything_either_asks(commons: None) -> None:
    later = DUE + dt.timedelta(days=5)
    commands.open_period(actor=staff(COUNTY), year=YEAR, due_on=later, indicators=["homes.total"], note="请核对", at=AT)
    commands.open_period(actor=staff(CITY), year=YEAR, due_on=DUE, indicators=["deputies.total"], at=AT)
    found = queries.asked_of(TOWN, "2026")
    assert found
    assert (found.due_on, found.by, found.note) == (DUE, (CITY, COUNTY), "请核对")
    assert found.indicators == {"homes.total", "deputies.total"}
    assert (found.state, found.is_open) == (None, True)
    assert [
        (DUE - dt.timedelta(days=days), found.days_left(DUE - dt.timedelta(days=days), NATIONAL)) for days in (0, 1)
    ] == [
        (DUE, 0),
        (DUE - dt.timedelta(days=1), 1),
    ]
    assert found.days_left(DUE + dt.timedelta(days=3), NATIONAL) == -1  # Friday to Monday


def test_what_an_office_is_asked_is_four_queries_however_much_it_is(opened: Period) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.all_asked_of(TOWN)
        return len(seen)

    assert asked() == 4
    commands.open_period(actor=staff(COUNTY), year=YEAR, period="2026Q1", due_on=DUE, at=AT)
    commands.open_period(actor=staff(CITY), year=YEAR, period="2026Q2", due_on=DUE, at=AT)
    assert asked() == 4


def test_a_corrected_line_keeps_the_counted_figure_beside_it_with_the_reason(opened: Period) -> None:
    found = commands.file_return(
        actor=staff(TOWN),
        year=YEAR,
        figures=figures(suggestions__received=400, homes__total=None),
        corrections={"suggestions.received": Correction(Decimal(405), " 另有纸质建议 5 条 ")},
        at=AT,
    )
    line = found.lines.get(indicator="suggestions.received")
    assert (line.value, line.computed, line.correction, line.evidence) == (405, 400, "另有纸质建议 5 条", 400)
    commands.accept_return(actor=staff(COUNTY), uid=found.uid, at=AT)
    assert filed_figures(CITY)["figures"]["suggestions.received"]["value"] == "405"
    assert "纸质" not in str(Entry.objects.values_list("facts", flat=True))


@pytest.mark.parametrize(
    "correction",
    [
        {"suggestions.received": Correction(Decimal(405), " ")},
        {"money.planned": Correction(Decimal(405), "没有这一行")},
        {"suggestions.received": Correction(Decimal(405), "长" * 201)},
    ],
)
def test_a_correction_without_a_reason_or_of_no_line_is_refused(
    opened: Period, correction: dict[str, Correction]
) -> None:
    before = everything()
    with pytest.raises(CorrectionRefused), transaction.atomic():
        commands.file_return(
            actor=staff(TOWN), year=YEAR, figures=figures(suggestions__received=400), corrections=correction, at=AT
        )
    assert everything() == before


def test_the_digest_covers_value_count_and_reason(opened: Period) -> None:
    def digest(**more: Correction) -> str:
        return digest_of(corrected(figures(homes__total=1), {code.replace("__", "."): c for code, c in more.items()}))

    once = {
        digest(),
        digest(homes__total=Correction(Decimal(2), "一")),
        digest(homes__total=Correction(Decimal(2), "二")),
    }
    assert len(once) == 3


def test_figures_that_cannot_be_are_refused_and_nothing_goes_up(opened: Period) -> None:
    before = everything()
    with pytest.raises(FiguresImplausible, match="“入选项目” 9 件，大于“候选项目” 8 件"), transaction.atomic():
        commands.file_return(
            actor=staff(TOWN),
            year=YEAR,
            figures=figures(projects__selected=9, projects__candidates=8),
            explanations={"at_most:projects.selected:projects.candidates": "说明也没有用"},
            at=AT,
        )
    assert everything() == before


def test_a_soft_doubt_wants_a_reason_and_the_reason_goes_up(opened: Period) -> None:
    odd, key = figures(money__paid=120, money__arrived=100), "at_most:money.paid:money.arrived"
    for reasons in ({}, {key: "  "}, {"jump:money.paid": "答非所问"}):
        with pytest.raises(ExplanationMissing, match="“资金拨付” 120 元"), transaction.atomic():
            commands.file_return(actor=staff(TOWN), year=YEAR, figures=odd, explanations=reasons, at=AT)
    found = commands.file_return(
        actor=staff(TOWN),
        year=YEAR,
        figures=odd,
        explanations={key: "施工单位垫付", "jump:money.paid": "多余的"},
        at=AT,
    )
    assert found.explanations == {
        key: {"sentence": "“资金拨付” 120 元，大于“资金到位” 100 元，请核对。", "reason": "施工单位垫付"}
    }
    assert last_entry().facts["explained"] == [key]


def test_a_jump_is_measured_against_what_was_accepted_for_the_period_before(opened: Period) -> None:
    for period in ("2026Q1", "2026Q2"):
        commands.open_period(actor=staff(COUNTY), year=YEAR, period=period, due_on=DUE, at=AT)
    first = commands.file_return(
        actor=staff(TOWN), year=YEAR, period="2026Q1", figures=figures(suggestions__received=100), at=AT
    )
    many = {"year": YEAR, "period": "2026Q2", "figures": figures(suggestions__received=900), "at": AT}
    with transaction.atomic():  # not accepted yet: nothing to compare with
        commands.file_return(actor=staff(TOWN), **many)
        transaction.set_rollback(True)
    commands.accept_return(actor=staff(COUNTY), uid=first.uid, at=AT)
    with pytest.raises(ExplanationMissing, match="上期为 100 条"):
        commands.file_return(actor=staff(TOWN), **many)


def test_the_province_asks_its_cities_and_accepts_what_they_file(commons: None) -> None:
    province = staff(PROVINCE, Role.PROVISIONER)
    commands.open_period(actor=province, year=YEAR, due_on=DUE, at=AT)
    found = filed(CITY)
    assert found.to_office == PROVINCE
    assert commands.accept_return(actor=province, uid=found.uid, at=AT).state == ReturnState.ACCEPTED
    with pytest.raises(NotPermitted), transaction.atomic():
        commands.open_period(actor=staff(PROVINCE, Role.BOARD_READER), year=YEAR, period="2026Q1", due_on=DUE, at=AT)


# ── versions and remarks ──────────────────────────────────────────────────────────────────────


def test_a_later_correction_is_a_new_version_that_follows_the_old(opened: Period) -> None:
    first = commands.accept_return(actor=staff(COUNTY), uid=filed(received=400).uid, at=AT)
    second = filed(received=401)
    third = filed(received=402)
    assert [(each.version, each.previous_id) for each in (first, second, third)] == [
        (1, None),
        (2, first.uid),
        (3, second.uid),
    ]
    assert [each.version for each in queries.versions_of(third)] == [3, 2, 1]
    first.refresh_from_db()
    assert first.state == ReturnState.ACCEPTED  # until another is accepted


def test_a_return_filed_after_its_day_says_so(opened: Period) -> None:
    assert filed().is_late is False
    late = dt.datetime(2026, 4, 11, 2, tzinfo=dt.UTC)
    found = commands.file_return(actor=staff(TOWN), year=YEAR, figures=figures(homes__total=1), at=late)
    assert (found.due_on, found.is_late) == (DUE, True)


def test_remarks_stand_at_their_lines_and_nowhere_else(opened: Period) -> None:
    found = filed()
    commands.send_back_return(
        actor=staff(COUNTY),
        uid=found.uid,
        reason="请核对",
        remarks={"suggestions.received": " 与公示数差 3 条 ", "homes.total": " "},
        at=AT,
    )
    assert queries.remarks_of(found.uid) == {"suggestions.received": "与公示数差 3 条"}
    assert queries.reason_of(found.uid) == "请核对"
    entry = last_entry()
    assert (entry.act, entry.facts["remarks"]) == ("reporting.send_back", ["suggestions.received"])
    assert "公示" not in str(entry.facts)


@pytest.mark.parametrize("remarks", [{"money.planned": "没有这一行"}, {"homes.total": "长" * 201}])
def test_a_remark_on_no_line_or_without_end_is_refused(opened: Period, remarks: dict[str, str]) -> None:
    found = filed()
    with pytest.raises(RemarkRefused), transaction.atomic():
        commands.accept_return(actor=staff(COUNTY), uid=found.uid, remarks=remarks, at=AT)
    found.refresh_from_db()
    assert (found.state, LineRemark.objects.count()) == (ReturnState.FILED, 0)


def test_an_accepted_return_may_carry_remarks_too_and_they_are_never_rewritten(opened: Period) -> None:
    found = filed()
    commands.accept_return(actor=staff(COUNTY), uid=found.uid, remarks={"suggestions.received": "下期请附清单"}, at=AT)
    assert queries.remarks_of(found.uid) == {"suggestions.received": "下期请附清单"}
    for statement in ("UPDATE reporting_lineremark SET text = ''", "DELETE FROM reporting_lineremark"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_who_is_missing_is_counted_and_named_with_how_late_they_are(opened: Period) -> None:
    filed(TOWN)
    commands.send_back_return(actor=staff(COUNTY), uid=filed(NEIGHBOUR).uid, reason="请核对", at=AT)
    counted = {row.code: row.missing for row in queries.periods_opened_by(system(COUNTY))}
    assert counted == {"2026": 2}
    found = queries.missing_returns(system(COUNTY), "2026", on=dt.date(2026, 4, 14))
    assert [(each.code, each.was_sent_back, each.days_late) for each in found] == [
        (STREET, False, 2),
        (NEIGHBOUR, True, 2),
    ]
    assert {each.days_late for each in queries.missing_returns(system(COUNTY), "2026", on=DUE)} == {0}
