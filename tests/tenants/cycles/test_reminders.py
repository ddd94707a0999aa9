"""Every morning: stages that are due soon stand on the staff's to-do lists until they are closed or rescheduled."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from commons.audit.models import Entry
from commons.kernel.actor import system
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from tenants.cycles import commands, queries, tasks
from tenants.cycles.terms import StageKind
from tenants.notices import queries as notices
from tenants.notices.models import Notification
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.cycles import open_up_to, open_year
from tests.factories.people import AT, Role, actor, as_actor, member

WEEK_BEFORE = dt.date(2025, 9, 23)  # collection for 2026 is due on 30 September 2025


def remind(today: dt.date) -> int:
    return commands.remind_of_stages(actor=system(TOWN), today=today, at=AT)


def test_a_stage_stands_on_the_staffs_lists_from_a_week_before_its_date_and_only_once(town: str) -> None:
    clerk, deputy = as_actor(member(Role.CLERK)), as_actor(member(Role.DEPUTY))
    cycle = open_year(2026)
    assert remind(WEEK_BEFORE - dt.timedelta(days=1)) == 0
    assert (remind(WEEK_BEFORE), remind(WEEK_BEFORE)) == (1, 0)
    address = f"/admin/cycles/stage/{queries.stage(cycle.uid, StageKind.COLLECTION).uid}/change/"
    todo = notices.Todo("完成“征集”环节", address, dt.date(2025, 9, 30))
    assert notices.todos(clerk, on=WEEK_BEFORE) == [todo]
    assert notices.todos(deputy, on=WEEK_BEFORE) == []
    assert (Entry.objects.latest("uid").act, Notification.objects.count()) == ("notices.notify", 1)


def test_closing_or_rescheduling_a_stage_takes_it_off_the_lists(town: str) -> None:
    clerk = as_actor(member(Role.CLERK))
    cycle = open_year(2026)
    open_up_to(cycle, StageKind.COLLECTION)
    remind(WEEK_BEFORE)
    later = dt.date(2025, 10, 20)
    commands.reschedule_stage(actor=clerk, cycle_uid=cycle.uid, kind=StageKind.COLLECTION, due_on=later, at=AT)
    assert (notices.todos(clerk, on=WEEK_BEFORE), remind(WEEK_BEFORE), remind(later)) == ([], 0, 1)
    assert [todo.due_on for todo in notices.todos(clerk, on=later)] == [later]
    commands.close_stage(actor=clerk, cycle_uid=cycle.uid, kind=StageKind.COLLECTION, at=AT)
    assert (notices.todos(clerk, on=later), remind(later)) == ([], 0)


def test_years_not_under_way_remind_nobody(town: str) -> None:
    commands.plan_cycle(actor=actor(Role.CLERK), year=2026, term_no=18, session_no=3, at=AT)
    assert remind(dt.date(2030, 1, 1)) == 0


def test_reminding_is_the_machines_work(town: str) -> None:
    open_year(2026)
    with pytest.raises(NotPermitted):
        commands.remind_of_stages(actor=actor(Role.DIRECTOR), today=WEEK_BEFORE, at=AT)
    assert Notification.objects.count() == 0


def test_the_task_works_in_its_own_office_only_and_stands_in_the_schedule(db: None) -> None:
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            open_year(2025)
    tasks.remind_of_stages(office_code=TOWN)
    sent = {}
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            sent[code] = Notification.objects.exists()
    assert sent == {TOWN: True, NEIGHBOUR: False}
    assert tasks.each_morning.name in {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
