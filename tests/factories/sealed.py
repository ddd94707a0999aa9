"""A sealed vote in the hall: the scrutineers' and deputies' devices, in Python, by the same pure code that checks them.

`ready(vote)` walks the whole ceremony; `cast(device_of_nobody…)` does not exist: a ballot is sealed by its own voter.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from commons.kernel.actor import Actor
from tenants.ballot import queries
from tenants.ballot.case import Mark, Priority
from tenants.ballot.commands import ceremony, counting, sealing, unsealing
from tenants.ballot.models import SealedBox, Vote, VoteRound
from tenants.ballot.sealed import keys, manifest, opening
from tenants.ballot.sealed import sealing as envelopes
from tenants.ballot.sealed.layout import Layout
from tests.factories import ballot as b
from tests.factories.people import AT


def vote_of(projects: str = "甲乙丙", seats: int = 2, **changes: Any) -> Vote:
    return b.vote_of(projects, seats, secrecy="sealed", **changes)


@dataclass
class Device:
    """A scrutineer's device: her secret, and what she was dealt."""

    actor: Actor
    box: SealedBox
    index: int
    trustee: keys.Trustee
    received: dict[int, bytes] = field(default_factory=dict)

    @property
    def ceremony(self) -> bytes:
        return bytes(self.box.ceremony)

    def commit(self) -> SealedBox:
        return ceremony.commit_key(
            actor=self.actor,
            box_uid=self.box.uid,
            committed=self.trustee.reveal(self.ceremony).hash(self.ceremony, self.index),
            transport_key=self.trustee.transport_key,
            at=AT,
        )

    def reveal(self) -> SealedBox:
        shown = self.trustee.reveal(self.ceremony)
        return ceremony.reveal_key(
            actor=self.actor, box_uid=self.box.uid, commitments=shown.commitments, proof=shown.proof, at=AT
        )

    def dealt(self) -> dict[int, bytes]:
        return {
            each.index: self.trustee.deal(self.ceremony, each.index, bytes(each.transport_key or b""))
            for each in queries.trustees(self.box)
            if each.index != self.index
        }

    def deal(self) -> SealedBox:
        return ceremony.deal_shares(actor=self.actor, box_uid=self.box.uid, dealt=self.dealt(), at=AT)

    def receive(self) -> None:
        """Raises keys.CeremonyBroken with the dealer whose share does not fit."""
        for each in queries.trustees(self.box):
            if each.index == self.index:
                self.received[self.index] = self.trustee.share_for(self.index)
                continue
            assert each.dealt is not None
            self.received[each.index] = self.trustee.receive(
                self.ceremony,
                each.index,
                bytes.fromhex(each.dealt[str(self.index)]),
                bytes(each.transport_key or b""),
                queries.reveal_of(each),
            )

    def acknowledge(self) -> SealedBox:
        self.receive()
        return ceremony.acknowledge_shares(actor=self.actor, box_uid=self.box.uid, at=AT)

    def shares(self, this: VoteRound) -> dict[str, opening.Share]:
        """Multiplied here, from what was downloaded, as the device does it."""
        found = queries.sealed_set_of(self.actor, this.uid)
        poll = manifest.read(found.manifest)
        shares = {}
        for part in poll.parts:
            inside = [
                envelopes.boxes_of(poll.poll, sealed) for slot, sealed in found.ballots if poll.slots[slot] == part
            ]
            if len(inside) >= poll.smallest_sum:
                sums = opening.product(inside, len(poll.poll.layout.boxes))
                secret = keys.secret_share(self.received)
                shares[part] = opening.open_share(self.index, secret, sums, poll.hash + found.root)
        return shares

    def open(self, this: VoteRound) -> None:
        unsealing.give_opening_share(actor=self.actor, round_uid=this.uid, shares=self.shares(this), at=AT)

    def sign(self, this: VoteRound) -> None:
        box = queries.box_of(this)
        signature = self.trustee.sign(queries.result_of(box))
        unsealing.sign_result(actor=self.actor, round_uid=this.uid, signature=signature, at=AT)


def begun(vote: Vote, officials: b.Officials) -> list[Device]:
    """The ceremony begun by the chief; each scrutineer with her device."""
    box = ceremony.begin_ceremony(actor=officials.chief, vote_uid=vote.uid, at=AT)
    return devices_of(box, officials)


def devices_of(box: SealedBox, officials: b.Officials) -> list[Device]:
    actors = {each.account_uid: each for each in officials.all_scrutineers}
    return [
        Device(
            actors[each.account_uid],
            box,
            each.index,
            keys.Trustee.from_seed(bytes(box.ceremony), each.index, box.threshold, secrets.token_bytes(32)),
        )
        for each in queries.trustees(box)
    ]


def keyed(vote: Vote, officials: b.Officials) -> list[Device]:
    """The whole ceremony but the empty box."""
    devices = begun(vote, officials)
    for step in (Device.commit, Device.reveal, Device.deal, Device.acknowledge):
        for device in devices:
            step(device)
    return devices


def ready(vote: Vote, officials: b.Officials) -> list[Device]:
    devices = keyed(vote, officials)
    ceremony.show_empty_box(actor=officials.chief, box_uid=devices[0].box.uid, at=AT)
    return devices


def seal(voter: Actor, this: VoteRound, approve: str = "", oppose: str = "", **priorities: str) -> bytes:
    """The voter's device: from what the booth says, fresh randomness."""
    booth = queries.sealed_booth(voter, this.uid)
    poll = manifest.read(booth.manifest).poll
    return envelopes.seal(poll, bytes.fromhex(booth.slot), _values(poll.layout, approve, oppose, priorities), _seed())


def _values(layout: Layout, approve: str, oppose: str, priorities: dict[str, str]) -> tuple[int, ...]:
    marks: dict[str, Mark | int] = {b.uid_of(name): Mark.APPROVE for name in approve}
    marks |= {b.uid_of(name): Mark.OPPOSE for name in oppose}
    return layout.values(marks, {b.uid_of(name): Priority(grade) for name, grade in priorities.items()})


def _seed() -> bytes:
    return secrets.token_bytes(32)


def send(voter: Actor, this: VoteRound, sealed: bytes) -> sealing.SealedReceipt:
    return sealing.cast_sealed(actor=voter, round_uid=this.uid, sealed=sealed, at=AT)


def cast(voter: Actor, this: VoteRound, approve: str = "", oppose: str = "") -> sealing.SealedReceipt:
    return send(voter, this, seal(voter, this, approve, oppose))


def broken(sealed: bytes) -> bytes:
    """Of the right length, and its proofs do not hold: the last response with one bit turned."""
    return sealed[:-32] + bytes([sealed[-32] ^ 1]) + sealed[-31:]


def checked() -> int:
    """What the workers do until nothing is left; how many ballots."""
    total = 0
    while done := sealing.check_ballots(at=AT):
        total += done
    return total


@dataclass
class Hall:
    """A sealed vote, opened to these voters."""

    voters: list[Actor]
    vote: Vote
    officials: b.Officials
    devices: list[Device]
    round: VoteRound

    @classmethod
    def of(cls, voters: int = 6, vote: Vote | None = None, *, absent: int = 0) -> Hall:
        people = b.voters(voters)
        vote = vote or vote_of()
        officials = b.officials_of(vote)
        devices = ready(vote, officials)
        return cls(people, vote, officials, devices, b.opened(vote, people, absent=absent))

    def cast(self, *choices: str) -> None:
        """Each of the first voters casts one; "甲-乙" approves 甲 and opposes 乙."""
        for voter, choice in zip(self.voters, choices, strict=False):
            approve, _, oppose = choice.partition("-")
            cast(voter, self.round, approve, oppose)

    def close(self) -> VoteRound:
        checked()
        self.round = b.closed(self.round)
        return self.round

    def open(self, *who: int) -> None:
        for each in self.devices:
            if each.index in (who or (1, 3)):
                each.open(self.round)

    def count(self) -> VoteRound:
        self.round = b.counted(self.round, self.officials)
        return self.round

    def sign(self, *who: int) -> None:
        for each in self.devices:
            if each.index in (who or (1, 2, 3)):
                each.sign(self.round)

    def declare(self) -> Any:
        b.confirmed(self.vote, self.officials)
        return counting.certify(actor=self.officials.chief, vote_uid=self.vote.uid, at=AT)
