"""Two people, one project: what somebody else changed since is not written over; the two are shown side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from tenants.delivery.errors import ChangedMeanwhile

_SAID: Final = 3  # differences named in the refusal; the page shows them all


class Conflict(NamedTuple):
    """One field: what I saw, what stands there now, what I wanted."""

    title: str
    field: str
    label: str
    seen: str
    now: str
    wanted: str

    def said(self) -> str:
        return f"“{self.title}”的{self.label}，您看到“{self.seen}”，现为“{self.now}”，您填写“{self.wanted}”"


def refuse(clashes: Sequence[Conflict]) -> None:
    """Raises ChangedMeanwhile with the comparison, where there is one to make."""
    if clashes:
        more = [f"另有 {len(clashes) - _SAID} 处"] if len(clashes) > _SAID else []
        raise ChangedMeanwhile(field=clashes[0].field, differences=[*(each.said() for each in clashes[:_SAID]), *more])


def left_alone(
    title: str,
    labels: Mapping[str, str],
    *,
    seen: Mapping[str, str] | None,
    now: Mapping[str, str],
    wanted: Mapping[str, str],
    field: str = "",
    say: Callable[[str, str], str] = lambda name, value: value,
) -> frozenset[str]:
    """The fields that somebody else changed since and this person did not touch: they stay as they are.

    The refusal names the `field`, if not the one that clashes. All values as text, which `say` puts into people's words. Where nobody says what was seen there is nothing to compare.
    Raises ChangedMeanwhile.
    """
    stale = [name for name in wanted if name in (seen or {}) and now[name] not in ((seen or {})[name], wanted[name])]
    refuse(
        [
            Conflict(title, field or name, labels[name], *(say(name, each[name]) for each in (seen or {}, now, wanted)))
            for name in stale
            if wanted[name] != (seen or {})[name]
        ]
    )
    return frozenset(stale)


def text(value: object) -> str:
    return "" if value is None else str(value)
