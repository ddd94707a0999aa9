"""Tally cases and their answers, written short enough to be read in a table and checked by hand.

A line of a table is: the sentence a clerk would sign, the case, the whole answer (full equality).
Papers are written `approve("甲乙", 31)`: thirty-one papers that approve 甲 and 乙 and leave the rest unmarked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

Json = dict[str, Any]

TWO_THIRDS = {"at_least": "2/3", "base": "all_deputies"}
MAJORITY_OF_ALL = {"more_than": "1/2", "base": "all_deputies"}
A_FIFTH_OF_SEATS = {"at_least": "1/5", "base": "seats"}
A_FIFTH_OF_CANDIDATES = {"at_least": "1/5", "base": "candidates"}


def case(
    candidates: str,
    seats: int,
    ballots: list[Json],
    *,
    expected: int = 60,
    present: int | None = None,
    issued: int | None = None,
    groups: dict[str, int] | None = None,
    form: str = "approval",
    passing: Json | list[Json] | None = None,
    **method: Any,
) -> Json:
    """A tally case: one character a project; `passing` is the field `pass`, other rules go by their own names.

    Everybody is present and was issued a paper unless said otherwise.
    """
    present = expected if present is None else present
    roll: Json = {"expected": expected, "present": present}
    return {
        "method": {"seats": seats, "form": form, "pass": passing, **method},
        "roll": roll if groups is None else roll | {"groups": groups},
        "issued": present if issued is None else issued,
        "returned": sum(ballot.get("count", 1) for ballot in ballots),
        "candidates": list(candidates),
        "ballots": ballots,
    }


def marked(count: int = 1, group: str | None = None, **marks: str | int) -> Json:
    """Papers with these marks, project by project."""
    ballot: Json = {"marks": marks, "count": count}
    return ballot if group is None else ballot | {"group": group}


def approve(projects: str, count: int = 1, group: str | None = None) -> Json:
    marks: Json = dict.fromkeys(projects, "approve")
    return marked(count, group, **marks)


def rank(projects: str, count: int = 1) -> Json:
    """Papers that number these projects 1, 2, 3 … in this order."""
    marks: Json = {project: place for place, project in enumerate(projects, start=1)}
    return marked(count, **marks)


def void(count: int = 1) -> Json:
    return {"void": True, "count": count}


def entry(approve: int, oppose: int, abstain: int, score: int | None = None) -> Json:
    shown: Json = {"approve": approve, "oppose": oppose, "abstain": abstain}
    shown["priority"] = {"very_necessary": 0, "necessary": 0, "ordinary": 0}
    return shown if score is None else shown | {"score": score}


def decided(
    valid: int,
    tally: Mapping[str, tuple[int, ...]],
    selected: str,
    not_selected: str,
    revote: tuple[str, int, str] | None = None,
    void: int = 0,
) -> Json:
    """`tally`: projects that share a result are written together, `{"甲乙": (approve, oppose, abstain)}`."""
    again = revote and {"among": list(revote[0]), "seats": revote[1], "why": revote[2]}
    return {
        "refused": None,
        "valid": valid,
        "void": void,
        "tally": {project: entry(*figures) for projects, figures in tally.items() for project in projects},
        "selected": list(selected),
        "not_selected": list(not_selected),
        "revote": again,
    }


def refused(code: str, message: str, valid: int, void: int = 0) -> Json:
    return {
        "refused": {"code": f"ballot.{code}", "message": message},
        "valid": valid,
        "void": void,
        "tally": None,
        "selected": [],
        "not_selected": [],
        "revote": None,
    }


def table(*lines: tuple[str, Json, Json]) -> pytest.MarkDecorator:
    names = [name for name, _, _ in lines]
    assert len(set(names)) == len(names)
    return pytest.mark.parametrize(("given", "expected"), [line[1:] for line in lines], ids=names)
