"""Facts that happened, in the past tense, frozen. Ids and small values only: never a person's words, name or phone.

A room's `events.py` holds frozen dataclasses derived from `Event`; the name on the wire is `room.ClassName`.
Values must be JSON scalars, UUIDs, dates or instants: `to_payload` writes them, `from_payload` reads them back.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, ClassVar
from uuid import UUID

_KINDS: dict[str, type[Event]] = {}
_READERS: dict[str, Any] = {"UUID": UUID, "date": dt.date.fromisoformat, "datetime": dt.datetime.fromisoformat}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """`at` is when it happened. `label` is its Chinese name in registers and on the trail."""

    at: dt.datetime
    label: ClassVar[str] = ""
    name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        room = cls.__module__.split(".")[-2]
        cls.name = f"{room}.{cls.__name__}"
        _KINDS[cls.name] = cls

    def to_payload(self) -> dict[str, Any]:
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}


class Again(Exception):
    """Raised by a handler that is not through yet: what it wrote is undone, and the same event comes `after` that
    long. No failure, so it may be said for ever; it outlives every process, which a task put off in a worker does not."""

    def __init__(self, *, after: dt.timedelta) -> None:
        super().__init__(after)
        self.after = after


def from_payload(name: str, payload: dict[str, Any]) -> Event:
    """Raises KeyError for a name nobody declares: such a letter goes to the list that a person reads."""
    kind = _KINDS[name]
    values = {f.name: _revive(str(f.type), payload[f.name]) for f in dataclasses.fields(kind) if f.name in payload}
    return kind(**values)


def kinds() -> dict[str, type[Event]]:
    """Every declared event by its wire name."""
    return dict(_KINDS)


def _plain(value: Any) -> Any:
    if isinstance(value, (UUID, dt.date, dt.datetime)):
        return value.isoformat() if not isinstance(value, UUID) else str(value)
    return value


def _revive(annotation: str, value: Any) -> Any:
    if value is None:
        return None
    kind = annotation.replace("dt.", "").replace("datetime.", "").split("|")[0].strip()
    return _READERS[kind](value) if kind in _READERS else value
