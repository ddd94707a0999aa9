"""Changing the ledger where it stands: one project, many at once, or from a sheet that comes back.

Who edits has seen something. What somebody else changed since is not written over: the two are shown side by side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.kernel.sheets import reading
from commons.kernel.sheets.terms import Fault, Sheet
from commons.outbox.commands import ring
from tenants.delivery import columns, queries
from tenants.delivery.columns import EDITABLE, Edit
from tenants.delivery.commands.clashes import Conflict, refuse
from tenants.delivery.errors import (
    DatesReversed,
    FieldNotEditable,
    NotSeen,
    SheetRowsWrong,
    TooManyRows,
    ViewNameTaken,
    ViewNotFound,
)
from tenants.delivery.models import Project, SavedView
from tenants.delivery.policies import POLICY
from tenants.intake import texts

MOST = 500
_SAID = 3  # faults named in the refusal; the page shows them all


@transaction.atomic
def edit_projects(*, actor: Actor, edits: Sequence[Edit], at: dt.datetime) -> list[Project]:
    """All of it or none. Answers the projects that changed. Raises ChangedMeanwhile with the comparison, NotSeen."""
    if len(edits) > MOST:
        raise TooManyRows(most=MOST)
    changed: list[Project] = []
    clashes: list[Conflict] = []
    for edit in sorted(edits, key=lambda each: each.uid):  # one order for everybody: two batches wait, none deadlocks
        project = queries.lock(edit.uid)
        POLICY.permit(actor, "delivery.edit", project)
        now = columns.values(project)
        moved: dict[str, str] = {}
        for name, wanted in edit.wanted.items():
            if name not in EDITABLE:
                raise FieldNotEditable(label=name)
            if wanted == now[name]:
                continue
            if name not in edit.seen:  # a blind write could be over anything
                raise NotSeen(field=name, label=EDITABLE[name][0])
            if edit.seen[name] != now[name]:
                if wanted != edit.seen[name]:
                    clashes.append(Conflict(project.title, name, EDITABLE[name][0], edit.seen[name], now[name], wanted))
                continue
            moved[name] = wanted
        if moved:
            _write(project, moved, actor, at)
            changed.append(project)
    refuse(clashes)
    if changed:
        ring()
    return changed


def _write(project: Project, moved: dict[str, str], actor: Actor, at: dt.datetime) -> None:
    values: dict[str, Any] = {}
    for name, text in moved.items():
        label, longest = EDITABLE[name]
        if name == "start_on":
            values[name] = dt.date.fromisoformat(text) if text and not columns.why_not(name, text) else None
        else:
            values[name] = texts.line(text, field=name, label=label, at_most=longest, at_least=0)
    start_on = values.get("start_on")
    if start_on is not None and project.due_on is not None and start_on > project.due_on:
        raise DatesReversed(field="start_on")
    for name, value in values.items():
        setattr(project, name, value)
    project.save(update_fields=list(values))
    record("delivery.edit", project, actor=actor, at=at, facts={"fields": sorted(values)}, words=tuple(moved.values()))


class Plan(NamedTuple):
    """What a sheet would change: `changed` of its `rows`; and what is wrong with which cell."""

    sheet: Sheet
    edits: list[Edit]
    changed: int
    faults: list[Fault]


def plan_import(*, actor: Actor, content: bytes) -> Plan:
    """The dry run: nothing is written. Raises SheetUnreadable."""
    POLICY.permit(actor, "delivery.edit")
    sheet = reading.read(content, columns.READ)
    edits, faults = columns.edits(sheet.rows)
    known = queries.visible_to(actor).in_bulk([each.uid for each in edits])
    changed = sum(
        any(text != columns.values(known[each.uid])[name] for name, text in each.wanted.items())
        for each in edits
        if each.uid in known
    )
    return Plan(sheet, edits, changed, faults)


@transaction.atomic
def import_ledger(*, actor: Actor, content: bytes, at: dt.datetime) -> list[Project]:
    """The sheet that comes back, wholly or not at all; the same sheet again changes nothing. Raises SheetRowsWrong."""
    plan = plan_import(actor=actor, content=content)
    if plan.faults:
        said = "；".join(f"第 {each.row} 行 {each.column}：{each.reason}" for each in plan.faults[:_SAID])
        raise SheetRowsWrong(field="file", count=len(plan.faults), faults=said)
    return edit_projects(actor=actor, edits=plan.edits, at=at)


@transaction.atomic
def save_view(*, actor: Actor, name: str, filters: str, shared: bool, at: dt.datetime) -> SavedView:
    """Keep the filters under a name of one's own; shared ones are for everybody here. Raises ViewNameTaken."""
    POLICY.permit(actor, "delivery.save_view")
    name = texts.line(name, field="name", label="名称", at_most=30)
    if SavedView.objects.filter(account_uid=actor.account_uid, name=name).exists():
        raise ViewNameTaken(field="name", name=name)
    view = SavedView(
        account_uid=actor.account_uid,
        name=name,
        filters=texts.line(filters, field="filters", label="筛选条件", at_most=500, at_least=0),
        shared=shared,
        created_at=at,
    )
    view.save(force_insert=True)
    record("delivery.save_view", view, actor=actor, at=at, facts={"shared": shared})
    return view


@transaction.atomic
def forget_view(*, actor: Actor, view_uid: UUID, at: dt.datetime) -> None:
    """One's own only: another's is not found."""
    POLICY.permit(actor, "delivery.save_view")
    view = SavedView.objects.select_for_update().filter(uid=view_uid, account_uid=actor.account_uid).first()
    if view is None:
        raise ViewNotFound()
    record("delivery.forget_view", view, actor=actor, at=at)
    view.delete()
