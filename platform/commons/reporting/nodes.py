"""The figures of every node of the tree, computed by the relay from its own and its children's: never incremented.

Whoever moves figures leaves a mark in his own transaction (`mark`); `refresh` takes the marks of one period, and computes
the marked offices and all above them, level by level from below, one statement a level. So it may be killed and repeated,
two may run, and a thousand marks cost what one whole period costs (decision 0019).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from commons.directory.terms import GONE
from commons.reporting.indicators import LATEST
from commons.reporting.terms import Basis

_ONE_AT_A_TIME = 4404  # the advisory lock of everybody who computes nodes
_FOUNDED = "offices.founded"

# The oldest mark says which period is next; all marks of that period go with it, and come back if we are killed.
_TAKE = """
    WITH next AS (SELECT basis, year, period FROM public.reporting_stale ORDER BY mark LIMIT 1),
    taken AS (
        DELETE FROM public.reporting_stale s USING next
        WHERE (s.basis, s.year, s.period) = (next.basis, next.year, next.period)
        RETURNING s.office_code, s.basis, s.year, s.period
    )
    SELECT taken.basis, taken.year, taken.period, up.depth, array_agg(DISTINCT up.code ORDER BY up.code)
    FROM taken
    JOIN public.directory_office o ON o.code = taken.office_code
    CROSS JOIN LATERAL unnest(string_to_array(rtrim(o.path, '/'), '/')) WITH ORDINALITY AS up(code, depth)
    GROUP BY 1, 2, 3, 4
    ORDER BY up.depth DESC
"""

_OWN = {
    Basis.LIVE: """
        SELECT s.office_code, s.figures, s.as_of FROM public.reporting_snapshot s
        JOIN target t ON t.code = s.office_code
        WHERE s.year = %(year)s AND s.period = %(period)s
    """,
    Basis.FILED: """
        SELECT r.office_code, jsonb_object_agg(l.indicator, trim_scale(l.value)), r.filed_at
        FROM public.reporting_return r
        JOIN target t ON t.code = r.office_code
        JOIN public.reporting_returnline l ON l.parent_id = r.uid
        WHERE r.year = %(year)s AND r.period = %(period)s AND r.state = 'accepted'
        GROUP BY r.uid
    """,
}

# Of what is said for a whole area (LATEST) only the office's own word counts. How many offices were founded is asked of the
# directory: who has no figures yet is there all the same. Where nothing lies below, and that is most of a province, the
# office's figures are taken as they stand. A node with nothing below it and nothing of its own goes.
_COMPUTE = """
    WITH target AS MATERIALIZED (SELECT code, lft, rgt FROM public.directory_office WHERE code = ANY(%(codes)s)),
    own (code, figures, as_of) AS MATERIALIZED ({own}),
    below AS MATERIALIZED (
        SELECT t.code, n.figures, n.as_of, n.counted
        FROM target t
        JOIN public.directory_office child ON child.parent_id = t.code
        JOIN public.reporting_node n
          ON n.office_code = child.code AND n.basis = %(basis)s AND n.year = %(year)s AND n.period = %(period)s
    ),
    part AS (
        SELECT own.code, each.key, each.value::numeric AS value
        FROM own, jsonb_each(jsonb_strip_nulls(own.figures)) each
        WHERE own.code IN (SELECT code FROM below)
        UNION ALL
        SELECT below.code, each.key, each.value::numeric
        FROM below, jsonb_each(below.figures::jsonb) each
        WHERE each.key <> ALL(%(latest)s) AND NOT starts_with(each.key, %(founded)s)
    ),
    sums AS (
        SELECT code, jsonb_object_agg(key, value) AS figures
        FROM (SELECT code, key, trim_scale(sum(value)) AS value FROM part GROUP BY 1, 2) summed GROUP BY 1
        UNION ALL
        SELECT code, jsonb_strip_nulls(figures) FROM own WHERE code NOT IN (SELECT code FROM below)
    ),
    founded AS (
        SELECT code, jsonb_object_agg(key, offices) AS figures
        FROM (
            SELECT t.code, named.key, count(*) AS offices
            FROM target t
            JOIN public.directory_office o
              ON o.lft BETWEEN t.lft AND t.rgt AND o.level <> 'province' AND o.state <> ALL(%(gone)s)
            CROSS JOIN LATERAL (VALUES (%(founded)s), (%(founded)s || '_' || o.level)) AS named(key)
            GROUP BY 1, 2
        ) counted
        GROUP BY 1
    ),
    said AS (
        SELECT code, sum(counted) AS counted, max(as_of) AS as_of
        FROM (SELECT code, 1 AS counted, as_of FROM own UNION ALL SELECT code, counted, as_of FROM below) every GROUP BY 1
    ),
    vanished AS (
        DELETE FROM public.reporting_node n USING target t
        WHERE n.office_code = t.code AND n.basis = %(basis)s AND n.year = %(year)s AND n.period = %(period)s
          AND NOT EXISTS (SELECT 1 FROM said WHERE said.code = t.code)
    )
    INSERT INTO public.reporting_node (uid, office_code, basis, year, period, figures, counted, as_of)
    SELECT uuidv7(), code, %(basis)s, %(year)s, %(period)s,
           (coalesce(sums.figures, '{{}}') || coalesce(founded.figures, '{{}}'))::text, said.counted, said.as_of
    FROM said LEFT JOIN sums USING (code) LEFT JOIN founded USING (code)
    ON CONFLICT (office_code, basis, year, period) DO UPDATE
    SET figures = EXCLUDED.figures, counted = EXCLUDED.counted, as_of = EXCLUDED.as_of
"""

_MARK = """
    INSERT INTO public.reporting_stale (office_code, basis, year, period)
    SELECT code, %s, %s, %s FROM unnest(%s::text[]) AS code
"""
# Whoever has figures of its own, or has had: a node that stands without a reason is computed away.
_MARK_ALL = """
    INSERT INTO public.reporting_stale (office_code, basis, year, period)
    SELECT DISTINCT office_code, %(basis)s, %(year)s, %(period)s FROM (
        SELECT office_code FROM public.reporting_node WHERE (basis, year, period) = (%(basis)s, %(year)s, %(period)s)
        UNION ALL
        SELECT office_code FROM public.reporting_snapshot
        WHERE %(basis)s = 'live' AND (year, period) = (%(year)s, %(period)s)
        UNION ALL
        SELECT office_code FROM public.reporting_return
        WHERE %(basis)s = 'filed' AND (year, period) = (%(year)s, %(period)s) AND state = 'accepted'
    ) somebody
"""
_MARK_EVERY_PERIOD = """
    INSERT INTO public.reporting_stale (office_code, basis, year, period)
    SELECT code, known.basis, known.year, known.period
    FROM unnest(%s::text[]) AS code, (SELECT DISTINCT basis, year, period FROM public.reporting_node) known
"""


def mark(codes: Iterable[str], *, basis: Basis, year: int, period: str) -> None:
    """These offices' own figures have moved: said in the transaction that moved them."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [basis.value, year, period, list(codes)])


def mark_every_period(codes: Iterable[str]) -> None:
    """The tree has moved at these offices (founded, under another superior, closed): every period they count in."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_EVERY_PERIOD, [list(codes)])


def rebuild(*, basis: Basis, year: int, period: str) -> int:
    """Compute a whole period afresh; how many nodes. What stands is not asked."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_ALL, {"basis": basis.value, "year": year, "period": period})
    return refresh()


def rebuild_since(year: int) -> int:
    """Every period from this year on; how many nodes. Every night: nothing drifts unseen for longer than a day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT basis, year, period FROM public.reporting_node WHERE year >= %s", [year])
        known = cursor.fetchall()
    return sum(rebuild(basis=Basis(basis), year=found, period=period) for basis, found, period in known)


def refresh() -> int:
    """Until no mark is left; how many nodes were computed. Costs one small query when there is nothing to do."""
    computed = 0
    while _is_stale():
        computed += _refresh_one_period()
    return computed


def _is_stale() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM public.reporting_stale)")
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _refresh_one_period() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        cursor.execute(_TAKE)
        levels = cursor.fetchall()
        for basis, year, period, _, codes in levels:
            _compute(cursor, codes, basis=Basis(basis), year=year, period=period)
    return sum(len(codes) for *_, codes in levels)


def _compute(cursor: Any, codes: list[str], *, basis: Basis, year: int, period: str) -> None:
    """Offices of one level; those below them stand already."""
    cursor.execute(
        _COMPUTE.format(own=_OWN[basis]),
        {
            "codes": codes,
            "basis": basis.value,
            "year": year,
            "period": period,
            "latest": sorted(LATEST),
            "founded": _FOUNDED,
            "gone": sorted(GONE),
        },
    )
