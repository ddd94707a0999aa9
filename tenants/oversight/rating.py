"""The paper of a satisfaction vote as a form, for the desk and the portal: one answer, or one a question (0-32)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from tenants.oversight.terms import ANSWERS


class RatingForm(forms.Form):
    label: ClassVar[str] = "您的评价"

    def __init__(self, *args: Any, questions: Sequence[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.asked = {f"outcome_{place}": question for place, question in enumerate(questions)}
        for name, label in (self.asked or {"answer": self.label}).items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=list(ANSWERS.items()),
                widget=forms.RadioSelect,
                error_messages={"required": "请选择。"},
            )

    def said(self) -> dict[str, Any]:
        """What `polls.cast` takes."""
        if not self.asked:
            return {"answer": self.cleaned_data["answer"]}
        return {"outcomes": {question: self.cleaned_data[name] for name, question in self.asked.items()}}
