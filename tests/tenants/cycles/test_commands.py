"""Running a year: opened, stage by stage, closed."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.audit.models import Entry
from commons.kernel.clock import date_of
from commons.kernel.errors import Refusal
from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.outbox.models import Message
from commons.rulebook import queries as rulebook
from commons.rulebook.commands import adopt_edition
from commons.rulebook.terms import Kind
from tenants.cycles import commands, errors, queries
from tenants.cycles.gates import GateAnswer
from tenants.cycles.models import Cycle, Stage
from tenants.cycles.terms import CycleState, StageKind, StageState
from tenants.notices import queries as notices
from tests.factories.cycles import gates_installed, open_up_to, open_year
from tests.factories.people import AT, Role, actor
from tests.factories.rulebook import published

LATER = AT + dt.timedelta(days=40)
ORDER = list(StageKind)


def traces() -> tuple[int, int, int, int]:
    return Cycle.objects.count(), Stage.objects.count(), Entry.objects.count(), Message.objects.count()


# ── open_cycle ────────────────────────────────────────────────────────────────────────────────


def test_opening_a_year_makes_its_ten_stages_each_due_at_the_end_of_its_usual_months(town: str) -> None:
    cycle = open_year(2026)
    facts = queries.stages_of(cycle.uid)
    assert (cycle.state, cycle.opened_at, cycle.office_code) == (CycleState.OPEN, AT, town)
    assert [(stage.kind, stage.position, stage.state) for stage in facts] == [
        (kind, number, StageState.PENDING) for number, kind in enumerate(ORDER, start=1)
    ]
    assert [stage.due_on for stage in facts[:2]] == [dt.date(2025, 9, 30), dt.date(2025, 11, 30)]
    assert str(cycle) == "2026年度（第18届第3次）"


def test_a_year_planned_before_is_the_one_that_is_opened(town: str) -> None:
    planned = commands.plan_cycle(actor=actor(Role.CLERK), year=2027, term_no=18, session_no=4, at=AT)
    assert planned.state == CycleState.PLANNED
    opened = commands.open_cycle(actor=actor(Role.CLERK), year=2027, term_no=19, session_no=1, at=LATER)
    assert (opened.uid, opened.state, opened.term_no, opened.session_no) == (planned.uid, CycleState.OPEN, 19, 1)
    assert Stage.objects.count() == 10


def test_a_year_is_opened_once(town: str) -> None:
    open_year(2026)
    before = traces()
    with pytest.raises(errors.CycleExists) as refused:
        open_year(2026)
    assert str(refused.value) == "2026 年度已经建立，不能重复建立。请在年度列表中继续办理。"
    with pytest.raises(errors.CycleExists):
        commands.plan_cycle(actor=actor(Role.CLERK), year=2026, term_no=18, session_no=3, at=AT)
    assert traces() == before


def test_opening_a_year_is_not_for_the_government_and_leaves_nothing_behind(town: str) -> None:
    before = traces()
    with pytest.raises(NotPermitted):
        commands.open_cycle(actor=actor(Role.GOVERNMENT), year=2026, term_no=18, session_no=3, at=AT)
    assert traces() == before


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"year": 1999}, "年度应在 2000 至 2100 之间，请改正。"),
        ({"year": 10**9}, "年度应在 2000 至 2100 之间，请改正。"),
        ({"term_no": 0}, "届应在 1 至 99 之间，请改正。"),
        ({"session_no": 100}, "次应在 1 至 99 之间，请改正。"),
    ],
)
def test_a_year_with_odd_figures_is_refused_naming_the_figure(
    town: str, figures: dict[str, int], sentence: str
) -> None:
    before = traces()
    with pytest.raises(errors.CycleFigureInvalid) as refused:
        commands.open_cycle(actor=actor(Role.CLERK), **{"year": 2026, "term_no": 18, "session_no": 3, **figures}, at=AT)
    assert (str(refused.value), refused.value.data["field"]) == (sentence, next(iter(figures)))
    assert traces() == before


def test_opening_a_year_leaves_its_entries_and_one_letter(town: str) -> None:
    director = actor(Role.DIRECTOR)
    cycle = commands.open_cycle(actor=director, year=2026, term_no=18, session_no=3, at=AT)
    entries = list(Entry.objects.filter(object_uid=str(cycle.uid)).order_by("uid"))
    assert [(entry.act, entry.from_state, entry.to_state, entry.account_uid) for entry in entries] == [
        ("cycles.plan_cycle", "", "", director.account_uid),
        ("cycles.open_cycle", "planned", "open", director.account_uid),
        ("notices.set_periods", "", "", director.account_uid),
    ]
    assert entries[1].facts == {"year": 2026, "term": 18, "session": 3, "pins": cycle.pins}
    assert entries[2].facts == {"year": 2026, "preliminary_days": 7, "result_days": 5}
    message = Message.objects.latest("uid")
    assert (message.event, message.payload) == (
        "cycles.CycleOpened",
        {"at": AT.isoformat(), "cycle_uid": str(cycle.uid), "year": 2026},
    )


def test_a_year_keeps_the_rules_that_were_in_force_when_it_was_opened(town: str) -> None:
    """Architecture §1: history points to the edition it was made under."""
    cycle = open_year(2026)
    before = queries.rule(cycle.uid, Kind.NOTICE_PERIODS)
    assert set(cycle.pins) == set(rulebook.pins(town, on=date_of(AT)))
    longer = published(body={"preliminary_days": 15, "result_days": 10})
    adopt_edition(actor=actor(Role.DIRECTOR), edition_uid=longer.uid, values={}, from_on=date_of(AT), at=AT)
    assert queries.rule(cycle.uid, Kind.NOTICE_PERIODS) == before
    assert before.body == {"preliminary_days": 7, "result_days": 5}
    later = open_year(2027)
    assert queries.rule(later.uid, Kind.NOTICE_PERIODS).body == {"preliminary_days": 15, "result_days": 10}
    assert (notices.periods(cycle.uid).preliminary_days, notices.periods(later.uid).preliminary_days) == (7, 15)


def test_a_rule_nobody_had_adopted_is_missing_with_a_sentence(town: str) -> None:
    long_ago = dt.datetime(2020, 1, 2, tzinfo=dt.UTC)
    cycle = open_year(2021, at=long_ago)
    assert cycle.pins == {}
    with pytest.raises(errors.RuleNotPinned) as refused:
        queries.rule(cycle.uid, Kind.RUBRIC)
    assert str(refused.value) == "2021 年度没有采用“评分标准”，不能据此办理。请先在规则库中采用后再开启年度。"


# ── open_stage ────────────────────────────────────────────────────────────────────────────────


def met(label: str):
    return lambda cycle_uid: GateAnswer(label, True, "")


def unmet(label: str, advice: str):
    return lambda cycle_uid: GateAnswer(label, False, advice, f"/admin/{cycle_uid}/")


def test_a_stage_opens_when_all_its_gates_are_met(town: str) -> None:
    cycle = open_year()
    with gates_installed({StageKind.COLLECTION: [met("征集公告已发布"), met("征集渠道已登记")]}):
        clerk = actor(Role.CLERK)
        stage = commands.open_stage(actor=clerk, cycle_uid=cycle.uid, kind=StageKind.COLLECTION, at=LATER)
    assert (stage.state, stage.opened_at) == (StageState.OPEN, LATER)
    entry = Entry.objects.latest("uid")
    assert (entry.act, entry.object_uid, entry.from_state, entry.to_state, entry.facts) == (
        "cycles.open_stage",
        str(stage.uid),
        "pending",
        "open",
        {"year": 2026, "kind": "collection", "gates": 2},
    )
    assert Message.objects.latest("uid").payload == {
        "at": LATER.isoformat(),
        "cycle_uid": str(cycle.uid),
        "year": 2026,
        "kind": "collection",
    }


def test_a_stage_whose_gates_are_not_met_stays_shut_and_the_sentence_says_what_to_do(street: str) -> None:
    cycle = open_year()
    open_up_to(cycle, StageKind.COLLECTION)
    table = {
        StageKind.VOTE: [
            met("到会过半"),
            unmet("公示已满", "请等待公示期满后办结"),
            unmet("差额足够", "请增加候选项目"),
        ]
    }
    before = traces()
    with gates_installed(table), pytest.raises(errors.GatesNotMet) as refused:
        commands.open_stage(actor=actor(Role.CLERK), cycle_uid=cycle.uid, kind=StageKind.VOTE, at=AT)
    assert str(refused.value) == (
        "“票选”还不能开启，尚有 3 项条件未满足：“候选”已经开启（请先开启“候选”环节）；公示已满（请等待公示期满后办结）；"
        "差额足够（请增加候选项目）。请逐项办理后重试。"
    )
    assert (refused.value.code, refused.value.status) == ("cycles.gates_not_met", 409)
    assert traces() == before
    assert queries.stage(cycle.uid, StageKind.VOTE).state == StageState.PENDING


def test_stages_of_one_year_may_overlap(town: str) -> None:
    cycle = open_year()
    with gates_installed({}):
        open_up_to(cycle, StageKind.COLLECTION, StageKind.APPRAISAL)
    states = {stage.kind: stage.state for stage in queries.stages_of(cycle.uid)}
    assert (states[StageKind.COLLECTION], states[StageKind.APPRAISAL]) == (StageState.OPEN, StageState.OPEN)


def test_an_open_stage_is_not_opened_again(town: str) -> None:
    cycle = open_year()
    open_up_to(cycle, StageKind.COLLECTION)
    before = traces()
    with pytest.raises(WrongStep) as refused:
        open_up_to(cycle, StageKind.COLLECTION)
    assert str(refused.value) == "现为“进行中”，不能办理“开启环节”。请刷新页面查看最新状态。"
    assert traces() == before


def test_a_stage_of_a_year_not_yet_opened_waits_for_the_year(town: str) -> None:
    planned = commands.plan_cycle(actor=actor(Role.CLERK), year=2027, term_no=18, session_no=4, at=AT)
    before = traces()
    with pytest.raises(errors.CycleNotOpen) as refused:
        open_up_to(planned, StageKind.COLLECTION)
    assert str(refused.value) == "2027 年度筹备中，不能办理各环节。请先开启该年度。"
    assert traces() == before


@pytest.mark.parametrize("role", [Role.GOVERNMENT, Role.DEPUTY, Role.UNIT, Role.AUDITOR, Role.RESIDENT])
def test_opening_a_stage_is_for_the_congress_only(town: str, role: Role) -> None:
    cycle = open_year()
    before = traces()
    with pytest.raises(NotPermitted):
        commands.open_stage(actor=actor(role), cycle_uid=cycle.uid, kind=StageKind.COLLECTION, at=AT)
    assert traces() == before


def test_an_unknown_year_or_stage_is_not_found(town: str) -> None:
    cycle = open_year()
    with pytest.raises(errors.CycleNotFound):
        commands.open_stage(actor=actor(Role.CLERK), cycle_uid=new_uid(), kind=StageKind.COLLECTION, at=AT)
    with pytest.raises(errors.StageNotFound):
        commands.open_stage(actor=actor(Role.CLERK), cycle_uid=cycle.uid, kind="nonsense", at=AT)


# ── close_stage, reopen_stage, reschedule_stage ───────────────────────────────────────────────


def test_a_stage_is_closed_and_may_be_reopened_by_the_head_with_a_reason(town: str) -> None:
    cycle = open_year()
    open_up_to(cycle, StageKind.COLLECTION)
    closed = commands.close_stage(actor=actor(Role.CLERK), cycle_uid=cycle.uid, kind=StageKind.COLLECTION, at=LATER)
    assert (closed.state, closed.closed_at) == (StageState.CLOSED, LATER)
    assert Message.objects.latest("uid").event == "cycles.StageClosed"
    with pytest.raises(NotPermitted):
        commands.reopen_stage(
            actor=actor(Role.CLERK), cycle_uid=cycle.uid, kind=StageKind.COLLECTION, reason="补收纸质建议", at=LATER
        )
    reopened = commands.reopen_stage(
        actor=actor(Role.DIRECTOR), cycle_uid=cycle.uid, kind=StageKind.COLLECTION, reason=" 补收纸质建议 ", at=LATER
    )
    assert (reopened.state, reopened.opened_at, reopened.closed_at) == (StageState.OPEN, AT, None)
    entry = Entry.objects.latest("uid")
    assert (entry.act, entry.facts, len(entry.words_digest)) == (
        "cycles.reopen_stage",
        {"year": 2026, "kind": "collection"},
        64,
    )


@pytest.mark.parametrize("reason", ["", "　 ", "长" * 201])
def test_reopening_without_a_proper_reason_is_refused(town: str, reason: str) -> None:
    cycle = open_year()
    open_up_to(cycle, StageKind.COLLECTION)
    commands.close_stage(actor=actor(Role.CLERK), cycle_uid=cycle.uid, kind=StageKind.COLLECTION, at=AT)
    before = traces()
    with pytest.raises(errors.ReasonMissing) as refused:
        commands.reopen_stage(
            actor=actor(Role.DIRECTOR), cycle_uid=cycle.uid, kind=StageKind.COLLECTION, reason=reason, at=AT
        )
    assert refused.value.data == {"field": "reason"}
    assert traces() == before


def test_closing_a_stage_that_never_opened_is_refused(town: str) -> None:
    cycle = open_year()
    before = traces()
    with pytest.raises(WrongStep):
        commands.close_stage(actor=actor(Role.CLERK), cycle_uid=cycle.uid, kind=StageKind.VOTE, at=AT)
    assert traces() == before


def test_the_office_sets_its_own_dates_within_the_life_of_the_year(town: str) -> None:
    cycle = open_year()
    clerk = actor(Role.CLERK)
    stage = commands.reschedule_stage(
        actor=clerk, cycle_uid=cycle.uid, kind=StageKind.VOTE, due_on=dt.date(2026, 1, 20), at=AT
    )
    assert stage.due_on == dt.date(2026, 1, 20)
    assert Entry.objects.latest("uid").facts == {"from": "2026-02-28", "to": "2026-01-20"}
    before = traces()
    for odd in (dt.date(2024, 12, 31), dt.date(2029, 1, 1), dt.date.max):
        with pytest.raises(errors.DueDateInvalid):
            commands.reschedule_stage(actor=clerk, cycle_uid=cycle.uid, kind=StageKind.VOTE, due_on=odd, at=AT)
    assert traces() == before


# ── close_cycle ───────────────────────────────────────────────────────────────────────────────


def test_a_year_is_closed_when_no_stage_is_under_way_and_says_which_never_were(town: str) -> None:
    cycle = open_year()
    open_up_to(cycle, StageKind.COLLECTION)
    director = actor(Role.DIRECTOR)
    with pytest.raises(errors.StagesOpen) as refused:
        commands.close_cycle(actor=director, cycle_uid=cycle.uid, at=AT)
    assert str(refused.value) == "2026 年度尚有环节未结束：征集。请先结束这些环节，再办结年度。"
    commands.close_stage(actor=director, cycle_uid=cycle.uid, kind=StageKind.COLLECTION, at=AT)
    closed = commands.close_cycle(actor=director, cycle_uid=cycle.uid, at=LATER)
    assert (closed.state, closed.closed_at) == (CycleState.CLOSED, LATER)
    assert Entry.objects.latest("uid").facts == {"year": 2026, "never_opened": [str(kind) for kind in ORDER[1:]]}
    for late in (commands.open_stage, commands.close_stage):
        with pytest.raises(Refusal):
            late(actor=director, cycle_uid=cycle.uid, kind=StageKind.APPRAISAL, at=LATER)


def test_closing_a_year_is_for_the_head_alone(town: str) -> None:
    cycle = open_year()
    before = traces()
    with pytest.raises(NotPermitted):
        commands.close_cycle(actor=actor(Role.CLERK), cycle_uid=cycle.uid, at=AT)
    assert traces() == before
