"""To-dos: of an office that has to file, and of a superior that has to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from commons.access import queries as access
from commons.directory import queries as directory
from commons.kernel.actor import Actor, Role
from commons.kernel.tenancy import current_code
from commons.reporting import queries as reporting
from commons.rulebook import queries as rulebook
from tenants.notices import commands as notices
from tenants.notices import queries as notifications
from tenants.returns.policies import POLICY

_ADDRESS = "/admin/returns/compilation/"
# The latest stage that has begun is the one to speak of: working days left at most → what is said.
STAGES = (
    (-1, "overdue", "{period}报表已逾期，请尽快上报"),
    (0, "today", "{period}报表今天截止，请上报"),
    (3, "soon", "{period}报表即将截止，请核对上报"),
    (10_000, "opened", "填报{period}报表"),
)


@transaction.atomic
def remind_of_returns(*, actor: Actor, today: dt.date, at: dt.datetime) -> int:
    """Put what has to be filed on the staff's to-do lists: when it is opened, three working days before it is due, on the
    day, and one working day after; each once. How many were new."""
    POLICY.permit(actor, "returns.note")
    staff = sorted(_staff())
    new, calendar = 0, rulebook.calendar()
    for asked in reporting.all_asked_of(current_code()):
        stage, title = next((name, text) for most, name, text in STAGES if asked.days_left(today, calendar) <= most)
        if not asked.is_open or notifications.was_sent(_matter(asked.period, stage)):
            continue
        settle_reminders(actor=actor, period=asked.period, at=at)
        notices.notify_all(
            actor=actor,
            account_uids=staff,
            title=title.format(period=asked.period),
            body=asked.note,
            href=_ADDRESS,
            due_on=asked.due_on,
            key=_matter(asked.period, stage),
            at=at,
        )
        new += 1
    return new


def settle_reminders(*, actor: Actor, period: str, at: dt.datetime) -> None:
    """The period is filed, or a later reminder takes the place of the earlier ones."""
    for _, stage, _ in STAGES:
        notices.settle(actor=actor, key=_matter(period, stage), at=at)


def note_received(*, actor: Actor, return_uid: UUID, office_code: str, period: str, at: dt.datetime) -> None:
    """A subordinate has filed: somebody has to accept it or send it back."""
    POLICY.permit(actor, "returns.note")
    notices.notify_all(
        actor=actor,
        account_uids=sorted(_staff()),
        title=f"接收{directory.office(office_code).name}{period}报表",
        href=f"/admin/reporting/return/{return_uid}/change/",
        key=_received(return_uid),
        at=at,
    )


def note_decided(*, actor: Actor, return_uid: UUID, at: dt.datetime) -> None:
    POLICY.permit(actor, "returns.note")
    notices.settle(actor=actor, key=_received(return_uid), at=at)


def note_sent_back(*, actor: Actor, compilation_uid: UUID, period: str, at: dt.datetime) -> None:
    """Our return came back: it stays on the to-do lists until the period is filed again."""
    notices.notify_all(
        actor=actor,
        account_uids=sorted(_staff()),
        title=f"{period}报表被退回，请更正后重新上报",
        href=f"{_ADDRESS}{compilation_uid}/change/",
        key=_matter(period, "opened"),
        at=at,
    )


def _staff() -> Iterator[UUID]:
    return iter({account.uid for role in (Role.CLERK, Role.DIRECTOR) for account in access.holders_of(role)})


def _matter(period: str, stage: str) -> str:
    return f"returns.due:{period}:{stage}"


def _received(return_uid: UUID) -> str:
    return f"returns.received:{return_uid}"
