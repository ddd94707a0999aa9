"""One cluster on disk, from `initdb` to its last child."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from infra.postgres.account import as_server, fsync_folder, open_the_way, private_folder, write_as_server
from infra.postgres.errors import PostgresUnavailable
from infra.postgres.layout import CONNECT, DATABASE, GRANTS, PORT, ROLES, SETTINGS, SUPERUSER
from infra.postgres.processes import processes_in, works_in
from infra.postgres.programs import binaries, run, version

SOCKET_PATH_LIMIT = 107  # bytes in a Unix socket address, without its closing zero
START_PATIENCE = 300  # seconds; recovery after a crash on a slow disk is the only thing that takes long
NO_SUCH_PID = 2**22 + 1  # above the kernel's largest possible process id


@dataclass(frozen=True)
class Urls:
    """Where to connect, one address a role."""

    app: str
    owner: str
    superuser: str

    def lines(self) -> str:
        """For `eval` in a shell."""
        names = (("DATABASE_URL", self.app), ("DATABASE_OWNER_URL", self.owner))
        return "\n".join(f"export {name}={shlex.quote(url)}" for name, url in names)


class Cluster:
    def __init__(self, home: str | Path) -> None:
        self.folder = Path(home).resolve() / "postgres"
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.pid_file = self.data / "postmaster.pid"

    def identity(self) -> str:
        """A name for these data: the system identifier, drawn by initdb; '' before there are any."""
        try:
            with (self.data / "global" / "pg_control").open("rb") as control:
                return control.read(8).hex()
        except FileNotFoundError:
            return ""

    # -- creating
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def make_folders(self) -> None:
        """The folders, belonging to whoever runs the server and closed to everybody else."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, self.log):
            private_folder(folder)
        open_the_way(self.folder)
        open_the_way(binaries())

    def create(self) -> None:
        """`initdb` beside its place, then moved in: a start killed half-way leaves nothing half-made behind."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        # The built-in provider sorts by code point on every machine alike, whatever its C library. LC_CTYPE must be
        # UTF-8 all the same: pg_trgm still asks the C library what a letter is, and under C no Chinese word has one.
        words = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8")
        access = ("--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--data-checksums", "--no-instructions")
        done = run("initdb", "-D", str(draft), *access, *words)
        if done.returncode:
            raise PostgresUnavailable(f"PostgreSQL could not create its files: {done.stdout.strip()[-400:]}")
        with (draft / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude 'renda.conf'\n")
        (draft / "pg_hba.conf").write_text("local all all trust\n")  # local only: see `run/` above
        fsync_folder(draft)
        draft.rename(self.data)
        fsync_folder(self.folder)

    def refuse_other_version(self) -> None:
        """Another major version cannot read these files; better one sentence than a page of the server's log."""
        here = (self.data / "PG_VERSION").read_text().strip()
        ours = version()
        if here != ours:
            raise PostgresUnavailable(
                f"{self.data} was written by PostgreSQL {here} and this is {ours}: dump it with the old version first."
            )

    def write_settings(self) -> None:
        """Our settings, each with its reason; taken up at the next start of the server."""
        text = "# Written by infra/postgres/layout.py at each start; change it there.\n" + "".join(
            f"{name} = {value}  # {reason}\n" for name, value, reason in SETTINGS
        )
        write_as_server(self.data / "renda.conf", text)

    # -- running
    def postmaster(self) -> int | None:
        """The process id of the server that holds these data, or None.

        The file alone proves nothing: after a `kill -9` or a restart of the machine it names a dead process, or by
        now somebody else's.
        """
        pid = self._recorded_pid()
        return pid if pid and works_in(pid, self.data) else None

    def start(self) -> None:
        self.end_leftovers()
        socket = self._socket_folder()
        private_folder(socket)
        self._disown_dead_pid(socket)
        early = self.log / "start.log"
        write_as_server(early, "")
        # Never into a pipe: the server inherits it and whoever reads it waits for ever.
        order = ("start", "-w", "-t", str(START_PATIENCE), "-l", str(early), "-o", f"-k {shlex.quote(str(socket))}")
        self.control(*order)

    def wait_until_ready(self) -> None:
        """A server left over from a killed supervisor may still be replaying its log."""
        deadline = time.monotonic() + START_PATIENCE
        while self._recorded(8).strip() != "ready":
            if not self.postmaster() or time.monotonic() > deadline:
                raise PostgresUnavailable(f"PostgreSQL did not become ready; see {self.log}.")
            time.sleep(0.05)

    def control(self, *arguments: str) -> None:
        done = run("pg_ctl", "-D", str(self.data), *arguments, silent=True)
        if done.returncode:
            raise PostgresUnavailable(f"PostgreSQL did not {arguments[0]}; see {self.log}: {self._last_words()}")

    def end_by(self, way: signal.Signals, seconds: float) -> None:
        """To PostgreSQL SIGINT means: end every session and leave in order; SIGQUIT: leave now."""
        if pid := self.postmaster():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, way)
        deadline = time.monotonic() + seconds
        while self.postmaster() and time.monotonic() < deadline:
            time.sleep(0.02)

    def end_leftovers(self) -> None:
        """End the children of a killed server: the next one refuses to start while they hold its shared memory."""
        if self.postmaster():
            return
        with as_server():
            for _ in range(100):
                if not (left := processes_in(self.data)):
                    return
                for pid in left:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)  # their work is lost with their parent anyway
                time.sleep(0.05)

    # -- roles
    def lay_out(self) -> None:
        """Roles, database, extensions, default privileges: applied again whenever their text has changed."""
        mark = self.folder / "layout"
        fingerprint = hashlib.sha256("".join((ROLES, GRANTS, CONNECT, self.identity())).encode()).hexdigest()
        if mark.exists() and mark.read_text() == fingerprint:
            return
        with self._superuser("postgres") as connection:
            connection.execute(ROLES)
        with self._superuser("template1") as connection:
            connection.execute(GRANTS)
        with self._superuser("postgres") as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER renda_owner")
            connection.execute(CONNECT)
        with self._superuser(DATABASE) as connection:
            connection.execute(GRANTS)
        write_as_server(mark, fingerprint)

    def urls(self) -> Urls:
        where = f"host={quote(str(self._socket_folder()), safe='')}&port={PORT}"
        return Urls(*(f"postgresql://{role}@/{DATABASE}?{where}" for role in ("renda_app", "renda_owner", SUPERUSER)))

    def _superuser(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._socket_folder()), port=PORT, user=SUPERUSER, dbname=database, autocommit=True
        )

    # -- small print
    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """One at a time: a test run and a supervisor may both want the same server to start."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _recorded(self, line: int) -> str:
        try:
            return self.pid_file.read_text().splitlines()[line - 1]
        except (FileNotFoundError, IndexError):
            return ""

    def _recorded_pid(self) -> int | None:
        first = self._recorded(1)
        return int(first) if first.isdigit() else None

    def _disown_dead_pid(self, socket: Path) -> None:
        """Make PostgreSQL believe that the recorded server is gone, which we know by now.

        It only asks whether the number is in use; by now that may be another program's, or the dead server's own where
        nobody collects the dead (a container's first process often does not). Put a number there that nobody can have.
        The rest of the file stays, since PostgreSQL checks by it that no child of the dead server is left. The socket's
        own lock file protects nothing more than the data's does.
        """
        (socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        if self._recorded_pid() is None:
            return
        rest = self.pid_file.read_text().splitlines()[1:]
        write_as_server(self.pid_file, "\n".join([str(NO_SUCH_PID), *rest, ""]))

    def _socket_folder(self) -> Path:
        """A running server's own answer, else `run/`, else a short place if that path does not fit into an address."""
        if self.postmaster() and (recorded := self._recorded(5).strip()):
            return Path(recorded)
        usual = self.folder / "run"
        if len(os.fsencode(usual / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
            return usual
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"renda-{name}"

    def _last_words(self) -> str:
        files = sorted(self.log.glob("*.log"), key=lambda file: file.stat().st_mtime)
        lines = [line for file in files for line in file.read_text(errors="replace").splitlines()[-3:]]
        return " / ".join(lines[-4:])
