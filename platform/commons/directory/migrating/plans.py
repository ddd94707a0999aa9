"""From where an office stands to the program's head: which scripts, cut into the transactions they run in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

from commons.directory.errors import MigrationSquashed, MigrationUnknown
from commons.directory.migrating import heads
from commons.directory.migrating.operations import touches_seeds
from commons.kernel.errors import Refusal

_WORDS = re.compile(r"\w+")
_CREATES = re.compile(r'CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)"?', re.IGNORECASE)

_DROPS = re.compile(r'DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?"?(\w+)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Script:
    """A compiled migration. `parts`: text is SQL, a number the place of a RunPython among the operations."""

    name: str
    parts: tuple[str | int, ...]
    atomic: bool
    requires: tuple[str, ...]

    @property
    def is_python(self) -> bool:
        return any(isinstance(part, int) for part in self.parts)

    @property
    def text(self) -> str:
        return "\n".join(part for part in self.parts if isinstance(part, str))


@dataclass(frozen=True)
class Segment:
    """What runs together: plain SQL in one transaction and one round trip, data in its own, loose indexes in none."""

    scripts: tuple[Script, ...]
    reached: heads.Head  # when it is done
    head: str  # its digest

    @property
    def migrations(self) -> list[str]:
        return [script.name for script in self.scripts]

    @property
    def requires(self) -> list[str]:
        """What must have been applied before, beside what is in here."""
        return sorted({each for script in self.scripts for each in script.requires} - set(self.migrations))


@dataclass(frozen=True)
class Plan:
    segments: tuple[Segment, ...]
    head: str
    tables: tuple[str, ...]  # what the statements name: compared with the template at the end
    found: tuple[str, ...]  # those of them that must be there at the beginning
    seeds: bool  # new models: their content types, permissions and rights come with them

    @property
    def migrations(self) -> list[str]:
        return [name for segment in self.segments for name in segment.migrations]

    def render(self, book: Book) -> None:
        """Have the models of every data migration ready before the workers are made."""
        for segment in self.segments:
            for script in segment.scripts:
                for part in script.parts:
                    if isinstance(part, int):
                        book.python(script.name, part)


class Book:
    """Every script, and the plans made of them. Made in the parent process; the workers inherit it."""

    def __init__(
        self, scripts: Iterable[tuple[str, list[str | int], bool]], *, tables: set[str], namesakes: set[str]
    ) -> None:
        """`tables` of the template as it is now; `namesakes` in public, which a missing table would be mistaken for."""
        self.program = heads.program()
        self.loader = MigrationLoader(None, ignore_no_migrations=True)
        self._inside = heads.office_labels()
        self.tables, self._namesakes = tables, namesakes
        self._scripts = {name: self._script(name, parts, atomic) for name, parts, atomic in scripts}
        self._plans: dict[frozenset[str], Plan] = {}
        self._rendered: dict[str, dict[int, tuple[RunPython, Any]]] = {}
        self.order = self._order()
        # Apps that have nothing in an office are recorded there all the same: Django's history must be whole.
        self.beside = sorted(heads.dotted(key) for key in self.loader.graph.nodes if key[0] not in self._inside)

    def plan(self, office: str, applied: frozenset[str]) -> Plan:
        """Raises MigrationSquashed, MigrationUnknown."""
        inside = frozenset(each for each in applied if each.partition(".")[0] in self._inside)
        if inside not in self._plans:
            self._plans[inside] = self._make(office, inside)
        return self._plans[inside]

    def plans(self, known: Iterable[frozenset[str]]) -> Iterator[Plan]:
        """From each of these sets, those left out that no plan leads from: their offices will say why."""
        for applied in known:
            with suppress(Refusal):
                yield self.plan("", applied)

    def _make(self, office: str, applied: frozenset[str]) -> Plan:
        pending = [name for name in self.order if name not in applied]
        scripts = [self._resolve(office, name, applied) for name in pending]
        segments, reached, contracts = [], applied, self.program.head.contracts
        for group in _grouped(scripts):
            reached |= {script.name for script in group}
            gone = {name: after for name, after in contracts.items() if name in reached}
            segments.append(Segment(tuple(group), heads.Head(reached, gone), heads.digest(reached)))
        text = "\n".join(script.text for script in scripts)
        touched = set(_WORDS.findall(text)) & self.tables
        dropped = set(_DROPS.findall(text)) & self._namesakes
        return Plan(
            segments=tuple(segments),
            head=self.program.digest,
            tables=tuple(sorted(touched)),
            found=tuple(sorted((touched | dropped) - set(_CREATES.findall(text)))),
            seeds=any(touches_seeds(self.program.migrations[name]) for name in pending),
        )

    def _resolve(self, office: str, name: str, applied: frozenset[str]) -> Script:
        migration = self.program.migrations[name]
        replaced = {heads.dotted(key) for key in migration.replaces}
        if replaced and replaced <= applied:
            return Script(name, (), True, ())  # its work is done: only recorded
        if replaced & applied or (replaced and name not in self._scripts):
            raise MigrationSquashed(office=office, migration=name)
        if name not in self._scripts:
            raise MigrationUnknown(office=office, migration=name)
        return self._scripts[name]

    def _script(self, name: str, parts: list[str | int], atomic: bool) -> Script:
        migration = self.program.migrations.get(name)
        keys = migration.dependencies if migration else []
        requires = {heads.dotted((str(app), str(plain))) for app, plain in keys if app in self._inside}
        return Script(name, tuple(parts), atomic, tuple(sorted(each for each in requires if "__" not in each)))

    def _order(self) -> list[str]:
        graph, order = self.loader.graph, dict[str, None]()
        for leaf in sorted(graph.leaf_nodes()):
            for key in graph.forwards_plan(leaf):
                if key[0] in self._inside:
                    order[heads.dotted(key)] = None
        return list(order)

    def python(self, name: str, place: int) -> tuple[RunPython, Any]:
        """The operation and the models as they were then. Rendered once a migration and kept: it takes seconds."""
        if name not in self._rendered:
            self._rendered[name] = dict(self._render(self.program.migrations[name]))
        return self._rendered[name][place]

    def _render(self, migration: Migration) -> Iterable[tuple[int, tuple[RunPython, Any]]]:
        state = self.loader.project_state((migration.app_label, migration.name), at_end=False)
        for place, operation in enumerate(migration.operations):
            if isinstance(operation, RunPython):
                yield place, (operation, state.clone().apps)
            operation.state_forwards(migration.app_label, state)


def _grouped(scripts: list[Script]) -> list[list[Script]]:
    groups: list[list[Script]] = []
    for script in scripts:
        alone = script.is_python or not script.atomic
        if groups and not alone and not groups[-1][-1].is_python and groups[-1][-1].atomic:
            groups[-1].append(script)
        else:
            groups.append([script])
    return groups
