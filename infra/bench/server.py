"""A PostgreSQL server, a database and a home of the bench's own, thrown away afterwards. No Django here: it comes later.

Nothing of a platform that runs beside it is touched, so a section may kill the server or fill the disk as it likes.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg

from infra import postgres

ALL = 1_753  # offices of 广东 below the province, each with a schema of its own
ROOT = Path(__file__).resolve().parents[2]
_IN_DJANGO = "import sys, importlib, django; django.setup(); importlib.import_module(sys.argv[1]).main(sys.argv[2:])"


@contextlib.contextmanager
def running(home: Path, *, keep: bool) -> Iterator[None]:
    """Start the server, migrate, start Django in this process; stop and delete everything afterwards unless `keep`."""
    with _alone(home), _running(home, keep=keep):
        yield


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One benchmark a home: two would throw away each other's data, and their figures would mean nothing."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit("另一个基准测试正在运行，请等它结束后再试。") from None
        yield


@contextlib.contextmanager
def _running(home: Path, *, keep: bool) -> Iterator[None]:
    if home.exists():
        postgres.stop(home)
        shutil.rmtree(home)
    urls = postgres.ensure_running(home)
    os.environ |= {
        "RENDA_HOME": str(home),
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
        "RENDA_DATABASE_ROLE": "app",
        "DJANGO_SETTINGS_MODULE": "infra.settings.bench",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
    }
    try:
        _run("-m", "infra.cli", "migrate")
        importlib.import_module("django").setup()
        yield
    finally:
        if "django.db" in sys.modules:
            sys.modules["django.db"].connections.close_all()
        postgres.stop(home)
        if not keep:
            shutil.rmtree(home, ignore_errors=True)


def in_django(module: str, *arguments: str, **environment: str) -> str:
    """`main(arguments)` of a module, in a process of its own in which Django has started; what it printed."""
    return _run("-c", _IN_DJANGO, module, *arguments, **environment)


def as_peer(way: str, *schemas: str) -> str:
    """`infra.bench.peers`, whose Django connects as the owner and has its own engine."""
    settings = {"RENDA_DATABASE_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "infra.settings.bench_peers"}
    return in_django("infra.bench.peers", way, *schemas, **settings)


def say(text: str) -> None:
    """To whoever watches; the figures go to standard output."""
    print(text, file=sys.stderr, flush=True)


def _run(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "RENDA_DATABASE_ROLE": "app", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{arguments}: {done.stdout[-1000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def libpq_uri(owner: psycopg.Connection[Any]) -> str:
    """The same connection as a URI for pg_dump; the password, if any, goes by PGPASSWORD, not by the command line."""
    parameters: dict[Any, str] = dict(owner.info.get_parameters())
    wanted = {key: parameters[key] for key in ("host", "port", "user", "dbname") if key in parameters}
    return "postgresql:///?" + urlencode(wanted, quote_via=quote)
