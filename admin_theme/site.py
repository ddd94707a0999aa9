"""The staff sites. They say which office, level and year one is in on every page, and start with the to-do list.

What they need from the house is handed in once, by `infra/apps.py`, as plain functions (see `Injected`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import update_wrapper
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from unfold.sites import UnfoldAdminSite

from admin_theme import unfold

_NOT_OURS = {"login", "logout", "password_change", "password_change_done", "autocomplete", "view_on_site"}


def _is_staff(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_active and user.is_staff)


class Injected:
    """What the house hands in. Every one is optional and has a safe default.

    may_enter(request)            may this person use this site at all
    may_view(request, act, obj)   does this reading act let them see this record (obj None: the list)
    may(request, act, obj)        a verdict: truthy, or falsy with `.reason`; for buttons that name an `act`
    home(request)                 todos, stages, figures, lights, years for the first page (or the console's own)
    links(request)                {section: [{"title", "link", "badge"}]} added to the left menu
    trail(obj)                    what was done to a record: dicts or objects for `{% trail %}`
    refusals                      exception classes with `.message` and, perhaps, `.data["field"]`
    """

    may_enter: Callable[[HttpRequest], bool]
    may_view: Callable[[HttpRequest, str, Any], bool] | None
    may: Callable[[HttpRequest, str, Any], Any] | None
    home: Callable[[HttpRequest], Mapping[str, Any]] | None
    links: Callable[[HttpRequest], Mapping[str, list[dict[str, Any]]]] | None
    trail: Callable[[Any], Iterable[Any]] | None
    refusals: tuple[type[Exception], ...]


class OfficeAdminSite(Injected, UnfoldAdminSite):
    settings_name = "UNFOLD_OFFICE"
    index_title = "工作台"
    index_template = "admin/home.html"  # a name of our own: django_tenants brings an admin/index.html
    enter_url = "/enter/"
    section_labels: Mapping[str, str] = {}
    enable_nav_sidebar = True

    def __init__(self, name: str = "admin") -> None:
        self.may_enter = _is_staff
        self.may_view = self.may = self.home = self.links = self.trail = None
        self.refusals = ()
        super().__init__(name)

    # ── coming in ────────────────────────────────────────────────────────────────────────────

    def has_permission(self, request: HttpRequest) -> bool:
        return self.may_enter(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Strangers are shown the front door; who is known but not staff is told so; only reading and pressing exist."""
        page = super().admin_view(view, cacheable)

        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in {"GET", "HEAD", "POST"}:
                return HttpResponseNotAllowed(["GET", "POST"])
            if not self.has_permission(request):
                if request.user.is_authenticated:
                    raise PermissionDenied
                return HttpResponseRedirect(f"{self.enter_url}?{urlencode({'next': request.get_full_path()})}")
            response: HttpResponse = page(request, *args, **kwargs)
            return response

        return update_wrapper(entered, view)

    def get_urls(self) -> list[Any]:
        """Coming in, leaving and passwords are the front door's business; looking up by content type is nobody's."""
        return [each for each in super().get_urls() if getattr(each, "name", "") not in _NOT_OURS]

    # ── the frame ────────────────────────────────────────────────────────────────────────────

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "home_href": reverse(f"{self.name}:index", current_app=self.name)}

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The left menu, in the order of the year: registered records the person may see, then handed-in links."""
        found: dict[str, list[dict[str, Any]]] = {key: [] for key in unfold.SECTIONS}
        for model, admin in self._registry.items():
            if not admin.has_view_permission(request):
                continue
            section = getattr(admin, "section", None) or unfold.section_of(model._meta.app_label)
            link = self._list_href(model)
            if link:
                found[section].append(
                    {
                        "title": model._meta.verbose_name_plural,
                        "link": link,
                        "order": getattr(admin, "section_order", 50),
                        "active": request.path.startswith(link),
                    }
                )
        for section, links in (self.links(request) if self.links else {}).items():
            found[section] += [
                {"order": 50, "active": request.path == link["link"], **link} for link in links if link.get("link")
            ]
        return [
            {
                "key": key,
                "title": self.section_labels.get(key, label),
                "separator": key == unfold.AFTER_THE_YEAR,
                "items": [
                    {**item, "has_permission": True} for item in sorted(found[key], key=lambda item: item["order"])
                ],
                "active": any(item["active"] for item in found[key]),
            }
            for key, (label, _) in unfold.SECTIONS.items()
            if found[key]
        ]

    def _list_href(self, model: Any) -> str:
        try:
            return reverse(f"{self.name}:{model._meta.app_label}_{model._meta.model_name}_changelist")
        except NoReverseMatch:
            return ""

    # ── the first page ───────────────────────────────────────────────────────────────────────

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        home = dict(self.home(request)) if self.home else {}
        shown = {"home": home, "years": home.get("years"), "title": self.index_title}
        return super().index(request, {**shown, **(extra_context or {})})


class ProvinceAdminSite(OfficeAdminSite):
    settings_name = "UNFOLD_PROVINCE"
    index_title = "全省工作台"
    section_labels = unfold.PROVINCE_LABELS


office_site = OfficeAdminSite()
province_site = ProvinceAdminSite()
