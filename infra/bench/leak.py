"""Wrong-office reads: none through Django's own pool, none through a pooler in session mode; and what a pooler in transaction
mode that does not track search_path does, with the proof of `kernel.sessions` and without it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from infra.bench import pooler, reading
from infra.bench.province import Province
from infra.bench.rows import Row, Section
from infra.bench.server import ALL

READS, FEW = 100_000, 4_800  # of the whole province, and of fewer offices or another way
OFFICES = 8


def wrong_office_reads(where: Province) -> Iterator[Row]:
    where.fill(min(OFFICES, where.offices))
    codes = where.opened[:OFFICES]
    reading.mark(codes)
    straight = os.environ["DATABASE_URL"]
    title = f"{reading.THREADS} threads on {len(codes)} offices: wrong reads"
    reads = READS if where.offices >= ALL else FEW
    yield _none(f"{title}, Django's own pool", reading.read(straight, reads, codes, pool=True))
    yield _none("… a connection a thread", reading.read(straight, FEW, codes))
    with pooler.in_front_of(straight, mode="session") as session:
        yield _none("… PgBouncer in session mode", reading.read(session, FEW, codes))
    with pooler.in_front_of(straight) as shared:
        refused = reading.read(shared, FEW, codes)
        yield Row(
            "… PgBouncer in transaction mode, nothing tracked", "refused" if refused.refused else "NOT refused",
            bar="refused", holds=bool(refused.refused) and refused.reads == 0,
        )  # fmt: skip
        leak = reading.read(shared, FEW, codes, trusting=True)
        yield Row(
            "… the same, the check switched off: wrong reads", f"{leak.wrong:,} of {leak.reads:,}",
            bar="> 0", holds=leak.wrong > 0,
        )  # fmt: skip


def _none(figure: str, found: reading.Found) -> Row:
    holds = found.reads > 0 and (found.wrong, found.failed, found.refused) == (0, 0, "")
    return Row(figure, f"{found.wrong} of {found.reads:,}", bar="0", holds=holds)


SECTIONS = (Section("leak", "wrong-office reads", wrong_office_reads),)
