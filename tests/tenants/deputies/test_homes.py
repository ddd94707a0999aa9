"""代表之家: who keeps one, when deputies receive there, what residents say (1-21 … 1-23, 3-02 … 3-11, 3-65)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.access.queries import has_grant, roles_of
from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import Hidden, NotPermitted
from commons.kernel.tenancy import in_office
from tenants.deputies import queries
from tenants.deputies.commands import homes, suggestions
from tenants.deputies.errors import (
    HomeNameTaken,
    HomeNotFound,
    HomeNotOpen,
    OpinionUsed,
    OutsideReceptionDays,
    ReceptionDaysInvalid,
    ReceptionNotYet,
    ReceptionTaken,
    StandardsInvalid,
    TextInvalid,
)
from tenants.deputies.models import DeputyHome, DutyRecord, ReceptionDay
from tenants.deputies.terms import DutyKind, HomeState, HostKind, ReceptionState
from tests.conftest import NEIGHBOUR
from tests.factories.deputies import TODAY, deputy, home, mandate
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.people import AT, account, actor, as_actor

LATER = AT + dt.timedelta(days=20)


def reception(at: DeputyHome, day: int = 2, *mandates: Any) -> ReceptionDay:
    return homes.plan_reception(
        actor=actor(Role.CLERK),
        home_uid=at.uid,
        held_on=dt.date(2026, 3, day),
        mandate_uids=[each.uid for each in mandates],
        at=AT,
    )


def held(which: ReceptionDay, visitors: int, opinions: list[str], at: dt.datetime = LATER) -> ReceptionDay:
    return homes.hold_reception(
        actor=actor(Role.CLERK), reception_uid=which.uid, visitors=visitors, opinions=opinions, at=at
    )


def test_111_homes_stand_in_seven_kinds_of_places(county: str) -> None:
    """3-02: 81 + 11 + 10 + 5 + 2 + 1 + 1 = 111."""
    figures = {
        HostKind.VILLAGE: 81,
        HostKind.TOWN_ORGAN: 11,
        HostKind.COMMUNITY: 10,
        HostKind.REGIMENT: 5,
        HostKind.ENTERPRISE: 2,
        HostKind.INSTITUTION: 1,
        HostKind.CONGRESS_ORGAN: 1,
    }
    for kind, count in figures.items():
        for number in range(count):
            home(f"{kind.label}{number + 1}号代表之家", host_kind=kind)
    counted = queries.homes_by_host()
    assert counted == {kind.value: count for kind, count in figures.items()}
    assert sum(counted.values()) == 111


def test_a_home_is_opened_under_a_name_of_its_own(town: str) -> None:
    made = home("棠下村代表之家", is_model=True, theme="矛盾调处")
    assert last_entry(made) == {
        "act": "deputies.open_home",
        "states": ("", ""),
        "facts": {"host_kind": "village", "is_model": True},
    }
    assert told() == ["deputies.HomeOpened"]
    with pytest.raises(HomeNameTaken):
        home("棠下村代表之家")
    homes.close_home(actor=actor(Role.CLERK), home_uid=made.uid, at=AT)
    assert home("棠下村代表之家").state == HomeState.OPEN


def test_opening_a_home_is_for_the_staff(town: str) -> None:
    before = footprint()
    with pytest.raises(NotPermitted):
        homes.open_home(actor=actor(Role.DEPUTY), name="我的家", host_kind=HostKind.VILLAGE, at=AT)
    assert (DeputyHome.objects.count(), footprint()) == (0, before)


def test_a_keeper_keeps_her_home_and_no_other(town: str) -> None:
    hers, other, person = home("甲村代表之家"), home("乙村代表之家"), account("管理员")
    homes.appoint_keeper(actor=actor(Role.CLERK), home_uid=hers.uid, account_uid=person.uid, at=AT)
    keeper = as_actor(person)
    assert keeper.roles == frozenset({Role.KEEPER})
    assert list(queries.kept_by(keeper)) == [hers]
    plan = {"actor": keeper, "held_on": TODAY, "mandate_uids": [], "at": AT}
    assert homes.plan_reception(home_uid=hers.uid, **plan).state == ReceptionState.PLANNED
    before = footprint()
    with pytest.raises(Hidden):
        homes.plan_reception(home_uid=other.uid, **plan)
    assert (footprint(), ReceptionDay.objects.count()) == (before, 1)
    homes.dismiss_keeper(actor=actor(Role.CLERK), home_uid=hers.uid, account_uid=person.uid, at=AT)
    assert not has_grant(keeper, "keep_home", hers)


def test_closing_a_home_takes_its_keepers_grants(town: str) -> None:
    made, person = home(), account("管理员")
    homes.appoint_keeper(actor=actor(Role.CLERK), home_uid=made.uid, account_uid=person.uid, at=AT)
    homes.close_home(actor=actor(Role.DIRECTOR), home_uid=made.uid, at=AT)
    assert not has_grant(as_actor(person), "keep_home", made)
    assert acts(made) == ["deputies.open_home", "deputies.appoint_keeper", "deputies.close_home"]
    with pytest.raises(WrongStep):
        homes.close_home(actor=actor(Role.DIRECTOR), home_uid=made.uid, at=AT)
    with pytest.raises(HomeNotOpen):
        reception(made)
    assert roles_of(person) == frozenset({Role.KEEPER})


def test_a_home_with_fixed_days_receives_from_the_16th_to_the_20th(town: str) -> None:
    """3-08."""
    made = home(reception_days=(16, 20))
    assert reception(made, 16).held_on == dt.date(2026, 3, 16)
    for day in (15, 21):
        with pytest.raises(OutsideReceptionDays):
            reception(made, day)


@pytest.mark.parametrize("days", [(0, 5), (20, 16), (16, 32)])
def test_fixed_days_are_days_of_a_month(town: str, days: tuple[int, int]) -> None:
    with pytest.raises(ReceptionDaysInvalid):
        home(reception_days=days)


def test_a_home_receives_once_a_day_unless_it_was_cancelled(town: str) -> None:
    made = home()
    first = reception(made, 5)
    with pytest.raises(ReceptionTaken):
        reception(made, 5)
    homes.cancel_reception(actor=actor(Role.CLERK), reception_uid=first.uid, reason="暴雨", at=AT)
    assert reception(made, 5).state == ReceptionState.PLANNED


def test_visitors_and_opinions_are_counted_from_the_rows(town: str) -> None:
    """1-22, 1-23."""
    made = home()
    held(reception(made, 3), 12, ["路灯不亮", "公交班次太少"])
    held(reception(made, 4), 5, [])
    reception(made, 6)  # planned only
    figures = queries.reception_figures(dt.date(2026, 3, 1), dt.date(2026, 4, 1))
    assert (figures.receptions, figures.visitors, figures.opinions) == (2, 17, 2)
    assert queries.reception_figures(dt.date(2026, 3, 4), dt.date(2026, 4, 1)).visitors == 5


def test_who_received_gets_it_on_her_record(town: str) -> None:
    one, two = mandate("甲测试"), mandate("乙测试")
    day = reception(home(), 3, one, two, one)
    held(day, 8, ["井盖松动"])
    records = DutyRecord.objects.order_by("uid").values_list("mandate_id", "kind", "done_on", "evidence_uid")
    assert list(records) == [
        (one.uid, DutyKind.RECEPTION, dt.date(2026, 3, 3), day.uid),
        (two.uid, DutyKind.RECEPTION, dt.date(2026, 3, 3), day.uid),
    ]
    assert last_entry(day) == {
        "act": "deputies.hold_reception",
        "states": ("planned", "held"),
        "facts": {"visitors": 8, "opinions": 1},
    }
    assert told()[-1] == "deputies.ReceptionHeld"
    with pytest.raises(WrongStep):
        held(day, 9, [])


def test_a_reception_is_not_told_of_before_its_day_nor_half(town: str) -> None:
    day = reception(home(), 20)
    before = footprint()
    with pytest.raises(ReceptionNotYet):
        held(day, 1, [], at=AT)
    with pytest.raises(TextInvalid):
        held(day, 1, ["有内容", " "])
    day.refresh_from_db()
    assert (day.state, day.opinions.count(), footprint()) == (ReceptionState.PLANNED, 0, before)


def test_an_opinion_becomes_one_suggestion_of_a_deputy(town: str) -> None:
    held_by, who = deputy("甲测试")
    _, stranger = deputy("乙测试")
    day = held(reception(home(), 3, held_by), 1, ["村口路灯不亮"])
    opinion = day.opinions.get()
    assert list(queries.opinions_visible_to(who)) == [opinion]
    assert list(queries.opinions_visible_to(stranger)) == []
    submit = {
        "actor": who,
        "title": "修复路灯",
        "content": "村口路灯不亮，建议修复。",
        "opinion_uid": opinion.uid,
        "at": LATER,
    }
    made = suggestions.submit_deputy_suggestion(**submit)
    opinion.refresh_from_db()
    assert opinion.suggestion == made
    with pytest.raises(OpinionUsed):
        suggestions.submit_deputy_suggestion(**submit)


def test_a_home_is_checked_against_the_offices_own_list(town: str) -> None:
    """3-03: what the 六有 are is the office's to say."""
    made = home()
    assert made.meets_all is False
    check = {"actor": actor(Role.CLERK), "home_uid": made.uid, "at": AT}
    assert homes.check_home(standards={"有场所": True, "有制度": False}, **check).meets_all is False
    assert homes.check_home(standards={"有场所": True, "有制度": True}, **check).meets_all is True
    assert last_entry(made)["facts"] == {"items": 2, "met": 2}
    for wrong in ({}, {"有场所": "是"}, {f"第{n}项": True for n in range(21)}):
        with pytest.raises(StandardsInvalid):
            homes.check_home(standards=wrong, **check)


def test_a_deputy_is_placed_in_a_home(town: str) -> None:
    made, held_by = home(), mandate()
    homes.place_deputy(actor=actor(Role.CLERK), home_uid=made.uid, mandate_uid=held_by.uid, at=AT)
    assert [each.name for each in made.mandates.all()] == ["陈测试"]


def test_the_neighbours_homes_are_its_own(town: str) -> None:
    made = home("本镇代表之家")
    with in_office(NEIGHBOUR):
        home("邻镇代表之家")
        assert [each.name for each in queries.homes_visible_to(actor(Role.RESIDENT))] == ["邻镇代表之家"]
        with pytest.raises(HomeNotFound):
            homes.close_home(actor=actor(Role.CLERK), home_uid=made.uid, at=AT)
        with pytest.raises(HomeNotFound):
            queries.home(actor(Role.CLERK), made.uid)
