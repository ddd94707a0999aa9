"""Exporting an office, restoring it, and opening a copy of it for inspection. All three work as the owner role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from commons.audit import sealer
from commons.audit.commands import advance, record
from commons.directory import events, nested_sets, queries
from commons.directory.archives import exporting, paper, restoring, shared
from commons.directory.errors import NoSchema, ParentMissing
from commons.directory.life import tree
from commons.directory.lifecycle import OFFICE
from commons.directory.models import Blueprint, Office, OfficeArchive, OfficeDomain
from commons.directory.policies import POLICY
from commons.directory.terms import WITHOUT_SCHEMA, OfficeState
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.tenancy import in_office, schema_of
from commons.outbox.commands import publish

Progress = Callable[[str], None]


class Restoration(NamedTuple):
    office: Office
    done: restoring.Restored
    safety: OfficeArchive | None  # what stood there before, exported first


def _silent(step: str) -> None:
    """Nobody watches."""


def export_office(
    *, actor: Actor, code: str, at: dt.datetime, to: Path | None = None, progress: Progress = _silent
) -> OfficeArchive:
    """Write the archive of an office and note it. The office works on. Raises NoSchema, LifeUnderWay."""
    office = queries.office(code)
    POLICY.permit(actor, "directory.export")
    refuse_without_schema(office)
    with restoring.alone(code) as owner:
        return _export(actor, office, owner, at, to or _place(office, at), progress)


def _export(
    actor: Actor, office: Office, owner: psycopg.Connection[Any], at: dt.datetime, path: Path, progress: Progress
) -> OfficeArchive:
    if office.is_serving:
        progress("封存审计链")
        with in_office(office.code, serving=False):
            sealer.seal()
    progress("写出存档")
    made = exporting.write(office, owner, path, at=at)
    progress("登记存档")
    return _note(actor, office, made, path, at)


@transaction.atomic
def _note(actor: Actor, office: Office, made: exporting.Made, path: Path, at: dt.datetime) -> OfficeArchive:
    archive = OfficeArchive(
        office_code=office.code,
        file=_shown(path),
        sha256=made.sha256,
        size=made.size,
        rows=made.rows,
        files=made.files,
        schema_head=office.schema_head,
        audit_position=made.position,
        audit_digest=made.digest,
        made_at=at,
        made_by=actor.account_uid,
    )
    archive.save(force_insert=True)
    facts = {"archive": archive.uid, "sha256": made.sha256, "bytes": made.size, "rows": made.rows, "files": made.files}
    record("directory.export", office, actor=actor, at=at, facts=facts)
    return archive


def restore_office(*, actor: Actor, path: Path, at: dt.datetime, progress: Progress = _silent) -> Restoration:
    """The office becomes what it was when the archive was made. What stands there now is exported first.

    An office that serves goes on serving; one that was deleted comes back suspended. Raises ArchiveDamaged,
    ArchiveUnreadable, ArchiveNewer, ArchiveUnbuildable, ArchiveChainBroken, ParentMissing, LifeUnderWay.
    """
    POLICY.permit(actor, "directory.restore")
    progress("核对存档")
    with paper.reading(path) as reader:
        code = str(reader.manifest["office"]["code"])
        plan = restoring.check(reader)
        with restoring.alone(code) as owner, restoring.working_as_owner():
            _refuse_orphan(reader)
            restoring.clear(code)
            safety = _save_present(actor, code, owner, at, progress)
            done = _drafted(reader, plan, code, progress)
            progress("切换")
            office, merged = _swap(actor, reader, code, done.rows, at)
            progress("清理")
            restoring.clear(code)
            _tell(office, at)
    return Restoration(office, done._replace(merged=merged), safety)


def _drafted(
    reader: paper.Reader, plan: Blueprint, code: str, progress: Progress, *, renamed: str = ""
) -> restoring.Restored:
    """A draft that only waits for its place, its files beside it (`restoring`, steps 3 to 6)."""
    progress("建立临时库")
    rows = restoring.draft(reader, plan, code, renamed=renamed)
    progress("升级结构")
    migrated = restoring.migrate(reader, code)
    progress("核对结构与审计链")
    restoring.verify(reader, code)
    progress("放回附件")
    return restoring.Restored(rows, restoring.keep_files(reader, code), [], migrated)


def _save_present(
    actor: Actor, code: str, owner: psycopg.Connection[Any], at: dt.datetime, progress: Progress
) -> OfficeArchive | None:
    present = queries.find_office(code)
    if present is None or present.state in WITHOUT_SCHEMA:
        return None
    progress("保存现状")
    return _export(actor, present, owner, at, _place(present, at, "before-restore"), _silent)


@transaction.atomic
def _swap(actor: Actor, reader: paper.Reader, code: str, rows: int, at: dt.datetime) -> tuple[Office, list[Any]]:
    with connection.cursor() as cursor:
        restoring.put_in_place(cursor, code)
        office = _office_of(reader.manifest, at)
        merged = shared.merge(cursor, reader.whole(paper.PUBLIC).decode())
        head = reader.manifest["audit"]
        before = restoring.set_audit_head(cursor, code, head, at)
        restoring.close_if_read_only(cursor, office)
    office.schema_head = queries.blueprint().head
    office.save(update_fields=["schema_head"])
    facts = {
        "archive_digest": reader.manifest["digest"],
        "made_at": reader.manifest["made_at"],
        "rows": rows,
        "chain_to": head["position"],
        "chain_from": before[0] if before else 0,
        "chain_from_digest": before[1] if before else "",
    }
    if office.state == OfficeState.DELETED:
        advance(office, OFFICE, "revive", actor=actor, at=at, facts=facts, archived_at=None, merged_into="")
        tree.replant(office, at)
    else:
        record("directory.restore", office, actor=actor, at=at, facts=facts)
    return office, merged


def _office_of(manifest: dict[str, Any], at: dt.datetime) -> Office:
    """The office in the directory, locked; put there suspended if this directory does not know it."""
    about = manifest["office"]
    if queries.find_office(about["code"]) is not None:
        return queries.lock(about["code"])
    parent = queries.find_office(about["parent"])
    office = _row(about, code=about["code"], name=about["name"], at=at, state=OfficeState.SUSPENDED, parent=parent)
    office.path = f"{parent.path if parent else ''}{office.code}/"
    office.save(force_insert=True)
    tree.renumber()
    return queries.lock(office.code)


def _row(about: dict[str, Any], *, code: str, name: str, at: dt.datetime, state: str, parent: Office | None) -> Office:
    return Office(
        code=code,
        division_code=about["division_code"],
        name=name,
        level=about["level"],
        body=about["body"],
        relation=about["relation"],
        parent=parent,
        schema_name=schema_of(code),
        state=state,
        is_demo=about["is_demo"],
        founded_at=parse_datetime(about["founded_at"]) or at,
        ready_at=parse_datetime(about["ready_at"]) if about["ready_at"] else None,
    )


def _tell(office: Office, at: dt.datetime) -> None:
    """Inside the office: its live figures are counted anew from what it now holds."""
    if office.is_serving:
        with in_office(office.code):
            publish(events.OfficeRestored(at=at, office_code=office.code))


def inspect_archive(*, actor: Actor, path: Path, at: dt.datetime, progress: Progress = _silent) -> Restoration:
    """Open the archive as an office of its own that is only read: `<code>r<n>`, on its own host, outside the tree.

    Nothing of the office itself changes. Raises what `restore_office` raises.
    """
    POLICY.permit(actor, "directory.restore")
    progress("核对存档")
    with paper.reading(path) as reader:
        source = str(reader.manifest["office"]["code"])
        plan = restoring.check(reader)
        with restoring.alone(source), restoring.working_as_owner():
            code = _code_of_copy(source)
            restoring.clear(code)
            done = _drafted(reader, plan, code, progress, renamed=code)
            progress("登记核查副本")
            office = _place_copy(actor, reader, code, source, at)
    return Restoration(office, done, None)


@transaction.atomic
def _place_copy(actor: Actor, reader: paper.Reader, code: str, source: str, at: dt.datetime) -> Office:
    about, made_at = reader.manifest["office"], parse_datetime(reader.manifest["made_at"]) or at
    office = _row(
        about,
        code=code,
        name=f"{about['name'][:40]}（{clock.date_of(made_at)} 核查副本）",
        at=at,
        state=OFFICE.start,
        parent=None,
    )
    last = Office.objects.order_by("-rgt").values_list("rgt", flat=True).first() or 0
    office.path, office.lft, office.rgt = f"{code}/", last + nested_sets.GAP, last + 2 * nested_sets.GAP
    office.copy_of, office.schema_head, office.ready_at = source, queries.blueprint().head, at
    office.save(force_insert=True)
    OfficeDomain.objects.create(domain=f"{code}.{settings.BASE_DOMAIN}", tenant=office, is_primary=True)
    facts = {"of": source, "archive_digest": reader.manifest["digest"]}
    advance(office, OFFICE, "open_copy", actor=actor, at=at, facts=facts)
    with connection.cursor() as cursor:
        restoring.put_in_place(cursor, code)
        restoring.close_if_read_only(cursor, office)
        restoring.set_audit_head(cursor, code, reader.manifest["audit"], at)
    return office


def _code_of_copy(source: str) -> str:
    """The first number that no copy ever had: a code is never reused."""
    taken = set(Office.objects.filter(copy_of=source).values_list("code", flat=True))
    return next(code for number in range(1, 100) if (code := f"{source}r{number}") not in taken)


def refuse_without_schema(office: Office) -> None:
    """Raises NoSchema."""
    if office.is_province or office.state in WITHOUT_SCHEMA:
        raise NoSchema(office=office.code)


def _refuse_orphan(reader: paper.Reader) -> None:
    about = reader.manifest["office"]
    if queries.find_office(about["code"]) is None and queries.find_office(about["parent"] or "") is None:
        raise ParentMissing(office=about["code"], parent=about["parent"])


def _place(office: Office, at: dt.datetime, why: str = "export") -> Path:
    made = f"{timezone.localtime(at):%Y%m%dT%H%M%S%f}"
    return Path(settings.ARCHIVES) / office.code / f"{office.code}-{made}-{why}.zip"


def _shown(path: Path) -> str:
    """Below the archives' folder its path there, else the whole path."""
    whole, home = path.resolve(), Path(settings.ARCHIVES).resolve()
    return str(whole.relative_to(home) if whole.is_relative_to(home) else whole)


def file_of(archive: OfficeArchive) -> Path:
    """Where the file should lie."""
    return Path(settings.ARCHIVES) / archive.file
