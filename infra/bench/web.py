"""The web as the supervisor starts it, on a free port; and somebody who asks it so many times a second, come what may."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from infra.bench.server import ROOT

PATIENCE = 180.0  # seconds until it must answer
ASKERS = 16  # requests that may be under way at once


@contextmanager
def serving(environment: Mapping[str, str], *, workers: int = 2) -> Iterator[int]:
    """The port of a gunicorn that works in `environment` (added to ours), until the block ends."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    command = (sys.executable, "-m", "gunicorn", "infra.wsgi:application", "--bind", f"127.0.0.1:{port}")
    manner = ("--worker-class", "gthread", "--threads", "4", "--workers", str(workers), "--no-control-socket")
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, *manner, "--graceful-timeout", "1"],
            cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            deadline = time.monotonic() + PATIENCE
            while status_of(port, "44.localhost", "/healthz/live") != 200:
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise RuntimeError(f"the web did not come up: {log.read()[-3000:].decode(errors='replace')}")
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def status_of(port: int, host: str, path: str) -> int:
    """0 where nobody answers."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked.request("GET", path, headers={"Host": host})
        return asked.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        asked.close()


@dataclass
class Asked:
    """What was answered: status and seconds from the moment the request was due, so that a standstill is seen."""

    answers: list[tuple[int, float]] = field(default_factory=list)

    @property
    def broken(self) -> int:
        return sum(status == 0 or status >= 500 for status, _ in self.answers)

    @property
    def p95(self) -> float:
        return sorted(seconds for _, seconds in self.answers)[int(len(self.answers) * 0.95)] if self.answers else 0.0


@contextmanager
def asking(ask: Callable[[int], int], *, a_second: float) -> Iterator[Asked]:
    """While the block lasts `ask(number)`, which gives a status, is called at its times, whether answers come or not."""
    asked, over = Asked(), threading.Event()

    def one(number: int, due: float) -> None:
        status = ask(number)
        asked.answers.append((status, time.perf_counter() - due))

    def all_of_them() -> None:
        began, under_way = time.perf_counter(), list[Future[None]]()
        with ThreadPoolExecutor(ASKERS) as askers:
            while not over.is_set():
                due = began + len(under_way) / a_second
                if over.wait(max(0.0, due - time.perf_counter())):
                    break
                under_way.append(askers.submit(one, len(under_way), due))
        for each in under_way:
            each.result()

    clock = threading.Thread(target=all_of_them)  # noqa: TID251 (browsers, not the program)
    clock.start()
    try:
        yield asked
    finally:
        over.set()
        clock.join()
