"""Scrutineers' devices check while voting goes on, and learn from it neither who sealed what nor more than the hall sees."""

from __future__ import annotations

import hashlib

import pytest

from commons.audit.models import Entry
from tenants.ballot import queries
from tenants.ballot.commands import unsealing
from tenants.ballot.commands.sealing import WAVE
from tenants.ballot.models import SealedBallot, SealedBox
from tenants.ballot.queries.sealed import SealedSet
from tests.factories import sealed as s
from tests.factories.people import AT

pytestmark = pytest.mark.usefixtures("town")


def shown(hall: s.Hall, after: int = 0) -> SealedSet:
    return queries.sealed_set_of(hall.devices[0].actor, hall.round.uid, after=after)


def test_ballots_are_shown_by_twenties_out_of_forty_and_after_closing_the_rest() -> None:
    hall = s.Hall.of(2 * WAVE + 2)
    box = queries.box_of(hall.round)
    early, late = hall.voters[: 2 * WAVE - 1], hall.voters[2 * WAVE - 1 :]
    for voter in early:
        s.cast(voter, hall.round, "甲")
    assert s.checked() == len(early)
    assert shown(hall) == SealedSet(bytes(box.manifest or b""), b"", ())  # among fewer than forty nothing

    broken = s.seal(late[0], hall.round, "甲")
    s.send(late[0], hall.round, s.broken(broken))
    assert s.checked() == 1
    assert shown(hall).ballots == ()  # what does not hold is no ballot

    entries = Entry.objects.count()
    for voter in late[:-1]:
        s.cast(voter, hall.round, "乙")
    assert shown(hall).ballots == ()  # nor is what was not checked
    s.checked()
    first = shown(hall).ballots
    assert len(first) == WAVE
    assert len(dict(first)) == WAVE
    assert shown(hall, 5).ballots == first[5:]
    assert shown(hall, WAVE).ballots == ()
    slots = [slot for slot, _ in first]
    assert slots != sorted(slots)  # drawn by lot, in no order (chance that it is one: 1 in 20!)
    assert Entry.objects.count() == entries + len(late[:-1])  # the casts; of showing nothing is written with a time

    s.cast(late[-1], hall.round, "丙")
    hall.close()
    rest, everything = shown(hall, WAVE), shown(hall)
    assert len(rest.ballots) == WAVE + 2
    assert not set(slots) & {slot for slot, _ in rest.ballots}
    assert sorted([*first, *rest.ballots]) == sorted(everything.ballots)
    assert len(everything.ballots) == len(hall.voters)
    digests = sorted(bytes(each) for each in SealedBallot.objects.filter(verdict=True).values_list("digest", flat=True))
    assert rest.root == hashlib.sha256(b"".join(digests)).digest()


def test_what_is_drawn_is_not_the_order_of_voting() -> None:
    """Who watches the hall while a scrutineer's device is shown ballots knows of each only that it came among forty."""
    hall = s.Hall.of(2 * WAVE)
    for voter in hall.voters:
        s.cast(voter, hall.round, "甲")
    s.checked()
    drawn = {slot for slot, _ in shown(hall).ballots}
    by_account = {each.account_uid: each for each in hall.voters}
    entries = hall.round.roll.filter(slot__isnull=False)
    early = {bytes(each.slot) for each in entries if by_account[each.account_uid] in hall.voters[:WAVE]}
    assert len(drawn) == len(early) == WAVE
    assert drawn != early  # chance that the lot falls so: 1 in 10¹¹


def test_the_waves_are_erased_with_the_links() -> None:
    hall = s.Hall.of(6)
    SealedBox.objects.filter(round=hall.round).update(shown=bytes(16))
    unsealing.erase_links(hall.vote, AT)
    assert SealedBox.objects.get(round=hall.round).shown is None
