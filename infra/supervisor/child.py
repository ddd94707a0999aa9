"""One child: a program, its process while there is one, and how often it had to be started again."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from infra.supervisor.plan import BACK_OFF, Program

ROOT = Path(__file__).resolve().parents[2]
STEADY_AFTER = 60.0  # a child that lived this long has its restarts forgiven
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


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
            self.process = spawn(self.program.command, self.environment, log, self.program.niceness)
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


def spawn(
    command: tuple[str, ...], environment: Mapping[str, str], output: IO[bytes] | int, niceness: int = 0
) -> subprocess.Popen[bytes]:
    """In a session of its own (Ctrl-C is ours to pass on), ended by the kernel if we are."""
    parent = os.getpid()

    def tie_to_parent() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we died before the tie was made
            os._exit(1)
        if niceness:
            os.nice(niceness)
            with contextlib.suppress(OSError):  # where the kernel groups sessions, a group has a niceness of its own
                Path("/proc/self/autogroup").write_text(str(niceness))

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
