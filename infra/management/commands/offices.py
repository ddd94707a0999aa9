"""`renda offices …`: found, open, provision; list, show, suspend, resume, check; the rest of its life in `office_life`."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commons.directory import commands, divisions, queries
from commons.directory.archives import restoring
from commons.directory.life import vitals
from commons.directory.models import Office
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.errors import Malformed
from commons.kernel.tenancy import in_commons
from infra import office_life, opening


class Command(BaseCommand):
    help = "机构的建档、开通、查询、停用、恢复与核查。"

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for name, text in (("found", "建档"), ("open", "开通"), ("provision", "建档并开通")):
            each = acts.add_parser(name, help=text)
            each.add_argument("--division", default="", help="区划代码")
            each.add_argument("--depth", type=int, default=None, help="向下几级；0 只办本机构，默认全部")
            each.add_argument("--from", dest="from_file", help="从 CSV 或 Excel 文件")
            each.add_argument("--good-rows", action="store_true", help="只办无误的行（默认有一处错误就都不办）")
            each.add_argument("--dry-run", action="store_true", help="只检查文件，不写入")
            each.add_argument("--faults", help="把错误清单写成 Excel 文件")
            each.add_argument("--demo", action="store_true", help="标记为演示机构")
            each.add_argument("--workers", type=int, default=opening.cores(), help="同时开通的进程数，默认每核一个")
            each.add_argument("--json", action="store_true")
        for name, text in (("list", "列出机构"), ("check", "核对结构与审计链")):
            each = acts.add_parser(name, help=text)
            each.add_argument("--json", action="store_true")
        for name, text in (("show", "查看机构"), ("suspend", "停用"), ("resume", "恢复")):
            each = acts.add_parser(name, help=text)
            each.add_argument("code")
            each.add_argument("--reason", default="", help="事由")
            each.add_argument("--json", action="store_true")
        office_life.add_to(acts)

    def handle(self, *args: Any, **options: Any) -> None:
        act = options["act"]
        with in_commons():
            if act in office_life.ACTS:
                data, text = office_life.ACTS[act].run(self._operator(), options, self._tell)
                self._print(options, data, text)
                code = 0
            else:
                code = getattr(self, f"_{act}")(options)
        sys.exit(code)

    def _tell(self, step: str) -> None:
        self.stderr.write(f"  {step} …")

    def _operator(self) -> Actor:
        return Actor(None, "命令行", "", frozenset({Role.PROVISIONER, Role.SYSTEM}))

    def _found(self, options: dict[str, Any]) -> int:
        if options["from_file"]:
            data, text, code = office_life.found_from_file(self._operator(), options)
            self._print(options, data, text)
            return code
        made = commands.found_offices(
            actor=self._operator(),
            division=_division(options),
            depth=options["depth"],
            at=clock.now(),
            is_demo=options["demo"],
        )
        self._print(options, {"founded": [office.code for office in made]}, f"新建档 {len(made)} 个机构。")
        return 0

    def _open(self, options: dict[str, Any]) -> int:
        codes = self._codes(options)
        known = dict(Office.objects.filter(code__in=codes).order_by("lft", "code").values_list("code", "name"))
        said = [0.0]

        def hear(one: opening.Opened, progress: opening.Progress) -> None:
            if one.problem:
                self.stderr.write(f"{one.code} {known[one.code]} 未能开通：{one.problem}")
            is_due = progress.seconds - said[0] >= 0.5 or progress.done == progress.total
            if is_due and not options["json"]:
                said[0] = progress.seconds
                self.stdout.write(
                    f"[{progress.done}/{progress.total}] {known[one.code]}"
                    f"  {progress.rate:.1f} 个/秒，约剩 {progress.left:.0f} 秒"
                )
                self.stdout.flush()

        failed = opening.open_all(list(known), actor=self._operator(), workers=options["workers"], hear=hear)
        problems = {each.code: each.problem for each in failed}
        opened = [code for code in known if code not in problems]
        text = f"共 {len(opened)} 个机构已开通。" + (
            f"{len(failed)} 个未能开通，排除原因后重新执行即可。" if failed else ""
        )
        self._print(options, {"opened": opened, "failed": problems}, text)
        return 1 if failed else 0

    def _codes(self, options: dict[str, Any]) -> list[str]:
        if options["from_file"]:
            return office_life.codes_in_file(options)
        return [each.code for each in divisions.subtree(_division(options), options["depth"])]

    def _provision(self, options: dict[str, Any]) -> int:
        if options["from_file"]:
            data, text, code = office_life.found_from_file(self._operator(), options)
            if code or options["dry_run"]:
                self._print(options, data, text)
                return code
            self.stderr.write(text)
            return self._open(options)
        commands.found_offices(
            actor=self._operator(),
            division=_division(options),
            depth=options["depth"],
            at=clock.now(),
            is_demo=options["demo"],
        )
        return self._open(options)

    def _list(self, options: dict[str, Any]) -> int:
        rows = list(queries.offices())
        data = [
            {"code": o.code, "name": o.name, "level": o.level, "state": o.state, "parent": o.parent_id} for o in rows
        ]
        text = "\n".join(f"{'  ' * (o.path.count('/') - 1)}{o.code} {o.name}  {o.get_state_display()}" for o in rows)
        self._print(options, data, text or "还没有机构。")
        return 0

    def _show(self, options: dict[str, Any]) -> int:
        office = queries.office(options["code"])
        data = {
            "code": office.code,
            "name": office.name,
            "level": office.level,
            "body": office.body,
            "state": office.state,
            "schema": office.schema_name,
            "host": queries.host_of(office),
            "ready_at": office.ready_at and office.ready_at.isoformat(),
        }
        self._print(options, data, "\n".join(f"{key}: {value}" for key, value in data.items()))
        return 0

    def _suspend(self, options: dict[str, Any]) -> int:
        office = commands.suspend_office(
            actor=self._operator(), code=options["code"], reason=options["reason"], at=clock.now()
        )
        self._print(options, {"code": office.code, "state": office.state}, f"{office.name} 已停用。")
        return 0

    def _resume(self, options: dict[str, Any]) -> int:
        office = commands.resume_office(actor=self._operator(), code=options["code"], at=clock.now())
        self._print(options, {"code": office.code, "state": office.state}, f"{office.name} 已恢复。")
        return 0

    def _check(self, options: dict[str, Any]) -> int:
        """Structure against the blueprint, and the audit chain, office by office; 1 if any does not hold."""
        results = [self._check_one(code) for code in queries.ready_offices()]
        lines = [
            f"{'✓' if each['holds'] else '✗'} {each['office']} 留痕 {each['entries']} 条，已封 {each['sealed']} 条 {each['problem']}"
            for each in results
        ]
        lines += [f"○ {schema} 是中断的恢复留下的，下次恢复该机构时清除" for schema in restoring.leftovers()]
        self._print(options, results, "\n".join(lines) or "还没有开通的机构。")
        return 0 if all(each["holds"] for each in results) else 1

    def _check_one(self, code: str) -> dict[str, Any]:
        found, report = vitals.look_at(code, at=clock.now())
        return {
            "office": code,
            "holds": found.holds,
            "entries": report.entries,
            "sealed": report.sealed,
            "head": report.head,
            "problem": found.problem,
        }

    def _print(self, options: dict[str, Any], data: Any, text: str) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) if options.get("json") else text)


def _division(options: dict[str, Any]) -> str:
    if not options["division"]:
        raise Malformed("请写明 --division 区划代码，或 --from 名单文件。")
    return str(options["division"])
