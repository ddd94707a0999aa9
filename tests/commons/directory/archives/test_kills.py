"""kill -9 at every step of exporting, restoring and opening a copy: the next run finishes it, nobody saw a half."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from commons.audit.queries import verify_chain
from commons.directory import provisioning, queries
from commons.directory.archives import paper, restoring
from commons.directory.life import archiving
from commons.directory.models import Office, OfficeArchive
from commons.directory.terms import OfficeState
from commons.kernel.tenancy import in_commons, in_office
from tenants.documents.models import StoredFile
from tests.conftest import TOWN
from tests.factories.archives import digests, fill
from tests.factories.kills import die_at, killed
from tests.factories.people import AT, Role, actor

EXPORTING = ("封存审计链", "写出存档", "登记存档")
RESTORING = ("核对存档", "保存现状", "建立临时库", "升级结构", "核对结构与审计链", "放回附件", "切换", "清理")
INSPECTING = ("核对存档", "建立临时库", "升级结构", "核对结构与审计链", "放回附件", "登记核查副本")
LATER = AT + dt.timedelta(days=3)


def export(path: Path, progress: archiving.Progress = lambda step: None) -> OfficeArchive:
    with in_commons():
        return archiving.export_office(actor=actor(Role.PROVISIONER), code=TOWN, at=AT, to=path, progress=progress)


def restore(path: Path, progress: archiving.Progress = lambda step: None) -> archiving.Restoration:
    with in_commons():
        return archiving.restore_office(actor=actor(Role.PROVISIONER), path=path, at=LATER, progress=progress)


def inspect(path: Path, progress: archiving.Progress = lambda step: None) -> archiving.Restoration:
    with in_commons():
        return archiving.inspect_archive(actor=actor(Role.PROVISIONER), path=path, at=LATER, progress=progress)


def lose_a_file() -> None:
    with in_office(TOWN):
        sha256 = StoredFile.objects.get().sha256
    default_storage.delete(f"{TOWN}/{sha256[:2]}/{sha256}")


def whole() -> dict[str, str]:
    """The office's own tables, but for what tells of the restore itself."""
    talk = ("outbox_message", "outbox_receipt", "django_session")
    return {table: digest for table, digest in digests().items() if _own(table) and not table.endswith(talk)}


def _own(table: str) -> bool:
    return table.startswith(f"o_{TOWN}.")


def test_an_export_killed_at_any_step_leaves_no_half_archive_and_is_simply_made_again(
    committed: str, tmp_path: Path
) -> None:
    fill(TOWN)
    path = tmp_path / "town.zip"
    for step in EXPORTING:
        assert killed(lambda step=step: export(path, die_at(step)))
        if step != "登记存档":
            assert not path.exists()
        assert OfficeArchive.objects.count() == 0
    for after in (0.02, 0.05, 0.1):
        killed(lambda: export(path), after=after)
        if path.exists():
            with paper.reading(path):
                pass
    made = export(path)
    assert (made.sha256, list(tmp_path.glob("*.part"))) == (paper.digest_of(path), [])


def test_a_restore_killed_at_any_step_leaves_the_office_whole_and_is_finished_by_the_next(
    committed: str, tmp_path: Path
) -> None:
    fill(TOWN)
    path = tmp_path / "town.zip"
    export(path)
    at_first = whole()
    with in_office(TOWN):
        StoredFile.objects.update(size=1)
    changed = whole()
    for step in RESTORING:
        lose_a_file()
        assert killed(lambda step=step: restore(path, die_at(step))), step
        stands = whole()
        assert stands in ((at_first,) if step == "清理" else (changed,)), step
        with in_office(TOWN):
            assert verify_chain().holds
            StoredFile.objects.update(size=1)
    for after in (0.1, 0.25, 0.4, 0.6, 0.8):
        killed(lambda: restore(path), after=after)
        assert whole() in (at_first, changed)
        with in_office(TOWN):
            assert verify_chain().holds
            StoredFile.objects.update(size=1)
    restore(path)
    assert (whole(), restoring.leftovers()) == (at_first, [])
    with in_commons():
        assert provisioning.inspect(queries.office(TOWN)) == queries.blueprint().fingerprint


def test_a_copy_killed_at_any_step_is_not_there_at_all(committed: str, tmp_path: Path) -> None:
    fill(TOWN)
    path = tmp_path / "town.zip"
    export(path)
    for step in INSPECTING:
        assert killed(lambda step=step: inspect(path, die_at(step)))
        assert not Office.objects.filter(state=OfficeState.INSPECTION).exists()
    assert inspect(path).office.code == f"{TOWN}r1"
    assert restoring.leftovers() == []


def test_two_restores_at_once_are_one_and_a_refusal(committed: str, tmp_path: Path) -> None:
    from commons.directory.errors import LifeUnderWay

    fill(TOWN)
    path = tmp_path / "town.zip"
    export(path)
    with restoring.alone(TOWN), pytest.raises(LifeUnderWay):
        restore(path)
