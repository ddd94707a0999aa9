"""What web, workers and relay look at before they serve: where they could only do harm, they say why and do not begin."""

from __future__ import annotations

import sys

from django.db import connection

from commons.directory import health
from commons.kernel.sessions import SessionsLent, SessionsShared

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
