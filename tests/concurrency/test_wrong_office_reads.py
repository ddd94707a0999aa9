"""Whose row is it? Eight threads go from office to office: through Django's own pool, and through a real PgBouncer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from commons.kernel import sessions
from infra.bench import pooler, reading
from infra.settings import env
from tests.conftest import OFFICES, ROOT

READS, FEW = 4_000, 960


@pytest.fixture
def marked(committed: str) -> str:
    """The address of a database in which each office holds a row that carries its own code."""
    reading.mark(OFFICES)
    return env.DATABASE_URL.replace("/renda?", f"/{committed}?")


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    """The address of any database, through a pooler in transaction mode that tracks nothing."""
    with pooler.in_front_of(env.DATABASE_URL) as address:
        yield address


def test_no_read_of_thousands_through_djangos_own_pool_is_answered_by_another_office(marked: str) -> None:
    found = reading.read(marked, READS, OFFICES, pool=True)
    assert (found.reads, found.wrong, found.failed) == (READS, 0, 0)


def test_a_pooler_that_mixes_sessions_is_refused_and_would_have_mixed_the_offices_up(marked: str, shared: str) -> None:
    through = shared.replace("/renda?", f"/{marked.partition('@/')[2].partition('?')[0]}?")
    refused = reading.read(through, FEW, OFFICES)
    assert (refused.reads, refused.refused) == (0, sessions.SessionsShared.sentence)
    leak = reading.read(through, FEW, OFFICES, trusting=True)
    assert leak.reads == FEW
    assert leak.wrong > FEW / 10  # some four in five
    assert reading.read(marked, FEW, OFFICES) == reading.Found(reads=FEW)


WEB = ("-m", "gunicorn", "infra.wsgi:application", "--bind", "127.0.0.1:0", "--no-control-socket")
WORKER = ("-m", "celery", "-A", "infra.worker", "worker", "--pool", "solo", "--without-gossip", "--without-mingle")
RELAY = ("-m", "infra.cli", "relay")
CHECK = ("-m", "infra.cli", "check", "--database", "default")
UP = ("-m", "infra.cli", "up")


@pytest.mark.parametrize(
    ("program", "code"),
    [(WEB, 3), (WORKER, 3), (RELAY, 3), (CHECK, 1), (UP, 2)],
    ids=["web", "worker", "relay", "check", "up"],
)
def test_nothing_begins_to_serve_through_it_and_the_sentence_says_what_is_needed(
    django_db_setup: None, shared: str, program: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    urls = {"DATABASE_URL": shared, "DATABASE_OWNER_URL": env.DATABASE_OWNER_URL, "RENDA_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        env={**os.environ, **urls, "DJANGO_SETTINGS_MODULE": "infra.settings.local"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr.count(sessions.SessionsShared.sentence)) == (code, 1), done.stderr[-3000:]


def test_a_pooler_in_session_mode_is_as_good_as_none(marked: str) -> None:
    with pooler.in_front_of(marked, mode="session") as address:
        sessions.prove(env.dsn(address), whole=True)


def test_the_owner_who_holds_locks_needs_a_session_that_is_not_lent_to_others(shared: str) -> None:
    """As through a pooler that tracks search_path: what was set is kept, yet the server connection changes hands."""
    with (
        psycopg.connect(env.DATABASE_URL, autocommit=True) as one,
        psycopg.connect(env.DATABASE_URL, autocommit=True) as two,
    ):
        assert sessions._observe([one, two]) == (True, False)
        assert sessions._observe([Tracking(one, "renda_session_0"), Tracking(one, "renda_session_1")]) == (True, True)


class Tracking:
    """A client of a pooler that tracks search_path: the one server connection is set to the client's before each turn."""

    def __init__(self, server: psycopg.Connection, path: str) -> None:
        self.server, self.path = server, path

    def execute(self, statement: str) -> psycopg.Cursor:
        self.server.execute(f"SET search_path = {self.path}")
        return self.server.execute(statement)
