"""Phones: requests made ready beforehand and sent over fresh connections, as those of people are."""

from __future__ import annotations

import json
import random
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

MOST = 256  # connections under way at once
_CSRF = "a" * 32


@dataclass(frozen=True)
class Answer:
    """`status` 0: none came. `seconds`: from before connecting until the last byte."""

    status: int
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def request(path: str, session: str, body: Any = None, *, host: str, method: str = "POST") -> bytes:
    """The bytes of one request of somebody who is signed in at the office `host`."""
    sent = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {host}.localhost\r\nConnection: close\r\n"
        f"Cookie: renda_session={session}; renda_csrf={_CSRF}\r\nX-CSRFToken: {_CSRF}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    return head.encode() + sent


def send(port: int, raw: bytes, timeout: float = 60.0) -> Answer:
    began = time.perf_counter()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout) as phone:
            phone.sendall(raw)
            got = bytearray()
            while piece := phone.recv(65536):
                got += piece
    except OSError:
        return Answer(0, b"", time.perf_counter() - began)
    head, _, body = bytes(got).partition(b"\r\n\r\n")
    status = int(head[9:12]) if head.startswith(b"HTTP/1.1 ") else 0
    whole = status and len(body) >= _length(head)
    return Answer(status if whole else 0, body, time.perf_counter() - began)


def storm(port: int, requests: Sequence[bytes], at_once: int) -> tuple[list[Answer], float]:
    """All of them, so many at a time; the answers and how long it took from the first to the last."""
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as crowd:
        answers = list(crowd.map(lambda raw: send(port, raw), requests))
    return answers, time.perf_counter() - began


def arrivals(port: int, requests: Sequence[bytes], within: float) -> list[Answer]:
    """All of them within so many seconds, each at a moment of its own drawn by lot, whether the others are answered or not.

    `seconds` counts from that moment: who has to wait for a free connection waits as a person does.
    """
    began, moments = time.perf_counter(), sorted(random.uniform(0, within) for _ in requests)

    def one(raw: bytes, moment: float) -> Answer:
        answer = send(port, raw)
        return replace(answer, seconds=time.perf_counter() - began - moment)

    with ThreadPoolExecutor(MOST) as crowd:
        coming = []
        for raw, moment in zip(requests, moments, strict=True):
            time.sleep(max(0.0, began + moment - time.perf_counter()))
            coming.append(crowd.submit(one, raw, moment))
        return [each.result() for each in coming]


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
