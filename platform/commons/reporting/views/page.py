"""The board's parts, made from what the queries answer: for the page, the hall screen and print alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from commons.directory.terms import Level
from commons.reporting import drawing, rollup, shown
from commons.reporting.indicators import BY_CODE, GROUPS, TABLE, Indicator
from commons.reporting.queries import Board, Standing
from commons.reporting.sections import HEADLINES, SECTIONS, Section
from commons.reporting.terms import Basis
from commons.reporting.views.question import Question

MISSING_SHOWN = 60


def tiles(asked: Question, found: Board) -> list[dict[str, Any]]:
    return [
        {
            **_line(BY_CODE[code], found),
            "href": asked.address(figure=BY_CODE[code]),
            "is_chosen": BY_CODE[code] is asked.figure,
        }
        for code in HEADLINES
    ]


def sections(found: Board) -> list[dict[str, Any]]:
    return [_section(each, found) for each in SECTIONS]


def units(asked: Question, found: Board) -> list[dict[str, Any]]:
    """Everybody directly below with the chosen figure: what map, ranking and chart are drawn from. In the order of places."""
    values = {each.code: shown.figure(asked.figure, each.sums) for each in found.children}
    places, known = rollup.places(values), {each.code: each for each in found.children}
    lengths = dict(zip(values, drawing.bars(values.values()), strict=True))
    return [
        {
            "code": code,
            "name": known[code].name,
            "href": asked.address(office=code),
            "value": shown.plain(asked.figure, values[code]),
            "exact": shown.exact(asked.figure, values[code]),
            "place": place,
            "bar": lengths[code],
        }
        for code, place in places.items()
    ]


def tile_map(asked: Question, found: Board, *, wider: float = 1.25) -> dict[str, Any] | None:
    """Hexagons in the order of the tree, coloured by the chosen figure; and what each colour stands for."""
    if not found.children:
        return None
    values = [shown.figure(asked.figure, each.sums) for each in found.children]
    shades, tiling = drawing.shades(values), drawing.tiling(len(values), wider=wider)
    return {
        "width": tiling.width,
        "height": tiling.height,
        "tiles": [
            {
                "name": each.name,
                "lines": drawing.short(each.name),
                "href": asked.address(office=each.code),
                "value": shown.plain(asked.figure, value),
                "shade": shade,
                "hexagon": hexagon,
            }
            for each, value, shade, hexagon in zip(found.children, values, shades, tiling.hexagons, strict=True)
        ],
        "legend": [
            {
                "shade": shade,
                "least": shown.plain(asked.figure, min(known)),
                "most": shown.plain(asked.figure, max(known)),
            }
            for shade in range(1, drawing.STEPS + 1)
            if (
                known := [
                    value for value, each in zip(values, shades, strict=True) if value is not None and each == shade
                ]
            )
        ],
        "has_unknown": 0 in shades,
    }


def trend(asked: Question, found: Board) -> dict[str, Any]:
    """Whole years, this one the last, with the step from one to the next."""
    years = list(found.years)
    values = [shown.figure(asked.figure, found.years[year]) for year in years]
    dots = drawing.line(values)
    rows = [
        {
            "year": year,
            "value": shown.plain(asked.figure, value),
            "dot": dot,
            "step": shown.plain(asked.figure, _step(before, value)),
        }
        for year, value, before, dot in zip(years, values, [None, *values[:-1]], dots, strict=True)
    ]
    return {
        "rows": rows,
        "line": " ".join(f"{dot.x},{dot.y}" for dot in dots if dot is not None),
        "width": drawing.LINE_WIDE,
        "height": drawing.LINE_HIGH,
        "foot": drawing.LINE_HIGH - 6,
        "is_known": any(value is not None for value in values),
    }


def every(found: Board) -> list[dict[str, Any]]:
    """Every indicator of the table, under its heading."""
    lines = {each.code: {**_line(each, found), "group": GROUPS[each.group], "formula": each.formula} for each in TABLE}
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in lines.values():
        groups.setdefault(line["group"], []).append(line)
    return [{"title": title, "lines": rows} for title, rows in groups.items()]


def children_ledger(asked: Question, found: Board) -> dict[str, Any]:
    """The table of everybody directly below: who has figures, and the six headlines."""
    return {
        "columns": [
            {"key": "name", "label": "机构"},
            {"key": "founded", "label": "机构数", "kind": "number"},
            {"key": "counted", "label": "有数据", "kind": "number"},
            *({"key": code, "label": shown.label(BY_CODE[code]), "kind": "number"} for code in HEADLINES),
        ],
        "rows": [
            {
                "name": each.name,
                "href": asked.address(office=each.code),
                "founded": each.sums.get("offices.founded"),
                "counted": each.counted,
                **{code: _stands(BY_CODE[code], each) for code in HEADLINES},
            }
            for each in found.children
        ],
    }


def missing(found: Board) -> dict[str, Any]:
    """From whom nothing came, superiors first; and what that means on this basis."""
    return {
        "number": len(found.missing),
        "shown": found.missing[:MISSING_SHOWN],
        "more": max(len(found.missing) - MISSING_SHOWN, 0),
        "by_level": [
            {"label": level.label, "number": number}
            for level in Level
            if (number := sum(place.level is level for place in found.missing))
        ],
        "title": "尚无数据的机构" if found.basis is Basis.LIVE else "尚无已接收报表的机构",
        "what": "数据" if found.basis is Basis.LIVE else "已接收的报表",
    }


def other_label(found: Board) -> str:
    return str((Basis.FILED if found.basis is Basis.LIVE else Basis.LIVE).label)


# ── lines ─────────────────────────────────────────────────────────────────────────────────────


def _line(indicator: Indicator, found: Board) -> dict[str, Any]:
    value = shown.figure(indicator, found.here.sums)
    other = None if found.other is None else shown.figure(indicator, found.other)
    return {
        "code": indicator.code,
        "label": indicator.label,
        "value": shown.plain(indicator, value),
        "exact": shown.exact(indicator, value),
        "unit": indicator.shown_sign,
        "last": shown.plain(indicator, shown.figure(indicator, found.before)),
        "other": shown.plain(indicator, other),
        "gap": None if value is None or other is None else shown.plain(indicator, value - other),
        "evidence": found.evidence.get(indicator.code),
    }


def _section(section: Section, found: Board) -> dict[str, Any]:
    steps = [_line(BY_CODE[code], found) for code in section.bars]
    lengths = drawing.bars(step["value"] for step in steps)
    return {
        "key": section.key,
        "title": section.title,
        "bars": [
            {**step, "label": _last_word(step["label"]), "bar": length}
            for step, length in zip(steps, lengths, strict=True)
        ],
        "lights": [{"colour": colour, **_line(BY_CODE[code], found)} for colour, code in section.lights],
        "cross": _cross(section, found.here),
        "rows": [
            *(_in_use(found) if section.key == "coverage" and found.offices else ()),
            *(_line(BY_CODE[code], found) for code in section.rows),
        ],
    }


def _stands(indicator: Indicator, place: Standing) -> Decimal | None:
    return shown.plain(indicator, shown.figure(indicator, place.sums))


def _in_use(found: Board) -> list[dict[str, Any]]:
    """What no indicator says: how many offices are open, and from how many something came."""
    return [
        {"label": "已开通的下级机构", "value": Decimal(found.in_use), "unit": "个", "last": "—", "other": "—"},
        {
            "label": f"有{missing(found)['what']}的机构",
            "value": Decimal(found.here.counted),
            "unit": "个",
            "last": "—",
            "other": "—",
        },
    ]


def _last_word(label: str) -> str:
    """代表建议：县级 → 县级, under a heading that says the rest."""
    return label.rpartition("：")[2]


def _cross(section: Section, here: Standing) -> dict[str, Any] | None:
    if section.cross is None:
        return None
    rows = [
        {"word": word, "values": [_stands(BY_CODE[code], here) for code in codes]} for word, codes in section.cross.rows
    ]
    if section.key == "coverage":  # no line for a level that has no office here
        rows = [row for row in rows if row["values"][0] is not None]
    return {"columns": section.cross.columns, "rows": rows}


def _step(before: Decimal | None, value: Decimal | None) -> Decimal | None:
    return None if before is None or value is None else value - before
