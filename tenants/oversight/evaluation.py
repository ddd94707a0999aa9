"""满意度测评: from counted answers to a result, and whether the office must put things right. Pure.

The law leaves the rule to each place, so the rule is data (`read_rule`): who the denominator is, and whether an exact
half suffices, both differ (镇海 counts all members and lets half suffice for 满意 but not for 基本满意; 1-64 asks for
80 % of the valid votes; 镇海 2013 weighs 60/30/10). A decision always compares exact fractions; only the printed rate
and score are rounded, half up to 2 places.

Units: counts are votes; shares are 0 to 1; scores are points out of 100; weights are percent and add up to 100.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Final, Protocol, Self

from commons.kernel.errors import Malformed
from commons.rulebook import cases

SATISFIED: Final = "satisfied"
BASICALLY_SATISFIED: Final = "basically_satisfied"
DISSATISFIED: Final = "dissatisfied"
ABSTAIN: Final = "abstain"
PASSED: Final = "passed"
RECTIFY: Final = "rectify"

OPTIONS: Final = (SATISFIED, BASICALLY_SATISFIED, DISSATISFIED, ABSTAIN)
CONTENT: Final = (SATISFIED, BASICALLY_SATISFIED)  # what the printed rate counts, whatever a rule decides on

# How bad a result is, where rules of different kinds meet in `all_of`. A word of an office's own takes its place in its
# cascade, whose steps go from best to worst.
_BADNESS: Final[Mapping[str, int]] = {
    PASSED: 0,
    SATISFIED: 0,
    BASICALLY_SATISFIED: 1,
    DISSATISFIED: 2,
    RECTIFY: 2,
}


@dataclass(frozen=True)
class Votes:
    """What was counted: how many belong to the body, how many were there, how many gave each answer."""

    members: int = 0
    present: int = 0
    counts: Mapping[str, int] = MappingProxyType({})

    @classmethod
    def read(cls, fields: Mapping[str, object]) -> Self:
        """From a case's `members`, `present` and `counts` (an option left out counts 0). Raises Malformed."""
        for field in ("members", "present", "counts"):
            if field not in fields:
                raise Malformed(f"案例缺少字段 {field}，这条规则要按票数判断，请补上。")
        members, present = (cases.whole(fields[field], field) for field in ("members", "present"))
        given = cases.record(fields["counts"], "counts", required=(), optional=OPTIONS)
        counts = {option: cases.whole(given[option], f"counts.{option}") for option in given}
        if present > members:
            raise Malformed(f"present 为 {present}，多于 members 的 {members}，请核对到会人数。")
        if sum(counts.values()) > present:
            raise Malformed(f"counts 合计 {sum(counts.values())} 票，多于到会的 {present} 人，请核对票数。")
        return cls(members, present, MappingProxyType(counts))

    def of(self, options: Collection[str]) -> int:
        return sum(self.counts.get(option, 0) for option in options)

    def share(self, options: Collection[str], base: str) -> Fraction:
        """The options' part of `base`. A base of nobody has no shares: Malformed."""
        whole = {"all_members": self.members, "present": self.present, "valid": self.of(OPTIONS[:-1])}[base]
        if not whole:
            raise Malformed(f"作为分母的 {base} 为 0，无法计算比例，请核对人数和票数。")
        return Fraction(self.of(options), whole)


BASES: Final = {base: base for base in ("all_members", "present", "valid")}
NO_VOTES: Final = Votes()


@dataclass(frozen=True)
class Verdict:
    """One rule's answer, still exact. `badness` orders results of different rules: 0 is best."""

    result: str
    rectify: bool
    badness: int
    rate: Fraction | None = None
    score: Fraction | None = None

    def as_json(self) -> dict[str, object]:
        rate = None if self.rate is None else f"{cases.half_up(self.rate * 100)}%"
        answer: dict[str, object] = {"result": self.result, "rate": rate, "rectify": self.rectify}
        return answer if self.score is None else answer | {"score": str(cases.half_up(self.score))}


class Rule(Protocol):
    """What `read_rule` gives back. A rule that does not count votes may be judged with `NO_VOTES`."""

    @property
    def counts_votes(self) -> bool: ...

    def judge(self, votes: Votes) -> Verdict: ...


def _passed_or_rectify(rectify: bool, rate: Fraction | None = None, score: Fraction | None = None) -> Verdict:
    result = RECTIFY if rectify else PASSED
    return Verdict(result, rectify, _BADNESS[result], rate, score)


@dataclass(frozen=True)
class Step:
    """One test of a cascade. `strict`: the share must be more than the bound, an exact hit is not enough."""

    result: str
    of: tuple[str, ...]
    bound: Fraction
    strict: bool

    @classmethod
    def read(cls, value: object, where: str) -> Self:
        fields = cases.record(value, where, required=("result", "of"), optional=("at_least", "more_than"))
        if ("at_least" in fields) == ("more_than" in fields):
            raise Malformed(f"{where}应在 at_least 和 more_than 中写且只写一个，请改正。")
        bound = "more_than" if "more_than" in fields else "at_least"
        return cls(
            result=cases.word(fields["result"], f"{where}的 result"),
            of=_read_options(fields["of"], f"{where}的 of "),
            bound=cases.share(fields[bound], f"{where}的 {bound}"),
            strict=bound == "more_than",
        )

    def holds(self, share: Fraction) -> bool:
        return share > self.bound if self.strict else share >= self.bound


@dataclass(frozen=True)
class Cascade:
    """Tests in order; the first that holds gives the result, none gives `otherwise`."""

    counts_votes: ClassVar[bool] = True
    base: str
    steps: tuple[Step, ...]
    otherwise: str
    rectify_when: tuple[str, ...]

    @classmethod
    def read(cls, value: object, where: str) -> Self:
        fields = cases.record(value, where, required=("kind", "base", "steps", "otherwise", "rectify_when"))
        steps = tuple(
            Step.read(item, place) for place, item in cases.numbered(fields["steps"], f"{where}.steps", unit="步")
        )
        otherwise = cases.word(fields["otherwise"], f"{where}.otherwise")
        rectify_when = cases.words(fields["rectify_when"], f"{where}.rectify_when", may_be_empty=True)
        for result in rectify_when:
            if result not in {otherwise, *(step.result for step in steps)}:
                raise Malformed(f"{where}.rectify_when 中的{cases.shown(result)}不是本规则的结果，请核对拼写。")
        return cls(cases.choice(fields["base"], f"{where}.base", BASES), steps, otherwise, rectify_when)

    def judge(self, votes: Votes) -> Verdict:
        place, result = next(
            (
                (place, step.result)
                for place, step in enumerate(self.steps)
                if step.holds(votes.share(step.of, self.base))
            ),
            (len(self.steps), self.otherwise),
        )
        badness = _BADNESS.get(result, place)
        return Verdict(result, result in self.rectify_when, badness, votes.share(CONTENT, self.base))


@dataclass(frozen=True)
class Rate:
    """One share, one threshold (1-64: below 80 % means 限期整改). Exactly the threshold is enough."""

    counts_votes: ClassVar[bool] = True
    of: tuple[str, ...]
    base: str
    rectify_below: Fraction

    @classmethod
    def read(cls, value: object, where: str) -> Self:
        fields = cases.record(value, where, required=("kind", "of", "base", "rectify_below"))
        return cls(
            of=_read_options(fields["of"], f"{where}.of "),
            base=cases.choice(fields["base"], f"{where}.base", BASES),
            rectify_below=cases.share(fields["rectify_below"], f"{where}.rectify_below"),
        )

    def judge(self, votes: Votes) -> Verdict:
        too_low = votes.share(self.of, self.base) < self.rectify_below
        return _passed_or_rectify(too_low, rate=votes.share(CONTENT, self.base))


@dataclass(frozen=True)
class Part:
    """One source of points, e.g. the public's 60 of 100."""

    key: str
    weight: Fraction
    score: Fraction

    @classmethod
    def read(cls, value: object, where: str) -> Self:
        fields = cases.record(value, where, required=("key", "weight", "score"))
        return cls(
            key=cases.word(fields["key"], f"{where}的 key"),
            weight=cases.figure(fields["weight"], f"{where}的 weight", at_most=100),
            score=cases.figure(fields["score"], f"{where}的 score", at_most=100),
        )


@dataclass(frozen=True)
class Score:
    """Weighted points out of 100 instead of votes (镇海 2013; 1-96 progress 40, quality 30, satisfaction 30)."""

    counts_votes: ClassVar[bool] = False
    parts: tuple[Part, ...]
    rectify_below: Fraction

    @classmethod
    def read(cls, value: object, where: str) -> Self:
        fields = cases.record(value, where, required=("kind", "parts", "rectify_below"))
        parts = tuple(Part.read(item, place) for place, item in cases.numbered(fields["parts"], f"{where}.parts"))
        cases.distinct((part.key for part in parts), f"{where}.parts")
        cases.weights((part.weight for part in parts), f"{where}.parts")
        return cls(parts, cases.figure(fields["rectify_below"], f"{where}.rectify_below", at_most=100))

    def judge(self, votes: Votes) -> Verdict:
        score = sum((part.weight * part.score for part in self.parts), Fraction(0)) / 100
        return _passed_or_rectify(score < self.rectify_below, score=score)


@dataclass(frozen=True)
class AllOf:
    """Several rules at once: the worst result wins, of equally bad ones the first; rectify if any asks for it."""

    rules: tuple[Rule, ...]

    @classmethod
    def read(cls, value: object, where: str) -> Self:
        fields = cases.record(value, where, required=("kind", "rules"))
        # A list inside the list would say nothing more than the flat one, so only single rules are members.
        rules = cases.numbered(fields["rules"], f"{where}.rules")
        return cls(tuple(_read(item, place, _SINGLE) for place, item in rules))

    @property
    def counts_votes(self) -> bool:
        return any(rule.counts_votes for rule in self.rules)

    def judge(self, votes: Votes) -> Verdict:
        verdicts = [rule.judge(votes) for rule in self.rules]
        worst = max(verdicts, key=lambda verdict: (verdict.badness, verdict.rectify))
        return Verdict(
            result=worst.result,
            rectify=any(verdict.rectify for verdict in verdicts),
            badness=worst.badness,
            rate=verdicts[0].rate,
            score=next((verdict.score for verdict in verdicts if verdict.score is not None), None),
        )


type _Kind = type[Cascade | Rate | Score | AllOf]

_SINGLE: Final[Mapping[str, _Kind]] = {"cascade": Cascade, "rate": Rate, "score": Score}
_KINDS: Final[Mapping[str, _Kind]] = {**_SINGLE, "all_of": AllOf}


def _read_options(value: object, where: str) -> tuple[str, ...]:
    options = cases.words(value, where)
    for option in options:
        cases.choice(option, where, dict.fromkeys(OPTIONS))
    return options


def _read(value: object, where: str, kinds: Mapping[str, _Kind]) -> Rule:
    if not isinstance(value, Mapping) or "kind" not in value:
        raise Malformed(f"{where} 应为带 kind 的 JSON 对象，请按格式说明填写。")
    return cases.choice(value["kind"], f"{where}.kind", kinds).read(value, where)


def read_rule(value: object, where: str = "rule") -> Rule:
    """A rule from the object of contract §4.3; an edition of kind evaluation holds the same. Raises Malformed."""
    return _read(value, where, _KINDS)


def answer(case: object) -> dict[str, object]:
    """A whole case of contract §4.3 to its JSON answer. Raises Malformed."""
    fields = cases.record(case, "案例", required=("rule",), optional=("members", "present", "counts"))
    rule = read_rule(fields["rule"])
    votes = Votes.read(fields) if rule.counts_votes else NO_VOTES
    return rule.judge(votes).as_json()
