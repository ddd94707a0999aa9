"""Opening the sum by the trustees' shares, signing what was counted, destroying what could open more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.rulebook import queries as rulebook
from commons.rulebook.workdays import nth_working_day
from tenants.ballot import queries
from tenants.ballot.case import read_ballot
from tenants.ballot.errors import (
    CertificateNotFound,
    KeyPartTaken,
    KeysStillNeeded,
    NotCounted,
    NotSealed,
    NotTrustee,
    OpeningMissing,
    OpeningRefused,
    SignatureRefused,
    SignaturesMissing,
)
from tenants.ballot.models import RollEntry, SealedBox, Trustee, Vote, VoteRound
from tenants.ballot.policies import POLICY
from tenants.ballot.sealed import keys, opening, verifier
from tenants.ballot.sealed.manifest import Manifest
from tenants.ballot.sealed.opening import Share, ShareBroken
from tenants.ballot.tally import Outcome, Refused
from tenants.ballot.terms import VoteState

TOO_FEW = "ballot.too_few_to_open"
OBJECTION_DAYS = 5  # working days after the result was declared (1-76): as long as its public notice


# ── opening ───────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def give_opening_share(*, actor: Actor, round_uid: UUID, shares: Mapping[str, Share], at: dt.datetime) -> Trustee:
    """A trustee's part in opening every sum (part → share), checked against her public key. A bad one is named and left."""
    of, this = queries.lock_by_round(round_uid)
    POLICY.permit(actor, "ballot.keep_key", of)
    box = queries.lock_box_of(this)
    me = _me(box, actor)
    sums = queries.sums_of(box)
    table = {part: _plain(share) for part, share in shares.items()}
    if me.opening is not None:
        if me.opening != table:
            raise KeyPartTaken()
        return me
    poll = queries.manifest_of(box)
    if set(shares) != set(sums):
        raise OpeningRefused(name=me.name, box=0)
    assert box.root is not None  # sums are written with it
    for part, share in shares.items():
        public = keys.public_share(poll.reveals, me.index)
        try:
            opening.check_share(
                Share(me.index, share.points, share.proofs), public, sums[part], poll.hash + bytes(box.root)
            )
        except ShareBroken as broken:
            raise OpeningRefused(name=me.name, box=broken.box + 1) from broken
    me.opening = table
    me.save(update_fields=["opening"])
    record("ballot.give_opening_share", box, actor=actor, at=at, facts={"number": me.index})
    return me


@dataclass(frozen=True, slots=True)
class Opened:
    """`returned`: electronic ballots that count."""

    outcome: Outcome
    returned: int


def open_sums(this: VoteRound, lines: Sequence[dict[str, Any]]) -> Opened:
    """Put the shares together and let the engine decide over phones and the tellers' `lines`. Writes the counts into the box.

    Raises BoxStillOpen, OpeningMissing. A sum of too few is not opened: the round does not stand.
    """
    box = queries.lock_box_of(this)
    sums, poll, keepers = queries.sums_of(box), queries.manifest_of(box), queries.trustees(box)
    returned = dict.fromkeys(poll.parts, 0)
    for slot in queries.sealed_set(this.uid).values_list("slot", flat=True):
        returned[poll.slots[bytes(slot)]] += 1
    if few := [ballots for part, ballots in returned.items() if ballots and part not in sums]:
        return Opened(_too_few(min(few), poll), sum(returned.values()))
    counts: dict[str, list[int]] = {}
    for part, each in sums.items():
        shares = queries.shares_of(keepers, part)
        if len(shares) < box.threshold:
            raise OpeningMissing(missing=box.threshold - len(shares))
        counts[part] = list(opening.combine(shares[: box.threshold], each, returned[part]))
    box.counts = counts
    box.save(update_fields=["counts"])
    layout = poll.poll.layout
    papers = [
        read_ballot(line, f"纸质票第 {number} 行", layout.method, layout.candidates, groups=poll.roll.groups)
        for number, line in enumerate(lines, 1)
    ]
    assert this.issued is not None  # closed
    return Opened(verifier.decide(poll, papers, this.issued, counts, returned), sum(returned.values()))


def _too_few(ballots: int, poll: Manifest) -> Outcome:
    sentence = (
        f"收到的密封票只有 {ballots} 张，少于 {poll.smallest_sum} 张，开启合计会透露个人的选择，不予开启，本轮投票无效。"
        "请用纸质票重新投票。"
    )
    return Outcome(0, 0, Refused(TOO_FEW, sentence))


# ── signing ───────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def sign_result(*, actor: Actor, round_uid: UUID, signature: bytes, at: dt.datetime) -> Trustee:
    """A trustee's device signs manifest, root and result of a round (SPECIFICATION §6). Idempotent."""
    of, this = queries.lock_by_round(round_uid)
    POLICY.permit(actor, "ballot.keep_key", of)
    box = queries.lock_box_of(this)
    me = _me(box, actor)
    if of.state != VoteState.COUNTED or this.outcome is None:
        raise NotCounted()
    assert me.transport_key is not None
    if not keys.is_signed(bytes(me.transport_key), queries.result_of(box), signature):
        raise SignatureRefused()
    if me.signature is None:
        me.signature = signature
        me.save(update_fields=["signature"])
        record("ballot.sign_result", box, actor=actor, at=at, facts={"number": me.index})
    return me


def refuse_unsigned(of: Vote) -> None:
    """Every round that was opened is signed by as many trustees as it takes to open it. Raises SignaturesMissing."""
    for box in SealedBox.objects.filter(vote=of, counts__isnull=False).order_by("number"):
        signed = Trustee.objects.filter(box=box, signature__isnull=False).count()
        if signed < box.threshold:
            raise SignaturesMissing(round=box.number, missing=box.threshold - signed)


# ── destroying ────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def destroy_keys(*, actor: Actor, vote_uid: UUID, at: dt.datetime) -> Vote:
    """After the objection period: hidden shares and the link from slot to person are erased, minuted. Idempotent.

    The sealed ballots stay, so that anybody can still count again; whose they were nobody can tell any more.
    """
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.destroy_keys", of)
    if not queries.is_sealed(of):
        raise NotSealed()
    if of.state != VoteState.CERTIFIED:
        raise CertificateNotFound()
    until, _ = nth_working_day(clock.date_of(of.certificate.declared_at), OBJECTION_DAYS, rulebook.calendar())
    if clock.date_of(at) <= until:
        raise KeysStillNeeded(until=until)
    if erase_links(of, at):
        record("ballot.destroy_keys", of, actor=actor, at=at)
    return of


def erase_links(of: Vote, at: dt.datetime) -> int:
    """Erase what joins slots to people or to a stretch of time, and what could help to open, of every box of this vote; how many boxes."""
    boxes = SealedBox.objects.filter(vote=of, destroyed_at=None)
    Trustee.objects.filter(box__in=boxes).update(dealt=None)
    RollEntry.objects.filter(round__vote=of).update(slot=None)
    return boxes.update(destroyed_at=at, shown=None)


def _me(box: SealedBox, actor: Actor) -> Trustee:
    found = Trustee.objects.filter(box=box, account_uid=actor.account_uid).first() if actor.account_uid else None
    if found is None:
        raise NotTrustee()
    return found


def _plain(share: Share) -> dict[str, Any]:
    return {"points": _hexes(share.points), "proofs": _hexes(share.proofs)}


def _hexes(values: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in values]
