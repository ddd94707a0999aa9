"""The campaign itself: runs in a process and a home of its own, and prints what it found as JSON."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg

from infra import postgres
from infra.bench import server
from infra.bench.serving import WEB, House, serving

HOME = "campaign"
PROJECTS, LIMIT = 6, 3
WAYS = ("no_index", "no_lock", "reply_first", "slow")  # of careless.py, which cannot be read before Django has started


def main(argv: list[str]) -> int:
    asked = _parser().parse_args(argv)
    home = Path(os.environ.get("RENDA_HOME") or server.ROOT / ".renda").resolve() / HOME
    os.environ["CARELESS"] = asked.careless
    with server.running(home, keep=asked.keep):
        campaign = importlib.import_module("tests.ballot_campaign.campaign").Campaign(home, asked)
        said = campaign.run()
    print(json.dumps(said, ensure_ascii=False))
    return 1 if said["violations"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.ballot_campaign")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--deputies", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mode", choices=("both", "sealed", "plain"), default="both", help="both: in turns")
    parser.add_argument("--blows", type=int, default=16, help="kills in each run")
    parser.add_argument("--pause", type=float, default=0.6, help="seconds from standing to the next kill, on average")
    parser.add_argument(
        "--careless", default="", choices=("", *WAYS), help="a server that is wrong on purpose (careless.py)"
    )
    parser.add_argument("--keep", action="store_true", help="keep the home with its logs")
    parser.add_argument("--until-red", action="store_true", help="stop at the first violation")
    return parser


class Campaign:
    def __init__(self, home: Path, asked: argparse.Namespace) -> None:
        self.home, self.asked = home, asked
        self.inside = importlib.import_module("tests.ballot_campaign.one_run")
        self.hall = self.inside.Hall.of(asked.deputies)
        self.did: Counter[str] = Counter()

    def run(self) -> dict[str, Any]:
        if self.asked.careless == "no_index":
            with psycopg.connect(postgres.addresses(self.home).superuser, autocommit=True) as owner:
                owner.execute(f"DROP INDEX {self.inside.SCHEMA}.ballot_sealed_one_live_a_slot")
        violations: list[str] = []
        application = "tests.ballot_campaign.careless:application" if self.asked.careless else WEB
        began = time.monotonic()
        with serving(self.home, application=application, keeps_postgres=True) as house:
            for number in range(self.asked.runs):
                violations += self._one(house, number)
                if violations and self.asked.until_red:
                    break
                server.say(f"… run {number + 1}/{self.asked.runs}, {time.monotonic() - began:.0f} s, {dict(self.did)}")
        return {"seed": self.asked.seed, "did": dict(self.did), "violations": violations}

    def _one(self, house: House, number: int) -> list[str]:
        luck = random.Random(f"{self.asked.seed}/{number}")
        modes = ("sealed", "plain") if self.asked.mode == "both" else (self.asked.mode,)
        mode = modes[number % len(modes)]
        house.heals()
        run = self.inside.Run(house, self.hall, mode == "sealed", luck, PROJECTS, LIMIT)
        fire = self.inside.Fire(house, luck, self.asked.blows, self.asked.pause)
        windows = run.windows(fire)
        with ThreadPoolExecutor(len(windows) + 1) as crowd:
            under_way = [crowd.submit(fire.burn)]
            under_way += [crowd.submit(run.cast, fire, each, luck.random()) for each in windows]
            for each in under_way:
                each.result()
        run.close(luck.random() < 0.5)
        house.heals()
        found = run.judged(windows)
        self.did += fire.did
        self.did += Counter(
            {
                "runs": 1,
                "kills": sum(fire.did.values()),
                "ballots": len({each.tab.voter for each in windows}),
                "windows": len(windows),
                "attempts": sum(each.tab.sent for each in windows),
                "rivals refused": sum(bool(each.tab.refusals) for each in windows),
            }
        )
        return [f"run {number} ({mode}): {each}" for each in found]
