"""The account that runs the server, and folders that are its alone."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

from infra.postgres.errors import PostgresUnavailable

SERVER_USER = "renda_pg"  # used only when we are root, because PostgreSQL refuses to run as root


def server_account() -> pwd.struct_passwd | None:
    """The unprivileged account for the server when we are root, else None: it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVER_USER)
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    home = ("--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin")
    if Path(useradd).exists():
        subprocess.run([useradd, "--system", "--user-group", *home, SERVER_USER], check=False, capture_output=True)
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise PostgresUnavailable(
            f"PostgreSQL refuses to run as root and the account {SERVER_USER} could not be created: "
            "run this as an ordinary user, or set DATABASE_URL and DATABASE_OWNER_URL."
        ) from None


@contextlib.contextmanager
def as_server() -> Iterator[None]:
    """Look at the process table as the server's account: in a container root may not look into another's processes."""
    account = server_account()
    if account is None:
        yield
        return
    group = os.getegid()
    os.setegid(account.pw_gid)
    os.seteuid(account.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)


def private_folder(folder: Path) -> None:
    """A folder that is the server's alone. In a shared place somebody else may have been there first: refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    account = server_account()
    found = folder.lstat()
    if account and found.st_uid == os.geteuid():
        os.chown(folder, account.pw_uid, account.pw_gid, follow_symlinks=False)
        found = folder.lstat()
    expected = account.pw_uid if account else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != expected:
        owner = found.st_uid
        raise PostgresUnavailable(
            f"{folder} belongs to account {owner}, not {expected}: start as the same user as before."
        )
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


def open_the_way(place: Path) -> None:
    """Let the server's account pass through the folders above its own.

    Only when we are root and the server is not, and only the right to pass (o+x), never to list or to read: what lies
    in those folders keeps the protection it has. Folders that are not root's are not ours to change.
    """
    if server_account() is None:
        return
    for folder in [*reversed(place.parents)]:
        found = folder.stat()
        if found.st_mode & stat.S_IXOTH:
            continue
        if found.st_uid != 0:
            raise PostgresUnavailable(f"The account {SERVER_USER} cannot pass {folder}: allow it, or move RENDA_HOME.")
        folder.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)


def write_as_server(file: Path, text: str) -> None:
    """Replace a file in the server's folders whole or not at all, and leave it the server's."""
    draft = file.with_name(file.name + ".new")
    draft.write_text(text)
    draft.chmod(0o600)
    if account := server_account():
        os.chown(draft, account.pw_uid, account.pw_gid)
    draft.replace(file)


def fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
