"""The first page of the staff sites: what waits, how the year stands, its figures beside last year's, the lights.

Only what the rooms answer already is put side by side here; nothing is decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.http import HttpRequest

from commons.directory import queries as directory
from commons.directory.life import console
from commons.directory.terms import GONE, OfficeState
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.reporting import queries as reporting
from commons.reporting import shown
from commons.reporting.indicators import BY_CODE
from commons.reporting.rollup import Sums
from infra.context import year_of
from infra.todos import province_todos
from tenants.ballot import queries as ballot
from tenants.ballot.terms import VoteState
from tenants.cycles import queries as cycles
from tenants.cycles.queries import StageFacts
from tenants.cycles.terms import StageState
from tenants.delivery import queries as delivery
from tenants.delivery.queries import LedgerRow
from tenants.deputies import queries as deputies
from tenants.intake import queries as intake
from tenants.intake.terms import SuggestionState
from tenants.notices import queries as notices
from tenants.notices.queries import Todo
from tenants.oversight import queries as oversight
from tenants.oversight.terms import RectificationState

FIGURES = ("suggestions.received", "projects.selected", "projects.completed", "money.paid")
_OFFICES = "/admin/directory/office/"
_ALWAYS_SAID = (OfficeState.FOUNDED, OfficeState.READY, OfficeState.SUSPENDED)
_VOTES = {
    VoteState.PREPARED: "开启",
    VoteState.OPEN: "截止",
    VoteState.CLOSED: "计票",
    VoteState.COUNTED: "确认结果",
    VoteState.AWAITING: "登记确认",
}


def office_home(request: HttpRequest) -> dict[str, Any]:
    """Of one office and one year; the to-dos are of today, whatever year is looked at."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    year, today = year_of(request), clock.today()
    known = {cycle.year: cycle for cycle in cycles.cycles()}
    return {
        "today": today,
        "todos": [*notices.todos(actor, on=today), *_waiting(actor)],
        "stages": [_stage(stage, today) for stage in cycles.stepper(known[year].uid)] if year in known else [],
        "figures": _figures(actor.office_code, year),
        "lights": [_light(row) for row in delivery.ledger(actor, year, on=today)],
        "years": _years({*known, today.year}, year),
    }


def province_home(request: HttpRequest) -> dict[str, Any]:
    """The console: who is open, who is on the way, from whom nothing came this year."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    year = year_of(request)
    silent = reporting.silent(actor, actor.office_code, year)
    states = dict(directory.offices().order_by().values_list("state").annotate(Count("code")))
    return {
        "console": True,
        "today": clock.today(),
        "todos": province_todos(actor),
        "states": [
            {"label": state.label, "count": states.get(state, 0), "href": f"{_OFFICES}?state__exact={state}"}
            for state in OfficeState
            if state in states or state in _ALWAYS_SAID
        ],
        "batches": [each for each in console.progress() if each["waiting"]],
        "batches_template": "directory/batches.html",
        "progress_href": console.PROGRESS,
        "figures": _figures(actor.office_code, year),
        "missing": [{"name": each.name, "href": f"{_OFFICES}{each.code}/change/"} for each in silent],
        "offices": sum(count for state, count in states.items() if state not in GONE)
        - 1,  # the province itself is not below
        "tree_href": _OFFICES,
        "board_href": f"/board/?year={year}",
        "years": _years({year, *(clock.today().year + step for step in (-2, -1, 0, 1))}, year),
    }


def _waiting(actor: Actor) -> Iterator[Todo]:
    """What follows from how things are, for those whose task it is; a line a matter, or a line and a number."""
    if not actor.holds(Role.CLERK, Role.DIRECTOR):
        return
    unread = intake.visible_to(actor).filter(state=SuggestionState.SUBMITTED).count()
    if unread:
        yield Todo("初审群众建议", "/admin/intake/suggestion/?state__exact=submitted", None, f"{unread} 条待初审")
    unassigned, assign_by = deputies.unassigned()
    if unassigned:
        href = "/admin/deputies/deputysuggestion/?state__in=submitted,accepted"
        yield Todo("受理、交办代表建议", href, assign_by, f"{unassigned} 件待交办")
    for vote in ballot.visible_to(actor).filter(state__in=list(_VOTES)):
        yield Todo(f"{_VOTES[VoteState(vote.state)]}：{vote.title}", f"/admin/ballot/vote/{vote.uid}/change/", None)
    for each in delivery.missed_milestones(clock.today()):
        href = f"/admin/delivery/project/{each.project_id}/change/"
        yield Todo(f"督促节点：{each.title}", href, each.due_on, each.project.title)
    if waiting := delivery.unchecked_reports().count():
        href = "/admin/delivery/progressreport/?verdict__exact=waiting"
        yield Todo("审核进度报告", href, None, f"{waiting} 份待审核")
    for alert in delivery.open_alerts():
        href = f"/admin/delivery/fundalert/{alert.uid}/change/"
        yield Todo(f"办理资金预警：{alert.get_rule_display()}", href, None, alert.project.title)
    for row in oversight.rectifications(actor).filter(state=RectificationState.ANSWERED).order_by("due_on", "uid"):
        href = f"/admin/oversight/rectification/{row.uid}/change/"
        yield Todo(f"复查整改：{row.project_title}", href, None, "责任单位已答复")


def _stage(stage: StageFacts, today: dt.date) -> dict[str, Any]:
    if stage.state == StageState.CLOSED:
        state, when = "done", ""
    elif stage.is_overdue(today):
        state, when = "late", ""
    elif stage.state == StageState.OPEN:
        state, when = "open", f"{stage.due_on.month}月{stage.due_on.day}日前"
    else:
        state, when = "coming", f"{stage.usual_start_on.month}月"
    return {
        "label": stage.label,
        "state": state,
        "when": when,
        "href": f"/admin/cycles/stage/{stage.uid}/change/",
        "gates": [
            {"label": gate.label, "met": gate.met, "missing": gate.advice, "href": gate.href} for gate in stage.gates
        ],
    }


def _figures(office_code: str, year: int) -> list[dict[str, Any]]:
    """This office and whoever lies below it, as the board counts."""
    now, before = (reporting.sums(office_code, each, str(each)) or {} for each in (year, year - 1))
    return [_tile(code, now, before) for code in FIGURES]


def _tile(code: str, now: Sums, before: Sums) -> dict[str, Any]:
    indicator = BY_CODE[code]
    return {
        "label": indicator.label,
        "value": shown.figure(indicator, now),
        "last": shown.figure(indicator, before),
        "unit": indicator.shown_sign,
    }


def _light(row: LedgerRow) -> dict[str, Any]:
    return {
        "name": row.title,
        "href": f"/admin/delivery/project/{row.uid}/change/",
        "unit": row.unit_name,
        "progress": row.physical_percent / 100,
        "light": row.light.value,
        "word": "",
        "reason": row.why,
        "due_on": row.due_on,
    }


def _years(known: set[int], shown: int) -> list[dict[str, Any]]:
    return [
        {"label": f"{year}年", "href": f"?year={year}", "active": year == shown} for year in sorted(known, reverse=True)
    ]
