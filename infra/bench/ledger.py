"""The ledger of one office at five years × 400 projects × 12 months × photos: the page, the lights, the bulletin, the gallery.

Rows are made up by SQL in the schema of one opened office. Every read goes in turns with its peer of the same run: the bare
rows of the same projects, one SELECT, no light and no template. Statements are counted, and the count is the bar where
there is one.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.access import commands as access
from commons.identity import commands as identity
from commons.identity.terms import LinkPurpose, MembershipKind
from commons.kernel.actor import Actor, Role, system
from commons.kernel.tenancy import current_office, enter, in_office
from infra.bench.rows import Row, Section
from tenants.delivery import queries
from tenants.delivery.commands import lights

if TYPE_CHECKING:
    from infra.bench.province import Province

YEARS = (2022, 2023, 2024, 2025, 2026)
PROJECTS = 400
YEAR = YEARS[-1]
TODAY = dt.date(2026, 11, 20)
AT = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
TURNS = 40
PAGE = "/admin/delivery/project/"

_FILL = (
    """
    INSERT INTO delivery_project (uid, office_code, created_at, year, position, kind, title, content, field, goal, beneficiaries,
        planned_fen, unit_name, accountable_leader, direct_owner, executor, task_force, start_on, due_on, state, state_reason,
        started_on, payments_stopped)
    SELECT uuidv7(), %(office)s, now(), year, place, 'voted', '民生实事项目 ' || place, repeat('建设内容。', 20), '住有所居',
        '年底完成', '全镇居民', 300000000, '责任单位 ' || place %% 20, '分管领导', '主任', '科长', '', make_date(year, 2, 10),
        make_date(year, 11, 30), 'under_way', '', make_date(year, 2, 20), false
    FROM unnest(%(years)s::int[]) AS year, generate_series(1, %(projects)s) AS place
    """,
    """
    INSERT INTO delivery_subproject (uid, project_id, position, title, unit_name, weight, physical_percent)
    SELECT uuidv7(), uid, place, '子项 ' || place, '', place, 80 FROM delivery_project, generate_series(1, 3) AS place
    """,
    """
    INSERT INTO delivery_milestone (uid, project_id, position, title, standard, responsible, due_on, done_on, evidence)
    SELECT uuidv7(), uid, place, '节点 ' || place, '验收合格', '张工', make_date(year, 2 * place + 1, 25),
        CASE WHEN place < 5 THEN make_date(year, 2 * place + 1, 20) END, ''
    FROM delivery_project, generate_series(1, 5) AS place
    """,
    """
    INSERT INTO delivery_progressreport (uid, project_id, month_on, version, physical_percent, planned_percent, problems,
        delay_reason, next_steps, reported_by, reported_at)
    SELECT uuidv7(), uid, make_date(year, month, 1), 1, least(100, month * 8 - position %% 40), month * 8, '管线迁改', '', '加派人手',
        '住建局', now()
    FROM delivery_project, generate_series(1, 12) AS month WHERE month * 8 > position %% 40
    """,
    """
    INSERT INTO delivery_ledgerentry (uid, project_id, kind, source, amount_fen, booked_on, voucher, reason, entered_by, entered_at)
    SELECT uuidv7(), uid, (ARRAY['budget', 'arrived', 'paid'])[1 + place %% 3], 'own_fiscal', 10000000, make_date(year, 3, 1),
        '财 ' || place, '', '住建局', now()
    FROM delivery_project, generate_series(1, 12) AS place
    """,
    """
    INSERT INTO delivery_lightmark (uid, project_id, month_on, light, why, money_light, money_why, physical_percent, planned_percent,
        paid_fen, marked_at)
    SELECT uuidv7(), uid, make_date(year, month, 1), 'green', '按序时推进。', 'green', '资金使用正常。', month * 8, month * 8, 0, now()
    FROM delivery_project, generate_series(1, 12) AS month WHERE year < 2026 OR month < 11
    """,
    """
    INSERT INTO documents_storedfile (uid, office_code, sha256, media_type, size, created_at)
    SELECT uuidv7(), %(office)s, lpad(to_hex(place), 64, '0'), 'image/jpeg', 200000, now() FROM generate_series(1, 1000) AS place
    """,
    """
    INSERT INTO documents_attachment (uid, office_code, subject_type, subject_uid, filename, file_id, public, uploaded_by_name, created_at)
    SELECT uuidv7(), %(office)s, 'delivery.progressreport', report.uid, '现场.jpg', file.uid, true, '住建局', now()
    FROM delivery_progressreport report
    JOIN documents_storedfile file ON file.sha256 = lpad(to_hex(1 + abs(hashtext(report.uid::text)) %% 1000), 64, '0')
    CROSS JOIN generate_series(1, 2)
    """,
)
_BARE = "SELECT * FROM delivery_project WHERE year = %s ORDER BY position"


def ledger(where: Province) -> Iterator[Row]:
    """One office, its five years; the newest is looked at."""
    where.fill(5)
    code = where.opened[-1]
    counts = _fill(where, code)
    yield Row("rows: projects, reports, photos, marks", ", ".join(f"{each:,}" for each in counts))
    with in_office(code):
        clerk, reader = _clerk(code)
        one = queries.ledger(reader, YEAR)[0].uid
        yield from _against("ledger: 400 lines with both lights", lambda: queries.ledger(reader, YEAR, on=TODAY), 6)
        yield from _against("ledger page, 50 of 400 lines, by HTTP", lambda: _get(clerk, f"{PAGE}?year={YEAR}"), None)
        yield from _against(
            "A3 page, all 400 lines, by HTTP", lambda: _get(clerk, f"{PAGE}?year={YEAR}&paper=a3"), None
        )
        yield from _against(
            "lights of the month written for 400 projects",
            lambda: lights.mark_lights(actor=system(code), year=YEAR, today=TODAY, at=AT),
            None,
        )
        yield from _against("monthly bulletin, 400 lines", lambda: queries.bulletin(YEAR, dt.date(2026, 10, 1)), 2)
        yield from _against("one project's story with 24 photos", lambda: queries.story(one, public_only=True), None)


def _fill(where: Province, code: str) -> list[int]:
    values = {"office": code, "years": list(YEARS), "projects": PROJECTS}
    with where.owner() as owner:
        owner.execute(f'SET search_path = "o_{code}", public')
        for statement in _FILL:
            owner.execute(statement, values)
        tables = ("delivery_project", "delivery_progressreport", "documents_attachment", "delivery_lightmark")
        owner.execute("ANALYZE")
        return [owner.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


def _clerk(code: str) -> tuple[Client, Actor]:
    """A clerk who has entered by a link as people do, and the same as a reader of queries."""
    at = dt.datetime.now(dt.UTC)
    who = identity.register_account(actor=system(code), name="经办", phone="13900000001", at=at)
    access.appoint(actor=system(code), account=who, kind=MembershipKind.STAFF, roles=[Role.CLERK], at=at)
    secret = identity.invite(
        actor=system(code), account=who, office_code=code, purpose=LinkPurpose.ENTER, landing="/", at=at
    )
    client = Client(HTTP_HOST=f"{code}.localhost")
    _staying(lambda: client.post(f"/enter/{secret}/"))
    return client, Actor(who.uid, who.name, code, frozenset({Role.CLERK}))


def _get(client: Client, path: str) -> None:
    answer = _staying(lambda: client.get(path))
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")


def _staying(act: Callable[[], Any]) -> Any:
    """A request ends in the schema of nobody; we go on in our office."""
    office = current_office()
    answer = act()
    enter(office)
    return answer


def _bare() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BARE, [YEAR])
        cursor.fetchall()


def _against(figure: str, act: Callable[[], Any], statements: int | None) -> Iterator[Row]:
    """p95 of the act and of the bare rows, in turns; then how many statements it takes, which is the bar where one is named."""
    act()
    _bare()
    ours, theirs = [], []
    for _ in range(TURNS):
        ours.append(_timed(act))
        theirs.append(_timed(_bare))
    mine, bare = _p95(ours), _p95(theirs)
    with CaptureQueriesContext(connection) as asked:
        act()
    told = f"{statements} statements" if statements else ""
    yield Row(
        f"{figure} (p95)",
        f"{mine * 1e3:.1f} ms, {len(asked)} statements",
        f"bare rows of the year {bare * 1e3:.1f} ms",
        f"{mine / bare:.1f}×",
        told,
        None if statements is None else len(asked) == statements,
    )


def _timed(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1]


SECTIONS = (Section("ledger", "the ledger of one office, five years of 400 projects", ledger),)
