"""Reading figures, returns and shared cards: one front door."""

from __future__ import annotations

from commons.reporting.queries.board import (
    Board,
    Standing,
    board,
    rollup,
    rollup_for,
    silent,
    standings,
    sums,
    years_counted,
)
from commons.reporting.queries.cards import card, cards_visible_to, find_card, lock_card, shared_by
from commons.reporting.queries.places import Place
from commons.reporting.queries.ranks import Ranking, published_by, rankings
from commons.reporting.queries.returns import (
    Asked,
    Missing,
    all_asked_of,
    asked_of,
    figures_before,
    filed_return,
    lock_newest,
    lock_return,
    lock_standing,
    missing_returns,
    periods_open_to,
    periods_opened_by,
    reason_of,
    remarks_of,
    versions_of,
    visible_to,
)

__all__ = [
    "Asked",
    "Board",
    "Missing",
    "Place",
    "Ranking",
    "Standing",
    "all_asked_of",
    "asked_of",
    "board",
    "card",
    "cards_visible_to",
    "figures_before",
    "filed_return",
    "find_card",
    "lock_card",
    "lock_newest",
    "lock_return",
    "lock_standing",
    "missing_returns",
    "periods_open_to",
    "periods_opened_by",
    "published_by",
    "rankings",
    "reason_of",
    "remarks_of",
    "rollup",
    "rollup_for",
    "shared_by",
    "silent",
    "standings",
    "sums",
    "versions_of",
    "visible_to",
    "years_counted",
]
