"""The key of a sealed box is made by the scrutineers' devices, in steps that wait for each other (SPECIFICATION §4).

The server carries and checks public parts; it never holds anything that opens. A step repeated with the same bytes is
answered alike; with other bytes it is refused, so nobody replaces a part after seeing the others'.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from tenants.ballot import queries
from tenants.ballot.errors import (
    BoxNotEmpty,
    CeremonyOutOfTurn,
    CeremonyOutstanding,
    KeyPartRefused,
    KeyPartTaken,
    NoFurtherRound,
    NotSealed,
    NotTrustee,
    OfficersMissing,
    OfficersNotApproved,
)
from tenants.ballot.models import SealedBallot, SealedBox, Trustee, Vote, VoteRound
from tenants.ballot.policies import POLICY
from tenants.ballot.sealed import keys
from tenants.ballot.sealed.bundle import seal_root
from tenants.ballot.sealed.group import SIZE, is_point
from tenants.ballot.terms import Phase, VoteState

COMMITMENT = 64  # bytes of a commitment's hash


@transaction.atomic
def begin_ceremony(*, actor: Actor, vote_uid: UUID, at: dt.datetime) -> SealedBox:
    """Begin the ceremony for the round to come, with the vote's scrutineers; one that was begun before is abandoned."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.begin_ceremony", of)
    number = _number_of_the_round_to_come(of)
    box = _begin(of, number, at)
    record("ballot.begin_ceremony", box, actor=actor, at=at, facts={"round": number})
    return box


@transaction.atomic
def commit_key(*, actor: Actor, box_uid: UUID, committed: bytes, transport_key: bytes, at: dt.datetime) -> SealedBox:
    """First step: the hash of what will be revealed, and the key under which shares can be sent."""
    box, keepers, me = _at_the_table(actor, box_uid)
    if _repeated(me.committed, committed) and _repeated(me.transport_key, transport_key):
        return box
    _refuse_out_of_turn(box, keepers, Phase.COMMIT)
    if len(committed) != COMMITMENT:
        raise KeyPartRefused(step="commit")
    if not is_point(transport_key) or any(bytes(each.transport_key or b"") == transport_key for each in keepers):
        raise KeyPartRefused(step="transport key")
    me.committed, me.transport_key = committed, transport_key
    me.save(update_fields=["committed", "transport_key"])
    record("ballot.commit_key", box, actor=actor, at=at, facts={"number": me.index})
    return box


@transaction.atomic
def reveal_key(
    *, actor: Actor, box_uid: UUID, commitments: Sequence[bytes], proof: bytes, at: dt.datetime
) -> SealedBox:
    """Second step, when everybody has committed: what was committed to, checked here and on every device."""
    box, keepers, me = _at_the_table(actor, box_uid)
    if _repeated(me.commitments, b"".join(commitments)) and _repeated(me.proof, proof):
        return box
    _refuse_out_of_turn(box, keepers, Phase.REVEAL)
    assert me.committed is not None  # the phase says so
    reveal = keys.Reveal(tuple(commitments), proof)
    try:
        keys.check_reveal(bytes(box.ceremony), me.index, bytes(me.committed), box.threshold, reveal)
    except keys.CeremonyBroken as broken:
        raise KeyPartRefused(step=broken.step) from broken
    me.commitments, me.proof = b"".join(commitments), proof
    me.save(update_fields=["commitments", "proof"])
    record("ballot.reveal_key", box, actor=actor, at=at, facts={"number": me.index})
    return box


@transaction.atomic
def deal_shares(*, actor: Actor, box_uid: UUID, dealt: Mapping[int, bytes], at: dt.datetime) -> SealedBox:
    """Third step: for every other trustee her share, hidden under her key."""
    box, keepers, me = _at_the_table(actor, box_uid)
    table = {str(index): share.hex() for index, share in sorted(dealt.items())}
    if me.dealt is not None and me.dealt == table:
        return box
    if me.dealt is not None:
        raise KeyPartTaken()
    _refuse_out_of_turn(box, keepers, Phase.DEAL)
    others = {each.index for each in keepers} - {me.index}
    if set(dealt) != others or any(len(share) != SIZE for share in dealt.values()):
        raise KeyPartRefused(step="share")
    me.dealt = table
    me.save(update_fields=["dealt"])
    record("ballot.deal_shares", box, actor=actor, at=at, facts={"number": me.index})
    return box


@transaction.atomic
def acknowledge_shares(*, actor: Actor, box_uid: UUID, at: dt.datetime) -> SealedBox:
    """Fourth step: every share I was dealt fits what its dealer revealed."""
    box, keepers, me = _at_the_table(actor, box_uid)
    if me.acked:
        return box
    _refuse_out_of_turn(box, keepers, Phase.CHECK)
    me.acked = True
    me.save(update_fields=["acked"])
    record("ballot.acknowledge_shares", box, actor=actor, at=at, facts={"number": me.index})
    return box


@transaction.atomic
def name_wrong_share(*, actor: Actor, box_uid: UUID, dealer: int, at: dt.datetime) -> SealedBox:
    """Fourth step, the other way: this dealer's share does not fit. The ceremony is abandoned by name; a new one begins."""
    box, keepers, me = _at_the_table(actor, box_uid)
    _refuse_out_of_turn(box, keepers, Phase.CHECK)
    wrong = next((each for each in keepers if each.index == dealer and each.index != me.index), None)
    if wrong is None:
        raise KeyPartRefused(step="dealer")
    box.broken_by = wrong.name
    box.save(update_fields=["broken_by"])
    record("ballot.name_wrong_share", box, actor=actor, at=at, facts={"number": dealer})
    return _begin(box.vote, box.number, at)


@dataclass(frozen=True, slots=True)
class EmptyBox:
    """What the hall is shown before voting: no ballot, and the root of nothing."""

    ballots: int
    root: str


@transaction.atomic
def show_empty_box(*, actor: Actor, box_uid: UUID, at: dt.datetime) -> EmptyBox:
    """验空箱: the table of sealed ballots holds none but those of rounds already opened. Idempotent until opening."""
    box = queries.lock_box(box_uid)
    POLICY.permit(actor, "ballot.show_empty_box", box.vote)
    found = queries.phase(box, queries.trustees(box))
    if found not in (Phase.EMPTY, Phase.READY):
        raise CeremonyOutOfTurn(phase=found.label)
    known = VoteRound.objects.values("uid")
    inside = [
        bytes(each) for each in SealedBallot.objects.exclude(round_uid__in=known).values_list("digest", flat=True)
    ]
    if inside:
        raise BoxNotEmpty(ballots=len(inside))
    root = seal_root(inside)
    if box.emptied_at is None:
        box.emptied_at = at
        box.save(update_fields=["emptied_at"])
        record("ballot.show_empty_box", box, actor=actor, at=at, facts={"ballots": 0, "root": root.hex()})
    return EmptyBox(0, root.hex())


def ready_box(of: Vote, number: int) -> SealedBox:
    """The box a round may be opened with, locked. Raises CeremonyOutstanding."""
    found = queries.live_box(of, number)
    if found is None:
        raise CeremonyOutstanding()
    box = queries.lock_box(found.uid)
    if queries.phase(box, queries.trustees(box)) != Phase.READY:
        raise CeremonyOutstanding()
    return box


def abandon_ceremonies(of: Vote, at: dt.datetime) -> None:
    """Of rounds that were not opened: their trustees are no longer, or the vote is void."""
    SealedBox.objects.filter(vote=of, round=None, abandoned_at=None).update(abandoned_at=at)


def _begin(of: Vote, number: int, at: dt.datetime) -> SealedBox:
    abandon_ceremonies(of, at)
    keepers = [each for each in queries.officers(of) if each.scrutinises]
    if not keepers:
        raise OfficersMissing()
    box = SealedBox(
        vote=of,
        number=number,
        ceremony=secrets.token_bytes(SIZE),
        threshold=len(keepers) // 2 + 1,
        began_at=at,
    )
    box.save(force_insert=True)
    Trustee.objects.bulk_create(
        Trustee(box=box, index=index, account_uid=each.account_uid, name=each.name)
        for index, each in enumerate(keepers, start=1)
    )
    return box


def _number_of_the_round_to_come(of: Vote) -> int:
    if not queries.is_sealed(of):
        raise NotSealed()
    if of.officers_approved_at is None and of.rehearses is None:
        raise OfficersNotApproved()
    if of.state == VoteState.PREPARED:
        return 1
    last = queries.last_round(of)
    if of.state != VoteState.COUNTED or last is None or not queries.needs_another_round(of):
        raise NoFurtherRound()
    return last.number + 1


def _at_the_table(actor: Actor, box_uid: UUID) -> tuple[SealedBox, list[Trustee], Trustee]:
    """The box, locked, its trustees, and the one who acts. Raises NotTrustee."""
    box = queries.lock_box(box_uid)
    POLICY.permit(actor, "ballot.keep_key", box.vote)
    keepers = queries.trustees(box)
    me = next((each for each in keepers if each.account_uid == actor.account_uid), None)
    if me is None:
        raise NotTrustee()
    return box, keepers, me


def _repeated(stored: object, sent: bytes) -> bool:
    """Whether this was sent before. Raises KeyPartTaken when something else was."""
    if stored is None:
        return False
    if bytes(stored) != sent:  # type: ignore[call-overload]
        raise KeyPartTaken()
    return True


def _refuse_out_of_turn(box: SealedBox, keepers: Sequence[Trustee], expected: Phase) -> None:
    found = queries.phase(box, keepers)
    if found != expected:
        raise CeremonyOutOfTurn(phase=found.label)
