"""One whole vote in bytes, for whoever writes a third implementation: if this file must change, so must the version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tenants.ballot.case import Mark, Priority
from tenants.ballot.sealed import keys, opening, sealing
from tests.tenants.ballot.sealed.polls import APPROVAL, CEREMONY, ROOT, TRUSTEES, bytes_of, poll_of, slot

VECTORS = Path(__file__).with_name("vectors.json")


def whole() -> dict[str, Any]:
    poll = poll_of(APPROVAL, priorities=True)
    chosen = poll.layout.values({"A": Mark.APPROVE, "C": Mark.OPPOSE}, {"A": Priority.NECESSARY})
    ballots = [sealing.seal(poll, slot(at), chosen, bytes_of(f"seed {at}")) for at in (0, 1)]
    sums = opening.product([sealing.boxes_of(poll, each) for each in ballots], len(poll.layout.boxes))
    share = opening.open_share(1, TRUSTEES.secrets[1], sums, poll.manifest + ROOT)
    return {
        "format": "renda.ballot.v1",
        "ceremony": CEREMONY.hex(),
        "threshold": 2,
        "trustees": [
            {
                "index": each.index,
                "seed": bytes_of(f"trustee {each.index}").hex(),
                "transport_key": each.transport_key.hex(),
                "committed": reveal.hash(CEREMONY, each.index).hex(),
                "commitments": [point.hex() for point in reveal.commitments],
                "proof": reveal.proof.hex(),
                "secret": TRUSTEES.secrets[each.index].hex(),
                "public": keys.public_share(TRUSTEES.reveals, each.index).hex(),
            }
            for each, reveal in zip(TRUSTEES.people, TRUSTEES.reveals, strict=True)
        ],
        "key": poll.key.hex(),
        "manifest": poll.manifest.hex(),
        "boxes": [list(each) for each in poll.layout.boxes],
        "limits": [[list(each.boxes), each.least, each.most] for each in poll.layout.limits],
        "ballots": [
            {
                "slot": slot(at).hex(),
                "seed": bytes_of(f"seed {at}").hex(),
                "values": list(chosen),
                "sealed": sealed.hex(),
                "receipt": sealing.ballot_digest(poll, slot(at), sealed).hex(),
            }
            for at, sealed in enumerate(ballots)
        ],
        "root": ROOT.hex(),
        "share": {"index": 1, "points": [p.hex() for p in share.points], "proofs": [p.hex() for p in share.proofs]},
        "signature": {"index": 1, "of": ROOT.hex(), "signature": TRUSTEES.people[0].sign(ROOT).hex()},
    }


def test_the_published_vectors_are_what_this_implementation_computes() -> None:
    assert json.loads(VECTORS.read_text()) == whole()
