"""What the pages of this room share: who acts, how a button presses a command, fields, the way of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db import models
from django.http import HttpRequest

from commons.access import queries as access
from commons.identity import queries as identity
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.errors import Refusal
from tenants.deputies import queries


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def pressing(command: Callable[..., Any], record: str = "") -> Callable[..., Any]:
    """A button's command: the room's command on the record shown, under the name it has there; on none for a start."""

    def press(*, request: HttpRequest, obj: models.Model | None, **values: Any) -> Any:
        named = {record: obj.pk} if record and obj is not None else {}
        return command(actor=actor_of(request), at=clock.now(), **named, **values)

    return press


def in_state(*states: str) -> Callable[[Any], bool]:
    return lambda record: record.state in states


def way(record: Any, states: Sequence[Any]) -> list[dict[str, Any]]:
    """The usual way of a record; where it left that way, only where it stands."""
    if record.state not in states:
        return [{"label": record.get_state_display(), "state": "stopped"}]
    place = [str(state) for state in states].index(record.state)
    return [
        {"label": state.label, "state": "done" if n < place else "current" if n == place else "coming"}
        for n, state in enumerate(states)
    ]


def ledger(caption: str, rows: Iterable[Any], empty: str, **columns: str) -> dict[str, Any]:
    """A ledger below the facts: attribute of the row → head of its column; what ends in `_on` or `_at` is a date."""
    kinds = {"_on": "date", "_at": "datetime"}
    return {
        "caption": caption,
        "columns": [{"key": key, "label": head, "kind": kinds.get(key[-3:], "text")} for key, head in columns.items()],
        "rows": rows,
        "empty": empty,
    }


def text(label: str, most: int, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


def uid(label: str, **more: Any) -> forms.TypedChoiceField:
    """One record of a list; `offer` fills it in."""
    return forms.TypedChoiceField(label=label, coerce=UUID, empty_value=None, **more)


def uids(label: str, **more: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, coerce=UUID, empty_value=[], widget=forms.CheckboxSelectMultiple, **more
    )


def offer(field: Any, choices: Sequence[tuple[str, str]], *, none: str = "") -> None:
    """`none` is what stands for leaving it empty."""
    field.choices = [("", none), *choices] if none else list(choices)


def seats() -> list[tuple[str, str]]:
    """Deputies in office today."""
    return [(str(each.mandate_uid), f"{each.name} {each.group}".strip()) for each in queries.in_office(clock.today())]


def units() -> list[tuple[str, str]]:
    return [(str(each.uid), each.name) for each in access.holders_of(Role.UNIT)]


class ReasonForm(forms.Form):
    reason = text("原因", 200, 3)


class PhoneForm(forms.Form):
    """An account by its mobile number; it becomes `account_uid`."""

    phone = forms.CharField(label="手机号", max_length=20)

    def clean(self) -> dict[str, Any]:
        phone = self.cleaned_data.pop("phone", "")
        try:
            account = identity.find_by_phone(phone) if phone else None
        except Refusal as invalid:
            self.add_error("phone", invalid.message)
            return self.cleaned_data
        if phone and account is None:
            self.add_error("phone", "这个手机号还没有账号。请先登记账号，再办理此事。")
        elif account is not None:
            self.cleaned_data["account_uid"] = account.uid
        return self.cleaned_data
