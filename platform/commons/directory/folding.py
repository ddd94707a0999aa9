"""From what pg_dump says of a schema to the shortest script that makes the same schema. Pure.

pg_dump writes a table, and then, one `ALTER TABLE` each, its identity, storage, keys and references. Here they are folded
into `CREATE TABLE`, referenced tables first: a constraint that is born with its table needs no second look at it, and a
table is written once instead of five times. What is not understood passes through unchanged, behind the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TABLE = re.compile(r"CREATE TABLE (\S+) \(\n(.*)\n\);", re.DOTALL)
_CONSTRAINT = re.compile(r"ALTER TABLE ONLY (\S+)\n\s+ADD (CONSTRAINT .+);", re.DOTALL)
_IDENTITY = re.compile(r"ALTER TABLE (\S+) ALTER COLUMN (\S+) ADD (GENERATED .+);", re.DOTALL)
_STORAGE = re.compile(r"ALTER TABLE ONLY (\S+) ALTER COLUMN (\S+) SET STORAGE (\S+);")
_REFERENCE = re.compile(r"FOREIGN KEY .* REFERENCES (\S+?)\(", re.DOTALL)
_TYPE = re.compile(r"^(\S+ [a-z ]+(?:\([\d,]+\))?)(?= (?:NOT NULL|DEFAULT|COLLATE|GENERATED)|$)")
# Session settings, comments and psql's own commands: the script runs in a transaction and a search_path of ours.
_SKIPPED = ("--", "SET ", "SELECT pg_catalog.set_config", "\\", "CREATE SCHEMA", "ALTER DEFAULT PRIVILEGES")


@dataclass
class _Table:
    lines: list[str]  # columns and checks, as pg_dump gives them, without commas
    keys: list[str] = field(default_factory=list)  # PRIMARY KEY, UNIQUE, EXCLUDE
    references: dict[str, str] = field(default_factory=dict)  # FOREIGN KEY clause → table

    def change(self, column: str, old: str, new: str) -> None:
        """Replace `old` in the line of one column; the empty string stands for its end."""
        number = next(n for n, line in enumerate(self.lines) if line.split(" ", 1)[0] == column)
        line = self.lines[number]
        self.lines[number] = line.replace(old, new, 1) if old else f"{line} {new}"


def fold(dump: str, schema: str) -> str:
    """`dump` is `pg_dump --schema-only --schema=SCHEMA --no-owner`; the script lands wherever search_path says."""
    tables: dict[str, _Table] = {}
    rest: list[str] = []
    for statement in statements(dump, schema):
        if not _into_table(statement, tables):
            rest.append(statement)
    written: set[str] = set()
    script: list[str] = []
    late: list[str] = []
    for name in _referenced_first(tables):
        table = tables[name]
        written.add(name)
        now = [clause for clause, target in table.references.items() if target in written]
        late += [
            f"ALTER TABLE ONLY {name} ADD {clause};" for clause, target in table.references.items() if clause not in now
        ]
        script.append(f"CREATE TABLE {name} (\n" + ",\n".join([*table.lines, *table.keys, *now]) + "\n);")
    return "\n".join([*script, *rest, *late]) + "\n"


def statements(dump: str, schema: str) -> Iterator[str]:
    """The statements of a dump one by one, names made relative to search_path."""
    kept = [line for line in dump.splitlines() if line and not line.startswith(_SKIPPED)]
    lines: list[str] = []
    for line in re.sub(rf"\b{schema}\.", "", "\n".join(kept)).splitlines():
        lines.append(line)
        if line.endswith(";"):
            yield "\n".join(lines)
            lines = []


def _into_table(statement: str, tables: dict[str, _Table]) -> bool:
    """Whether the statement made a table, or belongs to one and was folded into it."""
    if made := _TABLE.fullmatch(statement):
        tables[made[1]] = _Table(list(_items(made[2])))
    elif constraint := _CONSTRAINT.fullmatch(statement):
        table, clause = tables[constraint[1]], constraint[2]
        if reference := _REFERENCE.search(clause):
            table.references[clause] = reference[1]
        else:
            table.keys.append(clause)
    elif identity := _IDENTITY.fullmatch(statement):
        tables[identity[1]].change(identity[2], "", " ".join(identity[3].split()))
    elif storage := _STORAGE.fullmatch(statement):
        line = next(line for line in tables[storage[1]].lines if line.split(" ", 1)[0] == storage[2])
        kind = _TYPE.match(line)
        if kind is None:
            return False
        tables[storage[1]].change(storage[2], kind[1], f"{kind[1]} STORAGE {storage[3]}")
    else:
        return False
    return True


def _items(body: str) -> Iterator[str]:
    """The columns and checks between the brackets: cut at the commas that stand in no bracket and no quotes."""
    depth, quoted, begin = 0, False, 0
    for place, letter in enumerate(body):
        if letter == "'":
            quoted = not quoted
        elif not quoted:
            depth += (letter == "(") - (letter == ")")
            if letter == "," and depth == 0:
                yield body[begin:place].strip()
                begin = place + 1
    yield body[begin:].strip()


def _referenced_first(tables: dict[str, _Table]) -> list[str]:
    """Names in an order in which most references look back; a circle is cut where it is first closed."""
    order: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen or name not in tables:
            return
        seen.add(name)
        for target in tables[name].references.values():
            visit(target)
        order.append(name)

    for name in tables:
        visit(name)
    return order
