"""The audit bundle: everything anybody needs to count again, and nothing that says who voted how. Read and written here.

A `.tar.gz` of six files: `manifest.json` · `ballots.jsonl` (slot, sealed) · `rejected.jsonl` (slot, sealed, place) ·
`opening.json` (root; the checked shares, for each part) · `paper.json` (the paper lines of contract §4.1, issued) ·
`result.json` (counts opened, answer of the tally, signatures). What is said twice is said to be compared.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tenants.ballot.sealed.encoding import loads, unhex
from tenants.ballot.sealed.opening import Share

FILES = ("manifest.json", "ballots.jsonl", "rejected.jsonl", "opening.json", "paper.json", "result.json")
LIMIT = 256 * 1024 * 1024  # bytes unpacked: a bundle of 3,000 deputies and 30 projects has about 110 MB


class NotABundle(ValueError):
    """The file cannot be read as a bundle; the words name the file and the line."""


@dataclass(frozen=True, slots=True)
class Rejected:
    slot: bytes
    sealed: bytes
    place: str


@dataclass(frozen=True)
class Bundle:
    """`ballots`: (slot, sealed) in the order of slots. `shares`: part → shares. `answer`: contract §4.1's."""

    manifest: bytes
    ballots: Sequence[tuple[bytes, bytes]]
    rejected: Sequence[Rejected]
    root: bytes
    shares: Mapping[str, Sequence[Share]]
    paper: Mapping[str, Any]
    counts: Mapping[str, Sequence[int]]
    answer: Mapping[str, Any]
    signatures: Mapping[int, bytes] = field(default_factory=dict)


def seal_root(digests: Iterable[bytes]) -> bytes:
    """SHA-256 over the sorted receipts: the sealed set in 32 bytes, shown on the screen when the vote closes."""
    return hashlib.sha256(b"".join(sorted(digests))).digest()


def result_digest(manifest: bytes, root: bytes, counts: Mapping[str, Any], answer: Mapping[str, Any]) -> bytes:
    """What the scrutineers sign: SHA-256 over manifest hash, root and the result in sorted JSON without spaces."""
    said = json.dumps(
        {"counts": {part: list(counts[part]) for part in counts}, "answer": answer},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(manifest + root + said.encode()).digest()


def write(bundle: Bundle) -> bytes:
    """The bundle as bytes; the same content is the same bytes."""
    parts = {
        "manifest.json": bundle.manifest,
        "ballots.jsonl": _lines({"slot": slot.hex(), "sealed": _base64(sealed)} for slot, sealed in bundle.ballots),
        "rejected.jsonl": _lines(
            {"slot": each.slot.hex(), "sealed": _base64(each.sealed), "place": each.place} for each in bundle.rejected
        ),
        "opening.json": _json(
            {
                "root": bundle.root.hex(),
                "shares": {part: [_share(each) for each in shares] for part, shares in bundle.shares.items()},
            }
        ),
        "paper.json": _json(bundle.paper),
        "result.json": _json(
            {
                "counts": {part: list(counts) for part, counts in bundle.counts.items()},
                "answer": bundle.answer,
                "signatures": {str(index): signed.hex() for index, signed in bundle.signatures.items()},
            }
        ),
    }
    packed = io.BytesIO()
    zipped = gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6, mtime=0)
    with zipped, tarfile.open(fileobj=zipped, mode="w") as archive:
        for name in FILES:
            entry = tarfile.TarInfo(name)
            entry.size = len(parts[name])
            archive.addfile(entry, io.BytesIO(parts[name]))
    return packed.getvalue()


def read(packed: bytes) -> Bundle:
    """The bundle in these bytes. Raises NotABundle: truncated, of another format, too large, a line that is not JSON."""
    parts = _unpacked(packed)
    try:
        opening, result = loads(parts["opening.json"]), loads(parts["result.json"])
        return Bundle(
            manifest=parts["manifest.json"],
            ballots=[(unhex(line["slot"]), _sealed(line["sealed"])) for line in _read_lines(parts, "ballots.jsonl")],
            rejected=[
                Rejected(unhex(line["slot"]), _sealed(line["sealed"]), line["place"])
                for line in _read_lines(parts, "rejected.jsonl")
            ],
            root=unhex(opening["root"]),
            shares={part: [_read_share(each) for each in shares] for part, shares in opening["shares"].items()},
            paper=loads(parts["paper.json"]),
            counts=result["counts"],
            answer=result["answer"],
            signatures={_index(index): unhex(signed) for index, signed in result["signatures"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        if isinstance(wrong, NotABundle):
            raise
        raise NotABundle(f"内容不完整或格式不符（{wrong}）") from wrong


def _index(word: str) -> int:
    if str(int(word)) != word:
        raise ValueError(f"not an index: {word}")
    return int(word)


def _sealed(word: str) -> bytes:
    found = base64.b64decode(word, validate=True)
    if _base64(found) != word:
        raise ValueError("not base64")
    return found


def _unpacked(packed: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
            left = LIMIT
            for entry in archive:
                left -= entry.size
                if entry.name not in FILES or entry.name in parts or not entry.isreg() or left < 0:
                    raise NotABundle(f"{entry.name[:40]} 不属于核验包或过大")
                file = archive.extractfile(entry)
                parts[entry.name] = file.read() if file else b""
    except (tarfile.TarError, EOFError, OSError) as wrong:
        raise NotABundle("文件损坏或不是 .tar.gz 核验包") from wrong
    if missing := [name for name in FILES if name not in parts]:
        raise NotABundle(f"缺少 {missing[0]}")
    return parts


def _read_lines(parts: Mapping[str, bytes], name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(parts[name].splitlines(), 1):
        try:
            yield loads(line)
        except ValueError as wrong:
            raise NotABundle(f"{name} 第 {number} 行不是 JSON") from wrong


def _share(share: Share) -> dict[str, Any]:
    return {
        "index": share.index,
        "points": [point.hex() for point in share.points],
        "proofs": [proof.hex() for proof in share.proofs],
    }


def _read_share(found: Mapping[str, Any]) -> Share:
    points = tuple(unhex(each) for each in found["points"])
    if type(found["index"]) is not int:
        raise ValueError("not an index")
    return Share(found["index"], points, tuple(unhex(each) for each in found["proofs"]))


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
