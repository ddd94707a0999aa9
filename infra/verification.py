"""`renda verify BUNDLE`: a vote counted again from its audit bundle, offline, without Django and without a database.

Exit 0: it holds. Exit 1: it does not, with the place. Exit 2: the file cannot be read. Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from tenants.ballot.sealed.verifier import Refuted, Verified, verify


def main(argv: list[str]) -> int:
    """`argv` without the command's name. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="renda verify", description="独立验票：只凭核验包重新计一次票。")
    parser.add_argument("bundle", metavar="BUNDLE", help="核验包（.tar.gz）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    options = parser.parse_args(argv)
    try:
        packed = Path(options.bundle).read_bytes()
    except (OSError, ValueError):
        print("核验包无法读取，请核对路径和权限。", file=sys.stderr)
        return 2
    try:
        found = verify(packed, _Progress())
    except Refuted as refuted:
        print(_json({"holds": False, "place": refuted.place, "why": refuted.why}) if options.json else _failed(refuted))
        return 1
    print(_json(_figures(found)) if options.json else _passed(found))
    return 0


class _Progress:
    """A line on a terminal: ballots done of all, rate, time left. Silent where nobody watches."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        if not sys.stderr.isatty():
            return
        rate = done / max(time.monotonic() - self.began, 0.001)
        line = f"\r已核验 {done}/{of} 张，每秒 {rate:.0f} 张，约剩 {(of - done) / rate:.0f} 秒 "
        print(line, end="\n" if done == of else "", file=sys.stderr, flush=True)


def _figures(found: Verified) -> dict[str, object]:
    return {
        "holds": True,
        "title": found.title,
        "ballots": found.ballots,
        "rejected": found.rejected,
        "paper": found.paper,
        "selected": list(found.selected),
        "root": found.root.hex(),
    }


def _passed(found: Verified) -> str:
    return (
        f"核验通过：{found.title}\n"
        f"电子票 {found.ballots} 张（剔除 {found.rejected} 张），纸质票 {found.paper} 张，逐张核对并重新计票，结果一致。\n"
        f"当选：{'、'.join(found.selected) or '无'}\n封箱摘要：{found.root.hex()}"
    )


def _failed(refuted: Refuted) -> str:
    return f"核验不通过。{refuted.place}：{refuted.why}。"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
