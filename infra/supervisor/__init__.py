"""`renda up`: everything that one machine needs to serve a province, started in order and stopped without a trace.

PostgreSQL (unless DATABASE_URL names another) → the set-up steps that are not done yet → web, workers, relay, beat.
Two tables say what (`tables.py`). The parent never starts Django: each start of it costs seconds, so
whether a step is done is told by a fingerprint of the files it depends on, written under RENDA_HOME after success.

A child dies with us (PR_SET_PDEATHSIG), even if we are killed; PostgreSQL may survive that: the next start adopts it.
"""

from __future__ import annotations

from infra.supervisor.command import main
from infra.supervisor.plan import Plan, Program, Step
from infra.supervisor.supervisor import Supervisor

__all__ = ["Plan", "Program", "Step", "Supervisor", "main"]
