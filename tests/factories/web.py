"""A browser at an office's host, and an API client with a token whose every answer is held against the description. Requests leave the test in the office it was in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from commons.identity import commands as identity
from commons.identity.models import Account
from commons.identity.terms import LinkPurpose
from commons.kernel import clock
from commons.kernel.actor import Role, system
from commons.kernel.tenancy import current_code
from tests.factories.openapi import hold_to_document


class Browser:
    """`who` enters by a one-time link; None is an anonymous citizen."""

    def __init__(self, who: Account | None = None, *, host: str = "") -> None:
        self.code = host or current_code()
        self.client = Client(HTTP_HOST=f"{self.code}.localhost")
        if who is not None:
            secret = identity.invite(
                actor=system(self.code),
                account=who,
                office_code=self.code,
                purpose=LinkPurpose.ENTER,
                landing="/",
                at=clock.now(),
            )
            assert self.post(f"/enter/{secret}/").status_code == 302

    def get(self, path: str, **more: Any) -> HttpResponse:
        return self._call(self.client.get, path, **more)

    def status(self, path: str) -> int:
        """The answer's status; a file that came with it is read to its end."""
        response = self.get(path)
        for _ in response.streaming_content if response.streaming else ():
            pass
        return response.status_code

    def post(self, path: str, data: Any = None, **more: Any) -> HttpResponse:
        return self._call(self.client.post, path, data, **more)

    def _call(self, method: Any, *args: Any, **more: Any) -> HttpResponse:
        before = connection.tenant
        response = method(*args, **more)
        connection.set_tenant(before)
        hold_to_document(response)
        return response


class Api(Browser):
    """JSON over a bearer token of one role; without an account anonymous."""

    def __init__(self, who: Account | None = None, role: Role | None = None, *, host: str = "") -> None:
        super().__init__(host=host)
        self.headers: dict[str, str] = {}
        if who is not None and role is not None:
            secret = identity.issue_token(
                actor=system(self.code),
                account=who,
                office_code=self.code,
                role=role,
                label="测试",
                life=dt.timedelta(days=1),
                at=clock.now(),
            )
            self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **more: Any) -> HttpResponse:
        return super().get(f"/api/v1{path}", headers=self.headers, **more)

    def post(self, path: str, data: Any = None, **more: Any) -> HttpResponse:
        more.setdefault("content_type", "application/json")
        return super().post(f"/api/v1{path}", data or {}, headers=self.headers, **more)
