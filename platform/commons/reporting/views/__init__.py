"""/board/: the page, the hall screen, the spreadsheet, and the button that publishes a ranking."""

from __future__ import annotations

from commons.reporting.views.board import board, publish_ranks
from commons.reporting.views.export import export
from commons.reporting.views.hall import hall

__all__ = ["board", "export", "hall", "publish_ranks"]
