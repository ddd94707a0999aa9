"""The sealed box: where its ceremony stands, what a device needs to seal, to open, to sign. Never a ballot's content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from commons.kernel.actor import Actor
from tenants.ballot.errors import BoxNotFound, BoxStillOpen, BundleNotReady, NotCounted, NotOnRoll, NotSealed
from tenants.ballot.models import RollEntry, SealedBallot, SealedBox, Trustee, Vote, VoteRound
from tenants.ballot.policies import POLICY
from tenants.ballot.queries.papers import paper_lines
from tenants.ballot.queries.votes import permitted_round
from tenants.ballot.sealed import bundle as bundles
from tenants.ballot.sealed import keys, manifest, opening
from tenants.ballot.sealed.bundle import Bundle, Rejected
from tenants.ballot.sealed.group import SIZE
from tenants.ballot.sealed.manifest import Manifest
from tenants.ballot.sealed.proofs import PAIR, Sealed
from tenants.ballot.terms import Phase, SealedState, Secrecy, VoteState

CODE = 12  # hex digits of a receipt that a person compares

SHOWN = 40  # ballots an answer while voting goes on

LIVE = Q(verdict=None) | Q(verdict=True)


# ── the box and its ceremony ──────────────────────────────────────────────────────────────────
def is_sealed(of: Vote) -> bool:
    return of.secrecy == Secrecy.SEALED


def lock_box(uid: UUID) -> SealedBox:
    """The box, locked until the transaction ends, with its vote (not locked)."""
    found = SealedBox.objects.select_for_update(of=("self",)).select_related("vote").filter(uid=uid).first()
    if found is None:
        raise BoxNotFound()
    return found


def lock_box_of(this: VoteRound) -> SealedBox:
    """The box of an opened round, locked. Raises NotSealed."""
    found = SealedBox.objects.select_for_update().filter(round=this).first()
    if found is None:
        raise NotSealed()
    return found


def box_of(this: VoteRound) -> SealedBox:
    found = SealedBox.objects.filter(round=this).first()
    if found is None:
        raise NotSealed()
    return found


def live_box(of: Vote, number: int) -> SealedBox | None:
    """The box of round `number` whose ceremony was not abandoned."""
    return SealedBox.objects.filter(vote=of, number=number, abandoned_at=None).first()


def trustees(box: SealedBox) -> list[Trustee]:
    return list(Trustee.objects.filter(box=box).order_by("index"))


def phase(box: SealedBox, keepers: Sequence[Trustee]) -> Phase:
    if box.abandoned_at is not None:
        return Phase.ABANDONED
    if box.round_id is not None:
        return Phase.USED
    if any(each.committed is None for each in keepers):
        return Phase.COMMIT
    if any(each.commitments is None for each in keepers):
        return Phase.REVEAL
    if any(each.dealt is None for each in keepers):
        return Phase.DEAL
    if not all(each.acked for each in keepers):
        return Phase.CHECK
    return Phase.EMPTY if box.emptied_at is None else Phase.READY


def reveal_of(keeper: Trustee) -> keys.Reveal:
    """What a trustee revealed. Only once she has."""
    assert keeper.commitments is not None
    assert keeper.proof is not None
    row = bytes(keeper.commitments)
    return keys.Reveal(tuple(row[at : at + SIZE] for at in range(0, len(row), SIZE)), bytes(keeper.proof))


def parties(keepers: Sequence[Trustee]) -> list[manifest.Party]:
    return [
        manifest.Party(each.index, _known(each.committed), reveal_of(each), _known(each.transport_key))
        for each in keepers
    ]


def _known(value: Any) -> bytes:
    assert value is not None
    return bytes(value)


@dataclass(frozen=True, slots=True)
class KeeperFacts:
    """A trustee as all trustees see her; hex. `dealt` only what is meant for the viewer."""

    index: int
    name: str
    is_me: bool
    committed: str
    transport_key: str
    commitments: list[str]
    proof: str
    has_dealt: bool
    dealt: str
    acked: bool
    opened: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class BoxFacts:
    """A sealed box for the devices of its trustees and for the hall. Hex; "" is not yet."""

    uid: UUID
    number: int
    phase: Phase
    ceremony: str
    threshold: int
    broken_by: str
    fingerprint: str
    round_uid: UUID | None
    manifest_hash: str
    root: str
    pending: int
    result: str
    is_destroyed: bool
    keepers: tuple[KeeperFacts, ...]

    @property
    def me(self) -> KeeperFacts | None:
        return next((each for each in self.keepers if each.is_me), None)

    @property
    def phase_label(self) -> str:
        return self.phase.label


def boxes(viewer: Actor, of: Vote) -> list[BoxFacts]:
    """Every box of the vote, abandoned ceremonies too, in their order. Who is at the count sees it (`read_roll`)."""
    POLICY.permit(viewer, "ballot.read_roll", of)
    found = SealedBox.objects.filter(vote=of).select_related("round").order_by("number", "began_at", "uid")
    return [_facts(viewer, each, trustees(each)) for each in found]


def _facts(viewer: Actor, box: SealedBox, keepers: Sequence[Trustee]) -> BoxFacts:
    mine = next((each.index for each in keepers if each.account_uid == viewer.account_uid), 0)
    return BoxFacts(
        uid=box.uid,
        number=box.number,
        phase=phase(box, keepers),
        ceremony=bytes(box.ceremony).hex(),
        threshold=box.threshold,
        broken_by=box.broken_by,
        fingerprint=fingerprint(box, keepers),
        round_uid=box.round_id,
        manifest_hash=_hex(box.manifest_hash),
        root=_hex(box.root),
        pending=pending(box.round_id) if box.round_id else 0,
        result=result_of(box).hex() if box.counts is not None else "",
        is_destroyed=box.destroyed_at is not None,
        keepers=tuple(
            KeeperFacts(
                index=each.index,
                name=each.name,
                is_me=each.index == mine,
                committed=_hex(each.committed),
                transport_key=_hex(each.transport_key),
                commitments=[] if each.commitments is None else [one.hex() for one in reveal_of(each).commitments],
                proof=_hex(each.proof),
                has_dealt=each.dealt is not None,
                dealt=(each.dealt or {}).get(str(mine), ""),
                acked=each.acked,
                opened=each.opening is not None,
                signed=each.signature is not None,
            )
            for each in keepers
        ),
    )


def fingerprint(box: SealedBox, keepers: Sequence[Trustee]) -> str:
    """What the trustees' devices work out by themselves and read aloud, as it should be; "" before everybody has revealed."""
    if not keepers or any(each.commitments is None for each in keepers):
        return ""
    seen = [(each.index, _known(each.transport_key), reveal_of(each)) for each in keepers]
    return keys.fingerprint(bytes(box.ceremony), seen)


def _hex(value: Any) -> str:
    return "" if value is None else bytes(value).hex()


# ── the booth ─────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class SealedBooth:
    """What a voter's device needs to seal: the manifest's bytes, which it reads itself, and her slot (hex)."""

    round_uid: UUID
    manifest: bytes
    slot: str
    state: SealedState
    code: str


def sealed_booth(viewer: Actor, round_uid: UUID) -> SealedBooth:
    """For the voter herself. Raises NotOnRoll (nobody seals for a slot that is not hers), NotSealed."""
    this = permitted_round(viewer, round_uid, "ballot.cast")
    slot = None
    if viewer.account_uid is not None:
        slot = RollEntry.objects.filter(round=this, account_uid=viewer.account_uid).first()
    box = box_of(this)
    if slot is None or slot.slot is None:
        raise NotOnRoll()
    state, code = own_ballot(this.uid, bytes(slot.slot))
    return SealedBooth(
        round_uid=this.uid,
        manifest=_known(box.manifest),
        slot=bytes(slot.slot).hex(),
        state=state,
        code=code,
    )


def own_ballot(round_uid: UUID, slot: bytes) -> tuple[SealedState, str]:
    """How the ballot of a slot fares, and the code of its receipt while it stands."""
    found = SealedBallot.objects.filter(round_uid=round_uid, slot=slot).values_list("verdict", "digest")
    for verdict, digest in found:
        if verdict is not False:
            return (SealedState.VERIFIED if verdict else SealedState.RECEIVED), code_of(bytes(digest))
    return (SealedState.REJECTED if found else SealedState.NONE), ""


def code_of(digest: bytes) -> str:
    """The receipt for people: 12 hex digits in threes, e.g. 3fa 9c0 17b e42."""
    word = digest.hex()[:CODE]
    return " ".join(word[at : at + 3] for at in range(0, CODE, 3))


# ── after closing ─────────────────────────────────────────────────────────────────────────────
def manifest_of(box: SealedBox) -> Manifest:
    assert box.manifest is not None  # written when the round was opened
    return manifest.read(bytes(box.manifest))


def pending(round_uid: UUID) -> int:
    """Ballots whose proofs are not checked yet."""
    return SealedBallot.objects.filter(round_uid=round_uid, verdict=None).count()


def hall_digests(round_uid: UUID) -> tuple[str, str]:
    """What the hall compares with the scrutineers' devices: the key's fingerprint, and the seal root in groups of four ("" until
    the box is sealed). Of the choice they tell nothing."""
    box = SealedBox.objects.only("ceremony", "root").filter(round_id=round_uid).first()
    if box is None:
        return "", ""
    word = _hex(box.root)
    return fingerprint(box, trustees(box)), " ".join(word[at : at + 4] for at in range(0, len(word), 4))


def awaits_checking() -> bool:
    """Whether there is or may soon be a ballot to check: a round is open, or closed with its box not sealed."""
    return SealedBox.objects.filter(round__isnull=False, root=None, abandoned_at=None, destroyed_at=None).exists()


def sealed_set(round_uid: UUID) -> QuerySet[SealedBallot]:
    """The ballots that count, in the order of slots, which says nothing."""
    return SealedBallot.objects.filter(round_uid=round_uid, verdict=True).order_by("slot")


def sums_of(box: SealedBox) -> dict[str, tuple[Sealed, ...]]:
    """Part → the ciphertexts of its sum. Parts of too few ballots to be opened are left out. Raises BoxStillOpen."""
    if box.sums is None:
        assert box.round_id is not None
        raise BoxStillOpen(pending=pending(box.round_id))
    return {
        part: tuple(Sealed(bytes.fromhex(each[:PAIR]), bytes.fromhex(each[PAIR:])) for each in row)
        for part, row in box.sums.items()
    }


def shares_of(keepers: Sequence[Trustee], part: str) -> list[opening.Share]:
    """The checked shares of one part."""
    return [
        opening.Share(
            each.index,
            tuple(bytes.fromhex(point) for point in each.opening[part]["points"]),
            tuple(bytes.fromhex(proof) for proof in each.opening[part]["proofs"]),
        )
        for each in keepers
        if each.opening is not None and part in each.opening
    ]


def result_of(box: SealedBox) -> bytes:
    """What the trustees sign (32 bytes). Raises NotCounted."""
    if box.counts is None or box.round is None:
        raise NotCounted()
    assert box.round.outcome is not None
    return bundles.result_digest(_known(box.manifest_hash), _known(box.root), box.counts, box.round.outcome)


@dataclass(frozen=True, slots=True)
class SealedSet:
    """What a trustee's device checks and multiplies by itself. Bytes raw; `ballots`: (slot, sealed). `root` "" until sealed."""

    manifest: bytes
    root: bytes
    ballots: tuple[tuple[bytes, bytes], ...]


def shown_slots(box: SealedBox) -> list[bytes]:
    """The slots whose ballots were handed to the trustees' devices while voting went on, wave after wave."""
    row = bytes(box.shown or b"")
    return [row[at : at + manifest.SLOT] for at in range(0, len(row), manifest.SLOT)]


def sealed_set_of(viewer: Actor, round_uid: UUID, *, after: int = 0) -> SealedSet:
    """For trustees. `after`: how many ballots the device has, in the order in which they were shown.

    While voting goes on some of those shown since; once the box is sealed all that the device has not.
    """
    this = permitted_round(viewer, round_uid, "ballot.keep_key")
    box = box_of(this)
    shown, rows = shown_slots(box), sealed_set(this.uid)
    if box.root is None:
        wanted = shown[after : after + SHOWN]
        found = dict(rows.filter(slot__in=wanted).values_list("slot", "sealed"))
        ballots = [(slot, bytes(found[slot])) for slot in wanted]
    else:
        rest = rows.exclude(slot__in=shown[:after]).values_list("slot", "sealed")
        ballots = [(bytes(slot), bytes(sealed)) for slot, sealed in rest]
    return SealedSet(_known(box.manifest), bytes(box.root or b""), tuple(ballots))


def bundle(viewer: Actor, round_uid: UUID) -> bytes:
    """The audit bundle of a round that stood (`renda verify`). Public once the result is declared."""
    this = permitted_round(viewer, round_uid, "ballot.read_certificate")
    box = box_of(this)
    if this.vote.state not in (VoteState.AWAITING, VoteState.CERTIFIED) or box.counts is None:
        raise BundleNotReady()
    assert this.outcome is not None
    keepers = trustees(box)
    rejected = SealedBallot.objects.filter(round_uid=this.uid, verdict=False).order_by("digest")
    return bundles.write(
        Bundle(
            manifest=_known(box.manifest),
            ballots=[(bytes(each.slot), bytes(each.sealed)) for each in sealed_set(this.uid)],
            rejected=[Rejected(bytes(each.slot), bytes(each.sealed), each.place) for each in rejected],
            root=_known(box.root),
            shares={part: shares_of(keepers, part) for part in box.counts},
            paper={"issued": this.issued, "ballots": paper_lines(this)},
            counts=box.counts,
            answer=this.outcome,
            signatures={each.index: bytes(each.signature) for each in keepers if each.signature is not None},
        )
    )


def bundles_of(vote_uid: UUID) -> Mapping[int, UUID]:
    """Rounds of which there is a bundle: number → round uid."""
    found = SealedBox.objects.filter(vote_id=vote_uid, counts__isnull=False, round__isnull=False)
    return {box.number: box.round_id for box in found.order_by("number") if box.round_id is not None}
