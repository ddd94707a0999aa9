"""What leaves the house for engineers: events and log lines say where it happened, never who or what (G2, Done when 8)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from commons.kernel.tenancy import UnknownOffice
from commons.outbox.tasks_base import OfficeTask
from infra import observability
from infra.worker import app
from tenants.intake.commands import suggestions
from tests.isolation.asking import ask
from tests.isolation.world import OURS, House

NAME, PHONE, IDENTITY, TITLE, TEXT = (
    "欧阳建国",
    "13912345678",
    "440703198001012345",
    "和平路的井盖",
    "井盖夜里响，睡不着",
)
SECRETS = (NAME, PHONE, IDENTITY, TITLE, TEXT, "139 1234 5678")
FORM = {
    "field": "transport",
    "title": TITLE,
    "content": f"{TEXT}，身份证 {IDENTITY}",
    "contact_name": NAME,
    "contact_phone": PHONE,
    "key": "k" * 20,
}


class Mailbox(Transport):
    """A Sentry server that keeps what it is sent."""

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self.events: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        if event := envelope.get_event():
            self.events.append(dict(event))


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    settings.SENTRY_DSN = "http://public@sentry.invalid/1"
    found = Mailbox({"dsn": settings.SENTRY_DSN})
    observability.start(transport=found)
    yield found
    sentry_sdk.get_client().close(timeout=0)
    sentry_sdk.init()  # off again for the tests that follow


def _breaks(*_: object, **kwargs: Any) -> None:
    told = f"cannot store {kwargs}"
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
    written = json.dumps(event, ensure_ascii=False, default=str)
    assert not [secret for secret in SECRETS if secret in written or json.dumps(secret)[1:-1] in written]


def test_a_logged_error_loses_its_words(mailbox: Mailbox) -> None:
    logging.getLogger("renda.test").error("refused %s of %s", PHONE, NAME)
    sentry_sdk.capture_message(f"{NAME} {PHONE}")
    written = json.dumps(mailbox.events, ensure_ascii=False, default=str)
    assert mailbox.events
    assert not [secret for secret in SECRETS if secret in written]


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
