"""The tree is the one that was drawn; `platform` is the standard library's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import rules

ROOT = Path(__file__).resolve().parents[2]
OUR_OWN = ("platform", "tenants", "api", "admin_theme", "infra", "tests")


@pytest.mark.parametrize(
    "rule",
    [
        rules.source_root_is_no_package,
        rules.nothing_is_called_utils,
        rules.files_stay_readable,
        rules.every_room_has_a_page,
        rules.migrations_are_named,
        rules.migrations_import_no_room,
        rules.a_day_is_the_day_of_the_offices,
    ],
    ids=lambda rule: rule.__name__,
)
def test_the_tree_holds(rule: rules.Rule) -> None:
    assert rule(ROOT) == []


def test_chinese_keeps_its_own_punctuation() -> None:
    assert rules.chinese_keeps_its_punctuation(ROOT) == []


def test_every_python_file_lives_under_one_of_the_six_names() -> None:
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a clone")
    assert {line.split("/")[0] for line in tracked.stdout.split()} == set(OUR_OWN)


@pytest.mark.parametrize("place", [ROOT, Path("/")], ids=["from the root", "from elsewhere"])
def test_platform_is_the_standard_librarys(place: Path) -> None:
    asked = "import platform, commons; print(platform.system(), platform.__file__)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.split()[1]).name == "platform.py"
    assert ROOT not in Path(done.stdout.split()[1]).parents or ".venv" in done.stdout
