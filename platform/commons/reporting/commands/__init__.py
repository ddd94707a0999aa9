"""Writing figures, returns, cards and ranks: one front door."""

from __future__ import annotations

from commons.reporting.commands.cards import refresh_cards, share_card, take_back_card
from commons.reporting.commands.figures import put_snapshot
from commons.reporting.commands.ranks import publish_ranks
from commons.reporting.commands.returns import accept_return, file_return, open_period, send_back_return

__all__ = [
    "accept_return",
    "file_return",
    "open_period",
    "publish_ranks",
    "put_snapshot",
    "refresh_cards",
    "send_back_return",
    "share_card",
    "take_back_card",
]
