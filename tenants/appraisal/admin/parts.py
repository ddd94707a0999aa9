"""What the pages of this room share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest

from admin_theme.fields import WanField
from admin_theme.templatetags.admin_theme import wan
from commons.kernel.actor import Actor
from tenants.appraisal.terms import MoneySource
from tenants.cycles import queries as cycles


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def prose(label: str, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **more)


class MoneyForm(forms.Form):
    """The cost and its parts by source, in 万元; parts left empty are not there."""

    cost_fen = WanField(label="估算投资", required=False)
    own_fiscal = WanField(label="其中：本级财政", required=False)
    superior_fiscal = WanField(label="其中：上级财政", required=False)
    social = WanField(label="其中：社会资金", required=False)
    ends_year = forms.IntegerField(
        label="计划完成年度", required=False, help_text="跨年度实施的填写，并写明当年的年度目标；当年完成的不填。"
    )

    def clean(self) -> dict[str, Any]:
        """The parts become one value, `money`."""
        typed = self.cleaned_data
        parts = {source: typed.pop(source, None) for source in MoneySource.values}
        return {**typed, "money": {source: fen for source, fen in parts.items() if fen}}


class ReasonForm(forms.Form):
    reason = prose("理由")


class YearForm(forms.Form):
    """A form about one of the years under way."""

    cycle_uid = forms.TypedChoiceField(label="年度", coerce=UUID)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        years = [(str(each.uid), f"{each.year} 年度") for each in cycles.open_cycles()]
        self.fields["cycle_uid"].choices = years  # type: ignore[attr-defined]


def money_in_words(money: dict[str, int]) -> str:
    """本级财政 60 万元、上级财政 20 万元."""
    return "、".join(f"{source.label} {wan(money[source])}" for source in MoneySource if source in money) or "—"


def ledger(caption: str, columns: dict[str, str], rows: Any, empty: str, **kinds: str) -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": [{"key": key, "label": label, "kind": kinds.get(key, "text")} for key, label in columns.items()],
        "rows": rows,
        "empty": empty,
    }
