"""Problems found and opinions heard: raised at an inspection, settled on the spot or by a rectification."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.outbox.commands import publish
from tenants.intake import texts
from tenants.oversight import events, queries
from tenants.oversight.errors import AdoptionMissing, AdoptionOnlyOfOpinions
from tenants.oversight.lifecycle import FINDING
from tenants.oversight.models import Finding
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import FindingKind


@transaction.atomic
def raise_finding(
    *, actor: Actor, inspection_uid: UUID, kind: FindingKind, text: str, at: dt.datetime, location: str = ""
) -> Finding:
    """安全隐患, 质量问题, … one line each (1-99); or an opinion heard (1-107)."""
    inspection = queries.lock_inspection(inspection_uid)
    POLICY.permit(actor, "oversight.inspect", inspection)
    finding = Finding(
        project_uid=inspection.project_uid,
        project_title=inspection.project_title,
        year=inspection.year,
        inspection=inspection,
        kind=kind,
        location=texts.line(location, field="location", label="部位", at_most=100, at_least=0),
        text=texts.prose(text, field="text", label="问题描述", at_most=1000),
        state=FINDING.start,
        created_at=at,
    )
    finding.save(force_insert=True)
    facts = {"project": finding.project_uid, "inspection": inspection.uid, "kind": kind}
    record(
        "oversight.raise",
        finding,
        actor=actor,
        at=at,
        facts=facts,
        words=(finding.text,),
        states=("", finding.state),
    )
    publish(
        events.FindingRaised(
            at=at, finding_uid=finding.uid, project_uid=finding.project_uid, year=finding.year, kind=kind
        )
    )
    return finding


@transaction.atomic
def settle_finding(
    *, actor: Actor, finding_uid: UUID, settlement: str, at: dt.datetime, adopted: bool | None = None
) -> Finding:
    """Dealt with on the spot; for an opinion, whether it is adopted."""
    finding = queries.lock_finding(finding_uid)
    POLICY.permit(actor, "oversight.inspect", finding)
    is_opinion = finding.kind == FindingKind.OPINION
    if adopted is not None and not is_opinion:
        raise AdoptionOnlyOfOpinions(field="adopted")
    if adopted is None and is_opinion:
        raise AdoptionMissing(field="adopted")
    words = texts.line(settlement, field="settlement", label="处理情况", at_most=300)
    close_finding(finding, "settle", actor=actor, at=at, settlement=words, adopted=adopted)
    return finding


def close_finding(
    finding: Finding, step: str, *, actor: Actor, at: dt.datetime, settlement: str, adopted: bool | None = None
) -> None:
    """销号, by settling on the spot or after a rectification passed."""
    advance(
        finding,
        FINDING,
        step,
        actor=actor,
        at=at,
        facts={"adopted": adopted},
        words=(settlement,),
        settlement=settlement,
        adopted=adopted,
        closed_on=clock.date_of(at),
    )
    publish(
        events.FindingClosed(
            at=at, finding_uid=finding.uid, project_uid=finding.project_uid, year=finding.year, kind=finding.kind
        )
    )
