"""The board of a province: what a page reads, what its second fence costs, how fast a change arrives, a period afresh.

Every office of the run has a figure for every collected indicator in each of twelve months, made up by SQL. The peer of the
reads is one row by its primary key, an office's own figures as they lie there, in turns with what it is compared to; what
is read of the board is counted until its figures are numbers in Python.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection

from commons.kernel import clock
from commons.kernel.tenancy import in_commons
from commons.reporting import commands, nodes, queries
from commons.reporting.figures import Figure
from commons.reporting.indicators import COLLECTED, LATEST, TABLE
from commons.reporting.models import read
from commons.reporting.terms import Basis
from infra import postgres
from infra.bench.rows import Row, Section

if TYPE_CHECKING:
    from infra.bench.province import Province

YEAR = 2026
MONTHS = [f"{YEAR}M{month:02}" for month in range(1, 13)]
TURNS = 1_500
WARM = 100
PATIENCE = 30.0

_FILL = """
    INSERT INTO public.reporting_snapshot (uid, office_code, year, period, figures, evidence, as_of)
    SELECT uuidv7(), office, %(year)s, %(period)s,
           (SELECT jsonb_object_agg(code, floor(random() * 100000)) FROM unnest(%(indicators)s::text[]) AS code), '{}', now()
    FROM unnest(%(offices)s::text[]) AS office
"""
# What every node should be, by one sum over all offices below it: no node is read.
_WRONG = """
    WITH direct AS (
        SELECT top.code, each.key, sum(each.value::numeric) AS value
        FROM public.directory_office top
        JOIN public.directory_office o ON o.lft BETWEEN top.lft AND top.rgt
        JOIN public.reporting_snapshot s ON s.office_code = o.code AND s.year = %(year)s AND s.period = %(period)s
        CROSS JOIN LATERAL jsonb_each(s.figures) each
        WHERE each.key <> ALL(%(latest)s)
        GROUP BY 1, 2
    ), stands AS (
        SELECT n.office_code AS code, each.key, each.value::numeric AS value
        FROM public.reporting_node n CROSS JOIN LATERAL jsonb_each(n.figures::jsonb) each
        WHERE n.basis = 'live' AND n.year = %(year)s AND n.period = %(period)s
          AND each.key <> ALL(%(latest)s) AND NOT starts_with(each.key, 'offices.founded')
    )
    SELECT count(*), count(*) FILTER (WHERE direct.value IS DISTINCT FROM stands.value)
    FROM direct FULL JOIN stands USING (code, key)
"""
# The same figures as the usual table has them: one row a figure.
_NARROW = """
    CREATE TABLE public.bench_narrow AS
    SELECT n.office_code, n.period, each.key AS indicator, each.value::numeric(20, 2) AS value
    FROM public.reporting_node n CROSS JOIN LATERAL jsonb_each(n.figures::jsonb) each;
    ALTER TABLE public.bench_narrow ADD PRIMARY KEY (period, office_code, indicator);
    GRANT SELECT ON public.bench_narrow TO renda_app;
    VACUUM ANALYZE public.bench_narrow;
"""
_ONE_ROW = "SELECT * FROM public.reporting_snapshot WHERE uid = %s"
_NODE = (
    "SELECT figures FROM public.reporting_node"
    " WHERE office_code = %(code)s AND basis = 'live' AND year = %(year)s AND period = %(period)s"
)
_BELOW = (  # as `queries.standings` asks
    "SELECT o.code, n.figures FROM public.directory_office o LEFT JOIN public.reporting_node n"
    " ON n.office_code = o.code AND n.basis = 'live' AND n.year = %(year)s AND n.period = %(period)s WHERE o.parent_id = %(code)s"
)
Read = Callable[[str], Any]


def rebuild(where: Province) -> Iterator[Row]:
    """A period of all offices from nothing, and again over what stands; and whether it is what adding up comes to."""
    codes = _fill(where)
    with in_commons():
        taken = [_rebuilt(month) for month in MONTHS]
        again = _rebuilt(MONTHS[0])
        figures, wrong = _checked(MONTHS[0])
    where.notes["board"] = codes
    told = f"a period of {len(codes):,} offices × {len(COLLECTED)} indicators"
    median = sorted(taken)[len(taken) // 2]
    yield Row(f"{told}, median of {len(taken)}", f"{median:.2f} s", bar="≤ 3 s", holds=median <= 3)
    yield Row("… the slowest", f"{max(taken):.2f} s")
    yield Row("… over nodes that stand", f"{again:.2f} s", bar="≤ 3 s", holds=again <= 3)
    yield Row("… figures unlike a direct sum", f"{wrong}", f"of {figures:,}", bar="0", holds=wrong == 0)


def reads(where: Province) -> Iterator[Row]:
    """The province's figures and the table of its cities, beside one row by its primary key; and with one row a figure."""
    codes = _standing(where)
    with where.owner() as owner:
        _run(owner, "SET search_path = public")  # the owner too is held by the fence
        _run(owner, _NARROW)
        _run(owner, "ANALYZE public.reporting_node; ANALYZE public.reporting_snapshot")
    towns = [code for code in codes if len(code) > 6] or codes
    luck = random.Random(1)
    with in_commons(), connection.cursor() as cursor:
        cursor.execute("SELECT uid FROM public.reporting_snapshot")
        keys = [key for (key,) in cursor.fetchall()]

        def one(_: str) -> Any:
            cursor.execute(_ONE_ROW, [luck.choice(keys)])
            return cursor.fetchone()

        def narrow(period: str) -> Any:
            cursor.execute(
                "SELECT indicator, value FROM public.bench_narrow WHERE period = %s AND office_code = '44'", [period]
            )
            return cursor.fetchall()

        found = _in_turns(
            {
                "peer": one,
                "province": lambda period: queries.sums("44", YEAR, period),
                "town": lambda period: queries.sums(luck.choice(towns), YEAR, period),
                "cities": lambda period: queries.standings("44", YEAR, period, Basis.LIVE),
                "narrow": narrow,
            }
        )
    (base50, base99), children = found["peer"], len(queries.standings("44", YEAR, MONTHS[0], Basis.LIVE)[1])
    peer = f"one row by its key: p50 {_ms(base50)}, p99 {_ms(base99)}"
    yield _read(f"province, {len(TABLE)} indicators", found["province"], peer, base99, 1.5)
    yield _read(f"{children} cities × {len(TABLE)} indicators", found["cities"], peer, base99, 6.0)
    yield Row(
        "a town's figures (nothing below it)", f"p50 {_ms(found['town'][0])}", f"the province's: p50 {_ms(found['province'][0])}",
        f"{found['province'][0] / found['town'][0]:.2f}×", "≤ 1.3×", found["province"][0] / found["town"][0] <= 1.3,
    )  # fmt: skip
    yield Row(
        "the province, one row a figure (rejected)", f"p50 {_ms(found['narrow'][0])}, p99 {_ms(found['narrow'][1])}"
    )
    with where.owner() as owner:
        sizes = [_size(owner, table) for table in ("reporting_node", "bench_narrow")]
        _run(owner, "DROP TABLE public.bench_narrow")
    yield Row("nodes on disk", f"{sizes[0] / 2**20:.0f} MiB", f"one row a figure: {sizes[1] / 2**20:.0f} MiB")


def fence(where: Province) -> Iterator[Row]:
    """The same statement by the application's role, and by one that the fence does not hold for."""
    codes = _standing(where)
    towns = [code for code in codes if len(code) > 6] or codes
    urls, luck = postgres.urls(where.home), random.Random(2)
    with psycopg.connect(urls.app, autocommit=True) as app, psycopg.connect(urls.superuser, autocommit=True) as free:
        for each in (app, free):
            _run(each, "SET search_path = public")

        def ask(who: Any, statement: str, code: str) -> Read:
            """Until the figures are numbers, as a page reads them."""

            def run(period: str) -> Any:
                rows = who.execute(statement, {"code": code, "year": YEAR, "period": period}).fetchall()
                return [read(row[-1]) for row in rows if row[-1]]

            return run

        for told, statement, code in (
            ("a town's figures", _NODE, luck.choice(towns)),
            ("the province's figures", _NODE, "44"),
            ("the table of the cities", _BELOW, "44"),
        ):
            found = _in_turns({"fenced": ask(app, statement, code), "free": ask(free, statement, code)})
            ratio = found["fenced"][0] / found["free"][0]
            yield Row(
                f"row-level security: {told}", f"p50 {_ms(found['fenced'][0])}", f"without: p50 {_ms(found['free'][0])}",
                f"{ratio:.2f}×", "≤ 1.2×", ratio <= 1.2,
            )  # fmt: skip
        _run(app, 'SET search_path = "$user", public')
        seen = app.execute("SELECT count(*) FROM public.reporting_node").fetchone()
        yield Row("rows seen from no office's schema", str(seen and seen[0]), bar="0", holds=seen == (0,))


def arrival(where: Province) -> Iterator[Row]:
    """From the town's count to the province's board, with the relay at work as it always is."""
    codes = _standing(where)
    town = next((code for code in reversed(codes) if len(code) > 6), codes[-1])
    relay = subprocess.Popen([sys.executable, "-m", "infra.cli", "relay"], env=os.environ, stdout=subprocess.DEVNULL)
    try:
        with in_commons():
            waited = []
            for turn in range(6):  # the first waits for the relay to have started
                before = _received()
                counted = {"suggestions.received": Figure(10**7 * (turn + 1))}
                started = time.monotonic()
                commands.put_snapshot(office_code=town, year=YEAR, period=MONTHS[-1], figures=counted, at=clock.now())
                while _received() == before and time.monotonic() - started < PATIENCE:
                    time.sleep(0.02)
                waited.append(time.monotonic() - started)
    finally:
        relay.terminate()
        relay.wait()
    yield Row(
        "a change in a town, until it is on the province's board", f"{max(waited[1:]):.1f} s", "slowest of 5", bar="≤ 5 s",
        holds=max(waited[1:]) <= 5,
    )  # fmt: skip


def renumbering(where: Province) -> Iterator[Row]:
    """Every office gets another number, and every row of figures with it, in one statement and one transaction."""
    codes = _standing(where)
    with where.owner() as owner, owner.transaction():
        _run(owner, "SET LOCAL search_path = public")
        started = time.perf_counter()
        owner.execute("UPDATE public.directory_office SET lft = lft + 1, rgt = rgt + 1")
        seconds = time.perf_counter() - started
        found = owner.execute(
            "SELECT count(*), count(*) FILTER (WHERE n.lft <> o.lft) FROM public.reporting_node n"
            " JOIN public.directory_office o ON o.code = n.office_code"
        ).fetchone()
    yield Row(f"renumbering {len(codes):,} offices with all their rows", f"{seconds:.1f} s")
    yield Row(
        "… nodes left behind", str(found and found[1]), f"of {found and found[0]:,}", bar="0", holds=found[1] == 0
    )


SECTIONS = (
    Section("board-rebuild", "a period computed afresh", rebuild),
    Section("board-read", "reading the board", reads),
    Section("board-fence", "what row-level security costs", fence),
    Section("board-arrival", "how soon a change is seen above", arrival),
    Section("board-renumber", "an office moves", renumbering),
)


# ── inside ────────────────────────────────────────────────────────────────────────────────────
def _fill(where: Province) -> list[str]:
    """Made-up figures of every office of the run; its codes, superiors first."""
    where.found()
    codes = where.codes()
    asked: dict[str, Any] = {"year": YEAR, "offices": codes, "indicators": sorted(COLLECTED)}
    with in_commons(), connection.cursor() as cursor:
        for month in MONTHS:
            cursor.execute(_FILL, {**asked, "period": month})
    return codes


def _standing(where: Province) -> list[str]:
    """The codes, with figures and nodes, whichever section is asked for."""
    if "board" not in where.notes:
        list(rebuild(where))
    codes: list[str] = where.notes["board"]
    return codes


def _checked(period: str) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0" if connection.in_atomic_block else "SET statement_timeout = 0")
        cursor.execute(_WRONG, {"year": YEAR, "period": period, "latest": sorted(LATEST)})
        figures, wrong = cursor.fetchone()
        cursor.execute("RESET statement_timeout")
    return figures, wrong


def _received() -> Any:
    return (queries.sums("44", YEAR, MONTHS[-1]) or {}).get("suggestions.received")


def _in_turns(asks: dict[str, Read]) -> dict[str, tuple[float, float]]:
    """p50 and p99 of each, in seconds; one after the other, so that whatever disturbs the machine disturbs all."""
    taken: dict[str, list[float]] = {name: [] for name in asks}
    for turn in range(WARM + TURNS):
        period = MONTHS[turn % len(MONTHS)]
        for name, ask in asks.items():
            started = time.perf_counter()
            ask(period)
            taken[name].append(time.perf_counter() - started)
    ordered = {name: sorted(seconds[WARM:]) for name, seconds in taken.items()}
    return {name: (seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]) for name, seconds in ordered.items()}


def _read(told: str, found: tuple[float, float], peer: str, base99: float, bar: float) -> Row:
    ratio = found[1] / base99
    return Row(
        told, f"p50 {_ms(found[0])}, p99 {_ms(found[1])}", peer, f"{ratio:.2f}×", f"p99 ≤ {bar:g}×", ratio <= bar
    )


def _rebuilt(period: str) -> float:
    started = time.perf_counter()
    nodes.rebuild(basis=Basis.LIVE, year=YEAR, period=period)
    return time.perf_counter() - started


def _run(who: Any, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";")):
        who.execute(statement)


def _size(owner: Any, table: str) -> int:
    return int(owner.execute("SELECT pg_total_relation_size(%s::regclass)", [f"public.{table}"]).fetchone()[0])


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
