"""What waits for the platform's own people: on the first page, and as a number in the strip of every page."""

from __future__ import annotations

from collections.abc import Iterator

from commons.directory import queries as directory
from commons.kernel.actor import Actor, Role
from commons.reporting import queries as reporting
from tenants.notices.queries import Todo


def province_todos(actor: Actor) -> list[Todo]:
    """A line a matter, with how many there are. Three queries; nothing for who only looks."""
    return list(_waiting(actor)) if actor.holds(Role.PROVISIONER) else []


def _waiting(actor: Actor) -> Iterator[Todo]:
    if filed := reporting.undecided(actor):
        yield Todo("接收或退回报表", "/admin/reporting/return/?state__exact=filed", None, f"{filed} 份待接收")
    if ailing := directory.ailing():
        yield Todo("核查机构的体检问题", "/admin/directory/office/?ailing=1", None, f"{ailing} 个机构有问题")
    if behind := directory.migration_failures():
        href = "/admin/directory/migrationresult/?outcome__exact=failed"
        yield Todo("处理没有升级成的机构", href, None, f"{behind} 个机构未升级")
