"""After a lost reply a client asks again with its key: it gets the answer that was kept, and nothing happens twice."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from api.idempotency import _digest_of
from commons.audit.models import Entry
from commons.identity import commands as identity
from commons.kernel.actor import system
from commons.kernel.tenancy import in_office
from commons.outbox.commands import answer_once, forget_answers
from commons.outbox.models import Answer
from tenants.cycles.models import Cycle
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.doors import host
from tests.factories.people import AT, Role, member

PATH = "/api/v1/cycles/cycles/"
YEAR = {"year": 2027, "term_no": 18, "session_no": 4}


def bearer(code: str = TOWN) -> dict[str, str]:
    with in_office(code):
        secret = identity.issue_token(
            actor=system(code),
            account=member(Role.DIRECTOR),
            office_code=code,
            role=Role.DIRECTOR,
            label="对接",
            life=dt.timedelta(days=3650),
            at=AT,
        )
    return {**host(code), "authorization": f"Bearer {secret}"}


@pytest.fixture
def known(db: None) -> dict[str, str]:
    return bearer()


def ask(headers: dict[str, str], key: str = "key-1", **changes: Any) -> tuple[int, Any]:
    response = Client().post(
        PATH, {**YEAR, **changes}, content_type="application/json", headers={**headers, "idempotency-key": key}
    )
    return response.status_code, response.json()


def acts() -> tuple[int, int]:
    with in_office(TOWN):
        return Cycle.objects.count(), Entry.objects.filter(act="cycles.open_cycle").count()


def test_asking_again_after_a_lost_reply_repeats_the_answer_and_not_the_act(known: dict[str, str]) -> None:
    first = ask(known)
    assert first[0] == 201
    assert [ask(known), ask(known)] == [first, first]
    assert acts() == (1, 1)


def test_the_same_key_with_another_body_is_refused(known: dict[str, str]) -> None:
    ask(known)
    status, body = ask(known, year=2028)
    assert (status, body["code"]) == (409, "api.idempotency_key_reused")
    assert acts() == (1, 1)


def test_the_same_key_of_somebody_else_or_another_address_is_another_key(known: dict[str, str]) -> None:
    ask(known)
    assert ask(bearer())[1]["code"] == "cycles.cycle_exists"
    with in_office(TOWN):
        assert Answer.objects.count() == 1


def test_a_refused_act_leaves_nothing_and_may_be_tried_again_under_its_key(known: dict[str, str]) -> None:
    assert ask(known, year=1)[0] == 422
    with in_office(TOWN):
        assert not Answer.objects.exists()
    assert ask(known)[0] == 201


def test_a_key_says_nothing_in_another_office(known: dict[str, str]) -> None:
    ask(known)
    assert ask(bearer(NEIGHBOUR))[0] == 201
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            assert (Cycle.objects.count(), Answer.objects.count()) == (1, 1)


def test_what_is_kept_is_not_readable_in_the_database(known: dict[str, str]) -> None:
    _, body = ask(known)
    with in_office(TOWN), connection.cursor() as cursor:
        cursor.execute("SELECT body FROM outbox_answer")
        (stored,) = cursor.fetchone()
        assert body["uid"] not in stored
        assert json.loads(Answer.objects.get().body) == body


def test_answers_are_forgotten_after_a_day(town: str) -> None:
    for hours in (25, 24, 23):
        answer_once(key=f"{hours}", request_digest="", at=AT - dt.timedelta(hours=hours), act=lambda: (204, ""))
    assert forget_answers(at=AT) == 1
    assert sorted(Answer.objects.values_list("key", flat=True)) == ["23", "24"]


def test_an_act_that_fails_keeps_no_answer(town: str) -> None:
    def fail() -> tuple[int, str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answer_once(key="k", request_digest="", at=AT, act=fail)
    assert not Answer.objects.exists()


def test_the_same_upload_is_the_same_request_whatever_its_boundary() -> None:
    def digest(content: bytes, **more: Any) -> str:
        photo = SimpleUploadedFile("photo.jpg", content, "image/jpeg")
        request = APIRequestFactory().post("/", {"title": "路灯", "photo": photo, **more})
        return _digest_of(Request(request, parsers=[JSONParser(), MultiPartParser()]))

    assert digest(b"one") == digest(b"one")
    assert digest(b"one") != digest(b"two")
    assert digest(b"one") != digest(b"one", village="沙富村")
