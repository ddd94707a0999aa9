"""The worker as the supervisor starts it: one that can do no work does not stay."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.supervisor.tables import programs
from tests.conftest import ROOT

PATIENCE = 120.0  # never a fact about the code


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("which", [0, 1])
def test_a_worker_of_whom_an_idle_child_is_killed_ends_and_does_not_fall_silent(tmp_path: Path, which: int) -> None:
    (command,) = (each.command for each in programs(0, "") if each.name == "worker")
    environment = {
        **os.environ,
        "RENDA_HOME": str(tmp_path),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "DJANGO_SETTINGS_MODULE": "infra.settings.local",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
    }
    log = tmp_path / "worker.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output) as worker,
    ):
        try:
            until(lambda: len(children(worker.pid)) == 2)
            before = children(worker.pid)
            os.kill(before[which], signal.SIGKILL)
            until(lambda: worker.poll() is not None)
        finally:
            worker.kill()
    assert worker.returncode == 1
    assert f"子进程 {before[which]} 被信号 9 终止" in log.read_text()
