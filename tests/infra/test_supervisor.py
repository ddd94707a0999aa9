"""The supervisor with a tiny house (`house.py`): order, endings of every kind, what it refuses. Real processes only."""

import contextlib
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra import postgres
from infra.supervisor.child import spawn
from infra.supervisor.tables import programs

ROOT = Path(__file__).resolve().parents[2]
FAMILY = [("web", 1), ("worker", 2), ("beat", 3)]


def eventually(holds: Callable[[], object], patience: float = 15) -> None:
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    """A dead process that nobody has collected yet does not live."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class House:
    """One supervised house in a folder of its own."""

    def __init__(self, folder: Path, **spec: Any) -> None:
        self.folder = folder
        self.diary = folder / "diary"
        self.output = folder / "output"
        self.process: subprocess.Popen[bytes] | None = None
        self.spec = {
            "home": str(folder / "home"),
            "diary": str(self.diary),
            "programs": FAMILY,
            "port": free_port(),
            **spec,
        }

        self.command = [sys.executable, "-m", "tests.infra.house", "live", str(folder / "spec.json")]
        self.environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'platform'}:{ROOT}"}

    def describe(self) -> None:
        (self.folder / "spec.json").write_text(json.dumps(self.spec))

    def start(self) -> "House":
        self.describe()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_hear_interrupts,
            )
        return self

    def ready(self) -> "House":
        self.start()
        eventually(lambda: "READY" in self.said() or not lives(self.pid))
        assert "READY" in self.said(), self.said()
        return self

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def said(self) -> str:
        return self.output.read_text()

    def wrote(self, what: str) -> list[str]:
        """The names in the diary, in order."""
        return [line.split()[1] for line in self._lines() if line.startswith(what)]

    def pids(self) -> list[int]:
        """In the order of starting, which is not quite that of writing into the diary."""
        return sorted(int(line.split()[2]) for line in self._lines() if line.startswith("start"))

    def pid_of(self, name: str) -> int:
        return next(int(line.split()[2]) for line in self._lines() if line.startswith(f"start {name} "))

    def _lines(self) -> list[str]:
        return self.diary.read_text().splitlines() if self.diary.exists() else []

    def end(self, how: int = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(12)


def _hear_interrupts() -> None:
    """A suite in the background of a shell has them ignored, and make would inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def house() -> Iterator[Callable[..., House]]:
    """Builds houses; not below pytest's own folder, which another run of pytest closes to a database server."""
    built: list[House] = []
    with tempfile.TemporaryDirectory(prefix="renda-") as place:

        def build(**spec: Any) -> House:
            folder = Path(place) / str(len(built))
            folder.mkdir()
            built.append(House(folder, **spec))
            return built[-1]

        yield build
        for each in built:
            if each.process and each.process.poll() is None:
                each.end()


# ── beginning and end ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_all_start_in_order_and_stop_in_the_opposite_order(house: Callable[..., House], how: int) -> None:
    one = house().ready()
    eventually(lambda: len(one.wrote("start")) == 3)
    assert one.pids() == [one.pid_of(name) for name in ("web", "worker", "beat")]
    ready = [line for line in one.said().splitlines() if line.startswith("READY")]
    assert ready == [f"READY http://44.localhost:{one.spec['port']}/"]
    assert one.said().splitlines()[-1] == "no links"

    began = time.monotonic()
    assert one.end(how) == 0
    assert time.monotonic() - began < 5
    assert one.wrote("stop") == ["beat", "worker", "web"]
    assert not [pid for pid in one.pids() if lives(pid)]


def test_a_child_that_will_not_stop_and_its_own_children_are_ended(house: Callable[..., House]) -> None:
    one = house(programs=[("web", 1), ("worker", 2, "stubborn", "parent")]).ready()
    eventually(lambda: "worker-child" in one.wrote("start"))
    began = time.monotonic()
    assert one.end() == 0
    assert time.monotonic() - began < 8
    assert len(one.pids()) == 3
    assert not [pid for pid in one.pids() if lives(pid)]


def test_when_the_supervisor_is_killed_its_children_go_too_and_it_starts_again_at_once(
    house: Callable[..., House],
) -> None:
    one = house().ready()
    eventually(lambda: len(one.wrote("start")) == 3)
    first = one.pids()
    one.end(signal.SIGKILL)
    one.ready()  # although the old web may still hold the port for a moment
    eventually(lambda: not [pid for pid in first if lives(pid)])
    assert one.end() == 0


def test_a_database_of_our_own_is_started_again_when_killed_and_stopped_at_the_end(house: Callable[..., House]) -> None:
    one = house(embedded=True).ready()
    home = one.spec["home"]
    first = int((Path(home) / "postgres/data/postmaster.pid").read_text().split()[0])
    os.kill(first, signal.SIGKILL)
    eventually(lambda: not postgres.is_running(home))
    eventually(lambda: postgres.is_running(home))
    assert one.end() == 0
    assert not postgres.is_running(home)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_under_make_it_stops_with_make_even_if_make_keeps_the_signal_to_itself(
    house: Callable[..., House], how: int
) -> None:
    one = house(attached=True)
    makefile = one.folder / "Makefile"
    makefile.write_text(f"run:\n\t@exec {sys.executable} -m tests.infra.house live {one.folder / 'spec.json'}\n")
    one.command = ["make", "-f", str(makefile), "run"]
    one.ready()
    eventually(lambda: len(one.wrote("start")) == 3)
    one.end(how)  # to make alone, not to its group
    eventually(lambda: not [pid for pid in one.pids() if lives(pid)])
    eventually(lambda: one.wrote("stop") == ["beat", "worker", "web"])


def test_ctrl_c_at_a_terminal_is_a_success_for_make_too(house: Callable[..., House]) -> None:
    one = house(attached=True)
    makefile = one.folder / "Makefile"
    makefile.write_text(f"run:\n\t@exec {sys.executable} -m tests.infra.house live {one.folder / 'spec.json'}\n")
    one.describe()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execvpe("make", ["make", "-f", str(makefile), "run"], one.environment)
    said = b""
    while b"no links" not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    with contextlib.suppress(OSError):  # the terminal closes when nobody is left at it
        while os.read(terminal, 1000):
            pass
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert one.wrote("stop") == ["beat", "worker", "web"]
    os.close(terminal)


# ── children that die ─────────────────────────────────────────────────────────────────────────
def test_a_child_that_dies_is_started_again(house: Callable[..., House]) -> None:
    one = house().ready()
    eventually(lambda: len(one.wrote("start")) == 3)
    os.kill(one.pid_of("worker"), signal.SIGKILL)
    eventually(lambda: one.wrote("start").count("worker") == 2)
    assert len(one.pids()) == 4
    assert "worker 意外退出" in one.said()
    assert one.end() == 0


def test_a_child_that_keeps_dying_is_given_up_by_name_and_the_rest_goes_on(house: Callable[..., House]) -> None:
    one = house(programs=[("web", 1), ("relay", 3, "frail")]).ready()
    eventually(lambda: "relay 连续退出 3 次，不再重启" in one.said())
    assert one.wrote("start").count("relay") == 3
    assert lives(one.pid_of("web"))
    assert one.end() == 0


def test_without_the_web_there_is_no_platform(house: Callable[..., House]) -> None:
    one = house(programs=[("web", 1, "frail"), ("worker", 2)]).start()
    assert one.process
    assert one.process.wait(12) == 1
    assert "web 无法运行，平台停止" in one.said()
    assert not [pid for pid in one.pids() if lives(pid)]


# ── what it refuses ───────────────────────────────────────────────────────────────────────────
def test_a_busy_port_is_refused_in_one_sentence_before_anything_is_started(house: Callable[..., House]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        one = house(port=other.getsockname()[1]).start()
        assert one.process
        assert one.process.wait(5) == 2
    assert len(one.said().splitlines()) == 1
    assert "PORT" in one.said()
    assert one.wrote("start") == []


def test_a_second_one_in_the_same_home_is_refused_and_does_not_disturb_the_first(house: Callable[..., House]) -> None:
    one = house().ready()
    other = house(home=one.spec["home"]).start()
    assert other.process
    assert other.process.wait(5) == 2
    assert "RENDA_HOME" in other.said()
    assert other.wrote("start") == []
    assert one.end() == 0


# ── set-up steps ──────────────────────────────────────────────────────────────────────────────
def test_a_step_is_taken_once_until_its_fingerprint_changes(house: Callable[..., House]) -> None:
    one = house(programs=[("web", 1)])
    for fingerprint in ("a", "a", "b"):
        one.spec["steps"] = [("migrate", fingerprint, f"echo step migrate 0 >> {one.diary}")]
        assert one.ready().end() == 0
    assert one.wrote("step") == ["migrate", "migrate"]
    assert "migrate …" in one.said()


def test_a_step_that_fails_says_why_and_is_tried_again_next_time(house: Callable[..., House]) -> None:
    one = house(steps=[("migrate", "a", "echo 'relation is missing'; exit 3")]).start()
    assert one.process
    assert one.process.wait(5) == 1
    assert "「migrate」没有完成（代码 3）" in one.said()
    assert "relation is missing" in one.said()
    assert one.wrote("start") == []
    one.spec["steps"] = [("migrate", "a", "true")]
    assert one.ready().end() == 0


def test_a_stop_during_a_step_ends_the_step(house: Callable[..., House]) -> None:
    one = house(steps=[("demo", "a", "echo $$ > pid; exec sleep 60")])
    one.spec["steps"] = [("demo", "a", f"echo start demo $$ >> {one.diary}; exec sleep 60")]
    one.start()
    eventually(lambda: one.wrote("start") == ["demo"])
    assert one.end() == 0
    assert not lives(one.pids()[0])


def test_the_workers_step_back_for_the_web_and_nobody_else_does() -> None:
    assert {each.name: each.niceness for each in programs(8000, "")} == {
        "web": 0,
        "worker": 5,
        "provisioning": 5,
        "relay": 0,
        "beat": 0,
    }
    said = spawn((sys.executable, "-c", "import os; print(os.nice(0))"), os.environ, subprocess.PIPE, 5)
    assert said.communicate()[0].split() == [str(min(19, os.nice(0) + 5)).encode()]
