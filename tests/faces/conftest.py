"""A furnished house with its doors open, and a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, connections
from playwright.sync_api import Browser

from commons.kernel.actor import Role
from tests.conftest import PROVINCE, _use, copy_world, drop_database
from tests.faces.looking import Visit, browser_context, visiting
from tests.faces.serving import Server, serving
from tests.isolation.world import OURS, House, furnish, hold


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/faces/" in str(item.path):
            item.add_marker(pytest.mark.face)


@dataclass(frozen=True)
class Open:
    """The server, and who is inside."""

    server: Server
    house: House
    database: str
    unblock: Any

    def let_hold(self, code: str, *roles: Role) -> None:
        """From the next page on the person of this office holds these roles and no others."""
        before = connections["default"].settings_dict["NAME"]
        with self.unblock():
            _use(self.database)
            hold(code, self.house.people[code].account, roles)
            _use(before)


@pytest.fixture(scope="session")
def open_house(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[Open]:
    before, name = connections["default"].settings_dict["NAME"], f"faces_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        copy_world(name)
        _use(name)
        connection.set_schema_to_public()
        house = furnish()
        connection.set_schema_to_public()
        _use(before)
        with serving(name) as server:
            yield Open(server, house, name, django_db_blocker.unblock)
        drop_database(name)


@dataclass(frozen=True)
class Walker:
    """A window of its own: with or without JavaScript, with or without somebody's session."""

    visit: Visit
    script: bool


class Walkers:
    """Opening a window costs as much as looking at a page, so each is opened once and walks from page to page."""

    def __init__(self, browser: Browser, server: Server, stack: ExitStack) -> None:
        self.browser, self.server, self.stack = browser, server, stack
        self.known: dict[tuple[bool, str], Walker] = {}

    def walker(self, script: bool, session: str) -> Walker:
        if (script, session) not in self.known:
            context = self.stack.enter_context(closing(browser_context(self.browser, script=script)))
            if session:
                cookie = {"name": "renda_session", "value": session}
                context.add_cookies([{**cookie, "url": self.server.url(code)} for code in (OURS, PROVINCE)])
            self.known[script, session] = Walker(self.stack.enter_context(visiting(context, self.server.port)), script)
        walker = self.known[script, session]
        walker.visit.faults.clear()
        return walker


@pytest.fixture(scope="session")
def walkers(browser: Browser, open_house: Open) -> Iterator[Walkers]:
    with ExitStack() as stack:
        yield Walkers(browser, open_house.server, stack)
