"""Notifications inside the platform: sent once, read, and done with when their matter is settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from tenants.notices import queries
from tenants.notices.models import Dispatch, Notification
from tenants.notices.policies import POLICY
from tenants.notices.wording import cleaned


def notify(
    *,
    actor: Actor,
    account_uid: UUID,
    title: str,
    body: str = "",
    href: str = "",
    due_on: dt.date | None = None,
    key: str = "",
    at: dt.datetime,
) -> Notification:
    """To one account."""
    return notify_all(
        actor=actor, account_uids=[account_uid], title=title, body=body, href=href, due_on=due_on, key=key, at=at
    )


@transaction.atomic
def notify_all(
    *,
    actor: Actor,
    account_uids: Iterable[UUID],
    title: str,
    body: str = "",
    href: str = "",
    due_on: dt.date | None = None,
    key: str = "",
    at: dt.datetime,
) -> Notification:
    """To several accounts, once each. It stays on their to-do lists until `settle(key=…)` or, without a key, until read."""
    POLICY.permit(actor, "notices.notify")
    notification = Notification(
        title=cleaned(title, "title", "标题", 100),
        body=cleaned(body, "body", "内容", 500) if body else "",
        href=href,
        due_on=due_on,
        key=key,
        created_at=at,
    )
    notification.save(force_insert=True)
    sent = Dispatch.objects.bulk_create(
        Dispatch(notification=notification, account_uid=uid, created_at=at) for uid in dict.fromkeys(account_uids)
    )
    record("notices.notify", notification, actor=actor, at=at, facts={"accounts": len(sent), "key": key})
    return notification


@transaction.atomic
def mark_read(*, actor: Actor, uid: UUID, at: dt.datetime) -> Dispatch:
    """The addressee has seen it. Idempotent. One that names no matter is thereby done with."""
    sent = queries.lock_dispatch(uid)
    POLICY.permit(actor, "notices.read_notification", sent)
    if sent.read_at is None:
        sent.read_at = at
        sent.settled_at = sent.settled_at or (at if not sent.notification.key else None)
        sent.save(update_fields=["read_at", "settled_at"])
        record("notices.read_notification", sent, actor=actor, at=at)
    return sent


@transaction.atomic
def settle(*, actor: Actor, key: str, account_uid: UUID | None = None, at: dt.datetime) -> int:
    """The matter is done, for everybody or for one account: it leaves the to-do lists. How many were waiting."""
    POLICY.permit(actor, "notices.notify")
    assert key, "a notification without a key names no matter that could be settled"
    waiting = Dispatch.objects.select_for_update(of=("self",)).filter(notification__key=key, settled_at=None)
    if account_uid is not None:
        waiting = waiting.filter(account_uid=account_uid)
    rows = list(waiting.order_by("uid"))
    for sent in rows:
        sent.settled_at = at
    Dispatch.objects.bulk_update(rows, ["settled_at"])
    if rows:
        record("notices.settle", rows[0], actor=actor, at=at, facts={"accounts": len(rows), "key": key})
    return len(rows)
