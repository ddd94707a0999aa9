"""Where things are drawn: the tile map, the bars, the line of five years. Pure geometry; no unit but the picture's own.

The tile map knows no geography: units stand in the order of their division codes, row by row, as in an official list, so
that everybody finds a unit where he expects it, and no licensed map is needed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

RADIUS: Final = 50.0  # of a hexagon that stands on its point
_WIDE: Final = math.sqrt(3) * RADIUS
_DEEP: Final = 1.5 * RADIUS
_MARGIN: Final = 4.0
STEPS: Final = 5  # shades of the map
LINE_WIDE: Final = 400  # the picture of the years …
LINE_HIGH: Final = 140
_LINE_SIDE: Final = 30  # … and the room it leaves around the line
_LINE_TOP: Final = 30
_LINE_FOOT: Final = 26


@dataclass(frozen=True)
class Hexagon:
    x: float  # its middle
    y: float
    points: str  # as an SVG polygon takes them


@dataclass(frozen=True)
class Tiling:
    width: float
    height: float
    hexagons: tuple[Hexagon, ...]


def tiling(number: int, *, wider: float = 1.25) -> Tiling:
    """So many hexagons in rows of equal length, every second one moved by half; about `wider` times as wide as high."""
    columns = max(1, round(math.sqrt(max(number, 1) * wider)))
    hexagons = tuple(_hexagon(place, columns) for place in range(number))
    rows = math.ceil(number / columns)
    shifted = 0.5 if rows > 1 else 0.0
    width = (min(columns, max(number, 1)) + shifted) * _WIDE
    height = (max(rows, 1) - 1) * _DEEP + 2 * RADIUS
    return Tiling(round(width + 2 * _MARGIN, 1), round(height + 2 * _MARGIN, 1), hexagons)


def _hexagon(place: int, columns: int) -> Hexagon:
    row, column = divmod(place, columns)
    x = _MARGIN + (column + 0.5 + (row % 2) / 2) * _WIDE
    y = _MARGIN + RADIUS + row * _DEEP
    around = (
        (x + RADIUS * math.sin(math.radians(60 * each)), y - RADIUS * math.cos(math.radians(60 * each)))
        for each in range(6)
    )
    return Hexagon(round(x, 1), round(y, 1), " ".join(f"{px:.1f},{py:.1f}" for px, py in around))


def shades(values: Sequence[Decimal | None]) -> list[int]:
    """0 for what was not collected, else 1 (least) to STEPS (most): as many units a shade as can be, equals alike."""
    known = sorted({value for value in values if value is not None})
    of = {value: 1 + place * STEPS // len(known) for place, value in enumerate(known)}
    if len(known) == 1:
        of = dict.fromkeys(known, (STEPS + 1) // 2)
    return [0 if value is None else of[value] for value in values]


def bars(values: Iterable[Decimal | None], *, full: int = 100) -> list[float]:
    """Lengths, the largest value being `full`; nothing for what was not collected or is below nought."""
    listed = list(values)
    largest = max((value for value in listed if value is not None), default=Decimal(0))
    if largest <= 0:
        return [0.0] * len(listed)
    return [0.0 if value is None else round(float(max(value, Decimal(0)) * full / largest), 1) for value in listed]


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


def line(values: Sequence[Decimal | None]) -> list[Dot | None]:
    """One dot a value, from left to right, None where nothing was collected; from nought, or from the least below it."""
    known = [value for value in values if value is not None]
    least, most = min([Decimal(0), *known]), max([Decimal(0), *known])
    span = most - least or Decimal(1)
    high = LINE_HIGH - _LINE_TOP - _LINE_FOOT
    step = (LINE_WIDE - 2 * _LINE_SIDE) / max(len(values) - 1, 1)
    return [
        None
        if value is None
        else Dot(round(_LINE_SIDE + place * step, 1), round(_LINE_TOP + high * float((most - value) / span), 1))
        for place, value in enumerate(values)
    ]


def short(name: str, *, longest: int = 4) -> list[str]:
    """An office's name in at most two lines that fit a tile."""
    if len(name) <= longest:
        return [name]
    rest = name[longest:]
    return [name[:longest], rest if len(rest) <= longest else rest[: longest - 1] + "…"]
