"""What may be done to a record: a button, its typed confirmation, and the verdict whether this person may press it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest


@dataclass(frozen=True)
class Verdict:
    """A yes, or a no with its reason. Rooms may return their own kind; truth and `.reason` are all that is asked."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, kw_only=True)
class CommandButton:
    """One act. `command(request=…, obj=…, **cleaned_data)` is called once, and answers by returning or refusing.

    when     in which state the act is thinkable at all; if not, nothing is shown
    may      a verdict for this person; if none is given, `act` is put to the site's `may`
    who      one line saying who can, shown when the person may not and the verdict gives no reason
    form     a Form class, or a callable (request, obj, data, files) → form
    initial  (obj) → the form's first values
    after    one sentence: what will be true afterwards
    confirm  what must be typed (text, or (obj) → text): for acts that cannot be undone
    done     what is said on success (text, or (result) → text)
    slip     (request, result) → what is shown once, on the page that answers, and on paper: a dict for `admin/slip.html`,
             or None for the usual way on
    onward   (result) → the address to go on to, where it is not the record
    """

    name: str
    label: str
    command: Callable[..., Any]
    form: Any = None
    initial: Callable[[Any], Mapping[str, Any]] | None = None
    act: str = ""
    may: Callable[[HttpRequest, Any], Any] | None = None
    when: Callable[[Any], bool] = lambda obj: True
    who: str = ""
    after: str = ""
    confirm: str | Callable[[Any], str] | None = None
    done: str | Callable[[Any], str] = ""
    slip: Callable[[HttpRequest, Any], Mapping[str, Any] | None] | None = None
    onward: Callable[[Any], str] | None = None
    primary: bool = False
    danger: bool = False

    def expected(self, obj: Any) -> str:
        return (self.confirm(obj) if callable(self.confirm) else self.confirm) or ""

    def direct(self) -> bool:
        """Pressed on the record's own page: nothing to fill in, nothing to confirm."""
        return self.form is None and self.confirm is None and not self.after

    def said(self, result: Any) -> str:
        return (self.done(result) if callable(self.done) else self.done) or f"“{self.label}”已办理。"


class ConfirmForm(forms.Form):
    """Typed confirmation. The text to type is on the page; copying it is the point."""

    confirmation = forms.CharField(label="请原样输入", required=True, strip=True)

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["confirmation"].label = f"请输入“{expected}”确认办理"
        self.fields["confirmation"].widget.attrs.update({"autocomplete": "off"})

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"]
        if typed != self.expected:
            raise forms.ValidationError(f"输入的内容与“{self.expected}”不一致，尚未办理。")
        return typed
