"""The sealed ballot on its way into the box, and the check of its proofs by the workers (voting.md §9).

Casting keeps no time and no person: the slot is named, what is in the ballot nobody here can read. One person one vote is
the partial unique index `ballot_sealed_one_live_a_slot`; the round is held FOR SHARE against closing; the roll's channel
decides between phone and paper. Who has the receipt has it after the commit.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor, system
from commons.kernel.errors import Refusal
from commons.kernel.tenancy import current_code
from tenants.ballot import queries
from tenants.ballot.errors import (
    AnotherBallotStands,
    NotOnRoll,
    NotOpen,
    NotSealed,
    NotSignedIn,
    PaperTaken,
    SealRefused,
    SealRejected,
    TooFewToSeal,
)
from tenants.ballot.models import RollEntry, SealedBallot, SealedBox, VoteRound
from tenants.ballot.policies import POLICY
from tenants.ballot.sealed import bundle as bundles
from tenants.ballot.sealed import manifest, opening, sealing
from tenants.ballot.sealed.manifest import SMALLEST_SUM, Manifest
from tenants.ballot.terms import RECEIPT, Channel

WAVE = 20  # ballots that trustees' devices are shown together, drawn by lot from at least twice as many
BATCH = 4  # ballots a transaction of a worker checks: some 0.2 s of work, lost at most once if it is killed
SLOT = 16  # bytes


# ── opening ───────────────────────────────────────────────────────────────────────────────────
def give_slots(slots: Sequence[RollEntry]) -> None:
    """A random slot to everybody who is here with an account, before the roll is written. Raises TooFewToSeal."""
    voting = [slot for slot in slots if slot.is_present and slot.account_uid is not None]
    for slot in voting:
        slot.slot = secrets.token_bytes(SLOT)
    for part in {slot.group for slot in slots}:
        present = sum(slot.group == part for slot in voting)
        if present < SMALLEST_SUM:
            raise TooFewToSeal(present=present, least=SMALLEST_SUM)


def freeze_manifest(box: SealedBox, this: VoteRound, slots: Sequence[RollEntry]) -> None:
    """Write the manifest of a round that is being opened: from now on its bytes are the poll."""
    of, keepers = this.vote, queries.trustees(box)
    titles = {item.candidate_uid: item.title for item in queries.items(of, this.candidates)}
    groups: dict[str, int] = {}
    for slot in slots:
        if slot.group:
            groups[slot.group] = groups.get(slot.group, 0) + 1
    raw = manifest.write(
        title=of.title if this.number == 1 else f"{of.title}（第 {this.number} 轮）",
        method=this.method,
        candidates=this.candidates,
        titles=titles,
        priorities=of.has_priorities,
        roll={"expected": this.expected, "present": this.present, "groups": groups},
        slots={bytes(slot.slot): slot.group for slot in slots if slot.slot is not None},
        ceremony=bytes(box.ceremony),
        threshold=box.threshold,
        parties=queries.parties(keepers),
        smallest_sum=SMALLEST_SUM,
    )
    poll = manifest.read(raw)
    manifest.check_key(poll)
    box.round, box.manifest, box.manifest_hash, box.ballot_size = this, raw, poll.hash, poll.poll.size
    box.save(update_fields=["round", "manifest", "manifest_hash", "ballot_size"])


# ── casting ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class SealedReceipt:
    """`digest`: SHA-256 over manifest, slot and ballot, hex. `code`: its beginning, for people."""

    receipt: str
    digest: str
    code: str


_LAY_IN = """
INSERT INTO ballot_sealedballot (uid, round_uid, slot, digest, sealed, place)
VALUES (%s, %s, %s, %s, %s, '') ON CONFLICT DO NOTHING
"""
_MARK = "UPDATE ballot_rollentry SET voted = true WHERE uid = %s AND channel = %s"


@transaction.atomic
def cast_sealed(*, actor: Actor, round_uid: UUID, sealed: bytes, at: dt.datetime) -> SealedReceipt:
    """Put a sealed ballot into its slot. The same bytes get the same receipt, whenever; others are refused while one stands.

    `at` is taken like everywhere, and kept nowhere.
    """
    held = queries.hold_slot(round_uid, actor.account_uid)
    POLICY.permit(actor, "ballot.cast")
    if held is None:
        raise NotOnRoll()
    if held.manifest_hash is None:
        raise NotSealed()
    if held.slot is None:  # erased with the keys, or never given
        raise NotOpen() if held.closed_at else NotSignedIn()
    digest = sealing.receipt(held.manifest_hash, held.slot, sealed)
    refusal = _refusal(held, sealed)
    if refusal is None and _lay_in(round_uid, held, digest, sealed):
        nobody = Actor(account_uid=None, name="", office_code=actor.office_code)
        record("ballot.cast", RollEntry(uid=held.entry), actor=nobody, at=held.opened_at, uid=uuid.uuid4())
    elif not _stands(round_uid, held.slot, digest):
        raise refusal or AnotherBallotStands()
    return SealedReceipt(RECEIPT, digest.hex(), queries.code_of(digest))


def _refusal(held: queries.HeldSlot, sealed: bytes) -> Refusal | None:
    """Why nothing may be put into this slot now, whether or not something lies in it."""
    if held.closed_at is not None:
        return NotOpen()
    if held.channel == Channel.PAPER:
        return PaperTaken()
    return SealRefused() if len(sealed) != held.ballot_size else None


def _lay_in(round_uid: UUID, held: queries.HeldSlot, digest: bytes, sealed: bytes) -> bool:
    """False where a live ballot lies in the slot: the unique index decides, and its refusal leaves no line in any log,
    which would say when. Raises PaperTaken: then what was laid in goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_LAY_IN, [uuid.uuid4(), round_uid, held.slot, digest, sealed])
        if not cursor.rowcount:
            return False
        cursor.execute(_MARK, [held.entry, Channel.ELECTRONIC])
        if not cursor.rowcount:
            raise PaperTaken()  # handed out since we looked
    return True


def _stands(round_uid: UUID, slot: bytes, digest: bytes) -> bool:
    """Whether this very ballot is in. Raises AnotherBallotStands, SealRejected."""
    for found, verdict in SealedBallot.objects.filter(round_uid=round_uid, slot=slot).values_list("digest", "verdict"):
        if verdict is not False:
            if bytes(found) == digest:
                return True
            raise AnotherBallotStands()
        if bytes(found) == digest:
            raise SealRejected()
    return False


# ── checking, by the workers ──────────────────────────────────────────────────────────────────
@transaction.atomic
def check_ballots(*, limit: int = BATCH, at: dt.datetime) -> int:
    """Check the proofs of some ballots nobody else is checking; how many. A ballot that does not hold gives its slot back."""
    boxed = SealedBox.objects.filter(round__isnull=False).values("round")  # a stray row must not stop the others' check
    unchecked = SealedBallot.objects.select_for_update(skip_locked=True).filter(verdict=None, round_uid__in=boxed)
    waiting = list(unchecked.order_by("uid")[:limit])
    polls = {uid: _poll_of(uid) for uid in {each.round_uid for each in waiting}}
    good = []
    for each in waiting:
        try:
            sealing.check(polls[each.round_uid].poll, bytes(each.slot), bytes(each.sealed))
        except sealing.SealBroken as broken:
            _reject(each, broken.place, at)
        else:
            good.append(each.uid)
    SealedBallot.objects.filter(uid__in=good).update(verdict=True)
    for uid in sorted(polls):
        show_waves(uid)
        seal_box(uid)
    return len(waiting)


def show_waves(round_uid: UUID) -> None:
    """Let trustees' devices check while voting goes on what they would have to check, with the hall waiting, after closing.

    They must not learn from it who sealed what slot: a scrutineer sees people press the button. So ballots are shown as a
    pool mix does it (Chaum 1981, Mixmaster): only when 2·WAVE wait, WAVE of them, drawn by lot. Each is shown among WAVE
    or more that came within a stretch of time, the last ones among WAVE or more after closing; of fewer than 2·WAVE voters
    nothing is shown before. That tells the count, by twenties: less than the hall screen.
    """
    box = SealedBox.objects.select_for_update().only("shown").get(round_id=round_uid)
    shown = set(queries.shown_slots(box))
    waiting = [
        slot for slot in map(bytes, queries.sealed_set(round_uid).values_list("slot", flat=True)) if slot not in shown
    ]
    drawn: list[bytes] = []
    lot = secrets.SystemRandom()
    while len(waiting) >= 2 * WAVE:
        wave = lot.sample(waiting, WAVE)
        waiting = [slot for slot in waiting if slot not in set(wave)]
        drawn += wave
    if drawn:
        box.shown = bytes(box.shown or b"") + b"".join(drawn)
        box.save(update_fields=["shown"])


def _reject(ballot: SealedBallot, place: str, at: dt.datetime) -> None:
    SealedBallot.objects.filter(uid=ballot.uid).update(verdict=False, place=place)
    entry = RollEntry.objects.get(round_id=ballot.round_uid, slot=ballot.slot)
    entry.voted = False
    entry.save(update_fields=["voted"])
    record("ballot.reject_sealed", entry, actor=system(current_code()), at=at)


def _poll_of(round_uid: UUID) -> Manifest:
    return queries.manifest_of(SealedBox.objects.get(round_id=round_uid))


# ── closing ───────────────────────────────────────────────────────────────────────────────────
def seal_box(round_uid: UUID) -> None:
    """Write the root and the sums once the round is closed and no proof is pending: at closing, or by the last check.

    The box is locked first: of closing and the last check, whoever comes second finds what the other has done.
    """
    box = SealedBox.objects.select_for_update().get(round_id=round_uid)
    closed = VoteRound.objects.filter(uid=round_uid, closed_at__isnull=False).exists()
    if not closed or box.root is not None or queries.pending(round_uid):
        return
    ballots = list(queries.sealed_set(round_uid))
    poll = queries.manifest_of(box)
    parts = {part: [each for each in ballots if poll.slots[bytes(each.slot)] == part] for part in poll.parts}
    box.root = bundles.seal_root(bytes(each.digest) for each in ballots)
    box.sums = {
        part: [each.raw.hex() for each in _product(poll, inside)]
        for part, inside in parts.items()
        if len(inside) >= poll.smallest_sum
    }
    box.save(update_fields=["root", "sums"])


def _product(poll: Manifest, ballots: Sequence[SealedBallot]) -> Sequence[sealing.Sealed]:
    opened = (sealing.boxes_of(poll.poll, bytes(each.sealed)) for each in ballots)
    return opening.product(opened, len(poll.poll.layout.boxes))
