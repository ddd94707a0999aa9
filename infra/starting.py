"""What web, workers and relay look at before they serve: where they could only do harm, they say why and do not begin."""

from __future__ import annotations

import gc
import sys

from django.conf import settings
from django.db import connection
from django.urls import get_resolver

from commons.directory import health
from commons.kernel.sessions import SessionsLent, SessionsShared

YOUNG = 20_000  # objects; a page of the ledger makes as many
REFUSED = 3  # gunicorn's own code for a worker that cannot boot: it stops instead of trying again
_FATAL = (SessionsShared.sentence, SessionsLent.sentence, health.OUTGROWN)


def look_before_serving() -> None:
    """End the process with one sentence if its connections mix offices up or the database has outgrown the program.

    A database that is not there yet, or not migrated yet, is waited for: `/healthz/ready` says so, and no connection is
    handed out unproved (`infra/engine`).
    """
    why = health.why_not()
    connection.close()
    if why in _FATAL:
        print(why, file=sys.stderr)
        raise SystemExit(REFUSED)


def settle() -> None:
    """Read every page's address now, and set apart what was loaded from what requests make and leave behind.

    The collector walks all that is left each time it looks everywhere: 230,000 objects that live as long as the process,
    a quarter of a second in which no thread of it answers anybody. What a page makes is given the time to go by itself
    before it is looked at.
    """
    for pages in (settings.ROOT_URLCONF, settings.PUBLIC_SCHEMA_URLCONF):
        get_resolver(pages).reverse_dict  # noqa: B018 (Django reads the addresses when the first of them is asked for)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
