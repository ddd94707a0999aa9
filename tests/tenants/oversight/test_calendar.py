"""The year's supervision calendar: owners, reminders, the projects nobody watches."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.kernel.actor import Role, system
from commons.kernel.policy import NotPermitted
from tenants.delivery.models import Project
from tenants.notices.models import Dispatch
from tenants.oversight import queries
from tenants.oversight.commands import duties
from tenants.oversight.errors import DutyUnknown, NotOfTheOffice
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.cycles import open_year
from tests.factories.evidence import last_entry
from tests.factories.people import AT, actor, as_actor, member

MARCH = dt.date(2026, 3, 31)  # a Tuesday: the month's notice and the quarter's bulletin fall due


def remind(today: dt.date) -> int:
    return duties.remind_of_duties(actor=system("440703101"), today=today, at=AT)


def waiting() -> list[str]:
    rows = Dispatch.objects.filter(settled_at=None, notification__key__startswith="oversight.duty")
    return sorted(rows.values_list("notification__title", flat=True))


def test_each_step_reminds_once_and_takes_the_place_of_the_one_before(town: str) -> None:
    """T−7, −3, −1, 0, +1 working days; four 一 (0-48, 0-49)."""
    member(Role.CLERK)
    cycle = open_year()
    duties.remind_of_duties(actor=system(town), today=dt.date(2026, 2, 1), at=AT)  # whatever January still owes
    for each in queries.duties(cycle.uid, on=make.TODAY):
        if each.due_on < MARCH:
            duties.perform_duty(actor=make.clerk(), cycle_uid=cycle.uid, key=each.key, done_on=make.TODAY, at=AT)
    assert waiting() == []
    assert remind(dt.date(2026, 3, 18)) == 0  # nine working days before
    for today, words in (
        (dt.date(2026, 3, 20), "还有七个工作日"),
        (dt.date(2026, 3, 26), "还有三个工作日"),
        (dt.date(2026, 3, 30), "还有一个工作日"),
        (MARCH, "今天到期"),
        (dt.date(2026, 4, 1), "已逾期"),
    ):
        assert (remind(today), remind(today)) == (2, 0)
        assert waiting() == [f"{words}：3 月公示", f"{words}：第一季度通报"]
    duties.perform_duty(actor=make.clerk(), cycle_uid=cycle.uid, key="monthly_notice_03", done_on=make.TODAY, at=AT)
    assert waiting() == ["已逾期：第一季度通报"]


def test_an_owner_is_reminded_alone(town: str) -> None:
    owner, other = member(Role.DIRECTOR, name="张主任"), member(Role.CLERK)
    cycle = open_year()
    duties.name_owner(actor=make.clerk(), cycle_uid=cycle.uid, key="quarterly_bulletin_1", account_uid=owner.uid, at=AT)
    remind(MARCH)
    mine = Dispatch.objects.filter(settled_at=None, notification__title="今天到期：第一季度通报")
    assert [each.account_uid for each in mine] == [owner.uid]
    assert Dispatch.objects.filter(account_uid=other.uid, notification__title="今天到期：3 月公示").count() == 1
    found = {each.key: each.owner for each in queries.duties(cycle.uid, on=MARCH)}
    assert (found["quarterly_bulletin_1"], found["monthly_notice_03"]) == ("张主任", "")


def test_only_the_office_names_owners_and_only_its_own_people(town: str) -> None:
    cycle = open_year()
    outsider = member(Role.INSPECTOR)
    values = {"cycle_uid": cycle.uid, "at": AT, "key": "midyear_report"}
    with pytest.raises(NotOfTheOffice):
        duties.name_owner(actor=make.clerk(), account_uid=outsider.uid, **values)
    with pytest.raises(DutyUnknown):
        duties.name_owner(actor=make.clerk(), account_uid=outsider.uid, **{**values, "key": "nothing"})
    with pytest.raises(NotPermitted):
        duties.name_owner(actor=as_actor(outsider), account_uid=outsider.uid, **values)
    with pytest.raises(NotPermitted):
        duties.remind_of_duties(actor=make.clerk(), today=MARCH, at=AT)
    clerk = member(Role.CLERK, name="李经办")
    named = duties.name_owner(actor=make.clerk(), account_uid=clerk.uid, **values)
    assert last_entry(named)["facts"] == {
        "cycle": str(cycle.uid),
        "key": "midyear_report",
        "before": None,
        "account": str(clerk.uid),
    }


def test_a_project_nobody_watches_is_named(town: str) -> None:
    """0-59: 事事有监督."""
    cycle = open_year()
    watched, forgotten = works.started("加装电梯"), works.started("口袋公园")
    Project.objects.update(cycle_uid=cycle.uid)
    make.group("甲组", watched)
    assert [each.uid for each in queries.unassigned(cycle.uid)] == [forgotten.uid]
    gate = queries.gate_every_project_supervised(cycle.uid)
    assert (gate.met, gate.advice) == (False, "还有 1 个项目没有监督小组（“口袋公园”），请分配")
    make.group("乙组", forgotten)
    assert queries.gate_every_project_supervised(cycle.uid).met
    assert actor(Role.CLERK).holds(Role.CLERK)
