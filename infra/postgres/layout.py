"""What a cluster is set up with: settings with their reasons, the two roles, what they may do."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

SUPERUSER = "postgres"
DATABASE = "renda"
PORT = 5432  # names the socket file; nothing listens on the network


def _an_eighth_of_the_memory() -> int:
    """MB of this machine, or of the container where that has less; between 128 and 4,096."""
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):  # no container, or one without a limit ("max")
        there = min(there, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return min(max(there // 8 // 2**20, 128), 4096)


SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("listen_addresses", "''", "the socket folder is the only door"),
    ("port", str(PORT), "the caller's PGPORT must not move the socket"),
    ("unix_socket_permissions", "0700", "as the folder: a second lock on the same door"),
    ("max_connections", "100", "web, workers, relay and a test run side by side; each costs memory per schema visited"),
    (
        "max_locks_per_transaction",
        "512",
        "dropping or dumping an office locks each of its tables; 64 fails at 8 offices",
    ),
    ("recovery_init_sync_method", "syncfs", "a crash restart with 1,750 schemas: 2.6 s instead of 154 s"),
    (
        "shared_buffers",
        f"{_an_eighth_of_the_memory()}MB",
        "an eighth of the machine, up to 4 GB: it is shared with the application; a province's catalogs want room",
    ),
    ("max_wal_size", "4GB", "a mass opening writes some 2.5 MB an office; each checkpoint syncs every new file"),
    ("autovacuum_max_workers", "4", "many small tables rather than few large ones"),
    ("autovacuum_naptime", "5min", "each look goes through every table of every office, and few of them have changed"),
    ("jit", "off", "our queries are short; compiling them costs more than it saves"),
    ("timezone", "'Asia/Shanghai'", "what a person reads in psql is the office's own time"),
    ("log_timezone", "'Asia/Shanghai'", "the same in the log"),
    ("logging_collector", "on", "into files that rotate; a plain redirect would grow for ever"),
    ("log_directory", "'../log'", "beside the data, not inside it: a copy of the data is a copy of the data"),
    ("log_filename", "'postgres-%a.log'", "one file a weekday, overwritten a week later"),
    ("log_truncate_on_rotation", "on", "see log_filename"),
    ("log_rotation_size", "0", "see log_filename"),
    ("log_lock_waits", "on", "a migration that waits behind a request must be visible"),
    ("log_min_error_statement", "panic", "a failed statement may hold a resident's words: never into a log"),
    ("log_error_verbosity", "terse", "DETAIL quotes the offending values; same reason"),
)

# Roles hold for the whole cluster. `renda_owner` may create databases because the test run makes its own.
# No passwords: whoever can reach the socket is already the account that runs the application.
ROLES = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'renda_owner') THEN CREATE ROLE renda_owner; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'renda_app') THEN CREATE ROLE renda_app; END IF;
END $$;
GRANT pg_signal_backend TO renda_owner; -- the test run drops a copy that a killed run still holds open
ALTER ROLE renda_owner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE renda_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
"""

# Applied to `renda` and to template1: extensions and default privileges live in a database, not in the cluster, and a
# database that the test run creates is a copy of template1. Audit and certificates take UPDATE and DELETE away again
# in their own migrations.
GRANTS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO renda_app;
ALTER DEFAULT PRIVILEGES FOR ROLE renda_owner GRANT USAGE ON SCHEMAS TO renda_app;
ALTER DEFAULT PRIVILEGES FOR ROLE renda_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO renda_app;
ALTER DEFAULT PRIVILEGES FOR ROLE renda_owner GRANT USAGE, SELECT ON SEQUENCES TO renda_app;
"""

CONNECT = f"""
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
GRANT CONNECT ON DATABASE {DATABASE} TO renda_app;
"""
