"""`python -m infra.postgres start|stop|urls|status --home DIR`."""

from __future__ import annotations

import argparse
import sys

from infra.postgres import PostgresUnavailable, ensure_running, is_running, stop, urls


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.postgres", description="The embedded PostgreSQL.")
    parser.add_argument("action", choices=("start", "stop", "urls", "status"))
    parser.add_argument("--home", default=".renda", help="the folder that RENDA_HOME names (default: .renda)")
    options = parser.parse_args(argv)
    try:
        return act(options.action, options.home)
    except PostgresUnavailable as refusal:
        print(refusal, file=sys.stderr)
        return 1


def act(action: str, home: str) -> int:
    if action == "start":
        print(ensure_running(home).lines())
    elif action == "urls":
        print(urls(home).lines())
    elif action == "stop":
        stop(home)
    else:
        running = is_running(home)
        print("running" if running else "stopped")
        return 0 if running else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
