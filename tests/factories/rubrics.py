"""Cases of `renda appraise` (contract §4.2), and its answers in short: (key, score, rank, outcome, why)."""

from __future__ import annotations

from typing import Any

SEED = {  # 1-27 … 1-30
    "criteria": [
        {"key": "public_support", "weight": 40},
        {"key": "funding_feasibility", "weight": 30},
        {"key": "social_benefit", "weight": 20},
        {"key": "implementation_difficulty", "weight": 10},
    ],
    "scale": 100,
    "pass_mark": "60",
    "aggregate": "mean",
    "missing": "refuse",
}
PENGJIANG = [  # 0-42 … 0-45
    {"key": "major_development", "kind": "hard"},
    {"key": "other_funding_prevails", "kind": "hard"},
    {"key": "not_universal", "kind": "hard"},
    {"key": "cross_year", "kind": "soft"},
]


def only(**changes: Any) -> dict[str, Any]:
    """A rubric of one criterion that carries all the weight."""
    return {**SEED, "criteria": [{"key": "worth", "weight": 100}], **changes}


def sheets(*points: Any) -> list[dict[str, Any]]:
    return [{"by": f"r{place}", "worth": given} for place, given in enumerate(points, 1)]


def seed_sheet(by: str, *points: Any) -> dict[str, Any]:
    return {"by": by, **dict(zip((line["key"] for line in SEED["criteria"]), points, strict=True))}


def proposal(key: str, *points: Any, **more: Any) -> dict[str, Any]:
    return {"key": key, "scores": sheets(*points), **more}


def passed(key: str, score: str, rank: int) -> tuple[Any, ...]:
    return (key, score, rank, "passed", None)


def eliminated(key: str, score: str, rank: int) -> tuple[Any, ...]:
    return (key, score, rank, "eliminated", "below_pass_mark")


def excluded(key: str, why: str) -> tuple[Any, ...]:
    return (key, None, None, "excluded", why)
