"""Offices from a file."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.html import format_html

from admin_theme.records import CommandButton
from commons.directory.life import importing
from commons.directory.rosters import reading
from commons.directory.rosters.checking import Plan
from commons.kernel import clock
from commons.kernel.errors import Refusal

SHOWN_FAULTS = 100
NAMED_FAULTS = 5
LARGEST_KEPT = 2 * 1024 * 1024  # bytes
TEMPLATE = "/offices.xlsx"
CHECK, ALL, GOOD = "check", "all", "good"


class RosterForm(forms.Form):
    """Judges the list while it is validated, so that what is wrong stands on the page where it was handed in.

    What was read is carried along (`kept`): nobody has to choose the file a second time after looking at the report.
    """

    file = forms.FileField(label="名单文件", error_messages={"required": "请选择名单文件。"})
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    mode = forms.ChoiceField(
        label="办理方式",
        choices=[(CHECK, "只检查，不建档"), (ALL, "全部无误才建档"), (GOOD, "只为无误的行建档")],
        initial=CHECK,
        widget=forms.RadioSelect,
    )
    report: dict[str, Any] | None = None

    def __init__(self, *, request: HttpRequest, data: Any, files: Any) -> None:
        super().__init__(data, files)
        self.request = request
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"
        self.fields["file"].required = not (data and data.get("kept"))
        self.fields["file"].help_text = format_html(
            '.xlsx 或 .csv，不超过 {} MB。<a href="{}">下载模板</a>', reading.LARGEST // 1024 // 1024, TEMPLATE
        )

    def is_valid(self) -> bool:
        """A list that was only looked at comes back with its report."""
        return super().is_valid() and self.cleaned_data["mode"] != CHECK

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        content, name = self._content(given)
        if content is None:
            return given
        try:
            plan = importing.plan(actor=self.request.actor, content=content)  # type: ignore[attr-defined]
        except Refusal as refusal:
            self.add_error("file", refusal.message)
            return given
        self.report = _report(plan)
        self._keep(content, name)
        if plan.faults and given.get("mode") == ALL:
            self.add_error(
                "mode", f"名单有 {len(plan.faults)} 处错误，没有建档。请改正后重新上传，或只为无误的行建档。"
            )
        return {"content": content, "mode": given.get("mode", "")}

    def _content(self, given: dict[str, Any]) -> tuple[bytes | None, str]:
        """What was chosen now, else what was read before."""
        if "file" in self.errors:
            return None, ""
        file = given.get("file")
        if file is not None and file.size > reading.LARGEST:
            self.add_error("file", f"文件超过 {reading.LARGEST // 1024 // 1024} MB，请分成几份。")
            return None, ""
        if file is not None:
            return file.read(), file.name
        try:
            content = base64.b64decode(given.get("kept") or "", validate=True)
        except ValueError:
            content = b""
        if not content:
            self.add_error("file", "请选择名单文件。")
        return content or None, given.get("kept_name", "")

    def _keep(self, content: bytes, name: str) -> None:
        if len(content) <= LARGEST_KEPT:
            self.data = {
                **{key: self.data[key] for key in self.data},
                "kept": base64.b64encode(content).decode(),
                "kept_name": name[:200],
            }
            self.fields["file"].required = False
            self["file"].help_text = f"已收到“{name}”，更换时才需重新选择。"


def _report(plan: Plan) -> dict[str, Any]:
    """What the list would do, and every row that is refused."""
    wrong = len(plan.faults)
    more = f"，只列出前 {SHOWN_FAULTS} 处" if wrong > SHOWN_FAULTS else ""
    return {
        "said": f"可建档 {len(plan.new)} 个，已建档 {len(plan.standing)} 个，有误 {wrong} 处{more}。",
        "columns": [
            {"key": "reason", "label": "错误原因"},
            {"key": "row", "label": "行", "kind": "number"},
            {"key": "cell", "label": "单元格"},
            {"key": "column", "label": "列"},
            {"key": "value", "label": "内容"},
        ],
        "rows": plan.faults[:SHOWN_FAULTS],
        "empty": "没有错误。",
    }


def _roster_form(*, request: HttpRequest, obj: None, data: Any, files: Any) -> forms.Form:
    return RosterForm(request=request, data=data, files=files)


def _import(*, request: HttpRequest, obj: None, content: bytes, mode: str) -> str:
    actor = request.actor  # type: ignore[attr-defined]
    made, plan = importing.import_offices(actor=actor, content=content, good_rows_only=mode == GOOD, at=clock.now())
    if not plan.faults:
        return f"已建档 {len(made)} 个机构。"
    wrong = "；".join(f"{each.cell} {each.reason}" for each in plan.faults[:NAMED_FAULTS])
    return f"已建档 {len(made)} 个机构，{len(plan.faults)} 处有误的行没有建档：{wrong}。"


STARTS = (
    CommandButton(
        name="import",
        label="从文件导入",
        command=_import,
        form=_roster_form,
        act="directory.found",
        done=lambda said: said,
    ),
)
