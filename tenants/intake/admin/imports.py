"""从文件导入: template, dry run, error file; the good rows only or nothing. The file itself is never kept: phones are in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join

from admin_theme import ledgers
from admin_theme.records import CommandButton
from commons.kernel import clock
from commons.kernel.errors import Refusal
from commons.kernel.sheets import reading, writing
from tenants.intake import listed
from tenants.intake.admin.parts import actor_of
from tenants.intake.commands import importing
from tenants.intake.commands.importing import Plan

CHECK, ALL, GOOD, ERRORS = "check", "all", "good", "errors"
SHOWN = 100
TEMPLATE = "/admin/intake/suggestion/template/"


class ImportForm(forms.Form):
    file = forms.FileField(label="文件")
    mode = forms.ChoiceField(
        label="怎样处理",
        widget=forms.RadioSelect,
        initial=CHECK,
        choices=[
            (CHECK, "只检查，不登记"),
            (ERRORS, "下载错误表（在原表上标出错误，不登记）"),
            (ALL, "全部无误才登记"),
            (GOOD, "只登记无误的行"),
        ],
    )
    codes = forms.BooleanField(label="登记后下载查询码清单（只能下载这一次）", required=False)

    def __init__(self, *args: Any, request: HttpRequest, **more: Any) -> None:
        super().__init__(*args, **more)
        self.request = request
        most = reading.LARGEST // 1024 // 1024
        self.fields["file"].help_text = format_html(
            '.xlsx 或 .csv，不超过 {} MB、{} 行。<a href="{}">下载模板</a>。文件读取后不保存。',
            most,
            reading.MOST_ROWS,
            TEMPLATE,
        )

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if given.size > reading.LARGEST:
            raise forms.ValidationError(f"文件超过 {reading.LARGEST // 1024 // 1024} MB，请分成几份。")
        content: bytes = given.read()
        return content

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "file" not in given or "mode" not in given:
            return given
        try:
            plan = importing.plan_import(actor=actor_of(self.request), content=given["file"], at=clock.now())
        except Refusal as refusal:
            self.add_error("file", refusal.message)
            return given
        if plan.faults and given["mode"] in (CHECK, ALL):
            self.add_error("file", _said(plan))
        return given


def _said(plan: Plan) -> Any:
    wrong = len({each.row for each in plan.faults})
    lines = format_html_join(
        "",
        "<li>第 {} 行 {}（{}）“{}”：{}</li>",
        ((f.row, f.cell, f.column, f.value, f.reason) for f in plan.faults[:SHOWN]),
    )
    more = f"……共 {len(plan.faults)} 处，只列出前 {SHOWN} 处，全部见错误表。" if len(plan.faults) > SHOWN else ""
    return format_html(
        "共 {} 行：可登记 {} 条，已登记过 {} 条，有误 {} 行。{}<ul>{}</ul>{}",
        len(plan.sheet.rows), len(plan.new), len(plan.standing), wrong, _noted(plan), lines, more,
    )  # fmt: skip


def _noted(plan: Plan) -> str:
    return "".join(f"{note}。" for note in plan.sheet.notes)


def import_form(*, request: HttpRequest, obj: None, data: Any, files: Any) -> ImportForm:
    return ImportForm(data, files, request=request)


def do_import(*, request: HttpRequest, obj: None, file: bytes, mode: str, codes: bool) -> str | HttpResponse:
    actor, at = actor_of(request), clock.now()
    if mode in (CHECK, ERRORS):
        plan = importing.plan_import(actor=actor, content=file, at=at)
        if mode == ERRORS and plan.faults:
            return download(writing.error_file(plan.sheet, plan.faults), "建议导入错误表.xlsx")
        return (
            f"检查完毕：可登记 {len(plan.new)} 条，已登记过 {len(plan.standing)} 条，没有错误。"
            f"{_noted(plan)}没有登记任何内容。"
        )
    taken = importing.import_suggestions(actor=actor, content=file, good_rows_only=mode == GOOD, at=at)
    if codes and taken.codes:
        by_row = {each.number: each for each in taken.plan.new}
        rows = [(number, by_row[number].title, by_row[number].village, code) for number, code in taken.codes.items()]
        heads = ("文件中的行", "标题", "村（社区）", "查询码")
        return download(ledgers.workbook("查询码清单", heads, rows), "建议查询码清单.xlsx")
    wrong = len({each.row for each in taken.plan.faults})
    left = f"，{wrong} 行有误没有登记" if wrong else ""
    return f"已登记 {len(taken.codes)} 条，{len(taken.plan.standing)} 条以前登记过{left}。{_noted(taken.plan)}"


def template(request: HttpRequest) -> HttpResponse:
    """The empty table: nothing in it is anybody's."""
    return download(writing.template("群众建议", listed.COLUMNS), "群众建议导入模板.xlsx")


def download(content: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=ledgers.XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


IMPORT = CommandButton(
    name="import",
    label="从文件导入",
    command=do_import,
    form=import_form,
    act="intake.import",
    done=lambda said: said,
)
