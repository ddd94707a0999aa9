"""What differs between two wordings of a rule, and where each field of a rule in force comes from. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from commons.rulebook.resolution import Modes, Values, limits_in_words, mode_of, source_of
from commons.rulebook.schema import Body, Field, Schema, get
from commons.rulebook.shapes import ABSENT, Rows
from commons.rulebook.terms import Mode

NOTHING = "（无）"


class Difference(NamedTuple):
    """One line of a comparison: a value, a row of a list, or what an office may do with a field."""

    path: str
    label: str
    before: str
    after: str


def differences(
    schema: Schema, before: tuple[Body, Modes], after: tuple[Body, Modes], *, freedoms: bool = True
) -> list[Difference]:
    """Every difference in the order of the kind's table; lists row by row. `freedoms`: also who may set what."""
    old, new = schema.effective(before[0]), schema.effective(after[0])
    found: list[Difference] = []
    for field in schema.fields:
        found += _of_values(field, get(old, field.path), get(new, field.path))
        if freedoms:
            was, now = limits_in_words(field, before[1], old), limits_in_words(field, after[1], new)
            if was != now:
                found.append(Difference(field.path, f"{field.label}（自定权限）", was, now))
    return found


def _of_values(field: Field, old: Any, new: Any) -> list[Difference]:
    if old == new or field.said(old) == field.said(new):
        return []
    if not isinstance(field.shape, Rows) or old in (ABSENT, None) or new in (ABSENT, None):
        return [Difference(field.path, field.label, field.said(old), field.said(new))]
    shape = field.shape
    rows_before, rows_after = ({row[shape.key]: row for row in rows} for rows in (old, new))
    lines = [
        Difference(field.path, f"{field.label}：{_name(shape, was or now)}", _row(shape, was), _row(shape, now))
        for key in dict.fromkeys((*rows_before, *rows_after))
        if _row(shape, was := rows_before.get(key)) != _row(shape, now := rows_after.get(key))
    ]
    kept = [key for key in rows_before if key in rows_after], [key for key in rows_after if key in rows_before]
    if kept[0] != kept[1]:
        lines.append(Difference(field.path, f"{field.label}：次序", _order(shape, old), _order(shape, new)))
    return lines


def _name(shape: Rows, row: Any) -> str:
    return shape.line(row)[0]


def _row(shape: Rows, row: Any) -> str:
    return "：".join(shape.line(row)) if row is not None else NOTHING


def _order(shape: Rows, rows: Any) -> str:
    return "、".join(shape.line(row)[0] for row in rows)


# ── where a rule in force comes from ──────────────────────────────────────────────────────────


class Wording(NamedTuple):
    """An edition on the way down: whose it is, what it is called, what it says."""

    owner: str
    title: str
    body: Body
    modes: Modes


class Layer(NamedTuple):
    """The values that an office set for itself when it adopted."""

    owner: str
    values: Values


@dataclass(frozen=True)
class Explained:
    """One field of a rule in force: its value, who set it, who keeps it from being changed, and what the office may do."""

    path: str
    label: str
    value: str
    set_by: str
    ours: bool
    mode: Mode
    limit: str
    limited_by: str
    source: str


def explain(
    schema: Schema, lineage: Sequence[Wording], layers: Sequence[Layer], own: Layer, body: Body
) -> list[Explained]:
    """Field by field. `lineage` from the province's edition down to the adopted one, `layers` of the superiors in the
    same order, `own` the office's; `body` is what came out."""
    whole = schema.effective(body)
    adopted = lineage[-1]
    return [
        Explained(
            path=field.path,
            label=field.label,
            value=field.said(get(whole, field.path)),
            set_by=_set_by(schema, field, lineage, layers, own),
            ours=field.path in own.values,
            mode=mode_of(adopted.modes, field.path),
            limit=limits_in_words(field, adopted.modes, adopted.body),
            limited_by=_limited_by(field, lineage),
            source=source_of(adopted.modes, field.path) if field.path in adopted.modes else field.source,
        )
        for field in schema.fields
    ]


def _set_by(schema: Schema, field: Field, lineage: Sequence[Wording], layers: Sequence[Layer], own: Layer) -> str:
    for layer in (own, *reversed(layers)):
        if field.path in layer.values:
            return layer.owner
    values = [get(schema.effective(each.body), field.path) for each in lineage]
    first = next(place for place in range(len(values)) if all(value == values[-1] for value in values[place:]))
    return lineage[first].owner


def _limited_by(field: Field, lineage: Sequence[Wording]) -> str:
    """The office whose edition made the freedom what it is; nobody's where it is free."""
    entries = [each.modes.get(field.path, {"mode": Mode.LOCKED.value}) for each in lineage]
    if entries[-1]["mode"] == Mode.FREE:
        return ""
    limits = [(entry["mode"], entry.get("bound")) for entry in entries]
    first = next(place for place in range(len(limits)) if all(limit == limits[-1] for limit in limits[place:]))
    return lineage[first].owner
