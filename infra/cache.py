"""What one machine's processes count together and may forget at any time: how often somebody asked (throttles).

SQLite in one file, because Django's own cache in files lists its whole folder at every write, and from 300 entries on
throws away a third of them by lot: with a plenary's 600 deputies that was counts still needed. Lost with the file;
never waited for, never a reason to refuse anybody: what cannot be read is not there.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_TABLE = (
    "CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, until REAL NOT NULL, value TEXT NOT NULL) WITHOUT ROWID"
)
_ADD = """
INSERT INTO kept VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET until = excluded.until, value = excluded.value WHERE until <= ?
"""
_SWEPT = 1000  # writes of a process between two sweeps of what is over
_PATIENCE = 0.5  # seconds for another process that writes
_FOREVER = float("inf")


class _File(sqlite3.Connection):
    """Closed with its thread."""

    def __del__(self) -> None:
        self.close()


class SharedCache(BaseCache):
    """Values are what JSON can say: nothing that is read from a file is ever run."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._file = Path(location) / "cache.sqlite3"
        self._mine = threading.local()
        self._writes = itertools.count(1)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        found = self._do("SELECT value FROM kept WHERE key = ? AND until > ?", self._digest(key, version), time.time())
        row = found.fetchone() if found else None
        return json.loads(row[0]) if row else default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        if next(self._writes) % _SWEPT == 0:
            self._do("DELETE FROM kept WHERE until <= ?", time.time())
        self._do("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", *self._row(key, value, timeout, version))

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._did(_ADD, *self._row(key, value, timeout, version), time.time())

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        touched = "UPDATE kept SET until = ? WHERE key = ? AND until > ?"
        return self._did(touched, self._until(timeout), self._digest(key, version), time.time())

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._did("DELETE FROM kept WHERE key = ?", self._digest(key, version))

    def clear(self) -> None:
        self._do("DELETE FROM kept")

    # ── the file ──────────────────────────────────────────────────────────────────────────────
    def _did(self, statement: str, *values: Any) -> bool:
        done = self._do(statement, *values)
        return done is not None and done.rowcount == 1

    def _do(self, statement: str, *values: Any) -> sqlite3.Cursor | None:
        """None where it could not be done. A connection of this thread of this process; a broken file is thrown away."""
        try:
            if getattr(self._mine, "of", None) != os.getpid():
                self._mine.file, self._mine.of = self._connect(), os.getpid()
            file: sqlite3.Connection = self._mine.file
            return file.execute(statement, values)
        except (sqlite3.OperationalError, OSError):  # locked, or the disk is full
            return None
        except sqlite3.DatabaseError:
            self._mine.of = None
            for each in self._file.parent.glob(f"{self._file.name}*"):
                each.unlink(missing_ok=True)
            return None

    def _connect(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(
            self._file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False, factory=_File
        )
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = OFF")
        file.execute(_TABLE)
        return file

    def _row(self, key: Any, value: Any, timeout: Any, version: int | None) -> tuple[bytes, float, str]:
        return self._digest(key, version), self._until(timeout), json.dumps(value)

    def _until(self, timeout: Any) -> float:
        moment = self.get_backend_timeout(timeout)
        return _FOREVER if moment is None else float(moment)

    def _digest(self, key: Any, version: int | None) -> bytes:
        return hashlib.sha256(self.make_key(key, version).encode()).digest()
