"""An office in one file and back, while everybody else works on."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection

from commons.audit.models import Entry
from commons.audit.queries import verify_chain
from commons.directory import provisioning, queries
from commons.directory.archives import exporting, paper, restoring, shared
from commons.directory.errors import ArchiveDamaged, ArchiveNewer, ArchiveUnbuildable, ArchiveUnreadable, NoSchema
from commons.directory.life import archiving
from commons.directory.models import Blueprint, Office, OfficeArchive
from commons.directory.terms import OfficeState
from commons.identity import commands as identity
from commons.identity.models import Account, Membership
from commons.kernel.actor import system
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_commons, in_office
from commons.outbox import relay
from commons.reporting.models import Snapshot
from tenants.documents.models import StoredFile
from tests.conftest import NEIGHBOUR, PROVINCE, TOWN
from tests.factories.archives import PHOTO, digests, fill
from tests.factories.people import AT, Role, actor, member

LATER = AT + dt.timedelta(days=3)
# What a restore may write in public: its evidence, the note of the safety archive, the mail it leaves.
EVIDENCE = ("public.audit_entry", "public.directory_officearchive", "public.audit_head", "public.outbox_doorbell")


@pytest.fixture
def archive(committed: str, tmp_path: Path) -> Path:
    fill(TOWN)
    path = tmp_path / "town.zip"
    with in_commons():
        archiving.export_office(actor=actor(Role.PROVISIONER), code=TOWN, at=AT, to=path)
    return path


def restore(path: Path) -> archiving.Restoration:
    with in_commons():
        return archiving.restore_office(actor=actor(Role.PROVISIONER), path=path, at=LATER)


def rewrite(path: Path, changes: dict[str, bytes | None], *, seal: bool = False) -> None:
    """The same zip with parts replaced (None: left out). With `seal` the manifest itself is made right again."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts.update({name: body for name, body in changes.items() if body is not None})
    for name, body in changes.items():
        if body is None:
            parts.pop(name)
    if seal:
        manifest = json.loads(parts[paper.MANIFEST])
        manifest["digest"] = paper._own_digest(manifest)
        parts[paper.MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, body in parts.items():
            new.writestr(name, body)


# ── there and back ────────────────────────────────────────────────────────────────────────────


def test_an_office_comes_back_as_it_was_and_no_row_of_anybody_else_moves(archive: Path) -> None:
    own = f"o_{TOWN}"
    before = digests(but=EVIDENCE)
    with in_office(TOWN):
        member(Role.DEPUTY, name="后来的人")
    with provisioning.as_owner() as owner:
        owner.execute(f'DELETE FROM "{own}".documents_attachment')
    elsewhere = digests(but=(own, *EVIDENCE))
    done = restore(archive)
    after = digests(but=EVIDENCE)
    fresh = {
        f"{own}.outbox_message",
        f"{own}.audit_entry",
        f"{own}.django_session",
    }  # the letter about the restore itself
    assert {t: d for t, d in after.items() if t.startswith(own) and t not in fresh} == {
        t: d for t, d in before.items() if t.startswith(own) and t not in fresh
    }
    assert {t: d for t, d in after.items() if not t.startswith(own)} == elsewhere
    assert (done.office.code, done.office.state) == (TOWN, OfficeState.READY)
    assert restoring.leftovers() == []


def test_what_stood_there_is_exported_before_it_gives_way(archive: Path) -> None:
    with in_office(TOWN):
        later = member(Role.DEPUTY, name="后来的人")
    done = restore(archive)
    assert done.safety is not None
    with in_office(TOWN):
        assert not Entry.objects.filter(act="access.assign_role", facts__account=str(later.uid)).exists()
    restore(archiving.file_of(done.safety))
    with in_office(TOWN):
        assert Entry.objects.filter(act="access.assign_role", facts__account=str(later.uid)).exists()


def test_the_audit_chain_holds_after_a_restore_and_the_way_back_is_evidence(archive: Path) -> None:
    with in_office(TOWN):
        from commons.audit import sealer

        member(Role.DEPUTY, name="后来的人")
        sealer.seal()
        longer = verify_chain().sealed
    restore(archive)
    with in_office(TOWN):
        report = verify_chain()
        assert report.holds
        assert report.sealed < longer
    with in_commons():
        entry = Entry.objects.get(act="directory.restore")
        assert (entry.facts["chain_from"], entry.facts["chain_to"]) == (longer, report.sealed)


def test_the_live_figures_are_counted_anew_after_a_restore(archive: Path) -> None:
    restore(archive)
    assert relay.ringing() == [TOWN]


def test_files_come_back_with_the_office(archive: Path) -> None:
    with in_office(TOWN):
        sha256 = StoredFile.objects.get().sha256
    place = f"{TOWN}/{sha256[:2]}/{sha256}"
    default_storage.delete(place)
    assert restore(archive).done.files == 1
    with default_storage.open(place, "rb") as back:
        assert back.read() == PHOTO


def test_an_archive_holds_no_session_no_password_and_no_link(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        public = json.loads(packed.read(paper.PUBLIC))
        assert paper.table_part("django_session") not in packed.namelist()
    assert {row["password"] for row in public["identity_account"]} == {"!"}
    assert not {"identity_entrylink", "identity_token"} & set(public)


# ── rows in public ────────────────────────────────────────────────────────────────────────────


def test_a_membership_that_was_ended_since_stays_ended(archive: Path) -> None:
    with in_commons():
        clerk = Account.objects.get(name="王经办")
        identity.end_membership(actor=system(PROVINCE), account=clerk, office_code=TOWN, at=LATER)
    restore(archive)
    with in_commons():
        assert Membership.objects.get(account=clerk).until_on == LATER.date()


def test_public_rows_that_were_lost_come_back_and_the_figures_keep_every_digit(archive: Path) -> None:
    with in_commons():
        lost = Snapshot.objects.get(office_code=TOWN, period="2026")
        Snapshot.objects.filter(office_code=TOWN).delete()
        Membership.objects.filter(account__name="王经办").delete()
        Account.objects.filter(name="王经办").delete()
    merged = {each.label: each.added for each in restore(archive).done.merged}
    with in_commons():
        back = Snapshot.objects.get(office_code=TOWN, period="2026")
        assert (back.uid, back.figures, back.as_of) == (lost.uid, lost.figures, lost.as_of)
        assert Membership.objects.get(account__name="王经办").office_id == TOWN
    assert (merged["账号"], merged["任职"], merged["规则采用"]) == (1, 1, 0)


def test_every_public_table_with_an_office_in_it_is_carried_or_left_out_for_a_reason(commons: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND column_name IN ('office_code', 'office_id', 'tenant_id', 'to_office')"
        )
        tables = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT DISTINCT c.conrelid::regclass::text FROM pg_constraint c WHERE c.contype = 'f'"
            " AND c.confrelid::regclass::text = ANY(%s)",
            [[each.table for each in shared.BELONGINGS]],
        )
        tables |= {name.removeprefix("public.") for (name,) in cursor.fetchall()}
    carried = {each.table for each in shared.BELONGINGS}
    assert tables - carried - set(shared.LEFT_OUT) == set()
    assert carried & set(shared.LEFT_OUT) == set()


# ── archives that are refused ─────────────────────────────────────────────────────────────────


def test_a_damaged_archive_is_refused_by_the_name_of_the_part_and_changes_nothing(archive: Path) -> None:
    before = digests()
    rewrite(archive, {paper.table_part("access_accountgroup"): b"nonsense\n"})
    with pytest.raises(ArchiveDamaged) as refused:
        restore(archive)
    assert (
        refused.value.message
        == "存档已损坏：“tables/access_accountgroup.copy”与清单不符，未作任何改动。请换用另一份存档。"
    )
    assert digests() == before


def test_a_flipped_byte_anywhere_is_noticed(archive: Path) -> None:
    whole = archive.read_bytes()
    for place in range(40, len(whole), max(1, len(whole) // 60)):
        archive.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            with paper.reading(archive):
                pass
        except (ArchiveDamaged, ArchiveUnreadable):
            continue
        with zipfile.ZipFile(archive) as packed:  # a byte that says nothing about any content (a date, a flag)
            parts = {name: packed.read(name) for name in packed.namelist()}
        archive.write_bytes(whole)
        with zipfile.ZipFile(archive) as packed:
            assert parts == {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize(("share", "part"), [(0.5, "文件结构"), (0.0, "文件结构")])
def test_half_an_archive_is_no_archive(archive: Path, share: float, part: str) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ArchiveDamaged) as refused:
        restore(archive)
    assert refused.value.data["part"] == part


def test_a_part_left_out_or_slipped_in_is_noticed(archive: Path) -> None:
    whole = archive.read_bytes()
    for changes, part in [
        ({paper.table_part("audit_entry"): None}, "tables/audit_entry.copy"),
        ({"files/../../evil": b"x"}, "files/../../evil"),
    ]:
        archive.write_bytes(whole)
        rewrite(archive, changes)
        with pytest.raises(ArchiveDamaged) as refused:
            restore(archive)
        assert refused.value.data["part"] == part


def test_a_manifest_that_was_edited_is_noticed(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        manifest = json.loads(packed.read(paper.MANIFEST))
    manifest["office"]["code"] = NEIGHBOUR
    rewrite(archive, {paper.MANIFEST: json.dumps(manifest).encode()})
    with pytest.raises(ArchiveDamaged) as refused:
        restore(archive)
    assert refused.value.data["part"] == paper.MANIFEST


def edited(path: Path, **changes: object) -> None:
    with zipfile.ZipFile(path) as packed:
        manifest = json.loads(packed.read(paper.MANIFEST))
    manifest.update(changes)
    rewrite(path, {paper.MANIFEST: json.dumps(manifest).encode()}, seal=True)


def test_an_archive_of_a_newer_program_is_refused(archive: Path) -> None:
    edited(archive, migrations=["intake.9999_from_the_future"])
    with pytest.raises(ArchiveNewer, match=r"intake\.9999_from_the_future"):
        restore(archive)


def test_an_archive_whose_blueprint_nobody_has_is_refused(archive: Path) -> None:
    edited(archive, fingerprint="0" * 64)
    with pytest.raises(ArchiveUnbuildable):
        restore(archive)


def test_something_else_is_no_archive(committed: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreadable):
        restore(tmp_path / "nothing.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("photo.jpg", b"x")
    with pytest.raises(ArchiveUnreadable):
        restore(tmp_path / "other.zip")


def test_the_province_and_an_office_without_a_schema_are_not_exported(committed: str, tmp_path: Path) -> None:
    with in_commons(), pytest.raises(NoSchema):
        archiving.export_office(actor=actor(Role.PROVISIONER), code=PROVINCE, at=AT, to=tmp_path / "x.zip")


def test_exporting_and_restoring_are_not_for_a_clerk_and_leave_nothing_behind(archive: Path) -> None:
    before = digests()
    with in_commons():
        for act in (archiving.restore_office, archiving.inspect_archive):
            with pytest.raises(NotPermitted):
                act(actor=actor(Role.CLERK), path=archive, at=LATER)
        with pytest.raises(NotPermitted):
            archiving.export_office(actor=actor(Role.CLERK), code=TOWN, at=LATER)
    assert digests() == before


# ── an older archive ──────────────────────────────────────────────────────────────────────────


def test_an_archive_from_before_a_migration_is_restored_and_then_migrated(archive: Path) -> None:
    """The last migrations of a room are undone in the archive: their table, their names, their blueprint."""
    _before_answers_were_kept(archive)
    assert restore(archive).done.migrated is True
    with in_commons():
        assert provisioning.inspect(queries.office(TOWN)) == queries.blueprint().fingerprint


def _before_answers_were_kept(path: Path) -> None:
    """As if `outbox.0003` and what followed it had not been there when the archive was made."""
    with zipfile.ZipFile(path) as packed:
        manifest = json.loads(packed.read(paper.MANIFEST))
        migrations = packed.read(paper.table_part("django_migrations")).decode()
    undone = ("outbox.0003_answers_are_kept", "outbox.0004_fewer_indexes_still")
    for name in undone:
        manifest["migrations"].remove(name)
    names = [name.removeprefix("outbox.") for name in undone]
    kept = "".join(line for line in migrations.splitlines(True) if not any(name in line for name in names))
    part = paper.table_part("django_migrations")
    manifest["parts"][part].update(
        sha256=hashlib.sha256(kept.encode()).hexdigest(), bytes=len(kept.encode()), rows=kept.count("\n")
    )
    manifest["parts"].pop(paper.table_part("outbox_answer"))
    with provisioning.as_owner() as owner:
        owner.execute("CREATE SCHEMA older")
        owner.execute(f"SET search_path = older, public;\n{queries.blueprint().script}")
        owner.execute("DROP TABLE older.outbox_answer")
        manifest["fingerprint"] = provisioning.schema_fingerprint(owner, "older")
        owner.rollback()
    plan = queries.blueprint()
    Blueprint.objects.create(
        fingerprint=manifest["fingerprint"],
        head="older",
        script=plan.script + "DROP TABLE outbox_answer;\n",
        compiled_at=plan.compiled_at - dt.timedelta(days=1),
    )
    rewrite(
        path,
        {
            paper.MANIFEST: json.dumps(manifest).encode(),
            part: kept.encode(),
            paper.table_part("outbox_answer"): None,
        },
        seal=True,
    )


# ── inspection ────────────────────────────────────────────────────────────────────────────────


def test_a_copy_for_inspection_is_an_office_of_its_own_that_is_only_read(archive: Path) -> None:
    before = digests(but=EVIDENCE)
    with in_commons():
        copy = archiving.inspect_archive(actor=actor(Role.PROVISIONER), path=archive, at=LATER).office
    assert (copy.code, copy.state, copy.copy_of) == (f"{TOWN}r1", OfficeState.INSPECTION, TOWN)
    with in_commons():
        assert queries.host_of(copy) == f"{TOWN}r1.localhost"
        assert copy.code not in {each.code for each in queries.subtree(queries.office(PROVINCE))}
    after = digests(but=EVIDENCE)
    touched = {"public.directory_office", "public.directory_officedomain"}
    assert {t: d for t, d in after.items() if not t.startswith(f"o_{TOWN}r1") and t not in touched} == {
        t: d for t, d in before.items() if t not in touched
    }


def test_postgresql_itself_refuses_to_write_into_a_copy(archive: Path) -> None:
    with in_commons():
        copy = archiving.inspect_archive(actor=actor(Role.PROVISIONER), path=archive, at=LATER).office
    with provisioning.as_owner() as owner:
        tables = exporting.columns_of(owner, copy.schema_name)
    with in_office(copy.code, serving=False):
        assert StoredFile.objects.get().office_code == copy.code
        for table in sorted(set(tables) - {"django_session"}):
            for privilege in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT has_table_privilege(%s, %s)", [f"{copy.schema_name}.{table}", privilege])
                    allowed = cursor.fetchone()[0]
                assert allowed == (table == "audit_entry" and privilege == "INSERT"), (table, privilege)
        with pytest.raises(ProgrammingError, match="permission denied"):
            StoredFile.objects.update(size=1)


def test_each_copy_has_a_code_that_no_copy_ever_had(archive: Path) -> None:
    with in_commons():
        codes = [
            archiving.inspect_archive(actor=actor(Role.PROVISIONER), path=archive, at=LATER).office.code
            for _ in range(2)
        ]
    assert codes == [f"{TOWN}r1", f"{TOWN}r2"]
    assert Office.objects.filter(copy_of=TOWN).count() == 2
    assert OfficeArchive.objects.count() == 1
