"""A task runs in the schema that it names, or not at all: never just where the connection happens to be."""

import pytest
from celery import shared_task
from django.db import connection

from commons.kernel.tenancy import OfficeNotServing, UnknownOffice, in_office
from commons.outbox.tasks_base import CommonsTask, OfficeMissing, OfficeTask
from infra.worker import app


def where_am_i(**_: object) -> str:
    return str(connection.schema_name)


in_an_office = shared_task(base=OfficeTask, name="test.in_an_office")(where_am_i)
before_it_opens = shared_task(base=OfficeTask, serving=False, name="test.before_it_opens")(where_am_i)
in_what_is_shared = shared_task(base=CommonsTask, name="test.in_what_is_shared")(where_am_i)
homeless = shared_task(name="test.homeless")(where_am_i)
pytestmark = pytest.mark.django_db


def test_an_offices_task_runs_in_that_offices_schema_and_leaves_it(town: str) -> None:
    before = connection.schema_name
    assert in_an_office(office_code=town) == f"o_{town}"
    assert connection.schema_name == before


@pytest.mark.parametrize("arguments", [{}, {"office_code": ""}, {"office_code": None}])
def test_a_task_without_an_office_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(OfficeMissing):
        in_an_office(**arguments)


def test_a_task_for_an_unknown_office_is_refused_and_never_runs_in_public() -> None:
    with pytest.raises(UnknownOffice):
        in_an_office(office_code="440799")


def test_a_task_for_a_suspended_office_is_refused_unless_it_says_otherwise(town: str) -> None:
    with in_office(town) as office:
        type(office).objects.filter(code=town).update(state="suspended")
    with pytest.raises(OfficeNotServing):
        in_an_office(office_code=town)
    assert before_it_opens(office_code=town) == f"o_{town}"


def test_a_shared_task_runs_in_public_whatever_the_connection_was_in(town: str) -> None:
    with in_office(town):
        assert in_what_is_shared() == "public"
        assert connection.schema_name == f"o_{town}"


def test_a_task_that_says_nothing_does_not_run() -> None:
    with pytest.raises(OfficeMissing):
        homeless(office_code="440703101")


def test_what_the_worker_promises() -> None:
    assert app.main == "renda"
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.result_backend is None
    assert not app.conf.worker_hijack_root_logger
