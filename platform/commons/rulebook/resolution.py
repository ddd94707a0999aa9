"""From the province's edition to what holds in one office: locks, bounds, floors, inheritance with local values. Pure.

`modes` lists fields of an edition by path ("method.margin"), each with its mode, its source and, where it is bounded,
its bound. An office may set exactly a path that is listed as free, or as bounded and within its bound; what is not
listed is locked. What the law demands stands above every edition (`schema.Field.floors`).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from commons.kernel.errors import Malformed
from commons.rulebook import cases
from commons.rulebook.errors import BelowTheLaw, FieldLocked, FieldOutOfBounds, FieldUnknown, FreedomWidened
from commons.rulebook.schema import Body, Field, Schema, floors_for, get, put
from commons.rulebook.shapes import ABSENT, Rows
from commons.rulebook.terms import Mode

Values = Mapping[str, Any]  # path → value, as one office sets them
Modes = Mapping[str, Mapping[str, Any]]

UNLISTED = "版本未列为可自定"


# ── one field ─────────────────────────────────────────────────────────────────────────────────


def mode_of(modes: Modes, path: str) -> Mode:
    entry = modes.get(path)
    return Mode(entry["mode"]) if entry else Mode.LOCKED


def source_of(modes: Modes, path: str) -> str:
    entry = modes.get(path)
    return str(entry["source"]) if entry else UNLISTED


def limits_in_words(field: Field, modes: Modes, body: Body) -> str:
    """What an office may do with the field, as a page says it."""
    match mode_of(modes, field.path):
        case Mode.LOCKED:
            return "不能改动"
        case Mode.FREE:
            return "可以自定"
    return bound_in_words(field, modes[field.path]["bound"], get(body, field.path))


def bound_in_words(field: Field, bound: Mapping[str, Any], base: Any) -> str:
    shape = field.shape
    return shape.say_bound_of(bound, base) if isinstance(shape, Rows) else shape.say_bound(bound)


# ── an edition ────────────────────────────────────────────────────────────────────────────────


def check_modes(schema: Schema, body: Body, modes: object) -> None:
    """Raises Malformed unless every path is a field of the kind, with a mode and a source, and its value keeps its own bound."""
    if not isinstance(modes, Mapping):
        raise Malformed(f"字段权限应为“字段：权限”的对象，{cases.instead(modes)}，请改正。")
    for path, entry in modes.items():
        if path in schema.retired:
            continue
        field = schema.find(path) if isinstance(path, str) else None
        if field is None:
            raise Malformed(f"字段权限中的{cases.shown(path)}不是{schema.title}的内容，请核对。")
        where = f"{field.where}的权限"
        found = cases.record(entry, where, required=("mode", "source"), optional=("bound",))
        mode = Mode(cases.choice(found["mode"], where, {each.value: each.value for each in Mode}))
        cases.word(found["source"], f"{where}的依据")
        if (mode is Mode.BOUNDED) != ("bound" in found):
            raise Malformed(f"{where}只有“限定范围”才写、也必须写范围，请改正。")
        if mode is Mode.BOUNDED:
            bound = field.shape.check_bound(found["bound"], field.where)
            value = get(schema.effective(body), path)
            if not field.shape.within(bound, value, get(body, path)):
                said = bound_in_words(field, bound, value)
                raise Malformed(f"{field.where}自身的值“{field.said(value)}”不在范围内：{said}，请调整其一。")


def refuse_below_the_law(schema: Schema, body: Body, levels: Iterable[str]) -> None:
    """Raises BelowTheLaw for a body that offices of these levels may not work under."""
    whole = schema.effective(body)
    levels = list(levels)
    for field in schema.fields:
        for floor in floors_for(field, levels):
            value = get(whole, field.path)
            if not field.shape.within(floor.bound, value, value):
                raise BelowTheLaw(
                    field=field.path,
                    path=field.path,
                    label=field.label,
                    value=field.said(value),
                    bound=field.shape.say_bound(floor.bound),
                    source=floor.source,
                )


def narrow(
    schema: Schema, body: Body, modes: Modes, values: Values, tighter: Modes
) -> tuple[dict[str, Any], dict[str, Any]]:
    """An edition on top of another: its body and modes. `values` keep to the lower one's limits, `tighter` only takes away.

    Raises FieldLocked, FieldOutOfBounds, FieldUnknown, FreedomWidened; Malformed for modes nobody could read.
    """
    own_body = resolve(schema, body, modes, [values])
    own_modes = {**copy.deepcopy(dict(modes)), **copy.deepcopy(dict(tighter))}
    check_modes(schema, own_body, own_modes)
    for path in tighter:
        field = schema.find(path)
        if field is None:  # retired: it gives no freedom, so there is none to take away
            raise FieldUnknown(path=path, kind=schema.title)
        if not _is_narrower(field, tighter[path], modes.get(path), own_body):
            raise FreedomWidened(
                field=path,
                path=path,
                label=field.label,
                value=_freedom(field, tighter, own_body),
                bound=_freedom(field, modes, body),
                source=source_of(modes, path),
            )
    return own_body, own_modes


def _is_narrower(field: Field, inner: Mapping[str, Any], outer: Mapping[str, Any] | None, body: Body) -> bool:
    wide = Mode(outer["mode"]) if outer else Mode.LOCKED
    tight = Mode(inner["mode"])
    if wide is Mode.FREE or tight is Mode.LOCKED:
        return True
    if wide is Mode.LOCKED or tight is Mode.FREE:
        return False
    assert outer is not None
    return field.shape.narrows(inner["bound"], outer["bound"], get(body, field.path))


def _freedom(field: Field, modes: Modes, body: Body) -> str:
    mode = mode_of(modes, field.path)
    return f"{mode.label}（{limits_in_words(field, modes, body)}）" if mode is Mode.BOUNDED else str(mode.label)


# ── an office ─────────────────────────────────────────────────────────────────────────────────


def resolve(schema: Schema, body: Body, modes: Modes, layers: Iterable[Values]) -> dict[str, Any]:
    """`body` with the fields as `layers` set them, the province first and the office itself last.

    Raises FieldUnknown, FieldLocked or FieldOutOfBounds for what no office may set, Malformed for what is no value.
    """
    resolved: dict[str, Any] = copy.deepcopy(dict(body))
    for values in layers:
        for path, value in values.items():
            _refuse_value(schema, body, modes, path, value)
            put(resolved, path, value)
    return resolved


def _refuse_value(schema: Schema, body: Body, modes: Modes, path: str, value: Any) -> None:
    field = schema.find(path)
    if field is None:
        raise FieldUnknown(path=cases.shown(path).strip("“”"), kind=schema.title)
    base = get(schema.effective(body), path)
    said: dict[str, Any] = {"field": path, "path": path, "label": field.label, "source": source_of(modes, path)}
    mode = mode_of(modes, path)
    if mode is Mode.LOCKED:
        raise FieldLocked(value=field.said(value), bound=field.said(base), **said)
    if value is not ABSENT:
        field.shape.check(value, field.where)
    if mode is Mode.BOUNDED and not field.shape.within(modes[path]["bound"], value, base):
        raise FieldOutOfBounds(value=field.said(value), bound=bound_in_words(field, modes[path]["bound"], base), **said)


def still_allowed(schema: Schema, body: Body, modes: Modes, values: Values) -> tuple[dict[str, Any], dict[str, str]]:
    """Local values under another edition: those that may stay, and for the rest the sentence that refuses each."""
    kept: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for path, value in values.items():
        try:
            _refuse_value(schema, body, modes, path, value)
        except (FieldLocked, FieldOutOfBounds, FieldUnknown, Malformed) as refusal:
            refused[path] = str(refusal)
        else:
            kept[path] = value
    return kept, refused


def open_fields(schema: Schema, modes: Modes) -> list[Field]:
    """What an office may set, in the order of the kind's table."""
    return [field for field in schema.fields if mode_of(modes, field.path) is not Mode.LOCKED]
