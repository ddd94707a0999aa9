"""The PgBouncer of the machine in front of a server, as an operator may well set it up: transaction mode, nothing tracked."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from infra.postgres.account import server_account
from infra.settings import env

PORT = 6432  # names the socket file; nothing listens on the network
SERVERS = 3  # server connections that all clients share
_SETTINGS = """
[databases]
* = host={host} port={port}
[pgbouncer]
unix_socket_dir = {folder}
listen_port = {own}
auth_type = trust
auth_file = {folder}/users
pool_mode = {mode}
default_pool_size = {servers}
ignore_startup_parameters = extra_float_digits,options
logfile = {folder}/log
"""


def program() -> str | None:
    """Where it is; Debian puts it outside an ordinary user's PATH."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")


@contextmanager
def in_front_of(url: str, *, mode: str = "transaction") -> Iterator[str]:
    """A `postgresql://` address that leads through a PgBouncer to where `url` leads. Raises FileNotFoundError."""
    binary = program()
    if binary is None:
        raise FileNotFoundError("pgbouncer 没有安装：infra/system.sh 会安装它。")
    behind, account = env.dsn(url), server_account()
    with tempfile.TemporaryDirectory(prefix="renda-pool-") as name:
        folder = Path(name)
        text = _SETTINGS.format(
            host=behind["host"], port=behind["port"], folder=folder, own=PORT, mode=mode, servers=SERVERS
        )
        (folder / "ini").write_text(text)
        (folder / "users").write_text(f'"{behind["user"]}" ""\n')
        if account:  # it refuses to run as root, and the server's socket is the server account's
            for each in (folder, *folder.iterdir()):
                os.chown(each, account.pw_uid, account.pw_gid)
        process = subprocess.Popen(
            [binary, "-q", str(folder / "ini")],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        try:
            address = f"postgresql://{behind['user']}@/{behind['dbname']}?host={quote(name, safe='')}&port={PORT}"
            _wait_for(address, folder / "log")
            yield address
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(address: str, log: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError as refused:
            if time.monotonic() > deadline:
                said = log.read_text()[-2000:] if log.exists() else ""
                raise RuntimeError(f"{refused}\n{said}") from refused
            time.sleep(0.05)
