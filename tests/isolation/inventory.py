"""Every route of every host × every method it answers, read from the resolvers and never written down."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from admin_theme.records import RecordAdmin
from admin_theme.site import OfficeAdminSite, office_site, province_site
from api.views import RoomView
from commons.kernel.actor import PLATFORM_ROLES, Role
from commons.kernel.policy import Condition, Policy
from infra.staff import policy_of
from tests.isolation.surfaces import OFFICE_ROLES, OFFICE_STAFF, PAGES, Object, Page, Surface

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
HOSTS: dict[str, tuple[str, OfficeAdminSite]] = {
    "office": ("infra.urls_office", office_site),
    "province": ("infra.urls_commons", province_site),
}
_ADMIN = re.compile(r"^admin/(?P<app>\w+)/(?P<model>\w+)/(?P<page>.*)$")


@dataclass(frozen=True)
class Route:
    """One address. `roles[method]` are the roles its policy names; `rule[method]` the condition of each."""

    host: str
    pattern: str
    name: str
    surface: Surface
    methods: frozenset[str]
    roles: Mapping[str, frozenset[Role]]
    rule: Mapping[str, Mapping[Role, Condition]] = field(default_factory=dict)
    params: Mapping[str, Object] = field(default_factory=dict)
    model: Any = None  # of an admin record
    view: Any = None

    def __str__(self) -> str:
        return f"{self.host}:/{self.pattern}"

    def path(self, **values: Any) -> str:
        """The address with these parameters filled in."""
        text = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.pattern)
        return "/" + text

    @property
    def is_api(self) -> bool:
        return self.surface is Surface.API


class Unclassified(Exception):
    """The route, and what must be written where."""


def walk(patterns: list[URLPattern | URLResolver], prefix: str = "", space: str = "") -> Iterator[tuple[str, str, Any]]:
    """(pattern, name with its namespace, URLPattern) of everything below."""
    for each in patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from walk(each.url_patterns, route, inner)
        else:
            yield route, f"{space}{each.name or ''}", each


@cache  # routes do not change while a test run lasts
def routes() -> tuple[tuple[Route, ...], tuple[str, ...]]:
    """What could be classified, and for what could not: what is missing."""
    found: list[Route] = []
    missing: list[str] = []
    for host, (urlconf, site) in HOSTS.items():
        for pattern, name, entry in walk(list(get_resolver(urlconf).url_patterns)):
            try:
                found += _classified(host, site, pattern, name, entry)
            except Unclassified as gap:
                missing.append(str(gap))
    for pattern, name, entry in walk(list(get_resolver("infra.urls_health").url_patterns)):
        found.append(Route("health", pattern, name, Surface.HEALTH, frozenset({"GET"}), {}, view=entry.callback))
    return tuple(found), tuple(missing)


def _classified(host: str, site: OfficeAdminSite, pattern: str, name: str, entry: URLPattern) -> list[Route]:
    view = getattr(entry.callback, "cls", None)
    if isinstance(view, type) and issubclass(view, RoomView):
        return [_api(host, pattern, name, view, entry)]
    if (record := _ADMIN.match(pattern)) and (admin := _admin_of(site, record["app"], record["model"])):
        return _record(host, pattern, record["page"], admin, entry)
    if _is_fallback(pattern):
        return []
    if roles := getattr(entry.callback, "roles", None):
        return [_desk(host, pattern, name, roles, entry)]
    page = PAGES.get(name)
    if page is None:
        raise Unclassified(
            f"{host}:/{pattern} ({name or entry.lookup_str}): 请在 tests/isolation/surfaces.py 的 PAGES 里写一行"
        )
    return [_page(host, pattern, name, page, entry)]


def _is_fallback(pattern: str) -> bool:
    """Django's last admin pattern: it redirects to the same address with a slash, or says 404."""
    return pattern.endswith("(?P<url>.*)$")


# ── API ───────────────────────────────────────────────────────────────────────────────────────
def _api(host: str, pattern: str, name: str, view: type[RoomView], entry: URLPattern) -> Route:
    methods = frozenset(verb for verb in VERBS if hasattr(view, verb.lower()))
    where = f"{host}:/{pattern} ({view.__module__}.{view.__name__})"
    if unsaid := methods - set(view.actions_by_method):
        raise Unclassified(f"{where}: actions_by_method 没有写明 {sorted(unsaid)}")
    if dead := set(view.actions_by_method) - methods:
        raise Unclassified(f"{where}: actions_by_method 写了并不存在的 {sorted(dead)}")
    acts = {verb: view.policy.acts[view.actions_by_method[verb]] for verb in methods}
    return Route(
        host,
        pattern,
        name,
        Surface.API,
        methods,
        roles={verb: frozenset(act.who) - {Role.SYSTEM} for verb, act in acts.items()},
        rule={verb: act.who for verb, act in acts.items()},
        params=_params(where, entry, getattr(view, "params", {})),
        view=view,
    )


_BY_NAME = {
    "code": Object.OFFICE,
    "year": Object.NUMBER,
    "term_no": Object.NUMBER,
    "number": Object.NUMBER,
    "kind": Object.CODE,
    "indicator": Object.CODE,
}


def _params(where: str, entry: URLPattern, said: Mapping[str, Object] | None = None) -> dict[str, Object]:
    found: dict[str, Object] = {}
    names = list(_converters(entry)) + list(getattr(entry.pattern, "regex", re.compile("")).groupindex)
    for name in names:
        kind = (said or {}).get(name)
        if kind is None and type(_converters(entry).get(name)).__name__ == "UUIDConverter":
            kind = Object.ROW
        kind = kind or _BY_NAME.get(name)
        if kind is None:
            raise Unclassified(f"{where}: 参数 {name} 是什么？写在 tests/isolation/surfaces.py")
        found[name] = kind
    return found


def _converters(entry: URLPattern) -> dict[str, Any]:
    return getattr(entry.pattern, "converters", {})


# ── pages ─────────────────────────────────────────────────────────────────────────────────────
def _page(host: str, pattern: str, name: str, page: Page, entry: URLPattern) -> Route:
    where = f"{host}:/{pattern} ({name})"
    surface = page.surface
    if host == "province" and surface in {Surface.STAFF, Surface.ACCOUNT}:
        surface = Surface.PLATFORM
    everybody = {
        Surface.STAFF: OFFICE_STAFF,
        Surface.ACCOUNT: OFFICE_ROLES,
        Surface.PLATFORM: PLATFORM_ROLES,
        Surface.ANONYMOUS: frozenset({Role.RESIDENT}) | OFFICE_ROLES | PLATFORM_ROLES,
    }[surface]
    methods = _methods(where, entry.callback, pattern)
    roles = (page.roles or everybody) & everybody
    return Route(
        host,
        _plain(pattern),
        name,
        surface,
        methods,
        roles=dict.fromkeys(methods, roles),
        params=_params(where, entry, page.params),
        view=entry.callback,
    )


def is_desk(route: Route) -> bool:
    return route.pattern.startswith("desk/")


def _plain(pattern: str) -> str:
    """A regular expression with named groups, written as a path."""
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern).replace("^", "").replace("$", "").replace("\\", "")


def _methods(where: str, view: Callable[..., Any], pattern: str) -> frozenset[str]:
    """What `require_http_methods` lets through; a page that does not say it is not classified."""
    if cls := getattr(view, "view_class", None) or getattr(view, "cls", None):
        return frozenset(verb for verb in VERBS if hasattr(cls, verb.lower()))
    if pattern.startswith("admin/"):
        return frozenset({"GET"})
    if allowed := _closed_over(view, "request_method_list"):
        return frozenset(allowed) & set(VERBS)
    raise Unclassified(f"{where}: 请用 require_http_methods 写明它答哪些方法")


def _closed_over(view: Any, name: str) -> Any:
    """What a decorator of the view was given, found in its closure."""
    while view is not None and hasattr(view, "__code__"):
        for variable, cell in zip(view.__code__.co_freevars, view.__closure__ or (), strict=False):
            if variable == name:
                return cell.cell_contents
        view = getattr(view, "__wrapped__", None)
    return None


def _desk(host: str, pattern: str, name: str, roles: frozenset[Role], entry: URLPattern) -> Route:
    """A page of the desk says at its door for whom it is: the section's roles, of these the act's; which rows, the room."""
    where = f"{host}:/{pattern} ({name})"
    methods = _methods(where, entry.callback, pattern)
    return Route(
        host,
        pattern,
        name,
        Surface.ACCOUNT,
        methods,
        roles=dict.fromkeys(methods, roles & OFFICE_ROLES),
        params=_params(where, entry),
        view=entry.callback,
    )


# ── records of the admin ──────────────────────────────────────────────────────────────────────
def _admin_of(site: OfficeAdminSite, app: str, model: str) -> RecordAdmin | None:
    for each, admin in site._registry.items():
        if (each._meta.app_label, each._meta.model_name) == (app, model):
            return admin  # type: ignore[return-value]
    return None


def _record(host: str, pattern: str, page: str, admin: RecordAdmin, entry: URLPattern) -> list[Route]:
    """A list, a record, and one address for each button, of one record, of none yet, or of many."""
    where = f"{host}:/{pattern}"
    if not isinstance(admin, RecordAdmin):
        raise Unclassified(f"{where}: 台账须是 RecordAdmin")
    label, reading = admin.model._meta.app_label, admin.reading_act()
    policy: Policy | None = policy_of(label)
    if policy is None or reading not in policy.acts:
        raise Unclassified(f"{where}: {label}.policies 里没有 {reading}")
    surface = Surface.PLATFORM if host == "province" else Surface.STAFF
    staff = PLATFORM_ROLES if host == "province" else OFFICE_STAFF
    readers = policy.acts[reading].who
    may_read = frozenset(readers) & staff
    kind = Object.OFFICE if label == "directory" else Object.ROW
    params = {"object_id": kind} if "object_id" in page else {}

    def route(last: str, methods: set[str], roles: frozenset[Role], rule: Mapping[Role, Condition]) -> Route:
        return Route(
            host,
            pattern.replace("<slug:name>", last) if last else pattern,
            f"{label}.{admin.model._meta.model_name}:{last or entry.name}",
            surface,
            frozenset(methods),
            roles=dict.fromkeys(methods, roles),
            rule=dict.fromkeys(methods, rule),
            params=params,
            model=admin.model,
            view=entry.callback,
        )

    if "<slug:name>" in page:
        buttons = admin.bulk if page.startswith("bulk/") else admin.buttons if "object_id" in page else admin.starts
        found = []
        for button in buttons:
            acting = _policy_act(where, button.act) if button.act else readers
            may = frozenset(acting) & may_read
            found.append(route(button.name, {"GET", "POST"}, may, acting))
        return found
    return [route("", {"GET"}, may_read, readers)]


def _policy_act(where: str, action: str) -> Mapping[Role, Condition]:
    policy = policy_of(action.split(".")[0])
    if policy is None or action not in policy.acts:
        raise Unclassified(f"{where}: 权限表里没有 {action}")
    return policy.acts[action].who
