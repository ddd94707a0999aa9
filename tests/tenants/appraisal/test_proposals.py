"""Proposals are entered under the year's rules, flagged, answered for, excluded (0-14, 0-42 … 0-46)."""

from __future__ import annotations

from typing import Any

import pytest

from commons.kernel.actor import system
from commons.kernel.errors import Refusal
from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.appraisal import errors, handlers, queries
from tenants.appraisal.commands import proposals
from tenants.appraisal.models import ExclusionFlag, Proposal, SchemeRevision, Source
from tenants.appraisal.terms import Origin, ProposalState
from tenants.cycles import commands as cycles
from tenants.cycles.errors import CycleNotFound
from tenants.intake import errors as intake_errors
from tenants.intake import queries as intake
from tenants.intake.events import SuggestionNominated
from tests.factories.appraisal import TODAY, WAN, enter, passed
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.intake import nominated, submit
from tests.factories.people import AT, Role, actor

HARD, SOFT = "major_development", "cross_year"


def traces() -> tuple[int, ...]:
    return Proposal.objects.count(), Source.objects.count(), SchemeRevision.objects.count(), *footprint()


def flag(row: Proposal, key: str, note: str = "") -> ExclusionFlag:
    return proposals.flag_exclusion(actor=actor(Role.CLERK), proposal_uid=row.uid, key=key, note=note, at=AT)


def override(row: Proposal, key: str, reason: str = "已明确年度阶段性目标", **changes: Any) -> ExclusionFlag:
    who = changes.get("actor", actor(Role.DIRECTOR))
    return proposals.override_exclusion(actor=who, proposal_uid=row.uid, key=key, reason=reason, at=AT)


# ── enter ────────────────────────────────────────────────────────────────────────────────────


def test_a_proposal_is_entered_under_the_rules_pinned_to_its_year(town: str) -> None:
    cycle = open_year(2026)
    row = enter(cycle.uid)
    rubric = rulebook.edition_in_force(town, Kind.RUBRIC, on=TODAY)
    exclusions = rulebook.edition_in_force(town, Kind.EXCLUSIONS, on=TODAY)
    assert (row.rubric_uid, row.exclusions_uid) == (rubric.adoption_uid, exclusions.adoption_uid)
    assert (row.state, row.office_code, row.scheme_number) == (ProposalState.ENTERED, town, 1)
    assert last_entry(row) == {
        "act": "appraisal.enter",
        "states": ("", ""),
        "facts": {
            "cycle": str(cycle.uid),
            "origin": "department",
            "field": "elderly_care",
            "cost_fen": 80 * WAN,
            "rubric": str(rubric.adoption_uid),
            "exclusions": str(exclusions.adoption_uid),
            "suggestions": [],
        },
    }
    assert told()[-1] == "appraisal.ProposalEntered"


@pytest.mark.parametrize(
    ("role", "origin"),
    [
        (Role.UNIT, Origin.DEPARTMENT),
        (Role.GOVERNMENT, Origin.DEPARTMENT),
        (Role.DEPUTY, Origin.DEPUTY),
        (Role.MEMBER, Origin.DEPUTY),
    ],
)
def test_departments_and_deputies_enter_proposals_of_their_own(town: str, role: Role, origin: Origin) -> None:
    """0-13: 部门提出 + 代表建议 + 群众建议."""
    me = actor(role)
    row = enter(open_year(2026).uid, actor=me)
    assert (row.origin, row.entered_by_uid, row.entered_by_name) == (origin, me.account_uid, me.name)


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.REVIEWER, Role.AUDITOR, Role.GRID_WORKER])
def test_others_enter_nothing(town: str, role: Role) -> None:
    cycle = open_year(2026)
    before = traces()
    with pytest.raises(NotPermitted):
        enter(cycle.uid, actor=actor(role))
    assert traces() == before


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"title": ""}, intake_errors.TextRefused, "title"),
        ({"content": "长" * 2001}, intake_errors.TextRefused, "content"),
        ({"cost_fen": -1}, errors.CostRefused, "cost_fen"),
        ({"cost_fen": 10**18}, errors.CostRefused, "cost_fen"),
        ({"suggestion_uids": [new_uid()]}, errors.SuggestionUnknown, "suggestion_uids"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(
    town: str, changes: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    cycle = open_year(2026)
    before = traces()
    with pytest.raises(refusal) as refused:
        enter(cycle.uid, **{"title": "社区老年食堂扩建", **changes})
    assert (refused.value.data["field"], traces()) == (field, before)


def test_a_year_that_is_over_or_unknown_takes_no_proposals(town: str) -> None:
    cycle = open_year(2026)
    cycles.close_cycle(actor=actor(Role.DIRECTOR), cycle_uid=cycle.uid, at=AT)
    before = traces()
    with pytest.raises(errors.CycleOver):
        enter(cycle.uid)
    with pytest.raises(CycleNotFound):
        enter(new_uid())
    assert traces() == before


def test_a_nominated_suggestion_becomes_a_proposal_and_is_told_twice_without_becoming_two(town: str) -> None:
    cycle = open_year(2026)
    suggestion = nominated()
    event = SuggestionNominated(at=AT, suggestion_uid=suggestion.uid, cycle_uid=cycle.uid)
    handlers.on_nominated(event)
    handlers.on_nominated(event)
    row = Proposal.objects.get()
    assert (row.title, row.content, row.field) == (suggestion.title, suggestion.content, suggestion.field)
    assert (row.origin, row.beneficiaries, row.entered_by_uid) == (Origin.SUGGESTION, "测试村", None)
    assert queries.suggestions_of(row.uid) == [suggestion.uid]


def test_one_suggestion_makes_one_proposal_a_year(town: str) -> None:
    cycle = open_year(2026)
    suggestion = nominated()
    enter(cycle.uid, suggestion_uids=[suggestion.uid, suggestion.uid])
    before = traces()
    with pytest.raises(errors.SuggestionTaken):
        enter(cycle.uid, suggestion_uids=[suggestion.uid])
    assert traces() == before


# ── exclusions ───────────────────────────────────────────────────────────────────────────────


def test_a_flag_carries_the_words_of_the_pinned_list(town: str) -> None:
    row = enter(open_year(2026).uid)
    raised = flag(row, HARD, "属于市重大项目")
    rule = next(each for each in queries.exclusion_rules(row) if each["key"] == HARD)
    assert (raised.label, raised.is_hard, raised.note) == (rule["label"], True, "属于市重大项目")
    assert last_entry(row) == {
        "act": "appraisal.flag",
        "states": ("", ""),
        "facts": {"flag": HARD, "hard": True},
    }


def test_a_flag_must_stand_in_the_list_and_is_raised_once(town: str) -> None:
    row = enter(open_year(2026).uid)
    flag(row, SOFT)
    before = (ExclusionFlag.objects.count(), *traces())
    with pytest.raises(errors.ExclusionUnknown):
        flag(row, "ugly")
    with pytest.raises(errors.AlreadyFlagged):
        flag(row, SOFT)
    assert (ExclusionFlag.objects.count(), *traces()) == before


def test_a_soft_flag_is_answered_for_by_the_director_with_a_reason(town: str) -> None:
    """0-45: 建设周期跨年度的一般不列入."""
    row = enter(open_year(2026).uid)
    flag(row, SOFT)
    assert queries.excluding_flag(row) == SOFT
    override(row, SOFT)
    assert queries.excluding_flag(row) is None
    assert acts(row)[-1] == "appraisal.override"


def test_a_clerk_does_not_answer_for_a_flag_and_a_blank_reason_answers_nothing(town: str) -> None:
    row = enter(open_year(2026).uid)
    flag(row, SOFT)
    before = traces()
    with pytest.raises(NotPermitted):
        override(row, SOFT, actor=actor(Role.CLERK))
    with pytest.raises(intake_errors.TextRefused):
        override(row, SOFT, reason="   ")
    assert (traces(), queries.excluding_flag(row)) == (before, SOFT)


def test_a_hard_flag_is_answered_for_by_nobody(town: str) -> None:
    row = enter(open_year(2026).uid)
    flag(row, HARD)
    before = traces()
    with pytest.raises(errors.HardExclusion):
        override(row, HARD)
    assert traces() == before


def test_an_excluded_proposal_tells_the_citizen_and_comes_back_once_the_flag_is_removed(town: str) -> None:
    cycle = open_year(2026)
    slip = submit()
    row = enter(cycle.uid, suggestion_uids=[slip.uid])
    flag(row, HARD)
    proposals.exclude_proposal(actor=actor(Role.CLERK), proposal_uid=row.uid, at=AT)
    assert told()[-1] == "appraisal.ProposalExcluded"
    assert [line.sentence for line in intake.by_code(slip.query_code).became] == [
        "已形成建议项目“社区老年食堂扩建”，进入评估。",
        "“社区老年食堂扩建”属于不列入民生实事项目的情形。",
    ]
    with pytest.raises(errors.StillExcluded):
        proposals.readmit_proposal(actor=actor(Role.CLERK), proposal_uid=row.uid, at=AT)
    proposals.remove_flag(actor=actor(Role.CLERK), proposal_uid=row.uid, key=HARD, at=AT)
    back = proposals.readmit_proposal(actor=actor(Role.CLERK), proposal_uid=row.uid, at=AT)
    assert back.state == ProposalState.ENTERED
    assert ExclusionFlag.objects.get().removed_at == AT


def test_nothing_is_excluded_without_a_flag_that_stands(town: str) -> None:
    row = enter(open_year(2026).uid)
    before = traces()
    with pytest.raises(errors.NothingExcludes):
        proposals.exclude_proposal(actor=actor(Role.CLERK), proposal_uid=row.uid, at=AT)
    with pytest.raises(errors.FlagNotFound):
        proposals.remove_flag(actor=actor(Role.CLERK), proposal_uid=row.uid, key=HARD, at=AT)
    assert traces() == before


# ── recommend, and who sees what ─────────────────────────────────────────────────────────────


def test_the_congress_side_recommends_once_and_the_government_decides(town: str) -> None:
    (row,) = passed(open_year(2026).uid, "社区老年食堂扩建")
    for _ in range(2):
        proposals.recommend_proposal(actor=actor(Role.DIRECTOR), proposal_uid=row.uid, at=AT)
    row.refresh_from_db()
    assert (row.recommended_at, row.state) == (AT, ProposalState.PASSED)
    assert acts(row).count("appraisal.recommend") == 1


def test_what_has_not_passed_is_not_recommended_and_not_by_the_government(town: str) -> None:
    row = enter(open_year(2026).uid)
    before = traces()
    with pytest.raises(WrongStep):
        proposals.recommend_proposal(actor=actor(Role.CLERK), proposal_uid=row.uid, at=AT)
    with pytest.raises(NotPermitted):
        proposals.recommend_proposal(actor=actor(Role.GOVERNMENT), proposal_uid=row.uid, at=AT)
    assert traces() == before


def test_a_department_sees_its_own_proposals_and_no_others(town: str) -> None:
    cycle, unit = open_year(2026), actor(Role.UNIT)
    other = enter(cycle.uid, "别人的项目")
    mine = enter(cycle.uid, "我们的项目", actor=unit)
    assert [row.uid for row in queries.visible_to(unit)] == [mine.uid]
    with pytest.raises(errors.ProposalNotFound):
        queries.get(unit, other.uid)
    assert [row.uid for row in queries.visible_to(system(town))] == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_one_query(town: str, number: int, django_assert_num_queries: Any) -> None:
    cycle = open_year(2026)
    for each in range(number):
        enter(cycle.uid, f"第{each}个项目")
    with django_assert_num_queries(1):
        assert len(list(queries.visible_to(actor(Role.GOVERNMENT)))) == number
