"""Rules that several commands of this room share."""

from __future__ import annotations

import datetime as dt

from commons.kernel import clock
from tenants.delivery.errors import AlreadyDone, AmountOutOfRange, DateInFuture, ProjectClosed
from tenants.delivery.models import Project
from tenants.delivery.terms import ProjectState

LARGEST_FEN = 10**15  # 10 万亿元: no project comes near it, and sums of a year still fit their column


def refuse_closed(project: Project, act: str) -> None:
    if project.is_closed:
        raise ProjectClosed(state=ProjectState(project.state).label, act=act)


def refuse_future(day: dt.date, at: dt.datetime, *, field: str, label: str) -> None:
    if day > clock.date_of(at):
        raise DateInFuture(field=field, label=label)


def refuse_done(done_on: dt.date | None) -> None:
    if done_on is not None:
        raise AlreadyDone()


def refuse_amount(fen: int, *, field: str, least: int) -> None:
    if not least <= fen <= LARGEST_FEN:
        raise AmountOutOfRange(field=field)
