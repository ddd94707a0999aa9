"""An office with something in it, and what the whole database says about everybody."""

from __future__ import annotations

import hashlib
from typing import Any

from commons.audit import sealer
from commons.audit.commands import record
from commons.directory import provisioning
from commons.directory.archives import exporting
from commons.identity.models import Account
from commons.kernel.actor import system
from commons.kernel.tenancy import in_office
from commons.reporting import commands as reporting
from commons.reporting.figures import Figure
from tenants.documents.commands import attach
from tests.factories.people import AT, Role, actor, member

PHOTO = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def fill(code: str) -> Account:
    """A clerk, a file, a figure with two decimals that no float holds, and sealed evidence."""
    with in_office(code):
        clerk = member(Role.CLERK, name="王经办")
        attach(
            actor=actor(Role.CLERK),
            subject_type="intake.suggestion",
            subject_uid=clerk.uid,
            filename="图纸.pdf",
            content=PHOTO,
            at=AT,
        )
        reporting.put_snapshot(office_code=code, year=2026, figures={"suggestions.received": Figure("7", 7)}, at=AT)
        record("test.act", clerk, actor=system(code), at=AT, facts={"n": 1})
        sealer.seal()
    return clerk


def digests(*, but: tuple[str, ...] = ()) -> dict[str, str]:
    """Digest of every row of every schema by `schema.table`, but for the schemas and the tables named."""
    found = {}
    with provisioning.as_owner() as owner:
        schemas = [
            name
            for (name,) in owner.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
            )
        ]
        for schema in schemas:
            if schema in but:
                continue
            for table in exporting.columns_of(owner, schema):
                if f"{schema}.{table}" not in but:
                    found[f"{schema}.{table}"] = _digest(owner, schema, table)
    return found


def _digest(owner: Any, schema: str, table: str) -> str:
    rows = owner.execute(f'SELECT t::text FROM "{schema}"."{table}" t ORDER BY 1').fetchall()
    return hashlib.sha256("\n".join(row for (row,) in rows).encode()).hexdigest()
