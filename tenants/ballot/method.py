"""The voting method 票决办法: what is decided before the first paper is handed out. Pure, no Django.

A method is read from the `method` object of a tally case; an edition of the rulebook holds the same object. The meeting
itself adopts it (domain §3.7), so nothing here is law by itself: the law's figures are what offices put in, such as

* quorum: two thirds of all deputies or more (地方组织法 第十四条);
* pass: more than half of ALL deputies, not of those present (地方组织法 第二十五条);
* participation: more than half of all deputies (广东省人大议事规则 第六十条);
* overvote void, undervote valid (选举法 第四十四条, by analogy); tie: those tied vote again (选举法 第四十五条).

Where the contract (§4.1) is silent this module reads it so:

* a share of people or papers (quorum, pass, participation) above 1 is malformed: nobody could ever reach it; a margin
  may be 1/1 (twenty candidates for ten seats) or more;
* a single `pass` object may name a group just as a member of a list may; an empty list is malformed, because plurality
  is said by null;
* the base of a group's rule cannot be `present`: attendance is known for the whole assembly only;
* `tie` knows the one value `revote`: breaking a tie by lot or by the chair is found in no source;
* `overvote` and `undervote` may stand in a ranking method but change nothing, since any paper there that does not use
  each number once is void.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from commons.kernel.errors import Malformed
from commons.rulebook import cases


class Form(StrEnum):
    """What a deputy writes: a choice per project, ticks only, or the numbers 1 … k (力洋镇 2010)."""

    APPROVAL = "approval"
    TICK = "tick"
    RANKING = "ranking"


class Miscount(StrEnum):
    """What becomes of a paper with more, or fewer, approvals than `max_approvals`."""

    VOID_BALLOT = "void_ballot"
    VALID = "valid"


class Tie(StrEnum):
    REVOTE = "revote"


class Shortfall(StrEnum):
    """Fewer projects pass than there are seats: leave seats empty, or vote again on the rest."""

    ACCEPT = "accept"
    REVOTE = "revote"


class Base(StrEnum):
    """Of what a share is taken."""

    ALL_DEPUTIES = "all_deputies"
    PRESENT = "present"
    VALID_BALLOTS = "valid_ballots"
    RETURNED_BALLOTS = "returned_ballots"
    SEATS = "seats"
    CANDIDATES = "candidates"


_OF_PEOPLE = (Base.ALL_DEPUTIES, Base.PRESENT, Base.VALID_BALLOTS, Base.RETURNED_BALLOTS)
_OF_PROJECTS = (Base.SEATS, Base.CANDIDATES)
_BASE_WORDS = {
    Base.ALL_DEPUTIES: "应到人数",
    Base.PRESENT: "实到人数",
    Base.VALID_BALLOTS: "有效票数",
    Base.RETURNED_BALLOTS: "收回票数",
    Base.SEATS: "应选名额",
    Base.CANDIDATES: "候选项目数",
}
_REQUIRED = ("seats", "form")
_OPTIONAL = (
    "max_approvals",
    "overvote",
    "undervote",
    "quorum",
    "pass",
    "min_participation",
    "margin",
    "tie",
    "shortfall",
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit: `share` × a base, to be reached (`at_least`) or exceeded (`more_than`); for all, or within one group."""

    share: Fraction
    exceeded: bool
    base: Base
    group: str | None = None

    def is_met(self, figure: int, base: int) -> bool:
        """`figure` and `base` in people, papers or projects. Exact: half of 60 is not more than half."""
        limit = self.share * base
        return figure > limit if self.exceeded else figure >= limit

    def least(self, base: int) -> int:
        """The smallest whole figure that meets it."""
        limit = self.share * base
        return floor(limit) + 1 if self.exceeded else ceil(limit)

    def words(self, base: int) -> str:
        """The limit as a clerk reads it, e.g. 不少于应到人数 60 的 2/3."""
        return f"{'超过' if self.exceeded else '不少于'}{_BASE_WORDS[self.base]} {base} 的 {self.share}"


@dataclass(frozen=True, slots=True)
class Method:
    """A voting method. `seats` and `max_approvals` count projects; `max_approvals` None is no limit (never in ranking).

    `passing` holds every threshold a project must meet; empty means plurality.
    """

    seats: int
    form: Form
    max_approvals: int | None
    overvote: Miscount = Miscount.VOID_BALLOT
    undervote: Miscount = Miscount.VALID
    quorum: Threshold | None = None
    passing: tuple[Threshold, ...] = ()
    min_participation: Threshold | None = None
    margin: Threshold | None = None
    tie: Tie = Tie.REVOTE
    shortfall: Shortfall = Shortfall.ACCEPT

    @classmethod
    def read(cls, value: object, where: str = "method") -> Method:
        """The parsed `method` object of contract §4.1. Raises `Malformed`, whose sentence calls the place `where`."""
        found = cases.record(value, where, required=_REQUIRED, optional=_OPTIONAL)
        seats = cases.whole(found["seats"], f"{where}.seats", least=1)
        method = cls(
            seats=seats,
            form=cases.one_of(found["form"], f"{where}.form", tuple(Form)),
            max_approvals=_read_limit(found.get("max_approvals", seats), f"{where}.max_approvals"),
            overvote=_read_word(found, "overvote", where, Miscount.VOID_BALLOT),
            undervote=_read_word(found, "undervote", where, Miscount.VALID),
            quorum=_read_unless_null(found, "quorum", where, _read_of_people),
            passing=_read_passing(found.get("pass"), f"{where}.pass"),
            min_participation=_read_unless_null(found, "min_participation", where, _read_of_people),
            margin=_read_unless_null(found, "margin", where, _read_of_projects),
            tie=_read_word(found, "tie", where, Tie.REVOTE),
            shortfall=_read_word(found, "shortfall", where, Shortfall.ACCEPT),
        )
        _refuse_incoherent_ranking(method, where)
        return method

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups its pass thresholds name."""
        return tuple(rule.group for rule in self.passing if rule.group is not None)


def _read_word[Word: StrEnum](found: Mapping[str, object], name: str, where: str, default: Word) -> Word:
    if name not in found:
        return default
    return cases.one_of(found[name], f"{where}.{name}", tuple(type(default)))


def _read_limit(value: object, where: str) -> int | None:
    return None if value is None else cases.whole(value, where, least=1)


def _read_unless_null(
    found: Mapping[str, object], name: str, where: str, read: Callable[[object, str], Threshold]
) -> Threshold | None:
    value = found.get(name)
    return None if value is None else read(value, f"{where}.{name}")


def _read_passing(value: object, where: str) -> tuple[Threshold, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        return (_read_pass(value, where),)
    if not value:
        raise Malformed(f"{where} 是空列表；不设通过线请写 null，否则请列出至少一条。")
    return tuple(_read_pass(item, place) for place, item in cases.numbered(value, where))


def _read_pass(value: object, where: str) -> Threshold:
    rule = _read_of_people(value, where, optional=("group",))
    if rule.group is not None and rule.base is Base.PRESENT:
        raise Malformed(f"{where}.base 不能是 present：实到人数不分组，请改用 all_deputies 或票数。")
    return rule


def _read_of_people(value: object, where: str, optional: tuple[str, ...] = ()) -> Threshold:
    rule = _read_threshold(value, where, _OF_PEOPLE, optional)
    if rule.share > 1:
        raise Malformed(f"{where} 的分数大于 1，永远达不到，请改正。")
    return rule


def _read_of_projects(value: object, where: str) -> Threshold:
    return _read_threshold(value, where, _OF_PROJECTS)


def _read_threshold(value: object, where: str, bases: tuple[Base, ...], optional: tuple[str, ...] = ()) -> Threshold:
    found = cases.record(value, where, required=("base",), optional=("at_least", "more_than", *optional))
    limits = [name for name in ("at_least", "more_than") if name in found]
    if len(limits) != 1:
        raise Malformed(f"{where} 应当在 at_least 与 more_than 中写且只写一个，请改正。")
    return Threshold(
        share=cases.ratio(found[limits[0]], f"{where}.{limits[0]}"),
        exceeded=limits[0] == "more_than",
        base=cases.one_of(found["base"], f"{where}.base", bases),
        group=cases.word(found["group"], f"{where}.group") if "group" in found else None,
    )


def _refuse_incoherent_ranking(method: Method, where: str) -> None:
    if method.form is not Form.RANKING:
        return
    if method.max_approvals is None:
        raise Malformed(f"{where}.max_approvals 在 ranking 方式下不能是 null，请写明排到第几位。")
    if method.passing:
        raise Malformed(f"{where}.pass 在 ranking 方式下必须是 null：排序按得分高低取，不设通过线，请改为 null。")
