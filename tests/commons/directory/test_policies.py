from __future__ import annotations

from pathlib import Path

from commons.directory.policies import POLICY
from tests.factories.matrix import assert_policy_matches


def test_the_table_is_the_one_that_was_drawn() -> None:
    assert_policy_matches(POLICY, Path(__file__).with_name("policies.txt"))
