"""代办: a county's staff work for a town without staff; every act says so; either side ends it at any time."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.access import queries as access
from commons.audit.models import Entry
from commons.identity import commands, delegating, queries
from commons.identity.errors import (
    DelegatedAlready,
    DelegationNotFound,
    MemberAlready,
    NotOfTheSuperior,
    ReasonMissing,
    RolesNotDelegable,
)
from commons.identity.models import Account, Delegation
from commons.kernel.actor import Role, system
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_commons, in_office
from tenants.cycles import commands as cycles
from tests.conftest import CITY, COUNTY, NEIGHBOUR, PROVINCE, TOWN
from tests.factories.people import AT, actor, member
from tests.factories.web import Api, Browser

WHY = "镇人大暂无专职人员"


@pytest.fixture
def clerk(db: None) -> Account:
    with in_office(COUNTY):
        return member(Role.CLERK, name="县经办")


def send(who: Account, *roles: Role, by: str = COUNTY, role: Role = Role.DIRECTOR, to: str = TOWN) -> Delegation:
    with in_commons() if by == PROVINCE else in_office(by):
        return delegating.delegate(
            actor=actor(role), office_code=to, account=who, roles=roles or (Role.CLERK,), reason=WHY, at=AT
        )


def test_who_was_sent_works_in_the_town_and_every_act_is_marked(clerk: Account) -> None:
    given = send(clerk)
    with in_office(TOWN):
        sent = access.actor_for(clerk, delegation=queries.delegation(clerk, TOWN, on=AT.date()))
        assert (sent.roles, sent.on_behalf_of, sent.office_code) == (frozenset({Role.CLERK}), "棠下镇", TOWN)
        cycles.plan_cycle(actor=sent, year=2027, term_no=18, session_no=1, at=AT)
        assert Entry.objects.get(act="cycles.plan_cycle").on_behalf_of == "棠下镇"
    with in_office(COUNTY):
        entry = Entry.objects.get(act="identity.delegate")
        assert entry.facts == {"office": TOWN, "by": COUNTY, "account": str(clerk.uid), "roles": ["clerk"]}
    assert str(given) == "县经办 代 棠下镇"


def test_by_browser_and_by_token_the_one_who_was_sent_comes_in_and_nobody_else(clerk: Account) -> None:
    with in_office(TOWN):
        assert Browser(clerk).get("/admin/").status_code == 302  # a colleague of the county, not sent yet
    send(clerk)
    with in_office(TOWN):
        browser = Browser(clerk)
        assert browser.get("/admin/").status_code == 200
        year = {"year": 2027, "term_no": 18, "session_no": 1}
        assert Api(clerk, Role.CLERK).post("/cycles/cycles/", year).status_code == 201
        assert Entry.objects.get(act="cycles.plan_cycle").on_behalf_of == "棠下镇"
    with in_office(NEIGHBOUR):
        assert Browser(clerk).get("/admin/").status_code == 302


@pytest.mark.parametrize("who", ["county", "town", "province"])
def test_either_side_ends_it_and_the_next_request_is_refused(clerk: Account, who: str) -> None:
    given = send(clerk)
    with in_office(TOWN):
        browser = Browser(clerk)
        assert browser.get("/admin/").status_code == 200
    later = AT + dt.timedelta(hours=1)
    if who == "province":
        with in_commons():
            delegating.withdraw_delegation(actor=actor(Role.PROVISIONER), uid=given.uid, at=later)
    else:
        with in_office(COUNTY if who == "county" else TOWN):
            delegating.withdraw_delegation(actor=actor(Role.DIRECTOR), uid=given.uid, at=later)
    with in_office(TOWN):
        assert browser.get("/admin/").status_code == 302
        assert queries.may_enter(clerk, TOWN, on=AT.date()) is False


def test_who_leaves_the_superiors_staff_is_no_longer_sent(clerk: Account) -> None:
    send(clerk)
    with in_office(COUNTY):
        commands.end_membership(actor=system(COUNTY), account=clerk, office_code=COUNTY, at=AT)
    assert queries.delegation(clerk, TOWN, on=AT.date()) is None


def test_only_the_direct_superior_sends_and_only_its_own_staff(clerk: Account) -> None:
    with in_office(CITY):
        of_the_city = member(Role.CLERK, name="市经办")
    for who, by in ((clerk, CITY), (of_the_city, COUNTY), (of_the_city, CITY), (clerk, NEIGHBOUR)):
        with pytest.raises(NotOfTheSuperior):
            send(who, by=by)
    assert Delegation.objects.count() == 0
    assert send(clerk, by=PROVINCE, role=Role.PROVISIONER).by_office_id == COUNTY


def test_what_cannot_be_sent_is_refused_and_nothing_is_left(clerk: Account) -> None:
    with pytest.raises(RolesNotDelegable):
        send(clerk, Role.DEPUTY)
    with pytest.raises(NotPermitted):
        send(clerk, role=Role.CLERK)
    with in_office(COUNTY), pytest.raises(ReasonMissing):
        delegating.delegate(
            actor=actor(Role.DIRECTOR), office_code=TOWN, account=clerk, roles=[Role.CLERK], reason="忙", at=AT
        )
    assert Delegation.objects.count() == 0
    given = send(clerk)
    with pytest.raises(DelegatedAlready):
        send(clerk)
    with in_office(NEIGHBOUR), pytest.raises(DelegationNotFound):
        delegating.withdraw_delegation(actor=actor(Role.DIRECTOR), uid=given.uid, at=AT)


def test_who_is_a_member_there_needs_no_sending(clerk: Account) -> None:
    with in_office(TOWN):
        from commons.access import commands as appointing
        from commons.identity.terms import MembershipKind

        appointing.appoint(actor=system(TOWN), account=clerk, kind=MembershipKind.DEPUTY, roles=[Role.DEPUTY], at=AT)
    with pytest.raises(MemberAlready):
        send(clerk)


def test_by_api_the_countys_director_sends_and_takes_back(clerk: Account) -> None:
    with in_office(COUNTY):
        director = Api(member(Role.DIRECTOR), Role.DIRECTOR)
        body = {"office": TOWN, "phone": clerk.phone, "roles": ["clerk"], "reason": WHY}
        made = director.post("/identity/delegations/", body)
        assert (made.status_code, made.json()["name"], made.json()["roles"]) == (201, "县经办", ["clerk"])
        assert len(director.get("/identity/delegations/").json()["results"]) == 1
    with in_office(NEIGHBOUR):
        assert Api(member(Role.DIRECTOR), Role.DIRECTOR).get("/identity/delegations/").json()["results"] == []
    with in_office(TOWN):
        town = Api(member(Role.DIRECTOR), Role.DIRECTOR)
        ended = town.post(f"/identity/delegations/{made.json()['uid']}/withdrawal/")
        assert (ended.status_code, ended.json()["until_on"] is not None) == (201, True)
