"""Issue 4, "Must hold": who is given the whole disk and more after an election links no voter to a choice, in sealed mode.
The plain mode is linked by the same program, which shows that it can see; and so is the sealed one by two keys of three.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from commons.kernel.tenancy import in_office
from infra.settings import env
from tenants.ballot.models import SealedBallot
from tests.adversary.election import Election, House, hold, housed
from tests.adversary.gathering import gathered, unsealed
from tests.adversary.linking import SIGMAS, Tried, judged, verdict, ways
from tests.adversary.silence import leaks
from tests.conftest import TOWN

FEW = 5.0  # σ, where only two elections are held: the plain mode goes far beyond (+8σ)


@pytest.fixture
def house(committed: str, request: pytest.FixtureRequest) -> Iterator[House]:
    home = env.HOME / "adversary" / committed
    with housed(committed, home, request.param) as opened:
        yield opened
    shutil.rmtree(home, ignore_errors=True)


def said_nothing(election: Election) -> None:
    """While voting goes on no ballot, nor any part of one, stands anywhere but in the box."""
    assert leaks(election) == []


def held(house: House, elections: int, *, sealed: bool) -> tuple[list[Tried], Election]:
    """Elections one after the other; after each the evidence is gathered, and every way of linking tried. And the last."""
    chance = random.Random(4407 + sealed)
    tried: list[Tried] = []
    for number in range(elections):
        election = hold(house, 100 * sealed + number, chance, sealed=sealed, meanwhile=said_nothing)
        tried.append((election.truth, ways(gathered(election))))
    return tried, election


def the_whole_disk(house: House, elections: int, beyond: float, tell: Callable[[str, object], None]) -> None:
    plain, _ = held(house, min(elections, 4), sealed=False)
    seen = verdict(plain, beyond)
    tell("stated", f"简易模式：{seen}")
    assert seen.links
    assert seen.score.whole >= 0.9 * seen.score.voters

    sealed, last = held(house, elections, sealed=True)
    blind = verdict(sealed, beyond)
    tell("stated", f"密封模式：{blind}")
    assert blind.score.voters == elections * len(house.deputies)
    assert not blind.links, str(blind)

    with in_office(TOWN):  # the same eyes, with as many keys as it takes
        ballots = {
            bytes(each.slot): each for each in SealedBallot.objects.filter(round_uid=last.this.uid, verdict=True)
        }
        inside = {voter: ballots[bytes(entry.slot or b"")] for voter, entry in last.slots().items()}
        assert judged(last.truth, unsealed(last, inside, who=[1, 2])).whole == len(house.deputies)
        assert unsealed(last, inside, who=[3]) == {}
    assert sealed[-1][1]["keys: one scrutineer's"] == {}


@pytest.mark.parametrize("house", [12], indirect=True)
def test_the_whole_disk_links_plain_ballots_and_no_sealed_one(house: House, record_property: Any) -> None:
    the_whole_disk(house, 2, FEW, record_property)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("house", [30], indirect=True)
def test_the_whole_disk_links_no_sealed_ballot_of_twenty_elections_with_thirty_voters(
    house: House, record_property: Any
) -> None:
    the_whole_disk(house, 20, SIGMAS, record_property)
