"""The campaign itself: runs in a process and a home of its own, and prints what it found as JSON."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import psycopg

from infra import postgres
from infra.bench import server
from infra.bench.phones import request, send
from infra.bench.serving import WEB, House, serving

HOME = "campaign"
PROJECTS, LIMIT = 6, 3
ASKS = 8.0  # seconds between two times that the chair asks for the proofs while voting goes on
HEALING = 600.0  # seconds until everything answers again


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
    parser.add_argument("--spread", type=float, default=6.0, help="seconds in which everybody begins to cast")
    parser.add_argument("--pause", type=float, default=0.6, help="seconds between two kills, on average")
    parser.add_argument("--careless", default="", help="a server that is wrong on purpose (careless.py)")
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
        heal(house)
        run = self.inside.Run(house, self.hall, mode == "sealed", luck, PROJECTS, LIMIT)
        killer = self.inside.Killer(house, luck, self.asked.pause)
        windows = run.windows(self.asked.spread)
        with ThreadPoolExecutor(len(windows) + 1) as crowd:
            killing = crowd.submit(killer.run)
            casting = [crowd.submit(run.cast, each, luck.random()) for each in windows]
            while wait(casting, timeout=ASKS).not_done:
                run.ask()
            killer.stop()
            for each in casting:
                each.result()
            killing.result()
        run.close(luck.random() < 0.5)
        heal(house)
        found = run.judged(windows)
        self.did += killer.did
        self.did += Counter(
            {
                "runs": 1,
                "kills": sum(killer.did.values()),
                "ballots": len({each.tab.voter for each in windows}),
                "windows": len(windows),
                "attempts": sum(each.tab.sent for each in windows),
                "rivals refused": sum(bool(each.tab.refusals) for each in windows),
            }
        )
        return [f"run {number} ({mode}): {each}" for each in found]


def heal(house: House) -> None:
    """Until the web and its database answer."""
    deadline = time.monotonic() + HEALING
    question = request("/healthz/ready", "", host="44", method="GET")
    while send(house.port, question, timeout=5).status != 200:
        if time.monotonic() > deadline:
            raise RuntimeError(f"it did not heal, see {house.home}/log")
        time.sleep(0.1)
