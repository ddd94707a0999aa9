"""An election whose votes are known to us: held over HTTP on a real server with relay and worker, with the mishaps that make
programs talk (a refused ballot, a second window, a database connection killed in the middle of casting).
"""

from __future__ import annotations

import base64
import datetime as dt
import http.client
import json
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import transaction

from commons.identity import commands as identity
from commons.identity.models import Account
from commons.kernel import clock
from commons.kernel.actor import Role, system
from commons.kernel.tenancy import in_office
from infra import postgres
from infra.settings import env
from tenants.ballot import queries
from tenants.ballot.commands import counting, opening
from tenants.ballot.commands.opening import Expected
from tenants.ballot.models import RollEntry, SealedBallot, VoteRound
from tests.adversary.linking import Choice, Voter
from tests.conftest import TOWN
from tests.faces.serving import Server, serving
from tests.factories import ballot as b
from tests.factories import sealed as s
from tests.factories.mailbox import Mailbox
from tests.factories.people import AT, as_actor, member
from tests.isolation.world import _session

CHOICES: tuple[Choice, ...] = (
    ("approve", "approve", "oppose"),
    ("approve", "abstain", "approve"),
    ("oppose", "approve", "approve"),
    ("approve", "oppose", "abstain"),
    ("abstain", "approve", "oppose"),
    ("oppose", "oppose", "approve"),
    ("abstain", "abstain", "abstain"),
)
PATIENCE = 60.0


@dataclass
class House:
    """The server, its database, and where its mail to Sentry went; and the people who vote in it."""

    server: Server
    database: str
    mailbox: Mailbox
    deputies: list[Account]
    sessions: list[str]
    mandates: list[UUID]
    director: str  # a bearer token

    def post(self, path: str, body: Any, *, session: str = "", token: str = "") -> tuple[int, Any]:
        """As a page's script sends it (session and CSRF), or as a program does (token)."""
        guard = secrets.token_hex(16)
        who = {"Authorization": f"Bearer {token}"} if token else {"X-CSRFToken": guard}
        cookie = {"Cookie": f"renda_session={session}; renda_csrf={guard}"} if session else {}
        headers = {"Host": f"{TOWN}.localhost:{self.server.port}", "Content-Type": "application/json", **who, **cookie}
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        try:
            line.request("POST", f"/api/v1/ballot/{path}", json.dumps(body).encode(), headers)
            answer = line.getresponse()
            said = answer.read()
            return answer.status, json.loads(said) if "json" in answer.headers.get("Content-Type", "") else said
        finally:
            line.close()


@contextmanager
def housed(database: str, home: Path, deputies: int) -> Iterator[House]:
    """A server with relay and worker, in a home of its own, reporting to a Sentry of our own."""
    mailbox = Mailbox()
    with in_office(TOWN):
        people = [member(Role.DEPUTY, name=f"代表{number:03}") for number in range(deputies)]
        sessions = [_session(each, TOWN) for each in people]
        director = token(member(Role.DIRECTOR, name="张主席"), Role.DIRECTOR)
    with (
        superuser(database) as archive,
        serving(database, home=home, works=True, pages=False, told={"SENTRY_DSN": mailbox.dsn}) as server,
    ):
        # Whoever archives the write-ahead log has all of it; here a slot keeps checkpoints from reusing its files.
        archive.execute("SELECT pg_create_physical_replication_slot(%s, true, true)", [database])
        yield House(server, database, mailbox, people, sessions, [uuid4() for _ in people], director)
    mailbox.server.shutdown()
    mailbox.server.server_close()


def token(who: Account, role: Role) -> str:
    life = dt.timedelta(days=1)
    return identity.issue_token(
        actor=system(TOWN), account=who, office_code=TOWN, role=role, label="对手", life=life, at=clock.now()
    )


@dataclass
class Election:
    """What was really voted, and what the adversary may know of the voters: everything but that."""

    house: House
    is_sealed: bool
    names: str  # of the projects, a character each
    truth: dict[Voter, Choice]
    this: VoteRound
    officials: b.Officials
    devices: list[s.Device]
    order: list[Voter]
    began: str = ""  # positions in the write-ahead log
    ended: str = ""

    @property
    def projects(self) -> list[bytes]:
        return [b.uid_of(name).encode() for name in self.names]

    def slots(self) -> Mapping[Voter, RollEntry]:
        by_account = {entry.account_uid: entry for entry in RollEntry.objects.filter(round=self.this)}
        return {voter: by_account[account.uid] for voter, account in enumerate(self.house.deputies)}


def superuser(database: str) -> psycopg.Connection[Any]:
    where = env.dsn(postgres.addresses(env.HOME).superuser)
    return psycopg.connect(**{**where, "dbname": database}, autocommit=True)


def hold(
    house: House, number: int, chance: random.Random, *, sealed: bool, meanwhile: Callable[[Election], None]
) -> Election:
    """One election from the ceremony to the declared result. Who votes when, and what, is drawn from `chance`.

    `meanwhile`: done when all have voted, before the round is closed.
    """
    with in_office(TOWN), superuser(house.database) as root:
        began = position(root)
        election = opened(house, number, chance, sealed=sealed)
        election.began = began
        unlucky = chance.choice(election.order)
        for voter in election.order:
            body = ballot_of(election, voter)
            if voter == unlucky:
                _killed_in_the_middle(house, root, election, voter, body)
            status = cast(house, election, voter, body)
            assert status in {200, 201}, status
        _mishaps(house, election, chance)
        meanwhile(election)
        _counted(house, election)
        election.ended = position(root)
    return election


def opened(house: House, number: int, chance: random.Random, *, sealed: bool) -> Election:
    """A vote on three projects of its own, opened to everybody; the ceremony before it, if it is sealed."""
    names = "".join(chr(0x4E00 + 3 * number + place) for place in range(3))
    vote = s.vote_of(names) if sealed else b.vote_of(names)
    officials = b.officials_of(vote)
    devices = s.ready(vote, officials) if sealed else []
    roll = [
        Expected(mandate, who.uid, who.name, ("deputy",), True)
        for mandate, who in zip(house.mandates, house.deputies, strict=True)
    ]
    with transaction.atomic():
        asked = [b.uid_of(name) for name in names]
        this = opening.begin(vote, "open", 1, asked, vote.method, roll, actor=b.director(), at=AT)
    truth = {voter: chance.choice(CHOICES) for voter in range(len(house.deputies))}
    order = list(truth)
    chance.shuffle(order)
    return Election(house, sealed, names, truth, this, officials, devices, order)


def position(root: psycopg.Connection[Any]) -> str:
    """Where the write-ahead log ends now."""
    found = root.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()
    assert found is not None
    return str(found[0])


def ballot_of(election: Election, voter: Voter) -> Any:
    choice = election.truth[voter]
    if not election.is_sealed:
        return {"marks": {b.uid_of(name): mark for name, mark in zip(election.names, choice, strict=True)}}
    said = {
        mark: "".join(name for name, each in zip(election.names, choice, strict=True) if each == mark)
        for mark in choice
    }
    who = as_actor(election.house.deputies[voter])
    sealed = s.seal(who, election.this, said.get("approve", ""), said.get("oppose", ""))
    return {"sealed": base64.b64encode(sealed).decode()}


def cast(house: House, election: Election, voter: Voter, body: Any) -> int:
    path = f"rounds/{election.this.uid}/{'sealed-ballot' if election.is_sealed else 'ballot'}/"
    return house.post(path, body, session=house.sessions[voter])[0]


def _killed_in_the_middle(
    house: House, root: psycopg.Connection[Any], election: Election, voter: Voter, body: Any
) -> None:
    """The voter's database connection dies while her ballot is on its way; the server has an error to report."""
    answers: list[int] = []
    table = f"o_{TOWN}.ballot_{'sealedballot' if election.is_sealed else 'ballot'}"
    with root.transaction():
        root.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        sending = threading.Thread(target=lambda: answers.append(cast(house, election, voter, body)))  # noqa: TID251 (touches no database)
        sending.start()
        deadline = time.monotonic() + PATIENCE
        while not _waiting(house.database):
            assert time.monotonic() < deadline, "no ballot waits for its table"
            time.sleep(0.02)
    sending.join()
    assert answers == [500], answers


def _waiting(database: str) -> bool:
    """End whoever of this database waits for a lock with a ballot in her hands: the web's connection, not a worker's."""
    with superuser(database) as other:
        found = other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
            " AND query ~ 'INSERT INTO .?ballot_'",
            [database],
        ).fetchall()
    return bool(found)


def _mishaps(house: House, election: Election, chance: random.Random) -> None:
    """A second window, another ballot for a slot that has one, and one that is no ballot at all."""
    voter, other = chance.sample(election.order, 2)
    again = ballot_of(election, voter)
    assert cast(house, election, voter, again) in {200, 201, 409}
    nonsense = {"sealed": base64.b64encode(bytes(40)).decode()} if election.is_sealed else {"marks": {"x": "approve"}}
    assert cast(house, election, other, nonsense) in {200, 201, 400, 409, 422}


def _counted(house: House, election: Election) -> None:
    this, officials = election.this, election.officials
    status, said = house.post(f"rounds/{this.uid}/closing/", {}, token=house.director)
    assert status in {200, 201}, said
    if election.is_sealed:
        _wait_for_the_workers(this)
        for device in election.devices[:2]:
            device.open(this)
    chief = token(Account.objects.get(uid=officials.chief.account_uid), Role.CHIEF_SCRUTINEER)
    status, said = house.post(f"rounds/{this.uid}/count/", {}, token=chief)
    assert status in {200, 201}, said
    this.refresh_from_db()
    for device in election.devices:
        device.sign(this)
    if this.revote is None and not this.refusal:
        b.confirmed(this.vote, officials)
        counting.certify(actor=officials.chief, vote_uid=this.vote.uid, at=clock.now())


def _wait_for_the_workers(this: VoteRound) -> None:
    deadline = time.monotonic() + PATIENCE
    while queries.box_of(this).root is None:
        assert time.monotonic() < deadline, f"{queries.pending(this.uid)} ballots wait for their check"
        time.sleep(0.1)
    assert not SealedBallot.objects.filter(round_uid=this.uid, verdict=None).exists()
