"""Joint review: what departments are asked and still owe, as each side sees it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from commons.kernel.actor import Actor, Role
from commons.kernel.lifecycle import GateAnswer
from tenants.appraisal.errors import RequestNotFound
from tenants.appraisal.models import JointRequest, Proposal
from tenants.appraisal.queries.proposals import READ_ALL


def requests_visible_to(viewer: Actor) -> QuerySet[JointRequest]:
    """Both sides and the auditor see all; a department what it is asked and was not taken back, what it owes first."""
    rows = JointRequest.objects.select_related("proposal", "opinion")
    if viewer.holds(*READ_ALL):
        return rows.order_by("-uid")
    if viewer.account_uid is None or not viewer.holds(Role.UNIT):
        return rows.none()
    mine = rows.filter(account_uid=viewer.account_uid, withdrawn_at=None)
    return mine.order_by("opinion__recorded_at", "due_on", "uid")


def joint_request(viewer: Actor, uid: UUID) -> JointRequest:
    """Raises RequestNotFound, also for what the viewer may not see."""
    found = requests_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise RequestNotFound()
    return found


def lock_request(uid: UUID) -> JointRequest:
    rows = JointRequest.objects.select_for_update(of=("self",)).select_related("proposal")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise RequestNotFound()
    return found


def open_requests(cycle_uid: UUID) -> QuerySet[JointRequest]:
    """What departments still owe of a year."""
    return JointRequest.objects.filter(proposal__cycle_uid=cycle_uid, opinion=None, withdrawn_at=None)


def awaited(proposal: Proposal) -> QuerySet[JointRequest]:
    rows = JointRequest.objects.filter(proposal=proposal, opinion=None, withdrawn_at=None)
    return rows.order_by("due_on", "department", "uid")


def asked_already(rows: Collection[Proposal]) -> set[tuple[UUID, UUID, str]]:
    """(proposal, department, aspect) of every request that is still open."""
    found = JointRequest.objects.filter(proposal__in=rows, opinion=None, withdrawn_at=None)
    return set(found.values_list("proposal_id", "account_uid", "aspect"))


def gate_joint_review_gathered(cycle_uid: UUID) -> GateAnswer | None:
    """Before the screened list is posted: every department that was asked has answered (1-33). Nothing asked, nothing owed."""
    if not JointRequest.objects.filter(proposal__cycle_uid=cycle_uid, withdrawn_at=None).exists():
        return None
    owed = open_requests(cycle_uid).count()
    advice = f"还有 {owed} 项会审意见没有收到，请催办，或撤回征求" if owed else ""
    return GateAnswer("联合会审意见已经收齐", not owed, advice)
