"""Pages of the room beside its records: the calendar, the three lists, look-backs ranked, a unit's year; and its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from admin_theme import ledgers
from admin_theme.records import RecordAdmin
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.errors import NotFound
from tenants.cycles import queries as cycles
from tenants.delivery import queries as delivery
from tenants.documents.responses import as_file
from tenants.documents.terms import MediaType
from tenants.oversight import papers, queries
from tenants.oversight.policies import POLICY

_WORDS = {"green": "迟办", "yellow": "临近", "red": "逾期", "blue": "按时完成", "grey": "未到期"}


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


class WithPages(RecordAdmin):
    """A record whose list has pages of its own beside it: (address, method)."""

    pages: ClassVar[tuple[tuple[str, str], ...]] = ()

    def get_urls(self) -> list[Any]:
        options = self.model._meta
        own = [
            path(
                f"{address}/",
                self.admin_site.admin_view(getattr(self, method)),
                name=f"{options.app_label}_{options.model_name}_{address}",
            )
            for address, method in self.pages
        ]
        return [*own, *super().get_urls()]

    def own_page(self, request: HttpRequest, template: str, title: str, **more: Any) -> HttpResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": title,
            "crumbs": [
                ("首页", "/admin/"),
                (str(self.model._meta.verbose_name_plural), self._href("changelist")),
                (title, ""),
            ],
            "today": clock.today(),
            **more,
        }
        return TemplateResponse(request, f"oversight/{template}.html", context)

    def refuse(self, request: HttpRequest, action: str = "oversight.read") -> None:
        if not queries.sees_all(actor_of(request)) or not POLICY.may(actor_of(request), action):
            raise PermissionDenied


class CalendarPage(WithPages):
    pages = (("calendar", "calendar_view"),)

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """The year's duties by month with owner and light; the groups; the projects nobody watches, by name."""
        self.refuse(request, "oversight.read_figures")
        known = {each.year: each for each in cycles.cycles()}
        year = chosen_year(request, sorted(known, reverse=True))
        cycle = known.get(year)
        duties = queries.duties(cycle.uid) if cycle else []
        months: dict[tuple[int, int], list[queries.Duty]] = {}
        for duty in duties:
            months.setdefault((duty.due_on.year, duty.due_on.month), []).append(duty)
        return self.own_page(
            request,
            "calendar",
            f"{year}年监督日历",
            year=year,
            years=sorted(known, reverse=True),
            months=[(f"{of}年{month}月", lines) for (of, month), lines in months.items()],
            lines=duties,
            words=_WORDS,
            unassigned=queries.unassigned(cycle.uid) if cycle else [],
            groups=queries.groups_with_counts(year),
        )


class ListsPage(WithPages):
    pages = (("lists", "lists_view"), ("slip", "slip_view"))

    def lists_view(self, request: HttpRequest) -> HttpResponse | FileResponse:
        """问题清单, 责任清单, 整改清单: on the page, as .xlsx, as .docx."""
        self.refuse(request)
        years = delivery.years()
        year, kind = chosen_year(request, years), request.GET.get("kind", "problems")
        making = {
            "problems": queries.problem_list,
            "duties": queries.duty_list,
            "rectifications": queries.rectification_list,
        }
        sheet = making.get(kind, queries.problem_list)(actor_of(request), year)
        if request.GET.get("as") == "xlsx":
            return ledgers.download(sheet.title, sheet.heads, sheet.rows, as_csv=False)
        if request.GET.get("as") == "docx":
            return as_file(papers.of_sheet(sheet, office=queries.office_name()), MediaType.DOCX)
        kinds = (("problems", "问题清单"), ("duties", "责任清单"), ("rectifications", "整改清单"))
        return self.own_page(
            request,
            "lists",
            sheet.title,
            columns=[
                {"key": head, "label": head, "css": "keep" if head.endswith(("日期", "期限", "时限")) else ""}
                for head in sheet.heads
            ],
            rows=[dict(zip(sheet.heads, row, strict=True)) for row in sheet.rows],
            nothing=f"{sheet.title}还没有内容。",
            year=year,
            years=years,
            kind=kind,
            kinds=kinds,
        )

    def slip_view(self, request: HttpRequest) -> HttpResponse | FileResponse:
        """One slip of an order, as .docx: `?of=order&no=serial`."""
        self.refuse(request)
        if not request.GET.get("of"):
            return HttpResponseRedirect(self._href("changelist"))
        order = found(lambda: queries.rectification(actor_of(request), key_of(request, "of")))
        slip = queries.slips_of(order).filter(serial=number_of(request, "no")).first()
        if slip is None:
            raise Http404
        return as_file(
            papers.of_slip(slip, place=queries.place_of(order), office=queries.office_name()), MediaType.DOCX
        )


class BulletinPage(WithPages):
    pages = (("paper", "paper_view"),)

    def paper_view(self, request: HttpRequest) -> HttpResponse | FileResponse:
        self.refuse(request)
        if not request.GET.get("of"):
            return HttpResponseRedirect(self._href("changelist"))
        row = found(lambda: queries.bulletin(actor_of(request), key_of(request, "of")))
        return as_file(papers.of_bulletin(row, office=queries.office_name()), MediaType.DOCX)


class RankingPage(WithPages):
    pages = (("ranking", "ranking_view"),)

    def ranking_view(self, request: HttpRequest) -> HttpResponse:
        """回头看: last year's projects one by one, older ones by category, ranked."""
        self.refuse(request)
        today = clock.today()
        years = sorted({today.year, *(each + 1 for each in delivery.years())}, reverse=True)
        year, older = chosen_year(request, years), request.GET.get("older", "")
        return self.own_page(
            request,
            "ranking",
            f"{year}年回头看",
            year=year,
            years=years,
            older=older,
            categories=queries.categories(actor_of(request), year),
            rows=queries.to_look_at(actor_of(request), year, older=older),
        )


class UnitsPage(WithPages):
    pages = (("units", "units_view"),)

    def units_view(self, request: HttpRequest) -> HttpResponse:
        """与部门年度考核挂钩: each unit's year with the computation in words."""
        self.refuse(request, "oversight.read_performance")
        years = delivery.years()
        year = chosen_year(request, years)
        units = queries.unit_years(actor_of(request), year)
        if request.GET.get("as") == "xlsx":
            heads = ["责任单位", "项目", "指标", "分值", "得分", "计算", "加减分", "项目得分", "单位得分"]
            lines = [
                (unit.unit_name, each.title, part.name, part.weight, part.shown, part.why, each.mark.extra,
                 each.mark.shown, unit.total)
                for unit in units
                for each in unit.projects
                for part in each.mark.parts
            ]  # fmt: skip
            return ledgers.download(f"{year}年绩效考核", heads, lines, as_csv=False)
        return self.own_page(request, "units", f"{year}年责任单位绩效考核", year=year, years=years, units=units)


def chosen_year(request: HttpRequest, years: list[int]) -> int:
    asked = request.GET.get("year", "")
    this = clock.today().year
    if asked.isdecimal() and int(asked) in years:
        return int(asked)
    return this if this in years or not years else years[0]


def key_of(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError as odd:
        raise Http404 from odd


def number_of(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    if not (text.isdecimal() and len(text) < 5):
        raise Http404
    return int(text)


def found(read: Callable[[], Any]) -> Any:
    """A record of somebody else is not found."""
    try:
        return read()
    except NotFound as nothing:
        raise Http404 from nothing
