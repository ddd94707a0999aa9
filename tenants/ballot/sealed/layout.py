"""What a sealed ballot looks like from outside: a row of boxes, each holding 0 or 1, and limits on how many may be 1.

A voting method (contract §4.1) becomes a table of boxes and limits. Every rule about a valid ballot is a limit, a box
being 0 or 1 included, so there is one proof for all of them: *the boxes named here add up to a number from … to …*.
A ballot that breaks a rule cannot be sealed; what paper calls a void ballot does not arise. Pure, no Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenants.ballot.case import Mark, Priority
from tenants.ballot.method import Form, Method, Miscount
from tenants.ballot.tally import Entry


class CannotSeal(ValueError):
    """The choice breaks a limit; the sentence says which and what to do."""


@dataclass(frozen=True, slots=True)
class Limit:
    """These boxes (by position) add up to `least` … `most`. `words` name the rule."""

    boxes: tuple[int, ...]
    least: int
    most: int
    words: str


@dataclass(frozen=True)
class Layout:
    """`boxes`: (candidate, mark) in the order of the ballot; marks are `approve`, `oppose`, a grade, or a rank "1" …"""

    method: Method
    candidates: tuple[str, ...]
    boxes: tuple[tuple[str, str], ...]
    rules: tuple[Limit, ...]

    @classmethod
    def of(cls, method: Method, candidates: Sequence[str], *, priorities: bool) -> Layout:
        """The ballot of one round. `candidates` in paper order."""
        marks = [*_marks(method), *(grade.value for grade in Priority if priorities)]
        boxes = tuple((candidate, mark) for candidate in candidates for mark in marks)
        place = {box: position for position, box in enumerate(boxes)}
        return cls(method, tuple(candidates), boxes, tuple(_rules(method, candidates, place, priorities)))

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """Every limit in the order of its proof: each box by itself, then the rules."""
        each = (Limit((at,), 0, 1, f"{candidate} {mark}") for at, (candidate, mark) in enumerate(self.boxes))
        return (*each, *self.rules)

    def values(self, marks: Mapping[str, Mark | int], priority: Mapping[str, Priority]) -> tuple[int, ...]:
        """0 or 1 for each box. Raises CannotSeal: a choice nobody offered, or beyond a limit."""
        chosen = {(candidate, str(mark)) for candidate, mark in marks.items() if mark != Mark.ABSTAIN}
        chosen |= {(candidate, str(grade)) for candidate, grade in priority.items()}
        if unknown := chosen - set(self.boxes):
            raise CannotSeal(f"选票上没有 {sorted(unknown)[0]} 这一格，请重新打开选票。")
        values = tuple(int(box in chosen) for box in self.boxes)
        for limit in self.limits:
            if not limit.least <= sum(values[at] for at in limit.boxes) <= limit.most:
                raise CannotSeal(f"{limit.words}，请修改后再提交。")
        return values

    def entries(self, sums: Sequence[int], ballots: int) -> dict[str, Entry]:
        """What each candidate got in `ballots` sealed ballots, of which only the sums of the boxes are known."""
        of = dict(zip(self.boxes, sums, strict=True))
        return {candidate: self._entry(candidate, of, ballots) for candidate in self.candidates}

    def _entry(self, candidate: str, of: Mapping[tuple[str, str], int], ballots: int) -> Entry:
        grades = {grade: of.get((candidate, grade.value), 0) for grade in Priority}
        if self.method.form is Form.RANKING:
            ranks = {rank: of[candidate, str(rank)] for rank in range(1, _ranks(self.method) + 1)}
            score = sum((len(ranks) + 1 - rank) * times for rank, times in ranks.items())
            approve = sum(ranks.values())
            return Entry(approve, 0, ballots - approve, grades, score)
        approve, oppose = of[candidate, Mark.APPROVE], of.get((candidate, Mark.OPPOSE.value), 0)
        return Entry(approve, oppose, ballots - approve - oppose, grades)


def _marks(method: Method) -> list[str]:
    if method.form is Form.RANKING:
        return [str(rank) for rank in range(1, _ranks(method) + 1)]
    return [Mark.APPROVE.value] if method.form is Form.TICK else [Mark.APPROVE.value, Mark.OPPOSE.value]


def _ranks(method: Method) -> int:
    assert method.max_approvals is not None
    return method.max_approvals


def _rules(
    method: Method, candidates: Sequence[str], place: Mapping[tuple[str, str], int], priorities: bool
) -> Iterator[Limit]:
    marks = _marks(method)
    for candidate in candidates:
        if len(marks) > 1:
            boxes = tuple(place[candidate, mark] for mark in marks)
            yield Limit(boxes, 0, 1, f"项目 {candidate} 只能有一种选择")
        if priorities:
            boxes = tuple(place[candidate, grade.value] for grade in Priority)
            yield Limit(boxes, 0, 1, f"项目 {candidate} 只能选一档优先级")
    if method.form is Form.RANKING:
        for rank in marks:
            yield Limit(tuple(place[each, rank] for each in candidates), 1, 1, f"第 {rank} 位必须且只能填一个项目")
        return
    approvals = tuple(place[each, Mark.APPROVE.value] for each in candidates)
    least, most = _approvals(method, len(candidates))
    if (least, most) != (0, len(candidates)):
        yield Limit(approvals, least, most, _approval_words(least, most))


def _approvals(method: Method, candidates: int) -> tuple[int, int]:
    """How many approvals a valid ballot has at least and at most."""
    allowed = method.max_approvals
    if allowed is None:
        return 0, candidates
    least = allowed if method.undervote is Miscount.VOID_BALLOT else 0
    most = allowed if method.overvote is Miscount.VOID_BALLOT else candidates
    return min(least, candidates), min(most, candidates)


def _approval_words(least: int, most: int) -> str:
    if least == most:
        return f"必须赞成 {most} 个项目"
    return f"最多赞成 {most} 个项目" if least == 0 else f"赞成的项目应为 {least} 至 {most} 个"
