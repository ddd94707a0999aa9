"""The end of an office: archived (read-only), perhaps taken back, after a time deleted, with what stays for ever.

The web process may decide all of it and carry out none of it: schemas belong to the owner's role. A decision says
`OfficeClosed`; `settle_office` then makes the schema and the files what the state says, as often as it is asked.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from commons.audit.commands import advance, record
from commons.directory import contents, events, queries
from commons.directory.archives import closing, paper, restoring
from commons.directory.errors import (
    ExportLost,
    ExportMissing,
    NameNotTyped,
    OfficesBelow,
    ProvinceStays,
    RetentionRuns,
)
from commons.directory.life import tree
from commons.directory.life.archiving import file_of
from commons.directory.lifecycle import OFFICE
from commons.directory.models import Office, OfficeArchive
from commons.directory.policies import POLICY
from commons.directory.terms import OfficeState
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.outbox.commands import publish


@transaction.atomic
def archive_office(*, actor: Actor, code: str, reason: str, at: dt.datetime) -> Office:
    """From now on it is only read: pages answer, nothing is written. Raises ProvinceStays, OfficesBelow, WrongStep."""
    office = queries.lock(code)
    POLICY.permit(actor, "directory.archive")
    _refuse_province(office)
    _refuse_offices_below(office, OfficeState.ARCHIVED, OfficeState.DELETED)
    advance(office, OFFICE, "archive", actor=actor, at=at, words=(reason,), archived_at=at)
    publish(events.OfficeClosed(at=at, office_code=code))
    return office


@transaction.atomic
def unarchive_office(*, actor: Actor, code: str, at: dt.datetime) -> Office:
    """Taken back: suspended, until it is resumed."""
    office = queries.lock(code)
    POLICY.permit(actor, "directory.archive")
    advance(office, OFFICE, "unarchive", actor=actor, at=at, archived_at=None, merged_into="")
    publish(events.OfficeClosed(at=at, office_code=code))
    return office


@transaction.atomic
def delete_office(*, actor: Actor, code: str, confirmation: str, at: dt.datetime) -> Office:
    """Its schema and files go; its row in the directory, its history and its audit head stay.

    `confirmation` is the office's name, typed. Raises NameNotTyped, RetentionRuns, ExportMissing, ExportLost, OfficesBelow.
    """
    office = queries.lock(code)
    POLICY.permit(actor, "directory.delete")
    OFFICE.step("delete", office.state)
    if confirmation.strip() != office.name:
        raise NameNotTyped(field="confirmation", name=office.name)
    _refuse_offices_below(office, OfficeState.DELETED)
    _refuse_early(office, at)
    archive = _export_since_it_was_archived(office)
    facts = {"archive": archive.uid, "sha256": archive.sha256, "chain_to": archive.audit_position}
    advance(office, OFFICE, "delete", actor=actor, at=at, facts=facts)
    tree.uproot(office, at)
    publish(events.OfficeClosed(at=at, office_code=code))
    return office


@transaction.atomic
def discard_copy(*, actor: Actor, code: str, at: dt.datetime) -> Office:
    """An inspection is over: the copy goes, its code is never used again."""
    office = queries.lock(code)
    POLICY.permit(actor, "directory.restore")
    advance(office, OFFICE, "discard", actor=actor, at=at)
    publish(events.OfficeClosed(at=at, office_code=code))
    return office


def settle_office(*, actor: Actor, code: str, at: dt.datetime) -> bool:
    """Make grants, schema and files what the office's state says; whether anything was dropped. Needs the owner's role.

    Repeatable after a kill at any place. Raises ExportLost: then nothing is dropped.
    """
    POLICY.permit(actor, "directory.archive")
    office = queries.office(code)
    if office.is_province:
        return False
    with restoring.alone(code), restoring.working_as_owner():
        if not _has_schema(office):
            return False
        if office.state == OfficeState.DELETED:
            if not office.copy_of:
                _refuse_export_lost(_export_since_it_was_archived(office), whole=True)
            contents.forget_all(code)
            restoring.clear(code)
            _drop(actor, office, at)
            return True
        with transaction.atomic(), connection.cursor() as cursor:
            (closing.close_writes if office.is_read_only else closing.open_writes)(cursor, office.schema_name)
    return False


def unsettled() -> list[str]:
    """Codes of offices whose schema is not yet what their state says, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.code FROM public.directory_office o JOIN pg_namespace n ON n.nspname = o.schema_name"
            " WHERE o.schema_name <> 'public' AND o.state IN ('deleted', 'archived', 'inspection', 'suspended', 'ready')"
            " AND (o.state = 'deleted' OR (o.state IN ('archived', 'inspection')) = has_table_privilege("
            "%s, to_regclass(format('%%I.outbox_message', o.schema_name)), 'INSERT')) ORDER BY o.code",
            [settings.APP_ROLE],
        )
        return [code for (code,) in cursor.fetchall()]


@transaction.atomic
def _drop(actor: Actor, office: Office, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(office.schema_name)))
    record("directory.drop", office, actor=actor, at=at)


def _has_schema(office: Office) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [office.schema_name])
        return cursor.fetchone() is not None


def _export_since_it_was_archived(office: Office) -> OfficeArchive:
    made = OfficeArchive.objects.filter(office_code=office.code).order_by("-made_at", "-uid").first()
    if made is None or office.archived_at is None or made.made_at < office.archived_at:
        raise ExportMissing(office=office.name)
    _refuse_export_lost(made, whole=False)
    return made


def _refuse_export_lost(archive: OfficeArchive, *, whole: bool) -> None:
    """The file lies where it was written; `whole`: and is what it was, byte for byte."""
    path = file_of(archive)
    if not path.is_file() or path.stat().st_size != archive.size or (whole and paper.digest_of(path) != archive.sha256):
        raise ExportLost(file=archive.file)


def _refuse_province(office: Office) -> None:
    if office.is_province:
        raise ProvinceStays()


def _refuse_offices_below(office: Office, *gone: OfficeState) -> None:
    below = queries.children_of(office).exclude(state__in=gone).first()
    if below is not None:
        raise OfficesBelow(office=office.name, below=below.name)


def _refuse_early(office: Office, at: dt.datetime) -> None:
    assert office.archived_at is not None  # whoever is archived has the moment beside it
    until = office.archived_at + settings.OFFICE_RETENTION
    if at < until:
        raise RetentionRuns(office=office.name, until=f"{clock.date_of(until):%Y年%-m月%-d日}")
