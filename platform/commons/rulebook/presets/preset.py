"""How a preset is written: what differs from the kind's own table of defaults, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commons.directory.terms import Level
from commons.rulebook import kinds
from commons.rulebook.schema import put
from commons.rulebook.terms import Kind, Mode


@dataclass(frozen=True)
class Preset:
    kind: Kind
    title: str
    source: str
    levels: tuple[Level, ...]
    default_levels: tuple[Level, ...]
    body: Mapping[str, Any]
    modes: Mapping[str, Mapping[str, Any]]


def preset(
    kind: Kind,
    title: str,
    source: str,
    levels: tuple[Level, ...],
    default_levels: tuple[Level, ...] = (),
    *,
    values: Mapping[str, Any] | None = None,
    modes: Mapping[str, Mapping[str, Any]] | None = None,
) -> Preset:
    """A rule of the kind's defaults but for `values` (path → value); freedoms as the kind's table has them but for `modes`."""
    schema = kinds.schema(kind)
    body = schema.default_body()
    for path, value in (values or {}).items():
        put(body, path, value)
    usual = {
        each.path: {"mode": each.mode.value, "source": each.source, **({"bound": each.bound} if each.bound else {})}
        for each in schema.fields
    }
    return Preset(kind, title, source, levels, default_levels, body, {**usual, **(modes or {})})


def locked(source: str) -> dict[str, Any]:
    return {"mode": Mode.LOCKED.value, "source": source}


def free(source: str) -> dict[str, Any]:
    return {"mode": Mode.FREE.value, "source": source}


def bounded(source: str, **bound: Any) -> dict[str, Any]:
    return {"mode": Mode.BOUNDED.value, "source": source, "bound": bound}
