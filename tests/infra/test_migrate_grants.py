"""`renda migrate` gives an office that is behind the same rights as one built today: evidence kept, the box rewritable."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
from django.conf import settings
from django.db import connection

from infra.settings import env
from tests.conftest import ROOT, TOWN

SCHEMA = f"o_{TOWN}"


def may(table: str, right: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('renda_app', %s, %s)", [f"{SCHEMA}.{table}", right])
        return bool(cursor.fetchone()[0])


def test_an_office_that_is_behind_gets_the_exceptions_of_its_new_tables(committed: str) -> None:
    with psycopg.connect(**{**settings.OWNER_DSN, "dbname": committed}, autocommit=True) as owner:
        # as migrating alone leaves a table: the owner's default privileges, without exceptions
        owner.execute(f"GRANT UPDATE, DELETE ON {SCHEMA}.ballot_certificate TO renda_app")
        owner.execute(f"REVOKE TRUNCATE ON {SCHEMA}.ballot_ballot FROM renda_app")
        owner.execute("UPDATE directory_office SET schema_head = 'behind' WHERE code = %s", [TOWN])
    assert (may("ballot_certificate", "UPDATE"), may("ballot_ballot", "TRUNCATE")) == (True, False)
    urls = {
        "DATABASE_URL": env.DATABASE_URL.replace("/renda?", f"/{committed}?"),
        "DATABASE_OWNER_URL": env.DATABASE_OWNER_URL.replace("/renda?", f"/{committed}?"),
        "DJANGO_SETTINGS_MODULE": "infra.settings.test",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
    }
    subprocess.run([sys.executable, "-m", "infra.cli", "migrate"], cwd=ROOT, env={**os.environ, **urls}, check=True)
    assert [may("ballot_certificate", right) for right in ("SELECT", "INSERT", "UPDATE", "DELETE")] == [
        True,
        True,
        False,
        False,
    ]
    assert may("ballot_ballot", "TRUNCATE")
