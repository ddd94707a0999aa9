"""What follows from a counted round: the next round, or the end. Pure, no Django; answers are those of contract §4.1.

A revote is a round among fewer projects for fewer seats, under the same method with three differences: its seats are
those left; nobody approves more projects than there are seats left; and the margin no longer applies, because it is a
rule for the list that was put forward (选举法 第三十一条), not for those tied across the cut. A round that did not stand
at all is repeated unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Next:
    """A further round: among which candidates (paper order), under which method."""

    candidates: tuple[str, ...]
    method: Json


def next_round(candidates: Sequence[str], method: Mapping[str, Any], outcome: Mapping[str, Any]) -> Next | None:
    """The round that must follow this one, or None when its result settles the vote."""
    if outcome["refused"] is not None:
        return Next(tuple(candidates), dict(method))
    if outcome["revote"] is None:
        return None
    return Next(tuple(outcome["revote"]["among"]), _for_fewer(method, outcome["revote"]["seats"]))


def _for_fewer(method: Mapping[str, Any], seats: int) -> Json:
    limit = method.get("max_approvals", method["seats"])
    fewer = dict(method) | {"seats": seats, "margin": None}
    return fewer | {"max_approvals": None if limit is None else min(limit, seats)}


def overall(candidates: Sequence[str], outcomes: Sequence[Mapping[str, Any]]) -> Json:
    """One answer for all rounds: each project with the figures of the last round it stood in; selected in their order.

    For a single round this is its own answer, unchanged. Rounds that did not stand count for nothing.
    """
    stood = [outcome for outcome in outcomes if outcome["refused"] is None]
    selected = [project for outcome in stood for project in outcome["selected"]]
    figures: Json = {}
    for outcome in stood:
        figures |= outcome["tally"]
    last = stood[-1]
    return {
        "refused": None,
        "valid": last["valid"],
        "void": last["void"],
        "tally": {project: figures[project] for project in candidates},
        "selected": selected,
        "not_selected": [project for project in candidates if project not in selected],
        "revote": None,
    }
