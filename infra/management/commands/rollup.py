"""`renda rollup --office CODE --year Y [--period P] [--basis live|filed] [--json]`: the figures the board shows."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commons.kernel.errors import Malformed
from commons.kernel.tenancy import in_commons
from commons.reporting import queries
from commons.reporting.indicators import TABLE
from commons.reporting.terms import Basis

MISSING = "尚未采集"


class Command(BaseCommand):
    help = "按年度汇总一个机构及其全部下级的指标。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--office", default="", metavar="CODE", help="机构代码，如 440703")
        parser.add_argument("--year", default="", metavar="Y", help="年度，如 2026")
        parser.add_argument("--period", metavar="P", help="期间，如 2026H1、2026Q3、2026M09；不写为全年")
        parser.add_argument("--basis", default=Basis.LIVE.value, help="live 实时（默认）或 filed 已接收的上报")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["office"] or not options["year"]:
            raise Malformed("请写明 --office 机构代码和 --year 年度，如 renda rollup --office 44 --year 2026。")
        if options["basis"] not in Basis.values:
            raise Malformed("--basis 应为 live 或 filed，请改正。")
        with in_commons():
            found = queries.rollup(options["office"], options["year"], options["period"], basis=Basis(options["basis"]))
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) if options["json"] else _table(found))


def _table(found: dict[str, Any]) -> str:
    """The same for eyes: one line a figure, then the children and who is missing."""
    lines = [
        f"机构 {found['office']}  期间 {found['period']}  口径 {Basis(found['basis']).label}  截至 {found['as_of'] or MISSING}"
    ]
    for indicator in TABLE:
        value = found["figures"][indicator.code]["value"]
        shown = MISSING if value is None else f"{value} {indicator.sign}"
        lines.append(f"  {indicator.code:<32}{shown:>20}  {indicator.label}")
    lines.append(f"直属下级 {len(found['children'])} 个：" + "、".join(child["name"] for child in found["children"]))
    lines.append(f"尚无数据 {len(found['missing'])} 个：" + "、".join(found["missing"]))
    return "\n".join(lines)
