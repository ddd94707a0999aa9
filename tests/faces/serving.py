"""The real server on a free port, with the relay and, if asked, workers, against a database and in a home of its own."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from infra.bench import web
from infra.settings import env
from tests.conftest import ROOT

HOME = env.HOME / "faces"  # kept: collected static files are the same in the next run


@dataclass(frozen=True)
class Server:
    """`processes`: the leaders, by the name of their log (`home/<name>-<port>.log`)."""

    port: int
    home: Path
    processes: Mapping[str, subprocess.Popen[bytes]]

    def url(self, code: str, path: str = "/") -> str:
        return f"http://{code}.localhost:{self.port}{path}"


@contextlib.contextmanager
def serving(
    database: str,
    *,
    home: Path = HOME,
    works: bool = False,
    opens: bool = False,
    pages: bool = True,
    told: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Web and relay as the supervisor starts them, until the block ends. `works`: with a worker; `opens`: with the one
    that opens offices, in a home of its own, because that one shares its queue with nobody; `pages`: with static files."""
    home.mkdir(parents=True, exist_ok=True)
    port, environment = web.free_port(), {**_environment(database), "RENDA_HOME": str(home), **(told or {})}
    if pages:
        _collect(home, environment)
    names = {"web", "relay", *(("worker",) if works else ()), *(("provisioning",) if opens else ())}
    owner = env.DATABASE_OWNER_URL.replace("/renda?", f"/{database}?")
    with web.running(names, port, environment, home, owner=owner) as processes:
        yield Server(port, home, processes)


def _collect(home: Path, environment: Mapping[str, str]) -> None:
    python = (sys.executable, "-m")
    with (home / "lock").open("w") as lock:  # the workers of one run collect once
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([*python, "infra.assets.build"], cwd=ROOT, check=True, capture_output=True)
        collect = [*python, "infra.cli", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, cwd=ROOT, env=environment, check=True, capture_output=True)


def _environment(database: str) -> Mapping[str, str]:
    """As a child of the supervisor sees it; the keys are those that the test database was written with."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "infra.settings.local",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
        "DATABASE_URL": env.DATABASE_URL.replace("/renda?", f"/{database}?"),
        "RENDA_SECRET_KEY": settings.SECRET_KEY,
        "RENDA_FIELD_KEY": settings.FIELD_KEY.hex(),
        "RENDA_INDEX_KEY": settings.INDEX_KEY.hex(),
    }
