"""The real server on a free port: gunicorn, the relay and, if asked, a worker, against a database and in a home of its own."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from infra.settings import env
from infra.supervisor.tables import programs
from tests.conftest import ROOT

HOME = env.HOME / "faces"  # kept: collected static files are the same in the next run
PATIENCE = 60.0


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
    port, environment = _free_port(), {**_environment(database), "RENDA_HOME": str(home), **(told or {})}
    python = (sys.executable, "-m")
    if pages:
        _collect(home, environment)
    web = (*python, "gunicorn", "infra.wsgi:application", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread")
    web = (*web, "--workers", "1", "--threads", "4", "--no-control-socket", "--graceful-timeout", "1")
    beside = {"web": web, "relay": (*python, "infra.cli", "relay")}
    if works:
        worker = ("worker", "--pool", "prefork", "--without-gossip", "--without-mingle", "-Q", "work", "-c", "1")
        beside["worker"] = (*python, "celery", "-A", "infra.worker", *worker, "--loglevel", "INFO")
    with contextlib.ExitStack() as running:
        if opens:
            running.enter_context(_running(_opener(), _as_owner(environment, database), home / f"opens-{port}.log"))
        processes = {
            name: running.enter_context(_running(command, environment, home / f"{name}-{port}.log"))
            for name, command in beside.items()
        }
        _wait_for(port, home)
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


def _opener() -> tuple[str, ...]:
    found = next(each for each in programs(0, "") if each.name == "provisioning")
    return found.command


def _as_owner(environment: Mapping[str, str], database: str) -> Mapping[str, str]:
    url = env.DATABASE_OWNER_URL.replace("/renda?", f"/{database}?")
    return {**environment, "RENDA_DATABASE_ROLE": "owner", "DATABASE_OWNER_URL": url}


@contextlib.contextmanager
def _running(command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, home: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError, urllib.error.URLError):
            question = urllib.request.Request(f"http://127.0.0.1:{port}/healthz/live", headers={"Host": "44.localhost"})
            with urllib.request.urlopen(question, timeout=2) as answer:
                if answer.status == 200:
                    return
        if time.monotonic() > deadline:
            raise AssertionError(f"the server did not come up: {(home / f'web-{port}.log').read_text()[-3000:]}")
        time.sleep(0.1)
