"""`renda offices …`: the life of an office from the command line, as the contract has it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from commons.directory import queries
from commons.directory.errors import RetentionRuns
from commons.directory.life import closing
from commons.directory.terms import OfficeState
from commons.kernel.errors import Malformed
from commons.kernel.tenancy import in_commons, in_office
from tenants.documents.models import StoredFile
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.archives import fill


def renda(*arguments: str) -> tuple[int, Any]:
    """Exit code and what `--json` printed."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("offices", *arguments, "--json", stdout=out, stderr=io.StringIO())
    return int(stop.value.code or 0), json.loads(out.getvalue())


def test_an_office_is_exported_and_restored_by_name_of_its_file(committed: str, tmp_path: Path, settings: Any) -> None:
    files = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}  # nobody else's left-overs
    settings.STORAGES = {**settings.STORAGES, "default": files}
    fill(TOWN)
    path = tmp_path / "town.zip"
    code, made = renda("export", "--office", TOWN, "--to", str(path))
    assert (code, made["office"], made["file"], made["files"]) == (0, TOWN, str(path), 1)
    with in_office(TOWN):
        StoredFile.objects.update(size=1)
    code, restored = renda("restore", str(path))
    assert (code, restored["code"], restored["state"], restored["rows"]) == (0, TOWN, "ready", made["rows"])
    with in_office(TOWN):
        assert StoredFile.objects.get().size > 1
    code, copy = renda("restore", str(path), "--as-inspection")
    assert (code, copy["code"], copy["host"]) == (0, f"{TOWN}r1", f"{TOWN}r1.localhost")
    assert renda("delete", f"{TOWN}r1")[1]["state"] == "deleted"


def test_a_town_is_renamed_merged_and_taken_back(committed: str) -> None:
    assert renda("rename", TOWN, "--name", "棠下新镇")[1]["name"] == "棠下新镇"
    assert renda("merge", "--office", TOWN, "--into", NEIGHBOUR)[1]["state"] == "archived"
    with in_commons():
        assert closing.unsettled() == []
    with pytest.raises(RetentionRuns):
        renda("delete", TOWN, "--confirm", "棠下新镇")
    assert renda("unarchive", TOWN)[1]["state"] == "suspended"
    assert renda("resume", TOWN)[1]["state"] == "ready"
    assert renda("archive", TOWN, "--reason", "撤镇")[1]["state"] == "archived"
    with in_commons():
        assert queries.office(TOWN).state == OfficeState.ARCHIVED


def test_without_a_code_it_says_what_to_write(committed: str) -> None:
    with pytest.raises(Malformed, match="机构代码"):
        renda("export")
