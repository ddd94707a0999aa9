"""What is behind, asked of the database in one statement and of the disk by file names.

No Django here: a deploy with nothing to migrate is answered before Django has been started (`infra/cli.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

# Offices without a schema (`terms.WITHOUT_SCHEMA`) are behind nothing.
LOOK = """
SELECT ARRAY(SELECT app || '.' || name FROM public.django_migrations),
       (SELECT head FROM public.directory_blueprint ORDER BY compiled_at DESC LIMIT 1),
       ARRAY(SELECT code FROM public.directory_office WHERE schema_head <> %s AND schema_name <> 'public'
             AND state NOT IN ('deleted', 'founded', 'requested') ORDER BY lft)
"""


@dataclass(frozen=True)
class Situation:
    commons: bool  # whether public is behind
    template: bool  # whether the template, or the blueprint made of it, is behind
    offices: tuple[str, ...]  # codes of those behind

    @property
    def is_current(self) -> bool:
        return not (self.commons or self.template or self.offices)


def judge(row: tuple[list[str], str | None, list[str]], *, commons: Collection[str], head: str) -> Situation:
    """The answer to LOOK, against the migrations that public must have and the head of this program."""
    applied, compiled, behind = row
    return Situation(not set(commons) <= set(applied), compiled != head, tuple(behind))


def digest(migrations: Iterable[str]) -> str:
    """64 hexadecimal digits, equal exactly when the sets of `room.name` are."""
    return hashlib.sha256("\n".join(sorted(migrations)).encode()).hexdigest()


def on_disk(apps: Iterable[str]) -> set[str]:
    """`room.name` of every migration of these apps, by the names of files; nothing is imported."""
    return {f"{app.rpartition('.')[2]}.{file.stem}" for app in apps for file in _files(app)}


def _files(app: str) -> list[Path]:
    top, *below = app.split(".")
    spec = find_spec(top)
    places = list(spec.submodule_search_locations or ()) if spec else []
    found = [file for place in places for file in Path(place, *below, "migrations").glob("*.py")]
    return [file for file in found if file.name[0] not in "_~"]
