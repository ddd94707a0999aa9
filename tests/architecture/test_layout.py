"""`platform/` beside the standard library's `platform`, and nothing at the top that was not agreed."""

import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {"README.md", "pyproject.toml", "platform", "tenants", "api", "admin_theme", "infra", "tests"}
INSISTED_ON_BY_TOOLS = {"Makefile", ".ci", ".editorconfig", ".gitignore", ".pre-commit-config.yaml", ".python-version"}
STANDARD = Path(subprocess.__file__).with_name("platform.py")
ASK = "import platform; print(platform.__file__)"


def platform_packages(root: Path) -> list[Path]:
    """What must not be: an `__init__.py` that turns the source root into a package of that name."""
    return list((root / "platform").glob("__init__.*"))


def answer(*command: str, cwd: Path) -> Path:
    done = subprocess.run([sys.executable, *command], cwd=cwd, check=True, capture_output=True, text=True)
    return Path(done.stdout.strip())


def test_platform_is_no_package() -> None:
    assert platform_packages(ROOT) == []


def test_under_pytest_platform_is_the_standard_librarys() -> None:
    assert Path(platform.__file__) == STANDARD
    assert platform.system()


@pytest.mark.parametrize("cwd", [ROOT, Path("/")], ids=["repository", "root"])
def test_from_anywhere_platform_is_the_standard_librarys(cwd: Path) -> None:
    assert answer("-c", ASK, cwd=cwd) == STANDARD


def test_with_a_module_run_from_the_repository_platform_is_the_standard_librarys() -> None:
    """`python -m` puts the working folder first on the path, which is where the trap would close."""
    assert answer("-m", "tests.architecture.ask_platform", cwd=ROOT) == STANDARD


def test_a_stray_init_is_found_and_really_is_the_trap(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "platform", tmp_path / "platform", ignore=shutil.ignore_patterns("__pycache__", "commons"))
    assert answer("-c", ASK, cwd=tmp_path) == STANDARD
    stray = tmp_path / "platform" / "__init__.py"
    stray.touch()
    assert platform_packages(tmp_path) == [stray]
    assert answer("-c", ASK, cwd=tmp_path) == stray


def test_the_top_holds_the_eight_names_and_what_tools_insist_on() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    top = {name.split("/")[0] for name in listed.split("\0") if name}
    assert top == TOP | INSISTED_ON_BY_TOOLS


def test_no_file_records_where_packages_come_from() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = {name.rsplit("/", 1)[-1] for name in listed.split("\0") if name}
    assert not names & {"uv.lock", "package-lock.json", "yarn.lock", ".npmrc", "pip.conf"}
    for lock in (ROOT / "infra/requirements").glob("*.txt"):
        assert "://" not in lock.read_text(), f"{lock.name} names an address"
