"""Programs as the supervisor starts them, the web on a free port; and somebody who asks it so many times a second, come what may."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from infra.bench.server import ROOT
from infra.supervisor.tables import programs

PATIENCE = 180.0  # seconds until it must answer
ASKERS = 16  # requests that may be under way at once


@contextmanager
def serving(environment: Mapping[str, str], *, workers: int = 2) -> Iterator[int]:
    """The port of a web that works in `environment` (added to ours), until the block ends."""
    port = free_port()
    with tempfile.TemporaryDirectory() as logs, running(("web",), port, environment, Path(logs), workers=workers):
        yield port


@contextmanager
def running(
    names: Collection[str], port: int, environment: Mapping[str, str], logs: Path, *, workers: int = 1, owner: str = ""
) -> Iterator[Mapping[str, subprocess.Popen[bytes]]]:
    """Programs of the supervisor's table with `environment` added to ours, the web answering, until the block ends.

    Each writes `logs/NAME-PORT.log`. `workers`: processes of the web. `owner`: where the provisioning worker connects.
    """
    fewer = ("--workers", str(workers), "--graceful-timeout", "1")  # of two words for one thing gunicorn takes the last
    with ExitStack() as started:
        processes = {
            each.name: started.enter_context(
                _process(
                    (*each.command, *fewer) if each.name == "web" else each.command,
                    {**os.environ, **environment, **each.environment},
                    logs / f"{each.name}-{port}.log",
                )
            )
            for each in programs(port, owner)
            if each.name in names
        }
        _wait_for(port, processes["web"], logs / f"web-{port}.log")
        yield processes


@contextmanager
def _process(command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, web: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while status_of(port, "44.localhost", "/healthz/live") != 200:
        if web.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the web did not come up: {log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)


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
