"""The console's part of an office's life: forms and buttons, each calling one command; the list that is read from a file."""

from __future__ import annotations

from commons.directory.life.console.acts import BUTTONS
from commons.directory.life.console.many import BULK, PROGRESS, progress
from commons.directory.life.console.opening import OPENING
from commons.directory.life.console.past import related
from commons.directory.life.console.roster import STARTS

__all__ = ["BULK", "BUTTONS", "OPENING", "PROGRESS", "STARTS", "progress", "related"]
