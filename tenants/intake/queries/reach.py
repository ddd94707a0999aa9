"""Visits, postings and sessions: the dated rows whose sum is the reach of a year."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commons.kernel.actor import Actor
from tenants.intake.errors import ActivityNotFound
from tenants.intake.models import Activity, Campaign
from tenants.intake.policies import POLICY
from tenants.intake.queries.desk import READ_ALL


def activities() -> QuerySet[Activity]:
    return Activity.objects.select_related("campaign").order_by("-held_on", "-uid")


def activities_visible_to(viewer: Actor) -> QuerySet[Activity]:
    """The list form of `intake.read_activities`: the desk sees all, others what they recorded themselves."""
    if viewer.holds(*READ_ALL):
        return activities()
    if viewer.is_anonymous or not viewer.holds(*POLICY.roles_of("intake.read_activities")):
        return Activity.objects.none()
    return activities().filter(recorded_by_uid=viewer.account_uid)


def activity(viewer: Actor, uid: UUID) -> Activity:
    """Raises ActivityNotFound, also for what the viewer may not see."""
    found = activities_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise ActivityNotFound(field="activity_uid")
    return found


def lock_activity(viewer: Actor, uid: UUID) -> Activity:
    activity(viewer, uid)
    return Activity.objects.select_for_update().get(uid=uid)


def activities_of(campaign: Campaign) -> QuerySet[Activity]:
    """What stands of a campaign, with how many suggestions were heard there."""
    rows = Activity.objects.filter(campaign=campaign, struck_at=None)
    return rows.annotate(heard=Count("suggestions")).order_by("held_on", "uid")


def activities_of_cycle(cycle_uid: UUID) -> QuerySet[Activity]:
    """What stands of a year: of its campaigns and of its standing collection."""
    return Activity.objects.filter(Q(campaign__cycle_uid=cycle_uid) | Q(cycle_uid=cycle_uid), struck_at=None)
