"""Everything that is found of one election, and what the keys in the adversary's hands open of it."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping, Sequence
from uuid import UUID

from commons.kernel.tenancy import in_office
from tenants.ballot import queries
from tenants.ballot.models import RollEntry, SealedBallot
from tenants.ballot.sealed import keys, opening, sealing
from tenants.ballot.sealed.group import IDENTITY, Point, Scalar, generate, multiply, scalar, subtract
from tests.adversary import disk
from tests.adversary.election import Election, superuser
from tests.adversary.linking import Choice, Evidence, Guesses, Heap, Voter, appearance
from tests.conftest import TOWN
from tests.factories import ballot as b

ONE = generate(scalar(1))


def gathered(election: Election) -> Evidence:
    """Rows, log, files, events, memory; traits of what lies in each slot; and all that one scrutineer's key can open."""
    house = election.house
    with in_office(TOWN), superuser(house.database) as root:
        slots = election.slots()
        ballots = {
            bytes(each.slot): each for each in SealedBallot.objects.filter(round_uid=election.this.uid, verdict=True)
        }
        inside = (
            {voter: ballots[bytes(entry.slot or b"")] for voter, entry in slots.items()} if election.is_sealed else {}
        )
        names = {voter: _names(election, voter, entry, inside.get(voter)) for voter, entry in slots.items()}
        found = Evidence(election.truth, election.projects, names)
        words = [*election.projects, *(name for each in names.values() for name in each)]
        found.heaps |= disk.rows(root, words)
        found.heaps |= disk.log(root, election.began, election.ended)
        found.heaps |= disk.files(house.server.home)
        found.heaps["events of Sentry"] = [Heap(each, (at,)) for at, each in enumerate(house.mailbox.posted)]
        leaders = {name: process.pid for name, process in house.server.processes.items()}
        found.heaps |= disk.memory(leaders, election.projects)
        found.traits |= _orders(found)
        found.traits |= _waiting(election, found)
        if election.is_sealed:
            found.traits |= _looks({voter: bytes(each.sealed) for voter, each in inside.items()}, slots)
            found.opened["one scrutineer's"] = unsealed(election, inside, who=[1])
            found.traits |= _half_open(election, inside)
    return found


def _names(election: Election, voter: Voter, entry: RollEntry, inside: SealedBallot | None) -> Sequence[bytes]:
    """All that stands for a voter: who she is, her place on the roll, her session; her slot and her receipt."""
    assert entry.account_uid is not None
    found = [entry.name.encode(), election.house.sessions[voter].encode()]
    for uid in (entry.uid, entry.account_uid, entry.mandate_uid):
        found += _forms_of(uid)
    if inside is not None:
        found += [form for raw in (bytes(inside.slot), bytes(inside.digest)) for form in _written(raw)]
        found += [bytes(inside.sealed)[:32], base64.b64encode(bytes(inside.sealed)[:30])]
    return found


def _forms_of(uid: UUID) -> Sequence[bytes]:
    return [uid.bytes, str(uid).encode(), uid.hex.encode()]


def _written(raw: bytes) -> Sequence[bytes]:
    return [raw, raw.hex().encode(), base64.b64encode(raw)]


# ── traits ────────────────────────────────────────────────────────────────────────────────────
def _orders(found: Evidence) -> Mapping[str, Mapping[Voter, float]]:
    """The order in which voters first appear, wherever there is one."""
    orders = {
        channel: appearance(found, channel)
        for channel, heaps in found.heaps.items()
        if any(each.order for each in heaps)
    }
    return {
        f"order in {channel}": {voter: float(place) for place, voter in enumerate(order)}
        for channel, order in orders.items()
        if len(order) == len(found.names)
    }


def _waiting(election: Election, found: Evidence) -> Mapping[str, Mapping[Voter, float]]:
    """How long each cast took by the web's log, which has them in the order of the write-ahead log."""
    order = found.traits.get("order in transactions in the log", {})
    route = "sealed-ballot" if election.is_sealed else "/ballot/"
    server = election.house.server
    took = disk.waits(server.home, server.port, route)[-len(election.truth) - 2 :]
    return {"milliseconds": dict(zip(sorted(order, key=lambda voter: order[voter]), took, strict=False))}


def _looks(sealed: Mapping[Voter, bytes], slots: Mapping[Voter, RollEntry]) -> Mapping[str, Mapping[Voter, float]]:
    """What can be seen from outside: every sixteenth byte, length, how well it packs, how many bits are set."""
    size = len(next(iter(sealed.values())))
    traits = {f"byte {at}": {voter: float(raw[at]) for voter, raw in sealed.items()} for at in range(0, size, 16)}
    return traits | {
        "length": {voter: float(len(raw)) for voter, raw in sealed.items()},
        "packed": {voter: float(len(zlib.compress(raw))) for voter, raw in sealed.items()},
        "bits": {voter: float(int.from_bytes(raw).bit_count()) for voter, raw in sealed.items()},
        "slot": {voter: float(int.from_bytes(bytes(entry.slot or b"")[:6])) for voter, entry in slots.items()},
        "row key": {voter: float(int.from_bytes(entry.uid.bytes[:6])) for voter, entry in slots.items()},
    }


# ── keys ──────────────────────────────────────────────────────────────────────────────────────
def unsealed(election: Election, inside: Mapping[Voter, SealedBallot], *, who: Sequence[int]) -> Guesses:
    """Single ballots opened with the whole devices of these scrutineers, if that is enough."""
    layout = queries.manifest_of(queries.box_of(election.this)).poll.layout
    found: dict[Voter, Choice] = {}
    for voter, ballot in inside.items():
        for secret in _secrets(election, who):
            read = [_opened(box.b, multiply(secret, box.a)) for box in _boxes(election, ballot)]
            if None not in read:
                ones = {box for box, value in zip(layout.boxes, read, strict=True) if value}
                found[voter] = tuple(_mark(b.uid_of(name), ones) for name in election.names)
                break
    return found


def _mark(project: str, ones: set[tuple[str, str]]) -> str:
    return next((mark for mark in ("approve", "oppose") if (project, mark) in ones), "abstain")


def _secrets(election: Election, who: Sequence[int]) -> list[Scalar]:
    """What might be the key: the shares put together by every weight there is, and the parts of it that their makers chose."""
    shares = {each.index: keys.secret_share(each.received) for each in election.devices if each.index in who}
    whole = [
        _combined(shares, opening.lagrange([index for index in indices if index in range(1, 4)])) for indices in _sets()
    ]
    chosen = [each.trustee.coefficients[0] for each in election.devices if each.index in who]
    return [*whole, *shares.values(), *chosen]


def _sets() -> list[list[int]]:
    return [[1, 2], [1, 3], [2, 3], [1, 2, 3]]


def _combined(shares: Mapping[int, Scalar], weights: Mapping[int, Scalar]) -> Scalar:
    return scalar(
        sum(
            int.from_bytes(weights[index], "little") * int.from_bytes(share, "little")
            for index, share in shares.items()
            if index in weights
        )
    )


def _boxes(election: Election, ballot: SealedBallot) -> Sequence[sealing.Sealed]:
    poll = queries.manifest_of(queries.box_of(election.this)).poll
    return sealing.boxes_of(poll, bytes(ballot.sealed))


def _opened(outside: Point, hidden: Point) -> int | None:
    return {IDENTITY: 0, ONE: 1}.get(subtract(outside, hidden))


def _half_open(election: Election, inside: Mapping[Voter, SealedBallot]) -> Mapping[str, Mapping[Voter, float]]:
    """What one scrutineer's key leaves of the first boxes, as a number: nothing of the choice should be in it."""
    share = keys.secret_share(election.devices[0].received)
    traits: dict[str, dict[Voter, float]] = {}
    for voter, ballot in inside.items():
        for place, box in enumerate(_boxes(election, ballot)[:6]):
            left = subtract(box.b, multiply(share, box.a))
            traits.setdefault(f"box {place} half open", {})[voter] = float(left[0])
    return traits
