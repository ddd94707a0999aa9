"""What stands on the board, in which order: the sections of the page, the hall screen and the spreadsheet. Pure; a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commons.reporting.indicators import BY_CODE
from commons.reporting.indicators.money import SOURCES
from commons.reporting.indicators.offices import LEVELS
from commons.reporting.indicators.projects import LIGHTS

HEADLINES: Final = (
    "suggestions.received",
    "projects.candidates",
    "projects.selected",
    "projects.completed",
    "money.planned",
    "satisfaction.rate",
)


@dataclass(frozen=True)
class Cross:
    """A small table of its own: word of the row → codes, one a column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Section:
    """`bars`: steps drawn against the largest of them. `lights`: how many of each colour. `rows`: plain lines."""

    key: str
    title: str
    rows: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    lights: tuple[tuple[str, str], ...] = ()
    cross: Cross | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        crossed = tuple(code for _, codes in self.cross.rows for code in codes) if self.cross else ()
        return (*self.bars, *(code for _, code in self.lights), *crossed, *self.rows)


SECTIONS: Final = (
    Section(
        "coverage",
        "机构与覆盖",
        rows=("offices.founded", "offices.practising", "offices.coverage_rate", "offices.new", "offices.collecting"),
        cross=Cross(
            ("机构", "已开展", "覆盖率%"),
            tuple(
                (word, (f"offices.founded_{level}", f"offices.practising_{level}", f"offices.coverage_rate_{level}"))
                for level, word in LEVELS.items()
            ),
        ),
    ),
    Section(
        "funnel",
        "从建议到入选",
        bars=(
            "suggestions.received",
            "suggestions.nominated",
            "proposals.scored",
            "projects.candidates",
            "projects.selected",
        ),
        rows=(
            "suggestions.nomination_rate",
            "suggestions.conversion_rate",
            "projects.selection_rate",
            "reserve.waiting",
        ),
    ),
    Section(
        "vote",
        "票决与票选",
        rows=("enquiries.asked", "enquiries.answered_on_spot", "enquiries.answer_rate"),
        cross=Cross(  # side by side, never added together
            ("人代会票决", "街道票选"),
            tuple(
                (word, (f"votes.{part}", f"polls.{part}"))
                for part, word in (
                    ("held", "次数"),
                    ("turnout", "出席率%"),
                    ("return_rate", "收回率%"),
                    ("validity_rate", "有效率%"),
                    ("rounds", "轮次"),
                    ("margin_rate", "差额比例%"),
                    ("very_necessary", "“非常必要”超九成的项目"),
                )
            ),
        ),
    ),
    Section(
        "money",
        "资金",
        rows=(
            "money.planned",
            "money.arrived",
            "money.arrival_rate",
            "money.paid",
            "money.payment_rate",
            "money.paid_ever",
            "money.completion_rate",
            "money.saved",
        ),
        cross=Cross(
            ("预算（万元）", "到位（万元）", "拨付（万元）"),
            tuple(
                (word, (f"money.budgeted_by.{key}", f"money.arrived_by.{key}", f"money.paid_by.{key}"))
                for key, word in SOURCES.items()
            ),
        ),
    ),
    Section(
        "progress",
        "进度与亮灯",
        lights=tuple((colour, f"projects.by_light.{colour}") for colour in LIGHTS),
        rows=(
            "projects.items",
            "projects.sub_projects",
            "projects.start_rate",
            "projects.completion_rate",
            "projects.on_time_rate",
            "projects.late",
            "milestones.rate",
            "milestones.overdue",
        ),
    ),
    Section(
        "supervision",
        "监督",
        rows=(
            "supervision.rate",
            "inspections.held",
            "findings.raised",
            "findings.closing_rate",
            "rectifications.second",
            "supervision.summoned",
            "supervision.publications",
            "supervision.bulletins",
        ),
    ),
    Section(
        "satisfaction",
        "满意度测评",
        bars=("satisfaction.satisfied", "satisfaction.basically_satisfied", "satisfaction.dissatisfied"),
        rows=(
            "projects.evaluated",
            "satisfaction.rate",
            "satisfaction.full_rate",
            "satisfaction.public_rate",
            "rectifications.ordered",
            "rectifications.overdue",
        ),
    ),
    Section(
        "look_back",
        "回头看",
        rows=(
            "look_backs.held",
            "look_backs.projects",
            "look_backs.with_problems",
            "look_backs.ordered",
            "look_backs.settled",
        ),
    ),
    Section(
        "deputies",
        "代表履职",
        rows=(
            "deputies.total",
            "deputies.members",
            "deputies.activity_rate",
            "homes.total",
            "homes.standard_rate",
            "receptions.held",
            "receptions.visitors",
            "points.per_active",
        ),
    ),
    Section(
        "deputy_suggestions",
        "代表建议在哪一级解决",
        bars=(
            "deputy_suggestions.solved_at.village",
            "deputy_suggestions.solved_at.town",
            "deputy_suggestions.solved_at.county",
            "deputy_suggestions.solved_at.city",
        ),
        rows=(
            "deputy_suggestions.received",
            "deputy_suggestions.escalated",
            "deputy_suggestions.on_time_rate",
            "deputy_suggestions.overdue",
            "deputy_suggestions.satisfaction_rate",
        ),
    ),
    Section(
        "micro",
        "微实事",
        rows=("micro.items", "micro.completed", "micro.completion_rate", "micro.paid", "micro.wishes"),
    ),
)

assert all(code in BY_CODE for section in SECTIONS for code in section.codes), "a section shows what is no indicator"
assert set(HEADLINES) <= set(BY_CODE), "a headline that is no indicator"
