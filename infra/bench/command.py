"""`renda bench NAME [--offices N] [--voters N] [--section NAME …] [--record]`: 1 when a bar does not hold."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import platform
from pathlib import Path

from infra.bench import server
from infra.bench.rows import HEADER, Row, line, markdown
from infra.bench.server import ALL
from infra.bench.suites import SUITES, sections

RECORD = Path(__file__).with_name("RECORD.md")


def main(argv: list[str]) -> int:
    options = _parser().parse_args(argv)
    home = Path(os.environ.get("RENDA_HOME") or server.ROOT / ".renda").resolve() / "bench"
    rows: list[Row] = []
    load = os.getloadavg()[0]
    with server.running(home, keep=options.keep):
        where = importlib.import_module("infra.bench.province").Province(home, options.offices, options.voters)
        importlib.import_module("infra.starting").settle()  # what is timed here is timed as a web process works
        known = sections(options.name)
        print(line(HEADER), flush=True)
        for section in known:
            if options.section and section.name not in options.section:
                continue
            server.say(f"── {section.name}: {section.title}")
            importlib.import_module(
                "django.db"
            ).connections.close_all()  # the section before may have killed the server
            for row in section.run(where):
                rows.append(row)
                print(line(row), flush=True)
    failed = [row for row in rows if row.holds is False]
    print(f"{sum(row.holds is True for row in rows)} bars hold, {len(failed)} do not.")
    if options.record:
        _record(options, rows, load)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="renda bench", description="基准测试：每个数字都与同一次运行中的对照相比。")
    parser.add_argument("name", choices=sorted(SUITES))
    parser.add_argument("--offices", type=int, default=ALL, help=f"机构数（默认 {ALL}，即广东全省）")
    parser.add_argument("--voters", type=int, default=600, help="投票的代表人数（默认 600；只用于 ballot）")
    parser.add_argument("--section", action="append", help="只运行这一部分，可重复")
    parser.add_argument("--keep", action="store_true", help="保留测试用的数据库")
    parser.add_argument("--record", action="store_true", help="把结果追加到 infra/bench/RECORD.md")
    return parser


def _record(options: argparse.Namespace, rows: list[Row], load: float) -> None:
    chosen = "" if not options.section else " --section " + " --section ".join(options.section)
    size = (
        f"--voters {options.voters}"
        if options.name == "ballot"
        else ""
        if options.name == "appraise"
        else f"--offices {options.offices}"
    )
    with RECORD.open("a") as record:
        record.write(
            f"\n## {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC · `renda bench {options.name} {size}"
            f"{chosen}`\n\n{os.cpu_count()} cores, {platform.machine()},"
            f" load {load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end\n\n{markdown(rows)}\n"
        )
