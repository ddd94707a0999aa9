"""Deputies with their phones: one window or two, the same ballot or a rival, patient when nothing answers."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import itertools
import json
import random
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

from infra.bench.hall import CODE, OpenVote, Person, sealed
from infra.bench.phones import Answer, request, send
from tenants.ballot.case import Mark
from tests.ballot_campaign.killers import Fire
from tests.ballot_campaign.verdict import Pattern, Tab

PATIENCE = 300.0  # seconds a deputy goes on trying when the fire is over
MARKS = ("approve", "oppose", "abstain")
LOSES, CUTS, REPEATS = (
    0.12,
    0.06,
    0.3,
)  # chances: the answer is lost; the way there is cut; it is sent again after a receipt


@dataclass
class Window:
    """A tab with the bytes it sends. `waits`: how many blows before its first attempt."""

    tab: Tab
    raw: bytes
    waits: float
    ask: bytes = b""  # asks how the slot fares (sealed)


def windows(vote: OpenVote, luck: random.Random, blows: int) -> list[Window]:
    """What everybody is going to do. Deputies share no pattern; half have a second window, some with a rival ballot."""
    patterns = _patterns(luck, len(vote.candidates), vote.vote.seats)
    made: list[Window] = []
    for number, who in enumerate(vote.hall.deputies[: len(vote.slots) or None]):
        at, kind = luck.uniform(0, blows), luck.random()
        first = _window(vote, who, number, next(patterns), at)
        made.append(first)
        if kind < 0.25:  # the same ballot in two windows
            made.append(Window(_twin(first.tab), first.raw, at + luck.uniform(0, 0.05), first.ask))
        elif kind < 0.45:  # two different ballots at the same moment
            made.append(_window(vote, who, number, next(patterns), at))
        elif kind < 0.55:  # a rival some time later
            made.append(_window(vote, who, number, next(patterns), at + luck.uniform(0.2, 2)))
        elif kind < 0.63 and vote.secret:  # one whose proofs do not hold, at the same moment
            made.append(_window(vote, who, number, next(patterns), at, is_sound=False))
    return made


def work(fire: Fire, window: Window, luck: random.Random) -> None:
    """Send until it is settled: a receipt, or a refusal that sending again will not change."""
    port, tab = fire.house.port, window.tab
    fire.await_blow(window.waits)
    while fire.seconds_since < PATIENCE:
        tab.sent += 1
        chance = luck.random()
        if chance < LOSES + CUTS:
            _let_go(port, window.raw, whole=chance < LOSES)
            continue
        answer = send(port, window.raw, timeout=20)
        if answer.status == 201:
            tab.receipts.append(_receipt(answer, tab))
            if luck.random() < REPEATS and len(tab.receipts) == 1:
                time.sleep(luck.uniform(0, 0.5))
                continue
            return
        code = _code(answer)
        if code == "ballot.seal_rejected" or (code == "ballot.another_ballot_stands" and _stands(port, window)):
            tab.refusals.append(code)
            return
        time.sleep(luck.uniform(0.05, 0.3))


def _stands(port: int, window: Window) -> bool:
    """Whether the other ballot is there to stay. While its proofs are unchecked it may yet give the slot back."""
    if not window.tab.is_sound:
        return True
    answer = send(port, window.ask, timeout=20)
    return answer.status == 200 and answer.json["state"] == "verified"


def _window(
    vote: OpenVote, who: Person, number: int, pattern: Pattern, waits: float, *, is_sound: bool = True
) -> Window:
    marks = dict(zip(vote.candidates, pattern, strict=True))
    if not vote.secret:
        raw = request(vote.path("ballot"), who.session, {"marks": marks}, host=CODE)
        return Window(Tab(number, "|".join(pattern), pattern), raw, waits)
    slot, said = vote.slots[who.uid], {each: Mark(mark) for each, mark in marks.items() if mark != "abstain"}
    envelope = sealed(vote.poll, slot, vote.poll.layout.values(said, {}))
    if not is_sound:
        envelope = envelope[:-32] + bytes([envelope[-32] ^ 1]) + envelope[-31:]
    name = hashlib.sha256(vote.poll.manifest + slot + envelope).hexdigest()
    body = {"sealed": base64.b64encode(envelope).decode()}
    return Window(
        Tab(number, name, pattern, is_sound),
        request(vote.path("sealed-ballot"), who.session, body, host=CODE),
        waits,
        request(vote.path("booth"), who.session, host=CODE, method="GET"),
    )


def _twin(tab: Tab) -> Tab:
    return Tab(tab.voter, tab.name, tab.pattern, tab.is_sound)


def _patterns(luck: random.Random, projects: int, limit: int) -> Iterator[Pattern]:
    whole = [each for each in itertools.product(MARKS, repeat=projects) if each.count("approve") <= limit]
    luck.shuffle(whole)
    return iter(whole)


def _receipt(answer: Answer, tab: Tab) -> str:
    """The digest; a plain receipt says nothing that could tell one from another."""
    return str(answer.json.get("digest", tab.name))


def _code(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body).get("code", ""))
    except (ValueError, AttributeError):
        return ""


def _let_go(port: int, raw: bytes, *, whole: bool) -> None:
    """All is sent and nobody waits for the answer; or the line goes dead half way."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 20) as phone:
        phone.sendall(raw if whole else raw[: len(raw) // 2])
        time.sleep(0.02)
