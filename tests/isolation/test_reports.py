"""What leaves the house for engineers: events and log lines say where it happened, never who or what (G2, Done when 8)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk

from commons.identity import queries as identity
from commons.kernel.tenancy import UnknownOffice
from commons.outbox.tasks_base import OfficeTask
from infra import observability
from infra.worker import app
from tenants.intake.commands import suggestions
from tests.factories.mailbox import Mailbox
from tests.isolation.asking import ask
from tests.isolation.world import OURS, House

NAME, PHONE, IDENTITY, TITLE, TEXT = (
    "欧阳建国",
    "13912345678",
    "440703198001012345",
    "和平路的井盖",
    "井盖夜里响，睡不着",
)
TOKEN = "Kq7" * 10
SECRETS = (NAME, PHONE, IDENTITY, TITLE, TEXT, "139 1234 5678")
FORM = {
    "field": "transport",
    "title": TITLE,
    "content": f"{TEXT}，身份证 {IDENTITY}",
    "contact_name": NAME,
    "contact_phone": PHONE,
    "key": "k" * 20,
}


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    found = Mailbox()
    settings.SENTRY_DSN = found.dsn
    observability.start()
    yield found
    sentry_sdk.get_client().close(timeout=0)
    sentry_sdk.init()  # off again for the tests that follow
    found.server.shutdown()
    found.server.server_close()


def secrets_in(written: str) -> list[str]:
    return [secret for secret in SECRETS if secret in written or json.dumps(secret)[1:-1] in written]


def _breaks(*told_of: object, **kwargs: Any) -> None:
    told = f"cannot store {told_of} {kwargs}"
    raise RuntimeError(told)


def test_an_error_on_a_page_is_reported_with_its_office_and_without_anybody(
    house: House, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "submit_suggestion", _breaks)
    answer = ask("POST", f"/suggest/?name={NAME}&phone={PHONE}", at=OURS, body=FORM, form=True)
    assert answer.status == 500
    assert not any(secret in answer.text for secret in SECRETS)
    [event] = mailbox.events
    assert event["tags"]["office"] == OURS
    assert event["tags"]["level"]
    assert event["exception"]["values"][-1]["type"] == "RuntimeError"
    assert event["transaction"] == "/suggest/"
    assert secrets_in(mailbox.written) == []


def test_a_one_time_link_is_not_in_the_report_of_its_own_failure(
    house: House, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "find_link", _breaks)
    ask("GET", f"/enter/{TOKEN}/", at=OURS)
    [event] = mailbox.events
    assert event["exception"]["values"][-1]["type"] == "RuntimeError"
    assert TOKEN not in mailbox.written


def test_a_logged_error_loses_its_words(mailbox: Mailbox) -> None:
    logging.getLogger("renda.test").error("refused %s of %s", PHONE, NAME)
    sentry_sdk.capture_message(f"{NAME} {PHONE}")
    assert len(mailbox.events) == 2
    assert secrets_in(mailbox.written) == []


def test_log_lines_say_the_route_and_nothing_of_what_was_typed(
    house: House, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="renda"):
        answer = ask("POST", f"/suggest/?phone={PHONE}", at=OURS, body=FORM, form=True)
        ask("GET", f"/lookup/?code={PHONE}", at=OURS)
        ask("POST", "/enter/", at=OURS, body={"phone": PHONE, "password": TITLE}, form=True)
        ask("GET", f"/enter/{IDENTITY}/", at=OURS)
    assert answer.status == 302
    out, err = capsys.readouterr()
    written = caplog.text + out + err
    assert "suggest/" in written
    assert not [secret for secret in SECRETS if secret in written]


def test_a_task_for_an_unknown_office_refuses_and_its_report_names_nobody(house: House, mailbox: Mailbox) -> None:
    ran: list[str] = []

    @app.task(base=OfficeTask, name="test.isolation.unknown_office")
    def note(*, office_code: str, **_: object) -> None:
        ran.append(office_code)

    with pytest.raises(UnknownOffice):
        note(office_code="440799999", words=f"{NAME}{PHONE}")
    assert ran == []
