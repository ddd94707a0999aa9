"""Plausibility of a return: a table of rules, each asked of the figures, and answered in words with the figures. Pure.

Hard rules follow from what the figures mean (a part is no larger than its whole): figures that break one are refused.
Soft rules are what a careful reader would ask about: they need a reason, which goes up with the return.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from commons.reporting.indicators import BY_CODE, TABLE
from commons.reporting.rollup import value_of, written
from commons.reporting.terms import Aggregate, Unit

Values = Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Doubt:
    """What a rule found: `key` names the rule, `codes` the figures it speaks of."""

    key: str
    hard: bool
    sentence: str
    codes: tuple[str, ...]


class Rule(Protocol):
    """`in_words` says the rule; `ask` gives the sentence with the figures when they break it, else ""."""

    @property
    def hard(self) -> bool: ...

    @property
    def key(self) -> str: ...

    @property
    def codes(self) -> tuple[str, ...]: ...

    @property
    def in_words(self) -> str: ...

    def ask(self, now: Values, before: Values) -> str: ...


@dataclass(frozen=True)
class AtMost:
    """A part is no larger than its whole; of several parts, their sum."""

    parts: tuple[str, ...]
    whole: str
    hard: bool = True

    @property
    def key(self) -> str:
        return f"at_most:{'+'.join(self.parts)}:{self.whole}"

    @property
    def codes(self) -> tuple[str, ...]:
        return (*self.parts, self.whole)

    @property
    def in_words(self) -> str:
        return f"{_names(self.parts)}不大于{_name(self.whole)}"

    def ask(self, now: Values, before: Values) -> str:
        part, whole = _sum(now, self.parts), now.get(self.whole)
        if part is None or whole is None or part <= whole:
            return ""
        return f"{_said(self.parts, part)}，大于{_said((self.whole,), whole)}，请核对。"


@dataclass(frozen=True)
class AddsUp:
    """The parts of a closed list come to the whole. A part that an office does not have adds nothing."""

    parts: tuple[str, ...]
    whole: str
    label: str  # what the parts are, as there may be many
    hard: bool = True

    @property
    def key(self) -> str:
        return f"adds_up:{self.label}:{self.whole}"

    @property
    def codes(self) -> tuple[str, ...]:
        return (*self.parts, self.whole)

    @property
    def in_words(self) -> str:
        return f"{_name(self.whole)}等于{self.label}之和"

    def ask(self, now: Values, before: Values) -> str:
        part, whole = _sum(now, self.parts), now.get(self.whole)
        if part is None or whole is None or part == whole:
            return ""
        return f"{self.label}合计 {_figure(part, self.whole)}，与{_said((self.whole,), whole)}不一致，请核对。"


@dataclass(frozen=True)
class RatioAtLeast:
    """A ratio that is rarely so low."""

    code: str
    least: Decimal
    hard: bool = False

    @property
    def key(self) -> str:
        return f"at_least:{self.code}"

    @property
    def codes(self) -> tuple[str, ...]:
        return BY_CODE[self.code].of or ()

    @property
    def in_words(self) -> str:
        return f"{_name(self.code)}一般不低于 {written(self.least)}%"

    def ask(self, now: Values, before: Values) -> str:
        value = value_of(BY_CODE[self.code], now)
        if value is None or value >= self.least:
            return ""
        return f"{_name(self.code)} {written(value)}%，低于 {written(self.least)}%，请核对或说明原因。"


@dataclass(frozen=True)
class Jump:
    """More than `times` as much as last time, or less than that part of it; small numbers jump as they like."""

    code: str
    least: Decimal
    times: int = 3
    hard: bool = False

    @property
    def key(self) -> str:
        return f"jump:{self.code}"

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.code,)

    @property
    def in_words(self) -> str:
        return f"{_name(self.code)}与上期相比不超过 {self.times} 倍，也不少于 {self.times} 分之一"

    def ask(self, now: Values, before: Values) -> str:
        value, last = now.get(self.code), before.get(self.code)
        if value is None or last is None or abs(value - last) < self.least:
            return ""
        if last <= value * self.times and value <= last * self.times:
            return ""
        return f"{_said((self.code,), value)}，上期为 {_figure(last, self.code)}，变动较大，请核对或说明原因。"


@dataclass(frozen=True)
class StillThere:
    """What was known last time is not unknown this time."""

    code: str
    hard: bool = False

    @property
    def key(self) -> str:
        return f"still_there:{self.code}"

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.code,)

    @property
    def in_words(self) -> str:
        return f"上期有数的{_name(self.code)}本期也有数"

    def ask(self, now: Values, before: Values) -> str:
        last = before.get(self.code)
        if self.code not in now or now[self.code] is not None or last is None:
            return ""
        return f"{_name(self.code)}上期为 {_figure(last, self.code)}，本期没有数据，请核对或说明原因。"


# ── the table ─────────────────────────────────────────────────────────────────────────────────


def _under(prefix: str) -> tuple[str, ...]:
    return tuple(each.code for each in TABLE if each.code.startswith(prefix + "."))


def _parts() -> Iterator[Rule]:
    """Pairs in which the first is a part of the second, room by room."""
    for part, whole in (
        ("suggestions.online", "suggestions.received"),
        ("suggestions.converted", "suggestions.received"),
        ("proposals.excluded", "proposals.entered"),
        ("proposals.surveyed", "proposals.entered"),
        ("proposals.revised", "proposals.entered"),
        ("reserve.taken_up_ever", "reserve.entered_ever"),
        ("projects.selected", "projects.candidates"),
        ("projects.not_selected", "projects.candidates"),
        ("projects.selected_by_vote", "votes.seats"),
        ("projects.selected_by_poll", "polls.seats"),
        ("enquiries.answered", "enquiries.asked"),
        ("enquiries.answered_on_spot", "enquiries.answered"),
        ("projects.started", "projects.items"),
        ("projects.completed", "projects.started"),
        ("projects.accepted", "projects.completed"),
        ("projects.on_time", "projects.completed"),
        ("projects.early", "projects.on_time"),
        ("projects.late", "projects.items"),
        ("projects.subs_completed", "projects.sub_projects"),
        ("projects.evaluated", "projects.items"),
        ("projects.to_rectify", "projects.evaluated"),
        ("milestones.done", "milestones.planned"),
        ("micro.items", "projects.items"),
        ("micro.completed", "micro.items"),
        ("supervision.projects", "projects.items"),
        ("findings.closed", "findings.raised"),
        ("findings.opinions_adopted", "findings.opinions"),
        ("rectifications.open", "rectifications.ordered"),
        ("rectifications.overdue", "rectifications.open"),
        ("look_backs.with_problems", "look_backs.held"),
        ("look_backs.projects", "look_backs.held"),
        ("look_backs.settled", "look_backs.ordered"),
        ("deputies.active", "deputies.total"),
        ("homes.model", "homes.total"),
        ("homes.up_to_standard", "homes.total"),
        ("deputy_suggestions.answered_on_time", "deputy_suggestions.answered"),
        ("deputy_suggestions.satisfied", "deputy_suggestions.rated"),
    ):
        yield AtMost((part,), whole)
    for room, people in (("votes", "deputies_total"), ("polls", "members_total")):
        yield AtMost((f"{room}.present",), f"{room}.{people}")
        yield AtMost((f"{room}.ballots_returned",), f"{room}.ballots_issued")
        yield AtMost((f"{room}.ballots_valid",), f"{room}.ballots_returned")
        yield AtMost((f"{room}.very_necessary",), f"{room}.candidates")
    yield AtMost(("suggestions.unread", "suggestions.screened_out", "suggestions.merged", "suggestions.nominated"),
                 "suggestions.received")  # fmt: skip
    yield AtMost(("notices.opinions_adopted", "notices.opinions_declined"), "notices.opinions")
    yield AtMost(_under("deputy_suggestions.solved_at"), "deputy_suggestions.received")


def _sums() -> Iterator[Rule]:
    for prefix, whole, label in (
        ("suggestions.by_channel", "suggestions.received", "各渠道收到建议"),
        ("suggestions.by_proposer", "suggestions.received", "各类提出人的建议"),
        ("suggestions.by_field", "suggestions.received", "各领域建议"),
        ("proposals.by_origin", "proposals.entered", "各来源建议项目"),
        ("projects.by_field", "projects.items", "各领域项目"),
        ("projects.by_light", "projects.items", "各色亮灯项目"),
        ("money.budgeted_by", "money.budgeted", "各来源预算安排"),
        ("money.arrived_by", "money.arrived", "各来源到位资金"),
        ("money.paid_by", "money.paid", "各来源拨付资金"),
        ("inspections.by_way", "inspections.held", "各种方式监督检查"),
        ("findings.by_kind", "findings.raised", "各类问题"),
        ("homes.by_host", "homes.total", "各类设立地代表之家"),
    ):
        yield AddsUp(_under(prefix), whole, label)
    for parts, whole, label in (
        (("proposals.passed", "proposals.eliminated"), "proposals.scored", "评分通过和淘汰"),
        (("projects.selected_by_vote", "projects.selected_by_poll"), "projects.selected", "票决入选和票选入选"),
        (("projects.items_by_vote", "projects.items_by_poll", "projects.general", "micro.items"), "projects.items",
         "票决（票选）项目、一般民生工程和微实事"),
        (("projects.not_started", "projects.started"), "projects.items", "未开工和已开工项目"),
        (("satisfaction.satisfied", "satisfaction.basically_satisfied"), "satisfaction.favourable", "满意票和基本满意票"),
        (("satisfaction.favourable", "satisfaction.dissatisfied"), "satisfaction.valid", "满意、基本满意和不满意票"),
        (("deputy_suggestions.solved_at.village", "deputy_suggestions.solved_at.town"),
         "deputy_suggestions.solved_below", "村级和镇级解决"),
    ):  # fmt: skip
        yield AddsUp(parts, whole, label)


def _questions() -> Iterator[Rule]:
    """Soft: true more often than not, and worth a sentence when it is not."""
    yield AtMost(("projects.completed",), "projects.selected", hard=False)  # 一般民生工程 also complete
    yield AtMost(("money.paid",), "money.arrived", hard=False)  # 垫付
    yield AtMost(("money.arrived",), "money.planned", hard=False)
    yield AtMost(("projects.evaluated",), "projects.completed", hard=False)
    for room in ("votes", "polls"):
        yield RatioAtLeast(f"{room}.turnout", Decimal("66.67"))  # 法定人数 三分之二
        yield RatioAtLeast(f"{room}.margin_rate", Decimal(20))  # 1-67
    for code in _HEADLINES:
        least = Decimal(1_000_000) if BY_CODE[code].unit is Unit.YUAN else Decimal(20)
        yield Jump(code, least)
        yield StillThere(code)


_HEADLINES: Final = (
    "suggestions.received", "suggestions.nominated", "proposals.scored", "projects.candidates", "projects.selected",
    "projects.items", "projects.sub_projects", "projects.completed", "micro.items", "money.planned", "money.arrived",
    "money.paid", "inspections.held", "findings.raised", "satisfaction.valid", "deputies.total", "homes.total",
    "receptions.visitors", "deputy_suggestions.received",
)  # fmt: skip

RULES: Final[tuple[Rule, ...]] = (*_parts(), *_sums(), *_questions())

assert len({rule.key for rule in RULES}) == len(RULES), "a rule is written twice"
assert all(code in BY_CODE for rule in RULES for code in rule.codes), "a rule about something that is no indicator"


def examine(now: Values, before: Values) -> list[Doubt]:
    """What the rules have to say to these figures, the hard ones first. `before`: the figures accepted last time."""
    found = [Doubt(rule.key, rule.hard, sentence, rule.codes) for rule in RULES if (sentence := rule.ask(now, before))]
    return sorted(found, key=lambda doubt: not doubt.hard)


# ── words ─────────────────────────────────────────────────────────────────────────────────────


def _name(code: str) -> str:
    return f"“{BY_CODE[code].label}”"


def _names(codes: tuple[str, ...]) -> str:
    return "、".join(map(_name, codes)) + ("之和" if len(codes) > 1 else "")


def _figure(value: Decimal, code: str) -> str:
    indicator = BY_CODE[code]
    percent = indicator.aggregate is Aggregate.RATIO
    return f"{written(value)}{'%' if percent else ' ' + indicator.sign}"


def _said(codes: tuple[str, ...], value: Decimal) -> str:
    return f"{_names(codes)} {_figure(value, codes[-1])}"


def _sum(values: Values, codes: tuple[str, ...]) -> Decimal | None:
    known = [value for code in codes if (value := values.get(code)) is not None]
    return sum(known, Decimal(0)) if known else None
