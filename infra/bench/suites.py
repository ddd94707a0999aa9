"""Which sections a benchmark has, and where they stand. A room of work adds its module to the line of its suite; the
module names its sections in `SECTIONS`."""

from __future__ import annotations

import importlib

from infra.bench.rows import Section

SUITES: dict[str, tuple[str, ...]] = {
    "province": (
        "infra.bench.creation",
        "infra.bench.standing",
        "infra.bench.leak",
        "infra.bench.archives",
        "infra.bench.migrate",
        "infra.bench.upheaval",
        "infra.bench.board",
    ),
    "appraise": ("infra.bench.appraise",),
    "ledger": ("infra.bench.ledger",),
    "ballot": ("infra.bench.browser", "infra.bench.ballot"),
}


def sections(suite: str) -> list[Section]:
    return [section for module in SUITES[suite] for section in importlib.import_module(module).SECTIONS]
