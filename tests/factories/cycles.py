"""Years of an office, by the room's own commands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from commons.kernel.actor import Role
from tenants.cycles import commands, gates
from tenants.cycles.models import Cycle
from tenants.cycles.terms import StageKind
from tests.factories.people import AT, actor


def open_year(year: int = 2026, *, at: dt.datetime = AT) -> Cycle:
    """A year under way, all its stages waiting."""
    return commands.open_cycle(actor=actor(Role.DIRECTOR), year=year, term_no=18, session_no=3, at=at)


def open_up_to(cycle: Cycle, *kinds: StageKind, at: dt.datetime = AT) -> None:
    """Open these stages one after the other."""
    for kind in kinds:
        commands.open_stage(actor=actor(Role.CLERK), cycle_uid=cycle.uid, kind=kind, at=at)


@contextmanager
def gates_installed(table: Mapping[StageKind, Sequence[gates.Gate]]) -> Iterator[None]:
    """Another table in the socket, as `infra/wiring.py` plugs one in; the old one comes back afterwards."""
    before = gates._table
    gates.install(table)
    yield
    gates.install(before)
