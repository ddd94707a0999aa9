"""One province → city → county → township, subdistrict and a neighbour, provisioned once per state of the code.

The built database is kept under the fingerprint of everything that shapes it and copied for each run and each worker
(CREATE DATABASE … TEMPLATE, well under a second). Tests work as the application's role, exactly as the web does.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from playwright.sync_api import Browser, sync_playwright

from commons.kernel.tenancy import in_commons, in_office
from infra.settings import env

# That the machine is busy is no fault of the code: what is timed is timed by the benchmarks.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")

ROOT = Path(__file__).resolve().parents[1]
PROVINCE, CITY, COUNTY, TOWN, STREET, NEIGHBOUR = "44", "4407", "440703", "440703101", "440703002", "440703102"
OFFICES = (CITY, COUNTY, TOWN, STREET, NEIGHBOUR)
_SHAPING = (
    "migrations/*.py",
    "models.py",
    "models/*.py",
    "provisioning.py",
    "scripting.py",
    "backend/base.py",
    "presets/*.py",
    "kinds/*.py",
    "handlers.py",
    "divisions.py",
    "wiring.py",
)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What a test states about itself stands in the closing lines of the run, also when workers ran it."""
    for report in terminalreporter.getreports("passed"):
        for name, said in report.user_properties:
            if name == "stated":
                terminalreporter.write_line(said)


def _fingerprint() -> str:
    files = sorted(
        {file for tier in ("platform", "tenants", "infra", "tests/world.py") for file in _files(ROOT / tier)}
    )
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return [file for pattern in _SHAPING for file in place.rglob(pattern)]


def _owner(database: str = "postgres") -> psycopg.Connection[Any]:
    return psycopg.connect(**{**settings.OWNER_DSN, "dbname": database}, autocommit=True)


def _build_world(name: str) -> None:
    """Migrate an empty database and open the offices in it, by the product's own commands in their own process."""
    with _owner() as owner:
        owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        owner.execute(f'CREATE DATABASE "{name}"')
    urls = {
        "DATABASE_URL": env.DATABASE_URL.replace("/renda?", f"/{name}?"),
        "DATABASE_OWNER_URL": env.DATABASE_OWNER_URL.replace("/renda?", f"/{name}?"),
        "DJANGO_SETTINGS_MODULE": "infra.settings.test",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
    }
    for command in (["-m", "infra.cli", "migrate"], ["-m", "tests.world"]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **urls},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            with _owner() as owner:
                owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            pytest.exit(
                f"the test world could not be built ({command}):\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}", 3
            )
        if "migrate" in command:
            with _owner() as owner:
                owner.execute(f'DROP DATABASE IF EXISTS "{name.removesuffix("_draft")}_bare_draft" WITH (FORCE)')
                owner.execute(f'CREATE DATABASE "{name.removesuffix("_draft")}_bare_draft" TEMPLATE "{name}"')


def copy_world(name: str, *, bare: bool = False) -> None:
    """A fresh copy of the built world under `name`; or of the migrated database before any office was founded."""
    world = f"world_{_fingerprint()}"
    with _owner() as owner:
        owner.execute("SELECT pg_advisory_lock(4407)")  # workers of one run build it once
        if owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [world]).fetchone() is None:
            _build_world(world + "_draft")
            owner.execute(f'DROP DATABASE IF EXISTS "{world}_bare" WITH (FORCE)')
            owner.execute(f'ALTER DATABASE "{world}_bare_draft" RENAME TO "{world}_bare"')
            owner.execute(f'ALTER DATABASE "{world}_draft" RENAME TO "{world}"')
            for (old,) in owner.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'world_%%' AND datname <> ALL(%s)",
                [[world, f"{world}_bare"]],
            ):
                owner.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
        owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{world}{"_bare" if bare else ""}"')
        owner.execute("SELECT pg_advisory_unlock(4407)")


def drop_database(name: str) -> None:
    with _owner() as owner:
        owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    name = f"run_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        copy_world(name)
        _use(name)
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
        drop_database(name)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[str]:
    """A database of its own in which everything really commits: for concurrency, kills and the relay. Yields its name."""
    before, name = connections["default"].settings_dict["NAME"], f"commit_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        copy_world(name)
        _use(name)
        connection.set_schema_to_public()
        yield name
        _use(before)
        drop_database(name)


@pytest.fixture(autouse=True)
def _start_in_public(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test starts outside every office, with empty in-process caches."""
    if "db" not in request.fixturenames and "committed" not in request.fixturenames:
        yield
        return
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache

    connection.set_schema_to_public()
    ContentType.objects.clear_cache()
    cache.clear()
    yield
    connection.set_schema_to_public()


@pytest.fixture
def commons(db: None) -> Iterator[None]:
    with in_commons():
        yield


@pytest.fixture
def town(db: None) -> Iterator[str]:
    """Inside 棠下镇 (a congress)."""
    with in_office(TOWN):
        yield TOWN


@pytest.fixture
def street(db: None) -> Iterator[str]:
    """Inside 白沙街道 (a working committee)."""
    with in_office(STREET):
        yield STREET


@pytest.fixture
def county(db: None) -> Iterator[str]:
    """Inside 蓬江区."""
    with in_office(COUNTY):
        yield COUNTY


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One a worker: Playwright runs an event loop in our thread, and a second one would find the first."""
    from infra.bench.browser import program
    from tests.faces.looking import CHROMIUM  # which asks this module where the tests are

    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # nothing of Django is asked while its loop waits
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program(), args=list(CHROMIUM))
        yield started
        started.close()
