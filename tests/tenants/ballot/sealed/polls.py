"""A poll with its trustees, for tests: small, and the same every time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from tenants.ballot.method import Method
from tenants.ballot.sealed import keys, opening, sealing
from tenants.ballot.sealed.group import Scalar
from tenants.ballot.sealed.layout import Layout

CEREMONY = hashlib.sha256(b"ceremony").digest()
MANIFEST = hashlib.sha256(b"manifest").digest()
ROOT = hashlib.sha256(b"root").digest()


def bytes_of(word: str, size: int = 32) -> bytes:
    return hashlib.sha512(word.encode()).digest()[:size]


def slot(number: int) -> bytes:
    return bytes_of(f"slot {number}", 16)


@dataclass(frozen=True)
class Trustees:
    people: tuple[keys.Trustee, ...]
    reveals: tuple[keys.Reveal, ...]
    secrets: Mapping[int, Scalar]

    @classmethod
    def of(cls, threshold: int, number: int) -> Trustees:
        """The whole ceremony, every step checked as the devices check it."""
        people = tuple(
            keys.Trustee.from_seed(CEREMONY, index, threshold, bytes_of(f"trustee {index}"))
            for index in range(1, number + 1)
        )
        reveals = tuple(each.reveal(CEREMONY) for each in people)
        for each, reveal in zip(people, reveals, strict=True):
            keys.check_reveal(CEREMONY, each.index, reveal.hash(CEREMONY, each.index), threshold, reveal)
        secrets = {each.index: keys.secret_share(cls._dealt(each, people, reveals)) for each in people}
        return cls(people, reveals, secrets)

    @staticmethod
    def _dealt(
        receiver: keys.Trustee, people: tuple[keys.Trustee, ...], reveals: tuple[keys.Reveal, ...]
    ) -> dict[int, Scalar]:
        return {
            dealer.index: receiver.receive(
                CEREMONY,
                dealer.index,
                dealer.deal(CEREMONY, receiver.index, receiver.transport_key),
                dealer.transport_key,
                reveal,
            )
            for dealer, reveal in zip(people, reveals, strict=True)
        }

    def open(self, poll: sealing.Poll, ballots: Mapping[int, bytes], *who: int) -> tuple[int, ...]:
        """The sums, by the shares of these trustees, each checked first. `ballots`: slot number → sealed."""
        boxes = [sealing.check(poll, slot(number), sealed) for number, sealed in ballots.items()]
        sums = opening.product(boxes, len(poll.layout.boxes))
        shares = [opening.open_share(index, self.secrets[index], sums, ROOT) for index in who]
        for share in shares:
            opening.check_share(share, keys.public_share(self.reveals, share.index), sums, ROOT)
        return opening.combine(shares, sums, len(ballots))


TRUSTEES = Trustees.of(2, 3)
CANDIDATES = ("A", "B", "C", "D")


def poll_of(method: Mapping[str, object], *, priorities: bool = False, trustees: Trustees = TRUSTEES) -> sealing.Poll:
    layout = Layout.of(Method.read(dict(method)), CANDIDATES, priorities=priorities)
    return sealing.Poll(MANIFEST, keys.joint_key(trustees.reveals), layout)


APPROVAL = {"seats": 2, "form": "approval", "max_approvals": 2}
RANKING = {"seats": 2, "form": "ranking", "max_approvals": 2}
