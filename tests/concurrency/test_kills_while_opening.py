"""`kill -9` at every step of opening an office: nothing half made is seen, and opening again makes it whole, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from commons.access.models import AccountGroup
from commons.audit.models import Entry
from commons.directory import commands, provisioning, queries, spares
from commons.directory.commands import _OPENING
from commons.directory.models import OfficeDomain
from commons.directory.terms import OfficeState
from commons.identity.models import Membership
from commons.kernel.actor import Actor
from commons.kernel.tenancy import in_office
from infra.settings import env
from tests.conftest import ROOT
from tests.factories.doors import host
from tests.factories.people import AT, Role, member

NEW = "440703103"
STEPS = [step for step, _ in _OPENING.values()]
OPERATOR = Actor(None, "测试开通", "", frozenset({Role.PROVISIONER}))

# argv: the office, the step, and the moment: "before" its work, "within" (work done, state not yet), "after" (both; of the
# last step: committed)
DYING = """
import os, signal, sys, django
django.setup()
from commons.directory import commands
from commons.kernel.tenancy import in_commons
from tests.factories.people import AT, Role, actor
code, fatal, moment = sys.argv[1:]
finish = commands.advance
def die():
    os.kill(os.getpid(), signal.SIGKILL)
def dying(office, lifecycle, step, **more):
    if (step, moment) == (fatal, "within"): die()
    finish(office, lifecycle, step, **more)
    if (step, moment) == (fatal, "after") and step != "commission": die()
commands.advance = dying
labels = {commands.OFFICE.step(step, state).label: step for state, (step, _) in commands._OPENING.items()}
def progress(office, label):
    if (labels[label], moment) == (fatal, "before"): die()
with in_commons():
    commands.open_office(actor=actor(Role.PROVISIONER), code=code, at=AT, progress=progress)
if (fatal, moment) == ("commission", "after"): die()  # READY and told to everybody
"""


def environment(database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": env.DATABASE_URL.replace("/renda?", f"/{database}?"),
        "DATABASE_OWNER_URL": env.DATABASE_OWNER_URL.replace("/renda?", f"/{database}?"),
        "DJANGO_SETTINGS_MODULE": "infra.settings.test",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
    }


def schemas() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^(o|spare)_' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def is_whole(schema: str) -> bool:
    with provisioning.as_owner() as owner:
        return provisioning.schema_fingerprint(owner, schema) == queries.blueprint().fingerprint


@pytest.fixture
def ordered(committed: str) -> str:
    """An office that was ordered for an administrator by name."""
    commands.found_offices(actor=OPERATOR, division=NEW, depth=0, at=AT)
    connection.set_schema_to_public()
    named = member(Role.CLERK)
    queries.Office.objects.filter(code=NEW).update(administrator_uid=named.uid)
    return committed


@pytest.mark.parametrize("moment", ["before", "within", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_shows_nothing_and_opening_again_makes_it_whole(
    ordered: str, step: str, moment: str
) -> None:
    before = schemas()
    died = subprocess.run(
        [sys.executable, "-c", DYING, NEW, step, moment],
        cwd=ROOT, env=environment(ordered), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    last = (step, moment) == (STEPS[-1], "after")
    assert (queries.office(NEW).state == OfficeState.READY) is last
    assert _door() in ({200} if last else {404, 503})
    assert all(is_whole(schema) for schema in set(schemas()) - set(before))

    office = commands.open_office(actor=OPERATOR, code=NEW, at=AT)

    assert (office.state, office.schema_head) == (OfficeState.READY, queries.blueprint().head)
    assert _door() == 200
    assert set(schemas()) - set(before) == {f"o_{NEW}"}
    taken = Entry.objects.filter(object_uid=NEW, to_state__in=[state.value for state in OfficeState])
    assert sorted(taken.values_list("act", flat=True)) == sorted(f"directory.{each}" for each in STEPS)
    assert OfficeDomain.objects.filter(tenant=NEW).count() == 1
    assert Membership.objects.filter(office_id=NEW).count() == 1
    with in_office(NEW):
        assert AccountGroup.objects.count() == 1


def _door() -> int:
    try:
        return int(Client().get("/", headers=host(NEW)).status_code)
    finally:
        connection.set_schema_to_public()


def test_a_kill_while_the_database_builds_leaves_the_whole_schema_or_none(ordered: str) -> None:
    dying = subprocess.Popen(
        [sys.executable, "-c", DYING, NEW, "nothing", "never"], cwd=ROOT, env=environment(ordered)
    )  # fmt: skip
    with provisioning.as_owner() as owner:
        owner.autocommit = True
        look = (
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE %s"
        )
        while not owner.execute(look, ["BEGIN; CREATE SCHEMA%"]).fetchone():
            assert dying.poll() is None
        dying.kill()
        dying.wait()
        while owner.execute(look, ["BEGIN; CREATE SCHEMA%"]).fetchone():
            time.sleep(0.02)
    assert f"o_{NEW}" not in schemas() or is_whole(f"o_{NEW}")
    assert commands.open_office(actor=OPERATOR, code=NEW, at=AT).state == OfficeState.READY
    assert is_whole(f"o_{NEW}")


def test_two_who_open_the_same_office_at_once_open_it_once(ordered: str) -> None:
    def open_it(_: int) -> str:
        try:
            return str(commands.open_office(actor=OPERATOR, code=NEW, at=AT).state)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(open_it, range(3))) == [OfficeState.READY] * 3
    assert Entry.objects.filter(object_uid=NEW, act="directory.commission").count() == 1


def test_two_orders_at_once_take_two_spare_schemas(committed: str) -> None:
    plan = queries.blueprint()
    with provisioning.connect_as_owner() as owner:
        spares.keep(
            owner, plan.fingerprint, wanted=2, at_most=2, build=lambda name: provisioning.run_script(owner, plan, name)
        )
        assert len(spares.waiting(owner)) == 2

    def take(number: int) -> bool:
        with provisioning.connect_as_owner() as mine:
            return spares.hand_over(mine, plan.fingerprint, f"o_t{number}")

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(4))) == [False, False, True, True]
    with provisioning.connect_as_owner() as owner:
        assert spares.waiting(owner) == []


def test_spare_schemas_of_an_older_blueprint_are_dropped_and_never_handed_out(committed: str) -> None:
    plan = queries.blueprint()
    with provisioning.connect_as_owner() as owner:
        build = lambda name: provisioning.run_script(owner, plan, name)  # noqa: E731
        spares.keep(owner, "0" * 64, wanted=1, build=build)
        assert not spares.hand_over(owner, plan.fingerprint, "o_t1")
        assert spares.keep(owner, plan.fingerprint, wanted=2, build=build) == 1
        assert [name[:22] for name in spares.waiting(owner)] == [f"spare_{plan.fingerprint[:16]}"]


def test_a_bulk_opening_that_is_killed_leaves_no_process_and_goes_on_where_it_stopped(
    committed: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "infra.cli", "offices", "provision", "--division", "440704", "--workers", "2"]
    options: dict[str, Any] = {"cwd": ROOT, "env": environment(committed)}
    with (tmp_path / "log").open("w") as log:
        bulk = subprocess.Popen(command, stdout=log, stderr=log, **options)
        while not any(name.startswith("o_440704") for name in schemas()):
            assert bulk.poll() is None
            time.sleep(0.02)
        bulk.kill()
        bulk.wait()
    again = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False, **options)
    assert again.returncode == 0, again.stderr
    offices = queries.Office.objects.filter(code__startswith="440704")
    assert {each.state for each in offices} == {OfficeState.READY}
    assert all(is_whole(each.schema_name) for each in offices)
    assert not _processes_named("440704")


def _processes_named(word: str) -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if word in line and "offices" in line:
                found.append(line)
    return found
