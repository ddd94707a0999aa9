"""The filters of the ledger: read from an address, asked of a line, written back into an address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

_LONGEST = 60


@dataclass(frozen=True)
class Filters:
    """`q` is looked for in title, unit and 村（社区）; every other one is equal to the line's own value, or says nothing."""

    year: int
    q: str = ""
    kind: str = ""
    field: str = ""
    unit_name: str = ""
    state: str = ""
    light: str = ""
    money_light: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str], years: list[int], this_year: int) -> Filters:
        """Whatever stands in an address: what cannot be read says nothing. The year asked for, or this one, or the newest."""
        said = asked.get("year", "")
        year = int(said) if said.isascii() and said.isdigit() and len(said) == 4 else 0
        if year not in years:
            year = this_year if this_year in years or not years else years[0]
        rest = {each.name: asked.get(each.name, "").strip()[:_LONGEST] for each in fields(cls) if each.name != "year"}
        return cls(year, **rest)

    def holds(self, line: Any) -> bool:
        same = all(getattr(line, name) == said for name, said in self._said().items() if name not in ("year", "q"))
        return same and any(self.q in text for text in (line.title, line.unit_name, line.community))

    def _said(self) -> dict[str, Any]:
        return {name: said for name, said in asdict(self).items() if said}

    @property
    def narrowed(self) -> bool:
        return len(self._said()) > 1

    def query(self, **changes: Any) -> str:
        """As an address says it: only what is said."""
        return urlencode(replace(self, **changes)._said())
