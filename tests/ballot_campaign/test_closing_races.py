"""Casting against closing against paper, with real commits: whoever has a receipt is counted, and nobody twice.

`make test-long` runs a thousand rounds of each, CI thirty; in both modes. And the control: without FOR SHARE it is seen.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from commons.access import commands as access
from commons.identity.models import Account
from commons.kernel.actor import Actor
from commons.kernel.tenancy import in_office
from tenants.ballot import queries
from tenants.ballot.commands import papers
from tenants.ballot.errors import NotOpen, PaperTaken, SlotsRefused
from tenants.ballot.models import Ballot, RollEntry, SealedBallot, SealedBox, Trustee, Vote, VoteRound
from tenants.ballot.policies import TELL
from tenants.ballot.queries import votes
from tenants.ballot.sealed.bundle import seal_root
from tenants.ballot.terms import Channel
from tests.concurrency.test_two_ballots import together
from tests.conftest import TOWN
from tests.factories import ballot as b
from tests.factories import sealed as s
from tests.factories.people import AT

VOTERS = 6
IN_CI, LONG = 30, 1000
STAGGER = 0.06  # seconds within which everybody begins to cast, but one who is late; chair and teller come early, or they would come last


class Races:
    """Round after round in one office; the key of the first ceremony serves them all."""

    def __init__(self, is_sealed: bool, seed: int = 1) -> None:
        self.is_sealed, self.luck = is_sealed, random.Random(seed)
        self.voters = b.voters(VOTERS)
        vote = s.vote_of("甲乙", 1) if is_sealed else b.vote_of("甲乙", 1)
        officials = b.officials_of(vote)
        self.teller = officials.tellers[0]
        self.keepers = queries.trustees(s.ready(vote, officials)[0].box) if is_sealed else []
        self.seen: Counter[str] = Counter()

    def round(self, *, with_paper: bool) -> list[str]:
        """One race: everybody casts, the chair closes, perhaps the teller hands out paper. What is wrong afterwards."""
        vote = s.vote_of("甲乙", 1) if self.is_sealed else b.vote_of("甲乙", 1)
        if self.is_sealed:
            self._keyed(vote)
        this = b.opened(vote, self.voters)
        works: list[Callable[[], Any]] = [self._cast(who, this) for who in self.voters]
        works.append(partial(b.closed, this))
        if with_paper:
            access.grant(account=Account.objects.get(uid=self.teller.account_uid), permission=TELL, on=vote)
            works.append(partial(papers.issue_papers, actor=self.teller, round_uid=this.uid, at=AT))
        last = [STAGGER] * (VOTERS - 1) + [STAGGER * 5] + [STAGGER / 2] * 2
        answers = together(
            [partial(self._late, each, self.luck.uniform(0, most)) for each, most in zip(works, last, strict=False)]
        )
        return self._wrong(this, answers)

    def _wrong(self, this: VoteRound, answers: list[Any]) -> list[str]:
        cast, (closing, *paper) = answers[:VOTERS], answers[VOTERS:]
        unexpected = [
            each for each in cast if isinstance(each, Exception) and not isinstance(each, (NotOpen, PaperTaken))
        ]
        unexpected += [closing] if isinstance(closing, Exception) else []
        unexpected += [
            each for each in paper if isinstance(each, Exception) and not isinstance(each, (NotOpen, SlotsRefused))
        ]
        wrong = [f"unexpected: {each!r}" for each in unexpected]
        given = {
            who.account_uid for who, each in zip(self.voters, cast, strict=True) if not isinstance(each, Exception)
        }
        roll = list(RollEntry.objects.filter(round=this))
        inside, sealed = self._box(this, roll)
        wrong += (
            [f"receipts {len(given)}, ballots {len(inside)}"]
            if sorted(map(str, given)) != sorted(map(str, inside))
            else []
        )
        if sealed is not None and sealed != sorted(
            bytes.fromhex(each.digest) for each in cast if not isinstance(each, Exception)
        ):
            wrong.append("the sealed set is not that of the receipts")
        on_paper = {each.account_uid for each in roll if each.channel == Channel.PAPER}
        wrong += ["paper and phone both"] if on_paper & given else []
        wrong += ["the roll differs"] if {each.account_uid for each in roll if each.voted} != given else []
        for who, each in zip(self.voters, cast, strict=True):
            if isinstance(each, PaperTaken) and who.account_uid not in on_paper:
                wrong.append("neither paper nor phone")
        self.seen.update(type(each).__name__ if isinstance(each, Exception) else "receipt" for each in cast)
        return wrong

    def _box(self, this: VoteRound, roll: list[RollEntry]) -> tuple[list[UUID | None], list[bytes] | None]:
        """Whose ballots are in the box; sealed, also the digests if they are those under the root."""
        if not self.is_sealed:
            times = Ballot.objects.filter(round_uid=this.uid).count()
            voted = [each.account_uid for each in roll if each.voted]
            return (voted if len(voted) == times else [None] * times), None
        s.checked()
        owners = {bytes(each.slot or b""): each.account_uid for each in roll}
        rows = list(
            SealedBallot.objects.filter(round_uid=this.uid).exclude(verdict=False).values_list("slot", "digest")
        )
        digests = sorted(bytes(digest) for _, digest in rows)
        is_root = bytes(queries.box_of(this).root or b"") == seal_root(digests)
        return [owners[bytes(slot)] for slot, _ in rows], digests if is_root else []

    def _cast(self, who: Actor, this: VoteRound) -> Callable[[], Any]:
        if self.is_sealed:
            return partial(s.send, who, this, s.seal(who, this, "甲"))
        return partial(b.cast, who, this, "甲")

    def _keyed(self, vote: Vote) -> None:
        """A ceremony of its own, made of the first one's parts: what devices do is not what is raced here."""
        first = self.keepers[0].box
        box = SealedBox(
            vote=vote, number=1, ceremony=first.ceremony, threshold=first.threshold, began_at=AT, emptied_at=AT
        )
        box.save(force_insert=True)
        names = ("index", "account_uid", "name", "committed", "transport_key", "commitments", "proof", "dealt", "acked")
        Trustee.objects.bulk_create(
            Trustee(box=box, **{name: getattr(each, name) for name in names}) for each in self.keepers
        )

    @staticmethod
    def _late(work: Callable[[], Any], seconds: float) -> Any:
        time.sleep(seconds)
        return work()


def race(is_sealed: bool, rounds: int) -> None:
    with in_office(TOWN):
        races = Races(is_sealed)
        for number in range(rounds):
            assert races.round(with_paper=number % 2 == 1) == [], f"round {number}"
    assert set(races.seen) == {"receipt", "NotOpen", "PaperTaken"}, "not every way was met: this proves too little"


@pytest.mark.parametrize("is_sealed", [True, False], ids=["sealed", "plain"])
def test_of_casting_closing_and_paper_at_once_every_receipt_counts_once_and_nothing_else(
    committed: str, is_sealed: bool
) -> None:
    race(is_sealed, IN_CI)


@pytest.mark.long
@pytest.mark.parametrize("is_sealed", [True, False], ids=["sealed", "plain"])
def test_and_so_it_is_a_thousand_times(committed: str, is_sealed: bool) -> None:
    race(is_sealed, LONG)


def test_without_the_lock_on_the_round_these_races_see_a_receipt_that_does_not_count(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: if this one found nothing, the tests above would prove nothing."""

    slot = votes.hold_slot

    def slow(round_uid: UUID, account_uid: UUID | None) -> queries.HeldSlot | None:
        found = slot(round_uid, account_uid)
        time.sleep(0.01)
        return found

    monkeypatch.setattr(votes, "_SLOT", votes._SLOT.replace("FOR SHARE OF this", ""))
    monkeypatch.setattr(queries, "hold_slot", slow)
    with in_office(TOWN):
        races = Races(is_sealed=True)
        assert any(races.round(with_paper=False) for _ in range(IN_CI))
