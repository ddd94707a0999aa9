"""A Sentry server of our own, which keeps what it is sent."""

from __future__ import annotations

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import sentry_sdk


class Mailbox:
    """A Sentry server on a port of its own, which keeps what it is sent over the wire."""

    def __init__(self) -> None:
        self.posted: list[bytes] = []
        mailbox = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"]))
                mailbox.posted.append(gzip.decompress(sent) if self.headers["Content-Encoding"] == "gzip" else sent)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()  # noqa: TID251 (touches no database)

    @property
    def dsn(self) -> str:
        return f"http://public@127.0.0.1:{self.server.server_port}/1"

    @property
    def written(self) -> str:
        """Everything that left the house, envelopes and all."""
        sentry_sdk.flush(timeout=5)
        return b"\n".join(self.posted).decode()

    @property
    def events(self) -> list[dict[str, Any]]:
        items = [json.loads(line) for line in self.written.splitlines() if line.startswith("{")]
        return [each for each in items if "event_id" in each and "level" in each]
