"""Campaigns and suggestions inside the office, and as other rooms know them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from commons.kernel.actor import Actor, Role
from commons.kernel.confidential import blind_index
from tenants.intake import query_code
from tenants.intake.errors import CampaignNotFound, CodeMistyped, CodeNotFound, SuggestionNotFound
from tenants.intake.models import Campaign, Contact, Merge, Outcome, Suggestion
from tenants.intake.policies import POLICY
from tenants.intake.terms import CampaignState, SuggestionState

READ_ALL = frozenset({Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR})


# ── campaigns ────────────────────────────────────────────────────────────────────────────────


def campaigns() -> QuerySet[Campaign]:
    """All of them, for the desk, newest first."""
    return Campaign.objects.order_by("-from_on", "-uid")


def announced() -> QuerySet[Campaign]:
    """What the public may read: campaigns that were opened."""
    return campaigns().exclude(state=CampaignState.DRAFT)


def campaigns_visible_to(viewer: Actor) -> QuerySet[Campaign]:
    return campaigns() if viewer.holds(*READ_ALL) else announced()


def collecting_campaigns(on: dt.date) -> QuerySet[Campaign]:
    """The ones a suggestion may be sent to on this day."""
    return Campaign.objects.filter(state=CampaignState.OPEN, from_on__lte=on, last_on__gte=on).order_by(
        "last_on", "uid"
    )


def campaign(viewer: Actor, uid: UUID) -> Campaign:
    found = campaigns_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise CampaignNotFound()
    return found


def lock_campaign(uid: UUID) -> Campaign:
    found = Campaign.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise CampaignNotFound()
    return found


# ── suggestions, inside the office ───────────────────────────────────────────────────────────


@dataclass(frozen=True)
class SuggestionFacts:
    """A suggestion as other rooms know it: nothing of a person. `merged_uids` are those handled together with it."""

    uid: UUID
    cycle_uid: UUID | None
    title: str
    content: str
    field: str
    channel: str
    village: str
    state: str
    merged_uids: tuple[UUID, ...]


def visible_to(viewer: Actor) -> QuerySet[Suggestion]:
    """The list form of `intake.read`: the desk sees all, others what they entered themselves."""
    if viewer.holds(*READ_ALL):
        return Suggestion.objects.order_by("-uid")
    if viewer.is_anonymous or not viewer.holds(*POLICY.roles_of("intake.read")):
        return Suggestion.objects.none()
    return Suggestion.objects.filter(entered_by_uid=viewer.account_uid).order_by("-uid")


def get(viewer: Actor, uid: UUID) -> Suggestion:
    found = visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise SuggestionNotFound()
    return found


def may_read(viewer: Actor, uid: UUID) -> bool:
    """Whether the viewer may open what is attached to this suggestion."""
    return visible_to(viewer).filter(uid=uid).exists()


def lock(uid: UUID) -> Suggestion:
    found = Suggestion.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise SuggestionNotFound()
    return found


def lock_by_code(typed: str) -> Suggestion:
    found = Suggestion.objects.select_for_update().filter(query_digest=digest(typed)).first()
    if found is None:
        raise CodeNotFound()
    return found


def suggestion(uid: UUID) -> SuggestionFacts:
    """Raises SuggestionNotFound."""
    found = suggestions([uid])
    if not found:
        raise SuggestionNotFound()
    return found[0]


def suggestions(uids: Iterable[UUID]) -> list[SuggestionFacts]:
    """Facts of several, oldest first; unknown ones are left out."""
    rows = Suggestion.objects.filter(uid__in=list(uids)).order_by("uid")
    merged: dict[UUID, list[UUID]] = {}
    for primary, absorbed in (
        Merge.objects.filter(primary__in=rows, undone_at=None)
        .order_by("merged_at", "uid")
        .values_list("primary_id", "absorbed_id")
    ):
        merged.setdefault(primary, []).append(absorbed)
    return [
        SuggestionFacts(
            uid=row.uid,
            cycle_uid=row.cycle_uid,
            title=row.title,
            content=row.content,
            field=row.field,
            channel=row.channel,
            village=row.village,
            state=row.state,
            merged_uids=tuple(merged.get(row.uid, ())),
        )
        for row in rows
    ]


def standing_merge(absorbed: Suggestion) -> Merge | None:
    return Merge.objects.filter(absorbed=absorbed, undone_at=None).select_related("primary").first()


def has_absorbed(primary: Suggestion) -> bool:
    return Merge.objects.filter(primary=primary, undone_at=None).exists()


def merges_around(suggestion: Suggestion) -> QuerySet[Merge]:
    """Standing merges, of it and into it."""
    rows = Merge.objects.filter(Q(primary=suggestion) | Q(absorbed=suggestion), undone_at=None)
    return rows.select_related("primary", "absorbed").order_by("merged_at", "uid")


def outcomes_of(suggestion: Suggestion) -> QuerySet[Outcome]:
    return Outcome.objects.filter(suggestion=suggestion).order_by("noted_at", "uid")


def contact_of(suggestion: Suggestion) -> Contact | None:
    """For showing `masked_name` and `masked_phone`; the words themselves come from `commands.contacts.reveal_contact`."""
    return Contact.objects.filter(suggestion=suggestion, erased_at=None).first()


def uids_waiting(cycle_uid: UUID) -> list[UUID]:
    """Of one year, what waits for its first screening, oldest first."""
    rows = Suggestion.objects.filter(cycle_uid=cycle_uid, state=SuggestionState.SUBMITTED).order_by("uid")
    return list(rows.values_list("uid", flat=True))


def waiting() -> QuerySet[Suggestion]:
    """Suggestions that came before any cycle was open."""
    return Suggestion.objects.filter(cycle_uid=None).order_by("uid")


def contacts_due(on: dt.date) -> QuerySet[Contact]:
    return Contact.objects.filter(erased_at=None, erase_on__lte=on).order_by("erase_on", "suggestion_id")


def identities() -> frozenset[tuple[str, str, str, str]]:
    """Title, content, channel and village of all there are: what an import would repeat. One query."""
    return frozenset(Suggestion.objects.values_list("title", "content", "channel", "village"))


def without_likeness() -> QuerySet[Suggestion]:
    """From before there was one."""
    return Suggestion.objects.filter(likeness="").order_by("uid")


def digest(typed: str) -> str:
    code = query_code.read(typed)
    if code is None:
        raise CodeMistyped(field="code")
    return blind_index(code)
