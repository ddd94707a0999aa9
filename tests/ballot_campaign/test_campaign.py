"""Everything a ballot goes through is killed while it goes through; afterwards nothing is lost, doubled or altered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from infra.settings import env
from tests.conftest import ROOT

SMALL = ("--runs", "4", "--deputies", "30", "--blows", "4")


def campaign(*asked: str) -> dict[str, Any]:
    """In a process, a home and a PostgreSQL of its own: its server is killed too."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.ballot_campaign", *asked],
        cwd=ROOT,
        env={**os.environ, "RENDA_HOME": str(env.HOME)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.timeout(1200)  # its own server, its own house: on a busy machine they start slowly
def test_three_plenaries_under_fire_lose_double_and_alter_nothing(record_property: Any) -> None:
    found = campaign("--runs", "3", "--deputies", "10", "--blows", "5", "--pause", "0.3")
    assert found["violations"] == []
    assert (found["did"]["runs"], found["did"]["ballots"], found["did"]["kills"]) == (3, 3 * 10, 3 * 5)
    record_property("stated", f"ballots under fire: {found['did']}")


@pytest.mark.long
def test_a_hundred_plenaries_of_a_hundred_deputies_under_fire_lose_double_and_alter_nothing(
    record_property: Any,
) -> None:
    found = campaign("--runs", "100", "--deputies", "100")
    assert found["violations"] == []
    assert (found["did"]["runs"], found["did"]["ballots"], found["did"]["kills"]) == (100, 100 * 100, 100 * 16)
    record_property("stated", f"ballots under fire: {found['did']}")


@pytest.mark.long
@pytest.mark.parametrize(
    ("careless", "mode", "kind"),
    [("no_index", "sealed", "doubled"), ("no_lock", "plain", "doubled"), ("reply_first", "sealed", "lost")],
)
def test_a_server_that_is_wrong_on_purpose_turns_the_campaign_red(careless: str, mode: str, kind: str) -> None:
    """The negative controls: without them the zeroes above would prove nothing."""
    found = campaign("--careless", careless, "--mode", mode, *SMALL, "--until-red")
    assert any(f": {kind}: " in each for each in found["violations"]), found


@pytest.mark.long
def test_a_server_that_is_only_slow_stays_green() -> None:
    """What turned `no_index` red is the index that was missing, not the time that the control takes."""
    assert campaign("--careless", "slow", "--mode", "sealed", *SMALL)["violations"] == []
