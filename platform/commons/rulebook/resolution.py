"""From the province's edition to what holds in one office: inheritance with local values. Pure.

`modes` lists the fields of an edition by path ("method.margin"), each with its mode and the reason. An office may set
exactly a path that is listed as free, nothing above it, below it or beside it: what is not listed is locked.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from commons.kernel.errors import Malformed
from commons.rulebook import cases
from commons.rulebook.errors import FieldLocked
from commons.rulebook.terms import Mode

Values = Mapping[str, Any]  # path → value, as one office sets them
Modes = Mapping[str, Mapping[str, str]]

_UNLISTED = "版本未列为可自定"


def check_modes(body: Mapping[str, Any], modes: object) -> None:
    """Raises Malformed unless every path leads into `body`, says a mode and a source, and lies in no other path."""
    listed = _listed(modes)
    for path, entry in listed.items():
        fields = cases.record(entry, f"modes 的 {path}", required=("mode", "source"))
        cases.choice(fields["mode"], f"modes 的 {path}.mode", {mode.value: mode for mode in Mode})
        cases.word(fields["source"], f"modes 的 {path}.source")
        if not isinstance(_parent(body, path), Mapping):
            raise Malformed(f"modes 的 {path} 在规则内容中不存在，请核对路径。")
        for other in listed:
            if other.startswith(f"{path}."):
                raise Malformed(f"modes 的 {other} 已包含在 {path} 之内，请只保留一个。")


def resolve(body: Mapping[str, Any], modes: Modes, layers: Iterable[Values]) -> dict[str, Any]:
    """`body` with the free fields as `layers` set them, the province first and the office itself last.

    Raises FieldLocked for a path that no office may set.
    """
    resolved: dict[str, Any] = copy.deepcopy(dict(body))
    for values in layers:
        for path, value in values.items():
            _refuse_locked(path, modes)
            _parent(resolved, path)[path.rpartition(".")[2]] = copy.deepcopy(value)
    return resolved


def free_paths(modes: Modes) -> list[str]:
    """What an office may set, in the edition's own order."""
    return [path for path, entry in modes.items() if entry["mode"] == Mode.FREE]


def _refuse_locked(path: str, modes: Modes) -> None:
    entry = modes.get(path)
    if entry is None or entry["mode"] != Mode.FREE:
        raise FieldLocked(path=path, source=entry["source"] if entry else _UNLISTED)


def _listed(modes: object) -> Mapping[str, object]:
    if not isinstance(modes, Mapping):
        raise Malformed(f"modes 应为“路径：权限”的对象，{cases.instead(modes)}，请改正。")
    for path in modes:
        if not isinstance(path, str) or not all(path.split(".")):
            raise Malformed(f"modes 中的路径{cases.shown(path)}应写作 method.margin 的样式，请改正。")
    return modes


def _parent(body: Any, path: str) -> Any:
    """What holds the last name of `path`; None when the way there does not exist."""
    for name in path.split(".")[:-1]:
        body = body.get(name) if isinstance(body, Mapping) else None
    return body
