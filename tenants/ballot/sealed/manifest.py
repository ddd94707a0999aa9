"""What is fixed before the first ballot: the paper, the rules, the roll's slots and the key. Its bytes are the poll.

The manifest is JSON; its SHA-256, over the very bytes that are published, binds every ballot, share and signature. So
there is nothing to canonicalise: who has the bytes has the poll. It names slots, never people.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tenants.ballot.case import Roll
from tenants.ballot.method import Method
from tenants.ballot.sealed import keys
from tenants.ballot.sealed.encoding import loads, unhex
from tenants.ballot.sealed.group import Point, is_point
from tenants.ballot.sealed.layout import Layout
from tenants.ballot.sealed.sealing import Poll

FORMAT = "renda.ballot.v1"
# A sum over few ballots would tell what one of them said to those who know the others. A rule may ask for more.
SMALLEST_SUM = 5
SLOT = 16  # bytes


class NotAManifest(ValueError):
    """These bytes are no manifest of this format; the words name the field."""


@dataclass(frozen=True, slots=True)
class Party:
    """A trustee as everybody sees her: index, hash committed to (64 bytes), what she revealed, her transport key."""

    index: int
    committed: bytes
    reveal: keys.Reveal
    transport_key: Point


@dataclass(frozen=True)
class Manifest:
    """`slots`: slot (16 bytes) → its group of the double threshold, or "". `titles`: candidate → what it is called."""

    raw: bytes
    title: str
    ceremony: bytes
    threshold: int
    parties: tuple[Party, ...]
    poll: Poll
    roll: Roll
    slots: Mapping[bytes, str]
    smallest_sum: int
    titles: Mapping[str, str]

    @property
    def hash(self) -> bytes:
        return self.poll.manifest

    @cached_property
    def reveals(self) -> tuple[keys.Reveal, ...]:
        return tuple(each.reveal for each in self.parties)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The sums that are opened apart: one for each group of the method, or one alone."""
        return tuple(sorted(set(self.slots.values()))) or ("",)


def write(
    *,
    title: str,
    method: Mapping[str, Any],
    candidates: Sequence[str],
    priorities: bool,
    roll: Mapping[str, Any],
    slots: Mapping[bytes, str],
    ceremony: bytes,
    threshold: int,
    parties: Sequence[Party],
    smallest_sum: int,
    titles: Mapping[str, str] | None = None,
) -> bytes:
    """The bytes of a manifest. `titles` where candidates are keys that nobody can read. Slots are written in the order of their own bytes, which says nothing."""
    return json.dumps(
        {
            "format": FORMAT,
            "title": title,
            "method": dict(method),
            "candidates": list(candidates),
            **({"titles": dict(titles)} if titles else {}),
            "priorities": priorities,
            "roll": dict(roll),
            "slots": {slot.hex(): slots[slot] for slot in sorted(slots)},
            "smallest_sum": smallest_sum,
            "ceremony": ceremony.hex(),
            "threshold": threshold,
            "trustees": [
                {
                    "index": each.index,
                    "committed": each.committed.hex(),
                    "commitments": [point.hex() for point in each.reveal.commitments],
                    "proof": each.reveal.proof.hex(),
                    "transport_key": each.transport_key.hex(),
                }
                for each in parties
            ],
            "key": keys.joint_key([each.reveal for each in parties]).hex(),
        },
        ensure_ascii=False,
        indent=1,
    ).encode()


def read(raw: bytes) -> Manifest:
    """The manifest these bytes are. Raises NotAManifest; what can be checked about a key is `check_key`'s to check."""
    try:
        found = loads(raw)
        if found["format"] != FORMAT:
            raise NotAManifest("format")
        method = Method.read(found["method"])
        layout = Layout.of(method, found["candidates"], priorities=bool(found["priorities"]))
        roll = found["roll"]
        return Manifest(
            raw=raw,
            title=str(found["title"]),
            ceremony=unhex(found["ceremony"]),
            threshold=int(found["threshold"]),
            parties=tuple(_party(each) for each in found["trustees"]),
            poll=Poll(hashlib.sha256(raw).digest(), unhex(found["key"]), layout),
            roll=Roll(int(roll["expected"]), int(roll["present"]), dict(roll.get("groups", {}))),
            slots={_slot(slot): str(group) for slot, group in found["slots"].items()},
            smallest_sum=int(found["smallest_sum"]),
            titles={str(uid): str(title) for uid, title in found.get("titles", {}).items()},
        )
    except NotAManifest:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise NotAManifest(str(wrong)) from wrong


def check_key(manifest: Manifest) -> None:
    """That the key is the trustees' own, of this threshold. Raises keys.CeremonyBroken with whose part does not fit."""
    indices = [each.index for each in manifest.parties]
    if indices != list(range(1, len(indices) + 1)) or not 1 < manifest.threshold <= len(indices):
        raise keys.CeremonyBroken(0, "threshold")
    for each in manifest.parties:
        keys.check_reveal(manifest.ceremony, each.index, each.committed, manifest.threshold, each.reveal)
        # Under the identity anybody could sign; two with one key would be one who signs for two.
        if (
            not is_point(each.transport_key)
            or [one.transport_key for one in manifest.parties].count(each.transport_key) > 1
        ):
            raise keys.CeremonyBroken(each.index, "transport key")
    if keys.joint_key(manifest.reveals) != manifest.poll.key:
        raise keys.CeremonyBroken(0, "joint key")


def _slot(word: str) -> bytes:
    """16 bytes: a receipt hashes slot and ballot one behind the other."""
    if len(word) != 2 * SLOT:
        raise ValueError("slot")
    return unhex(word)


def _party(found: Mapping[str, Any]) -> Party:
    commitments = tuple(unhex(point) for point in found["commitments"])
    return Party(
        int(found["index"]),
        unhex(found["committed"]),
        keys.Reveal(commitments, unhex(found["proof"])),
        unhex(found["transport_key"]),
    )
