"""Forgetting by schedule: half a year after a notice is done with, in each office."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.conf import settings

from commons.kernel.tenancy import in_office
from tenants.notices import commands, tasks
from tenants.notices.models import OpinionContact
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.cycles import open_year
from tests.factories.notices import AFTER, opinion, posted
from tests.factories.people import Role, actor


def names() -> dict[str, str]:
    found = {}
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            found[code] = OpinionContact.objects.get().name
    return found


def test_who_gave_an_opinion_is_forgotten_after_half_a_year_in_its_own_office_only(db: None) -> None:
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            notice, clerk = posted(open_year()), actor(Role.CLERK)
            said = opinion(notice, contact_name="何某某")
            commands.answer_opinion(actor=clerk, uid=said.uid, adopted=True, reason="采纳", at=AFTER)
            commands.close_notice(actor=clerk, uid=notice.uid, at=AFTER)
    for days, kept in ((179, "何某某"), (181, "")):
        with time_machine.travel(AFTER + dt.timedelta(days=days), tick=False):
            tasks.erase_contacts(office_code=TOWN)
        assert names() == {TOWN: kept, NEIGHBOUR: "何某某"}


def test_the_schedule_names_the_task() -> None:
    assert tasks.erase_contacts_everywhere.name in {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
