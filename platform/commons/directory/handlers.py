"""An order for an office becomes a task, here and not in the request: a broker that hangs must not hang a page."""

from __future__ import annotations

from celery import current_app

from commons.directory.events import ExportOrdered, OfficeClosed, OfficeRequested, RestoreOrdered


def on_requested(event: OfficeRequested) -> None:
    current_app.send_task("directory.open_office", kwargs={"office_code": event.office_code})


def on_closed(event: OfficeClosed) -> None:
    current_app.send_task("directory.settle_office", kwargs={"office_code": event.office_code})


def on_export_ordered(event: ExportOrdered) -> None:
    current_app.send_task("directory.export_office", kwargs={"office_code": event.office_code})


def on_restore_ordered(event: RestoreOrdered) -> None:
    current_app.send_task(
        "directory.restore_office",
        kwargs={"archive": str(event.archive_uid), "as_inspection": event.as_inspection},
    )
