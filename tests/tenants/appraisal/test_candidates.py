"""The government puts forward, the congress side approves, the vote decides, the rest is disposed of by three routes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from tenants.appraisal import errors, queries
from tenants.appraisal.commands import candidates
from tenants.appraisal.models import Candidate, Deliberation, Reserve
from tenants.appraisal.terms import Body, CandidateState, Decision, ProposalState, ReserveReason, Route
from tenants.intake import queries as intake
from tests.factories.appraisal import (
    TODAY,
    WAN,
    approve,
    card,
    close,
    enter,
    panel,
    passed,
    points,
    put_forward,
    reviewer,
    voted,
)
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.intake import submit
from tests.factories.people import AT, Role, actor, member


def traces() -> tuple[int, ...]:
    return Candidate.objects.count(), Deliberation.objects.count(), Reserve.objects.count(), *footprint()


def listed(cycle_uid: Any, number: int) -> list[Candidate]:
    """So many candidates put forward, in order."""
    return [put_forward(row) for row in passed(cycle_uid, *(f"第{n}个项目" for n in range(1, number + 1)))]


def dispose(row: Candidate, route: Route, **changes: Any) -> Candidate:
    values: dict[str, Any] = {"actor": actor(Role.CLERK), "unit": "测试城建办", "reason": "按规定分类处置", "at": AT}
    return candidates.dispose(uid=row.uid, route=route, **{**values, **changes})


def states(rows: Sequence[Candidate]) -> list[str]:
    return [Candidate.objects.get(uid=row.uid).state for row in rows]


# ── put forward ──────────────────────────────────────────────────────────────────────────────


def test_the_government_puts_a_proposal_on_the_list_with_its_unit(town: str) -> None:
    """2-15: 镇党政联席会 研究确定."""
    cycle = open_year(2026)
    (row,) = passed(cycle.uid, "社区老年食堂扩建")
    unit = member(Role.UNIT, name="测试民政办")
    candidate = put_forward(row, unit_account_uid=unit.uid, basis="镇党政联席会 3 月 2 日")
    row.refresh_from_db()
    assert (row.state, candidate.state, candidate.position, candidate.unit_account_uid) == (
        ProposalState.PUT_FORWARD,
        CandidateState.PUT_FORWARD,
        1,
        unit.uid,
    )
    assert last_entry(candidate) == {
        "act": "appraisal.put_forward",
        "states": ("", ""),
        "facts": {"proposal": str(row.uid), "scheme": 1, "position": 1},
    }
    assert told()[-1] == "appraisal.CandidatePutForward"


@pytest.mark.parametrize("role", [Role.CLERK, Role.DIRECTOR, Role.UNIT, Role.DEPUTY])
def test_the_congress_side_puts_nothing_forward(town: str, role: Role) -> None:
    (row,) = passed(open_year(2026).uid, "社区老年食堂扩建")
    before = traces()
    with pytest.raises(NotPermitted):
        put_forward(row, actor=actor(role))
    assert traces() == before


def test_only_what_passed_is_put_forward_and_once(town: str) -> None:
    cycle = open_year(2026)
    (row,) = passed(cycle.uid, "社区老年食堂扩建")
    put_forward(row)
    before = traces()
    with pytest.raises(WrongStep):
        put_forward(row)
    with pytest.raises(WrongStep):
        put_forward(enter(cycle.uid, "没有评估的项目"))
    assert traces()[:3] == before[:3]


def test_a_unit_is_an_account_with_that_role(town: str) -> None:
    (row,) = passed(open_year(2026).uid, "社区老年食堂扩建")
    before = traces()
    with pytest.raises(errors.UnitRefused):
        put_forward(row, unit_account_uid=member(Role.CLERK).uid)
    assert traces()[:3] == before[:3]


def test_the_government_takes_one_back_and_may_put_it_forward_again(town: str) -> None:
    cycle = open_year(2026)
    (row,) = passed(cycle.uid, "社区老年食堂扩建")
    first = put_forward(row)
    candidates.withdraw_candidate(actor=actor(Role.GOVERNMENT), uid=first.uid, reason="资金需再落实", at=AT)
    row.refresh_from_db()
    assert (row.state, states([first])) == (ProposalState.PASSED, [CandidateState.WITHDRAWN])
    assert put_forward(row).position == 2


# ── approve ──────────────────────────────────────────────────────────────────────────────────


def test_the_director_approves_the_whole_list_after_deliberation(town: str) -> None:
    cycle = open_year(2026)
    slip = submit()
    row, who = enter(cycle.uid, suggestion_uids=[slip.uid]), reviewer()
    round_ = panel(cycle.uid, [row], [who])
    card(who, row, points(80))
    close(round_)
    withdrawn = listed(cycle.uid, 1)[0]
    candidates.withdraw_candidate(actor=actor(Role.GOVERNMENT), uid=withdrawn.uid, reason="资金需再落实", at=AT)
    candidate = put_forward(row, unit_name="测试民政办")
    made = approve(cycle.uid, seats=None)
    assert (made.decision, made.body, made.held_on, made.candidates) == (
        Decision.APPROVED,
        Body.PRESIDIUM,
        TODAY,
        1,
    )
    assert queries.candidates(cycle.uid) == [
        queries.CandidateFacts(
            uid=candidate.uid,
            order=1,
            proposal_uid=row.uid,
            title="社区老年食堂扩建",
            content="扩建社区老年食堂，设座位 50 个。",
            field="elderly_care",
            cost_fen=80 * WAN,
            unit_name="测试民政办",
            unit_account_uid=None,
            goal="",
            beneficiaries="",
            state="approved",
        )
    ]
    assert last_entry(candidate) == {
        "act": "appraisal.approve_candidate",
        "states": ("put_forward", "approved"),
        "facts": {"position": 1, "scheme": 1, "cost_fen": 80 * WAN},
    }
    assert acts(made) == ["appraisal.approve"]
    assert told()[-1] == "appraisal.CandidatesApproved"
    assert [line.sentence for line in intake.by_code(slip.query_code).became] == [
        "已形成建议项目“社区老年食堂扩建”，进入评估。",
        "“社区老年食堂扩建”已成为候选项目，将提交票决。",
    ]


@pytest.mark.parametrize(("number", "seats", "enough"), [(6, 5, True), (5, 5, False), (7, 6, False), (8, 6, True)])
def test_the_margin_of_the_years_voting_method_is_asked_when_seats_are_known(
    town: str, number: int, seats: int, enough: bool
) -> None:
    """0-17, 1-67: 差额比例不低于 20%, here of the seats."""
    cycle = open_year(2026)
    listed(cycle.uid, number)
    if enough:
        assert approve(cycle.uid, seats=seats).seats == seats
        return
    before = traces()
    with pytest.raises(errors.MarginNotReached) as refused:
        approve(cycle.uid, seats=seats)
    assert str(refused.value) == (
        f"候选项目 {number} 个、应选 {seats} 个，差额 {number - seats} 个，未达到票决办法要求的差额比例"
        "（不低于应选名额的 1/5）。请由政府增提候选项目或减少应选名额。"
    )
    assert (traces(), queries.candidates(cycle.uid)) == (before, [])


@pytest.mark.parametrize("seats", [0, -1, 1000])
def test_seats_are_a_number_that_a_list_can_have(town: str, seats: int) -> None:
    cycle = open_year(2026)
    listed(cycle.uid, 1)
    with pytest.raises(errors.SeatsRefused):
        approve(cycle.uid, seats=seats)


@pytest.mark.parametrize("role", [Role.CLERK, Role.GOVERNMENT, Role.AUDITOR])
def test_nobody_but_the_director_approves(town: str, role: Role) -> None:
    cycle = open_year(2026)
    rows = listed(cycle.uid, 1)
    before = traces()
    with pytest.raises(NotPermitted):
        approve(cycle.uid, actor=actor(role))
    assert (traces(), states(rows)) == (before, ["put_forward"])


def test_an_empty_list_is_not_approved_and_an_approved_one_not_again_nor_changed(town: str) -> None:
    cycle = open_year(2026)
    with pytest.raises(errors.NoCandidates):
        approve(cycle.uid)
    rows = listed(cycle.uid, 1)
    (late,) = passed(cycle.uid, "晚到的项目")
    approve(cycle.uid)
    before = traces()
    with pytest.raises(errors.ListApproved):
        approve(cycle.uid)
    with pytest.raises(errors.ListApproved):
        put_forward(late)
    with pytest.raises(WrongStep):
        candidates.withdraw_candidate(actor=actor(Role.GOVERNMENT), uid=rows[0].uid, reason="资金需再落实", at=AT)
    assert traces() == before


def test_a_list_is_sent_back_to_the_government_and_deliberated_again(town: str) -> None:
    cycle = open_year(2026)
    listed(cycle.uid, 1)
    candidates.send_back_candidates(
        actor=actor(Role.DIRECTOR),
        cycle_uid=cycle.uid,
        body=Body.PRESIDIUM,
        held_on=TODAY,
        note="差额不足，请增提",
        at=AT,
    )
    assert told()[-1] == "appraisal.CandidatesSentBack"
    approve(cycle.uid)
    assert [each.decision for each in queries.deliberations(cycle.uid)] == [Decision.SENT_BACK, Decision.APPROVED]


def test_what_is_not_yet_approved_is_seen_by_both_sides_and_not_by_the_public(town: str) -> None:
    cycle = open_year(2026)
    listed(cycle.uid, 1)
    sees = {
        role: queries.candidates_visible_to(actor(role)).count()
        for role in (Role.GOVERNMENT, Role.DIRECTOR, Role.DEPUTY, Role.RESIDENT)
    }
    assert list(sees.values()) == [1, 1, 0, 0]
    approve(cycle.uid)
    assert queries.candidates_visible_to(actor(Role.RESIDENT)).count() == 1


# ── the result, and what is disposed of ──────────────────────────────────────────────────────


def test_the_result_of_the_vote_is_noted_once_and_must_be_about_this_very_list(town: str) -> None:
    cycle = open_year(2026)
    rows = listed(cycle.uid, 3)
    approve(cycle.uid)
    for wrong in ([rows[0]], [*rows, rows[0]]):
        with pytest.raises(errors.NotTheseCandidates):
            voted(cycle.uid, wrong, [])
    voted(cycle.uid, rows[:2], rows[2:])
    assert states(rows) == ["selected", "selected", "not_selected"]
    before = traces()
    voted(cycle.uid, rows[:2], rows[2:])
    assert traces() == before
    with pytest.raises(WrongStep):
        voted(cycle.uid, rows[1:], rows[:1])


def test_the_result_is_typed_by_nobody(town: str) -> None:
    cycle = open_year(2026)
    rows = listed(cycle.uid, 1)
    approve(cycle.uid)
    with pytest.raises(NotPermitted):
        candidates.note_result(
            actor=actor(Role.DIRECTOR), cycle_uid=cycle.uid, selected=[rows[0].uid], not_selected=[], at=AT
        )


def test_ten_candidates_seven_selected_and_three_routes_for_the_rest(town: str) -> None:
    """2-15, 2-16: 10 → 7; 2-17 分类处置: 2-18 一般民生工程, 2-19 项目库, 2-20 村社区统筹."""
    cycle = open_year(2026)
    rows = listed(cycle.uid, 10)
    approve(cycle.uid, seats=7)
    voted(cycle.uid, rows[:7], rows[7:])
    for row, route in zip(rows[7:], (Route.GENERAL, Route.RESERVE, Route.VILLAGE), strict=True):
        dispose(row, route)
    figures = queries.figures(2026)
    assert figures is not None
    assert (figures.candidates, figures.selected, figures.not_selected) == (10, 7, 3)
    assert figures.disposed == {"general": 1, "reserve": 1, "village": 1}
    assert figures.candidates_fen == 10 * 80 * WAN
    kept = Reserve.objects.get()
    assert (kept.proposal_id, kept.reason_code, kept.year) == (rows[8].proposal_id, ReserveReason.NOT_SELECTED, 2026)


def test_the_trail_of_a_disposal_names_its_route(town: str) -> None:
    cycle = open_year(2026)
    rows = listed(cycle.uid, 2)
    approve(cycle.uid)
    voted(cycle.uid, rows[:1], rows[1:])
    done = dispose(rows[1], Route.VILLAGE)
    assert (done.state, done.disposal_unit, done.disposed_at) == (CandidateState.DISPOSED, "测试城建办", AT)
    assert last_entry(done) == {
        "act": "appraisal.dispose",
        "states": ("not_selected", "disposed"),
        "facts": {"route": "village"},
    }
    assert told()[-1] == "appraisal.CandidateDisposed"


def test_what_was_selected_or_never_voted_on_is_not_disposed_of(town: str) -> None:
    cycle = open_year(2026)
    rows = listed(cycle.uid, 2)
    approve(cycle.uid)
    with pytest.raises(WrongStep):
        dispose(rows[0], Route.GENERAL)
    voted(cycle.uid, rows[:1], rows[1:])
    before = traces()
    with pytest.raises(WrongStep):
        dispose(rows[0], Route.GENERAL)
    with pytest.raises(NotPermitted):
        dispose(rows[1], Route.GENERAL, actor=actor(Role.UNIT))
    with pytest.raises(errors.CandidateNotFound):
        candidates.dispose(
            actor=actor(Role.CLERK), uid=new_uid(), route=Route.GENERAL, unit="测试城建办", reason="按规定处置", at=AT
        )
    assert traces() == before


# ── gates and figures ────────────────────────────────────────────────────────────────────────


def test_the_gate_of_the_notice_asks_for_closed_rounds_and_nothing_left_unassessed(town: str) -> None:
    cycle = open_year(2026)
    answers = [queries.gate_scoring_closed(cycle.uid)]
    row, who = enter(cycle.uid), reviewer()
    round_ = panel(cycle.uid, [row], [who])
    answers.append(queries.gate_scoring_closed(cycle.uid))
    card(who, row, points(80))
    close(round_)
    late = enter(cycle.uid, "晚到的项目")
    answers.append(queries.gate_scoring_closed(cycle.uid))
    second = panel(cycle.uid, [late], [who])
    card(who, late, points(80))
    close(second)
    answers.append(queries.gate_scoring_closed(cycle.uid))
    assert [(answer.met, answer.advice) for answer in answers] == [
        (False, "还没有布置评分，请先组织评审人评分"),
        (False, "还有 1 次评分没有结束，请催办后结束评分"),
        (False, "还有 1 个建议项目没有评估，请布置评分、转入储备库或按不列入处理"),
        (True, ""),
    ]


def test_the_gate_of_the_vote_asks_for_an_approved_list(town: str) -> None:
    cycle = open_year(2026)
    listed(cycle.uid, 1)
    assert queries.gate_candidates_approved(cycle.uid).met is False
    approve(cycle.uid)
    assert queries.gate_candidates_approved(cycle.uid).met is True


def test_a_year_the_office_never_had_has_no_figures(town: str) -> None:
    assert queries.figures(2026) is None
    open_year(2026)
    empty = queries.figures(2026)
    assert empty is not None
    assert (empty.entered, empty.candidates, empty.candidates_fen) == (0, 0, None)
