"""A suggestion from its deputy to its end: 提出 → 受理 → 交办 → 答复 → 评价 → 办结 (domain §7.1, 3-25, 3-26, 3-73)."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.access.queries import has_grant
from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import Hidden, NotPermitted
from commons.kernel.tenancy import in_office
from commons.outbox.models import Message
from commons.rulebook.terms import Kind
from tenants.deputies import queries
from tenants.deputies.commands import handling, homes, mandates, suggestions
from tenants.deputies.errors import (
    AlreadyAnswered,
    CoSigningClosed,
    DueInvalid,
    ExtendedAlready,
    HandBackTooLate,
    LevelNotHere,
    NoMandate,
    NotAnAssistingUnit,
    NotAskedToSign,
    NotTheLeadUnit,
    OnlyDissatisfiedIsRedone,
    RatingAwaited,
    RedoFirst,
    SuggestionNotFound,
    TextInvalid,
    UnitTwice,
)
from tenants.deputies.models import DeputySuggestion, DutyRecord
from tenants.deputies.terms import (
    DeclineGround,
    DutyKind,
    HandlingLevel,
    HandlingRole,
    Rating,
    ReplyClass,
    SuggestionState,
)
from tests.conftest import NEIGHBOUR
from tests.factories.deputies import FROM, TODAY, accepted, deputy, home, mandate, suggestion, unit
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.people import AT, account, actor, as_actor
from tests.factories.rulebook import adopt

DUE = TODAY + dt.timedelta(days=30)
MONTH_LATER = AT + dt.timedelta(days=40)


def assigned(made: DeputySuggestion, lead: handling.Unit, *assisting: handling.Unit) -> DeputySuggestion:
    return handling.assign(
        actor=actor(Role.CLERK), suggestion_uid=made.uid, lead=lead, assisting=assisting, due_on=DUE, at=AT
    )


def answered(made: DeputySuggestion, by: object) -> DeputySuggestion:
    return handling.answer(
        actor=by, suggestion_uid=made.uid, reply="已更换灯具。", reply_class=ReplyClass.SOLVED, at=AT
    )


# ── by deputies ───────────────────────────────────────────────────────────────────────────────


def test_a_deputy_submits_for_herself(town: str) -> None:
    held, who = deputy("梁测试")
    made = suggestion(who, village="棠下村")
    assert (made.state, made.lead, made.lead_name, made.level) == ("submitted", held, "梁测试", HandlingLevel.TOWN)
    assert last_entry(made) == {
        "act": "deputies.submit",
        "states": ("", ""),
        "facts": {"lead": str(held.uid), "co_signers": 0, "home": None, "opinion": None},
    }
    assert told()[-1] == "deputies.DeputySuggestionSubmitted"


def test_the_staff_enters_one_on_paper_for_a_deputy(town: str) -> None:
    held = mandate("纸测试")
    made = suggestion(actor(Role.CLERK), mandate_uid=held.uid)
    assert (made.lead, made.lead_name) == (held, "纸测试")


def test_nobody_submits_for_another_deputy_or_without_a_mandate(town: str) -> None:
    _, who = deputy("甲测试")
    other = mandate("乙测试")
    before = footprint()
    with pytest.raises(Hidden):
        suggestion(who, mandate_uid=other.uid)
    with pytest.raises(NoMandate):
        suggestion(actor(Role.DEPUTY))
    assert (DeputySuggestion.objects.count(), footprint()) == (0, before)


def test_who_is_no_longer_a_deputy_submits_nothing(town: str) -> None:
    held, who = deputy()
    mandates.end_mandate(actor=actor(Role.CLERK), mandate_uid=held.uid, on=TODAY, at=AT)
    with pytest.raises(NoMandate):
        suggestion(who)
    with pytest.raises(NoMandate):
        suggestion(who, mandate_uid=held.uid)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": " "}, "title"), ({"title": "长" * 101}, "title"), ({"content": ""}, "content"), ({"content": "长" * 5001}, "content")],
)  # fmt: skip
def test_a_suggestion_says_something_and_not_too_much(town: str, changes: dict[str, str], field: str) -> None:
    _, who = deputy()
    with pytest.raises(TextInvalid) as refused:
        suggestion(who, **changes)
    assert refused.value.data["field"] == field
    assert not DeputySuggestion.objects.exists()


def test_co_signers_count_once_they_have_signed_themselves(town: str) -> None:
    lead, who = deputy("领测试")
    first, signer = deputy("附一测试")
    second, refuser = deputy("附二测试")
    third = mandate("附三测试")
    made = suggestion(who, co_signer_uids=[first.uid, second.uid, first.uid, lead.uid])
    suggestions.invite_co_signers(actor=who, suggestion_uid=made.uid, mandate_uids=[third.uid, first.uid], at=AT)
    assert [each.name for each in queries.co_signers_of(made.uid)] == ["附一测试", "附二测试", "附三测试"]
    assert [each.suggestion for each in queries.invitations_of(signer.account_uid)] == [made]
    suggestions.answer_invitation(actor=signer, suggestion_uid=made.uid, signs=True, at=AT)
    suggestions.answer_invitation(actor=refuser, suggestion_uid=made.uid, signs=False, at=AT)
    assert list(queries.invitations_of(signer.account_uid)) == []
    with pytest.raises(AlreadyAnswered):
        suggestions.answer_invitation(actor=signer, suggestion_uid=made.uid, signs=False, at=AT)
    suggestions.accept(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    duties = DutyRecord.objects.order_by("uid").values_list("mandate_id", "kind")
    assert list(duties) == [(lead.uid, DutyKind.SUGGESTION), (first.uid, DutyKind.CO_SIGNING)]


def test_nobody_signs_who_was_not_asked_nor_after_it_was_accepted(town: str) -> None:
    _, who = deputy("领测试")
    asked, late = deputy("迟测试")
    _, stranger = deputy("外测试")
    made = suggestion(who, co_signer_uids=[asked.uid])
    with pytest.raises(NotAskedToSign):
        suggestions.answer_invitation(actor=stranger, suggestion_uid=made.uid, signs=True, at=AT)
    with pytest.raises(Hidden):
        suggestions.invite_co_signers(actor=stranger, suggestion_uid=made.uid, mandate_uids=[], at=AT)
    suggestions.accept(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    with pytest.raises(CoSigningClosed):
        suggestions.answer_invitation(actor=late, suggestion_uid=made.uid, signs=True, at=AT)


def test_the_lead_deputy_takes_it_back_and_the_unit_loses_it(town: str) -> None:
    _, who = deputy()
    (lead, clerk_of_unit) = unit()
    made = assigned(accepted(who), lead)
    with pytest.raises(Hidden):
        suggestions.withdraw_suggestion(actor=deputy("乙测试")[1], suggestion_uid=made.uid, at=AT)
    withdrawn = suggestions.withdraw_suggestion(actor=who, suggestion_uid=made.uid, at=AT)
    assert withdrawn.state == SuggestionState.WITHDRAWN
    assert not has_grant(clerk_of_unit, "answer_suggestion", made)


# ── accepted, declined, settled ───────────────────────────────────────────────────────────────


def test_it_is_declined_on_a_ground_of_the_law_with_a_reason(town: str) -> None:
    _, who = deputy()
    made = suggestion(who)
    declined = suggestions.decline(
        actor=actor(Role.CLERK),
        suggestion_uid=made.uid,
        ground=DeclineGround.JUDICIAL,
        reason="涉及正在审理的案件。",
        at=AT,
    )
    assert (declined.state, declined.decline_ground) == (SuggestionState.DECLINED, "judicial")
    assert last_entry(made) == {
        "act": "deputies.decline",
        "states": ("submitted", "declined"),
        "facts": {"ground": "judicial"},
    }
    assert told()[-1] == "deputies.DeputySuggestionDeclined"
    with pytest.raises(WrongStep):
        suggestions.accept(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    assert not DutyRecord.objects.exists()


def test_accepting_is_for_the_staff(town: str) -> None:
    _, who = deputy()
    made = suggestion(who)
    before = footprint()
    for other in (who, actor(Role.GOVERNMENT), actor(Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            suggestions.accept(actor=other, suggestion_uid=made.uid, at=AT)
    made.refresh_from_db()
    assert (made.state, footprint()) == (SuggestionState.SUBMITTED, before)


def test_a_keeper_settles_in_the_village_what_came_to_her_home(town: str) -> None:
    _, who = deputy()
    hers, person = home(), account("管理员")
    homes.appoint_keeper(actor=actor(Role.CLERK), home_uid=hers.uid, account_uid=person.uid, at=AT)
    keeper = as_actor(person)
    mine, other = accepted(who, home_uid=hers.uid), accepted(who, title="无代表之家")
    settle = {"level": HandlingLevel.VILLAGE, "outcome": "村委会当天更换灯具。", "at": AT}
    assert list(queries.suggestions_visible_to(keeper)) == [mine]
    with pytest.raises(Hidden):
        suggestions.settle(actor=keeper, suggestion_uid=other.uid, **settle)
    settled = suggestions.settle(actor=keeper, suggestion_uid=mine.uid, **settle)
    assert (settled.state, settled.solved_at_level) == (SuggestionState.CLOSED, HandlingLevel.VILLAGE)
    assert last_entry(mine) == {
        "act": "deputies.settle",
        "states": ("accepted", "closed"),
        "facts": {"level": "village"},
    }
    assert told()[-1] == "deputies.DeputySuggestionClosed"


def test_a_town_does_not_settle_in_the_countys_name(town: str) -> None:
    _, who = deputy()
    made = accepted(who)
    with pytest.raises(LevelNotHere):
        suggestions.settle(
            actor=actor(Role.CLERK), suggestion_uid=made.uid, level=HandlingLevel.COUNTY, outcome="解决", at=AT
        )
    made.refresh_from_db()
    assert made.state == SuggestionState.ACCEPTED


def test_the_director_marks_what_is_to_be_watched(town: str) -> None:
    _, who = deputy()
    made = suggestion(who)
    with pytest.raises(NotPermitted):
        suggestions.mark_key(actor=actor(Role.CLERK), suggestion_uid=made.uid, is_key=True, at=AT)
    assert suggestions.mark_key(actor=actor(Role.DIRECTOR), suggestion_uid=made.uid, is_key=True, at=AT).is_key


# ── handled by units ──────────────────────────────────────────────────────────────────────────


def test_from_assignment_to_the_end_as_the_law_has_it(town: str) -> None:
    _, who = deputy()
    (lead, clerk_of_unit), (helper, clerk_of_helper) = unit("城建办"), unit("供电所")
    made = assigned(accepted(who), lead, helper)
    assert (made.state, made.due_on) == (SuggestionState.ASSIGNED, DUE)
    assert [(each.unit_name, each.role) for each in queries.handlings_of(made.uid)] == [
        ("城建办", HandlingRole.LEAD),
        ("供电所", HandlingRole.ASSISTING),
    ]
    with pytest.raises(NotTheLeadUnit):
        answered(made, clerk_of_helper)
    with pytest.raises(NotAnAssistingUnit):
        handling.give_opinion(actor=clerk_of_unit, suggestion_uid=made.uid, opinion="无", at=AT)
    handling.give_opinion(actor=clerk_of_helper, suggestion_uid=made.uid, opinion="可以供电。", at=AT)
    replied = answered(made, clerk_of_unit)
    assert (replied.state, replied.reply_class) == (SuggestionState.REPLIED, ReplyClass.SOLVED)
    assert last_entry(made)["facts"] == {"class": "a", "on_time": True}
    rated = suggestions.rate(actor=who, suggestion_uid=made.uid, rating=Rating.SATISFIED, at=AT)
    assert rated.state == SuggestionState.RATED
    closed = suggestions.close(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    assert (closed.state, closed.solved_at_level) == (SuggestionState.CLOSED, HandlingLevel.TOWN)
    assert acts(made) == [f"deputies.{act}" for act in ("submit", "accept", "assign", "answer", "rate", "close")]
    for former in (clerk_of_unit, clerk_of_helper):
        assert not has_grant(former, "answer_suggestion", made)
        assert list(queries.suggestions_visible_to(former)) == []


def test_a_suggestion_is_to_be_assigned_within_the_days_that_the_office_has_set(town: str) -> None:
    """青岛: five working days after Monday 2 March is Monday the 9th; handed back on the 10th, the days begin anew."""
    adopt(Kind.SUGGESTION_DEADLINES, assign_within={"count": 5, "unit": "workday"})
    _, who = deputy()
    (wrong, clerk_of_wrong), (right, _) = unit("财政办"), unit("城建办")
    quick, late = accepted(who), accepted(who, title="加密公交班次")
    assert queries.unassigned() == (2, dt.date(2026, 3, 9))
    give = {"actor": actor(Role.CLERK), "due_on": dt.date(2026, 5, 1)}
    handling.assign(**give, suggestion_uid=quick.uid, lead=wrong, at=AT + dt.timedelta(days=7))
    handling.assign(**give, suggestion_uid=late.uid, lead=right, at=AT + dt.timedelta(days=8))
    assert [last_entry(each)["facts"]["on_time"] for each in (quick, late)] == [True, False]
    assert (queries.unassigned(), queries.assign_due(quick)) == ((0, None), None)
    handling.hand_back(
        actor=clerk_of_wrong, suggestion_uid=quick.uid, reason="不属于本单位职责。", at=AT + dt.timedelta(days=8)
    )
    assert (queries.unassigned(), queries.assign_due(quick)) == ((1, dt.date(2026, 3, 17)), dt.date(2026, 3, 17))
    handling.assign(**give, suggestion_uid=quick.uid, lead=right, at=AT + dt.timedelta(days=15))
    assert last_entry(quick)["facts"]["on_time"] is True


def test_a_unit_sees_and_answers_exactly_what_it_was_given(town: str) -> None:
    _, who = deputy()
    (first, clerk_of_first), (second, _) = unit("城建办"), unit("交通办")
    mine, not_mine = assigned(accepted(who), first), assigned(accepted(who, title="加密公交班次"), second)
    assert list(queries.suggestions_visible_to(clerk_of_first)) == [mine]
    before = footprint()
    with pytest.raises(Hidden):
        answered(not_mine, clerk_of_first)
    with pytest.raises(SuggestionNotFound):
        queries.suggestion(clerk_of_first, not_mine.uid)
    not_mine.refresh_from_db()
    assert (not_mine.state, footprint()) == (SuggestionState.ASSIGNED, before)


def test_the_wrong_unit_hands_it_back_and_another_gets_it(town: str) -> None:
    _, who = deputy()
    (wrong, clerk_of_wrong), (right, clerk_of_right) = unit("财政办"), unit("城建办")
    made = assigned(accepted(who), wrong)
    back = handling.hand_back(actor=clerk_of_wrong, suggestion_uid=made.uid, reason="不属于本单位职责。", at=AT)
    assert (back.state, back.due_on) == (SuggestionState.ACCEPTED, None)
    assert not has_grant(clerk_of_wrong, "answer_suggestion", made)
    assigned(made, right)
    assert answered(made, clerk_of_right).state == SuggestionState.REPLIED


def test_a_unit_hands_back_within_the_time_that_the_office_has_set(town: str) -> None:
    """青岛: five working days; here two, and not a day more."""
    adopt(Kind.SUGGESTION_DEADLINES, return_within={"count": 2, "unit": "workday"})
    _, who = deputy()
    wrong, clerk_of_wrong = unit("财政办")
    made = assigned(accepted(who), wrong)
    before = footprint()
    with pytest.raises(HandBackTooLate) as refused:
        handling.hand_back(
            actor=clerk_of_wrong, suggestion_uid=made.uid, reason="不属于本单位职责。", at=AT + dt.timedelta(days=3)
        )
    assert (refused.value.data["until"], footprint()) == (dt.date(2026, 3, 4), before)
    back = handling.hand_back(
        actor=clerk_of_wrong, suggestion_uid=made.uid, reason="不属于本单位职责。", at=AT + dt.timedelta(days=2)
    )
    assert back.state == SuggestionState.ACCEPTED


def test_one_unit_has_one_part(town: str) -> None:
    _, who = deputy()
    made, (lead, _) = accepted(who), unit()
    with pytest.raises(UnitTwice):
        assigned(made, lead, lead)
    made.refresh_from_db()
    assert (made.state, made.handlings.count()) == (SuggestionState.ACCEPTED, 0)


@pytest.mark.parametrize("due_on", [TODAY, dt.date(2026, 6, 3)])
def test_a_reply_is_due_within_three_months(town: str, due_on: dt.date) -> None:
    _, who = deputy()
    made, (lead, _) = accepted(who), unit()
    with pytest.raises(DueInvalid):
        handling.assign(actor=actor(Role.CLERK), suggestion_uid=made.uid, lead=lead, due_on=due_on, at=AT)
    made = handling.assign(actor=actor(Role.GOVERNMENT), suggestion_uid=made.uid, lead=lead, at=AT)
    assert made.due_on == dt.date(2026, 6, 2)
    assert list(queries.overdue(dt.date(2026, 6, 2))) == []
    assert list(queries.overdue(dt.date(2026, 6, 3))) == [made]


def test_a_difficult_matter_is_extended_once_to_six_months(town: str) -> None:
    _, who = deputy()
    made = assigned(accepted(who), unit()[0])
    extend = {"actor": actor(Role.CLERK), "suggestion_uid": made.uid, "at": AT}
    with pytest.raises(DueInvalid):
        handling.extend(due_on=dt.date(2026, 9, 3), **extend)
    assert handling.extend(due_on=dt.date(2026, 9, 2), **extend).is_extended
    with pytest.raises(ExtendedAlready):
        handling.extend(due_on=dt.date(2026, 9, 2), **extend)


def test_a_dissatisfied_deputy_has_it_redone_before_it_is_closed(town: str) -> None:
    _, who = deputy()
    (lead, clerk_of_unit) = unit()
    made = answered(assigned(accepted(who), lead), clerk_of_unit)
    with pytest.raises(Hidden):
        suggestions.rate(actor=deputy("乙测试")[1], suggestion_uid=made.uid, rating=Rating.SATISFIED, at=AT)
    suggestions.rate(actor=who, suggestion_uid=made.uid, rating=Rating.DISSATISFIED, at=AT)
    close = {"actor": actor(Role.CLERK), "suggestion_uid": made.uid, "at": AT}
    with pytest.raises(RedoFirst):
        suggestions.close(**close)
    redone = handling.redo(due_on=DUE, **close)
    assert (redone.state, redone.rating, redone.redone) == (SuggestionState.ASSIGNED, "", 1)
    answered(made, clerk_of_unit)
    suggestions.rate(actor=who, suggestion_uid=made.uid, rating=Rating.DISSATISFIED, at=AT)
    assert suggestions.close(**close).state == SuggestionState.CLOSED
    figures = queries.suggestion_figures(FROM, dt.date(2027, 1, 1))
    assert (figures.answered, figures.rated, figures.satisfied) == (1, 1, 0)


def test_only_what_dissatisfied_is_redone(town: str) -> None:
    _, who = deputy()
    (lead, clerk_of_unit) = unit()
    made = answered(assigned(accepted(who), lead), clerk_of_unit)
    suggestions.rate(actor=who, suggestion_uid=made.uid, rating=Rating.SATISFIED, at=AT)
    with pytest.raises(OnlyDissatisfiedIsRedone):
        handling.redo(actor=actor(Role.CLERK), suggestion_uid=made.uid, due_on=DUE, at=AT)


def test_an_evaluation_is_awaited_and_one_that_never_came_is_in_no_rate(town: str) -> None:
    """重庆 2017, art. 29."""
    _, who = deputy()
    (lead, clerk_of_unit) = unit()
    made = answered(assigned(accepted(who), lead), clerk_of_unit)
    with pytest.raises(RatingAwaited):
        suggestions.close(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    suggestions.close(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=MONTH_LATER)
    figures = queries.suggestion_figures(FROM, dt.date(2027, 1, 1))
    assert (figures.answered, figures.rated, figures.satisfied) == (1, 0, 0)


# ── who sees it ───────────────────────────────────────────────────────────────────────────────


def test_a_suggestion_is_seen_by_who_signed_it_and_by_the_staff(town: str) -> None:
    _, who = deputy("领测试")
    asked, signer = deputy("附测试")
    _, stranger = deputy("外测试")
    made = suggestion(who, co_signer_uids=[asked.uid])
    for viewer in (who, signer, actor(Role.CLERK), actor(Role.AUDITOR), actor(Role.GOVERNMENT)):
        assert list(queries.suggestions_visible_to(viewer)) == [made]
    for viewer in (stranger, actor(Role.RESIDENT), actor(Role.UNIT), actor(Role.KEEPER), actor(Role.DEPUTY)):
        assert list(queries.suggestions_visible_to(viewer)) == []
    suggestions.answer_invitation(actor=signer, suggestion_uid=made.uid, signs=False, at=AT)
    assert list(queries.suggestions_visible_to(signer)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_deputys_list_costs_one_query_however_long(town: str, rows: int, django_assert_num_queries) -> None:
    _, who = deputy()
    for number in range(rows):
        suggestion(who, title=f"建议{number}", home_uid=home(f"{number}号代表之家").uid)
    with django_assert_num_queries(1):
        seen = [(each.title, each.lead.name, each.home.name) for each in queries.suggestions_visible_to(who)]
    assert len(seen) == rows


def test_the_neighbour_finds_nothing(town: str) -> None:
    _, who = deputy()
    made = suggestion(who, title="本镇的建议")
    with in_office(NEIGHBOUR):
        _, other = deputy("邻测试")
        suggestion(other, title="邻镇的建议")
        assert [each.title for each in queries.suggestions_visible_to(actor(Role.CLERK))] == ["邻镇的建议"]
        with pytest.raises(SuggestionNotFound):
            suggestions.accept(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    with pytest.raises(SuggestionNotFound):
        queries.suggestion(actor(Role.CLERK), new_uid())


def test_nothing_said_leaves_a_deputys_words_in_an_event(town: str) -> None:
    _, who = deputy("梁测试")
    made = suggestion(who, title="独特标题", content="独特内容")
    suggestions.accept(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    said = " ".join(str(payload) for payload in Message.objects.values_list("payload", flat=True))
    assert not any(word in said for word in ("独特标题", "独特内容", "梁测试"))
