"""A plenary votes: sealed ballots through HTTP, their proofs by the workers, from closing to the result; and the plain
mode in the same run, as what the sealed one is measured against.

Everybody's ballot is sealed beforehand, as phones do it. They are sent from this very machine, so that the two cores serve
the crowd, web, workers and PostgreSQL together; how much of them the crowd and the workers take is printed.

Twice, because there are two questions. *How many a second?* `AT_ONCE` phones, each with its next ballot as soon as it has
the answer to the last: the machine is never idle, and an answer takes AT_ONCE / rate whatever else is done. *How long does
a deputy wait?* All of them within `WITHIN` seconds, each at a moment of her own, from that moment on: a hall in which
everybody was asked to press the button.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from django.db import connections

from infra.bench import hall as halls
from infra.bench.hall import CODE, Hall, OpenVote
from infra.bench.phones import Answer, arrivals, request, send, storm
from infra.bench.rows import Row, Section
from infra.bench.server import say
from infra.bench.serving import House, serving
from infra.opening import cores
from tenants.ballot import queries
from tenants.ballot.case import Priority
from tenants.ballot.models import SealedBallot
from tenants.ballot.sealed import manifest, opening
from tenants.ballot.sealed import sealing as envelopes
from tenants.ballot.terms import VoteState

if TYPE_CHECKING:
    from infra.bench.province import Province

PROJECTS = 20
LIMIT = 10
AT_ONCE = 50
WITHIN = 4.0  # seconds in which a whole plenary presses the button: harder than any hall
PATIENCE = 600.0  # seconds for all proofs, on however busy a machine
ALL_VOTERS = 600


@dataclass
class Scene:
    """The two votes of one run, with every ballot made."""

    hall: Hall
    plain: OpenVote
    sealed: OpenVote
    chosen: list[list[str]]  # by deputy: candidates approved
    envelopes: list[bytes]
    again: OpenVote  # another sealed vote with the same choices
    envelopes_again: list[bytes]


def prepare(where: Province) -> Iterator[Row]:
    """People, ceremony, and the phones' work in one process a core. The figure is CPU of this machine's Python."""
    scene, seconds = scene_of(where)
    size = scene.sealed.poll.size
    yield Row(
        f"sealing a ballot of {PROJECTS} projects with grades, Python", f"{seconds * 1000:.0f} ms CPU",
        f"{len(scene.sealed.poll.layout.boxes)} boxes, {size:,} bytes",
    )  # fmt: skip


def voting(where: Province) -> Iterator[Row]:
    """Both modes with the house at work; then the workers' backlog; then closing, opening, counting."""
    scene, _ = scene_of(where)
    connections.close_all()
    with serving(where.home) as house:
        plain = _cast(house, "plain", scene.plain, _papers(scene))
        yield from _cast_rows("plain", plain, where)
        began = time.perf_counter()
        sealed = _cast(house, "sealed", scene.sealed, _sealed(scene.sealed, scene.envelopes))
        yield from _cast_rows("sealed", sealed, where, plain)
        busy = house.cpu("worker")
        left = _pending(scene)
        ended = time.perf_counter()
        _wait_for_proofs(scene)
        took, work = time.perf_counter() - ended, house.cpu("worker") - busy
        rate, each = left / took if took else 0.0, work / max(1, left)
        yield Row(
            "proofs checked by the workers, ballots/s", f"{rate:.1f}", f"{left} waiting; {each * 1000:.0f} ms CPU each",
            bar="≥ 10", holds=rate >= 10,
        )  # fmt: skip
        yield Row("… from the first ballot to the last proof", f"{time.perf_counter() - began:.1f} s")
        yield from _result(house, scene, where)
        yield from _arriving(house, scene, where)


def proofs(where: Province) -> Iterator[Row]:
    """One process, nothing but arithmetic: what a ballot with and without grades costs."""
    scene, _ = scene_of(where)
    poll, some = scene.sealed.poll, list(zip(scene.hall.deputies, scene.envelopes, strict=True))[:12]
    with_grades = _cpu_each(
        lambda: [envelopes.check(poll, scene.sealed.slots[who.uid], raw) for who, raw in some]
    ) / len(some)
    yield Row("checking one ballot with grades", f"{with_grades * 1000:.0f} ms CPU", f"{1 / with_grades * cores():.0f}/s on {cores()} cores")  # fmt: skip


SECTIONS = (
    Section("ballot-seal", "phones seal", prepare),
    Section("ballot-proofs", "the arithmetic alone", proofs),
    Section("ballot-cast", "a plenary votes, plain and sealed; to the result", voting),
)


# ── before ────────────────────────────────────────────────────────────────────────────────────
def scene_of(where: Province) -> tuple[Scene, float]:
    """Made once a run; CPU seconds it took to seal one ballot."""
    if "ballot" not in where.notes:
        hall = Hall.of(where.voters)
        with hall.inside():
            plain = hall.open(sealed=False, projects=PROJECTS, limit=LIMIT, priorities=True)
            vote, again = (hall.open(sealed=True, projects=PROJECTS, limit=LIMIT, priorities=True) for _ in range(2))
            chosen = [_choice(vote.candidates, number) for number in range(where.voters)]
            values = [vote.values(each, _grades(each)) for each in chosen]
        say(f"… {where.voters} phones seal, twice")
        made, made_again = (_made(each, values) for each in (vote, again))
        scene = Scene(hall, plain, vote, chosen, [raw for raw, _ in made], again, [raw for raw, _ in made_again])
        where.notes["ballot"] = (scene, sum(seconds for _, seconds in made) / len(made))
    found: tuple[Scene, float] = where.notes["ballot"]
    return found


def _made(vote: OpenVote, values: Sequence[Sequence[int]]) -> list[tuple[bytes, float]]:
    """Everybody's ballot and the CPU seconds it took, in one process a core."""
    slots = [vote.slots[who.uid] for who in vote.hall.deputies]
    with ProcessPoolExecutor(cores()) as phones:
        return list(phones.map(_seal, [vote.poll] * len(slots), slots, values, chunksize=10))


def _seal(poll: envelopes.Poll, slot: bytes, values: Sequence[int]) -> tuple[bytes, float]:
    began = time.process_time()
    return halls.sealed(poll, slot, values), time.process_time() - began


def _choice(candidates: Sequence[str], number: int) -> list[str]:
    """Up to LIMIT approvals, another pattern for each deputy."""
    return [each for place, each in enumerate(candidates) if (number * 7 + place * 13) % 19 < LIMIT][:LIMIT]


def _grades(chosen: Sequence[str]) -> dict[str, Priority]:
    grades = list(Priority)
    return {each: grades[place % len(grades)] for place, each in enumerate(chosen)}


# ── casting ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Cast:
    answers: list[Answer]
    seconds: float
    web: float  # CPU seconds
    postgres: float
    workers: float
    phones: float

    @property
    def rate(self) -> float:
        return sum(each.status == 201 for each in self.answers) / self.seconds

    @property
    def p95(self) -> float:
        return quantiles([each.seconds for each in self.answers], n=20)[-1]

    def share(self, seconds: float) -> str:
        """Of all cores while it lasted."""
        return f"{seconds / self.seconds / cores():.0%}"


def _papers(scene: Scene) -> list[bytes]:
    path, gives = scene.plain.path("ballot"), [_for_plain(scene, each) for each in scene.chosen]
    return [request(path, who.session, body, host=CODE) for who, body in zip(scene.hall.deputies, gives, strict=True)]


def _for_plain(scene: Scene, chosen: Sequence[str]) -> dict[str, Any]:
    """The same choice in the other vote: its candidates are others, in the same order."""
    twin = dict(zip(scene.sealed.candidates, scene.plain.candidates, strict=True))
    marks = dict.fromkeys(scene.plain.candidates, "abstain") | {twin[each]: "approve" for each in chosen}
    return {"marks": marks, "priorities": {twin[each]: grade.value for each, grade in _grades(chosen).items()}}


def _sealed(vote: OpenVote, envelopes: Sequence[bytes]) -> list[bytes]:
    path, people = vote.path("sealed-ballot"), zip(vote.hall.deputies, envelopes, strict=True)
    return [
        request(path, who.session, {"sealed": base64.b64encode(raw).decode()}, host=CODE) for who, raw in people
    ]  # fmt: skip


def _cast(house: House, told: str, vote: OpenVote, ballots: list[bytes]) -> Cast:
    """After every web process has served a few requests."""
    deputy = vote.hall.deputies[0]
    storm(house.port, [request("/api/v1/ballot/rounds/", deputy.session, host=CODE, method="GET")] * 40, 8)
    say(f"… {len(ballots)} {told} ballots, {AT_ONCE} at a time")
    used = _used(house)
    answers, seconds = storm(house.port, ballots, AT_ONCE)
    return Cast(answers, seconds, *(after - before for before, after in zip(used, _used(house), strict=True)))


def _used(house: House) -> tuple[float, float, float, float]:
    return house.cpu("web"), house.cpu("postgres"), house.cpu("worker"), time.process_time()


def _cast_rows(mode: str, cast: Cast, where: Province, peer: Cast | None = None) -> Iterator[Row]:
    """Bars are the sealed mode's, of a whole plenary."""
    is_bar, number = peer is not None, len(cast.answers)
    full = is_bar and number >= ALL_VOTERS
    yield Row(
        f"{mode}: accepted ballots/s of {number}", f"{cast.rate:.0f}", f"plain {peer.rate:.0f}" if peer else "",
        f"{cast.rate / peer.rate:.2f}×" if peer else "", "≥ 200" if is_bar else "", cast.rate >= 200 if full else None,
    )  # fmt: skip
    yield Row(
        f"… p95 of an answer, {AT_ONCE} phones at once", f"{cast.p95 * 1000:.0f} ms",
        f"plain {peer.p95 * 1000:.0f} ms" if peer else "", f"{cast.p95 / peer.p95:.2f}×" if peer else "",
        "< 500 ms" if is_bar else "", cast.p95 < 0.5 if full else None,
    )  # fmt: skip
    refused = [each for each in cast.answers if each.status != 201]
    yield Row("… answers that are no receipt", f"{len(refused)}", f"{refused[0].status}" if refused else "", bar="0", holds=not refused)  # fmt: skip
    yield Row(
        "… CPU a ballot, web + PostgreSQL", f"{cast.web / number * 1000:.1f} + {cast.postgres / number * 1000:.1f} ms",
        f"plain {peer.web / number * 1000:.1f} + {peer.postgres / number * 1000:.1f} ms" if peer else "",
    )  # fmt: skip
    yield Row("… of the cores: phones, workers", f"{cast.share(cast.phones)}, {cast.share(cast.workers)}")


def _arriving(house: House, scene: Scene, where: Province) -> Iterator[Row]:
    """The whole plenary again, each deputy at her own moment; nothing else is going on before."""
    ballots = _sealed(scene.again, scene.envelopes_again)
    say(f"… {len(ballots)} sealed ballots within {WITHIN:.0f} s")
    answers = arrivals(house.port, ballots, WITHIN)
    times = quantiles([each.seconds for each in answers], n=20)
    yield Row(
        f"{len(ballots)} deputies within {WITHIN:.0f} s, sealed: p95 of the wait", f"{times[-1] * 1000:.0f} ms",
        f"median {times[9] * 1000:.0f} ms, longest {max(each.seconds for each in answers) * 1000:.0f} ms",
        bar="< 500 ms", holds=times[-1] < 0.5 if where.voters >= ALL_VOTERS else None,
    )  # fmt: skip
    refused = [each for each in answers if each.status != 201]
    yield Row("… answers that are no receipt", f"{len(refused)}", f"{refused[0].status}" if refused else "", bar="0", holds=not refused)  # fmt: skip


# ── after ─────────────────────────────────────────────────────────────────────────────────────
def _pending(scene: Scene) -> int:
    with scene.hall.inside():
        return queries.pending(scene.sealed.round.uid)


def _wait_for_proofs(scene: Scene) -> None:
    deadline = time.monotonic() + PATIENCE
    while _pending(scene):
        if time.monotonic() > deadline:
            raise RuntimeError("the workers do not check")
        time.sleep(0.05)


def _result(house: House, scene: Scene, where: Province) -> Iterator[Row]:
    """No proof pending: the director closes, two scrutineers' devices fetch, multiply, open; the chief counts. One after
    the other, all by HTTP; the devices are this process."""
    vote, hall = scene.sealed, scene.hall
    chief = hall.scrutineers[0]
    began = time.perf_counter()
    _post(house, hall.director.session, vote.path("closing"))
    closed = time.perf_counter()
    served, multiplied, given = 0.0, 0.0, 0.0
    with hall.inside():
        parts = list(vote.openings())
    for who, shares in parts:
        at = time.perf_counter()
        found = send(house.port, request(vote.path("sealed-set"), who.session, host=CODE, method="GET")).json
        served += time.perf_counter() - at
        at = time.perf_counter()
        poll = manifest.read(base64.b64decode(found["manifest"])).poll
        boxes = [envelopes.boxes_of(poll, base64.b64decode(raw)) for _, raw in found["ballots"]]
        assert len(boxes) == where.voters
        opening.product(boxes, len(poll.layout.boxes))
        multiplied += time.perf_counter() - at
        at = time.perf_counter()
        body = [{"part": part, "points": [p.hex() for p in share.points], "proofs": [p.hex() for p in share.proofs]} for part, share in shares.items()]  # fmt: skip
        _post(house, who.session, vote.path("opening-share"), {"shares": body})
        given += time.perf_counter() - at
    at = time.perf_counter()
    _post(house, chief.session, vote.path("count"))
    counted = time.perf_counter() - at
    total = time.perf_counter() - began - multiplied / len(parts)  # devices multiply side by side
    with hall.inside():
        vote.vote.refresh_from_db()
        assert vote.vote.state == VoteState.COUNTED
        vote.round.refresh_from_db()
        right = _is_right(scene)
        rows = SealedBallot.objects.filter(round_uid=vote.round.uid, verdict=True).count()
    yield Row(
        "close → result, no proof pending", f"{total:.1f} s",
        f"closing {closed - began:.1f}, fetching {served:.1f}, shares {given:.1f}, counting {counted:.1f} s",
        bar="≤ 10 s", holds=total <= 10,
    )  # fmt: skip
    yield Row("… of that a device, multiplying (here: Python)", f"{multiplied / len(parts):.1f} s")
    at = time.perf_counter()
    _post(house, hall.director.session, scene.plain.path("closing"))
    _post(house, chief.session, scene.plain.path("count"))
    plain = time.perf_counter() - at
    yield Row("… plain", f"{plain:.1f} s", f"sealed {total:.1f} s", f"{total / plain:.1f}×")
    yield Row("the announced sums are those of the ballots sent", "yes" if right else "NO", f"{rows} ballots", bar="yes", holds=right)  # fmt: skip


def _is_right(scene: Scene) -> bool:
    """Every project has as many approvals as phones approved it."""
    outcome = scene.sealed.round.outcome
    return outcome is not None and {uid: each["approve"] for uid, each in outcome["tally"].items()} == {
        uid: sum(uid in chosen for chosen in scene.chosen) for uid in scene.sealed.candidates
    }


def _post(house: House, session: str, path: str, body: Any = None) -> Answer:
    answer = send(house.port, request(path, session, body, host=CODE))
    if answer.status not in (201, 204):
        raise RuntimeError(f"{path}: {answer.status} {answer.body[:300]!r}")
    return answer


def _cpu_each(work: Any) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
