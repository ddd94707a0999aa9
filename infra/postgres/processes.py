"""The process table: which server and which of its children are really there."""

from __future__ import annotations

import os
from pathlib import Path


def works_in(pid: int, folder: Path) -> bool:
    """Whether that process is alive with this working folder, which a server and its children have in its data.

    Where root may not look there (see `as_server`), the server's command line answers, which is open to all.
    """
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except PermissionError:
        return os.fsencode(folder) in read_process(pid, "cmdline").split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False


def processes_in(folder: Path) -> list[int]:
    """The server and its children, or what is left of them; not a shell that happens to stand there."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in pids if works_in(pid, folder) and read_process(pid, "comm") == b"postgres\n"]


def read_process(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""
