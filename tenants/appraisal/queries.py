"""Reading appraisal: who sees which proposals and cards, the candidate list for later rooms, gates and figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from commons.access import queries as access
from commons.kernel.actor import Actor, Role
from commons.kernel.lifecycle import GateAnswer
from commons.rulebook import queries as rulebook
from commons.rulebook.kinds.exclusions import for_engine
from tenants.appraisal.errors import (
    CandidateNotFound,
    FlagNotFound,
    PanelNotFound,
    ProposalNotFound,
    ReserveNotFound,
)
from tenants.appraisal.models import (
    Candidate,
    Deliberation,
    ExclusionFlag,
    JointOpinion,
    Panel,
    PanelItem,
    PanelMember,
    Proposal,
    Reserve,
    SchemeRevision,
    Scorecard,
    ScoreLine,
    Source,
)
from tenants.appraisal.scoring import Exclusions, Rubric
from tenants.appraisal.terms import (
    Aspect,
    CandidateState,
    CardState,
    Decision,
    ItemOutcome,
    Origin,
    PanelState,
    ProposalState,
    ReserveState,
    Route,
    Stance,
)
from tenants.cycles import queries as cycles

_READ_ALL = frozenset({Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR})
_DESK = (Role.CLERK, Role.DIRECTOR, Role.AUDITOR)
_WRITERS = frozenset({Role.UNIT, Role.DEPUTY, Role.MEMBER})
_ON_THE_LIST = (
    CandidateState.APPROVED,
    CandidateState.SELECTED,
    CandidateState.NOT_SELECTED,
    CandidateState.DISPOSED,
)


# ── proposals ────────────────────────────────────────────────────────────────────────────────


def visible_to(viewer: Actor) -> QuerySet[Proposal]:
    """The list form of `appraisal.read`: both sides see all, a reviewer her panel's, others what they entered."""
    rows = Proposal.objects.order_by("-uid")
    if viewer.holds(*_READ_ALL):
        return rows
    mine = Q(pk__in=[])
    if viewer.holds(Role.REVIEWER):
        mine |= Q(pk__in=access.granted(viewer, "review_proposal", Proposal.objects.all()).values("pk"))
    if viewer.holds(*_WRITERS):
        mine |= Q(entered_by_uid=viewer.account_uid)
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


# ── panels and cards ─────────────────────────────────────────────────────────────────────────


def panels_visible_to(viewer: Actor) -> QuerySet[Panel]:
    rows = Panel.objects.order_by("-uid")
    return rows if viewer.holds(*_DESK) else rows.filter(uid__in=_own_panels(viewer))


def panel(viewer: Actor, uid: UUID) -> Panel:
    found = panels_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise PanelNotFound()
    return found


def lock_panel(uid: UUID) -> Panel:
    found = Panel.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise PanelNotFound()
    return found


def open_item(proposal_uid: UUID, *, locked: bool = False) -> PanelItem | None:
    """The proposal in the round that is open now, the round locked if asked; it is in one open round at most."""
    rows = PanelItem.objects.select_related("panel", "proposal")
    rows = rows.select_for_update(of=("panel",)) if locked else rows
    return rows.filter(proposal_id=proposal_uid, panel__state=PanelState.OPEN).first()


def items_of(panel: Panel) -> QuerySet[PanelItem]:
    return PanelItem.objects.filter(panel=panel).select_related("proposal").order_by("rank", "uid")


def cards_visible_to(viewer: Actor) -> QuerySet[Scorecard]:
    """Blind until the round closes: one's own cards always; the others' once closed, for the panel and for the desk."""
    rows = Scorecard.objects.select_related("item__panel", "item__proposal").order_by("-uid")
    closed = Q(item__panel__state=PanelState.CLOSED)
    if not viewer.holds(*_DESK):
        closed &= Q(item__panel__in=_own_panels(viewer))
    return rows.filter(closed | Q(uid__in=own_cards(viewer).values("uid")))


def own_card(viewer: Actor, item: PanelItem) -> Scorecard | None:
    return own_cards(viewer).filter(item=item).first()


def _own_panels(viewer: Actor) -> QuerySet[PanelMember, UUID]:
    """Panels one sits on; nobody's for whoever is no reviewer."""
    if viewer.account_uid is None or not viewer.holds(Role.REVIEWER):
        return PanelMember.objects.none().values_list("panel_id", flat=True)
    return PanelMember.objects.filter(account_uid=viewer.account_uid).values_list("panel_id", flat=True)


def own_cards(viewer: Actor) -> QuerySet[Scorecard]:
    if viewer.account_uid is None or not viewer.holds(Role.REVIEWER):
        return Scorecard.objects.none()
    return Scorecard.objects.filter(reviewer_uid=viewer.account_uid)


def lines_by_card(cards: Iterable[Scorecard]) -> dict[UUID, dict[str, str]]:
    """card → criterion → points, in one query."""
    found: dict[UUID, dict[str, str]] = {card.uid: {} for card in cards}
    for line in ScoreLine.objects.filter(card__in=list(found)).order_by("criterion"):
        found[line.card_id][line.criterion] = str(line.points)
    return found


@dataclass(frozen=True)
class Progress:
    """How far a round is, without telling anybody's points."""

    expected: int
    signed: int

    @property
    def missing(self) -> int:
        return self.expected - self.signed


def progress_of(panel: Panel) -> Progress:
    expected = panel.items.count() * panel.members.count()
    return Progress(expected, Scorecard.objects.filter(item__panel=panel, state=CardState.SIGNED).count())


# ── the reserve ──────────────────────────────────────────────────────────────────────────────


def reserves() -> QuerySet[Reserve]:
    """The pool, what waits first."""
    return Reserve.objects.select_related("proposal", "successor").order_by("-uid")


def lock_reserve(uid: UUID) -> Reserve:
    found = Reserve.objects.select_for_update(of=("self",)).select_related("proposal").filter(uid=uid).first()
    if found is None:
        raise ReserveNotFound()
    return found


def uids_entered(cycle_uid: UUID) -> list[UUID]:
    """Proposals of a year that wait to be scored, in the order of entering."""
    rows = Proposal.objects.filter(cycle_uid=cycle_uid, state=ProposalState.ENTERED).order_by("uid")
    return list(rows.values_list("uid", flat=True))


def uids_by_title(cycle_uid: UUID) -> dict[str, UUID]:
    """The year's proposals by what they are called now."""
    return dict(Proposal.objects.filter(cycle_uid=cycle_uid).order_by("-uid").values_list("title", "uid"))


def waiting_in_pool() -> list[UUID]:
    """What waits in the reserve, longest first."""
    rows = Reserve.objects.filter(state=ReserveState.WAITING).order_by("uid")
    return list(rows.values_list("uid", flat=True))


@dataclass(frozen=True)
class PoolFigures:
    """The pool over all years (1-41: 35 in, 12 taken up)."""

    entered: int
    taken_up: int
    waiting: int
    dropped: int


def pool() -> PoolFigures:
    by_state = _by(Reserve.objects.all(), "state")
    return PoolFigures(
        entered=sum(by_state.values()),
        taken_up=by_state.get(ReserveState.TAKEN_UP, 0),
        waiting=by_state.get(ReserveState.WAITING, 0),
        dropped=by_state.get(ReserveState.DROPPED, 0),
    )


# ── candidates ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class CandidateFacts:
    """A candidate as it stands on the ballot paper (1-73) and goes on to delivery. `order` counts from 1."""

    uid: UUID
    order: int
    proposal_uid: UUID
    title: str
    content: str
    field: str
    cost_fen: int | None
    unit_name: str
    unit_account_uid: UUID | None
    goal: str
    beneficiaries: str
    state: str


def candidates(cycle_uid: UUID) -> list[CandidateFacts]:
    """The approved list in its order; empty before it is approved."""
    return [_facts(row) for row in listed().filter(cycle_uid=cycle_uid)]


def candidate(uid: UUID) -> CandidateFacts:
    """One of an approved list. Raises CandidateNotFound."""
    found = listed().filter(uid=uid).first()
    if found is None:
        raise CandidateNotFound()
    return _facts(found)


def listed() -> QuerySet[Candidate]:
    """Every candidate that was ever approved: what the public may read."""
    rows = Candidate.objects.filter(state__in=_ON_THE_LIST).select_related("scheme", "proposal")
    return rows.order_by("-cycle_uid", "position", "uid")


def candidates_visible_to(viewer: Actor) -> QuerySet[Candidate]:
    """Both sides also see what the government has put forward and not yet got approved, or has withdrawn."""
    if viewer.holds(*_READ_ALL):
        return Candidate.objects.select_related("scheme", "proposal").order_by("-cycle_uid", "position", "uid")
    return listed()


def put_forward(cycle_uid: UUID) -> QuerySet[Candidate]:
    """What the government has put forward and nobody has approved yet, in order."""
    rows = Candidate.objects.filter(cycle_uid=cycle_uid, state=CandidateState.PUT_FORWARD)
    return rows.select_related("scheme", "proposal").order_by("position", "uid")


def lock_candidate(uid: UUID) -> Candidate:
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("proposal", "scheme")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise CandidateNotFound()
    return found


def standing_candidate(proposal: Proposal) -> Candidate | None:
    return Candidate.objects.filter(proposal=proposal).exclude(state=CandidateState.WITHDRAWN).first()


def deliberations(cycle_uid: UUID) -> QuerySet[Deliberation]:
    return Deliberation.objects.filter(cycle_uid=cycle_uid).order_by("held_on", "uid")


def is_list_approved(cycle_uid: UUID) -> bool:
    return Deliberation.objects.filter(cycle_uid=cycle_uid, decision=Decision.APPROVED).exists()


def _facts(row: Candidate) -> CandidateFacts:
    scheme = row.scheme
    return CandidateFacts(
        uid=row.uid,
        order=row.position,
        proposal_uid=row.proposal_id,
        title=scheme.title,
        content=scheme.content,
        field=row.proposal.field,
        cost_fen=scheme.cost_fen,
        unit_name=row.unit_name,
        unit_account_uid=row.unit_account_uid,
        goal=scheme.goal,
        beneficiaries=scheme.beneficiaries,
        state=row.state,
    )


# ── gates ────────────────────────────────────────────────────────────────────────────────────


def gate_scoring_closed(cycle_uid: UUID) -> GateAnswer:
    """Before the screened list is posted: every proposal was looked at, and no round is still open."""
    rounds = _by(Panel.objects.filter(cycle_uid=cycle_uid), "state")
    if rounds.get(PanelState.OPEN):
        return GateAnswer("评分已经结束", False, f"还有 {rounds[PanelState.OPEN]} 次评分没有结束，请催办后结束评分")
    if not rounds:
        return GateAnswer("评分已经结束", False, "还没有布置评分，请先组织评审人评分")
    waiting = Proposal.objects.filter(cycle_uid=cycle_uid, state=ProposalState.ENTERED).count()
    advice = f"还有 {waiting} 个建议项目没有评估，请布置评分、转入储备库或按不列入处理" if waiting else ""
    return GateAnswer("评分已经结束", not waiting, advice)


def gate_candidates_approved(cycle_uid: UUID) -> GateAnswer:
    """Before the vote is prepared."""
    met = is_list_approved(cycle_uid)
    return GateAnswer("候选项目名单已经确定", met, "" if met else "请由政府提出候选项目，经人大审议后确定名单")


# ── figures ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Figures:
    """The year's appraisal in numbers (1-32, 1-36, 1-41, 1-48). Keys of the mappings are codes of `terms`."""

    year: int
    entered: int
    by_origin: dict[str, int]
    by_state: dict[str, int]
    assessed: int  # in first rounds that have closed: 210
    passed: int  # 140
    eliminated: int  # 70
    excluded: int
    surveyed: int  # 1-36: proposals seen on site, 50
    opinions: int
    adjustments: int  # 1-36: advice to adjust given on site, 18
    revised: int  # proposals whose scheme was changed after entering (1-48)
    reserved: int  # into the pool in this year
    taken_up: int  # out of the pool into this year
    candidates: int
    candidates_fen: int | None
    selected: int
    not_selected: int
    disposed: dict[str, int]  # by route (2-18 … 2-20)


def figures(year: int) -> Figures | None:
    """None when the office has no cycle of that year: not collected is not zero."""
    cycle = cycles.find_cycle_of_year(year)
    if cycle is None:
        return None
    rows = Proposal.objects.filter(cycle_uid=cycle.uid)
    first = _by(PanelItem.objects.filter(_first_rounds(cycle.uid)), "outcome")
    reviewed = JointOpinion.objects.filter(proposal__cycle_uid=cycle.uid)
    on_site = reviewed.filter(aspect=Aspect.SITE_SURVEY)
    on_list = Candidate.objects.filter(cycle_uid=cycle.uid, state__in=_ON_THE_LIST)
    states = _by(on_list, "state")
    return Figures(
        year=year,
        entered=rows.count(),
        by_origin=dict.fromkeys(Origin.values, 0) | _by(rows, "origin"),
        by_state=dict.fromkeys(ProposalState.values, 0) | _by(rows, "state"),
        assessed=first.get(ItemOutcome.PASSED, 0) + first.get(ItemOutcome.ELIMINATED, 0),
        passed=first.get(ItemOutcome.PASSED, 0),
        eliminated=first.get(ItemOutcome.ELIMINATED, 0),
        excluded=rows.filter(state=ProposalState.EXCLUDED).count(),
        surveyed=on_site.values("proposal_id").distinct().count(),
        opinions=reviewed.count(),
        adjustments=on_site.filter(stance=Stance.ADJUST).count(),
        revised=rows.filter(scheme_number__gt=1).count(),
        reserved=Reserve.objects.filter(year=year).count(),
        taken_up=Reserve.objects.filter(taken_up_year=year).count(),
        candidates=sum(states.values()),
        candidates_fen=on_list.aggregate(total=Sum("scheme__cost_fen"))["total"],
        selected=states.get(CandidateState.SELECTED, 0),
        not_selected=states.get(CandidateState.NOT_SELECTED, 0) + states.get(CandidateState.DISPOSED, 0),
        disposed=dict.fromkeys(Route.values, 0) | _by(on_list.exclude(route=""), "route"),
    )


def _first_rounds(cycle_uid: UUID) -> Q:
    return Q(panel__cycle_uid=cycle_uid, panel__round_number=1, panel__state=PanelState.CLOSED)


def _by(rows: QuerySet[Any], column: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(column).annotate(Count("uid")))
