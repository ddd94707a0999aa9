"""Forgetting by schedule: one task an office, each inside its own schema."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from commons.kernel.tenancy import UnknownOffice, in_office
from commons.outbox.tasks_base import OfficeMissing
from tenants.intake import tasks
from tenants.intake.models import Contact
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.intake import submit
from tests.factories.people import AT


def test_the_task_forgets_in_its_own_office_only(db: None) -> None:
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            submit()
    with time_machine.travel(AT + dt.timedelta(days=3 * 366 + 1), tick=False):
        tasks.erase_contacts(office_code=TOWN)
    kept = {}
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            kept[code] = Contact.objects.get().name
    assert kept == {TOWN: "", NEIGHBOUR: "测试甲"}


def test_a_task_without_an_office_or_for_an_unknown_one_does_nothing(db: None) -> None:
    with pytest.raises(OfficeMissing):
        tasks.erase_contacts()
    with pytest.raises(UnknownOffice):
        tasks.erase_contacts(office_code="999999")
