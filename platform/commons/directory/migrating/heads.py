"""Which migrations a schema stands at, told by one digest; and whether this program can work on it as it stands.

A thousand schemas do not migrate at once, and two releases of the program run side by side while they do (decision
0018). A program knows the migrations on its own disk; what it has never heard of it learns from the row of the head.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

from commons.directory.migrating.operations import leaned_on
from commons.directory.migrating.situation import digest

PUBLIC = "public"  # the province works in public, which is migrated before any office


@dataclass(frozen=True)
class Head:
    """What a digest stands for: migrations as `room.name`; contracts → the migrations they presuppose in a program."""

    migrations: frozenset[str]
    contracts: Mapping[str, tuple[str, ...]]


Reader = Callable[[str], Head | None]


def office_labels() -> set[str]:
    """The apps that have tables inside an office."""
    return {config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS}


def commons_labels() -> set[str]:
    """The apps that have tables in public."""
    return {config.label for config in apps.get_app_configs() if config.name in settings.SHARED_APPS}


def dotted(key: tuple[str, str]) -> str:
    return f"{key[0]}.{key[1]}"


def contract_of(migration: Migration) -> tuple[str, ...]:
    """The earlier migrations after which nothing in the program leans any more on what this one takes away."""
    return tuple(getattr(migration, "contract", ()))


class Program:
    """The migrations of the running code. They do not change while it runs, so it is read once a process."""

    def __init__(self) -> None:
        self.loader = MigrationLoader(None, ignore_no_migrations=True)
        inside = office_labels()
        self.migrations: dict[str, Migration] = {
            dotted(key): migration for key, migration in self.loader.disk_migrations.items() if key[0] in inside
        }
        self.digest = digest(self.migrations)
        self._last: dict[str, int] = {}  # room → the highest number among its migrations
        for room, name in self.loader.disk_migrations:
            self._last[room] = max(self._last.get(room, 0), _number(name))
        self._verdicts: dict[str, bool] = {self.digest: True, PUBLIC: True}

    @property
    def head(self) -> Head:
        contracts = {name: contract_of(each) for name, each in self.migrations.items()}
        return Head(frozenset(self.migrations), {name: after for name, after in contracts.items() if after})

    @property
    def commons(self) -> Head:
        """The same of public: written down before it is migrated, for programs that are older."""
        disk, here = self.loader.disk_migrations, commons_labels()
        found = {dotted(key): contract_of(each) for key, each in disk.items() if key[0] in here}
        return Head(frozenset(found), {name: after for name, after in found.items() if after})

    def is_newer(self, name: str) -> bool:
        """Whether `room.name` comes after all that this program has of the room: numbers only grow, also by a squash.
        Of a room it does not have nothing can be said: new there, or given up here."""
        room, _, plain = name.partition(".")
        return room in self._last and _number(plain) > self._last[room]

    def is_outgrown(self, applied: Collection[str], contracts: Iterable[Mapping[str, Iterable[str]]]) -> bool:
        """Whether public, which has had `applied`, lost something that this program still leans on: by a migration newer
        than itself whose contract (`room.name` → what it presupposes) names what this program has not got."""
        here = commons_labels()
        newer = {name for name in applied if name.partition(".")[0] in here and self.is_newer(name)}
        presupposed = {after for each in contracts for name in newer & each.keys() for after in each[name]}
        return any(self.is_newer(after) for after in presupposed)

    def understands(self, head: str, read: Reader) -> bool:
        """Whether pages and tasks may work on a schema at `head`. Asks the database once for each head it meets."""
        if head not in self._verdicts:
            found = read(head)
            if found is None:
                return False  # not remembered: the row may come
            self._verdicts[head] = self._copes_with(found)
        return self._verdicts[head]

    def _copes_with(self, found: Head) -> bool:
        behind = self.migrations.keys() - found.migrations
        ahead = found.contracts.keys() - self.migrations.keys()
        return not any(self.leans_on(name) for name in behind) and all(
            after in self.migrations for name in ahead for after in found.contracts[name]
        )

    def leans_on(self, name: str) -> bool:
        """Whether this program fails where the migration `room.name` has not been applied."""
        room, _, plain = name.partition(".")
        if (room, plain) not in self.loader.graph.nodes:
            return False  # replaced by a squashed one, which is asked instead
        before = self.loader.project_state((room, plain), at_end=False)
        return leaned_on(self.migrations[name], before)


def _number(name: str) -> int:
    return MigrationAutodetector.parse_number(name) or 0


_program: list[Program] = []


def program() -> Program:
    if not _program:
        _program.append(Program())
    return _program[0]
