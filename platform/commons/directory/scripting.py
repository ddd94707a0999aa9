"""From a schema that stands to the shortest script that makes the same one, read in PostgreSQL's own words from its catalogs.

A constraint that is born with its table needs no second look at it, so keys, checks and references stand in `CREATE TABLE`,
referenced tables first. Every name is written out, those of NOT NULL too: a name that the server has to choose costs it a
search. (pg_dump would say the same, after reading the catalogs of every office there is: half a minute in a province.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

# What belongs to a schema, by way of pg_depend: pg_class has no index on the schema, and reading all of it for each of a
# thousand offices is what makes the others slow (scale.md §2).
TABLES = """
WITH t AS MATERIALIZED (
    SELECT c.oid, c.relname FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
    WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace(quote_ident(%(schema)s))
      AND d.classid = 'pg_class'::regclass AND c.relkind IN ('r', 'p')
)"""
_COLUMNS = f"""{TABLES}
SELECT t.relname, concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attstorage <> y.typstorage THEN 'STORAGE ' ||
        CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
    CASE WHEN a.attcollation <> y.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END,
    CASE WHEN a.attgenerated = 's' THEN 'GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
         WHEN d.oid IS NOT NULL THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END,
    CASE WHEN a.attidentity <> '' THEN
        'GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END || ' AS IDENTITY (SEQUENCE NAME '
        || pg_get_serial_sequence(t.oid::regclass::text, a.attname)::regclass || ')' END,
    CASE WHEN n.oid IS NOT NULL THEN 'CONSTRAINT ' || quote_ident(n.conname) || ' NOT NULL'
         WHEN a.attnotnull THEN 'NOT NULL' END)
FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type y ON y.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_constraint n ON n.conrelid = t.oid AND n.contype = 'n' AND n.conkey = ARRAY[a.attnum]
ORDER BY t.relname, a.attnum
"""  # noqa: S608 (our own text twice)
_CONSTRAINTS = f"""{TABLES}
SELECT t.relname, format('CONSTRAINT %%I %%s', k.conname, pg_get_constraintdef(k.oid)), coalesce(r.relname, '')
FROM t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('c', 'p', 'u', 'x', 'f')
LEFT JOIN pg_class r ON r.oid = k.confrelid
ORDER BY t.relname, array_position(ARRAY['c', 'p', 'u', 'x', 'f'], k.contype::text), k.conname
"""  # noqa: S608 (our own text twice)
_BESIDE = f"""{TABLES}
SELECT 1, rtrim(pg_get_functiondef(p.oid), E'\\n') AS line FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace(quote_ident(%(schema)s))
  AND d.classid = 'pg_proc'::regclass
UNION ALL
SELECT 2, pg_get_indexdef(x.indexrelid) FROM t JOIN pg_index x ON x.indrelid = t.oid
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.conrelid = t.oid)
UNION ALL
SELECT 3, pg_get_triggerdef(g.oid) FROM t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
UNION ALL
SELECT 4, format('ALTER TABLE ONLY %%I %%s', t.relname, string_agg(
    format('ALTER COLUMN %%I SET STATISTICS %%s', a.attname, a.attstattarget), ', ' ORDER BY a.attnum))
FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget >= 0
GROUP BY t.relname
ORDER BY 1, 2
"""  # noqa: S608 (our own text twice)
_STRANGE = """
SELECT pg_describe_object(d.classid, d.objid, d.objsubid) FROM pg_depend d
LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace(quote_ident(%(schema)s))
  AND (c.oid IS NULL AND d.classid <> 'pg_proc'::regclass OR c.relkind NOT IN ('r', 'S') OR c.reloptions IS NOT NULL
       OR c.relkind = 'S' AND NOT EXISTS (
           SELECT FROM pg_depend i WHERE i.classid = d.classid AND i.objid = c.oid AND i.deptype = 'i'))
ORDER BY 1
"""


class NotUnderstood(Exception):
    """The schema holds what no office's schema has held so far: views, types, sequences of their own, options."""


@dataclass
class _Table:
    lines: list[str] = field(default_factory=list)  # columns, checks, keys
    references: dict[str, str] = field(default_factory=dict)  # FOREIGN KEY clause → table


def script_of(owner: psycopg.Connection[Any], schema: str) -> str:
    """Its tables with all that hangs on them; the script lands wherever search_path says. Raises NotUnderstood.

    `schema` needs no quotes. `owner` is in a transaction, whose search_path is the schema afterwards.
    """
    owner.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
    if strange := [row[0] for row in owner.execute(_STRANGE, {"schema": schema})]:
        raise NotUnderstood("、".join(strange))
    tables: dict[str, _Table] = {}
    for name, column in owner.execute(_COLUMNS, {"schema": schema}):
        tables.setdefault(name, _Table()).lines.append(column)
    for name, clause, target in owner.execute(_CONSTRAINTS, {"schema": schema}):
        if target:
            tables[name].references[clause] = target
        else:
            tables[name].lines.append(clause)
    beside = [row[1] for row in owner.execute(_BESIDE, {"schema": schema})]
    return "".join(f"{each};\n" for each in _written(tables, beside)).replace(f"{schema}.", "")


def rows_of(owner: psycopg.Connection[Any], schema: str, tables: Iterable[str]) -> str:
    """Statements that write the rows of these tables again, their own numbers included, and set their sequences."""
    owner.execute("SET LOCAL timezone = 'UTC'")
    return "".join(_rows(owner, schema, table) for table in tables)


def _rows(owner: psycopg.Connection[Any], schema: str, table: str) -> str:
    held = sql.Identifier(schema, table)
    columns = [each.name for each in owner.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(held)).description or ()]
    values = sql.SQL(", ").join(sql.SQL("quote_nullable({}::text)").format(sql.Identifier(each)) for each in columns)
    query = sql.SQL("SELECT concat_ws(', ', {}) FROM {} ORDER BY ctid").format(values, held)
    lines = [f"({row[0]})" for row in owner.execute(query)]
    into = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    said = f"{into.as_string(owner)}\n" + ",\n".join(lines) + ";\n" if lines else ""
    sequence = owner.execute("SELECT pg_get_serial_sequence(%s, 'id')", [held.as_string(owner)]).fetchone()
    if sequence is not None and sequence[0]:
        last = owner.execute(f"SELECT last_value, is_called FROM {sequence[0]}".encode()).fetchone()  # noqa: S608
        assert last is not None
        own = sequence[0].removeprefix(f"{schema}.")
        said += f"SELECT setval('{own}', {last[0]}, {'true' if last[1] else 'false'});\n"
    return said


def _written(tables: dict[str, _Table], beside: list[str]) -> Iterator[str]:
    written: set[str] = set()
    late: list[str] = []
    for name in _referenced_first(tables):
        table = tables[name]
        written.add(name)
        now = [clause for clause, target in table.references.items() if target in written]
        late += [f"ALTER TABLE ONLY {name} ADD {each}" for each in table.references if each not in now]
        yield f"CREATE TABLE {name} (\n" + ",\n".join([*table.lines, *now]) + "\n)"
    yield from beside
    yield from late


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
