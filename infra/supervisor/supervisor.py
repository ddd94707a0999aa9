"""All of them: starts a plan, keeps it alive, stops it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from infra import postgres
from infra.supervisor.child import Child, spawn
from infra.supervisor.errors import CannotStart, Stopped
from infra.supervisor.instance import TICK, answers, only_instance, predecessor_was_killed, refuse_busy_port
from infra.supervisor.plan import STAGE_PATIENCE, Plan, Step
from infra.supervisor.telling import say, tail
from infra.supervisor.terminal import own_terminal, parent_signature

READY_PATIENCE = 120.0  # seconds until the web must answer
LOG_LIMIT = 20_000_000  # bytes; a longer log is put aside at the next start


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
        self._failures = 0  # to start PostgreSQL again, one after another
        self._parent = parent_signature() if plan.attached else None

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)
        began = time.monotonic()
        with contextlib.ExitStack() as last_things:
            try:
                if self.plan.attached:
                    last_things.enter_context(own_terminal())
                refuse_busy_port(self.plan.port, patience=5.0 if predecessor_was_killed(self.plan.home) else 0.0)
                last_things.enter_context(only_instance(self.plan.home))
                self._prepare_logs()
                last_things.callback(self._stop_all)
                self._start(began)
                while True:
                    self._tick()
            except Stopped:
                say("正在停止 …")
                return 0
            except (CannotStart, postgres.PostgresUnavailable) as refusal:
                say(str(refusal), to=sys.stderr)
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
        say(f"共 {time.monotonic() - began:.1f} 秒；日志在 {self.logs}")
        say(f"READY http://{self.plan.province()}:{self.plan.port}/")
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
            code = self._wait_for(spawn(step.command, self.environment, output))
        if code:
            raise CannotStart(f"「{step.title}」没有完成（代码 {code}），全文见 {log}:\n{tail(log)}")

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
        while not answers(self.plan.port):
            if time.monotonic() > deadline:
                raise CannotStart(f"服务在 {READY_PATIENCE:g} 秒内没有就绪，原因见 {self.logs}")
            self._tick()

    def _announce(self) -> None:
        """The table of faces. It takes another start of Django, so it comes after READY."""
        if self.plan.announce:
            with (self.logs / "announce.log").open("w+b") as output:
                code = self._wait_for(spawn(self.plan.announce, self.environment, output), patience=60)
                output.seek(0)
                text = output.read().decode(errors="replace").rstrip()
            if not code and text:
                say(text)
                return
        if self.plan.hint:
            say(self.plan.hint)

    @staticmethod
    def _timed(title: str, work: Callable[[], object]) -> None:
        began = time.monotonic()
        say(f"{title} …", end="")
        try:
            work()
        except BaseException:
            say("")  # whatever is said next begins a line
            raise
        say(f" {time.monotonic() - began:.1f} 秒")

    # -- running
    def _hear(self, *_: object) -> None:
        self._asked_to_stop = True

    def _tick(self) -> None:
        """A moment's pause, then a look around. The only place where a stop takes effect."""
        time.sleep(TICK)
        if self._asked_to_stop or (self._parent and self._parent != parent_signature()):
            raise Stopped
        started = [child for child in self.children if child.process or child.restarts]
        for child in started:
            if news := child.look_after():
                say(news)
            if child.given_up and child.program.vital:
                raise CannotStart(f"{child.program.name} 无法运行，平台停止：\n{tail(child.log)}")
        self._look_after_postgres()

    def _look_after_postgres(self) -> None:
        """Someone may kill it too. Looked at once a second, and only while it ought to be running."""
        if not self.plan.embedded or time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + 1
        if postgres.is_running(self.plan.home):
            return
        try:
            self._timed("数据库意外停止，重新启动", lambda: postgres.ensure_running(self.plan.home))
        except postgres.PostgresUnavailable as trouble:  # perhaps killed again while it was starting
            if self._failures == len(self.plan.back_off):
                raise
            pause = self.plan.back_off[self._failures]
            say(f"{trouble}，{pause:g} 秒后再试", to=sys.stderr)
            self._failures, self._next_look = self._failures + 1, time.monotonic() + pause
        else:
            self._failures = 0

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
