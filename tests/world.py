"""The small province that tests live in: `python -m tests.world` opens its offices in an empty, migrated database."""

from __future__ import annotations

import datetime as dt

import django


def build() -> None:
    from commons.directory import commands as directory
    from commons.kernel.actor import Actor, Role
    from commons.kernel.tenancy import in_commons
    from commons.outbox import relay

    at = dt.datetime(2025, 1, 2, 1, 0, tzinfo=dt.UTC)
    operator = Actor(None, "测试开通", "", frozenset({Role.PROVISIONER, Role.SYSTEM}))
    with in_commons():
        for code in ("44", "4407", "440703", "440703101", "440703002", "440703102"):
            directory.found_offices(actor=operator, division=code, depth=0, at=at)
            directory.open_office(actor=operator, code=code, at=at)
    relay.drain_all()


if __name__ == "__main__":
    django.setup()
    build()
