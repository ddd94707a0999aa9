"""One supervisor a home and one web a port; and whether that web answers."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from infra.supervisor.errors import CannotStart
from infra.supervisor.plan import PROVINCE

TICK = 0.1


def refuse_busy_port(port: int, patience: float = 0.0) -> None:
    deadline = time.monotonic() + patience
    while not _is_free(port):
        if time.monotonic() > deadline:
            raise CannotStart(f"端口 {port} 已被占用：请停止占用它的程序，或设 PORT 为别的端口再启动。", 2)
        time.sleep(TICK)


def _is_free(port: int) -> bool:
    """A browser tries both addresses of `localhost`, so neither may be somebody else's."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError:
            if family == socket.AF_INET or _somebody_listens(address, port):
                return False
    return True


def _somebody_listens(address: str, port: int) -> bool:
    """Told apart from a machine without IPv6."""
    with contextlib.suppress(OSError), socket.create_connection((address, port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def only_instance(home: Path) -> Iterator[None]:
    """One supervisor a home. The lock goes with the process, however it ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "supervisor.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"{home} 已有一个平台在运行：请先停止它，或设 RENDA_HOME 为别的目录再启动。", 2) from None
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield
        lock.truncate(0)  # what is found here without a lock on it was left by a supervisor that was killed


def predecessor_was_killed(home: Path) -> bool:
    """Then its web may still be on its way out, and the port is worth a moment's wait."""
    try:
        with (home / "supervisor.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return bool(lock.read())
    except (FileNotFoundError, BlockingIOError):
        return False


def answers(port: int) -> bool:
    """Whether the web is ready, asked by number: not every resolver knows `*.localhost`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz/ready", headers={"Host": f"{PROVINCE}:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
