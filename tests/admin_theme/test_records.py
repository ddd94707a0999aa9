"""The staff site is tried with a toy record, in a Django of its own: the product's settings have no toys."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def test_a_record_is_read_and_acted_on_as_the_walk_describes() -> None:
    apart = ["-q", "--noconftest", "--ds=tests.admin_theme.settings_for_paint"]
    command = [sys.executable, "-m", "pytest", *apart, str(HERE / "walk_records.py")]
    walked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert walked.returncode == 0, walked.stdout + walked.stderr
