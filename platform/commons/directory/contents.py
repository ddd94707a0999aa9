"""An office's files: one content, one file, at `<office>/<aa>/<sha256>` below Django's default storage.

Who refers to them is the business of `tenants.documents`; here they are kept, counted, carried in archives and forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

_SHA256 = re.compile(r"[0-9a-f]{64}")


def path_of(office_code: str, sha256: str) -> str:
    return f"{office_code}/{sha256[:2]}/{sha256}"


def lies_whole(office_code: str, sha256: str, size: int) -> bool:
    """Whether this content is there; a kill may have left it half-written."""
    path = path_of(office_code, sha256)
    return default_storage.exists(path) and default_storage.size(path) == size


def keep(office_code: str, sha256: str, content: bytes) -> None:
    """Write unless it lies there whole; what a kill left half-written is written again."""
    if lies_whole(office_code, sha256, len(content)):
        return
    forget(office_code, sha256)
    default_storage.save(path_of(office_code, sha256), ContentFile(content))


def open_kept(office_code: str, sha256: str) -> Any:
    """Raises FileNotFoundError."""
    return default_storage.open(path_of(office_code, sha256), "rb")


def forget(office_code: str, sha256: str) -> None:
    default_storage.delete(path_of(office_code, sha256))


def all_of(office_code: str) -> list[str]:
    """SHA-256 of every content of an office, in their order."""
    lying = set(_places(office_code))
    names = {path.rpartition("/")[2] for path in lying}
    return sorted(name for name in names if _SHA256.fullmatch(name) and path_of(office_code, name) in lying)


def weight(office_code: str) -> int:
    """Bytes of everything that lies in an office's folder."""
    return sum(default_storage.size(path) for path in _places(office_code))


def forget_all(office_code: str) -> None:
    """Everything that lies in an office's folder, and the folder."""
    for path in list(_places(office_code)):
        default_storage.delete(path)
    if default_storage.exists(office_code):
        for folder in default_storage.listdir(office_code)[0]:
            default_storage.delete(f"{office_code}/{folder}")
        default_storage.delete(office_code)


def _places(office_code: str) -> Iterator[str]:
    if default_storage.exists(office_code):
        for folder in default_storage.listdir(office_code)[0]:
            for name in default_storage.listdir(f"{office_code}/{folder}")[1]:
                yield f"{office_code}/{folder}/{name}"
