"""From the certified list, and from what was not selected, to projects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from commons.access import queries as access
from commons.kernel.actor import Actor, Role
from tenants.appraisal import queries as appraisal
from tenants.cycles import queries as cycles
from tenants.delivery import queries
from tenants.delivery.commands.projects import assign_unit, open_project
from tenants.delivery.models import Project
from tenants.delivery.policies import POLICY
from tenants.delivery.terms import ProjectKind
from tenants.intake.terms import Field


@transaction.atomic
def open_candidates(
    *, actor: Actor, cycle_uid: UUID, candidates: Sequence[UUID], kind: ProjectKind, at: dt.datetime
) -> list[Project]:
    """One project for each of these candidates, in this order; one that has its project already is left alone.

    A candidate that names a unit account which is not appointed as a unit keeps the unit's name only.
    """
    POLICY.permit(actor, "delivery.open")
    cycle = cycles.cycle(cycle_uid)
    made = []
    for uid in candidates:
        if queries.find_by_candidate(uid) is not None:
            continue
        chosen = appraisal.candidate(uid)
        project = open_project(
            actor=actor,
            kind=kind,
            year=cycle.year,
            title=chosen.title,
            content=chosen.content,
            planned_fen=chosen.cost_fen,
            field=dict(Field.choices).get(chosen.field, chosen.field),
            goal=chosen.goal,
            beneficiaries=chosen.beneficiaries,
            unit_name=chosen.unit_name,
            cycle_uid=cycle_uid,
            candidate_uid=uid,
            at=at,
        )
        account_uid = chosen.unit_account_uid
        if account_uid is not None and access.holds(account_uid, Role.UNIT):
            assign_unit(
                actor=actor, project_uid=project.uid, account_uid=account_uid, unit_name=chosen.unit_name, at=at
            )
        made.append(project)
    return made
