"""The whole disk and more: rows of all tables alive and dead, the write-ahead log, every file of the house, what Sentry was
sent, the memory of every process. Read as files and bytes, past the application and past PostgreSQL's own permissions.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

from infra.postgres.cluster import Cluster
from infra.postgres.programs import run
from infra.settings import env
from tests.adversary.linking import Heap

PAGE = 8192
SEGMENT = 16 * 1024 * 1024
NEAR = (512, 16_384)  # bytes of memory around a word
_RECORD = re.compile(r"len \(rec/tot\):\s*\d+/\s*(\d+), tx:\s*(\d+), lsn: ([0-9A-F]+/[0-9A-F]+)")
_DATABASE = re.compile(r"rel \d+/(\d+)/\d+")


# ── tables ────────────────────────────────────────────────────────────────────────────────────
def tables(root: psycopg.Connection[Any]) -> Iterator[tuple[str, Path]]:
    """Every table of every schema with its file; toast tables and PostgreSQL's own statistics among them."""
    root.execute("CHECKPOINT")
    found = root.execute(
        "SELECT c.oid::regclass::text, pg_relation_filepath(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE relkind IN ('r', 't', 'm', 'S') AND (nspname NOT IN ('pg_catalog', 'information_schema') OR relname = 'pg_statistic')"
    ).fetchall()
    for name, path in found:
        yield name, Cluster(env.HOME).data / path


def tuples(file: Path) -> Iterator[tuple[int, int, tuple[int, int], bytes]]:
    """(xmin, xmax, (page, place), raw bytes) of every row version that a table's file still holds, dead ones too."""
    raw = file.read_bytes() if file.exists() else b""
    for page in range(len(raw) // PAGE):
        block = raw[page * PAGE : (page + 1) * PAGE]
        lower = struct.unpack_from("<H", block, 12)[0]
        for place in range((lower - 24) // 4 if lower > 24 else 0):
            (item,) = struct.unpack_from("<I", block, 24 + 4 * place)
            at, length = item & 0x7FFF, item >> 17
            if length >= 24 and at + length <= PAGE:
                xmin, xmax = struct.unpack_from("<II", block, at)
                yield xmin, xmax, (page, place), block[at : at + length]


def rows(root: psycopg.Connection[Any], wanted: Iterable[bytes]) -> dict[str, list[Heap]]:
    """A channel a table, and one for each way in which a transaction marks the rows it touched."""
    words = list(wanted)
    channels: dict[str, list[Heap]] = {}
    marked: dict[str, dict[int, list[bytes]]] = {"xmin": {}, "xmin or xmax": {}}
    for name, file in tables(root):
        here = []
        for xmin, xmax, place, data in tuples(file):
            here.append(Heap(data, place))
            marked["xmin"].setdefault(xmin, []).append(data)
            for each in {xmin, xmax}:
                marked["xmin or xmax"].setdefault(each, []).append(data)
        if any(word in heap.data for heap in here for word in words):
            channels[f"rows of {name}"] = here
    for way, by in marked.items():
        channels[f"rows with one {way}"] = [Heap(b"\0".join(parts), (xid,)) for xid, parts in sorted(by.items())]
    return channels


# ── the write-ahead log ───────────────────────────────────────────────────────────────────────
def log(root: psycopg.Connection[Any], began: str, ended: str) -> dict[str, list[Heap]]:
    """What `pg_waldump` finds between two positions, each record with its bytes; together, by transaction, and alone."""
    _segments.clear()
    row = root.execute(
        "SELECT oid, timeline_id FROM pg_database, pg_control_checkpoint() WHERE datname = current_database()"
    ).fetchone()
    assert row is not None
    ours, timeline = str(row[0]), int(row[1])
    folder = Cluster(env.HOME).data / "pg_wal"
    # Both are named, or any file answers for the size of all, one of 0 bytes that is being made too.
    first, last = _segment(timeline, _number(began)), _segment(timeline, _number(ended) - 1)
    said = run("pg_waldump", "--path", str(folder), "--start", began, "--end", ended, first, last)
    alone: list[Heap] = []
    by: dict[int, list[bytes]] = {}
    mine: set[int] = set()
    for line in said.stdout.splitlines():
        if (found := _RECORD.search(line)) is None:
            continue
        length, xid, position = int(found[1]), int(found[2]), _number(found[3])
        data = _bytes_at(folder, timeline, position, length)
        if any(database == ours for database in _DATABASE.findall(line)):
            mine.add(xid)
        by.setdefault(xid, []).append(data)
        alone.append(Heap(data, (position,)))
    assert by, said.stdout[-400:]
    together = [Heap(b"\0".join(parts), (xid,)) for xid, parts in sorted(by.items()) if xid in mine and xid]
    return {"transactions in the log": together, "records of the log": alone}


def _number(position: str) -> int:
    high, low = position.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def _segment(timeline: int, position: int) -> str:
    return f"{timeline:08X}{position // SEGMENT >> 8:08X}{position // SEGMENT & 0xFF:08X}"


_segments: dict[Path, bytes] = {}


def _bytes_at(folder: Path, timeline: int, position: int, length: int) -> bytes:
    """A record's bytes, without the headers of the pages it runs over."""
    out = b""
    while len(out) < length:
        file = folder / _segment(timeline, position)
        if file not in _segments:
            if len(_segments) > 4:
                _segments.clear()
            _segments[file] = file.read_bytes()
        at = position % SEGMENT
        if position % PAGE == 0:  # a page's header is longer at the beginning of a segment
            position += 40 if at == 0 else 24
            continue
        take = min(PAGE - at % PAGE, length - len(out))
        out += _segments[file][at : at + take]
        position += take
    return out


# ── files, events, memory ─────────────────────────────────────────────────────────────────────
def files(home: Path) -> dict[str, list[Heap]]:
    """Logs by line and by request; every other file (broker, cache, secrets, uploads) as a whole."""
    whole, lines = [], []
    requests: dict[str, list[bytes]] = {}
    for file in sorted(
        each for folder in (home, Cluster(env.HOME).log) for each in folder.rglob("*") if each.is_file()
    ):
        raw = file.read_bytes()
        if not file.name.endswith((".log", ".log.1")):
            whole.append(Heap(file.name.encode() + b"\0" + raw))
            continue
        for number, line in enumerate(raw.splitlines()):
            lines.append(Heap(line, (number,)))
            if found := re.search(rb'"request_id": "(\w+)"', line):
                requests.setdefault(found[1].decode(), []).append(line)
    return {
        "files": whole,
        "lines of logs": lines,
        "requests in logs": [Heap(b"\n".join(each), (number,)) for number, each in enumerate(requests.values())],
    }


def waits(home: Path, port: int, route: str) -> list[float]:
    """Milliseconds of each accepted cast as the web's log tells, in its order."""
    found = []
    for line in (home / f"web-{port}.log").read_text().splitlines():
        if route in line and '"status": 20' in line:
            found.append(float(json.loads(line)["ms"]))
    return found


def memory(leaders: Mapping[str, int], wanted: Iterable[bytes]) -> dict[str, list[Heap]]:
    """What lies around every one of these words in the memory of these processes and their children."""
    words = list(wanted)
    found: dict[str, list[Heap]] = {f"memory within {near} bytes": [] for near in NEAR}
    for leader in leaders.values():
        for pid in (leader, *_children(leader)):
            for start, region in _regions(pid):
                spots = sorted(at for word in words for at in _places(region, word))
                for near in NEAR:
                    for first, last in _joined(spots, near):
                        data = region[max(0, first - near) : last + near]
                        found[f"memory within {near} bytes"].append(Heap(data, (start + first,)))
    return found


def _joined(spots: list[int], near: int) -> Iterator[tuple[int, int]]:
    first = last = None
    for at in spots:
        if first is None or last is None:
            first = last = at
        elif at - last <= near:
            last = at
        else:
            yield first, last
            first = last = at
    if first is not None and last is not None:
        yield first, last


def _places(region: bytes, word: bytes) -> Iterator[int]:
    at = region.find(word)
    while at >= 0:
        yield at
        at = region.find(word, at + 1)


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_children(int(child))]
    return found


def _regions(pid: int) -> Iterator[tuple[int, bytes]]:
    """Everything that a process may write to: heap, stacks, anonymous memory."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, access, *_ = line.split()
        if not access.startswith("rw"):
            continue
        start, end = (int(each, 16) for each in span.split("-"))
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
            mem.seek(start)
            try:
                yield start, mem.read(end - start)
            except OSError:  # the kernel's own pages
                continue
