"""The numbers of the tree: one door, for the day when somebody else keeps them too."""

from __future__ import annotations

from commons.directory import commands


def renumber() -> None:
    """Number the tree afresh, in the caller's transaction."""
    commands._renumber()
