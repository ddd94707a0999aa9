"""The house at work for a benchmark or a campaign of kills: web, workers and relay as `make run` starts them, kept
alive by the same supervisor, in a process of its own.

    with serving(home) as house: …        house.port answers; house.pids("web") are its processes now
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from infra import postgres
from infra.bench.phones import request, send
from infra.bench.web import free_port
from infra.postgres.processes import processes_in
from infra.supervisor import Plan, Supervisor
from infra.supervisor.tables import programs

ROOT = Path(__file__).resolve().parents[2]
WEB = "infra.wsgi:application"
WANTED = ("web", "worker", "relay")
_MARKS = {"web": b"gunicorn", "worker": b"celery", "relay": b"relay"}
TICK = os.sysconf("SC_CLK_TCK")
HEALING = 600.0  # seconds; never a fact about the code: a busy machine starts a web in a minute


@dataclass(frozen=True)
class House:
    home: Path
    port: int
    supervisor: int

    def pids(self, name: str) -> list[int]:
        """Processes of a program that run now, the oldest (who started the others) first."""
        mark = _MARKS[name]
        return sorted(pid for pid in _descendants(self.supervisor) if mark in _read(pid, "cmdline"))

    def backends(self) -> list[int]:
        """PostgreSQL's processes, the postmaster first."""
        recorded = int((self.home / "postgres/data/postmaster.pid").read_text().splitlines()[0])
        return [recorded, *sorted(pid for pid in processes_in(self.home / "postgres/data") if pid != recorded)]

    def heals(self) -> None:
        """Wait until web and database answer, whatever was done to them."""
        deadline = time.monotonic() + HEALING
        question = request("/healthz/ready", "", host="44", method="GET")
        while send(self.port, question, timeout=5).status != 200:
            if time.monotonic() > deadline:
                raise RuntimeError(f"it did not heal, see {self.home}/log")
            time.sleep(0.1)

    def cpu(self, name: str) -> float:
        """Seconds of CPU a program has used so far; "postgres" too."""
        return sum(_cpu(pid) for pid in (self.backends() if name == "postgres" else self.pids(name)))


@contextlib.contextmanager
def serving(home: Path, *, application: str = WEB, keeps_postgres: bool = False) -> Iterator[House]:
    """Until the block ends. `keeps_postgres`: start the server again too, when somebody kills it."""
    port = free_port()
    command = (sys.executable, "-m", "infra.bench.serving", str(home), str(port), application, str(int(keeps_postgres)))
    with (home / "house.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout is not None
    try:
        for said in process.stdout:
            if said.startswith("READY"):
                break
        else:
            raise RuntimeError(f"the house did not come up, see {home}/house.log and {home}/log")
        yield House(home, port, process.pid)
    finally:
        process.terminate()
        process.communicate()


def plan(home: Path, port: int, application: str, keeps_postgres: bool) -> Plan:
    urls = postgres.addresses(home)
    wanted = [each for each in programs(port, urls.owner) if each.name in WANTED]
    return Plan(
        home=home,
        port=port,
        steps=lambda: (),
        programs=tuple(
            replace(each, command=tuple(application if word == WEB else word for word in each.command))
            for each in wanted
        ),
        embedded=keeps_postgres,
        environment={"DATABASE_URL": urls.app},
        back_off=(0.1,) * 100_000,
    )


def _descendants(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield int(child)
            yield from _descendants(int(child))


def _read(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


def _cpu(pid: int) -> float:
    words = _read(pid, "stat").rpartition(b")")[2].split()
    return (int(words[11]) + int(words[12])) / TICK if words else 0.0


if __name__ == "__main__":
    where, at, what, keeps = sys.argv[1:]
    sys.exit(Supervisor(plan(Path(where), int(at), what, keeps == "1")).run())
