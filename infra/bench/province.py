"""A province to measure on: what the sections share, and leave usable for one another."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commons.directory import commands, divisions, provisioning
from commons.kernel.actor import Actor, Role
from commons.kernel.tenancy import in_commons
from infra import opening
from infra.bench.server import ALL, say

CODE = "44"
AT = dt.datetime(2026, 1, 5, 1, 0, tzinfo=dt.UTC)


@dataclass
class Province:
    """广东 with its first `offices` offices below the province."""

    home: Path
    offices: int
    voters: int = 600  # of the plenary that votes
    founding_seconds: float = 0.0
    opened: list[str] = field(default_factory=list)  # codes, in the order in which they were opened
    bulk_seconds: float = 0.0  # spent in opening with one worker a core …
    bulk_offices: int = 0  # … so many
    notes: dict[str, Any] = field(default_factory=dict)  # what one section leaves for another

    def judged(self, holds: bool) -> bool | None:
        """For a bar that is meant for the whole province: a peer that grows with the catalogs is quicker on fewer."""
        return holds if self.offices >= ALL else None

    # ── people and places ─────────────────────────────────────────────────────────────────────
    @property
    def operator(self) -> Actor:
        return Actor(None, "基准测试", "", frozenset({Role.PROVISIONER, Role.SYSTEM}))

    def codes(self) -> list[str]:
        """The offices of this run, superiors first."""

        return [each.code for each in divisions.office_tree(CODE)[1 : self.offices + 1]]

    def owner(self) -> Any:
        """A connection of the owner's, in autocommit. The caller closes it."""

        return provisioning.connect_as_owner()

    # ── filling ───────────────────────────────────────────────────────────────────────────────
    def found(self) -> None:
        """The directory of the whole province, once; the province itself is opened."""

        if self.founding_seconds:
            return
        with in_commons():
            started = time.perf_counter()
            commands.found_offices(actor=self.operator, division=CODE, depth=None, at=AT)
            self.founding_seconds = time.perf_counter() - started
            commands.open_office(actor=self.operator, code=CODE, at=AT)

    def fill(self, count: int | None = None) -> None:
        """Open offices with one worker a core until `count` (default: all of this run) are open."""
        self.found()
        due = [code for code in self.codes() if code not in set(self.opened)]
        due = due[: max(0, (count or self.offices) - len(self.opened))]
        if not due:
            return
        started, said = time.perf_counter(), [0.0]

        def hear(one: opening.Opened, progress: opening.Progress) -> None:
            if one.problem:
                raise RuntimeError(f"{one.code}: {one.problem}")
            if progress.seconds - said[0] > 10:
                said[0] = progress.seconds
                say(f"… {progress.done}/{progress.total}, {progress.rate:.1f}/s, {progress.left:.0f} s left")

        opening.open_all(due, actor=self.operator, workers=opening.cores(), hear=hear)
        self.bulk_seconds += time.perf_counter() - started
        self.bulk_offices += len(due)
        self.opened += due
