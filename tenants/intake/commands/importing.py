"""Suggestions out of a table: a dry run says what would happen, the command does it, wholly or with the good rows only."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from commons.kernel.confidential import blind_index
from commons.kernel.sheets import reading
from commons.kernel.sheets.terms import Fault, Sheet
from commons.outbox.commands import publish
from tenants.cycles import queries as cycles
from tenants.intake import events, likeness, listed, queries, query_code
from tenants.intake.commands.contacts import KEPT
from tenants.intake.errors import ImportFaulty, NotCollecting
from tenants.intake.listed import Entry
from tenants.intake.models import Contact, Suggestion
from tenants.intake.policies import POLICY
from tenants.intake.terms import Channel, Proposer

_ONE_AT_A_TIME = 4_407_011  # advisory lock: two clerks with the same file at once take its rows in once
_BATCH = 500


@dataclass
class Plan:
    """What would be registered, what is here already, what is wrong; the year it goes to, and whether without a campaign."""

    sheet: Sheet
    new: list[Entry]
    standing: list[Entry]
    faults: list[Fault]
    cycle_uid: UUID | None
    standing_collection: bool


@dataclass
class Taken:
    """What was registered: row of the file → query code in groups, to be handed out once; only digests are kept."""

    plan: Plan
    codes: dict[int, str] = field(default_factory=dict)


def plan_import(*, actor: Actor, content: bytes, at: dt.datetime) -> Plan:
    """The dry run: nothing is written. Raises SheetUnreadable."""
    POLICY.permit(actor, "intake.import")
    return _plan(actor, content, at)


@transaction.atomic
def import_suggestions(*, actor: Actor, content: bytes, good_rows_only: bool, at: dt.datetime) -> Taken:
    """Register what the table says and the office has not. The same table again registers nothing.

    One act: one entry in the trail with the file's digest and figures, one event, a fixed number of statements a batch.
    Raises SheetUnreadable, NotCollecting; and ImportFaulty where a row is wrong, unless `good_rows_only`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [_ONE_AT_A_TIME])
    POLICY.permit(actor, "intake.import")
    plan = _plan(actor, content, at)
    if plan.faults and not good_rows_only:
        first = plan.faults[0]
        raise ImportFaulty(count=len(plan.faults), cell=first.cell, reason=first.reason)
    if not plan.new:
        return Taken(plan)
    cycle_uid, campaign = plan.cycle_uid, None
    if not plan.standing_collection:
        campaign = queries.collecting_campaigns(date_of(at)).first()
        if campaign is None:
            raise NotCollecting()
        cycle_uid = campaign.cycle_uid
    codes = {each.number: query_code.draw(secrets.choice) for each in plan.new}
    rows = [
        Suggestion(
            campaign=campaign,
            cycle_uid=cycle_uid,
            query_digest=blind_index(codes[each.number]),
            title=each.title,
            content=each.content,
            channel=each.channel,
            field=each.field,
            village=each.village,
            heard_on=each.heard_on,
            proposed_by=each.proposed_by,
            likeness=likeness.key(each.title, each.content),
            for_resident=each.channel.proposer is Proposer.RESIDENT,
            entered_by_uid=actor.account_uid,
            entered_by_name=actor.name,
            created_at=at,
        )
        for each in plan.new
    ]
    Suggestion.objects.bulk_create(rows, batch_size=_BATCH)
    Contact.objects.bulk_create(
        [
            Contact(suggestion=row, name=each.name, phone=each.phone, erase_on=date_of(at) + KEPT)
            for row, each in zip(rows, plan.new, strict=True)
            if each.name or each.phone
        ],
        batch_size=_BATCH,
    )
    record(
        "intake.import",
        rows[0],
        actor=actor,
        at=at,
        facts={
            "file": sha256(content).hexdigest(),
            "rows": len(plan.sheet.rows),
            "taken": len(rows),
            "standing": len(plan.standing),
            "refused": len({each.row for each in plan.faults}),
            "last": rows[-1].uid,
            "cycle": cycle_uid,
        },
    )
    publish(events.SuggestionsImported(at=at, cycle_uid=cycle_uid, number=len(rows)))
    return Taken(plan, {number: query_code.shown(code) for number, code in codes.items()})


def _plan(actor: Actor, content: bytes, at: dt.datetime) -> Plan:
    sheet = reading.read(content, listed.COLUMNS)
    allowed = frozenset(each for each in Channel if actor.holds(*each.writers))
    cycle = cycles.find_collecting_cycle(date_of(at))
    rule = queries.rule_for(cycle, on=date_of(at))
    new, standing, faults = listed.judge(
        sheet.rows,
        today=date_of(at),
        allowed=allowed,
        open_ways=rule.channels,
        one_matter=rule.one_matter,
        known=queries.identities(),
    )
    return Plan(sheet, new, standing, faults, cycle.uid if cycle else None, rule.standing)
