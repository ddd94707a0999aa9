"""A return from the first count to the superior's answer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from commons.audit.models import Entry
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from commons.outbox.models import Message
from commons.reporting import commands as reporting
from commons.reporting import queries as above
from commons.reporting.errors import CorrectionRefused, ExplanationMissing, FigureRefused, PeriodNotOpen
from tenants.cycles import commands as cycles
from tenants.delivery.commands import ledger
from tenants.delivery.terms import FundSource, MoneyKind
from tenants.returns import commands, queries
from tenants.returns.errors import CheckUnknown, CompilationNotFound, FiguresMoved, NotADraft
from tenants.returns.models import Compilation
from tenants.returns.terms import CompilationState
from tests.conftest import COUNTY, TOWN
from tests.factories.delivery import government, started
from tests.factories.intake import submit
from tests.factories.people import AT, Role, actor


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
        standing = above.visible_to(actor(Role.DIRECTOR)).get(uid=filed.return_uid)
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


# ── corrected, explained ──────────────────────────────────────────────────────────────────────


def _asked(period: str | None = None, **more: object) -> None:
    with in_office(COUNTY):
        reporting.open_period(
            actor=actor(Role.DIRECTOR), year=2026, period=period, due_on=dt.date(2026, 12, 31), at=AT, **more
        )


def _corrected(compiled: Compilation, value: int | None, reason: str = "另有纸质建议") -> Compilation:
    return commands.correct_line(
        actor=actor(Role.CLERK),
        uid=compiled.uid,
        indicator="suggestions.received",
        value=None if value is None else Decimal(value),
        reason=reason,
        at=AT,
    )


def _line(compiled: Compilation, code: str = "suggestions.received") -> queries.LineView:
    return next(line for line in queries.lines(compiled) if line.code == code)


def test_only_what_is_asked_is_compiled(town: str) -> None:
    _asked(indicators=["suggestions.received", "homes.total"])
    assert list(_compiled().figures) == ["suggestions.received", "homes.total"]


def test_a_correction_stands_beside_what_was_counted_and_goes_up_with_its_reason(town: str) -> None:
    _asked(indicators=["suggestions.received"])
    compiled = _compiled()
    before = compiled.digest
    line = _line(_corrected(compiled, 5))
    assert (line.value, line.computed, line.correction) == (5, 0, "另有纸质建议")
    compiled.refresh_from_db()
    assert compiled.digest != before
    filed = commands.file_return(actor=actor(Role.DIRECTOR), uid=compiled.uid, at=AT)
    found = above.filed_return(actor(Role.CLERK), filed.return_uid)
    assert found.digest == compiled.digest
    assert [(each.value, each.computed, each.correction) for each in found.lines.all()] == [(5, 0, "另有纸质建议")]
    entry = Entry.objects.get(act="returns.correct")
    assert entry.facts == {
        "period": "2026",
        "indicator": "suggestions.received",
        "line": "收到群众建议",
        "counted": "0",
        "said": "5",
    }
    assert "纸质" not in str(entry.facts)


def test_the_counted_figure_itself_takes_a_correction_back(town: str) -> None:
    compiled = _compiled()
    before = compiled.digest
    _corrected(compiled, 5)
    assert (_corrected(compiled, 0).digest, _line(_corrected(compiled, 0)).correction) == (before, "")


def test_a_correction_needs_a_reason_a_line_and_a_figure_that_can_be_kept(town: str) -> None:
    compiled = _compiled()
    for refusal, change in (
        (CorrectionRefused, {"reason": "  "}),
        (FigureRefused, {"indicator": "no.such"}),
        (FigureRefused, {"value": Decimal(-1)}),
        (CorrectionRefused, {"indicator": "polls.held"}),
    ):
        wanted = {"indicator": "suggestions.received", "value": Decimal(5), "reason": "原因", **change}
        with pytest.raises(refusal), transaction.atomic():
            commands.correct_line(actor=actor(Role.CLERK), uid=compiled.uid, at=AT, **wanted)
    compiled.refresh_from_db()
    assert compiled.corrections == {}


def test_the_governments_side_reads_and_corrects_nothing(town: str) -> None:
    compiled = _compiled()
    with pytest.raises(NotPermitted), transaction.atomic():
        commands.correct_line(
            actor=actor(Role.GOVERNMENT), uid=compiled.uid, indicator="homes.total", value=None, reason="x", at=AT
        )
    assert Compilation.objects.get().corrections == {}


def _overpaid() -> None:
    project = started()
    for kind, fen in ((MoneyKind.ARRIVED, 100_00), (MoneyKind.PAID, 120_00)):
        ledger.enter(
            actor=government(), project_uid=project.uid, kind=kind, source=FundSource.OWN_FISCAL, amount_fen=fen,
            booked_on=dt.date(2026, 3, 2), voucher=f"记-{kind}", reason="垫付", at=AT,
        )  # fmt: skip


def test_before_signing_the_rules_are_asked_and_a_soft_doubt_is_explained(town: str) -> None:
    _asked()
    key = "at_most:money.paid:money.arrived"
    cycles.open_cycle(actor=actor(Role.DIRECTOR), year=2026, term_no=18, session_no=3, at=AT)
    _overpaid()
    compiled = commands.compile_return(actor=actor(Role.CLERK), year=2026, at=AT)
    doubts = {doubt.key: doubt for doubt in queries.doubts(compiled)}
    assert (doubts[key].hard, doubts[key].reason) == (False, "")
    with pytest.raises(ExplanationMissing), transaction.atomic():
        commands.file_return(actor=actor(Role.DIRECTOR), uid=compiled.uid, at=AT)
    with pytest.raises(CheckUnknown), transaction.atomic():
        commands.explain_doubt(actor=actor(Role.CLERK), uid=compiled.uid, check="jump:homes.total", reason="无", at=AT)
    for each in doubts:
        commands.explain_doubt(actor=actor(Role.CLERK), uid=compiled.uid, check=each, reason="施工单位垫付", at=AT)
    filed = commands.file_return(actor=actor(Role.DIRECTOR), uid=compiled.uid, at=AT)
    found = above.filed_return(actor(Role.CLERK), filed.return_uid)
    assert found.explanations[key]["reason"] == "施工单位垫付"


def test_compiling_again_keeps_what_is_still_true_and_discards_the_draft_before(town: str) -> None:
    first = _compiled()
    _corrected(first, 5)
    commands.correct_line(
        actor=actor(Role.CLERK), uid=first.uid, indicator="homes.total", value=Decimal(3), reason="新建", at=AT
    )
    submit()  # the counted figure of one of them moves
    second = commands.compile_return(actor=actor(Role.CLERK), year=2026, at=AT)
    first.refresh_from_db()
    assert (first.state, second.state) == (CompilationState.DISCARDED, CompilationState.COMPILED)
    assert second.corrections == {"homes.total": ["3", "新建"]}
    assert (_line(second).value, _line(second, "homes.total").value) == (1, 3)


def test_what_was_signed_is_neither_corrected_nor_signed_again(town: str) -> None:
    _asked()
    compiled = commands.file_return(actor=actor(Role.DIRECTOR), uid=_compiled().uid, at=AT)
    with pytest.raises(NotADraft), transaction.atomic():
        _corrected(compiled, 5)
    with pytest.raises(WrongStep), transaction.atomic():
        commands.file_return(actor=actor(Role.DIRECTOR), uid=compiled.uid, at=AT)


def test_a_return_that_came_back_is_compiled_anew_and_shows_what_was_said(town: str) -> None:
    _asked(indicators=["suggestions.received"])
    compiled = _compiled()
    _corrected(compiled, 5)
    filed = commands.file_return(actor=actor(Role.DIRECTOR), uid=compiled.uid, at=AT)
    with in_office(COUNTY):
        reporting.send_back_return(
            actor=actor(Role.CLERK),
            uid=filed.return_uid,
            reason="请核对",
            remarks={"suggestions.received": "请附清单"},
            at=AT,
        )
    commands.note_answer(actor=actor(Role.SYSTEM), return_uid=filed.return_uid, accepted=False, at=AT)
    filed.refresh_from_db()
    assert (filed.state, _line(filed).remark) == (CompilationState.SENT_BACK, "请附清单")
    again = commands.compile_return(actor=actor(Role.CLERK), year=2026, at=AT)
    assert _line(again).correction == "另有纸质建议"
    second = commands.file_return(actor=actor(Role.DIRECTOR), uid=again.uid, at=AT)
    assert above.filed_return(actor(Role.CLERK), second.return_uid).version == 2


def test_an_office_reads_its_own_returns_only(town: str) -> None:
    compiled = _compiled()
    assert queries.looked_through(actor(Role.AUDITOR), compiled.uid).uid == compiled.uid
    with pytest.raises(CompilationNotFound):
        queries.looked_through(actor(Role.DEPUTY), compiled.uid)
    with in_office(COUNTY), pytest.raises(CompilationNotFound):
        queries.looked_through(actor(Role.DIRECTOR), compiled.uid)
