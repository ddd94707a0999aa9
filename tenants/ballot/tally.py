"""Counting a vote 计票: from papers to projects selected. Pure arithmetic, exact fractions, no Django.

`answer` takes a parsed tally case and returns its answer, both as contract §4.1 has them. `read_case` and `count` are
its two halves; `decide` is the second half of `count`, for who has sums and no papers (a ballot opened as sums only).

The order of things: what cannot be read is malformed, before any rule is asked; then the refusals in their order; only
then a project is looked at. A closed round is never changed: a revote is a new round with its own case.

Where the contract is silent this module reads it so:

* `selected` follows the figure that decides: approvals, in ranking the score.
* In ranking `unclear` is no number, so a paper that misses a number by it is void.
* More papers from a group than it has people is "returned exceeds issued": each person was issued one (选举法
  第四十四条).
* A threshold of a group is not met without one approval from that group, whatever its fraction: no paper, no consent.
* Priorities are counted whatever the mark beside them: they inform, they do not decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tenants.ballot.case import Ballot, Case, Mark, Priority, Roll, papers, read_case
from tenants.ballot.method import Base, Form, Method, Miscount, Shortfall, Threshold


@dataclass(frozen=True, slots=True)
class Entry:
    """What one project got, in valid papers; approve + oppose + abstain = valid. `score` in points, ranking only."""

    approve: int
    oppose: int
    abstain: int
    priority: Mapping[Priority, int]
    score: int | None = None

    @property
    def weight(self) -> int:
        """The figure by which projects are ordered."""
        return self.approve if self.score is None else self.score

    def __add__(self, other: Entry) -> Entry:
        """The same project in two boxes, electronic and paper."""
        score = None if self.score is None or other.score is None else self.score + other.score
        grades = {grade: self.priority[grade] + other.priority[grade] for grade in Priority}
        return Entry(
            self.approve + other.approve, self.oppose + other.oppose, self.abstain + other.abstain, grades, score
        )

    def as_json(self) -> dict[str, object]:
        shown: dict[str, object] = {"approve": self.approve, "oppose": self.oppose, "abstain": self.abstain}
        shown["priority"] = {grade.value: self.priority[grade] for grade in Priority}
        return shown if self.score is None else shown | {"score": self.score}


@dataclass(frozen=True, slots=True)
class Box:
    """The papers of the whole assembly, or of one group, counted. `entries` in the order of the candidates."""

    people: int
    returned: int
    valid: int
    entries: Mapping[str, Entry]

    def __add__(self, other: Box) -> Box:
        """Two boxes of the same people: phones and paper are one count."""
        entries = {project: entry + other.entries[project] for project, entry in self.entries.items()}
        return Box(self.people, self.returned + other.returned, self.valid + other.valid, entries)


@dataclass(frozen=True, slots=True)
class Sums:
    """All that the rules ask about a round, once its papers are counted."""

    method: Method
    roll: Roll
    issued: int
    whole: Box
    groups: Mapping[str, Box] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the round as a whole does not stand: a stable code, and a sentence for the hall."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Revote:
    """The next round: among which projects, for how many seats; `why` is `tie` or `shortfall`."""

    among: tuple[str, ...]
    seats: int
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer. Refused: no tally, no revote, nobody selected. Else every project is in exactly one of the three."""

    valid: int
    void: int
    refused: Refused | None = None
    tally: Mapping[str, Entry] | None = None
    selected: tuple[str, ...] = ()
    not_selected: tuple[str, ...] = ()
    revote: Revote | None = None

    def as_json(self) -> dict[str, object]:
        """Exactly the object of contract §4.1."""
        refused, revote, tally = self.refused, self.revote, self.tally
        return {
            "refused": refused and {"code": refused.code, "message": refused.message},
            "valid": self.valid,
            "void": self.void,
            "tally": None if tally is None else {project: entry.as_json() for project, entry in tally.items()},
            "selected": list(self.selected),
            "not_selected": list(self.not_selected),
            "revote": revote and {"among": list(revote.among), "seats": revote.seats, "why": revote.why},
        }


def answer(case: object) -> dict[str, object]:
    """Parsed JSON in, JSON-able answer out. Raises `Malformed`; a refusal is an answer."""
    return count(read_case(case)).as_json()


def empty(method: Method, candidates: Iterable[str], *, expected: int, present: int) -> Sums:
    """The sums of a box before anybody has voted: what is to be known about a round when it opens."""
    nothing = Entry(0, 0, 0, dict.fromkeys(Priority, 0), 0 if method.form is Form.RANKING else None)
    whole = Box(expected, 0, 0, dict.fromkeys(candidates, nothing))
    return Sums(method, Roll(expected, present), present, whole)


# ── counting ──────────────────────────────────────────────────────────────────────────────────


def count(case: Case) -> Outcome:
    """Open the box, and decide by what is in it."""
    return decide(sums_of(case))


def sums_of(case: Case) -> Sums:
    """Open the box: what every project got, in the whole assembly and in each group."""
    whole = _open_box(case, case.ballots, case.roll.expected)
    groups = {
        name: _open_box(case, [ballot for ballot in case.ballots if ballot.group == name], size)
        for name, size in case.roll.groups.items()
    }
    return Sums(case.method, case.roll, case.issued, whole, groups)


def is_valid(ballot: Ballot, method: Method) -> bool:
    """Whether the paper counts. 选举法 第四十四条: more than allowed is void, fewer is valid; a method may differ."""
    limit = method.max_approvals
    if ballot.void:
        return False
    if limit is None:
        return True
    if method.form is Form.RANKING:
        numbers = [mark for mark in ballot.marks.values() if mark != Mark.UNCLEAR]
        return Counter(numbers) == Counter(range(1, limit + 1))
    approvals = sum(mark == Mark.APPROVE for mark in ballot.marks.values())
    too_many = approvals > limit and method.overvote is Miscount.VOID_BALLOT
    too_few = approvals < limit and method.undervote is Miscount.VOID_BALLOT
    return not too_many and not too_few


def _open_box(case: Case, ballots: Iterable[Ballot], people: int) -> Box:
    ballots = list(ballots)
    valid = [ballot for ballot in ballots if is_valid(ballot, case.method)]
    entries = {project: _entry(project, valid, case.method) for project in case.candidates}
    return Box(people, papers(ballots), papers(valid), entries)


def _entry(project: str, valid: list[Ballot], method: Method) -> Entry:
    marks: Counter[Mark | int] = Counter()
    grades: Counter[Priority] = Counter()
    for ballot in valid:
        marks[ballot.marks.get(project, Mark.ABSTAIN)] += ballot.count
        if project in ballot.priority:
            grades[ballot.priority[project]] += ballot.count
    numbers = {mark: times for mark, times in marks.items() if isinstance(mark, int)}
    approve = marks[Mark.APPROVE] + sum(numbers.values())
    abstain = marks[Mark.ABSTAIN] + marks[Mark.UNCLEAR]
    score = None
    if method.form is Form.RANKING and method.max_approvals is not None:
        score = sum((method.max_approvals + 1 - number) * times for number, times in numbers.items())
    return Entry(approve, marks[Mark.OPPOSE], abstain, {grade: grades[grade] for grade in Priority}, score)


# ── deciding ──────────────────────────────────────────────────────────────────────────────────


def decide(sums: Sums) -> Outcome:
    """Refusals in their order, then who passes, then who fits into the seats."""
    whole = sums.whole
    void = whole.returned - whole.valid
    refused = _refusal(sums)
    if refused is not None:
        return Outcome(whole.valid, void, refused)
    passing = [project for project in whole.entries if _passes(project, sums)]
    selected, tied = _fill(passing, whole.entries, sums.method.seats)
    revote = _revote(sums, selected, tied)
    again = revote.among if revote else ()
    rest = tuple(project for project in whole.entries if project not in selected and project not in again)
    return Outcome(whole.valid, void, None, whole.entries, selected, rest, revote)


def _passes(project: str, sums: Sums) -> bool:
    return sums.whole.entries[project].weight > 0 and all(_meets(project, rule, sums) for rule in sums.method.passing)


def _meets(project: str, rule: Threshold, sums: Sums) -> bool:
    approve = _box(rule, sums).entries[project].approve
    return approve > 0 and rule.is_met(approve, _base(rule, sums))


def _box(rule: Threshold, sums: Sums) -> Box:
    return sums.whole if rule.group is None else sums.groups[rule.group]


def _base(rule: Threshold, sums: Sums) -> int:
    box = _box(rule, sums)
    return {
        Base.ALL_DEPUTIES: box.people,
        Base.PRESENT: sums.roll.present,
        Base.VALID_BALLOTS: box.valid,
        Base.RETURNED_BALLOTS: box.returned,
        Base.SEATS: sums.method.seats,
        Base.CANDIDATES: len(box.entries),
    }[rule.base]


def _fill(passing: list[str], entries: Mapping[str, Entry], seats: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(selected, tied across the cut). Sorting is stable, so equals keep the order of the candidates."""
    ranked = sorted(passing, key=lambda project: -entries[project].weight)
    if len(ranked) <= seats:
        return tuple(ranked), ()
    first_out = entries[ranked[seats]].weight
    above = tuple(project for project in ranked if entries[project].weight > first_out)
    if len(above) == seats:
        return above, ()
    return above, tuple(project for project in ranked if entries[project].weight == first_out)


def _revote(sums: Sums, selected: tuple[str, ...], tied: tuple[str, ...]) -> Revote | None:
    """A tie and a shortfall exclude each other: the one needs more passing than seats, the other fewer."""
    left = sums.method.seats - len(selected)
    if tied:
        return Revote(tied, left, "tie")
    rest = tuple(project for project in sums.whole.entries if project not in selected)
    if left and rest and sums.method.shortfall is Shortfall.REVOTE:
        return Revote(rest, left, "shortfall")
    return None


# ── refusing ──────────────────────────────────────────────────────────────────────────────────


def _refusal(sums: Sums) -> Refused | None:
    """The first that applies, in the contract's order."""
    for code, check in _CHECKS:
        message = check(sums)
        if message is not None:
            return Refused(code, message)
    return None


def _quorum(sums: Sums) -> str | None:
    rule, present = sums.method.quorum, sums.roll.present
    if rule is None or rule.is_met(present, _base(rule, sums)):
        return None
    return f"实到 {present} 人，法定人数要求{rule.words(_base(rule, sums))}，尚未达到，请待人数达到后再行表决。"


def _margin(sums: Sums) -> str | None:
    rule, margin = sums.method.margin, len(sums.whole.entries) - sums.method.seats
    if rule is None or rule.is_met(margin, _base(rule, sums)):
        return None
    return (
        f"候选项目与应选名额之差为 {margin} 个，差额要求{rule.words(_base(rule, sums))}，请补充候选项目或减少应选名额。"
    )


def _returned(sums: Sums) -> str | None:
    if sums.whole.returned > sums.issued:
        return f"收回 {sums.whole.returned} 张，多于发出的 {sums.issued} 张，本轮投票无效，请重新投票。"
    for name, box in sums.groups.items():
        if box.returned > box.people:
            return f"{name}组收回 {box.returned} 张，多于该组 {box.people} 人，本轮投票无效，请重新投票。"
    return None


def _issued(sums: Sums) -> str | None:
    if sums.issued <= sums.roll.present:
        return None
    return f"发出 {sums.issued} 张，多于实到的 {sums.roll.present} 人，请核对发票与签到后重新投票。"


def _participation(sums: Sums) -> str | None:
    rule, returned = sums.method.min_participation, sums.whole.returned
    if rule is None or rule.is_met(returned, _base(rule, sums)):
        return None
    return f"收回 {returned} 张，参加表决人数要求{rule.words(_base(rule, sums))}，尚未达到，请重新组织投票。"


_CHECKS = (
    ("ballot.quorum_not_met", _quorum),
    ("ballot.margin_not_met", _margin),
    ("ballot.returned_exceeds_issued", _returned),
    ("ballot.issued_exceeds_present", _issued),
    ("ballot.participation_not_met", _participation),
)
