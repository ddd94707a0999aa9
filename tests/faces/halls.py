"""A hall with people in it, each at a device of her own: windows of real browsers on one running server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections
from playwright.sync_api import Browser, Page

from commons.identity.models import Account
from commons.kernel import clock
from commons.kernel.tenancy import in_commons, in_office
from tenants.ballot.commands import sealing
from tenants.ballot.models import Vote, VoteRound
from tests.conftest import TOWN, _use
from tests.faces import looking
from tests.faces.conftest import Open
from tests.factories import ballot as b
from tests.factories.people import as_actor
from tests.isolation.world import _session


@dataclass
class Hall:
    house: Open
    browser: Browser
    stack: ExitStack
    vote: Vote
    officials: b.Officials
    deputies: list[Account]
    office: str = TOWN

    @contextmanager
    def inside(self) -> Iterator[None]:
        before = connections["default"].settings_dict["NAME"]
        with self.house.unblock():
            _use(self.house.database)
            try:
                with in_office(self.office):
                    yield
            finally:
                _use(before)

    @contextmanager
    def commons(self) -> Iterator[None]:
        """What all offices share."""
        before = connections["default"].settings_dict["NAME"]
        with self.house.unblock():
            _use(self.house.database)
            try:
                with in_commons():
                    yield
            finally:
                _use(before)

    def window(self, who: Account, *, script: bool = True, size: str = "360x640") -> Page:
        """A phone of its own, already signed in."""
        with self.inside():
            session = _session(who, self.office)
        context = looking.browser_context(self.browser, script=script, size=size)
        self.stack.enter_context(closing(context))
        context.add_cookies([{"name": "renda_session", "value": session, "url": self.house.server.url(self.office)}])
        return context.new_page()

    def go(self, page: Page, path: str) -> Page:
        page.goto(self.house.server.url(self.office, path))
        return page

    def account(self, actor: Any) -> Account:
        with self.inside():
            return Account.objects.get(uid=actor.account_uid)

    def open(self) -> VoteRound:
        with self.inside():
            return b.opened(self.vote, [as_actor(each) for each in self.deputies])

    def work(self) -> int:
        """What a worker does."""
        total = 0
        with self.inside():
            while done := sealing.check_ballots(at=clock.now()):
                total += done
        return total
