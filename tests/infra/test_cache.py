"""What the processes of a machine count together: kept until its time, for a thousand people at once, and lost without harm."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from infra.cache import SharedCache


@pytest.fixture
def cache(tmp_path: Path) -> SharedCache:
    return SharedCache(str(tmp_path), {"TIMEOUT": 60})


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Seconds that pass on the clock."""
    now = [1_000_000.0]
    for clock in ("infra.cache.time.time", "django.core.cache.backends.base.time.time"):
        monkeypatch.setattr(clock, lambda: now[0])

    def passing(seconds: float) -> None:
        now[0] += seconds

    return passing


def test_what_is_kept_is_found_until_its_time(cache: SharedCache, passing: Callable[[float], None]) -> None:
    cache.set("a", [1.5, 2.5], 30)
    cache.set("b", "default")
    cache.set("c", "always", None)
    passing(29)
    assert cache.touch("b", 100)
    assert cache.get_many(["a", "b", "c"]) == {"a": [1.5, 2.5], "b": "default", "c": "always"}
    passing(2)
    assert cache.get_many(["a", "b", "c"]) == {"b": "default", "c": "always"}
    passing(1_000_000)
    assert cache.get_many(["a", "b", "c"]) == {"c": "always"}
    assert not cache.touch("b")


def test_what_is_there_is_not_added_and_what_is_over_may_be(
    cache: SharedCache, passing: Callable[[float], None]
) -> None:
    assert [cache.add("a", 1, 10), cache.add("a", 2, 10), cache.get("a")] == [True, False, 1]
    passing(11)
    assert [cache.add("a", 3, 10), cache.get("a")] == [True, 3]
    assert [cache.delete("a"), cache.delete("a"), cache.get("a", "none")] == [True, False, "none"]
    cache.set("b", 1)
    cache.clear()
    assert cache.get("b") is None


def test_a_thousand_people_are_counted_and_nobody_s_count_is_thrown_away(cache: SharedCache) -> None:
    for number in range(1000):
        cache.set(f"person{number}", [number])
    assert [cache.get(f"person{number}") for number in range(1000)] == [[number] for number in range(1000)]


def test_what_is_over_leaves_the_file(
    cache: SharedCache, tmp_path: Path, passing: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        cache.set(f"over{number}", 1, 10)
    passing(11)
    monkeypatch.setattr("infra.cache._SWEPT", 1)
    cache.set("new", 1, 10)
    with closing(sqlite3.connect(tmp_path / "cache.sqlite3")) as file:
        assert file.execute("SELECT count(*) FROM kept").fetchone() == (1,)
        assert b"new" not in file.execute("SELECT key FROM kept").fetchone()[0]


def test_threads_and_other_processes_see_the_same(cache: SharedCache, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: cache.set(f"t{number}", number), range(200)))
    told = "import sys; from infra.cache import SharedCache; c = SharedCache(sys.argv[1], {}); print(c.get('t7')); c.set('p', 9)"
    done = subprocess.run([sys.executable, "-c", told, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "7\n"
    assert [cache.get(f"t{number}") for number in range(200)] == list(range(200))
    assert cache.get("p") == 9


def test_a_broken_file_is_thrown_away_and_a_locked_one_not_waited_for(cache: SharedCache, tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite3").write_bytes(b"no database at all" * 1000)
    assert cache.get("a", "none") == "none"
    cache.set("a", 1)
    assert cache.get("a") == 1
    with closing(sqlite3.connect(tmp_path / "cache.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        cache.set("a", 2)
        assert [cache.get("a"), cache.add("b", 1), cache.touch("a"), cache.delete("a")] == [1, False, False, False]


def test_the_platform_counts_with_it() -> None:
    told = "from infra.settings import common; print(common.CACHES['default']['BACKEND'])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "infra.cache.SharedCache\n"
