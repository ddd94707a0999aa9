"""Every page of the inventory, for somebody who may see it: whole, silent, usable; with JavaScript and without."""

from __future__ import annotations

import pytest

from commons.kernel.actor import STAFF_ROLES, Role
from tests.conftest import NEIGHBOUR, PROVINCE
from tests.faces import looking
from tests.faces.conftest import Open, Walker, Walkers
from tests.isolation import rows
from tests.isolation.inventory import Route, is_desk, routes
from tests.isolation.surfaces import NOT_HERE, Object, Surface
from tests.isolation.world import OURS

FILES = {"schema", "file", "board_export", "roster_template", "paper_docx", "paper_xlsx", "bulletin_paper"}
NOT_PAGES = FILES | {"elder", "where", "admin:jsi18n", "admin:search", "by_link", "suggested"}
NEEDS_SCRIPT = {"docs"}  # the API's own documentation, for programmers
# A record that exists without having lived through a year is not in the state that every act needs; the page that says
# so is a page too.
NOT_NOW = {403, 404, 409}
EXCUSED = {
    "desk:hall": {
        "meta-refresh"
    },  # a screen on the wall: nobody reads along, and without a script it must stay current
    "board_hall": {"meta-refresh"},  # the same
    "desk:project": {"/files/"},  # the world's photos are rows without bytes behind them
    "desk:work": {"/files/"},
    "docs": {"axe "},  # Swagger's own page, for programmers; it must work and talk to nobody else
}
FILLED = {
    Object.ROW: rows.TWIN,
    Object.OFFICE: NEIGHBOUR,
    Object.APP: "rulebook",
    Object.NUMBER: 2026,
    Object.CODE: "collection",
}


def pages() -> list[Route]:
    """GET routes that answer with a page. Buttons are looked at where they are pressed."""
    return [
        route
        for route in routes()[0]
        if "GET" in route.methods
        and route.surface not in {Surface.API, Surface.HEALTH}
        and route.name not in NOT_PAGES
        and "/acts/" not in route.pattern
        and not route.pattern.endswith(("/export/", "/template/"))  # files
        and (route.host, route.pattern) not in NOT_HERE
    ]


def _visitor(route: Route, opened: Open) -> tuple[str, str]:
    """The office, and the session of somebody who works with this page."""
    code = PROVINCE if route.host == "province" else OURS
    if route.surface is Surface.ANONYMOUS:
        return code, ""
    staff = [role for role in (Role.DIRECTOR, Role.CLERK, Role.PROVISIONER) if role in route.roles["GET"]]
    whoever = sorted(route.roles["GET"] - STAFF_ROLES)  # the desk: an act of a section is for one of its roles
    opened.let_hold(code, *(whoever if is_desk(route) else staff or sorted(route.roles["GET"])[:1]))
    return code, opened.house.people[code].session


@pytest.mark.parametrize("route", pages(), ids=str)
def test_it_comes_whole(route: Route, open_house: Open, walkers: Walkers) -> None:
    code, session = _visitor(route, open_house)
    url = open_house.server.url(code, route.path(**{name: FILLED[kind] for name, kind in route.params.items()}))
    faults = [fault for script in (True, False) for fault in _looked_at(route, url, walkers.walker(script, session))]
    faults = [each for each in faults if not any(rule in each for rule in EXCUSED.get(route.name, ()))]
    assert not faults, f"\n{url}\n" + "\n".join(faults)


def _looked_at(route: Route, url: str, walker: Walker) -> list[str]:
    """One visit, seen at both sizes; axe reads what a script has finished."""
    if not walker.script and route.name in NEEDS_SCRIPT:
        return []
    manner, page = "js" if walker.script else "nojs", walker.visit.page
    response = walker.visit.go(url)
    found = (
        []
        if response.status == 200 or (response.status in NOT_NOW and _is_an_act(route))
        else [f"HTTP {response.status}"]
    )
    for size in looking.SIZES:
        looking.resize(page, size)
        if walker.script:
            looking.shoot(page, _face(route), size, manner)
        found += [f"{size} {manner} {each}" for each in looking.too_wide(page)]
        if walker.script and page.url == url:
            found += [f"{size} {each}" for each in looking.barriers(page)]
    # the browser notes a refusal as an error; the page that says it is looked at all the same
    refused = response.status != 200
    return found + [each for each in walker.visit.faults if not (refused and "Failed to load resource" in each)]


def _is_an_act(route: Route) -> bool:
    """A page for one record, or for what begins one. A page of the desk without a record always comes."""
    return (is_desk(route) and bool(route.params)) or "/start/" in route.pattern


def _face(route: Route) -> str:
    pattern = route.pattern.replace("<path:object_id>", "one").replace("<uuid:uid>", "one")
    return f"{route.host}-{pattern or 'front'}"
