"""A hall to measure in, and to kill in: one congress with its deputies signed in, and votes opened to them.

Rows that preparation would write are written here; from the key ceremony on everything goes through the commands. The
trustees' secrets stay in this process: what their devices do is done by the same pure code.
"""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from commons.access import commands as access
from commons.access import queries as granted
from commons.directory import commands as directory
from commons.identity import commands as identity
from commons.identity.models import Account
from commons.identity.terms import MembershipKind
from commons.kernel import clock
from commons.kernel.actor import Actor, Role, system
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_commons, in_office
from tenants.ballot import queries
from tenants.ballot.case import Mark, Priority
from tenants.ballot.commands import ceremony, counting, opening, unsealing
from tenants.ballot.models import Officer, Question, RollEntry, Vote, VoteRound
from tenants.ballot.policies import PERMISSIONS
from tenants.ballot.sealed import keys, sealing
from tenants.ballot.sealed import opening as shares
from tenants.ballot.sealed.group import Scalar
from tenants.ballot.sealed.sealing import Poll
from tenants.ballot.terms import Duty

CODE = "440703"  # a county's congress
AT = dt.datetime(2026, 1, 5, 1, 0, tzinfo=dt.UTC)
METHOD: Mapping[str, Any] = {
    "form": "approval",
    "overvote": "void_ballot",
    "undervote": "valid",
    "quorum": {"at_least": "2/3", "base": "all_deputies"},
    "pass": {"more_than": "1/2", "base": "all_deputies"},
    "min_participation": None,
    "margin": None,
    "tie": "revote",
    "shortfall": "accept",
}
_SCRUTINEERS = ((Duty.CHIEF, Role.CHIEF_SCRUTINEER), (Duty.SCRUTINEER, Role.SCRUTINEER), (Duty.SCRUTINEER, Role.SCRUTINEER))  # fmt: skip
_phones = itertools.count(13700000000)


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and the session of a device that is signed in."""

    actor: Actor
    session: str

    @property
    def uid(self) -> UUID:
        assert self.actor.account_uid is not None
        return self.actor.account_uid


@dataclass
class Hall:
    """The people of one office."""

    deputies: list[Person]
    director: Person
    scrutineers: list[Person]  # the chief first

    @classmethod
    def of(cls, deputies: int) -> Hall:
        """The office, opened, with its people. In a database that has been migrated and holds no office."""
        operator = Actor(None, "基准测试", "", frozenset({Role.PROVISIONER, Role.SYSTEM}))
        with in_commons():
            for code in ("44", "4407", CODE):
                directory.found_offices(actor=operator, division=code, depth=0, at=AT)
            for code in ("44", CODE):
                directory.open_office(actor=operator, code=code, at=AT)
        with in_office(CODE):
            return cls(
                [person(f"代表{number:03}", MembershipKind.DEPUTY, Role.DEPUTY) for number in range(1, deputies + 1)],
                person("主任", MembershipKind.STAFF, Role.DIRECTOR),
                [person(f"{duty.label}{at}", MembershipKind.DEPUTY, role) for at, (duty, role) in enumerate(_SCRUTINEERS)],
            )  # fmt: skip

    @contextmanager
    def inside(self) -> Iterator[None]:
        with in_office(CODE):
            yield

    def open(
        self,
        *,
        sealed: bool,
        projects: int,
        limit: int | None = None,
        priorities: bool = False,
        voters: int | None = None,
    ) -> OpenVote:
        """A vote on so many projects, opened to the first `voters` deputies. Call inside."""
        vote = self._prepared(sealed, projects, limit or max(1, projects // 2), priorities)
        secret = self._keyed(vote) if sealed else {}
        candidates = [str(each.candidate_uid) for each in queries.questions(vote)]
        roll = [
            opening.Expected(uuid4(), each.uid, each.actor.name, ("deputy",), True) for each in self.deputies[:voters]
        ]
        with transaction.atomic():
            this = opening.begin(
                vote, "open", 1, candidates, vote.method, roll, actor=self.director.actor, at=clock.now()
            )
        return OpenVote(self, vote, this, candidates, secret)

    def _prepared(self, sealed: bool, projects: int, limit: int, priorities: bool) -> Vote:
        vote = Vote(
            created_at=AT,
            cycle_uid=new_uid(),
            session_uid=new_uid(),
            title="2026年民生实事项目票决",
            seats=limit,
            method={**METHOD, "seats": limit},
            method_adoption_uid=new_uid(),
            method_title="民生实事项目票决办法（第 1 版）",
            officers_approved_at=AT,
            has_priorities=priorities,
            needs_confirmation=False,
            secrecy="sealed" if sealed else "plain",
        )
        vote.save(force_insert=True)
        Question.objects.bulk_create(
            Question(
                vote=vote, order=order, candidate_uid=new_uid(), title=f"项目{order}", content=f"项目{order}的建设内容"
            )
            for order in range(1, projects + 1)
        )
        for (duty, _), who in zip(_SCRUTINEERS, self.scrutineers, strict=True):
            Officer(vote=vote, account_uid=who.uid, name=who.actor.name, duty=duty).save(force_insert=True)
            for permission in PERMISSIONS[duty]:
                access.grant(account=Account.objects.get(uid=who.uid), permission=permission, on=vote)
        return vote

    def _keyed(self, vote: Vote) -> dict[int, Scalar]:
        """The whole ceremony; each trustee's secret share by her index."""
        chief = self.scrutineers[0].actor
        box = ceremony.begin_ceremony(actor=chief, vote_uid=vote.uid, at=AT)
        name = bytes(box.ceremony)
        actors: dict[UUID | None, Actor] = {each.uid: each.actor for each in self.scrutineers}
        table = [
            (actors[each.account_uid], keys.Trustee.from_seed(name, each.index, box.threshold, secrets.token_bytes(32)))
            for each in queries.trustees(box)
        ]
        here: dict[str, Any] = {"box_uid": box.uid, "at": AT}
        for who, device in table:
            committed = device.reveal(name).hash(name, device.index)
            ceremony.commit_key(actor=who, committed=committed, transport_key=device.transport_key, **here)
        for who, device in table:
            shown = device.reveal(name)
            ceremony.reveal_key(actor=who, commitments=shown.commitments, proof=shown.proof, **here)
        for who, device in table:
            others = [other for _, other in table if other is not device]
            dealt = {other.index: device.deal(name, other.index, other.transport_key) for other in others}
            ceremony.deal_shares(actor=who, dealt=dealt, **here)
        for who, _ in table:
            ceremony.acknowledge_shares(actor=who, **here)
        ceremony.show_empty_box(actor=chief, **here)
        return {
            device.index: keys.secret_share({dealer.index: dealer.share_for(device.index) for _, dealer in table})
            for _, device in table
        }


@dataclass
class OpenVote:
    """An opened round: what phones seal for, how scrutineers open it."""

    hall: Hall
    vote: Vote
    round: VoteRound
    candidates: list[str]
    secret: dict[int, Scalar]
    slots: dict[UUID, bytes] = field(init=False)
    poll: Poll = field(init=False)  # of a sealed vote

    def __post_init__(self) -> None:
        if self.secret:
            self.poll = queries.manifest_of(queries.box_of(self.round)).poll
        rows = RollEntry.objects.filter(round=self.round).values_list("account_uid", "slot")
        self.slots = {who: bytes(slot) for who, slot in rows if who is not None and slot is not None}

    def path(self, act: str) -> str:
        return f"/api/v1/ballot/rounds/{self.round.uid}/{act}/"

    def values(self, approve: Sequence[str], priority: Mapping[str, Priority] | None = None) -> tuple[int, ...]:
        """The boxes of a ballot that approves these candidates."""
        return self.poll.layout.values(dict.fromkeys(approve, Mark.APPROVE), priority or {})

    def openings(self, least: int = 2) -> Iterator[tuple[Person, dict[str, shares.Share]]]:
        """What the devices of so many scrutineers give to open the sums. Once the box is sealed."""
        box = queries.box_of(self.round)
        assert box.root is not None
        context, sums = self.poll.manifest + bytes(box.root), queries.sums_of(box)
        for keeper in queries.trustees(box)[:least]:
            who = next(each for each in self.hall.scrutineers if each.uid == keeper.account_uid)
            yield (
                who,
                {
                    part: shares.open_share(keeper.index, self.secret[keeper.index], each, context)
                    for part, each in sums.items()
                },
            )

    def counted(self) -> VoteRound:
        """Opened by two, counted by the chief."""
        if self.secret:
            for who, given in self.openings():
                unsealing.give_opening_share(actor=who.actor, round_uid=self.round.uid, shares=given, at=clock.now())
        chief = self.hall.scrutineers[0].actor
        return counting.count(actor=chief, round_uid=self.round.uid, at=clock.now())


def sealed(poll: Poll, slot: bytes, values: Sequence[int]) -> bytes:
    """What a phone makes."""
    return sealing.seal(poll, slot, values, secrets.token_bytes(32))


def person(name: str, kind: MembershipKind, role: Role) -> Person:
    who = identity.register_account(actor=system(CODE), name=name, phone=str(next(_phones)), at=AT)
    access.appoint(actor=system(CODE), account=who, kind=kind, roles=[role], at=AT)
    return Person(granted.actor_for(who), _session(who))


def _session(who: Account) -> str:
    """A device that is signed in, as `identity.views.begin` leaves it."""
    store, now = import_module(settings.SESSION_ENGINE).SessionStore(), clock.now().timestamp()
    store.update(
        {
            "_auth_user_id": str(who.pk),
            "_auth_user_backend": "commons.identity.backends.PhoneBackend",
            "_auth_user_hash": who.get_session_auth_hash(),
            "office": CODE,
            "began": now,
            "seen": now,
        }
    )
    store.save()
    return str(store.session_key)
