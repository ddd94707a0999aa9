"""Asking all the cells of a route, and saying what is wrong with the answers."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction

from commons.identity import commands as identity
from commons.identity.models import Account, Membership, Token
from commons.identity.terms import MembershipKind
from commons.kernel import clock
from commons.kernel.actor import PLATFORM_ROLES, system
from commons.kernel.tenancy import in_commons, in_office, schema_of
from tests.conftest import NEIGHBOUR, PROVINCE
from tests.isolation import rows
from tests.isolation.asking import Answer, ask
from tests.isolation.bodies import Words, body_of
from tests.isolation.cells import Cell, Scene, admitted, cells, harmless, reached
from tests.isolation.inventory import Route
from tests.isolation.surfaces import OFFICE_ROLES, Object
from tests.isolation.world import CANARY, OURS, SINCE, THEIRS, House, hold

# What offices hand up is read above: their returns and the cards they share, by the province's board readers.
READ_FROM_ABOVE = (
    "api/v1/reporting/returns/",
    "api/v1/reporting/cards/",
    "admin/reporting/return/",
    "admin/reporting/sharedcard/",
)


def faults(route: Route, house: House) -> list[str]:
    """What any cell of this route finds wrong."""
    wrong: list[str] = []
    strange: dict[str, dict[UUID, Answer]] = {method: {} for method in route.methods}
    for scene, group in _scenes(route, house).items():
        with transaction.atomic():
            _set(scene, house)
            ready = transaction.savepoint()
            for method, cell in group:
                cache.clear()
                answer = _ask(route, cell, house)
                if answer.moved:
                    transaction.savepoint_rollback(ready)
                    transaction.set_rollback(False)
                wrong += [f"{method} {cell.name} @{cell.at}: {fault}" for fault in _faults(route, cell, answer)]
                strange[method][cell.row] = answer
            transaction.set_rollback(True)
    return wrong + [f"{method}: {fault}" for method in strange for fault in _oracle(strange[method])]


def _scenes(route: Route, house: House) -> dict[Scene, list[tuple[str, Cell]]]:
    """The cells of all its methods, those together for which the same has to be so."""
    found: dict[Scene, list[tuple[str, Cell]]] = defaultdict(list)
    for method in sorted(route.methods):
        for cell in cells(route, method, house):
            found[cell.scene].append((method, cell))
    return found


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


def _set(scene: Scene, house: House) -> None:
    person = house.people.get(scene.at)
    if person and scene.holds:
        hold(scene.at, person.account, scene.holds)
    if not scene.member:
        Membership.objects.filter(account=person.account).update(until_on=dt.date(2026, 1, 6))  # type: ignore[union-attr]
    if scene.cut:
        change = {"revoked": {"revoked_at": clock.now()}, "expired": {"expires_at": clock.now()}}[scene.cut]
        Token.objects.filter(account=person.account).update(**change)  # type: ignore[union-attr]
    if scene.both:
        _serves_here_too(house.people[THEIRS].account, scene.at)
    if scene.plant:
        _plant(house.people[scene.plant].session, scene.plant, scene.at)


def _ask(route: Route, cell: Cell, house: House) -> Answer:
    person = house.people.get(cell.at)
    asks = dict(cell.asks)
    query, prefix = asks.pop("query", ""), asks.pop("prefix", "")
    if query:
        asks["session"] = person.session  # type: ignore[union-attr]
    path = prefix + route.path(**_values(route, cell, house)) + query
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


def _serves_here_too(account: Account, code: str) -> None:
    identity.admit(actor=system(code), account=account, office_code=code, kind=MembershipKind.STAFF, at=SINCE)
    hold(code, account, PLATFORM_ROLES if code == PROVINCE else OFFICE_ROLES)


def _plant(key: str, source: str, target: str) -> None:
    """The worst case of a stolen cookie: the row itself is there, under the same key."""
    with in_office(source):
        row = Session.objects.get(pk=key)
    with in_commons() if target == PROVINCE else in_office(target):
        row.save(force_insert=True)


def _faults(route: Route, cell: Cell, answer: Answer) -> list[str]:
    found = []
    if said := cell.expects(route, answer):
        found.append(f"{said}，得到 {answer.status} {answer.location} {answer.error}")
    known = {cell.at, PROVINCE}  # the province's rules are everybody's
    if cell.at == PROVINCE and route.pattern.startswith(READ_FROM_ABOVE) and cell.expects in {reached, harmless}:
        known = set(CANARY)
    if shown := [code for code in CANARY if code not in known and answer.shows(code)]:
        found.append(f"出现了 {shown} 的内容")
    if foreign := answer.touched_in(*(schema_of(code) for code in CANARY if code not in {cell.at, PROVINCE})):
        found.append(f"写了别的机构的表 {sorted(foreign)}")
    may_write = cell.expects in {reached, admitted, harmless} and cell.method != "GET"
    if not may_write and (written := answer.touched_in(schema_of(cell.at), "public")):
        found.append(f"不该写却写了 {sorted(written)}")
    return found
