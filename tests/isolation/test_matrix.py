"""Every route × method of every host, asked by everybody whom it is not for, and by those whom it is for."""

from __future__ import annotations

import datetime as dt
import re
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from commons.identity.models import Membership, Token
from commons.kernel import clock
from commons.kernel.tenancy import in_commons, in_office, schema_of
from tests.conftest import NEIGHBOUR, PROVINCE
from tests.isolation import rows
from tests.isolation.asking import Answer, ask
from tests.isolation.bodies import Words, body_of
from tests.isolation.cells import Cell, admitted, cells, harmless, reached
from tests.isolation.inventory import Route, routes
from tests.isolation.surfaces import Object
from tests.isolation.world import OURS, THEIRS, House, hold

ROUTES, UNCLASSIFIED = routes()


def test_every_route_is_classified() -> None:
    assert not UNCLASSIFIED, "\n".join(UNCLASSIFIED)


def test_every_model_has_a_row_in_every_office(house: House) -> None:
    assert not house.empty, "写进 tests/isolation/rows.py 的 SPECIAL：\n" + "\n".join(map(str, house.empty.items()))


# Longer than CI has, and not yet green in every cell: `make test-long` runs it, the closing note of the sitting says which.
pytestmark = pytest.mark.long


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_nothing_leaks(route: Route, house: House) -> None:
    wrong = []
    for method in sorted(route.methods):
        strange: dict[UUID, Answer] = {}
        for cell in cells(route, method, house):
            cache.clear()
            with transaction.atomic():
                answer = _ask(route, cell, house)
                transaction.set_rollback(True)
            wrong += [f"{method} {cell.name} @{cell.at}: {fault}" for fault in _faults(route, cell, answer)]
            strange[cell.row] = answer
        wrong += [f"{method}: {fault}" for fault in _oracle(strange)]
    assert not wrong, f"\n{route}\n" + "\n".join(wrong)


def _oracle(strange: dict[UUID, Answer]) -> list[str]:
    """The neighbour's record and one that nobody has are answered alike, but for the uid that was asked for."""
    theirs, nobodys = strange.get(rows.FOREIGN), strange.get(rows.NOBODYS)
    if theirs is None or nobodys is None:
        return []
    same = theirs.status == nobodys.status and _plain(theirs) == _plain(nobodys)
    return [] if same else [f"邻镇有的编号与谁也没有的编号，回答不同：{theirs.status}、{nobodys.status}"]


def _plain(answer: Answer) -> str:
    """Without what differs from one request to the next."""
    text = answer.text
    for word in (rows.FOREIGN, rows.NOBODYS, answer.headers.get("X-Request-Id", "-")):
        text = text.replace(str(word), "…")
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text)  # the CSRF token of a form


def _ask(route: Route, cell: Cell, house: House) -> Answer:
    person = house.people.get(cell.at)
    if person and cell.holds:
        with in_commons() if cell.at == PROVINCE else in_office(cell.at):
            hold(person.account, *cell.holds)
    if not cell.member:
        Membership.objects.filter(account=person.account).update(until_on=dt.date(2026, 1, 6))  # type: ignore[union-attr]
    if cell.cut:
        change = {"revoked": {"revoked_at": clock.now()}, "expired": {"expires_at": clock.now()}}[cell.cut]
        Token.objects.filter(account=person.account).update(**change)  # type: ignore[union-attr]
    if cell.plant:
        _plant(house.people[cell.plant].session, cell.plant, cell.at)
    asks = dict(cell.asks)
    query = asks.pop("query", "")
    if query:
        asks["session"] = person.session  # type: ignore[union-attr]
    path = route.path(**_values(route, cell, house)) + query
    body = None
    if route.is_api and cell.method != "GET":
        body = body_of(route, Words(cell.body_row or rows.TWIN, (person or house.people[OURS]).account.uid))
    return ask(cell.method, path, at=cell.at, body=body, form=not route.is_api and cell.method == "POST", **asks)


def _values(route: Route, cell: Cell, house: House) -> dict[str, Any]:
    filled: dict[Object, Any] = {
        Object.ROW: cell.row,
        Object.OFFICE: NEIGHBOUR,
        Object.LINK: house.link.get(cell.at, "x" * 32),
        Object.NUMBER: 2026,
        Object.APP: "rulebook",
        Object.CODE: "collection",
        Object.LEFTOVER: "x",
    }
    return {name: filled[kind] for name, kind in route.params.items()}


def _plant(key: str, source: str, target: str) -> None:
    """The worst case of a stolen cookie: the row itself is there."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    with in_office(source):
        content = store(key).load()
    with in_commons() if target == PROVINCE else in_office(target):
        copy = store(key)
        copy.update(content)
        copy.save(must_create=True)


def _faults(route: Route, cell: Cell, answer: Answer) -> list[str]:
    found = []
    if said := cell.expects(route, answer):
        found.append(f"{said}，得到 {answer.status} {answer.location} {answer.error}")
    if cell.at == OURS and (shown := [code for code in (THEIRS,) if answer.shows(code)]):
        found.append(f"出现了 {shown} 的内容")
    if cell.at == THEIRS and answer.shows(OURS):
        found.append("出现了本机构的内容")
    if foreign := answer.touched_in(*(schema_of(code) for code in {OURS, THEIRS} - {cell.at})):
        found.append(f"写了别的机构的表 {sorted(foreign)}")
    may_write = cell.expects in {reached, admitted, harmless} and cell.method != "GET"
    if not may_write and (written := answer.touched_in(schema_of(cell.at), "public")):
        found.append(f"不该写却写了 {sorted(written)}")
    return found


# What there was when this line was last changed. Fewer means that something is no longer asked: say why, then lower it.
FLOOR = (380, 10_000)  # routes × methods, cells


def test_the_matrix_counts_its_cells_and_never_shrinks(house: House, record_property: Any) -> None:
    methods = [(route, method) for route in ROUTES for method in sorted(route.methods)]
    asked = sum(1 for route, method in methods for _ in cells(route, method, house))
    record_property("isolation", f"{len(ROUTES)} routes, {len(methods)} routes × methods, {asked} cells")
    print(f"隔离矩阵：{len(ROUTES)} 条地址，{len(methods)} 个方法，{asked} 格")
    assert len(methods) >= FLOOR[0]
    assert asked >= FLOOR[1]
