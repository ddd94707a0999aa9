"""The deputies' own work: homes, reception days, and suggestions that are solved below or brought to the county (3-29)."""

from __future__ import annotations

import datetime as dt

from infra.demo.cast import Cast
from infra.demo.projects import COMMON
from infra.demo.year import morning
from tenants.deputies import queries as deputies
from tenants.deputies.commands import escalation, handling, homes, suggestions
from tenants.deputies.commands.handling import Unit
from tenants.deputies.terms import HandlingLevel, HostKind, ReplyClass, SuggestionState


def keep_homes(cast: Cast, year: int, today: dt.date, count: int) -> None:
    """Open homes and hold the year's reception days on the 16th (3-08)."""
    at = morning(dt.date(year - 1, 3, 1))
    kinds = list(HostKind)
    for number in range(count):
        home = homes.open_home(
            actor=cast.clerk,
            name=f"演示第{number + 1}代表之家",
            host_kind=kinds[number % len(kinds)],
            address=f"演示路{number + 1}号",
            reception_days=(16, 20),
            at=at,
        )
        for month in range(1, 13):
            day = dt.date(year, month, 16)
            if day >= today:
                break
            seat = cast.seats[(number + month) % len(cast.seats)]
            planned = homes.plan_reception(
                actor=cast.clerk,
                home_uid=home.uid,
                held_on=day,
                mandate_uids=[seat.mandate_uid],
                theme="民生实事大家谈",
                at=morning(day - dt.timedelta(days=5)),
            )
            homes.hold_reception(
                actor=cast.clerk,
                reception_uid=planned.uid,
                visitors=6 + month % 4,
                opinions=[f"希望{COMMON[month % len(COMMON)]}"],
                at=morning(day) + dt.timedelta(hours=3),
            )


def suggest(cast: Cast, year: int, *, solved: int, brought_up: int) -> None:
    """`solved` are settled in villages and the town, `brought_up` go to the county with a letter."""
    at = morning(dt.date(year, 4, 10))
    for number in range(solved + brought_up):
        seat = cast.seats[number % len(cast.seats)]
        made = suggestions.submit_deputy_suggestion(
            actor=cast.clerk,
            mandate_uid=seat.mandate_uid,
            title=f"关于{COMMON[number % len(COMMON)]}的建议（演示{number + 1}）",
            content=f"建议{COMMON[number % len(COMMON)]}，方便群众生产生活。",
            village=f"演示第{number % 12 + 1}村（社区）",
            at=at,
        )
        suggestions.accept(actor=cast.clerk, suggestion_uid=made.uid, at=at)
        if number < solved:
            level = HandlingLevel.VILLAGE if number % 3 else HandlingLevel.TOWN
            suggestions.settle(actor=cast.clerk, suggestion_uid=made.uid, level=level, outcome="已协调解决。", at=at)
        else:
            escalation.escalate(actor=cast.clerk, suggestion_uid=made.uid, at=at)


def answer_from_below(cast: Cast, year: int) -> None:
    """The county takes what came up, has its unit answer, and closes it; the letters go back down. Repeatable."""
    at = morning(dt.date(year, 5, 20))
    unit = Unit(cast.accounts["unit"].uid, "演示责任单位甲")
    for each in list(deputies.suggestions_visible_to(cast.clerk)):
        if not each.origin_office or each.state != SuggestionState.SUBMITTED:
            continue
        suggestions.accept(actor=cast.clerk, suggestion_uid=each.uid, at=at)
        handling.assign(actor=cast.clerk, suggestion_uid=each.uid, lead=unit, at=at)
        handling.answer(
            actor=cast.actor("unit"),
            suggestion_uid=each.uid,
            reply="已列入计划并落实到位。",
            reply_class=ReplyClass.SOLVED,
            at=morning(dt.date(year, 6, 20)),
        )
        suggestions.close(actor=cast.clerk, suggestion_uid=each.uid, at=morning(dt.date(year, 7, 1)))
