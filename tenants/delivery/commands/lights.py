"""Lights set by hand, and the lights of a month written down for its bulletin."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.outbox.commands import publish, ring
from commons.rulebook.terms import Kind
from tenants.delivery import events, queries
from tenants.delivery.commands.refusals import refuse_closed
from tenants.delivery.errors import LightSetTooLong, MonthNotYet, NothingChanged
from tenants.delivery.lights import Light
from tenants.delivery.models import LightMark, Project
from tenants.delivery.policies import POLICY
from tenants.intake import texts

LONGEST = 92  # days: a quarter's bulletin at most is shown under a light that somebody set


@transaction.atomic
def set_light(
    *, actor: Actor, project_uid: UUID, light: Light, reason: str, until_on: dt.date, at: dt.datetime
) -> Project:
    """Another light than the rule's, until a day, with the reason; the page shows both. Raises LightSetTooLong."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.set_light", project)
    refuse_closed(project, "人工亮灯")
    today = clock.date_of(at)
    if not today < until_on <= today + dt.timedelta(days=LONGEST):
        raise LightSetTooLong(field="until_on", days=LONGEST)
    reason = texts.line(reason, field="reason", label="原因", at_most=200)
    before = project.set_light
    project.set_light, project.set_light_reason = Light(light), reason
    project.set_light_by, project.set_light_until_on = actor.name, until_on
    return _kept(project, "delivery.set_light", before, (reason,), actor, at)


@transaction.atomic
def lift_light(*, actor: Actor, project_uid: UUID, at: dt.datetime) -> Project:
    """Back to what the rule says."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.set_light", project)
    if not project.set_light:
        raise NothingChanged()
    before = project.set_light
    project.set_light = project.set_light_reason = project.set_light_by = ""
    project.set_light_until_on = None
    return _kept(project, "delivery.lift_light", before, (), actor, at)


def _kept(project: Project, act: str, before: str, words: tuple[str, ...], actor: Actor, at: dt.datetime) -> Project:
    names = ["set_light", "set_light_reason", "set_light_by", "set_light_until_on"]
    project.save(update_fields=names)
    facts = {"light": [before, project.set_light], "until_on": project.set_light_until_on}
    record(act, project, actor=actor, at=at, facts=facts, words=words)
    ring()
    return project


@transaction.atomic
def mark_lights(*, actor: Actor, year: int, today: dt.date, at: dt.datetime) -> int:
    """Write down the lights of this month for every project of a year; how many.

    Until the month is over it is written again every morning; afterwards nothing writes it any more.
    """
    POLICY.permit(actor, "delivery.mark_lights")
    month = today.replace(day=1)
    if month > clock.date_of(at):
        raise MonthNotYet(month=f"{month:%Y年%-m月}")
    rule_uid = queries.pin(year, Kind.LIGHTS)
    marks = [
        LightMark(
            project_id=line.uid,
            month_on=month,
            light=line.light,
            why=line.why[:300],
            money_light=line.money_light,
            money_why=line.money_why[:300],
            physical_percent=line.physical_percent,
            planned_percent=line.schedule_percent,
            paid_fen=line.money.paid_fen,
            rule_uid=rule_uid,
            marked_at=at,
        )
        for line in queries.lines_of(Project.objects.filter(year=year), today)
    ]
    LightMark.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["project", "month_on"],
        update_fields=[
            "light",
            "why",
            "money_light",
            "money_why",
            "physical_percent",
            "planned_percent",
            "paid_fen",
            "rule_uid",
            "marked_at",
        ],
    )
    if marks:
        publish(events.LightsMarked(at=at, year=year, month_on=month, projects=len(marks)))
    return len(marks)
