"""An archive as a file: what its parts are called, how each is written, and that each is whole when it is read.

A zip: `tables/<table>.copy` (PostgreSQL's COPY text), `public.json`, `files/<aa>/<sha256>`, and last `manifest.json`, which
names every part with its size and SHA-256 and closes with its own digest. Written beside its place and moved there whole,
so a kill leaves no half archive under a whole one's name. No Django here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from commons.directory.errors import ArchiveDamaged, ArchiveUnreadable

FORMAT = "renda-office-archive/1"
MANIFEST = "manifest.json"
PUBLIC = "public.json"
CHUNK = 1 << 20
_PART = re.compile(r"^(?:tables/[a-z][a-z0-9_]{0,62}\.copy|public\.json|files/[0-9a-f]{2}/[0-9a-f]{64})$")
_STRUCTURE = "文件结构"


def table_part(table: str) -> str:
    return f"tables/{table}.copy"


def file_part(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256}"


def digest_of(path: Path) -> str:
    """SHA-256 of the whole file, 64 hex digits."""
    with path.open("rb") as whole:
        return hashlib.file_digest(whole, "sha256").hexdigest()


class Writer:
    """Parts in any order, each streamed once; `seal` writes the manifest."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._zip = packed
        self.parts: dict[str, dict[str, Any]] = {}

    def add(self, name: str, chunks: Iterable[bytes | memoryview], *, dense: bool = False, **facts: Any) -> None:
        """`dense`: already compressed (photos), so stored as it is. `facts` stand beside the part in the manifest."""
        info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_STORED if dense else zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
        self.parts[name] = {"sha256": digest.hexdigest(), "bytes": size, **facts}

    def seal(self, about: dict[str, Any]) -> None:
        manifest = {"format": FORMAT, **about, "parts": self.parts}
        manifest["digest"] = _own_digest(manifest)
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1)
        self._zip.writestr(MANIFEST, text.encode(), compress_type=zipfile.ZIP_DEFLATED)


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """The file appears at `path` when everything has been written and flushed to the disk, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(draft, "w", compresslevel=1) as packed:
            yield Writer(packed)
        with draft.open("rb+") as whole:
            os.fsync(whole.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class Reader:
    """An archive of which every part has been checked against its digest before any is used."""

    def __init__(self, packed: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
        self._zip, self.manifest = packed, manifest
        self.parts: dict[str, dict[str, Any]] = manifest["parts"]

    def names(self, prefix: str) -> list[str]:
        return [name for name in self.parts if name.startswith(prefix)]

    def chunks(self, name: str) -> Iterator[bytes]:
        with self._zip.open(name) as part:
            while chunk := part.read(CHUNK):
                yield chunk

    def whole(self, name: str) -> bytes:
        return b"".join(self.chunks(name))

    def check(self) -> None:
        """Raises ArchiveDamaged with the name of the first part that is not what the manifest says."""
        held = {info.filename: info for info in self._zip.infolist()}
        if len(held) != len(self._zip.infolist()) or set(held) != {MANIFEST, *self.parts}:
            raise ArchiveDamaged(part=_odd_one(held, self.parts))
        for name, said in self.parts.items():
            if not _PART.match(name) or held[name].file_size != said["bytes"]:
                raise ArchiveDamaged(part=name)
            digest = hashlib.sha256()
            try:
                for chunk in self.chunks(name):
                    digest.update(chunk)
            except Exception as broken:  # BadZipFile, zlib.error, EOFError, NotImplementedError …
                raise ArchiveDamaged(part=name) from broken
            if digest.hexdigest() != said["sha256"] or (name.startswith("files/") and name[9:] != said["sha256"]):
                raise ArchiveDamaged(part=name)


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Raises ArchiveUnreadable for what is no archive of ours, ArchiveDamaged for one that is not whole."""
    if not path.is_file():
        raise ArchiveUnreadable(why="没有这个文件")
    try:
        packed = zipfile.ZipFile(path)
    except Exception as broken:  # a damaged directory fails in as many ways as it has fields
        raise ArchiveDamaged(part=_STRUCTURE) from broken
    with packed:
        reader = Reader(packed, _manifest(packed))
        reader.check()
        yield reader


def _manifest(packed: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(packed.read(MANIFEST))
    except KeyError as none:
        raise ArchiveUnreadable(why="其中没有清单") from none
    except Exception as broken:  # a damaged member fails in as many ways as there are layers
        raise ArchiveDamaged(part=MANIFEST) from broken
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ArchiveUnreadable(why="格式不是机构存档")
    if manifest.get("digest") != _own_digest(manifest):
        raise ArchiveDamaged(part=MANIFEST)
    return manifest


def _own_digest(manifest: dict[str, Any]) -> str:
    rest = {key: value for key, value in manifest.items() if key != "digest"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _odd_one(held: Iterable[str], said: Iterable[str]) -> str:
    odd = set(held) ^ {MANIFEST, *said}
    return min(odd) if odd else _STRUCTURE
