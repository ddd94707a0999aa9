"""`renda up`: everything that one machine needs to serve a province, started in order and stopped without a trace.

PostgreSQL (unless DATABASE_URL names another) → the set-up steps that are not done yet → web, workers, relay, beat.
Two tables say what: `steps()` and `programs()`. The parent never starts Django: each start of it costs seconds, so
whether a step is done is told by a fingerprint of the files it depends on, written under RENDA_HOME after success.

A child dies with us (PR_SET_PDEATHSIG), even if we are killed; PostgreSQL may survive that: the next start adopts it.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import http.client
import importlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from infra import postgres

ROOT = Path(__file__).resolve().parent.parent
PROVINCE = "44.localhost"
READY_PATIENCE = 120.0  # seconds until the web must answer
# Seconds a stage has to stop by itself: three stages and PostgreSQL stay within ten. A task that is cut off is no loss:
# what it was for is in the database (outbox, requested offices) and comes again.
STAGE_PATIENCE = 2.0
BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before each restart of a child that keeps dying; then we say so
STEADY_AFTER = 60.0  # a child that lived this long has its restarts forgiven
TICK = 0.1
LOG_LIMIT = 20_000_000  # bytes; a longer log is put aside at the next start
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


class CannotStart(RuntimeError):
    """Why it does not start: one sentence for the person at the keyboard, and the exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


class _Stopped(Exception):
    """Nothing is wrong: somebody asked us to stop."""


@dataclass(frozen=True)
class Step:
    """Something to be done once. It is done when `fingerprint()` is what it was after the last success."""

    name: str
    title: str
    fingerprint: Callable[[], str]
    command: tuple[str, ...]


@dataclass(frozen=True)
class Program:
    """A child that runs as long as we do. Stages start from 1 upwards and stop in the opposite order."""

    name: str
    command: tuple[str, ...]
    stage: int
    environment: Mapping[str, str] = field(default_factory=dict)
    vital: bool = False  # without it there is no platform: if it cannot be kept alive, all stop


@dataclass(frozen=True)
class Plan:
    """All that `Supervisor` needs to know; the tests bring their own with tiny programs."""

    home: Path
    port: int
    steps: Callable[[], Iterable[Step]]
    programs: tuple[Program, ...]
    embedded: bool = False  # whether PostgreSQL is ours to start and stop
    environment: Mapping[str, str] = field(default_factory=dict)
    announce: tuple[str, ...] = ()  # prints the table of faces
    hint: str = ""  # … or what to say instead
    back_off: tuple[float, ...] = BACK_OFF
    attached: bool = False  # whether we are `make run`: see `_own_terminal` and `_parent_signature`


# ── the two tables ────────────────────────────────────────────────────────────────────────────
def steps(home: Path, embedded: bool, database: str, demo: str) -> Iterable[Step]:
    """What must be done before anything is served, in this order."""
    renda = (sys.executable, "-m", "infra.cli")
    build = importlib.import_module("infra.assets.build")
    # Thrown-away data must not pass for set up because a file outside them says so.
    data = postgres.identity(home) if embedded else database
    yield Step("migrate", "升级数据库", lambda: _hash(data, *_contents(_schema_sources())), (*renda, "migrate"))
    yield Step("assets", "安装前端资源", build.fingerprint, (sys.executable, "-m", "infra.assets.build"))
    static = (*renda, "collectstatic", "--noinput", "--verbosity", "0")
    yield Step("static", "收集静态文件", lambda: _hash(str(home), *_signatures(_static_sources())), static)
    if demo != "none":
        yield Step("demo", "建立演示年度", lambda: _hash(data, demo), (*renda, "demo"))


def programs(port: int, owner_url: str) -> tuple[Program, ...]:
    """What runs. Only the provisioning worker may build schemas, so only it is told where the owner connects."""
    python = (sys.executable, "-m")
    celery = (*python, "celery", "-A", "infra.worker")
    worker = (*celery, "worker", "--pool", "prefork", "--without-gossip", "--without-mingle", "--loglevel", "INFO")
    web = ("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4")
    patience = ("--graceful-timeout", str(int(STAGE_PATIENCE) - 1), "--timeout", "60", "--no-control-socket")
    owner = {"RENDA_DATABASE_ROLE": "owner", "DATABASE_OWNER_URL": owner_url}
    return (
        Program("web", (*python, "gunicorn", "infra.wsgi:application", *web, *patience), stage=1, vital=True),
        Program("worker", (*worker, "-Q", "work", "-n", "work@%h", "-c", "2"), stage=2),
        Program("provisioning", (*worker, "-Q", "provisioning", "-n", "provisioning@%h", "-c", "1"), 2, owner),
        Program("relay", (*python, "infra.cli", "relay"), stage=3),
        Program("beat", (*celery, "beat", "--pidfile=", "--loglevel", "INFO"), stage=3),  # a pid file outlives a kill
    )


def _schema_sources() -> Iterable[Path]:
    """What decides how a schema looks: our migrations, other people's (by version), and who is asked for theirs."""
    for folder in ("platform", "tenants", "api", "infra"):
        yield from sorted((ROOT / folder).glob("**/migrations/*.py"))
    yield ROOT / "infra/settings/apps.py"
    yield ROOT / "infra/requirements/runtime.txt"
    yield ROOT / "infra/backend/base.py"
    yield ROOT / "platform/commons/directory/folding.py"
    yield ROOT / "platform/commons/directory/provisioning.py"


def _static_sources() -> Iterable[Path]:
    for folder in ("platform", "tenants", "api", "admin_theme", "infra"):
        yield from sorted(file for file in (ROOT / folder).glob("**/static/**/*") if file.is_file())
    yield ROOT / "infra/requirements/runtime.txt"


def _contents(files: Iterable[Path]) -> Iterable[bytes]:
    for file in files:
        if file.exists():
            yield bytes(file.relative_to(ROOT)) + b"\0" + file.read_bytes()


def _signatures(files: Iterable[Path]) -> Iterable[str]:
    """Name, size and time instead of contents: static files are many and large."""
    for file in files:
        found = file.stat()
        yield f"{file.relative_to(ROOT)} {found.st_size} {found.st_mtime_ns}"


def _hash(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()


# ── one child ─────────────────────────────────────────────────────────────────────────────────
class Child:
    """A program, its process while there is one, and how often it had to be started again."""

    def __init__(
        self, program: Program, log: Path, environment: Mapping[str, str], back_off: tuple[float, ...] = BACK_OFF
    ) -> None:
        self.program = program
        self.log = log
        self.back_off = back_off
        self.environment = {**environment, **program.environment}
        self.process: subprocess.Popen[bytes] | None = None
        self.restarts = 0
        self.given_up = False
        self._began = 0.0
        self._due = 0.0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = _spawn(self.program.command, self.environment, log)
        self._began = time.monotonic()

    def look_after(self) -> str | None:
        """Start it again when it has died and its pause is over; the sentence to print when something happened."""
        now = time.monotonic()
        if self.process is None:
            if not self.given_up and now >= self._due:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self._sweep_group()
        self.process = None
        if now - self._began > STEADY_AFTER:
            self.restarts = 0
        if self.restarts == len(self.back_off):
            self.given_up = True
            return f"{self.program.name} 连续退出 {self.restarts + 1} 次，不再重启；原因见 {self.log}"
        self._due = now + self.back_off[self.restarts]
        self.restarts += 1
        return f"{self.program.name} 意外退出（代码 {code}），{self.back_off[self.restarts - 1]:g} 秒后重启"

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def finish(self, deadline: float) -> None:
        """Wait until then, and leave nothing of its process group behind."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self._sweep_group()
        self.process.wait()
        self.process = None

    def _sweep_group(self) -> None:
        """The leader leads a session of its own, so its number is that of its group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # type: ignore[union-attr]


def _spawn(
    command: tuple[str, ...], environment: Mapping[str, str], output: IO[bytes] | int
) -> subprocess.Popen[bytes]:
    """In a session of its own (Ctrl-C is ours to pass on), ended by the kernel if we are."""
    parent = os.getpid()

    def tie_to_parent() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we died before the tie was made
            os._exit(1)

    return subprocess.Popen(
        command,
        env=dict(environment),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=tie_to_parent,  # safe: this process has one thread
    )


# ── all of them ───────────────────────────────────────────────────────────────────────────────
class Supervisor:
    """Starts a plan, keeps it alive, stops it. `run()` returns the exit code."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.logs = plan.home / "log"
        # What a child may know. The owner's address and role go to the few that build schemas.
        inherited = {key: value for key, value in os.environ.items() if key != "RENDA_DATABASE_ROLE"}
        self.environment = {**inherited, **plan.environment, "RENDA_HOME": str(plan.home), "PORT": str(plan.port)}
        serving = {key: value for key, value in self.environment.items() if key != "DATABASE_OWNER_URL"}
        self.children = [
            Child(program, self.logs / f"{program.name}.log", serving, plan.back_off) for program in plan.programs
        ]
        self._asked_to_stop = False
        self._next_look = 0.0
        self._parent = _parent_signature() if plan.attached else None

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)
        began = time.monotonic()
        with contextlib.ExitStack() as last_things:
            try:
                if self.plan.attached:
                    last_things.enter_context(_own_terminal())
                refuse_busy_port(self.plan.port, patience=5.0 if _predecessor_was_killed(self.plan.home) else 0.0)
                last_things.enter_context(only_instance(self.plan.home))
                self._prepare_logs()
                last_things.callback(self._stop_all)
                self._start(began)
                while True:
                    self._tick()
            except _Stopped:
                _say("正在停止 …")
                return 0
            except (CannotStart, postgres.PostgresUnavailable) as refusal:
                _say(str(refusal), to=sys.stderr)
                return getattr(refusal, "code", 1)

    # -- starting
    def _start(self, began: float) -> None:
        if self.plan.embedded:
            self._timed("启动数据库", lambda: postgres.ensure_running(self.plan.home))
        for step in self.plan.steps():
            self._take(step)
        for child in sorted(self.children, key=lambda child: child.program.stage):
            child.start()
        self._timed("启动服务", self._wait_until_ready)
        _say(f"共 {time.monotonic() - began:.1f} 秒；日志在 {self.logs}")
        _say(f"READY http://{PROVINCE}:{self.plan.port}/")
        self._announce()

    def _prepare_logs(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > LOG_LIMIT:
                log.replace(log.with_suffix(".log.1"))

    def _take(self, step: Step) -> None:
        mark = self.plan.home / "setup" / step.name
        if mark.exists() and mark.read_text() == step.fingerprint():
            return
        self._timed(step.title, lambda: self._carry_out(step))
        mark.parent.mkdir(exist_ok=True)
        draft = mark.with_suffix(".new")
        draft.write_text(step.fingerprint())  # asked again: a step may make what it is told by
        draft.replace(mark)

    def _carry_out(self, step: Step) -> None:
        log = self.logs / "setup.log"
        with log.open("ab") as output:
            code = self._wait_for(_spawn(step.command, self.environment, output))
        if code:
            raise CannotStart(f"「{step.title}」没有完成（代码 {code}），全文见 {log}:\n{_tail(log)}")

    def _wait_for(self, process: subprocess.Popen[bytes], patience: float = float("inf")) -> int:
        """The exit code of a passing helper; if it must end early, all of it ends."""
        deadline = time.monotonic() + patience
        try:
            while (code := process.poll()) is None and time.monotonic() < deadline:
                self._tick()
            return 1 if code is None else code
        finally:
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_PATIENCE
        while not _answers(self.plan.port):
            if time.monotonic() > deadline:
                raise CannotStart(f"服务在 {READY_PATIENCE:g} 秒内没有就绪，原因见 {self.logs}")
            self._tick()

    def _announce(self) -> None:
        """The table of faces. It takes another start of Django, so it comes after READY."""
        if self.plan.announce:
            with (self.logs / "announce.log").open("w+b") as output:
                code = self._wait_for(_spawn(self.plan.announce, self.environment, output), patience=60)
                output.seek(0)
                text = output.read().decode(errors="replace").rstrip()
            if not code and text:
                _say(text)
                return
        if self.plan.hint:
            _say(self.plan.hint)

    @staticmethod
    def _timed(title: str, work: Callable[[], object]) -> None:
        began = time.monotonic()
        _say(f"{title} …", end="")
        try:
            work()
        except BaseException:
            _say("")  # whatever is said next begins a line
            raise
        _say(f" {time.monotonic() - began:.1f} 秒")

    # -- running
    def _hear(self, *_: object) -> None:
        self._asked_to_stop = True

    def _tick(self) -> None:
        """A moment's pause, then a look around. The only place where a stop takes effect."""
        time.sleep(TICK)
        if self._asked_to_stop or (self._parent and self._parent != _parent_signature()):
            raise _Stopped
        started = [child for child in self.children if child.process or child.restarts]
        for child in started:
            if news := child.look_after():
                _say(news)
            if child.given_up and child.program.vital:
                raise CannotStart(f"{child.program.name} 无法运行，平台停止：\n{_tail(child.log)}")
        self._look_after_postgres()

    def _look_after_postgres(self) -> None:
        """Someone may kill it too. Looked at once a second, and only while it ought to be running."""
        if not self.plan.embedded or time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + 1
        if not postgres.is_running(self.plan.home):
            self._timed("数据库意外停止，重新启动", lambda: postgres.ensure_running(self.plan.home))

    # -- stopping
    def _stop_all(self) -> None:
        """Those that make work first, those that do it next, the web last, and the database under them all."""
        for stage in sorted({child.program.stage for child in self.children}, reverse=True):
            members = [child for child in self.children if child.program.stage == stage]
            deadline = time.monotonic() + STAGE_PATIENCE
            for child in members:
                child.ask_to_stop()
            for child in members:
                child.finish(deadline)
        if self.plan.embedded:
            postgres.stop(self.plan.home, patience=2)


# ── under make ────────────────────────────────────────────────────────────────────────────────
def _parent_signature() -> tuple[int, str]:
    """Who our parent is and which signals it handles.

    An interrupted make puts the signal's handling back, tells its children nothing, and waits for them. So a change
    here means that it was asked to stop, or is gone, and we stop as well.
    """
    parent = os.getppid()
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{parent}/status").read_text().splitlines():
            if line.startswith("SigCgt:"):
                return parent, line
    return parent, ""


@contextlib.contextmanager
def _own_terminal() -> Iterator[None]:
    """Be the terminal's foreground for a while, so that Ctrl-C reaches us and not make.

    Make would report the interrupt as a failure, although all it meant was: that will do for today.
    """
    before = os.getpgrp()
    if not sys.stdin.isatty() or os.tcgetpgrp(0) != before:
        yield
        return
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # what a background process gets for asking for the foreground
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # Ctrl-Z would stop us alone and leave make waiting
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpgrp())
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.tcsetpgrp(0, before)


# ── small questions ───────────────────────────────────────────────────────────────────────────
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


def _predecessor_was_killed(home: Path) -> bool:
    """Then its web may still be on its way out, and the port is worth a moment's wait."""
    try:
        with (home / "supervisor.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return bool(lock.read())
    except (FileNotFoundError, BlockingIOError):
        return False


def _answers(port: int) -> bool:
    """Whether the web is ready, asked by number: not every resolver knows `*.localhost`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz/ready", headers={"Host": f"{PROVINCE}:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _tail(log: Path, lines: int = 15) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""


def _say(text: str, end: str = "\n", to: IO[str] | None = None) -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody reads any more: no reason to stop serving
        print(text, end=end, file=to, flush=True)


# ── the command ───────────────────────────────────────────────────────────────────────────────
def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="renda up", description="启动整个平台；Ctrl-C 停止。")
    parser.add_argument("--attached", action="store_true", help="随父进程一起停止（make run 使用）")
    attached = parser.parse_args(argv).attached
    try:
        return Supervisor(the_plan(attached)).run()
    except CannotStart as refusal:
        _say(str(refusal), to=sys.stderr)
        return refusal.code


def the_plan(attached: bool) -> Plan:
    """What the environment asks for."""
    try:
        env = importlib.import_module("infra.settings.env")
    except ValueError:
        raise CannotStart("PORT 必须是一个数字，例如 PORT=8000。", 2) from None
    if not 0 < env.PORT < 65536:
        raise CannotStart(f"PORT={env.PORT} 不是可用的端口，请设为 1 到 65535 之间的数。", 2)
    embedded = not env.DATABASE_URL
    if not embedded and not env.DATABASE_OWNER_URL:
        raise CannotStart("设置了 DATABASE_URL，还需要 DATABASE_OWNER_URL（升级和开通机构时使用的数据库角色）。", 2)
    addresses = (
        postgres.addresses(env.HOME) if embedded else postgres.Urls(env.DATABASE_URL, env.DATABASE_OWNER_URL, "")
    )
    demo = env.DEMO != "none"
    return Plan(
        home=env.HOME,
        port=env.PORT,
        steps=lambda: steps(env.HOME, embedded, addresses.app, env.DEMO),
        programs=programs(env.PORT, addresses.owner),
        embedded=embedded,
        environment={"DATABASE_URL": addresses.app, "DATABASE_OWNER_URL": addresses.owner},
        announce=(sys.executable, "-m", "infra.cli", "demo", "--links") if demo else (),
        attached=attached,
        hint="登录链接：renda demo --links"
        if demo
        else "尚无机构：请运行 renda offices provision --division 代码 建档并开通。",
    )


if __name__ == "__main__":
    sys.exit(main())
