"""Offices out of a list: a dry run says what would happen, the command does it, wholly or with the good rows only."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from commons.directory import commands
from commons.directory.errors import RosterFaulty
from commons.directory.models import Office
from commons.directory.policies import POLICY
from commons.directory.rosters import checking, reading
from commons.directory.rosters.checking import Known, Plan
from commons.kernel.actor import Actor


def plan(*, actor: Actor, content: bytes) -> Plan:
    """The dry run: nothing is written. Raises RosterUnreadable."""
    POLICY.permit(actor, "directory.found")
    return _plan(content)


@transaction.atomic
def import_offices(
    *, actor: Actor, content: bytes, good_rows_only: bool, at: dt.datetime, is_demo: bool = False
) -> tuple[list[Office], Plan]:
    """Found what the list says and the directory has not. Reading the same list again founds nothing.

    Raises RosterUnreadable; and RosterFaulty where a row is wrong, unless `good_rows_only`.
    """
    POLICY.permit(actor, "directory.found")
    found = _plan(content)
    if found.faults and not good_rows_only:
        first = found.faults[0]
        raise RosterFaulty(count=len(found.faults), cell=first.cell, reason=first.reason)
    return commands.found_listed(actor=actor, listed=found.new, at=at, is_demo=is_demo), found


def _plan(content: bytes) -> Plan:
    rows = reading.read(content)
    known = {
        code: Known(name, level, parent)
        for code, name, level, parent in Office.objects.filter(copy_of="").values_list(
            "code", "name", "level", "parent_id"
        )
    }
    return checking.check(rows, known)
