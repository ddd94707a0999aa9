"""Every morning the missed milestones of each office are noticed, in that office."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from commons.directory import queries as directory
from commons.kernel.tenancy import in_commons, in_office
from tenants.delivery import tasks
from tenants.delivery.models import Milestone
from tests.conftest import NEIGHBOUR, PROVINCE, TOWN
from tests.factories import delivery as make


def test_the_morning_goes_to_every_office_but_the_province(db: None) -> None:
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            make.step(make.opened(), due_on=dt.date(2026, 1, 31))
    asked: list[str] = []
    with in_commons():
        for code in directory.ready_offices():
            if code != PROVINCE:
                asked.append(code)
                tasks.note_missed_milestones(office_code=code)
    assert TOWN in asked
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            assert Milestone.objects.filter(missed_on__isnull=False).count() == 1


def test_the_schedule_names_the_task() -> None:
    assert tasks.each_morning.name in {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
