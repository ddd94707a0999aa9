"""Real commits, real threads: one person one ballot, and a receipt given is a ballot counted (quality F26, F27)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import close_old_connections, connection

from commons.kernel.tenancy import in_office
from tenants.ballot.commands import papers
from tenants.ballot.errors import NotOpen, PaperTaken
from tenants.ballot.models import Ballot, RollEntry
from tenants.ballot.terms import RECEIPT, Channel
from tests.conftest import TOWN
from tests.factories import ballot as b
from tests.factories.people import AT

ROUNDS = 8


def together(works: list[Callable[[], Any]]) -> list[Any]:
    """Run all at the same moment, each on a connection of its own inside the town. Answers, or what was refused."""
    start = threading.Barrier(len(works))
    answers: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            with in_office(TOWN):
                start.wait(timeout=20)
                answers[place] = work()
        except Exception as refused:
            answers[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]  # noqa: TID251 (they enter the office)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    close_old_connections()
    return answers


def test_two_devices_of_one_deputy_at_once_leave_exactly_one_ballot(committed: str) -> None:
    with in_office(TOWN):
        for _ in range(ROUNDS):
            voter, *others = b.voters(2)
            this = b.opened(b.vote_of(), [voter, *others])
            works = [partial(b.cast, voter, this, choice) for choice in ("甲", "乙", "丙", "甲乙", "乙丙")]
            assert together(works) == [RECEIPT] * 5
            assert Ballot.objects.filter(round_uid=this.uid).count() == 1
            assert RollEntry.objects.filter(round=this, voted=True).count() == 1


def test_a_receipt_given_while_the_round_closes_is_a_ballot_counted_and_nothing_else_is(committed: str) -> None:
    """One votes before the closing begins, one after it has ended, six in the midst of it."""
    with in_office(TOWN):
        for _ in range(ROUNDS):
            vote = b.vote_of(quorum=None)
            officials = b.officials_of(vote)
            early, *racing, late = b.voters(8)
            this = b.opened(vote, [early, *racing, late])
            voted, closing, ended = threading.Event(), threading.Event(), threading.Event()
            works = [_then(partial(b.cast, early, this, "甲"), voted)]
            works += [_after(closing, partial(b.cast, who, this, "甲")) for who in racing]
            works += [_after(ended, partial(b.cast, late, this, "甲"))]
            works += [_after(voted, _first(closing, _then(partial(b.closed, this), ended)))]
            first, *answers, last, _ = together(works)

            assert first == RECEIPT
            assert isinstance(last, NotOpen)
            assert all(answer == RECEIPT or isinstance(answer, NotOpen) for answer in answers), answers
            receipts = 1 + sum(answer == RECEIPT for answer in answers)
            counted = b.counted(this, officials)
            assert (counted.returned, counted.refusal) == (receipts, "")
            assert counted.outcome["valid"] == receipts
            assert RollEntry.objects.filter(round=this, voted=True).count() == receipts
            assert Ballot.objects.filter(round_uid=this.uid).count() == receipts
            assert written_by() == 1, "a ballot came in behind the shuffle"


def test_a_paper_handed_out_while_the_phone_votes_leaves_one_of_the_two(committed: str) -> None:
    with in_office(TOWN):
        for _ in range(ROUNDS):
            vote = b.vote_of()
            teller = b.officials_of(vote).tellers[0]
            voters = b.voters(3)
            this = b.opened(vote, voters)
            works: list[Callable[[], Any]] = [partial(b.cast, who, this, "甲") for who in voters]
            works.append(partial(papers.issue_papers, actor=teller, round_uid=this.uid, at=AT))
            answers = together(works)
            receipts = sum(answer == RECEIPT for answer in answers)
            refused = sum(isinstance(answer, PaperTaken) for answer in answers)
            assert receipts + refused == 3, answers
            on_paper = RollEntry.objects.filter(round=this, channel=Channel.PAPER).count()
            assert (receipts, on_paper) == (Ballot.objects.filter(round_uid=this.uid).count(), refused)


def written_by() -> int:
    """How many transactions wrote the box: one, the shuffle, unless a ballot slipped in behind it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM ballot_ballot")
        return int(cursor.fetchone()[0])


def _after(event: threading.Event, work: Callable[[], Any]) -> Callable[[], Any]:
    def waiting() -> Any:
        assert event.wait(timeout=30)
        return work()

    return waiting


def _first(event: threading.Event, work: Callable[[], Any]) -> Callable[[], Any]:
    def telling() -> Any:
        event.set()
        return work()

    return telling


def _then(work: Callable[[], Any], event: threading.Event) -> Callable[[], Any]:
    def telling() -> Any:
        try:
            return work()
        finally:
            event.set()

    return telling


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Any:
    before = threading.active_count()
    yield
    assert threading.active_count() == before
