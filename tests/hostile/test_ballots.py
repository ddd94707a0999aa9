"""A stranger at the ballot box: whatever is sent is refused by its own name, in Chinese, and the box stays as it was."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from commons.access import commands as access
from commons.identity import commands as identity
from commons.identity.models import Account
from commons.identity.sessions import SessionStore
from commons.kernel import clock
from commons.kernel.actor import Role, system
from commons.kernel.tenancy import connection, current_code
from tenants.ballot.commands import ceremony, counting, papers, rehearsal
from tenants.ballot.models import RollEntry, SealedBallot, Vote, VoteRound
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories import ballot as b
from tests.factories import sealed as s
from tests.factories.openapi import hold_to_document
from tests.factories.people import AT, as_actor, member
from tests.factories.web import Browser

pytestmark = pytest.mark.usefixtures("town")
TOKEN = "a" * 32  # of CSRF, in the cookie and in the header
INVALID, UNREADABLE, NOT_JSON = (422, "api.invalid"), (400, "api.parse_error"), (415, "api.unsupported_media_type")
STANDS, CLOSED = (409, "ballot.another_ballot_stands"), (409, "ballot.not_open")


class Phone:
    """A device that is signed in, with whatever somebody makes it send."""

    def __init__(self, who: Account, *, host: str = TOWN) -> None:
        self.client = Client(enforce_csrf_checks=True, HTTP_HOST=f"{host}.localhost")
        self.client.cookies["renda_session"] = Browser(who).client.cookies["renda_session"].value
        self.client.cookies["renda_csrf"] = TOKEN

    @property
    def key(self) -> str:
        return self.client.cookies["renda_session"].value

    def send(
        self, this: VoteRound, body: bytes, kind: str = "application/json", token: str = TOKEN, **headers: str
    ) -> Any:
        before = connection.tenant
        headers |= {"X-CSRFToken": token} if token else {}
        path = f"/api/v1/ballot/rounds/{this.uid}/sealed-ballot/"
        answer = self.client.post(path, body, content_type=kind, headers=headers)
        connection.set_tenant(before)
        hold_to_document(answer)
        return answer

    def refused(self, *sent: Any, **more: Any) -> tuple[int, str]:
        """Status and code of a refusal; it speaks Chinese and is no crash."""
        answer = self.send(*sent, **more)
        assert answer["Content-Type"] == "application/problem+json", answer.content[:200]
        said = answer.json()
        assert re.search(r"[\u4e00-\u9fff].*。$", said["detail"]), said
        return answer.status_code, said["code"]


@dataclass
class Hall:
    vote: Vote
    officials: b.Officials
    devices: list[s.Device]
    accounts: list[Account]
    round: VoteRound

    @classmethod
    def of(cls, vote: Vote | None = None, accounts: list[Account] | None = None) -> Hall:
        vote = vote or s.vote_of()
        accounts = accounts or [member(Role.DEPUTY, name=f"代表{number}") for number in range(1, 7)]
        officials = b.officials_of(vote)
        devices = s.ready(vote, officials)
        return cls(vote, officials, devices, accounts, b.opened(vote, [as_actor(each) for each in accounts]))

    def sealed(self, voter: int = 0, this: VoteRound | None = None) -> bytes:
        return s.seal(as_actor(self.accounts[voter]), this or self.round, "甲")


def body(sealed: bytes) -> bytes:
    return json.dumps({"sealed": base64.b64encode(sealed).decode()}).encode()


def inside() -> list[Any]:
    rows = SealedBallot.objects.order_by("digest").values_list("round_uid", "slot", "digest", "sealed", "verdict")
    return [list(rows), list(RollEntry.objects.order_by("uid").values_list("uid", "voted", "channel"))]


def test_a_body_that_is_no_ballot_is_refused_by_name_and_the_box_stays_empty() -> None:
    hall = Hall.of()
    phone, good = Phone(hall.accounts[0]), hall.sealed()
    text = base64.b64encode(good).decode()
    before = inside()
    cases: list[tuple[bytes, tuple[int, str]]] = [
        (b"", INVALID),
        (b"{}", INVALID),
        (b"[]", INVALID),
        (b"5", INVALID),
        (b"null", UNREADABLE),
        (b"{", UNREADABLE),
        (b'{"sealed": NaN}', UNREADABLE),
        (b'{"sealed": Infinity}', UNREADABLE),
        (body(good)[:-1] + b', "x": NaN}', UNREADABLE),
        (b'{"sealed": ' + b"9" * 5000 + b"}", UNREADABLE),
        (b'{"sealed": 1e999}', UNREADABLE),
        (b'{"sealed": null}', INVALID),
        (b'{"sealed": true}', INVALID),
        (b'{"sealed": {"$ne": 1}}', INVALID),
        (b'{"sealed": ""}', INVALID),
        ('{"sealed": "票票票票"}'.encode(), INVALID),
        (b'{"sealed": "AAAA\\u0000"}', INVALID),
        (b'{"sealed": "\\ud800"}', UNREADABLE),
        (b'{"\\ud800": "AAAA"}', UNREADABLE),
        (b'{"sealed": "\xff\xfe"}', UNREADABLE),
        (b"\xef\xbb\xbf" + body(good), UNREADABLE),
        (body(good).decode().encode("utf-16"), UNREADABLE),
        (b"[" * 100_000, UNREADABLE),
        (b'{"sealed":' * 50_000, UNREADABLE),
        (f'{{"sealed": "{text}", "sealed": "{text}"}}'.encode(), UNREADABLE),
        (body(good)[:-1] + b', "slot": "00"}', INVALID),
        (json.dumps({"sealed": text[:64] + "\n" + text[64:]}).encode(), INVALID),
        (json.dumps({"sealed": "-_" + text[2:]}).encode(), INVALID),
        (json.dumps({"sealed": "A" * 400_001}).encode(), INVALID),
        (json.dumps({"sealed": "A" * 400_000}).encode(), (422, "ballot.seal_refused")),
        (body(good[:-1]), (422, "ballot.seal_refused")),
        (body(good + b"\0"), (422, "ballot.seal_refused")),
        (b'{"sealed": "' + b"A" * 6_000_000 + b'"}', (413, "api.too_large")),
    ]
    for sent, refusal in cases:
        assert phone.refused(hall.round, sent) == refusal, sent[:60]
    kinds = [
        ("text/plain", NOT_JSON),
        ("application/xml", NOT_JSON),
        ("application/x-www-form-urlencoded", NOT_JSON),
        (";;;", NOT_JSON),
        ("multipart/form-data", UNREADABLE),
        ("multipart/form-data; boundary=x", UNREADABLE),
    ]
    for kind, refusal in kinds:
        assert phone.refused(hall.round, body(good), kind, token="") in (refusal, (403, "api.page_expired")), kind
        assert phone.refused(hall.round, body(good), kind) == refusal, kind
    assert inside() == before
    assert phone.send(hall.round, body(good)).status_code == 201


def test_a_device_that_is_not_hers_or_not_of_this_page_puts_nothing_in() -> None:
    hall = Hall.of()
    good, this = body(hall.sealed()), hall.round
    before = inside()
    phone = Phone(hall.accounts[0])
    assert phone.refused(this, good, token="") == (403, "api.page_expired")
    assert phone.refused(this, good, token="b" * 32) == (403, "api.page_expired")
    for origin in ("http://evil.example", "null", "http://44.localhost"):
        assert phone.refused(this, good, Origin=origin) == (403, "api.page_expired")
    for cookie in ("", "x" * 32, '"abcdefgh\\000abc"', "abcdefgh'--", "é" * 9, "a" * 5000):
        phone.client.cookies["renda_session"] = cookie
        assert phone.refused(this, good) == (401, "identity.token_refused"), cookie
    elsewhere = Phone(hall.accounts[0], host=NEIGHBOUR)  # her cookie, carried to another office's host
    assert elsewhere.refused(this, good)[0] in (401, 404)
    stranger = Phone(member(Role.DEPUTY, name="不在册的代表"))
    assert stranger.refused(this, good) == (403, "ballot.not_on_roll")
    assert Phone(member(Role.CLERK, name="工作人员")).refused(this, good) == (403, "kernel.not_permitted")
    assert inside() == before


def test_a_session_that_was_ended_is_idle_or_from_another_time_casts_no_more() -> None:
    hall = Hall.of()
    ended, idle, old, demoted, removed, left = (Phone(each) for each in hall.accounts)
    before = inside()
    Session.objects.filter(session_key=ended.key).delete()
    for phone, seen, began in ((idle, -31 * 60, -31 * 60), (old, 0, -13 * 3600)):
        stored = SessionStore(phone.key)
        now = clock.now().timestamp()
        stored.update({"seen": now + seen, "began": now + began})
        stored.save()
    access.withdraw_role(actor=system(current_code()), account=hall.accounts[3], role=Role.DEPUTY, at=AT)
    Account.objects.filter(uid=hall.accounts[4].uid).update(is_active=False)
    identity.end_membership(
        actor=system(current_code()), account=hall.accounts[5], office_code=TOWN, at=clock.now() - dt.timedelta(days=1)
    )
    expected = [(401, "identity.token_refused")] * 3 + [(403, "kernel.not_permitted")] + [(401, "identity.token_refused")] * 2  # fmt: skip
    ballots = [s.seal(as_actor(each), hall.round, "甲") if number != 3 else hall.sealed(0) for number, each in enumerate(hall.accounts)]  # fmt: skip
    phones = (ended, idle, old, demoted, removed, left)
    assert [phone.refused(hall.round, body(each)) for phone, each in zip(phones, ballots, strict=True)] == expected
    assert inside() == before


def test_an_envelope_for_elsewhere_counts_nowhere_and_takes_nobodys_place() -> None:
    """Received, because nobody looks inside a request; the workers find it, and the slot is hers again."""
    hall = Hall.of()
    others = Hall.of(accounts=hall.accounts)
    mine, hers = Phone(hall.accounts[0]), Phone(hall.accounts[1])
    assert mine.send(hall.round, body(hall.sealed(0))).status_code == 201
    assert hers.send(hall.round, body(hall.sealed(0))).status_code == 201  # what a neighbour sent, again
    third = Phone(hall.accounts[2])
    assert third.send(hall.round, body(others.sealed(2))).status_code == 201  # sealed for another vote
    assert s.checked() == 3
    assert sorted(SealedBallot.objects.values_list("verdict", flat=True)) == [False, False, True]
    assert RollEntry.objects.filter(round=hall.round, voted=True).count() == 1
    for phone, number in ((hers, 1), (third, 2)):
        assert phone.send(hall.round, body(hall.sealed(number))).status_code == 201
    assert s.checked() == 2
    assert RollEntry.objects.filter(round=hall.round, voted=True).count() == 3


def test_two_tabs_and_a_thief_of_bytes_change_nothing_that_lies_in_the_box() -> None:
    hall = Hall.of()
    tab, other = Phone(hall.accounts[0]), Phone(hall.accounts[0])
    first, second = body(hall.sealed()), body(hall.sealed())
    receipt = tab.send(hall.round, first)
    before = inside()
    assert other.refused(hall.round, second) == STANDS
    for phone in (tab, other):
        again = phone.send(hall.round, first)
        assert (again.status_code, again.json()) == (201, receipt.json())
    assert inside() == before


def test_after_closing_only_the_receipt_is_given_again_and_after_voiding_nothing() -> None:
    hall = Hall.of()
    sent, late = Phone(hall.accounts[0]), Phone(hall.accounts[1])
    ballots = [body(hall.sealed(number)) for number in (0, 1)]
    receipt = sent.send(hall.round, ballots[0]).json()
    s.checked()
    b.closed(hall.round)
    before = inside()
    assert sent.send(hall.round, ballots[0]).json() == receipt
    assert late.refused(hall.round, ballots[1]) == CLOSED
    assert late.refused(hall.round, body(b"short")) == CLOSED
    assert inside() == before
    counting.void_vote(actor=b.director(), vote_uid=hall.vote.uid, reason="设备故障，改用纸质票", at=AT)
    assert [phone.refused(hall.round, each) for phone, each in zip((sent, late), ballots, strict=True)] == [CLOSED] * 2


def test_who_took_a_paper_casts_no_sealed_ballot() -> None:
    hall = Hall.of()
    phone, ballot = Phone(hall.accounts[0]), body(hall.sealed())
    mandate = RollEntry.objects.get(round=hall.round, account_uid=hall.accounts[0].uid).mandate_uid
    papers.issue_papers(actor=hall.officials.tellers[0], round_uid=hall.round.uid, mandates=[mandate], at=AT)
    before = inside()
    assert phone.refused(hall.round, ballot) == (409, "ballot.paper_taken")
    assert inside() == before


def test_a_ballot_of_the_rehearsal_does_not_count_in_the_vote() -> None:
    vote = s.vote_of()
    officials = b.officials_of(vote)
    practice = rehearsal.begin_rehearsal(actor=b.director(), vote_uid=vote.uid, at=AT)
    accounts = [member(Role.DEPUTY, name=f"代表{number}") for number in range(1, 7)]
    people = [as_actor(each) for each in accounts]
    rounds = []
    for each in (practice, vote):
        devices = s.keyed(each, officials)
        ceremony.show_empty_box(actor=officials.chief, box_uid=devices[0].box.uid, at=AT)
        rounds.append(b.opened(each, people))
    rehearsed, true = rounds
    made = s.seal(people[0], rehearsed)
    phone = Phone(accounts[0])
    assert phone.send(rehearsed, body(made)).status_code == 201
    assert phone.send(true, body(made)).status_code == 201
    s.checked()
    assert [SealedBallot.objects.get(round_uid=each.uid).verdict for each in rounds] == [True, False]
    assert not RollEntry.objects.filter(round=true, voted=True).exists()
    assert phone.send(true, body(s.seal(people[0], true, "甲"))).status_code == 201
