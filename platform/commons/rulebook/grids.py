"""A field's value as inputs of a page and back: every shape is a small grid of rows and cells. No Django, no HTML.

`rows_of` spreads a value over cells (text or a list of codes), `value_of` reads what somebody filled in. Nothing is
judged here: whatever cannot be read is handed to the shape as it was typed, and the shape says what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from commons.rulebook.shapes import (
    ABSENT,
    Choice,
    Column,
    Figure,
    Flag,
    Most,
    Period,
    Rows,
    Ruling,
    Several,
    Shape,
    Text,
    Threshold,
    Thresholds,
    Whole,
)
from commons.rulebook.shapes.ruling import ANSWERS, BASES, KINDS, singles
from commons.rulebook.shapes.thresholds import SIGNS, listed

Row = Mapping[str, Any]
SPARE: Final = 3  # empty rows at the end of a list, for what is added
_FLAG: Final = {"yes": True, "no": False}
AS_IT_IS: Final = "as_it_is"


@dataclass(frozen=True)
class Cell:
    """One input. kind: text | long | number | select | checks | hidden."""

    name: str
    label: str
    kind: str = "text"
    options: Mapping[str, str] = field(default_factory=dict)


def cells_of(shape: Shape) -> list[Cell]:
    match shape:
        case Rows():
            return [_cell_of(column) for column in shape.columns]
        case Ruling():
            return _RULING
        case Threshold():
            group = [Cell("group", "只计其中（分组名称）")] if shape.grouped else []
            return [
                Cell("sign", "要求", "select", {"": "不作规定", **SIGNS}),
                Cell("base", "基数", "select", shape.bases),
                Cell("share", "比例"),
                *group,
            ]
        case Period():
            return [Cell("count", "数目", "number"), Cell("unit", "单位", "select", Period.units)]
        case Most():
            return [
                Cell("how", "上限", "select", {"seats": "应选名额", "any": "不限", "count": "指定个数"}),
                Cell("count", "个数", "number"),
            ]
    return [_single(shape, "value", "")]


def _cell_of(column: Column) -> Cell:
    return (
        Cell(column.name, column.label, "hidden") if column.made else _single(column.shape, column.name, column.label)
    )


def _single(shape: Shape, name: str, label: str) -> Cell:
    match shape:
        case Whole():
            return Cell(name, label, "number")
        case Flag():
            return Cell(name, label, "select", {"yes": shape.yes, "no": shape.no})
        case Several():
            return Cell(name, label, "checks", shape.options)
        case Choice():
            return Cell(name, label, "select", shape.options)
        case Text() if shape.longest > 100:
            return Cell(name, label, "long")
    return Cell(name, label)


# ── a value → rows of cells ───────────────────────────────────────────────────────────────────


def rows_of(shape: Shape, value: Any) -> list[dict[str, Any]]:
    match shape:
        case Rows():
            filled = [
                {column.name: _shown(column.shape, row.get(column.name)) for column in shape.columns}
                for row in value or []
            ]
            return filled if shape.fixed else [*filled, *({} for _ in range(SPARE))]
        case Ruling():
            return [{"kind": AS_IT_IS} if value else {}, {}]
        case Thresholds():
            filled = [_threshold(each) for each in listed(value)]
            return [*filled, *({} for _ in range(shape.most - len(filled)))]
        case Threshold():
            return [_threshold(value) if value else {}]
        case Period():
            return [{"count": str(value["count"]), "unit": value["unit"]} if value else {}]
        case Most():
            how = "seats" if value is ABSENT else "any" if value is None else "count"
            return [{"how": how, "count": "" if how != "count" else str(value)}]
    return [{"value": _shown(shape, value)}]


def _shown(shape: Shape, value: Any) -> Any:
    match shape:
        case Flag():
            return "yes" if value else "no"
        case Several():
            return list(value or [])
    return "" if value is None or value is ABSENT else str(value)


def _threshold(value: Mapping[str, str]) -> dict[str, str]:
    sign = "at_least" if "at_least" in value else "more_than"
    return {"sign": sign, "base": value["base"], "share": value[sign], "group": value.get("group", "")}


# ── rows of cells → a value ───────────────────────────────────────────────────────────────────


def value_of(shape: Shape, rows: list[dict[str, Any]], before: Any) -> Any:
    """`before`: what stood there; a rule kept as it is, and codes of rows that a page makes up, come from it. None: left empty."""
    match shape:
        case Rows():
            return _read_rows(shape, rows)
        case Ruling():
            return _read_ruling(rows, before)
        case Thresholds():
            given = [each for row in rows if (each := _read_threshold(row)) is not None]
            return None if not given else given[0] if len(given) == 1 else given
        case Threshold():
            return _read_threshold(rows[0])
        case Period():
            count = rows[0].get("count", "")
            return None if not count else {"count": _number(count), "unit": rows[0].get("unit", "")}
        case Most():
            how = rows[0].get("how")
            return ABSENT if how == "seats" else None if how == "any" else _number(rows[0].get("count", ""))
    return _read(shape, rows[0].get("value"))


def _read(shape: Shape, given: Any) -> Any:
    match shape:
        case Several():
            return [code for code in given or [] if code]
        case Flag():
            return _FLAG.get(given or "", given)
        case Text():
            return (given or "").strip()
        case Whole():
            return _number(given)
        case Figure() if not shape.text_only:
            return _number(given)
    return (given or "").strip() or None


def _number(given: Any) -> Any:
    text = (given or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else text or None


def _read_rows(shape: Rows, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in which nothing was written are not rows; a new one is given a code that no other has."""
    taken = {row.get(shape.key) for row in rows}
    found = []
    for number, row in enumerate(rows, start=1):
        written = [
            column for column in shape.columns if not column.made and not isinstance(column.shape, Choice | Flag)
        ]
        if not any((row.get(column.name) or "").strip() for column in written):
            continue
        read: dict[str, Any] = {}
        for column in shape.columns:
            if column.made:
                read[column.name] = row.get(column.name) or _made(number, taken)
            else:
                value = _read(column.shape, row.get(column.name))
                if not column.optional or value:
                    read[column.name] = value
        found.append(read)
    return found


def _made(number: int, taken: set[Any]) -> str:
    while (key := f"own_{number}") in taken:
        number += 1
    taken.add(key)
    return key


def _read_threshold(row: Row) -> dict[str, str] | None:
    sign = row.get("sign")
    if not sign:
        return None
    group = (row.get("group") or "").strip()
    found = {sign: (row.get("share") or "").strip(), "base": row.get("base", "")}
    return {**found, "group": group} if group else found


# ── the satisfaction rule ─────────────────────────────────────────────────────────────────────

_STEP_SIGNS: Final = {"at_least": "不少于", "more_than": "超过"}
_PARTS: Final = ("first", "second", "third")
_RULING: Final = [
    Cell("kind", "判定方式", "select", {"": "没有这一条", AS_IT_IS: "保持现有规定", **KINDS}),
    Cell("base", "票数的基数（逐级判定、满意率）", "select", BASES),
    Cell("satisfied_sign", "逐级判定：“满意”票", "select", _STEP_SIGNS),
    Cell("satisfied_share", "逐级判定：“满意”票的比例，如 1/2"),
    Cell("basic_sign", "逐级判定：“满意”和“基本满意”票合计", "select", _STEP_SIGNS),
    Cell("basic_share", "逐级判定：合计的比例，如 1/2"),
    Cell("rectify_when", "逐级判定：须整改的结果", "checks", {code: ANSWERS[code] for code in ("basically_satisfied", "dissatisfied")}),
    Cell("of", "满意率：计入的票", "checks", {code: ANSWERS[code] for code in ("satisfied", "basically_satisfied")}),
    *(
        cell
        for number, part in enumerate(_PARTS, start=1)
        for cell in (
            Cell(f"{part}_name", f"加权得分：评分方{'一二三'[number - 1]}"),
            Cell(f"{part}_weight", f"加权得分：评分方{'一二三'[number - 1]}的权重（%）", "number"),
        )
    ),
    Cell("below", "低于多少须整改（满意率如 80%，加权得分如 80）"),
]  # fmt: skip


def _read_ruling(rows: list[dict[str, Any]], before: Any) -> Any:
    rules = []
    for row in rows:
        match row.get("kind"):
            case None | "":
                continue
            case kind if kind == AS_IT_IS:
                rules += singles(before) if before else []
            case kind:
                rules.append(_ruling(str(kind), row))
    return None if not rules else rules[0] if len(rules) == 1 else {"kind": "all_of", "rules": rules}


def _ruling(kind: str, row: Row) -> dict[str, Any]:
    below = (row.get("below") or "").strip()
    match kind:
        case "cascade":
            content = ["satisfied", "basically_satisfied"]
            return {
                "kind": kind,
                "base": row.get("base", ""),
                "steps": [
                    {"result": "satisfied", "of": content[:1], row.get("satisfied_sign", ""): row.get("satisfied_share", "")},
                    {"result": "basically_satisfied", "of": content, row.get("basic_sign", ""): row.get("basic_share", "")},
                ],
                "otherwise": "dissatisfied",
                "rectify_when": [code for code in row.get("rectify_when") or [] if code],
            }  # fmt: skip
        case "score":
            parts = [
                {"key": name, "weight": _number(row.get(f"{part}_weight")), "score": "0"}
                for part in _PARTS
                if (name := (row.get(f"{part}_name") or "").strip())
            ]
            return {"kind": kind, "parts": parts, "rectify_below": below}
    return {
        "kind": kind,
        "of": [code for code in row.get("of") or [] if code],
        "base": row.get("base", ""),
        "rectify_below": below,
    }
