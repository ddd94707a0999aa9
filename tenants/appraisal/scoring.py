"""Scoring proposals by a rubric, and who is left out before scoring. Pure.

The first round of 1-31: reviewers give points per criterion (1-27 to 1-30: 40/30/20/10), the rubric aggregates them,
weighs them and compares with the pass mark. Exclusions are the 不列入 list (0-42 to 0-45): a hard one always excludes,
a soft one unless somebody answers for it with a reason ("一般不列入").

Units: weights are percent of the whole (they add up to 100); points and the pass mark are on the rubric's own scale,
which is a bound and never normalises. Fractions all the way; the weighted sum is rounded once, at the very end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Self

from commons.kernel.errors import Malformed
from commons.rulebook import cases

PASSED: Final = "passed"
ELIMINATED: Final = "eliminated"
EXCLUDED: Final = "excluded"
BELOW_PASS_MARK: Final = "below_pass_mark"  # noqa: S105 (a mark to pass, not a password)

Sheet = Mapping[str, Fraction]  # one reviewer's points: criterion key → points


def mean(points: Sequence[Fraction]) -> Fraction:
    return sum(points, Fraction(0)) / len(points)


def median(points: Sequence[Fraction]) -> Fraction:
    ordered = sorted(points)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def trimmed_mean(points: Sequence[Fraction]) -> Fraction:
    """The mean without the highest and the lowest; fewer than four are too few to drop any."""
    return mean(sorted(points)[1:-1] if len(points) >= 4 else points)


AGGREGATES: Final[Mapping[str, Callable[[Sequence[Fraction]], Fraction]]] = {
    "mean": mean,
    "median": median,
    "trimmed_mean": trimmed_mean,
}


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric. `name` is what a form shows (民意基础); the arithmetic does not read it."""

    key: str
    weight: Fraction
    name: str = ""

    @classmethod
    def read(cls, value: object, where: str) -> Self:
        fields = cases.record(value, where, required=("key", "weight"), optional=("name",))
        key = cases.word(fields["key"], f"{where}的 key")
        if key == "by":
            raise Malformed(f"{where}的 key 不能叫 by，评分表用它记评审人，请换一个名称。")
        weight = cases.figure(fields["weight"], f"{where}的 weight", at_most=100)
        return cls(key, weight, cases.word(fields["name"], f"{where}的 name") if "name" in fields else "")


@dataclass(frozen=True)
class Working:
    """One line of a score's explanation: weight × what the reviewers' points came to, exact until it is shown."""

    criterion: Criterion
    reviewers: int
    aggregate: Fraction

    @property
    def weighed(self) -> Fraction:
        return self.criterion.weight * self.aggregate / 100

    def as_json(self) -> dict[str, object]:
        """As it is kept with the result and shown: figures rounded half up to 2 places, each by itself."""
        return {
            "key": self.criterion.key,
            "name": self.criterion.name or self.criterion.key,
            "weight": f"{float(self.criterion.weight):g}",
            "reviewers": self.reviewers,
            "aggregate": str(cases.half_up(self.aggregate)),
            "weighed": str(cases.half_up(self.weighed)),
        }


@dataclass(frozen=True)
class Rubric:
    """评分标准: what is scored, how reviewers are brought together and from which score a proposal passes."""

    criteria: tuple[Criterion, ...]
    scale: Fraction
    pass_mark: Fraction
    aggregate: str
    gaps_allowed: bool

    @classmethod
    def read(cls, value: object, where: str = "rubric") -> Self:
        """From the object of contract §4.2; a rulebook edition of kind rubric holds the same. Raises Malformed."""
        fields = cases.record(value, where, ("criteria", "scale", "pass_mark", "aggregate", "missing"))
        criteria = tuple(
            Criterion.read(item, place) for place, item in cases.numbered(fields["criteria"], f"{where}.criteria")
        )
        cases.distinct((criterion.key for criterion in criteria), f"{where}.criteria")
        cases.weights((criterion.weight for criterion in criteria), f"{where}.criteria")
        scale = cases.figure(fields["scale"], f"{where}.scale")
        if not scale:
            raise Malformed(f"{where}.scale 是满分，应大于 0，请改正。")
        return cls(
            criteria=criteria,
            scale=scale,
            pass_mark=cases.figure(fields["pass_mark"], f"{where}.pass_mark"),
            aggregate=cases.choice(fields["aggregate"], f"{where}.aggregate", {name: name for name in AGGREGATES}),
            gaps_allowed=cases.choice(fields["missing"], f"{where}.missing", {"refuse": False, "ignore": True}),
        )

    def read_sheets(self, value: object, where: str) -> tuple[Sheet, ...]:
        """All reviewers' points for one proposal; each reviewer once, and no criterion without a single score."""
        lines = [
            self._read_line(item, place) for place, item in cases.numbered(value, where, may_be_empty=True, unit="份")
        ]
        cases.distinct((by for by, _ in lines), f"{where}的评审人")
        sheets = tuple(sheet for _, sheet in lines)
        for criterion in self.criteria:
            if not any(criterion.key in sheet for sheet in sheets):
                raise Malformed(f"{where}中没有一个 {criterion.key} 的分数，无法计算，请至少补一份。")
        return sheets

    def _read_line(self, value: object, where: str) -> tuple[str, Sheet]:
        keys = tuple(criterion.key for criterion in self.criteria)
        fields = cases.record(value, where, required=("by",), optional=keys)
        given = {key: fields[key] for key in keys if fields.get(key) is not None}
        if not self.gaps_allowed and len(given) < len(keys):
            gap = next(key for key in keys if key not in given)
            raise Malformed(f"{where}缺少 {gap} 的分数，请补齐，或将 missing 设为 ignore。")
        points = {key: cases.figure(given[key], f"{where}的 {key}", at_most=self.scale) for key in given}
        return cases.word(fields["by"], f"{where}的 by"), points

    def workings(self, sheets: Sequence[Sheet]) -> tuple[Working, ...]:
        """The score line by line; every criterion needs at least one score in `sheets`."""
        aggregate = AGGREGATES[self.aggregate]

        def line(criterion: Criterion) -> Working:
            given = [sheet[criterion.key] for sheet in sheets if criterion.key in sheet]
            return Working(criterion, len(given), aggregate(given))

        return tuple(line(criterion) for criterion in self.criteria)

    def score(self, sheets: Sequence[Sheet]) -> Decimal:
        """The weighted score, rounded half up to 2 places, and only here."""
        return cases.half_up(sum((line.weighed for line in self.workings(sheets)), Fraction(0)))


@dataclass(frozen=True)
class Exclusion:
    """One line of the 不列入 list: `hard` always excludes, a soft one may be overridden with a reason."""

    key: str
    hard: bool
    name: str = ""

    @classmethod
    def read(cls, value: object, where: str) -> Self:
        fields = cases.record(value, where, required=("key", "kind"), optional=("name",))
        return cls(
            key=cases.word(fields["key"], f"{where}的 key"),
            hard=cases.choice(fields["kind"], f"{where}的 kind", {"soft": False, "hard": True}),
            name=cases.word(fields["name"], f"{where}的 name") if "name" in fields else "",
        )


@dataclass(frozen=True)
class Exclusions:
    """负面清单: the office's list, in its own order."""

    rules: tuple[Exclusion, ...] = ()

    @classmethod
    def read(cls, value: object, where: str = "exclusions") -> Self:
        """From the list of contract §4.2; a rulebook edition of kind exclusions holds the same. Raises Malformed."""
        rules = tuple(Exclusion.read(item, place) for place, item in cases.numbered(value, where, may_be_empty=True))
        cases.distinct((rule.key for rule in rules), where)
        return cls(rules)

    def read_flags(self, value: object, where: str) -> tuple[str, ...]:
        """The exclusions that somebody found to apply to a proposal."""
        flags = cases.words(value, where, may_be_empty=True)
        for flag in flags:
            self._known(flag, where)
        return flags

    def read_overrides(self, value: object, where: str) -> frozenset[str]:
        """The exclusions answered for with a reason; a blank reason answers for nothing."""
        if not isinstance(value, Mapping):
            raise Malformed(f"{where}应为“不列入情形：理由”的对象，{cases.instead(value)}，请改正。")
        for flag, reason in value.items():
            self._known(flag, where)
            if not isinstance(reason, str):
                raise Malformed(f"{where}中 {flag} 的理由应为文字，{cases.instead(reason)}，请改正。")
        return frozenset(flag for flag, reason in value.items() if reason.strip())

    def _known(self, flag: str, where: str) -> None:
        if all(flag != rule.key for rule in self.rules):
            raise Malformed(f"{where}中的{cases.shown(flag)}不在 exclusions 之列，请核对拼写或先列入。")

    def excluding(self, flags: Iterable[str], overrides: Iterable[str] = ()) -> str | None:
        """The first flag that keeps a proposal out, or None."""
        hard = {rule.key for rule in self.rules if rule.hard}
        answered = set(overrides) - hard
        return next((flag for flag in flags if flag not in answered), None)


@dataclass(frozen=True)
class Proposal:
    """建议项目 as the rubric sees it. `excluded_by` names the flag that keeps it out; then `sheets` is empty."""

    key: str
    excluded_by: str | None
    sheets: tuple[Sheet, ...] = ()

    @classmethod
    def read(cls, value: object, where: str, rubric: Rubric, exclusions: Exclusions) -> Self:
        fields = cases.record(value, where, required=("key",), optional=("flags", "overrides", "scores"))
        key = cases.word(fields["key"], f"{where}的 key")
        where = f"建议项目{cases.shown(key)}的 "
        flags = exclusions.read_flags(fields.get("flags", []), f"{where}flags ")
        overrides = exclusions.read_overrides(fields.get("overrides", {}), f"{where}overrides ")
        if flag := exclusions.excluding(flags, overrides):
            return cls(key, flag)  # nobody is asked to score what cannot be listed, so its scores are not read
        return cls(key, None, rubric.read_sheets(fields.get("scores", []), f"{where}scores "))


@dataclass(frozen=True)
class Result:
    """What the appraisal says of one proposal; an excluded one has neither score nor rank."""

    key: str
    outcome: str
    score: Decimal | None = None
    rank: int | None = None
    why: str | None = None

    def as_json(self) -> dict[str, object]:
        score = None if self.score is None else str(self.score)
        return {"key": self.key, "score": score, "rank": self.rank, "outcome": self.outcome, "why": self.why}


def appraise(rubric: Rubric, proposals: Sequence[Proposal]) -> tuple[Result, ...]:
    """Results in the order of the proposals. Equal scores share a rank and the next one is skipped: 1, 2, 2, 4."""
    scores = {proposal.key: rubric.score(proposal.sheets) for proposal in proposals if proposal.excluded_by is None}
    ranks: dict[Decimal, int] = {}
    for place, score in enumerate(sorted(scores.values(), reverse=True), 1):
        ranks.setdefault(score, place)

    def result(proposal: Proposal) -> Result:
        if proposal.excluded_by is not None:
            return Result(proposal.key, EXCLUDED, why=proposal.excluded_by)
        score = scores[proposal.key]
        if Fraction(score) < rubric.pass_mark:
            return Result(proposal.key, ELIMINATED, score, ranks[score], BELOW_PASS_MARK)
        return Result(proposal.key, PASSED, score, ranks[score])

    return tuple(result(proposal) for proposal in proposals)


def answer(case: object) -> dict[str, object]:
    """A whole case of contract §4.2 to its JSON answer. Raises Malformed."""
    fields = cases.record(case, "案例", required=("rubric", "proposals"), optional=("exclusions",))
    rubric = Rubric.read(fields["rubric"])
    exclusions = Exclusions.read(fields.get("exclusions", []))
    proposals = [
        Proposal.read(item, place, rubric, exclusions)
        for place, item in cases.numbered(fields["proposals"], "proposals", may_be_empty=True)
    ]
    cases.distinct((proposal.key for proposal in proposals), "proposals")
    return {"results": [result.as_json() for result in appraise(rubric, proposals)]}
