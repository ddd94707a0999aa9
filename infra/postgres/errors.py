"""Why there is no server."""

from __future__ import annotations


class PostgresUnavailable(RuntimeError):
    """The embedded server cannot be had; the message is one sentence for the person at the keyboard."""
