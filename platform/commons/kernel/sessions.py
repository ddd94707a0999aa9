"""Whether a session with the database is ours alone: what was set in it still holds at its next statement.

An office is entered by `SET search_path`. A pooler in transaction mode that does not carry it along hands the session's
next statement to a server connection on which somebody else has set another office, and no error says so (`scale.md`
§3.2: 4,005 of 4,800 reads from the wrong office). So it is tried before the first connection of a process is handed out,
on the very address the process works with (`infra/engine`): by what happens, not by anybody's name or version.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from typing import Any, Final

import psycopg
from django.db.utils import OperationalError

# Two readers by turns, by twos and threes: neither a pooler that hands out the connection used last nor one that goes
# round gives each reader its own connection every time.
_TURNS: Final = (0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0) * 2
_LOOK: Final = "SELECT current_setting('search_path'), pg_backend_pid()"

_proved: set[str] = set()  # addresses on which it held; they are not asked again by this process


class SessionsShared(OperationalError):
    """Nothing works on such a connection, so it is an operational error: health says so, a relay waits."""

    sentence = (
        "数据库连接经过的连接池不保持会话：一个机构设置的 search_path 会落到另一个机构的连接上，读到别的机构的数据。"
        "请把连接池改为会话模式（session），或换用能跟踪 search_path 的连接池"
        "（PostgreSQL 18 与 PgBouncer 1.25.2 以上，track_extra_parameters = IntervalStyle,search_path），或直接连接数据库。"
    )

    def __init__(self) -> None:
        super().__init__(self.sentence)


class SessionsLent(SessionsShared):
    sentence = (
        "DATABASE_OWNER_URL 经过事务模式的连接池：升级和开通机构要在会话中持有锁，不能使用。"
        "请让它直接连接数据库，或使用会话模式（session）的连接池。"
    )


def prove(parameters: Mapping[str, Any], *, whole: bool = False) -> None:
    """Raises SessionsShared; and, where sessions must stay `whole` (the owner's hold locks), SessionsLent.

    `parameters` are those of `psycopg.connect`. Asked once a process and address; costs two connects and 26 statements.
    """
    address = _address(parameters, whole)
    if address in _proved:
        return
    with ExitStack() as open_until_told:
        pair = [open_until_told.enter_context(closing(_connect(parameters))) for _ in range(2)]
        try:
            kept, lent = _observe(pair)
        finally:
            for each in pair:
                each.execute("RESET search_path")  # where sessions are shared it would otherwise stay behind
    if not kept:
        raise SessionsShared()
    if whole and lent:
        raise SessionsLent()
    _proved.add(address)


def trust(parameters: Mapping[str, Any]) -> None:
    """Go on without the proof: for the benchmark and the test that show what it is for."""
    _proved.update(_address(parameters, whole) for whole in (True, False))


def _address(parameters: Mapping[str, Any], whole: bool) -> str:
    return "|".join([*(str(parameters.get(key, "")) for key in ("host", "port", "user")), str(whole)])


def _connect(parameters: Mapping[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.connect(**{**parameters, "prepare_threshold": None}, autocommit=True)


def _observe(pair: list[psycopg.Connection[Any]]) -> tuple[bool, bool]:
    """Whether each session kept what was set in it; whether its server connection was lent to somebody meanwhile."""
    for number, session in enumerate(pair):
        session.execute(f"SET search_path = renda_session_{number}")  # no such schema: whoever inherits it fails loudly
    backends: list[set[int]] = [set(), set()]
    kept = True
    for turn in _TURNS:
        row = pair[turn].execute(_LOOK).fetchone()
        assert row is not None
        kept &= row[0] == f"renda_session_{turn}"
        backends[turn].add(row[1])
    return kept, len(backends[0]) > 1 or len(backends[1]) > 1 or bool(backends[0] & backends[1])
