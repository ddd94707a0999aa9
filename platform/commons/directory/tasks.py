"""Opening offices: long work, done by the process that holds the owner's role (queue `provisioning`)."""

from __future__ import annotations

from celery import shared_task

from commons.directory import commands, provisioning, queries
from commons.directory.life import archiving, closing, orders, vitals
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from commons.outbox.tasks_base import CommonsTask


@shared_task(base=CommonsTask, name="directory.open_office")
def open_office(*, office_code: str, **_: object) -> None:
    commands.open_office(actor=system(current_code()), code=office_code, at=clock.now())


@shared_task(base=CommonsTask, name="directory.open_requested")
def open_requested(**_: object) -> None:
    """What a killed worker or a lost message left half-way goes on from where it stood."""
    commands.open_offices(actor=system(current_code()), codes=queries.being_opened(), at=clock.now())


@shared_task(base=CommonsTask, name="directory.settle_office")
def settle_office(*, office_code: str, **_: object) -> None:
    closing.settle_office(actor=system(current_code()), code=office_code, at=clock.now())


@shared_task(base=CommonsTask, name="directory.settle_offices")
def settle_offices(**_: object) -> None:
    """What a killed worker or a lost message left: one query when there is nothing, else a task each, so that one that
    cannot be settled (its export is lost) holds up nobody."""
    for code in closing.unsettled():
        settle_office.delay(office_code=code)


@shared_task(base=CommonsTask, name="directory.export_office")
def export_office(*, office_code: str, **_: object) -> None:
    archiving.export_office(actor=system(current_code()), code=office_code, at=clock.now())


@shared_task(base=CommonsTask, name="directory.restore_office")
def restore_office(*, archive: str, as_inspection: bool, **_: object) -> None:
    restore = archiving.inspect_archive if as_inspection else archiving.restore_office
    restore(actor=system(current_code()), path=orders.path_of(archive), at=clock.now())


@shared_task(base=CommonsTask, name="directory.keep_spares")
def keep_spares(**_: object) -> None:
    """One spare schema a time, so that an order never waits for more than one; the next round joins the queue's end."""
    if provisioning.keep_spares():
        keep_spares.delay()


@shared_task(base=CommonsTask, name="directory.look_at_everybody")
def look_at_everybody(**_: object) -> None:
    """Every night: one task an office, so that one that hangs holds up nobody."""
    for code in queries.ready_offices():
        look_at.delay(office_code=code)


@shared_task(base=CommonsTask, name="directory.look_at")
def look_at(*, office_code: str, **_: object) -> None:
    vitals.look_at(office_code, at=clock.now())
