"""The embedded PostgreSQL, for real: started, stopped, killed, and asked what its roles may do."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from infra import postgres

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def a_home() -> Iterator[Path]:
    """Not below pytest's own folder: another run of pytest closes that one to everybody else, the server included."""
    with tempfile.TemporaryDirectory(prefix="renda-") as folder:
        try:
            yield Path(folder).resolve()
        finally:
            postgres.stop(folder, patience=3)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One cluster for the tests that leave it running."""
    with a_home() as folder:
        postgres.ensure_running(folder)
        yield folder


@pytest.fixture
def own_home() -> Iterator[Path]:
    """A cluster to be mistreated."""
    with a_home() as folder:
        yield folder


def answer(url: str, question: str) -> tuple[object, ...]:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]
    assert row is not None
    return tuple(row)


def postmaster(home: Path) -> int:
    return int((home / "postgres/data/postmaster.pid").read_text().splitlines()[0])


def eventually(holds: Callable[[], bool], patience: float = 10) -> None:
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def processes_in(folder: Path) -> list[str]:
    """The living processes whose working folder is this one; a dead one that nobody collected has none."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink() == folder:
                found.append((entry / "comm").read_text())
        except OSError:
            continue
    return found


# ── who may do what ───────────────────────────────────────────────────────────────────────────
ATTRIBUTES = "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles WHERE rolname = "


def test_neither_role_is_a_superuser_or_passes_row_level_security(home: Path) -> None:
    superuser = postgres.urls(home).superuser
    assert answer(superuser, ATTRIBUTES + "'renda_app'") == (False, False, False, False, True)
    assert answer(superuser, ATTRIBUTES + "'renda_owner'") == (False, False, False, True, True)


def test_the_application_may_create_neither_a_schema_nor_a_table(home: Path) -> None:
    with psycopg.connect(postgres.urls(home).app, autocommit=True) as app:
        for attempt in ("CREATE SCHEMA o_4407", "CREATE TABLE public.note (line text)", "CREATE DATABASE other"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(attempt)  # type: ignore[call-overload]


def test_what_the_owner_creates_the_application_may_use_and_not_change(home: Path) -> None:
    with psycopg.connect(postgres.urls(home).owner) as owner:
        owner.execute("CREATE SCHEMA o_440703")
        owner.execute("CREATE TABLE o_440703.project (uid serial, name text)")
    with psycopg.connect(postgres.urls(home).app, autocommit=True) as app:
        app.execute("INSERT INTO o_440703.project (name) VALUES ('河堤步道')")
        assert app.execute("SELECT name FROM o_440703.project").fetchall() == [("河堤步道",)]
        for attempt in ("ALTER TABLE o_440703.project ADD more int", "TRUNCATE o_440703.project"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(attempt)  # type: ignore[call-overload]


def test_a_database_made_by_the_owner_has_the_same_extensions_and_privileges(home: Path) -> None:
    urls = postgres.urls(home)
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("CREATE DATABASE renda_copy")
    copy = urls.owner.replace("/renda?", "/renda_copy?")
    with psycopg.connect(copy) as owner:
        owner.execute("CREATE TABLE public.deputy (name text)")
    copy_app = urls.app.replace("/renda?", "/renda_copy?")
    assert answer(copy_app, "SELECT count(*) FROM public.deputy") == (0,)
    assert answer(copy_app, "SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gist')") == (2,)


def test_a_chinese_word_has_trigrams(home: Path) -> None:
    """Under the plain C locale it has none, and every search for a Chinese word would find nothing."""
    assert answer(postgres.urls(home).app, "SELECT cardinality(show_trgm('蓬江区'))") == (4,)


def test_the_settings_are_in_force(home: Path) -> None:
    for name, value, _reason in postgres.SETTINGS:
        # Roles other than a superuser are not shown all of them.
        found, wanted = f"current_setting('{name}')", f"'{value.strip(chr(39))}'"
        if value.endswith(("MB", "GB")):  # 2048MB is shown as 2GB
            found, wanted = f"pg_size_bytes({found})", f"pg_size_bytes({wanted})"
        assert answer(postgres.urls(home).superuser, f"SELECT {found} = {wanted}") == (True,), name
    checksums = answer(postgres.urls(home).superuser, "SELECT current_setting('data_checksums')")
    assert checksums == ("on",)


def test_nobody_else_reaches_the_socket(home: Path) -> None:
    for folder in ("postgres", "postgres/run", "postgres/data", "postgres/log"):
        assert stat.S_IMODE((home / folder).stat().st_mode) == 0o700
    assert answer(postgres.urls(home).superuser, "SELECT current_setting('listen_addresses')") == ("",)


# ── starting, stopping, dying ─────────────────────────────────────────────────────────────────
def test_a_second_start_is_quick_and_keeps_the_data_and_a_stop_leaves_no_process(own_home: Path) -> None:
    urls = postgres.ensure_running(own_home)
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
    postgres.stop(own_home)
    assert not postgres.is_running(own_home)
    assert processes_in(own_home / "postgres/data") == []

    began = time.monotonic()
    assert postgres.ensure_running(own_home) == urls
    assert time.monotonic() - began < 2  # a third of a second when nobody else is busy
    assert answer(urls.app, "SELECT one FROM kept") == (1,)
    running = postmaster(own_home)
    postgres.ensure_running(own_home)
    assert postmaster(own_home) == running  # adopted, not started again


def test_after_a_kill_in_the_middle_of_work_it_starts_again_with_all_that_was_committed(own_home: Path) -> None:
    urls = postgres.ensure_running(own_home)
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE ballot AS SELECT generate_series(1, 1000) AS slot")
    busy = "import psycopg, sys; psycopg.connect(sys.argv[1]).execute('SELECT count(*) FROM generate_series(1, 1000000000)')"
    with subprocess.Popen([sys.executable, "-c", busy, urls.app], stderr=subprocess.DEVNULL) as client:
        active = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND usename = 'renda_app'"
        eventually(lambda: answer(urls.superuser, active) == (1,))
        os.kill(postmaster(own_home), signal.SIGKILL)  # its busy child goes on and holds the shared memory
        eventually(lambda: not postgres.is_running(own_home))
        assert postgres.ensure_running(own_home) == urls
        client.wait()
    assert answer(urls.app, "SELECT count(*) FROM ballot") == (1000,)


def test_a_dead_servers_number_that_now_belongs_to_another_program_is_no_hindrance(own_home: Path) -> None:
    urls = postgres.ensure_running(own_home)
    pid_file = own_home / "postgres/data/postmaster.pid"
    lines = pid_file.read_text().splitlines()
    os.kill(postmaster(own_home), signal.SIGKILL)
    eventually(lambda: not postgres.is_running(own_home))
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:], ""]))
    assert not postgres.is_running(own_home)
    postgres.stop(own_home)  # must not end the program of that number, which is this one
    assert postgres.ensure_running(own_home) == urls


def test_a_first_start_that_was_killed_halfway_is_begun_anew(own_home: Path) -> None:
    (own_home / "postgres/data.new/base").mkdir(parents=True)
    urls = postgres.ensure_running(own_home)
    assert answer(urls.app, "SELECT 1") == (1,)
    assert not (own_home / "postgres/data.new").exists()


def test_a_home_too_deep_for_a_socket_address_gets_a_short_socket_folder(own_home: Path) -> None:
    deep = own_home / ("a" * 60) / ("b" * 60)
    urls = postgres.ensure_running(deep)
    try:
        assert answer(urls.app, "SELECT 1") == (1,)
        assert "/renda-" in urls.app.replace("%2F", "/")
    finally:
        postgres.stop(deep, patience=3)
        shutil.rmtree(urls.app.split("host=")[1].split("&")[0].replace("%2F", "/"))


def test_data_of_another_major_version_are_refused_in_one_sentence(own_home: Path) -> None:
    data = own_home / "postgres/data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(postgres.PostgresUnavailable, match=r"written by PostgreSQL 9\.6"):
        postgres.ensure_running(own_home)


def test_it_can_be_stopped_even_when_the_way_to_its_data_was_closed(own_home: Path) -> None:
    postgres.ensure_running(own_home)
    own_home.chmod(0o700)
    postgres.stop(own_home)
    assert not postgres.is_running(own_home)
    assert processes_in(own_home / "postgres/data") == []


def test_from_a_shell_start_prints_lines_for_eval_and_stop_stops(own_home: Path) -> None:
    def shell(action: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "infra.postgres", action, "--home", str(own_home)]
        return subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)

    assert shell("urls").returncode == 1
    started = shell("start")
    assert started.stdout.startswith("export DATABASE_URL='postgresql://renda_app@/renda?host=")
    assert "export DATABASE_OWNER_URL='postgresql://renda_owner@" in started.stdout
    assert shell("urls").stdout == started.stdout
    assert shell("stop").returncode == 0
    assert shell("status").stdout == "stopped\n"
