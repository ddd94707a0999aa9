"""The year's supervision calendar: its duties with dates, owners and lights; the projects nobody watches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from commons.kernel import clock
from commons.kernel.tenancy import current_code
from commons.rulebook import queries as rulebook
from commons.rulebook.kinds import supervision_calendar
from commons.rulebook.queries import InForce
from commons.rulebook.terms import Kind
from commons.rulebook.workdays import Calendar
from tenants.cycles import queries as cycles
from tenants.delivery import queries as delivery
from tenants.delivery.queries import ProjectFacts
from tenants.oversight import reminding
from tenants.oversight.models import Assignment, CalendarMark, DutyOwner


@dataclass(frozen=True)
class Duty:
    """One line of the year's supervision calendar, done or not, with its owner and its own light."""

    key: str
    label: str
    due_on: dt.date
    done_on: dt.date | None
    overdue: bool
    owner_uid: UUID | None
    owner: str
    light: str
    word: str
    why: str


def duties(cycle_uid: UUID, *, on: dt.date | None = None) -> list[Duty]:
    """The supervision calendar pinned to the cycle, with due dates, earliest first, and what has been done."""
    today = on or clock.today()
    facts = cycles.cycle(cycle_uid)
    rule = rule_of(cycle_uid, Kind.SUPERVISION_CALENDAR, today)
    done = dict(CalendarMark.objects.filter(cycle_uid=cycle_uid).values_list("key", "done_on"))
    calendar = rulebook.calendar()
    owners = {each.key: each for each in DutyOwner.objects.filter(cycle_uid=cycle_uid)}
    return [
        _duty(each, done.get(each.key), owners.get(each.key), today, calendar)
        for each in supervision_calendar.duties_of(rule.body, facts.year)
    ]


def _duty(
    line: supervision_calendar.Duty,
    done_on: dt.date | None,
    owner: DutyOwner | None,
    today: dt.date,
    calendar: Calendar,
) -> Duty:
    lit = reminding.light(line.due_on, done_on, today, calendar)
    return Duty(
        key=line.key,
        label=line.label,
        due_on=line.due_on,
        done_on=done_on,
        overdue=done_on is None and today > line.due_on,
        owner_uid=owner.account_uid if owner else None,
        owner=owner.name if owner else "",
        light=lit.colour,
        word=lit.word,
        why=lit.why,
    )


def find_owner(cycle_uid: UUID, key: str) -> DutyOwner | None:
    return DutyOwner.objects.select_for_update().filter(cycle_uid=cycle_uid, key=key).first()


def unassigned(cycle_uid: UUID) -> list[ProjectFacts]:
    """事事有监督 (0-59): the projects that no group watches, by name."""
    wanted = delivery.projects_of(cycle_uid)
    uids = [each.uid for each in wanted]
    watched = set(Assignment.objects.filter(project_uid__in=uids, ended_on=None).values_list("project_uid", flat=True))
    return [each for each in wanted if each.uid not in watched]


def rule_of(cycle_uid: UUID | None, kind: Kind, on: dt.date) -> InForce:
    pinned = cycles.cycle(cycle_uid).pins.get(kind) if cycle_uid else None
    return rulebook.in_force(pinned) if pinned else rulebook.edition_in_force(current_code(), kind, on=on)
