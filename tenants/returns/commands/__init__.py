"""Writes of the room, by what they are about."""

from __future__ import annotations

from tenants.returns.commands.counting import refresh_snapshots, take_snapshot
from tenants.returns.commands.filing import (
    compile_return,
    correct_line,
    discard_compilation,
    explain_doubt,
    file_return,
    note_answer,
)
from tenants.returns.commands.reminding import note_decided, note_received, remind_of_returns
from tenants.returns.commands.sharing import share_project, take_back_project

__all__ = [
    "compile_return",
    "correct_line",
    "discard_compilation",
    "explain_doubt",
    "file_return",
    "note_answer",
    "note_decided",
    "note_received",
    "refresh_snapshots",
    "remind_of_returns",
    "share_project",
    "take_back_project",
    "take_snapshot",
]
