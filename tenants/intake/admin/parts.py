"""What the pages of this room share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from commons.kernel.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def prose(label: str, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ReasonForm(forms.Form):
    reason = prose("理由", rows=2)


def ledger(caption: str, columns: dict[str, str], rows: Any, empty: str, **kinds: str) -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": [{"key": key, "label": label, "kind": kinds.get(key, "text")} for key, label in columns.items()],
        "rows": rows,
        "empty": empty,
    }
