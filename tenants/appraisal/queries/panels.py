"""Rounds of scoring: who sees which panel and which card, and how far a round is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from commons.kernel.actor import Actor, Role
from tenants.appraisal.errors import PanelNotFound
from tenants.appraisal.models import Panel, PanelItem, PanelMember, Scorecard, ScoreLine
from tenants.appraisal.terms import CardState, PanelState

_DESK = (Role.CLERK, Role.DIRECTOR, Role.AUDITOR)


def panels_visible_to(viewer: Actor) -> QuerySet[Panel]:
    rows = Panel.objects.order_by("-uid")
    return rows if viewer.holds(*_DESK) else rows.filter(uid__in=_own_panels(viewer))


def panel(viewer: Actor, uid: UUID) -> Panel:
    found = panels_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise PanelNotFound()
    return found


def closed_panels(cycle_uid: UUID) -> QuerySet[Panel]:
    """The year's rounds that are over, oldest first."""
    return Panel.objects.filter(cycle_uid=cycle_uid, state=PanelState.CLOSED).order_by("uid")


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


def evidence_by_card(cards: Iterable[Scorecard]) -> dict[UUID, dict[str, str]]:
    """card → criterion → what the points rest on; only what was written."""
    found: dict[UUID, dict[str, str]] = {card.uid: {} for card in cards}
    for line in ScoreLine.objects.filter(card__in=list(found)).exclude(evidence="").order_by("criterion"):
        found[line.card_id][line.criterion] = line.evidence
    return found


def recusals_of(panel: Panel) -> QuerySet[Scorecard]:
    """Who stepped aside from what; the comment is the reason."""
    rows = Scorecard.objects.filter(item__panel=panel, state=CardState.RECUSED).select_related("item__proposal")
    return rows.order_by("reviewer_name", "uid")


def ranking(viewer: Actor) -> QuerySet[PanelItem]:
    """Results of closed rounds that the viewer may see, best first within a round; the newest round first."""
    rows = PanelItem.objects.filter(panel__in=panels_visible_to(viewer), panel__state=PanelState.CLOSED)
    return rows.select_related("panel", "proposal").order_by("-panel_id", "rank", "uid")


def cards_on(viewer: Actor, item: PanelItem) -> list[Scorecard]:
    """The signed cards on one proposal of a round, as far as the viewer may see them; their lines come with them."""
    rows = cards_visible_to(viewer).filter(item=item, state=CardState.SIGNED)
    return list(rows.prefetch_related("lines").order_by("reviewer_name", "uid"))


@dataclass(frozen=True)
class Progress:
    """How far a round is, without telling anybody's points."""

    expected: int
    signed: int

    @property
    def missing(self) -> int:
        return self.expected - self.signed


def progress_of(panel: Panel) -> Progress:
    recused = Scorecard.objects.filter(item__panel=panel, state=CardState.RECUSED).count()
    expected = panel.items.count() * panel.members.count() - recused
    return Progress(expected, Scorecard.objects.filter(item__panel=panel, state=CardState.SIGNED).count())
