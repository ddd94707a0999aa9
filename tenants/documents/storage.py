"""Where bytes lie: `<office>/<aa>/<sha256>` below Django's default storage. One content, one file, many references."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def path_of(office_code: str, sha256: str) -> str:
    return f"{office_code}/{sha256[:2]}/{sha256}"


def keep(office_code: str, sha256: str, content: bytes) -> None:
    """Write unless it lies there whole; what a kill left half-written is written again."""
    path = path_of(office_code, sha256)
    if default_storage.exists(path):
        if default_storage.size(path) == len(content):
            return
        default_storage.delete(path)
    default_storage.save(path, ContentFile(content))


def open_kept(office_code: str, sha256: str) -> Any:
    """Raises FileNotFoundError."""
    return default_storage.open(path_of(office_code, sha256), "rb")


def forget(office_code: str, sha256: str) -> None:
    default_storage.delete(path_of(office_code, sha256))
