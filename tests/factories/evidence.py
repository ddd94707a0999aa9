"""What was left behind: the newest audit entries and the messages waiting in this office's outbox."""

from __future__ import annotations

from typing import Any

from commons.audit.models import Entry
from commons.outbox.models import Message


def acts(obj: Any) -> list[str]:
    """Every act on the record, oldest first."""
    return list(Entry.objects.filter(object_uid=str(obj.pk)).order_by("at", "uid").values_list("act", flat=True))


def last_entry(obj: Any) -> dict[str, Any]:
    entry = Entry.objects.filter(object_uid=str(obj.pk)).order_by("uid").last()
    assert entry is not None, "nothing was recorded"
    return {"act": entry.act, "states": (entry.from_state, entry.to_state), "facts": entry.facts}


def told() -> list[str]:
    """Names of the events this office published, oldest first."""
    return list(Message.objects.order_by("uid").values_list("event", flat=True))


def footprint() -> tuple[int, int]:
    """Entries and messages: unchanged when nothing happened."""
    return Entry.objects.count(), Message.objects.count()
