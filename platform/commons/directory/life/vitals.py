"""How an office is: its structure against the blueprint, its audit chain, its weight. Looked at by night, and by `check`.

What was found is kept in public, so that a list of offices asks nobody's schema.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection

from commons.audit import queries as audit
from commons.audit import sealer
from commons.audit.queries import ChainReport
from commons.directory import contents, provisioning
from commons.directory.models import Office, OfficeVitals
from commons.kernel.errors import Refusal
from commons.kernel.tenancy import in_office

_WEIGHT = """
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace(quote_ident(%s))
  AND d.classid = 'pg_class'::regclass AND c.relkind = 'r'
"""


def look_at(code: str, *, at: dt.datetime) -> tuple[OfficeVitals, ChainReport]:
    """Examine one office that serves and keep what was found. Not an act of anybody: it changes nothing of the office."""
    with in_office(code) as office:
        problem = _structure(office)
        sealer.seal()
        report = audit.verify_chain()
        weight = _weight(office.schema_name)
    if not report.holds:
        problem += f"审计链第 {report.broken_at} 环：{report.reason}"
    found, _ = OfficeVitals.objects.update_or_create(
        office_id=code,
        defaults={
            "checked_at": at,
            "holds": not problem,
            "problem": problem[:300],
            "database_bytes": weight,
            "file_bytes": contents.weight(code),
            "entries": report.entries,
        },
    )
    return found, report


def _structure(office: Office) -> str:
    if office.is_province:
        return ""
    try:
        provisioning.inspect(office)
    except Refusal as refusal:
        return refusal.message
    return ""


def _weight(schema: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_WEIGHT, [schema])
        return int(cursor.fetchone()[0])
