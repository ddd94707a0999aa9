"""`renda up`."""

from __future__ import annotations

import argparse
import sys

from infra.supervisor.errors import CannotStart
from infra.supervisor.supervisor import Supervisor
from infra.supervisor.tables import the_plan
from infra.supervisor.telling import say


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="renda up", description="启动整个平台；Ctrl-C 停止。")
    parser.add_argument("--attached", action="store_true", help="随父进程一起停止（make run 使用）")
    attached = parser.parse_args(argv).attached
    try:
        return Supervisor(the_plan(attached)).run()
    except CannotStart as refusal:
        say(str(refusal), to=sys.stderr)
        return refusal.code
