"""`renda migrate` when there is nothing to migrate: one statement, and no Django.

Whatever is not plain (an empty database, an option that is not known, a migration too few or too many) is left to the
command itself.
"""

from __future__ import annotations

import json
import time
from typing import Any

import psycopg

from commons.directory.migrating.situation import LOOK, digest, judge, on_disk
from infra.settings.apps import SHARED_APPS, TENANT_APPS

NOTHING = "没有需要升级的（{seconds:.2f} 秒）。"


def answer(owner_url: str, as_json: bool) -> bool:
    """Whether everything is current; if so, that is printed."""
    started = time.monotonic()
    try:
        with psycopg.connect(owner_url) as owner:
            head, is_current = look(owner)
    except psycopg.Error:
        return False
    if is_current:
        seconds = time.monotonic() - started
        print(json.dumps(nothing(head, seconds), indent=2) if as_json else NOTHING.format(seconds=seconds))
    return is_current


def look(owner: psycopg.Connection[Any]) -> tuple[str, bool]:
    """The head of the migrations on disk, and whether public, the template and every office have them."""
    head = digest(on_disk(TENANT_APPS))
    row = owner.execute(LOOK, [head]).fetchone()
    return head, row is not None and judge(row, commons=on_disk(SHARED_APPS), head=head).is_current


def nothing(head: str, seconds: float) -> dict[str, object]:
    """The report of a run that found everything current, as `renda migrate --json` prints it."""
    empty: dict[str, object] = {"template": [], "done": [], "failed": [], "stopped": ""}
    return {"head": head, "commons": False, **empty, "seconds": round(seconds, 2), "seconds_on_offices": 0.0}
