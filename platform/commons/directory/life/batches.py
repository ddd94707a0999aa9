"""One act on many offices, and how far it has come.

Nothing is kept about a batch: what was ordered at one instant by one person is the evidence, what became of it are the
offices themselves. So progress survives every restart, and what was ordered by the API or one by one is seen as well.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from commons.audit import queries as audit
from commons.directory import commands, queries
from commons.directory.life import orders
from commons.directory.models import Office, OfficeArchive
from commons.directory.terms import OfficeState
from commons.kernel.actor import Actor

_OPENED: Final = frozenset(OfficeState) - {OfficeState.FOUNDED, *queries.OPENING}
_ACTS: Final[Mapping[str, tuple[str, Callable[..., Any]]]] = {
    "request": ("开通机构", commands.request_opening),
    "order_export": ("导出存档", orders.order_export),
    "suspend": ("停用机构", commands.suspend_office),
    "resume": ("恢复机构", commands.resume_office),
}
_LONG: Final = ("directory.request", "directory.order_export")  # what a worker goes on with
REMEMBERED: Final = dt.timedelta(days=7)
STALLED: Final = dt.timedelta(minutes=3)  # nothing finished for so long: somebody should look


@dataclass(frozen=True)
class Batch:
    """What was ordered at `at`. `waiting` are those that it is not done for yet, superiors first."""

    at: dt.datetime
    label: str
    total: int
    verb: str = "申请"  # 申请: a worker goes on with it; 办理: it is done
    waiting: tuple[Office, ...] = ()
    last_done_at: dt.datetime | None = None

    @property
    def done(self) -> int:
        return self.total - len(self.waiting)

    @property
    def percent(self) -> int:
        return 100 * self.done // max(self.total, 1)

    @property
    def left(self) -> dt.timedelta | None:
        """How long it takes if it goes on like this; None before anything was done."""
        if not self.waiting or self.last_done_at is None or not self.done:
            return None
        return (self.last_done_at - self.at) / self.done * len(self.waiting)

    def is_stalled(self, at: dt.datetime) -> bool:
        return bool(self.waiting) and at - (self.last_done_at or self.at) > STALLED


@transaction.atomic
def order(*, actor: Actor, act: str, codes: Iterable[str], at: dt.datetime, **values: Any) -> Batch:
    """The act on each of them, superiors first; all of it or, where one refuses, nothing."""
    label, command = _ACTS[act]
    offices = list(queries.offices().filter(code__in=list(codes)))
    for office in offices:
        command(actor=actor, code=office.code, at=at, **values)
    return Batch(at, label, len(offices), "申请" if f"directory.{act}" in _LONG else "办理")


def recent(*, at: dt.datetime) -> list[Batch]:
    """What goes on, and what was finished within a day if it was of more than one office; the newest first. Three queries."""
    ordered: dict[tuple[dt.datetime, str], list[str]] = defaultdict(list)
    for moment, act, code in audit.acts_since(at - REMEMBERED, _LONG):
        ordered[moment, act].append(code)
    concerned = {code for codes in ordered.values() for code in codes}
    offices = {each.code: each for each in queries.offices().filter(code__in=concerned)}
    archived = dict(
        OfficeArchive.objects.filter(office_code__in=concerned)
        .values_list("office_code")
        .annotate(Max("made_at"))
        .order_by()
    )
    found = [
        _batch(moment, act, [offices[code] for code in codes if code in offices], archived)
        for (moment, act), codes in ordered.items()
    ]
    shown = [each for each in found if each.waiting or (each.total > 1 and at - each.at < dt.timedelta(days=1))]
    return sorted(shown, key=lambda each: each.at, reverse=True)


def _batch(at: dt.datetime, act: str, offices: list[Office], archived: Mapping[str, dt.datetime]) -> Batch:
    opens = act == "directory.request"
    finished = {
        each.code: each.ready_at if opens else archived.get(each.code)
        for each in offices
        if (each.state in _OPENED if opens else archived.get(each.code, at) > at)
    }
    return Batch(
        at,
        _ACTS[act.removeprefix("directory.")][0],
        len(offices),
        waiting=tuple(sorted((each for each in offices if each.code not in finished), key=lambda each: each.lft)),
        last_done_at=max((moment for moment in finished.values() if moment), default=None),
    )
