"""What the pages of this room share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest

from commons.kernel.actor import Actor
from tenants.cycles import queries as cycles


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def prose(label: str, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **more)


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


class ReasonForm(forms.Form):
    reason = prose("理由")


class YearForm(forms.Form):
    """A form about one of the years under way."""

    cycle_uid = forms.TypedChoiceField(label="年度", coerce=UUID)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        years = [(str(each.uid), f"{each.year} 年度") for each in cycles.open_cycles()]
        self.fields["cycle_uid"].choices = years  # type: ignore[attr-defined]


def ledger(caption: str, columns: dict[str, str], rows: Any, empty: str, **kinds: str) -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": [{"key": key, "label": label, "kind": kinds.get(key, "text")} for key, label in columns.items()],
        "rows": rows,
        "empty": empty,
    }
