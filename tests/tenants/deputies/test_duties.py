"""What deputies did, from evidence or claimed and verified; attendance; points; who is active (3-06, 3-17, 3-28)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from commons.kernel.actor import Role, system
from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import Hidden, NotPermitted
from commons.kernel.tenancy import in_office
from tenants.deputies import queries
from tenants.deputies.commands import duties, mandates
from tenants.deputies.errors import (
    DateInTheFuture,
    DutyStruckAlready,
    MandateNotFound,
    NoMandate,
    QuantityInvalid,
    TextInvalid,
)
from tenants.deputies.models import DutyRecord, Mandate
from tenants.deputies.terms import ClaimState, DutyKind, GroupKind
from tenants.meetings import queries as sessions
from tenants.meetings.errors import DoorCodeWrong
from tenants.meetings.terms import SessionKind, SignInMethod
from tests.conftest import COUNTY, NEIGHBOUR, TOWN
from tests.factories.deputies import FROM, TODAY, deputy, mandate
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.meetings import session
from tests.factories.people import AT, actor

UNTIL = dt.date(2027, 1, 1)


def done(by: Mandate, kind: DutyKind = DutyKind.INSPECTION, **changes: object) -> DutyRecord:
    values = {"on": TODAY, "evidence_type": "oversight.inspection", "evidence_uid": new_uid(), "at": AT}
    return duties.record_duty(actor=system(TOWN), mandate_uid=by.uid, kind=kind, **{**values, **changes})


def test_a_duty_is_entered_once_an_evidence(town: str) -> None:
    held, evidence = mandate(), new_uid()
    first = done(held, evidence_uid=evidence)
    assert done(held, evidence_uid=evidence) == first
    assert DutyRecord.objects.count() == 1
    assert last_entry(first) == {
        "act": "deputies.record_duty",
        "states": ("", ""),
        "facts": {
            "mandate": str(held.uid),
            "kind": "inspection",
            "on": "2026-03-02",
            "quantity": "1",
            "evidence": "oversight.inspection",
        },
    }
    assert told()[-1] == "deputies.DutyRecorded"


@pytest.mark.parametrize("quantity", ["0", "-1", "0.3", "100.5", "NaN"])
def test_quantities_come_in_halves(town: str, quantity: str) -> None:
    held = mandate()
    assert done(held, quantity=Decimal("0.5")).quantity == Decimal("0.5")
    with pytest.raises(QuantityInvalid):
        done(held, quantity=Decimal(quantity))


def test_nothing_is_entered_outside_the_mandate_or_in_the_future(town: str) -> None:
    held = mandate()
    before = footprint()
    with pytest.raises(NoMandate):
        done(held, on=FROM - dt.timedelta(days=1))
    with pytest.raises(DateInTheFuture):
        done(held, on=TODAY + dt.timedelta(days=1))
    with pytest.raises(NotPermitted):
        duties.record_duty(
            actor=actor(Role.DEPUTY),
            mandate_uid=held.uid,
            kind=DutyKind.OTHER,
            on=TODAY,
            evidence_type="x",
            evidence_uid=new_uid(),
            at=AT,
        )
    assert footprint() == before


def test_a_mistaken_record_is_struck_and_stays_in_sight(town: str) -> None:
    held = mandate()
    duty = done(held)
    strike = {"actor": actor(Role.CLERK), "duty_uid": duty.uid, "reason": "登记错人", "at": AT}
    assert duties.strike_duty(**strike).struck_at == AT
    assert acts(duty) == ["deputies.record_duty", "deputies.strike_duty"]
    with pytest.raises(DutyStruckAlready):
        duties.strike_duty(**strike)
    assert queries.duties_visible_to(actor(Role.CLERK)).count() == 1
    assert queries.points_of(actor(Role.CLERK), FROM, UNTIL) == []


def test_a_claim_counts_once_it_is_verified(town: str) -> None:
    held, who = deputy()
    claim = {"mandate_uid": held.uid, "kind": DutyKind.TRAINING, "on": TODAY, "text": "参加党校培训", "at": AT}
    made = duties.claim_duty(actor=who, quantity=Decimal("1.5"), **claim)
    assert (made.state, DutyRecord.objects.count()) == (ClaimState.CLAIMED, 0)
    with pytest.raises(NotPermitted):
        duties.verify_claim(actor=who, claim_uid=made.uid, at=AT)
    assert duties.verify_claim(actor=actor(Role.CLERK), claim_uid=made.uid, at=AT).state == ClaimState.VERIFIED
    entered = DutyRecord.objects.get()
    assert (entered.kind, entered.quantity, entered.evidence_uid) == ("training", Decimal("1.5"), made.uid)
    with pytest.raises(WrongStep):
        duties.verify_claim(actor=actor(Role.CLERK), claim_uid=made.uid, at=AT)


def test_a_claim_that_does_not_hold_is_rejected_with_a_reason(town: str) -> None:
    held, who = deputy()
    claim = {"mandate_uid": held.uid, "kind": DutyKind.TRAINING, "on": TODAY, "at": AT}
    made = duties.claim_duty(actor=who, text="参加培训", **claim)
    reject = {"actor": actor(Role.CLERK), "claim_uid": made.uid, "at": AT}
    with pytest.raises(TextInvalid):
        duties.reject_claim(reason=" ", **reject)
    assert duties.reject_claim(reason="名单中没有此人", **reject).state == ClaimState.REJECTED
    assert DutyRecord.objects.count() == 0
    with pytest.raises(Hidden):
        duties.claim_duty(actor=deputy("乙测试")[1], text="替人申报", **claim)


# ── attendance ────────────────────────────────────────────────────────────────────────────────


def test_a_deputy_signs_in_and_it_is_on_her_record_once(town: str) -> None:
    held, who = deputy("梁测试")
    made = session()
    for _ in range(2):
        present = duties.attend(actor=who, session_uid=made.uid, method=SignInMethod.SELF, at=AT)
        assert present == sessions.Present(held.uid, who.account_uid, "梁测试", True)
    assert sessions.present_count(made.uid, voting_only=True) == 1
    assert DutyRecord.objects.values_list("kind", "evidence_uid").get() == ("session", made.uid)


def test_the_clerk_signs_in_a_deputy_without_an_account(town: str) -> None:
    held, made = mandate("纸测试"), session()
    sign = {"session_uid": made.uid, "method": SignInMethod.CLERK, "at": AT}
    duties.attend(actor=actor(Role.CLERK), mandate_uid=held.uid, **sign)
    assert [each.name for each in sessions.present(made.uid)] == ["纸测试"]
    with pytest.raises(Hidden):
        duties.attend(actor=deputy()[1], mandate_uid=held.uid, **sign)
    with pytest.raises(NoMandate):
        duties.attend(actor=actor(Role.CLERK), **sign)


def test_a_wrong_code_leaves_neither_presence_nor_record(town: str) -> None:
    _, who = deputy()
    made = session()
    with pytest.raises(DoorCodeWrong):
        duties.attend(actor=who, session_uid=made.uid, method=SignInMethod.QR, code="错", at=AT)
    assert (sessions.present(made.uid), DutyRecord.objects.count()) == ([], 0)


def test_the_countys_deputy_attends_the_towns_congress_without_a_vote(town: str) -> None:
    """代表法 34."""
    _, who = deputy(congress_code=COUNTY)
    made = session()
    assert duties.attend(actor=who, session_uid=made.uid, method=SignInMethod.SELF, at=AT).votes is False
    assert sessions.present_count(made.uid, voting_only=True) == 0


def test_in_a_smaller_body_only_its_members_vote(county: str) -> None:
    clerk = actor(Role.CLERK)
    (inside, member), (_, outsider) = deputy("委员"), deputy("代表")
    body = mandates.form_group(actor=clerk, name="常委会", kind=GroupKind.STANDING_COMMITTEE, at=AT)
    mandates.join_group(actor=clerk, group_uid=body.uid, mandate_uid=inside.uid, on=FROM, at=AT)
    made = session(kind=SessionKind.STANDING_COMMITTEE, title="常委会会议")
    votes = [
        duties.attend(actor=who, session_uid=made.uid, method=SignInMethod.SELF, at=AT).votes
        for who in (member, outsider)
    ]
    assert votes == [True, False]


# ── points ────────────────────────────────────────────────────────────────────────────────────


def test_points_follow_the_edition_the_office_works_under(town: str) -> None:
    """The province's preset: suggestions and inspections 3, half a day's leave −1 (江北 2014)."""
    (busy, who), idle = deputy("勤测试"), mandate("懒测试")
    done(busy, DutyKind.INSPECTION)
    done(busy, DutyKind.TRAINING, quantity=Decimal("1.5"))
    done(busy, DutyKind.AWARD)
    done(idle, DutyKind.LEAVE)
    done(busy, on=dt.date(2026, 1, 5))
    cards = queries.points_of(actor(Role.CLERK), dt.date(2026, 2, 1), UNTIL)
    assert [(card.name, card.sheet.total, card.sheet.unscored) for card in cards] == [
        ("勤测试", Decimal("4.5"), 0),
        ("懒测试", Decimal(-1), 0),
    ]
    assert [card.name for card in queries.points_of(who, FROM, UNTIL)] == ["勤测试"]
    assert queries.points_of(actor(Role.RESIDENT), FROM, UNTIL) == []


def test_active_is_who_did_something_in_the_period(town: str) -> None:
    one, two, _ = mandate("甲测试"), mandate("乙测试"), mandate("丙测试")
    done(one)
    done(one)
    mistaken = done(two)
    assert queries.active_share(FROM, UNTIL) == (2, 3)
    duties.strike_duty(actor=actor(Role.CLERK), duty_uid=mistaken.uid, reason="登记错人", at=AT)
    assert queries.active_share(FROM, UNTIL) == (1, 3)


def test_the_neighbours_records_are_its_own(town: str) -> None:
    held = mandate()
    done(held)
    with in_office(NEIGHBOUR):
        assert queries.duties_visible_to(actor(Role.CLERK)).count() == 0
        with pytest.raises(MandateNotFound):
            duties.record_duty(
                actor=system(NEIGHBOUR),
                mandate_uid=held.uid,
                kind=DutyKind.OTHER,
                on=TODAY,
                evidence_type="x",
                evidence_uid=new_uid(),
                at=AT,
            )
