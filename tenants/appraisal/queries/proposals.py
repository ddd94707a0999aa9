"""Proposals, and what hangs on one: its sources, flags, versions, opinions and the rules it is judged by."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from commons.access import queries as access
from commons.kernel.actor import Actor, Role
from commons.rulebook import queries as rulebook
from commons.rulebook.kinds.exclusions import for_engine
from tenants.appraisal.errors import FlagNotFound, ProposalNotFound
from tenants.appraisal.models import ExclusionFlag, JointOpinion, JointRequest, Proposal, SchemeRevision, Source
from tenants.appraisal.scoring import Exclusions, Rubric
from tenants.appraisal.terms import ProposalState

READ_ALL = frozenset({Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR})
SETTLED = (ProposalState.ELIMINATED, ProposalState.EXCLUDED, ProposalState.RESERVED)
_WRITERS = frozenset({Role.UNIT, Role.DEPUTY, Role.MEMBER})


def visible_to(viewer: Actor) -> QuerySet[Proposal]:
    """The list form of `appraisal.read`: both sides see all, a reviewer her panel's, others what they entered, a
    department also what it is asked about."""
    rows = Proposal.objects.order_by("-uid")
    if viewer.holds(*READ_ALL):
        return rows
    mine = Q(pk__in=[])
    if viewer.holds(Role.REVIEWER):
        mine |= Q(pk__in=access.granted(viewer, "review_proposal", Proposal.objects.all()).values("pk"))
    if viewer.holds(*_WRITERS):
        mine |= Q(entered_by_uid=viewer.account_uid)
    if viewer.holds(Role.UNIT) and viewer.account_uid:
        asked = JointRequest.objects.filter(account_uid=viewer.account_uid, withdrawn_at=None)
        mine |= Q(pk__in=asked.values("proposal_id"))
    return rows.filter(mine)


def get(viewer: Actor, uid: UUID) -> Proposal:
    found = visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise ProposalNotFound()
    return found


def may_read(viewer: Actor, uid: UUID) -> bool:
    """Whether the viewer may open what is attached to this proposal."""
    return visible_to(viewer).filter(uid=uid).exists()


def lock(uid: UUID) -> Proposal:
    found = Proposal.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise ProposalNotFound()
    return found


def assignable() -> QuerySet[Proposal]:
    """What may be given to a panel: entered and not yet scored first, then what passed an earlier round."""
    rows = Proposal.objects.filter(state__in=(ProposalState.ENTERED, ProposalState.PASSED))
    return rows.order_by("state", "uid")


def under_review() -> QuerySet[Proposal]:
    """What departments may be asked about, the newest year first."""
    return Proposal.objects.exclude(state__in=SETTLED).order_by("-cycle_uid", "uid")


def proposal_of(suggestion_uid: UUID, cycle_uid: UUID) -> Proposal | None:
    """What a suggestion became in this cycle, if it did."""
    return Proposal.objects.filter(sources__suggestion_uid=suggestion_uid, sources__cycle_uid=cycle_uid).first()


def suggestions_of(proposal_uid: UUID) -> list[UUID]:
    """The suggestions a proposal came from (those merged into them hang on them in intake)."""
    rows = Source.objects.filter(proposal_id=proposal_uid).order_by("uid")
    return list(rows.values_list("suggestion_uid", flat=True))


def flags_of(proposal: Proposal) -> QuerySet[ExclusionFlag]:
    """The flags that stand, oldest first."""
    return ExclusionFlag.objects.filter(proposal=proposal, removed_at=None).order_by("flagged_at", "uid")


def lock_flag(proposal: Proposal, key: str) -> ExclusionFlag:
    rows = ExclusionFlag.objects.select_for_update()
    found = rows.filter(proposal=proposal, key=key, removed_at=None).first()
    if found is None:
        raise FlagNotFound()
    return found


def revisions_of(proposal: Proposal) -> QuerySet[SchemeRevision]:
    return SchemeRevision.objects.filter(proposal=proposal).order_by("number")


def current_scheme(proposal: Proposal) -> SchemeRevision:
    return SchemeRevision.objects.get(proposal=proposal, number=proposal.scheme_number)


def opinions_of(proposal: Proposal) -> QuerySet[JointOpinion]:
    return JointOpinion.objects.filter(proposal=proposal).order_by("held_on", "uid")


def rubric_of(proposal: Proposal) -> Rubric:
    """The rubric this proposal is scored under, for ever."""
    return Rubric.read(rulebook.in_force(proposal.rubric_uid).body["rubric"])


def exclusions_of(proposal: Proposal) -> Exclusions:
    return Exclusions.read(for_engine(exclusion_rules(proposal)))


def exclusion_rules(proposal: Proposal) -> list[dict[str, str]]:
    """Key, label and kind of each line of the pinned 不列入 list, in its order."""
    rules: list[dict[str, str]] = rulebook.in_force(proposal.exclusions_uid).body["rules"]
    return rules


def excluding_flag(proposal: Proposal) -> str | None:
    """The first flag that keeps it out, as the engine judges."""
    return excluding_flags([proposal]).get(proposal.uid)


def excluding_flags(proposals: Iterable[Proposal]) -> dict[UUID, str]:
    """proposal → the first flag that keeps it out; those that nothing keeps out are left out."""
    rows = {proposal.uid: proposal for proposal in proposals}
    flags: dict[UUID, list[ExclusionFlag]] = {}
    for flag in ExclusionFlag.objects.filter(proposal__in=list(rows), removed_at=None).order_by("flagged_at", "uid"):
        flags.setdefault(flag.proposal_id, []).append(flag)
    found = {}
    for uid, raised in flags.items():
        answered = [flag.key for flag in raised if flag.overridden_at]
        if key := exclusions_of(rows[uid]).excluding([flag.key for flag in raised], answered):
            found[uid] = key
    return found


def uids_entered(cycle_uid: UUID) -> list[UUID]:
    """Proposals of a year that wait to be scored, in the order of entering."""
    rows = Proposal.objects.filter(cycle_uid=cycle_uid, state=ProposalState.ENTERED).order_by("uid")
    return list(rows.values_list("uid", flat=True))


def uids_by_title(cycle_uid: UUID) -> dict[str, UUID]:
    """The year's proposals by what they are called now."""
    return dict(Proposal.objects.filter(cycle_uid=cycle_uid).order_by("-uid").values_list("title", "uid"))
