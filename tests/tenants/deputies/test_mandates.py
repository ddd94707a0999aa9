"""Mandates by term and group; the roll of a day; the end of a term (2-31, 2-46, 3-23, 3-63, 3-64)."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.access.queries import roles_of
from commons.identity import queries as identity
from commons.kernel.actor import Role
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from tenants.deputies import queries
from tenants.deputies.commands import mandates
from tenants.deputies.errors import (
    AccountLinkedAlready,
    AlreadyInOffice,
    GroupNameTaken,
    MandateEndedAlready,
    MandateNotFound,
    MembersOnlyInStreets,
    NumberInvalid,
    PeriodInvalid,
    TextInvalid,
)
from tenants.deputies.models import Mandate
from tenants.deputies.terms import EndReason, GroupKind, MandateKind
from tests.conftest import COUNTY, NEIGHBOUR, TOWN
from tests.factories.deputies import FROM, TODAY, deputy, mandate
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.people import AT, account, actor


def names(on: dt.date = TODAY) -> list[str]:
    return [seat.name for seat in queries.roll_on(on)]


def test_a_deputy_is_registered_and_let_in_with_the_role(town: str) -> None:
    held, who = deputy("梁测试")
    assert (held.congress_code, held.sits_here, who.roles) == (TOWN, True, frozenset({Role.DEPUTY}))
    assert identity.is_member(identity.account(held.account_uid), TOWN, on=TODAY)
    assert last_entry(held) == {
        "act": "deputies.register_mandate",
        "states": ("", ""),
        "facts": {"kind": "deputy", "term_no": 18, "congress": TOWN, "from_on": "2026-01-01"},
    }
    assert told() == ["deputies.MandateRegistered"]
    assert queries.roll_on(TODAY) == [queries.Seat(held.uid, who.account_uid, "梁测试", "第一代表小组", "deputy", True)]


def test_the_roll_of_a_day_holds_who_had_a_mandate_on_it(town: str) -> None:
    first, later = mandate("甲测试"), mandate("乙测试", from_on=TODAY)
    assert [names(FROM - dt.timedelta(days=1)), names(FROM), names(TODAY)] == [[], ["甲测试"], ["甲测试", "乙测试"]]
    mandates.end_mandate(actor=actor(Role.CLERK), mandate_uid=first.uid, on=TODAY, at=AT, reason=EndReason.RESIGNED)
    assert [names(TODAY - dt.timedelta(days=1)), names(TODAY)] == [["甲测试"], ["乙测试"]]
    assert later.until_on is None


def test_the_name_stays_as_it_was(town: str) -> None:
    held, _ = deputy("旧测试")
    person = identity.account(held.account_uid)
    person.name = "新测试"
    person.save()
    assert names() == ["旧测试"]


def test_the_countys_deputies_in_a_town_have_no_seat_in_its_congress(town: str) -> None:
    own, guest = mandate("镇代表"), mandate("区代表", congress_code=COUNTY)
    assert (own.sits_here, guest.sits_here) == (True, False)
    assert names() == ["镇代表"]


def test_one_person_may_hold_mandates_of_county_and_town_and_votes_with_the_one_that_sits_here(town: str) -> None:
    _, who = deputy("双测试", congress_code=COUNTY)
    own = mandate("双测试", account_uid=who.account_uid)
    found = queries.mandate_of(who.account_uid, TODAY)
    assert found is not None
    assert (found.mandate_uid, found.sits_here) == (own.uid, True)
    assert queries.mandate_of(None, TODAY) is None
    with pytest.raises(AlreadyInOffice):
        mandate("双测试", account_uid=who.account_uid)


def test_a_street_seats_its_members_and_the_countys_deputies_together(street: str) -> None:
    member = mandate("议测试", kind=MandateKind.MEMBER)
    elected = mandate("代测试")
    assert (member.congress_code, elected.congress_code) == ("440703002", COUNTY)
    assert sorted(names()) == ["代测试", "议测试"]
    _, who = deputy("双测试")
    with pytest.raises(AlreadyInOffice):
        mandate("双测试", account_uid=who.account_uid, kind=MandateKind.MEMBER)


def test_a_congress_has_no_members(town: str) -> None:
    before = footprint()
    with pytest.raises(MembersOnlyInStreets):
        mandate(kind=MandateKind.MEMBER)
    assert (Mandate.objects.count(), footprint()) == (0, before)


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.GOVERNMENT, Role.AUDITOR, Role.RESIDENT])
def test_registering_is_for_the_staff(town: str, role: Role) -> None:
    before = footprint()
    with pytest.raises(NotPermitted):
        mandates.register_mandate(
            actor=actor(role),
            account_uid=None,
            name="自荐",
            kind=MandateKind.DEPUTY,
            term_no=18,
            constituency="",
            group="",
            from_on=FROM,
            at=AT,
        )
    assert (Mandate.objects.count(), footprint()) == (0, before)


@pytest.mark.parametrize(("changes", "field"), [({"name": " "}, "name"), ({"group": "长" * 61}, "group")])
def test_names_are_needed_and_not_too_long(town: str, changes: dict[str, str], field: str) -> None:
    with pytest.raises(TextInvalid) as refused:
        mandate(**{"name": "陈测试", **changes})
    assert refused.value.data["field"] == field


def test_a_term_has_a_number(town: str) -> None:
    with pytest.raises(NumberInvalid):
        mandate(term_no=0)


def test_a_deputy_registered_by_name_is_given_an_account_once(town: str) -> None:
    held, person = mandate("陈测试"), account("陈测试")
    mandates.link_account(actor=actor(Role.CLERK), mandate_uid=held.uid, account_uid=person.uid, at=AT)
    assert roles_of(person) == frozenset({Role.DEPUTY})
    assert acts(held) == ["deputies.register_mandate", "deputies.link_account"]
    with pytest.raises(AccountLinkedAlready):
        mandates.link_account(actor=actor(Role.CLERK), mandate_uid=held.uid, account_uid=new_uid(), at=AT)


def test_with_the_last_mandate_go_the_role_and_the_way_in(town: str) -> None:
    held, who = deputy("陈测试")
    other = mandate("陈测试", account_uid=who.account_uid, congress_code=COUNTY)
    person = identity.account(held.account_uid)
    end = {"actor": actor(Role.CLERK), "on": TODAY, "at": AT}
    mandates.end_mandate(mandate_uid=held.uid, **end)
    assert roles_of(person) == frozenset({Role.DEPUTY})
    mandates.end_mandate(mandate_uid=other.uid, **end)
    assert roles_of(person) == frozenset()
    assert not identity.is_member(person, TOWN, on=TODAY)
    assert queries.mandate_of(person.uid, TODAY) is None
    with pytest.raises(MandateEndedAlready):
        mandates.end_mandate(mandate_uid=held.uid, **end)


@pytest.mark.parametrize("on", [FROM - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)])
def test_a_mandate_ends_neither_before_it_began_nor_in_the_future(town: str, on: dt.date) -> None:
    held = mandate()
    before = footprint()
    with pytest.raises(PeriodInvalid):
        mandates.end_mandate(actor=actor(Role.CLERK), mandate_uid=held.uid, on=on, at=AT)
    held.refresh_from_db()
    assert (held.until_on, footprint()) == (None, before)


def test_the_end_of_a_term_ends_all_its_mandates_and_says_so_once(town: str) -> None:
    ending = [mandate("甲测试"), mandate("乙测试")]
    stays = mandate("丙测试", term_no=19)
    assert mandates.end_term(actor=actor(Role.CLERK), term_no=18, on=TODAY, at=AT) == 2
    assert names() == ["丙测试"]
    assert [Mandate.objects.get(uid=each.uid).ended_because for each in ending] == [EndReason.TERM, EndReason.TERM]
    assert told()[-1] == "deputies.TermEnded"
    assert told().count("deputies.TermEnded") == 1
    assert mandates.end_term(actor=actor(Role.CLERK), term_no=18, on=TODAY, at=AT) == 0
    assert stays.until_on is None


def test_a_professional_group_joins_levels_and_a_body_has_its_members(county: str) -> None:
    clerk = actor(Role.CLERK)
    own, city = mandate("区测试"), mandate("市测试", congress_code="4407")
    forestry = mandates.form_group(
        actor=clerk, name="林业产业专业小组", kind=GroupKind.PROFESSIONAL, field="林业", at=AT
    )
    committee = mandates.form_group(actor=clerk, name="常委会", kind=GroupKind.STANDING_COMMITTEE, at=AT)
    join = {"actor": clerk, "on": FROM, "at": AT}
    first = mandates.join_group(group_uid=forestry.uid, mandate_uid=own.uid, **join)
    assert mandates.join_group(group_uid=forestry.uid, mandate_uid=own.uid, **join) == first
    mandates.join_group(group_uid=forestry.uid, mandate_uid=city.uid, **join)
    mandates.join_group(group_uid=committee.uid, mandate_uid=own.uid, **join)
    assert [s.name for s in queries.body_on(GroupKind.PROFESSIONAL, TODAY)] == ["区测试", "市测试"]
    assert [s.name for s in queries.body_on(GroupKind.STANDING_COMMITTEE, TODAY)] == ["区测试"]
    mandates.leave_group(actor=clerk, group_uid=forestry.uid, mandate_uid=city.uid, on=TODAY, at=AT)
    assert [s.name for s in queries.body_on(GroupKind.PROFESSIONAL, TODAY)] == ["区测试"]
    mandates.end_mandate(actor=clerk, mandate_uid=own.uid, on=TODAY, at=AT)
    assert queries.body_on(GroupKind.STANDING_COMMITTEE, TODAY) == []
    with pytest.raises(GroupNameTaken):
        mandates.form_group(actor=clerk, name="常委会", kind=GroupKind.STANDING_COMMITTEE, at=AT)


def test_the_neighbours_roll_is_its_own(town: str) -> None:
    held, _ = deputy("本镇代表")
    with in_office(NEIGHBOUR):
        mandate("邻镇代表")
        assert names() == ["邻镇代表"]
        with pytest.raises(MandateNotFound):
            queries.seat(held.uid)
        with pytest.raises(MandateNotFound):
            mandates.end_mandate(actor=actor(Role.CLERK), mandate_uid=held.uid, on=TODAY, at=AT)
    assert names() == ["本镇代表"]


def test_the_register_is_public(town: str) -> None:
    mandate()
    assert queries.mandates_visible_to(actor(Role.RESIDENT)).count() == 1
    assert queries.mandates_visible_to(actor(Role.TELLER)).count() == 0
