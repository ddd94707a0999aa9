"""Digest arithmetic of the chain: pure, no Django. SM3 (GB/T 32905) through OpenSSL.

digest(n) = SM3( digest(n-1) ‖ canonical JSON of entry n ); the chain starts at SM3("renda").
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

START = hashlib.new("sm3", b"renda").hexdigest()


def sm3(data: bytes) -> str:
    """64 hex digits."""
    return hashlib.new("sm3", data).hexdigest()


def canonical(entry: Mapping[str, Any]) -> bytes:
    """Same entry, same bytes: keys sorted, no spaces, UTF-8, everything that is not JSON written by `str`."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def link(previous: str, entry: Mapping[str, Any]) -> str:
    return sm3(previous.encode() + canonical(entry))


def chain(previous: str, entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The digest of each entry in turn, carrying on from `previous`."""
    for entry in entries:
        previous = link(previous, entry)
        yield previous


def words_digest(salt: str, *words: str) -> str:
    """Digest of what a person wrote; without the salt nobody can test a guess against it."""
    return sm3((salt + "\x1f".join(words)).encode())
