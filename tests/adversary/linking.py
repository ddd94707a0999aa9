"""Who voted what? The adversary's reasoning, pure: evidence in, a guess for each voter out, and whether it beats chance.

Evidence comes in two shapes. A *heap* is something that holds several things together: a transaction's rows, the bytes
it wrote to the log, a line, a file, an event, a stretch of memory. Where a voter and a choice lie in one heap, they are
linked. A *trait* is a number known of each voter: a place in some order, a time, a byte of what lies in her slot. If the
traits of those who voted alike are alike, they are linked: the choices, sorted, are dealt to the voters, sorted.

The adversary learns on half of the elections, whose votes she is told, which way of linking works best there, and is
judged on the other half, both ways round. So any number of ways may be tried, and chance stays chance.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

MARKS = (b"approve", b"oppose", b"abstain")
_MARK = re.compile(rb"approve|oppose|abstain")
SIGMAS = 3.0  # of twenty elections; of few a guess that is luck would be called knowledge once in so many runs

type Voter = int
type Choice = tuple[str, ...]  # a mark for each project, in the order of the paper
type Guesses = Mapping[Voter, Choice]


@dataclass(frozen=True)
class Heap:
    """Things that lie together. `order`: where this heap lies among its like (a log position, a row's place)."""

    data: bytes
    order: tuple[int, ...] = ()


@dataclass(frozen=True)
class Found:
    """What was read in a heap."""

    order: tuple[int, ...]
    voters: frozenset[Voter]
    choices: tuple[Choice, ...]


@dataclass
class Evidence:
    """Everything found of one election. `names`: of each voter all that identifies her (uids, slot, session …)."""

    truth: Mapping[Voter, Choice]
    projects: Sequence[bytes]
    names: Mapping[Voter, Sequence[bytes]]
    heaps: dict[str, list[Heap]] = field(default_factory=dict)
    traits: dict[str, Mapping[Voter, float]] = field(default_factory=dict)
    opened: dict[str, Guesses] = field(default_factory=dict)  # what keys in the adversary's hands give

    def __post_init__(self) -> None:
        self._read: dict[str, list[Found]] = {}

    def read(self, channel: str) -> list[Found]:
        """The heaps of a channel in which there is a voter or a choice, in their order."""
        if channel not in self._read:
            found = (
                Found(
                    heap.order,
                    frozenset(voter for voter, names in self.names.items() if any(name in heap.data for name in names)),
                    tuple(choices_in(heap.data, self.projects)),
                )
                for heap in self.heaps[channel]
            )
            self._read[channel] = sorted(
                (each for each in found if each.voters or each.choices), key=lambda each: each.order
            )
        return self._read[channel]

    @property
    def known(self) -> list[Choice]:
        """The choices that were made, though not whose: more than was ever announced."""
        return sorted(self.truth.values(), key=lambda each: (each.count("approve"), each))


# ── reading a heap ────────────────────────────────────────────────────────────────────────────
def choices_in(data: bytes, projects: Sequence[bytes]) -> Iterator[Choice]:
    """Ballots written in clear, wherever they stand: each project named once, followed by or mixed with as many marks.

    So written by JSON (name, mark, name, mark …) and by PostgreSQL's jsonb (all names, then all marks).
    """
    if any(project not in data for project in projects):
        return
    spots = sorted((hit.start(), place) for place, project in enumerate(projects) for hit in _hits(data, project))
    size = len(projects)
    for first in range(len(spots) - size + 1):
        run = spots[first : first + size]
        if len({place for _, place in run}) != size or run[-1][0] - run[0][0] > 400 * size:
            continue
        end = spots[first + size][0] if first + size < len(spots) else len(data)
        marks = [hit.group().decode() for hit in _MARK.finditer(data, run[0][0], min(end, run[-1][0] + 400))][:size]
        if len(marks) == size:
            said = dict(zip((place for _, place in run), marks, strict=True))
            yield tuple(said[place] for place in range(size))


def _hits(data: bytes, word: bytes) -> Iterator[re.Match[bytes]]:
    return re.finditer(re.escape(word), data)


def by_company(evidence: Evidence, channel: str) -> Guesses:
    """A voter and a choice in one heap; the fewer others are in it, the more it says."""
    seen: dict[Voter, dict[Choice, float]] = {}
    for heap in evidence.read(channel):
        for voter in heap.voters:
            weights = seen.setdefault(voter, {})
            for choice in heap.choices:
                weights[choice] = weights.get(choice, 0.0) + 1 / (len(heap.voters) * len(heap.choices))
    return {voter: max(sorted(weights), key=weights.__getitem__) for voter, weights in seen.items() if weights}


def by_rank(evidence: Evidence, voters: str, choices: str) -> Guesses:
    """The first voter in one order made the first choice in another."""
    made = (choice for heap in evidence.read(choices) for choice in heap.choices)
    return dict(zip(appearance(evidence, voters), made, strict=False))


def appearance(evidence: Evidence, channel: str) -> list[Voter]:
    """Voters in the order in which they first appear; those who come together in none that could be told."""
    return list(dict.fromkeys(voter for heap in evidence.read(channel) for voter in sorted(heap.voters)))


def by_trait(evidence: Evidence, trait: str) -> Guesses:
    """All that was chosen, dealt out in the order of a trait."""
    of = evidence.traits[trait]
    return dict(zip(sorted(of, key=lambda voter: of[voter]), evidence.known, strict=False))


def ways(evidence: Evidence) -> dict[str, Guesses]:
    """Every way of linking that this evidence allows, with what it says."""
    found = {f"company: {channel}": by_company(evidence, channel) for channel in evidence.heaps}
    orders = [channel for channel in evidence.heaps if any(heap.order for heap in evidence.read(channel))]
    with_choices = [channel for channel in orders if any(heap.choices for heap in evidence.read(channel))]
    for voters in orders:
        for choices in with_choices:
            found[f"rank: {voters} with {choices}"] = by_rank(evidence, voters, choices)
    found |= {f"trait: {trait}": by_trait(evidence, trait) for trait in evidence.traits}
    return found | {f"keys: {name}": guesses for name, guesses in evidence.opened.items()}


# ── judging ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Score:
    """Marks guessed right, what chance would give, and the variance of that; and ballots guessed right as a whole."""

    right: float = 0.0
    chance: float = 0.0
    variance: float = 0.0
    whole: int = 0
    voters: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(left + right for left, right in zip(self.parts, other.parts, strict=True)))  # type: ignore[arg-type]

    @property
    def parts(self) -> tuple[float, ...]:
        return (self.right, self.chance, self.variance, self.whole, self.voters)

    @property
    def sigmas(self) -> float:
        """How far beyond chance."""
        if self.variance < 1e-9:
            return 0.0 if self.right - self.chance < 1e-9 else math.inf
        return (self.right - self.chance) / math.sqrt(self.variance)

    def bound(self, sigmas: float) -> float:
        """Chance and so many σ, in marks."""
        return self.chance + sigmas * math.sqrt(self.variance)


def judged(truth: Mapping[Voter, Choice], guesses: Guesses) -> Score:
    """Against the same guesses handed to the same people in random order (mean and variance: Hoeffding 1951)."""
    who = sorted(guesses)
    n = len(who)
    if n < 2:
        return Score(voters=n)
    table = [[_alike(guesses[left], truth[right]) for right in who] for left in who]
    right = sum(table[at][at] for at in range(n))
    rows = [sum(row) / n for row in table]
    columns = [sum(row[at] for row in table) / n for at in range(n)]
    mean = sum(rows) / n
    spread = sum((table[i][j] - rows[i] - columns[j] + mean) ** 2 for i in range(n) for j in range(n))
    whole = sum(guesses[voter] == truth[voter] for voter in who)
    return Score(right, n * mean, spread / (n - 1), whole, n)


def _alike(guess: Choice, truth: Choice) -> float:
    return float(sum(left == right for left, right in zip(guess, truth, strict=True)))


@dataclass(frozen=True)
class Verdict:
    """What the adversary achieved on elections whose votes she was not told, and by which ways."""

    score: Score
    by: tuple[str, ...]
    tried: int
    beyond: float  # σ that count as knowledge

    @property
    def links(self) -> bool:
        return self.score.right > self.score.bound(self.beyond) + 1e-9

    def __str__(self) -> str:
        s = self.score
        return (
            f"{self.tried} 种办法，判定 {s.voters} 人：整张猜中 {s.whole}，选择猜中 {s.right:.0f}"
            f"（凭运气 {s.chance:.1f}，加 {self.beyond:.0f}σ 为 {s.bound(self.beyond):.1f}，相差 {s.sigmas:+.2f}σ）；所用：{' / '.join(self.by)}"
        )


type Tried = tuple[Mapping[Voter, Choice], Mapping[str, Guesses]]  # the truth of an election, and what each way says


def verdict(elections: Sequence[Tried], beyond: float = SIGMAS) -> Verdict:
    """Learn on one half, be judged on the other, both ways round."""
    scored = [{name: judged(truth, guesses) for name, guesses in tried.items()} for truth, tried in elections]
    half = len(elections) // 2
    total, by = Score(), []
    for learn, judge in ((scored[:half], scored[half:]), (scored[half:], scored[:half])):
        best = _best(learn)
        by.append(best)
        total = sum((each.get(best, Score()) for each in judge), total)
    return Verdict(total, tuple(dict.fromkeys(by)), len({name for each in scored for name in each}), beyond)


def _best(learnt: Iterable[Mapping[str, Score]]) -> str:
    """The way that went furthest beyond chance."""
    total: dict[str, Score] = {}
    for each in learnt:
        for name, score in each.items():
            total[name] = total.get(name, Score()) + score
    return max(sorted(total), key=lambda name: total[name].sigmas)
