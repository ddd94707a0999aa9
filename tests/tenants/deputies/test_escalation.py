"""Village → town → county → city, by letter through the real relay; 3-29: 495 = 463 solved below + 32 brought up."""

from __future__ import annotations

import datetime as dt
import json
from uuid import UUID

import pytest

from commons.audit.models import Entry
from commons.kernel.actor import Role, system
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from commons.outbox import relay
from commons.outbox.models import Message, Receipt
from tenants.deputies import queries, sealing
from tenants.deputies.commands import escalation, handling, suggestions
from tenants.deputies.errors import LetterMisdirected, NoSuperior
from tenants.deputies.models import DeputySuggestion
from tenants.deputies.terms import DeclineGround, HandlingLevel, ReplyClass, SuggestionState
from tests.conftest import CITY, COUNTY, NEIGHBOUR, PROVINCE, TOWN
from tests.factories.deputies import FROM, accepted, deputy, home, unit
from tests.factories.evidence import acts, footprint, last_entry
from tests.factories.people import AT, actor

UNTIL = dt.date(2027, 1, 1)
WORDS = ("关于跨镇河道清淤的建议", "河道跨两镇，须由区统筹清淤。", "梁测试", "独特的答复")


def brought_up(*, in_town: str = TOWN, title: str = WORDS[0]) -> UUID:
    """A suggestion of the town on its way to the county."""
    with in_office(in_town):
        _, who = deputy("梁测试")
        made = accepted(who, title=title, content=WORDS[1], village="棠下村")
        return escalation.escalate(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT).uid


def row(uid: UUID) -> DeputySuggestion:
    return DeputySuggestion.objects.get(uid=uid)


def test_what_the_town_cannot_solve_is_settled_by_the_county_and_closed_below(committed: str) -> None:
    uid = brought_up()
    relay.drain_all()
    with in_office(COUNTY):
        above = DeputySuggestion.objects.get()
        assert (above.title, above.content, above.lead_name, above.village) == (*WORDS[:3], "棠下村")
        assert (above.origin_office, above.origin_uid, above.lead, above.level) == (
            TOWN,
            uid,
            None,
            HandlingLevel.COUNTY,
        )
        assert last_entry(above) == {
            "act": "deputies.enter_from_below",
            "states": ("", ""),
            "facts": {"from": TOWN, "origin": str(uid), "round": 1},
        }
        clerk, (water, clerk_of_water) = actor(Role.CLERK), unit("水利局")
        suggestions.accept(actor=clerk, suggestion_uid=above.uid, at=AT)
        handling.assign(actor=clerk, suggestion_uid=above.uid, lead=water, at=AT)
        handling.answer(
            actor=clerk_of_water, suggestion_uid=above.uid, reply=WORDS[3], reply_class=ReplyClass.SOLVED, at=AT
        )
        suggestions.close(actor=clerk, suggestion_uid=above.uid, at=AT)
    with in_office(TOWN):
        assert row(uid).state == SuggestionState.ESCALATED
    relay.drain_all()
    with in_office(TOWN):
        below = row(uid)
        assert (below.state, below.solved_at_level, below.reply) == ("closed", HandlingLevel.COUNTY, WORDS[3])
        assert acts(below)[-2:] == ["deputies.escalate", "deputies.settle_above"]
        figures = queries.suggestion_figures(FROM, UNTIL)
        assert (figures.submitted, figures.escalated, figures.solved_above, figures.solved_here) == (1, 1, 1, 0)
    with in_office(COUNTY):
        figures = queries.suggestion_figures(FROM, UNTIL)
        assert (figures.submitted, figures.from_below) == (0, 1)


def test_what_is_brought_to_a_villages_home_reaches_the_county_and_its_answer_comes_back_to_that_home(
    committed: str,
) -> None:
    """3-24: 县人大常委会 — 乡镇人大 — 村（社区）代表之家."""
    with in_office(TOWN):
        place = home("棠下村代表之家")
        _, who = deputy("梁测试")
        made = accepted(who, title=WORDS[0], content=WORDS[1], home_uid=place.uid)
        uid = escalation.escalate(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT).uid
    relay.drain_all()
    with in_office(COUNTY):
        above = DeputySuggestion.objects.get()
        clerk = actor(Role.CLERK)
        suggestions.accept(actor=clerk, suggestion_uid=above.uid, at=AT)
        suggestions.settle(
            actor=clerk, suggestion_uid=above.uid, level=HandlingLevel.COUNTY, outcome=WORDS[3],
            at=AT,
        )  # fmt: skip
    relay.drain_all()
    with in_office(TOWN):
        below = row(uid)
        assert (below.home, below.state, below.reply) == (place, "closed", WORDS[3])


def test_no_letter_no_entry_and_no_error_shows_the_words(committed: str) -> None:
    uid = brought_up()
    with in_office(TOWN):
        letter = Message.objects.get(event="deputies.DeputySuggestionEscalated")
        assert letter.to_office == COUNTY
        assert sorted(letter.payload) == ["at", "from_office", "round", "sealed", "suggestion_uid"]
        sealed = letter.payload["sealed"]
        assert sealing.unseal(sealed, to=COUNTY, about=uid)["title"] == WORDS[0]
    relay.drain_all()
    for office in (TOWN, COUNTY):
        with in_office(office):
            kept = json.dumps(
                [*Message.objects.values("payload", "last_error"), *Entry.objects.values("facts", "words_digest")],
                ensure_ascii=False,
                default=str,
            )
            assert not any(word in kept for word in WORDS)


def test_a_letter_that_comes_twice_is_entered_once(committed: str) -> None:
    brought_up()
    relay.drain_all()
    with in_office(TOWN):
        Message.objects.filter(event="deputies.DeputySuggestionEscalated").update(done_at=None)
    with in_office(COUNTY):
        Receipt.objects.all().delete()  # even without the relay's memory
    relay.drain(TOWN)
    with in_office(COUNTY):
        assert DeputySuggestion.objects.count() == 1
        assert Entry.objects.filter(act="deputies.enter_from_below").count() == 1


def test_the_neighbour_gets_no_copy(committed: str) -> None:
    brought_up()
    relay.drain_all()
    for office in (NEIGHBOUR, CITY):
        with in_office(office):
            assert DeputySuggestion.objects.count() == 0


def test_what_the_county_does_not_take_comes_back_and_may_go_up_again(committed: str) -> None:
    uid = brought_up()
    relay.drain_all()
    with in_office(COUNTY):
        suggestions.decline(
            actor=actor(Role.CLERK),
            suggestion_uid=DeputySuggestion.objects.get().uid,
            ground=DeclineGround.VAGUE,
            reason="请补充河段位置。",
            at=AT,
        )
    relay.drain_all()
    with in_office(TOWN):
        back = row(uid)
        assert (back.state, back.decline_ground, back.decline_reason) == ("accepted", "vague", "请补充河段位置。")
        escalation.escalate(actor=actor(Role.CLERK), suggestion_uid=uid, at=AT)
    relay.drain_all()
    with in_office(COUNTY):
        rounds = DeputySuggestion.objects.order_by("origin_round").values_list("origin_round", "state")
        assert list(rounds) == [(1, SuggestionState.DECLINED), (2, SuggestionState.SUBMITTED)]


def test_what_the_city_settles_is_closed_in_the_county_and_in_the_town(committed: str) -> None:
    uid = brought_up()
    relay.drain_all()
    with in_office(COUNTY):
        middle = DeputySuggestion.objects.get().uid
        suggestions.accept(actor=actor(Role.CLERK), suggestion_uid=middle, at=AT)
        escalation.escalate(actor=actor(Role.CLERK), suggestion_uid=middle, at=AT)
    relay.drain_all()
    with in_office(CITY):
        top = DeputySuggestion.objects.get().uid
        suggestions.accept(actor=actor(Role.CLERK), suggestion_uid=top, at=AT)
        suggestions.settle(
            actor=actor(Role.CLERK), suggestion_uid=top, level=HandlingLevel.CITY, outcome=WORDS[3], at=AT
        )
    relay.drain_all()
    for office, which in ((COUNTY, middle), (TOWN, uid)):
        with in_office(office):
            closed = row(which)
            assert (closed.state, closed.solved_at_level, closed.reply) == ("closed", HandlingLevel.CITY, WORDS[3])


def test_above_the_city_there_is_nobody_to_bring_it_to(db: None) -> None:
    with in_office(CITY):
        _, who = deputy()
        made = accepted(who)
        before = footprint()
        with pytest.raises(NoSuperior):
            escalation.escalate(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
        made.refresh_from_db()
        assert (made.state, made.rounds, footprint()) == (SuggestionState.ACCEPTED, 0, before)


def test_escalating_is_for_the_staff_and_corresponding_for_the_machine(town: str) -> None:
    _, who = deputy()
    made = accepted(who)
    with pytest.raises(NotPermitted):
        escalation.escalate(actor=who, suggestion_uid=made.uid, at=AT)
    letter = {"from_office": COUNTY, "round": 1, "ground": "vague", "reason": "伪造", "at": AT}
    with pytest.raises(NotPermitted):
        escalation.take_back(actor=actor(Role.DIRECTOR), suggestion_uid=made.uid, **letter)


@pytest.mark.parametrize("sender", [NEIGHBOUR, CITY, PROVINCE, "999999"])
def test_a_letter_is_taken_only_from_the_office_it_can_come_from(town: str, sender: str) -> None:
    _, who = deputy()
    made = accepted(who)
    escalation.escalate(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    with pytest.raises(LetterMisdirected):
        escalation.take_back(
            actor=system(TOWN),
            suggestion_uid=made.uid,
            from_office=sender,
            round=1,
            ground=DeclineGround.VAGUE,
            reason="退回",
            at=AT,
        )
    with pytest.raises(LetterMisdirected):
        escalation.enter_from_below(
            actor=system(TOWN),
            from_office=sender,
            origin_uid=new_uid(),
            origin_round=1,
            title="冒名",
            content="冒名",
            lead_name="冒名",
            village="",
            is_confidential=False,
            at=AT,
        )
    made.refresh_from_db()
    assert made.state == SuggestionState.ESCALATED


def test_an_answer_to_an_earlier_round_changes_nothing(town: str) -> None:
    _, who = deputy()
    made = accepted(who)
    escalation.escalate(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    back = {"suggestion_uid": made.uid, "from_office": COUNTY, "ground": "vague", "reason": "退回", "at": AT}
    escalation.take_back(actor=system(TOWN), round=1, **back)
    escalation.escalate(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    before = footprint()
    escalation.take_back(actor=system(TOWN), round=1, **back)
    made.refresh_from_db()
    assert (made.state, made.rounds, footprint()) == (SuggestionState.ESCALATED, 2, before)


def test_a_sealed_letter_opens_only_for_its_addressee_and_its_record() -> None:
    uid = new_uid()
    sealed = sealing.seal(to=COUNTY, about=uid, words={"title": WORDS[0]})
    assert WORDS[0] not in sealed
    assert sealing.unseal(sealed, to=COUNTY, about=uid) == {"title": WORDS[0]}
    assert sealing.seal(to=COUNTY, about=uid, words={"title": WORDS[0]}) != sealed
    for to, about in ((NEIGHBOUR, uid), (COUNTY, new_uid())):
        with pytest.raises(ValueError, match="not written to"):
            sealing.unseal(sealed, to=to, about=about)
    with pytest.raises(ValueError, match="altered"):
        sealing.unseal(sealed[:-6] + "AAAA==", to=COUNTY, about=uid)


def test_of_495_suggestions_463_are_solved_below_and_32_brought_to_the_county(committed: str) -> None:
    """3-29, from rows: 400 solved in villages, 63 by the towns, 32 brought up."""
    plan = {TOWN: (250, 40, 20), NEIGHBOUR: (150, 23, 12)}
    for office, (villages, towns, up) in plan.items():
        with in_office(office):
            clerk, (_, who) = actor(Role.CLERK), deputy()
            for number in range(villages + towns + up):
                uid = accepted(who, title=f"建议{number}").uid
                if number >= villages + towns:
                    escalation.escalate(actor=clerk, suggestion_uid=uid, at=AT)
                else:
                    level = HandlingLevel.VILLAGE if number < villages else HandlingLevel.TOWN
                    suggestions.settle(actor=clerk, suggestion_uid=uid, level=level, outcome="已解决", at=AT)
    relay.drain_all()
    submitted = solved_below = escalated = 0
    for office in plan:
        with in_office(office):
            figures = queries.suggestion_figures(FROM, UNTIL)
            submitted += figures.submitted
            solved_below += figures.solved_in_villages + figures.solved_here
            escalated += figures.escalated
    with in_office(COUNTY):
        from_below = queries.suggestion_figures(FROM, UNTIL).from_below
    assert (submitted, solved_below, escalated, from_below) == (495, 463, 32, 32)
