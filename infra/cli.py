"""`renda`: the one command. Engines answer without starting Django; everything else is a Django management command.

Exit codes: 0 done, 1 what was checked does not hold, 2 bad input (one clear sentence), 3 not built yet.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

# Commands that build or change schemas work as the owner; everything that serves people works as the application.
OWNERS = frozenset({"migrate", "makemigrations", "migrate_schemas"})
ALIASES = {"migrate": "migrate_all"}  # Django's own `migrate` stays what it is: other commands build on it
ENGINES = frozenset({"tally", "appraise", "evaluate", "workdays"})


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = arguments[0] if arguments else "--help"
    if command in ENGINES:
        return int(importlib.import_module("infra.engines").main(arguments))
    if command == "verify":
        return int(importlib.import_module("infra.verification").main(arguments[1:]))
    if command == "up":
        return int(importlib.import_module("infra.supervisor").main(arguments[1:]))
    if command == "bench":
        return int(importlib.import_module("infra.bench.command").main(arguments[1:]))
    if command == "migrate" and _is_current(arguments[1:]):
        return 0
    return _django(arguments)


def _is_current(options: list[str]) -> bool:
    """Whether a deploy has nothing to migrate, and says so: asked without Django, which takes longer to start."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE", "infra.settings.local")
    if not module.startswith("infra.settings.") or not set(options) <= {"--json"}:
        return False  # other settings may find migrations elsewhere; what else was asked, the command itself knows
    _find_database()
    owner = os.environ.get("DATABASE_OWNER_URL", "")
    return bool(owner and importlib.import_module("infra.current").answer(owner, "--json" in options))


def _django(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.local")
    if arguments and arguments[0] in OWNERS:
        os.environ["RENDA_DATABASE_ROLE"] = "owner"
    _find_database()
    management = importlib.import_module("django.core.management")
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(_help())
        return 0
    arguments[0] = ALIASES.get(arguments[0], arguments[0])
    utility = management.ManagementUtility(["renda", *arguments])
    errors = importlib.import_module("commons.kernel.errors")
    try:
        utility.execute()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    except (errors.Refusal, errors.Malformed) as refused:
        print(refused, file=sys.stderr)
        return 2
    return 0


def _find_database() -> None:
    """Outside the supervisor the embedded server is asked for its address (and started if it sleeps).

    The environment is written before the settings read it; nothing of Django has been imported yet.
    """
    if not os.environ.get("DATABASE_URL"):
        home = os.environ.get("RENDA_HOME") or str(Path(__file__).resolve().parents[1] / ".renda")
        urls = importlib.import_module("infra.postgres").ensure_running(home)
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.app, urls.owner


def _help() -> str:
    lines = [
        "renda: 人大民生实事平台",
        "",
        "  make run 所启动的：",
        "    up             启动整个平台",
        "",
        "  机构与数据：",
    ]
    for name, text in COMMANDS.items():
        lines.append(f"    {name:<14} {text}")
    lines += ["", "  离线引擎（不需要数据库）："]
    for name, text in ENGINE_HELP.items():
        lines.append(f"    {name:<14} {text}")
    lines += ["", "每个命令都有 --help；有数据输出的命令支持 --json。"]
    return "\n".join(lines)


COMMANDS = {
    "offices": "机构建档、开通、查询、停用、更名、划转、合并、归档、删除、导出、恢复 (found|open|provision|list|show|check|export|restore …)",
    "migrate": "升级公共库、蓝本和落后的机构库",
    "rollup": "按年度汇总指标 (--office 代码 --year 年 [--period] [--json])",
    "setup": "打印首次设置链接（DEMO=none 时由 renda up 打印）",
    "demo": "建立或重建演示年度；--links 打印一次性登录链接",
    "registers": "生成登记册（权限、状态、事件、拒绝、术语）",
    "relay": "投递进程：把信箱里的消息交给处理者",
    "bench": "基准测试 (province [--offices 数] | appraise | ballot [--voters 数]) [--section 部分] [--record]",
}
ENGINE_HELP = {
    "tally": "计票：renda tally CASE.json（或 -）",
    "appraise": "评分：renda appraise CASE.json（或 -）",
    "evaluate": "测评：renda evaluate CASE.json（或 -）",
    "workdays": "工作日：renda workdays --from 日期 --days 天数 [--json]",
    "verify": "独立验票：renda verify BUNDLE [--json]",
}

if __name__ == "__main__":
    sys.exit(main())
