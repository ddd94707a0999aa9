"""The 台账 on the staff site: the one table everyone works from. Year, filters, kept views, batches, Excel both ways, A3."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html, format_html_join

from admin_theme import ledgers
from admin_theme.records import CommandButton, RecordAdmin
from commons.directory.words import words
from commons.kernel import clock
from commons.kernel.errors import Refusal
from commons.kernel.sheets import reading, writing
from commons.kernel.tenancy import current_office
from tenants.delivery import columns, papers, queries
from tenants.delivery.admin import lists
from tenants.delivery.admin.acting import actor_of
from tenants.delivery.columns import EDITABLE, Edit
from tenants.delivery.commands import editing
from tenants.delivery.filters import Filters
from tenants.delivery.forms import SeeingForm
from tenants.delivery.lights import Light
from tenants.delivery.models import Project
from tenants.delivery.policies import POLICY
from tenants.delivery.queries import LedgerRow
from tenants.delivery.terms import ProjectKind, ProjectState
from tenants.documents.responses import as_file
from tenants.documents.terms import MediaType

PER_PAGE = 50
SHOWN = 50  # faults on the page
HOME = "/admin/delivery/project/"


class LedgerPages(RecordAdmin):
    """The list of projects is the ledger; beside it the three lists of the plan and the month's bulletin."""

    per_page: ClassVar[int] = PER_PAGE

    def get_urls(self) -> list[Any]:
        pages = [
            path("lists/", self.admin_site.admin_view(self.lists_view), name="delivery_project_lists"),
            path("bulletin/", self.admin_site.admin_view(self.bulletin_view), name="delivery_project_bulletin"),
        ]
        return [*pages, *super().get_urls()]

    # ── the ledger ───────────────────────────────────────────────────────────────────────────

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        self._refuse_strangers(request)
        actor, years = actor_of(request), queries.years()
        filters = Filters.read(request.GET.dict(), years, clock.today().year)
        every = queries.ledger(actor, filters.year)
        rows = [row for row in every if filters.holds(row)]
        on_paper = request.GET.get("paper") == "a3"
        page = Paginator(rows, max(1, len(rows)) if on_paper else self.per_page).get_page(request.GET.get("page"))
        context = {
            **self._frame(request, f"{filters.year}年民生实事项目台账"),
            "filters": filters,
            "years": [(year, filters.query(year=year), year == filters.year) for year in years],
            "choices": _choices(every, filters),
            "rows": page.object_list,
            "page": page,
            "total": len(rows),
            "whole": len(every),
            "sums": _sums(rows),
            "counts": _counts(rows),
            "on_paper": on_paper,
            "views": _views(actor, filters),
            "may_edit": bool(POLICY.may(actor, "delivery.edit")),
            "may_save": bool(POLICY.may(actor, "delivery.save_view")),
            "list_tools": self.list_tools(request),
            "today": clock.today(),
            "empty_says": self.empty_says,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "delivery/ledger.html", context)

    def list_tools(self, request: HttpRequest) -> list[dict[str, str]]:
        """What begins something new; batches and views have their own places on the page."""
        return [each for each in super().list_tools(request) if each["label"] in ("立项", "导入台账")]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Exactly what is filtered, as a sheet that may come back."""
        self._refuse_strangers(request)
        actor = actor_of(request)
        filters = Filters.read(request.GET.dict(), queries.years(), clock.today().year)
        rows = [row for row in queries.ledger(actor, filters.year) if filters.holds(row)]
        facts = {each.uid: columns.values(each) for each in queries.by_uid(actor, [row.uid for row in rows])}
        title = f"{filters.year}年民生实事项目台账"
        made_by = words(current_office()).title
        return _file(columns.workbook(title, rows, facts, made_by=made_by, on=clock.today()), f"{title}.xlsx")

    # ── the three lists, the bulletin ────────────────────────────────────────────────────────

    def lists_view(self, request: HttpRequest) -> HttpResponse | FileResponse:
        """项目清单, 责任清单, 任务清单 (1-83, 1-93), on the page, as .xlsx or as .docx."""
        self._refuse_strangers(request)
        actor, years = actor_of(request), queries.years()
        year = Filters.read(request.GET.dict(), years, clock.today().year).year
        kind = request.GET.get("kind", "projects")
        name, heads, rows = lists.LISTS.get(kind, lists.LISTS["projects"])(actor, year)
        title = f"{year}年民生实事{name}"
        if request.GET.get("as") == "xlsx":
            return ledgers.download(title, heads, rows, as_csv=False)
        if request.GET.get("as") == "docx":
            listed = papers.of_list(
                title,
                heads,
                [*rows, *lists.last_line(heads, rows)],
                office=words(current_office()).title,
                on=clock.today(),
            )
            return as_file(listed, MediaType.DOCX)
        context = {
            **self._frame(request, title, (name, "")),
            "columns": [{"key": head, "label": head, **lists.column(head)} for head in heads],
            "rows": [dict(zip(heads, row, strict=True)) for row in rows],
            "sums": lists.totals(heads, rows),
            "year": year,
            "kind": kind,
            "kinds": (("projects", "项目清单"), ("duties", "责任清单"), ("tasks", "任务清单")),
            "years": years,
            "today": clock.today(),
        }
        return TemplateResponse(request, "delivery/lists.html", context)

    def bulletin_view(self, request: HttpRequest) -> HttpResponse | FileResponse:
        """What the lights of a month were, in that month."""
        self._refuse_strangers(request)
        years = queries.years()
        year = Filters.read(request.GET.dict(), years, clock.today().year).year
        months = queries.months(year)
        asked = request.GET.get("month", "")
        month = next((each for each in months if f"{each:%Y-%m}" == asked), months[0] if months else None)
        found = queries.bulletin(year, month) if month else None
        title = f"{month:%Y年%-m月}民生实事项目进展通报" if month else f"{year}年民生实事项目进展通报"
        if found is not None and request.GET.get("as") == "xlsx":
            heads = ["项目名称", "责任单位", "进度灯", "说明", "资金灯", "形象进度（%）", "序时进度（%）", "累计支付（元）", "存在问题", "下一步措施"]  # fmt: skip
            lines = [
                (
                    row.title, row.unit_name, row.light.label, row.why, row.money_light.label,
                    float(row.physical_percent), float(row.planned_percent), row.paid_fen / 100,
                    row.problems, row.next_steps,
                )
                for row in found.rows
            ]  # fmt: skip
            return ledgers.download(title, heads, lines, as_csv=False)
        if found is not None and request.GET.get("as") == "docx":
            monthly = papers.of_bulletin(found, title=title, office=words(current_office()).title, on=clock.today())
            return as_file(monthly, MediaType.DOCX)
        context = {
            **self._frame(request, title, ("月度通报", "")),
            "bulletin": found,
            "counts": [(light, found.counts[light]) for light in Light if found.counts[light]] if found else [],
            "months": months,
            "month": month,
            "year": year,
            "years": years,
            "today": clock.today(),
        }
        return TemplateResponse(request, "delivery/bulletin.html", context)

    def _frame(self, request: HttpRequest, title: str, *last: tuple[str, str]) -> dict[str, Any]:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": title,
            "crumbs": [("首页", "/admin/"), ("项目台账", HOME), *last],
        }

    def _refuse_strangers(self, request: HttpRequest) -> None:
        if not self.may_view(request):
            raise PermissionDenied


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=ledgers.XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _choices(every: list[LedgerRow], filters: Filters) -> list[dict[str, Any]]:
    """What may be chosen in each filter: only what the year has."""

    def found(name: str, label: str, said: dict[str, str]) -> dict[str, Any]:
        values = sorted({str(getattr(row, name)) for row in every} - {""})
        options = [(value, said.get(value, value)) for value in values]
        return {"name": name, "label": label, "options": options, "chosen": getattr(filters, name)}

    colours = {light.value: light.label for light in Light}
    return [
        found("kind", "类别", dict(ProjectKind.choices)),
        found("field", "领域", {}),
        found("unit_name", "责任单位", {}),
        found("state", "状态", dict(ProjectState.choices)),
        found("light", "进度灯", colours),
        found("money_light", "资金灯", colours),
    ]


def _sums(rows: list[LedgerRow]) -> dict[str, int]:
    return {
        "planned_fen": sum(row.planned_fen or 0 for row in rows),
        "budget_fen": sum(row.money.budget_fen for row in rows),
        "arrived_fen": sum(row.money.arrived_fen for row in rows),
        "paid_fen": sum(row.money.paid_fen for row in rows),
    }


def _counts(rows: list[LedgerRow]) -> list[tuple[Light, int]]:
    lit = [row.light for row in rows]
    return [(light, lit.count(light)) for light in Light if light in lit]


def _views(actor: Any, filters: Filters) -> list[dict[str, Any]]:
    chosen = filters.query()
    return [
        {"name": each.name, "href": f"{HOME}?{each.filters}", "active": each.filters == chosen, "shared": each.shared}
        for each in queries.views_of(actor)
    ]


# ── changing it ──────────────────────────────────────────────────────────────────────────────


class EditForm(SeeingForm):
    """One line of the ledger."""

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data)
        self.look(columns.values(project))
        for name, (label, longest) in EDITABLE.items():
            self.fields[name] = (
                forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))
                if name == "start_on"
                else forms.CharField(label=label, max_length=longest, required=False)
            )
            self.fields[name].initial = self.now[name]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        wanted = {name: clock.in_words(given[name]) if name == "start_on" else given[name] for name in EDITABLE}
        return {"seen": given["seen"], "wanted": wanted}


def _edit(*, request: HttpRequest, obj: Project, seen: dict[str, str], wanted: dict[str, str]) -> Any:
    return editing.edit_projects(actor=actor_of(request), edits=[Edit(obj.uid, seen, wanted)], at=clock.now())


EDIT = CommandButton(
    name="edit",
    label="编辑台账",
    command=_edit,
    form=lambda request, obj, data, files: EditForm(data, project=obj),
    act="delivery.edit",
)


class BatchForm(forms.Form):
    """One value into one column of several projects."""

    projects = forms.MultipleChoiceField(
        label="项目", widget=forms.CheckboxSelectMultiple, help_text="在台账中勾选的项目；没有勾选的，请先返回勾选。"
    )
    field = forms.ChoiceField(label="修改哪一项", choices=[(name, label) for name, (label, _) in EDITABLE.items()])
    value = forms.CharField(label="改为", max_length=200, required=False, help_text="日期写作 2026-03-01；不填为清空。")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data)
        chosen = [uid for text in request.GET.getlist("uid")[: editing.MOST] if (uid := columns.uid_of(text))]
        kept = list(queries.by_uid(actor_of(request), chosen))
        self.fields["projects"].choices = [(str(each.uid), each.title) for each in kept]  # type: ignore[attr-defined]
        self.fields["projects"].initial = [str(each.uid) for each in kept]
        seen = {str(each.uid): columns.values(each) for each in kept}
        self.fields["seen"].initial = json.dumps(seen, ensure_ascii=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        name = given["field"]
        if why := columns.why_not(name, given["value"]):
            self.add_error("value", why)
            return given
        try:
            seen = json.loads(given["seen"] or "{}")
        except ValueError:
            seen = {}
        rows = [(uid, seen.get(uid, {}) if isinstance(seen, dict) else {}) for uid in given["projects"]]
        return {"edits": [Edit(UUID(uid), dict(old), {name: given["value"]}) for uid, old in rows]}


def _batch(*, request: HttpRequest, obj: None, edits: list[Edit]) -> str:
    changed = editing.edit_projects(actor=actor_of(request), edits=edits, at=clock.now())
    return f"已修改 {len(changed)} 个项目。"


BATCH = CommandButton(
    name="batch",
    label="批量修改",
    command=_batch,
    form=lambda request, obj, data, files: BatchForm(data, request=request),
    act="delivery.edit",
    done=lambda said: said,
)


class ImportForm(forms.Form):
    file = forms.FileField(label="文件", help_text="导出的台账修改后再导入；只读取领域、责任人等可修改的列。")
    mode = forms.ChoiceField(
        label="怎样处理",
        widget=forms.RadioSelect,
        initial="check",
        choices=[
            ("check", "只检查，不修改"),
            ("errors", "下载错误表（在原表上标出错误，不修改）"),
            ("all", "全部无误才修改"),
        ],
    )

    def __init__(self, data: Any = None, files: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, files)
        self.request = request

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if given.size > reading.LARGEST:
            raise forms.ValidationError(f"文件超过 {reading.LARGEST // 1024 // 1024} MB，请分成几份。")
        content: bytes = given.read()
        return content

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "file" not in given or given.get("mode") not in ("check", "all"):
            return given
        try:
            plan = editing.plan_import(actor=actor_of(self.request), content=given["file"])
        except Refusal as refusal:
            self.add_error("file", refusal.message)
            return given
        if plan.faults:
            lines = format_html_join(
                "",
                "<li>第 {} 行 {}（{}）：{}</li>",
                ((each.row, each.cell, each.column, each.reason) for each in plan.faults[:SHOWN]),
            )
            self.add_error(
                "file", format_html("有 {} 处需要改正，没有修改任何内容。<ul>{}</ul>", len(plan.faults), lines)
            )
        return given


def _import(*, request: HttpRequest, obj: None, file: bytes, mode: str) -> str | HttpResponse:
    actor = actor_of(request)
    if mode == "all":
        return f"已修改 {len(editing.import_ledger(actor=actor, content=file, at=clock.now()))} 个项目。"
    plan = editing.plan_import(actor=actor, content=file)
    if plan.faults:
        return _file(writing.error_file(plan.sheet, plan.faults), "台账导入错误表.xlsx")
    return f"检查完毕：共 {len(plan.edits)} 个项目，将修改 {plan.changed} 个，没有错误。没有修改任何内容。"


IMPORT = CommandButton(
    name="import",
    label="导入台账",
    command=_import,
    form=lambda request, obj, data, files: ImportForm(data, files, request=request),
    act="delivery.edit",
    done=lambda said: said,
)


class ViewForm(forms.Form):
    name = forms.CharField(label="名称", max_length=30)
    shared = forms.BooleanField(label="本机构工作人员都可使用", required=False)
    filters = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.fields["filters"].initial = Filters.read(request.GET.dict(), queries.years(), clock.today().year).query()


def _save_view(*, request: HttpRequest, obj: None, **typed: Any) -> str:
    return f"视图“{editing.save_view(actor=actor_of(request), at=clock.now(), **typed).name}”已保存。"


SAVE_VIEW = CommandButton(
    name="save_view",
    label="保存视图",
    command=_save_view,
    form=lambda request, obj, data, files: ViewForm(data, request=request),
    act="delivery.save_view",
    done=lambda said: said,
)


class ForgetForm(forms.Form):
    view_uid = forms.TypedChoiceField(label="视图", coerce=UUID)

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data)
        actor = actor_of(request)
        mine = queries.views_of(actor).filter(account_uid=actor.account_uid)
        self.fields["view_uid"].choices = [(each.uid, each.name) for each in mine]  # type: ignore[attr-defined]


def _forget_view(*, request: HttpRequest, obj: None, view_uid: UUID) -> None:
    editing.forget_view(actor=actor_of(request), view_uid=view_uid, at=clock.now())


FORGET_VIEW = CommandButton(
    name="forget_view",
    label="删除视图",
    command=_forget_view,
    form=lambda request, obj, data, files: ForgetForm(data, request=request),
    act="delivery.save_view",
)
