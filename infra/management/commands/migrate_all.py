"""`renda migrate`: the public schema, the template and its scripts, then every office that is behind."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError

from commons.directory.migrating import deploy, safety
from commons.directory.migrating.fleet import cores
from commons.directory.migrating.runner import Outcome
from commons.kernel import clock

STEPS = {
    "commons": "公共库",
    "template": "机构库蓝本",
    "blueprint": "编译蓝本",
    "offices": "各机构库",
    "evidence": "留痕",
}
LOST = "与数据库的连接中断。已升级的机构不受影响；数据库恢复后再次执行 renda migrate，即从断处继续。"
EVERY = 2.0  # seconds between two lines of progress


class Command(BaseCommand):
    help = "升级公共库、机构库蓝本，以及每个落后的机构库；可随时中断，再次执行即从断处继续。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只检查迁移文件是否可以安全发布，不连接机构库")
        parser.add_argument(
            "--canary", type=int, default=1, metavar="N", help="先升级 N 个机构，有一个不成就停（默认 1）"
        )
        parser.add_argument("--on-error", choices=("continue", "stop"), default="continue", help="有机构不成时")
        parser.add_argument("--workers", type=int, default=cores(), metavar="N", help="并行进程数（默认每核一个）")
        parser.add_argument("--verify", action="store_true", help="每个机构升级后都与蓝本整体核对（较慢）")
        parser.add_argument("--downtime", action="store_true", help="已停机：允许收缩迁移与其前提在同一次执行")
        parser.add_argument("--json", action="store_true", help="结果以 JSON 输出，进度改走标准错误")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(self._check(options) if options["check"] else self._migrate(options))

    def _check(self, options: dict[str, Any]) -> int:
        found = safety.findings()
        if options["json"]:
            rows = [{"migration": each.migration, "rule": each.rule, "why": each.sentence} for each in found]
            self.stdout.write(json.dumps({"safe": not found, "findings": rows}, ensure_ascii=False, indent=2))
        else:
            lines = [f"✗ {each.migration}：{each.sentence}" for each in found]
            self.stdout.write("\n".join(lines) or "迁移都可以安全发布。")
        return 1 if found else 0

    def _migrate(self, options: dict[str, Any]) -> int:
        if options["workers"] < 1 or options["canary"] < 0:
            self.stderr.write("--workers 至少为 1，--canary 不能为负。")
            return 2
        choice = deploy.Choice(
            canary=options["canary"],
            stop_on_error=options["on_error"] == "stop",
            workers=options["workers"],
            verify=options["verify"],
            downtime=options["downtime"],
        )
        started = time.monotonic()
        teller = Progress(self.stderr if options["json"] else self.stdout)
        try:
            report = deploy.migrate(choice=choice, at=clock.now(), teller=teller)
        except (psycopg.OperationalError, OperationalError, InterfaceError):
            self.stderr.write(LOST)
            return 1
        seconds = time.monotonic() - started
        if options["json"]:
            self.stdout.write(json.dumps(_data(report, seconds), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(_text(report, seconds))
        return 0 if report.holds else 1


class Progress:
    """Lines for whoever waits: which step, and how many offices at what rate."""

    def __init__(self, out: Any) -> None:
        self._out, self._began, self._said = out, time.monotonic(), 0.0

    def step(self, name: str) -> None:
        if name in STEPS:
            self._out.write(f"{STEPS[name]} …")
        if name == "offices":
            self._began = time.monotonic()

    def office(self, outcome: Outcome, number: int, total: int) -> None:
        now = time.monotonic()
        if not outcome.is_done:
            self._out.write(f"✗ {outcome.task.code} {outcome.migration} {outcome.message}")
        if now - self._said < EVERY and number < total:
            return
        self._said = now
        rate = number / max(now - self._began, 0.001)
        self._out.write(f"[{number}/{total}] {rate:.1f} 个/秒，约剩 {(total - number) / rate:.0f} 秒")


def _data(report: deploy.Report, seconds: float) -> dict[str, Any]:
    return {
        "head": report.head,
        "commons": report.commons,
        "template": report.template,
        "done": report.done,
        "failed": [
            {
                "office": each.task.code,
                "migration": each.migration,
                "sqlstate": each.sqlstate,
                "message": each.message,
                "attempts": each.task.attempt,
            }
            for each in report.failed
        ],
        "stopped": report.stopped,
        "seconds": round(seconds, 2),
        "seconds_on_offices": round(report.seconds, 2),
    }


def _text(report: deploy.Report, seconds: float) -> str:
    if report.before.is_current:
        return f"没有需要升级的（{seconds:.2f} 秒）。"
    lines = [f"升级 {len(report.done)} 个机构，{len(report.failed)} 个未成（{seconds:.1f} 秒）。"]
    if report.stopped == "canary":
        lines.append("先行机构未成，其余机构没有开始。请看上面的原因，处理后再次执行 renda migrate。")
    elif report.failed:
        lines.append("未成的机构保持原样。处理上面的原因后再次执行 renda migrate，只会升级这些机构。")
    return "\n".join(lines)
