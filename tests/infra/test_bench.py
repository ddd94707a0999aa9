"""The benchmark itself, small: what must hold at any size holds, and a bar that does not is an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SECTIONS = ("found", "request", "migrate-crash", "suspended")


@pytest.mark.long
def test_what_does_not_depend_on_size_holds_on_twelve_offices(tmp_path: Path) -> None:
    chosen = [word for section in SECTIONS for word in ("--section", section)]
    done = subprocess.run(
        [sys.executable, "-m", "infra.cli", "bench", "province", "--offices", "12", *chosen],
        cwd=ROOT,
        env={**os.environ, "RENDA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "6 bars hold, 0 do not."), done.stdout + done.stderr
