"""What a list shows is what the permission table allows, row by row, for everybody."""

from __future__ import annotations

import pytest

from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from tenants.deputies import queries
from tenants.deputies.commands import duties, handling, homes
from tenants.deputies.errors import (
    ClaimNotFound,
    DutyNotFound,
    GroupNotFound,
    HomeNotFound,
    OpinionNotFound,
    ReceptionNotFound,
    SuggestionNotFound,
)
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import DutyKind
from tests.factories.deputies import TODAY, accepted, deputy, home, suggestion, unit
from tests.factories.people import AT, account, actor, as_actor


def everybody(*known: Actor) -> list[Actor]:
    return [*known, *(actor(role) for role in Role)]


def test_suggestions(town: str) -> None:
    _, lead = deputy("领测试")
    asked, signer = deputy("附测试")
    (lead_unit, of_unit), place, person = unit(), home(), account("管理员")
    homes.appoint_keeper(actor=actor(Role.CLERK), home_uid=place.uid, account_uid=person.uid, at=AT)
    rows = [
        suggestion(lead, co_signer_uids=[asked.uid]),
        suggestion(lead, title="经代表之家", home_uid=place.uid),
        suggestion(deputy("他测试")[1], title="他人的"),
        handling.assign(actor=actor(Role.CLERK), suggestion_uid=accepted(lead).uid, lead=lead_unit, at=AT),
    ]
    for viewer in everybody(lead, signer, of_unit, as_actor(person)):
        allowed = {row.uid for row in rows if POLICY.may(viewer, "deputies.read", row)}
        assert {row.uid for row in queries.suggestions_visible_to(viewer)} == allowed, viewer.roles
        assert {row.uid for row in rows if queries.may_read_suggestion(viewer, row.uid)} == allowed


def test_opinions_and_duties(town: str) -> None:
    held, receiving = deputy("值测试")
    _, other = deputy("他测试")
    person = account("管理员")
    days = []
    for number, on_duty in enumerate(([held.uid], [])):
        place = home(f"{number}号代表之家")
        day = homes.plan_reception(
            actor=actor(Role.CLERK), home_uid=place.uid, held_on=TODAY, mandate_uids=on_duty, at=AT
        )
        days.append(
            homes.hold_reception(
                actor=actor(Role.CLERK), reception_uid=day.uid, visitors=1, opinions=["路灯不亮"], at=AT
            )
        )
    homes.appoint_keeper(actor=actor(Role.CLERK), home_uid=days[1].home_id, account_uid=person.uid, at=AT)
    duties.claim_duty(actor=receiving, mandate_uid=held.uid, kind=DutyKind.TRAINING, on=TODAY, text="培训", at=AT)
    opinions = [day.opinions.get() for day in days]
    duty, claim = held.duties.get(), held.claims.get()
    for viewer in everybody(receiving, other, as_actor(person)):
        allowed = {row.uid for row in opinions if POLICY.may(viewer, "deputies.read_opinions", row)}
        assert {row.uid for row in queries.opinions_visible_to(viewer)} == allowed, viewer.roles
        may = bool(POLICY.may(viewer, "deputies.read_duties", duty))
        assert (duty in queries.duties_visible_to(viewer), claim in queries.claims_visible_to(viewer)) == (may, may)


@pytest.mark.parametrize(
    ("lock", "refusal"),
    [
        (queries.lock_group, GroupNotFound),
        (queries.lock_home, HomeNotFound),
        (queries.lock_reception, ReceptionNotFound),
        (queries.lock_opinion, OpinionNotFound),
        (queries.lock_suggestion, SuggestionNotFound),
        (queries.lock_duty, DutyNotFound),
        (queries.lock_claim, ClaimNotFound),
    ],
)
def test_what_does_not_exist_is_not_found(town: str, lock, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        lock(new_uid())
    with pytest.raises(ReceptionNotFound):
        queries.reception(actor(Role.CLERK), new_uid())
    assert queries.overdue(clock.today()).count() == 0
