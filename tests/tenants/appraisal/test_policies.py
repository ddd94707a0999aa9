"""The permission table equals the one drawn by hand."""

from __future__ import annotations

from pathlib import Path

from tenants.appraisal.policies import POLICY
from tests.factories.matrix import assert_policy_matches


def test_who_may_do_what_with_proposals_is_as_drawn() -> None:
    assert_policy_matches(POLICY, Path(__file__).with_name("policies.txt"))
