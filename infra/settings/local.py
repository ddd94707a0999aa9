"""`make run`: one machine, embedded PostgreSQL, plain HTTP on localhost."""

from infra.settings.common import *  # noqa: F403
