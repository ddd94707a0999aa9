"""A program that is older than the database: it serves as long as it can, and says so in a sentence when it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commons.directory import health
from commons.directory.migrating import heads
from commons.directory.models import Blueprint
from infra.starting import look_before_serving
from tests.conftest import TOWN
from tests.factories import releases
from tests.factories.releases import COLUMN

# Two deploys: the first takes the column out of the models only, the second out of the database.
SOFT = "operations = []"
HARD = """
contract = ("identity.0900_soft_remove_name",)
operations = [migrations.RunSQL("ALTER TABLE identity_account DROP COLUMN name", migrations.RunSQL.noop)]
"""


def ready() -> tuple[int, dict[str, object]]:
    answer = Client().get("/healthz/ready")
    return answer.status_code, answer.json()


def enter() -> Any:
    client = Client(raise_request_exception=False, headers={"host": f"{TOWN}.localhost"})
    return client.post("/enter/", {"phone": "13800000001", "password": "x"})


def test_a_database_that_only_grew_is_served_by_the_older_program_which_does_not_migrate_it(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    name = release.add("tenants.meetings", "0990_remark", COLUMN)
    assert releases.migrate(release, committed)[0] == 0
    assert ready() == (200, {"ready": True})
    assert Client(headers={"host": f"{TOWN}.localhost"}).get("/").status_code == 200
    before = (releases.heads(committed), Blueprint.objects.count())
    code, _, said = releases.renda(releases.of(tmp_path / "older"), committed, "migrate")
    assert (code, said.strip().splitlines()[-1]) == (
        2,
        f"数据库已有迁移 {name}，比本程序新，没有作任何改动。请用新版本的程序执行 renda migrate。",
    )
    assert (releases.heads(committed), Blueprint.objects.count()) == before


def test_a_program_that_the_database_has_outgrown_says_so_does_not_begin_again_and_answers_no_bug(
    committed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release = releases.of(tmp_path)
    for name, body in (("0900_soft_remove_name", SOFT), ("0901_hard_remove_name", HARD)):
        assert ready() == (200, {"ready": True})
        release.add("commons.identity", name, body)
        assert releases.migrate(release, committed)[0] == 0
    # Public has lost a column that this program selects with every person.
    assert ready() == (503, {"ready": False, "why": health.OUTGROWN})
    capsys.readouterr()  # what the log said of that answer
    with pytest.raises(SystemExit) as refused:
        look_before_serving()
    assert (refused.value.code, capsys.readouterr().err.strip()) == (3, health.OUTGROWN)
    page = enter()
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "棠下镇正在升级" in page.content.decode()
    assert Client(headers={"host": f"{TOWN}.localhost"}).get("/").status_code == 200  # what does without it goes on


def test_a_bug_is_still_a_bug(committed: str) -> None:
    with releases.owner(committed) as owner:
        owner.execute("ALTER TABLE identity_account RENAME COLUMN name TO astray")
    assert enter().status_code == 500


def test_in_public_too_a_contract_waits_for_the_deploy_after_the_one_it_presupposes(
    committed: str, tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    release.add("commons.identity", "0900_soft_remove_name", SOFT)
    release.add("commons.identity", "0901_hard_remove_name", HARD)
    code, _, said = releases.renda(release, committed, "migrate")
    assert (code, "identity.0901_hard_remove_name" in said) == (2, True)
    assert heads.dotted(("identity", "0900_soft_remove_name")) not in health.applied_in_public()


def test_a_program_newer_than_the_database_is_not_ready_until_it_has_been_migrated(committed: str) -> None:
    with releases.owner(committed) as owner:
        owner.execute("UPDATE directory_blueprint SET head = 'older'")
    assert ready() == (503, {"ready": False, "why": health.BEHIND})
