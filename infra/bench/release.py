"""A release that does not exist: the house as it is, with migrations added to a room. For benchmarks and tests.

The rooms' own migrations are copied into packages of another name, the new ones are put beside them, and a settings
module points Django there (`MIGRATION_MODULES`). Nothing of the program itself is touched.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Release:
    """A folder of its own. `add` migrations to it, then run something with `environment()`."""

    folder: Path
    settings: str = "infra.settings.test"
    extra: str = ""  # further lines of its settings
    rooms: dict[str, str] = field(default_factory=dict)

    def add(self, room: str, name: str, body: str, *, after: str = "", follows: str = "") -> str:
        """A migration `name` of `room` ("tenants.meetings") after its last one. `body`: lines of the class, where
        `{label}` is the app; `after` names migrations of other rooms it depends on, as Python. Returns `room.name`."""
        label = room.rpartition(".")[2]
        package = self.folder / f"next_{label}"
        if label not in self.rooms:
            spec = find_spec(f"{room}.migrations")
            assert spec is not None
            assert spec.submodule_search_locations
            shutil.copytree(next(iter(spec.submodule_search_locations)), package)
            self.rooms[label] = package.name
        last = follows or max(each.stem for each in package.glob("[0-9]*.py"))
        text = (
            "import django\nfrom django.contrib.postgres.operations import AddIndexConcurrently\n"
            "from django.db import migrations, models\n\n\n"
            "class Migration(migrations.Migration):\n"
            f"    dependencies = [({label!r}, {last!r}), {after}]\n"
        )
        (package / f"{name}.py").write_text(text + "".join(f"    {line}\n" for line in body.strip().splitlines()))
        self._write()
        return f"{label}.{name}"

    def _write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "next_settings.py").write_text(
            f"from {self.settings} import *\n\nMIGRATION_MODULES = {self.rooms!r}\n{self.extra}"
        )

    def environment(self, database_url: str, owner_url: str) -> dict[str, str]:
        """For a process of this release, in that database."""
        self._write()
        path = [str(self.folder), str(ROOT / "platform"), str(ROOT)]
        return {
            **os.environ,
            "DATABASE_URL": database_url,
            "DATABASE_OWNER_URL": owner_url,
            "DJANGO_SETTINGS_MODULE": "next_settings",
            "PYTHONPATH": os.pathsep.join(path),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    @staticmethod
    def renda(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "infra.cli", *arguments]
