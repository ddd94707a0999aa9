"""What the web may order and only the owner's role can do: the order is kept with its evidence, a worker carries it out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from commons.audit.commands import record
from commons.directory import events, queries
from commons.directory.errors import ArchiveNotFound, ExportLost, NameNotTyped
from commons.directory.life.archiving import file_of, refuse_without_schema
from commons.directory.models import Office, OfficeArchive
from commons.directory.policies import POLICY
from commons.kernel.actor import Actor
from commons.outbox.commands import publish


@transaction.atomic
def order_export(*, actor: Actor, code: str, at: dt.datetime) -> Office:
    """An archive of the office will be made. Raises NoSchema."""
    office = queries.lock(code)
    POLICY.permit(actor, "directory.export")
    refuse_without_schema(office)
    record("directory.order_export", office, actor=actor, at=at)
    publish(events.ExportOrdered(at=at, office_code=code))
    return office


@transaction.atomic
def order_restore(
    *, actor: Actor, code: str, archive: UUID, confirmation: str, as_inspection: bool, at: dt.datetime
) -> OfficeArchive:
    """The office will be put back to that archive, or a copy of it opened. Putting back wants the office's name, typed.

    Raises ArchiveNotFound, ExportLost, NameNotTyped.
    """
    POLICY.permit(actor, "directory.restore")
    found = OfficeArchive.objects.filter(uid=archive, office_code=code).first()
    if found is None:
        raise ArchiveNotFound()
    office = queries.lock(code)
    if not as_inspection and confirmation.strip() != office.name:
        raise NameNotTyped(field="confirmation", name=office.name)
    if not file_of(found).is_file():
        raise ExportLost(file=found.file)
    facts = {"archive": found.uid, "inspection": as_inspection}
    record("directory.order_restore", office, actor=actor, at=at, facts=facts)
    publish(events.RestoreOrdered(at=at, archive_uid=found.uid, as_inspection=as_inspection))
    return found


def archives(code: str) -> QuerySet[OfficeArchive]:
    """Those made of an office, the newest first."""
    return OfficeArchive.objects.filter(office_code=code).order_by("-made_at", "-uid")


def path_of(uid: UUID | str) -> Path:
    """The file of an archive that was noted. Raises ArchiveNotFound."""
    found = OfficeArchive.objects.filter(uid=uid).first()
    if found is None:
        raise ArchiveNotFound()
    return file_of(found)
