"""The tree as a nested set, with room between the numbers so that a new office renumbers nobody. Pure.

An office and all below it are the range `lft … rgt`. Reporting keeps these numbers beside its figures, because only a
range of integers is an index condition under row-level security: they change as rarely as possible.
"""

from __future__ import annotations

from collections.abc import Iterable

Numbers = dict[str, tuple[int, int]]
GAP = 1 << 10  # room between neighbouring numbers: the whole country (41,902 offices) ends below 86 million


def number(paths: Iterable[str]) -> Numbers:
    """Numbers for a whole tree, or a part of one, given as paths ("44/4407/"): the order is the order of paths."""
    return _spread(_walk(sorted(paths)), 0, GAP)


def fit(paths: Iterable[str], *, above: tuple[int, int], siblings: Iterable[tuple[str, int, int]]) -> Numbers | None:
    """Numbers for one new subtree inside `above` (its parent's lft, rgt) and among the parent's children
    (path, lft, rgt); None when there is no room left and the tree must be numbered afresh."""
    ordered = sorted(paths)
    low, high = above
    for path, lft, rgt in siblings:
        if path < ordered[0]:
            low = max(low, rgt)
        else:
            high = min(high, lft)
    steps = _walk(ordered)
    gap = (high - low) // (len(steps) + 1)
    return _spread(steps, low, gap) if gap >= 1 else None


def _walk(ordered: list[str]) -> list[tuple[str, int]]:
    """Every path twice, in the order of a walk around the tree: (path, 0) going in, (path, 1) coming out."""
    steps: list[tuple[str, int]] = []
    inside: list[str] = []
    for path in ordered:
        while inside and not path.startswith(inside[-1]):
            steps.append((inside.pop(), 1))
        steps.append((path, 0))
        inside.append(path)
    return steps + [(path, 1) for path in reversed(inside)]


def _spread(steps: list[tuple[str, int]], low: int, gap: int) -> Numbers:
    found: dict[str, list[int]] = {}
    for place, (path, _) in enumerate(steps, start=1):
        found.setdefault(path, []).append(low + place * gap)
    return {path: (lft, rgt) for path, (lft, rgt) in found.items()}
