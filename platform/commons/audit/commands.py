"""The only writers of evidence. `advance` is also the only writer of a `state`, so no state moves without a trace."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, Protocol
from uuid import UUID

from django.db import models

from commons.audit.models import Entry
from commons.audit.seal import words_digest
from commons.kernel.actor import Actor
from commons.kernel.lifecycle import Lifecycle, Step
from commons.kernel.models import new_uid
from commons.kernel.tenancy import current_code


class Stateful(Protocol):
    state: str
    pk: Any


def record(
    act: str,
    obj: models.Model,
    *,
    actor: Actor,
    at: dt.datetime,
    facts: dict[str, Any] | None = None,
    words: tuple[str, ...] = (),
    states: tuple[str, str] = ("", ""),
    uid: UUID | None = None,
) -> Entry:
    """Append one entry, in the caller's transaction. `facts` are figures and codes; `words` leave only a digest.

    `uid` only where the moment itself must not be kept (a secret vote): our own keys sort by time.
    """
    salt = secrets.token_hex(16) if any(words) else ""
    entry = Entry(
        uid=uid or new_uid(),
        at=at,
        act=act,
        object_type=obj._meta.label_lower,
        object_uid=str(obj.pk),
        from_state=states[0],
        to_state=states[1],
        office_code=current_code(),
        account_uid=actor.account_uid,
        roles=",".join(sorted(actor.roles)),
        on_behalf_of=actor.on_behalf_of,
        staff_session_uid=actor.staff_session_uid,
        facts=_plain(facts or {}),
        salt=salt,
        words_digest=words_digest(salt, *words) if salt else "",
    )
    entry.save(force_insert=True)
    return entry


def advance(
    obj: Any,
    lifecycle: Lifecycle,
    step: str,
    *,
    actor: Actor,
    at: dt.datetime,
    facts: dict[str, Any] | None = None,
    words: tuple[str, ...] = (),
    **changes: Any,
) -> Step:
    """Take `step`: state and `changes` are written to the row, and the entry that proves it.

    The caller has locked the row. Raises `WrongStep` (409) if the lifecycle does not allow it.
    """
    taken = lifecycle.step(step, obj.state)
    before, obj.state = obj.state, taken.target
    for name, value in changes.items():
        setattr(obj, name, value)
    obj.save(update_fields=["state", *changes])
    room = lifecycle.name.split(".")[0]
    record(f"{room}.{step}", obj, actor=actor, at=at, facts=facts, words=words, states=(before, taken.target))
    return taken


def _plain(value: Any) -> Any:
    """JSON scalars only: what is put into evidence must read the same in ten years."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if isinstance(value, (UUID, dt.date, dt.datetime)) or type(value).__name__ == "Decimal":
        return str(value)
    return value
