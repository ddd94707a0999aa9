from __future__ import annotations

from pathlib import Path

from tenants.notices.policies import POLICY
from tests.factories.matrix import assert_policy_matches


def test_the_table_of_notices_is_the_one_drawn_by_hand() -> None:
    assert_policy_matches(POLICY, Path(__file__).with_name("policies.txt"))
