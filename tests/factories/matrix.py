"""A permission matrix drawn by hand, read and compared cell by cell with the room's table.

The file: first line the roles as columns, then one line an action; cells `yes`, `–`, or a condition's word.
"""

from __future__ import annotations

from pathlib import Path

from commons.kernel.actor import Role
from commons.kernel.policy import Policy

NO = "–"


def drawn(path: Path) -> dict[str, dict[Role, str]]:
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    columns = [Role(word) for word in lines[0].split()]
    matrix = {}
    for line in lines[1:]:
        action, *cells = line.split()
        assert len(cells) == len(columns), f"{path.name}: {action} has {len(cells)} cells for {len(columns)} roles"
        matrix[action] = dict(zip(columns, cells, strict=True))
    return matrix


def coded(policy: Policy, columns: list[Role]) -> dict[str, dict[Role, str]]:
    return {
        action: {role: act.who[role].word if role in act.who else NO for role in columns}
        for action, act in policy.acts.items()
    }


def assert_policy_matches(policy: Policy, path: Path) -> None:
    """Every cell of the drawing equals the table, and no role of the table is missing from the drawing."""
    matrix = drawn(path)
    columns = list(next(iter(matrix.values())))
    used = {role for act in policy.acts.values() for role in act.who}
    assert used <= set(columns), f"roles missing from {path.name}: {sorted(used - set(columns))}"
    assert coded(policy, columns) == matrix
