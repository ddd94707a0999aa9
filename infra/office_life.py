"""The later acts of `renda offices`: each one command of the directory, with its arguments, in one table.

The command line has the owner's role, so what the web leaves to the worker (`settle_office`) is done at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from commons.directory import queries
from commons.directory.errors import OwnerRoleMissing
from commons.directory.life import addressing, archiving, closing, importing, reorganising
from commons.directory.models import Office
from commons.directory.rosters import reading, writing
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.errors import Malformed

Tell = Callable[[str], None]
Answer = tuple[dict[str, Any], str]  # for --json, for people


class Act(NamedTuple):
    label: str
    arguments: tuple[tuple[tuple[str, ...], dict[str, Any]], ...]
    run: Callable[[Actor, dict[str, Any], Tell], Answer]


def add_to(acts: Any) -> None:
    """Each act as a subcommand. The office may be named by position or by `--office`."""
    for name, act in ACTS.items():
        each = acts.add_parser(name, help=act.label)
        for names, options in act.arguments:
            each.add_argument(*names, **options)
        each.add_argument("--json", action="store_true")


_OFFICE: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("code",), {"nargs": "?", "default": "", "help": "机构代码"}),
    (("--office",), {"default": "", "help": "机构代码"}),
)


def _code(options: dict[str, Any]) -> str:
    code = options["code"] or options["office"]
    if not code:
        raise Malformed("请写明机构代码，如 --office 440703101。")
    return str(code)


def _rename(actor: Actor, options: dict[str, Any], tell: Tell) -> Answer:
    office = reorganising.rename_office(
        actor=actor,
        code=_code(options),
        name=options["name"],
        division_code=options["division_code"],
        at=clock.now(),
    )
    return _shown(office), f"{office.code} 现名 {office.name}，现行区划代码 {office.division_code}。"


def _domain(actor: Actor, options: dict[str, Any], tell: Tell) -> Answer:
    code, domain = _code(options), options["domain"]
    if options["take"]:
        addressing.take_domain(actor=actor, code=code, domain=domain, at=clock.now())
    else:
        addressing.give_domain(actor=actor, code=code, domain=domain, at=clock.now())
    office = queries.office(code)
    return {**_shown(office), "host": queries.host_of(office)}, f"{office.name} 的网址为 {queries.host_of(office)}。"


def _move(actor: Actor, options: dict[str, Any], tell: Tell) -> Answer:
    office = reorganising.move_office(
        actor=actor, code=_code(options), to=options["to"], division_code=options["division_code"], at=clock.now()
    )
    return _shown(office), f"{office.name} 已划转到 {options['to']}。"


def _merge(actor: Actor, options: dict[str, Any], tell: Tell) -> Answer:
    office = reorganising.merge_offices(actor=actor, code=_code(options), into=options["into"], at=clock.now())
    _settle(actor, office)
    return _shown(office), f"{office.name} 已并入 {options['into']}，原数据归档备查。"


def _archive(actor: Actor, options: dict[str, Any], tell: Tell) -> Answer:
    office = closing.archive_office(actor=actor, code=_code(options), reason=options["reason"], at=clock.now())
    _settle(actor, office)
    return _shown(office), f"{office.name} 已归档，只供查阅。"


def _unarchive(actor: Actor, options: dict[str, Any], tell: Tell) -> Answer:
    office = closing.unarchive_office(actor=actor, code=_code(options), at=clock.now())
    _settle(actor, office)
    return _shown(office), f"{office.name} 已撤销归档，现为停用，可以恢复。"


def _delete(actor: Actor, options: dict[str, Any], tell: Tell) -> Answer:
    office = queries.office(_code(options))
    if office.copy_of:
        office = closing.discard_copy(actor=actor, code=office.code, at=clock.now())
    else:
        office = closing.delete_office(actor=actor, code=office.code, confirmation=options["confirm"], at=clock.now())
    _settle(actor, office)
    return _shown(office), f"{office.name} 已删除。"


def _export(actor: Actor, options: dict[str, Any], tell: Tell) -> Answer:
    to = Path(options["to"]) if options["to"] else None
    made = archiving.export_office(actor=actor, code=_code(options), to=to, at=clock.now(), progress=tell)
    data = {
        "office": made.office_code,
        "file": str(archiving.file_of(made)),
        "sha256": made.sha256,
        "bytes": made.size,
        "rows": made.rows,
        "files": made.files,
        "audit": {"position": made.audit_position, "digest": made.audit_digest},
    }
    return data, f"已导出到 {data['file']}（{made.rows} 条记录，{made.files} 个附件，SHA-256 {made.sha256}）。"


def _restore(actor: Actor, options: dict[str, Any], tell: Tell) -> Answer:
    command = archiving.inspect_archive if options["as_inspection"] else archiving.restore_office
    result = command(actor=actor, path=Path(options["file"]), at=clock.now(), progress=tell)
    office, done = result.office, result.done
    data = {
        **_shown(office),
        "host": queries.host_of(office),
        "rows": done.rows,
        "files": done.files,
        "migrated": done.migrated,
        "merged": {each.label: {"added": each.added, "kept": each.kept} for each in done.merged},
        "saved_before": str(archiving.file_of(result.safety)) if result.safety else None,
    }
    text = f"{office.name}（{office.get_state_display()}）：恢复 {done.rows} 条记录，放回 {done.files} 个附件。"
    if result.safety:
        text += f"\n恢复前的数据已存为 {data['saved_before']}。"
    return data, text


def _settle(actor: Actor, office: Office) -> None:
    try:
        closing.settle_office(actor=actor, code=office.code, at=clock.now())
    except OwnerRoleMissing:
        return  # the provisioning worker will


def _shown(office: Office) -> dict[str, Any]:
    return {
        "code": office.code,
        "division_code": office.division_code,
        "name": office.name,
        "parent": office.parent_id,
        "state": office.state,
        "merged_into": office.merged_into or None,
        "copy_of": office.copy_of or None,
    }


# ── lists of offices ──────────────────────────────────────────────────────────────────────────


def found_from_file(actor: Actor, options: dict[str, Any]) -> tuple[dict[str, Any], str, int]:
    """Found what a list says: figures, words, exit code (1: a dry run found faults, 2: nothing was founded for them)."""
    content = _content(options)
    plan = importing.plan(actor=actor, content=content)
    data = {
        "new": [each.code for each in plan.new],
        "standing": plan.standing,
        "faults": [asdict(fault) for fault in plan.faults],
        "founded": [],
    }
    lines = [f"第 {f.row} 行 {f.cell}（{f.column}）“{f.value}”：{f.reason}" for f in plan.faults]
    if options["faults"] and plan.faults:
        Path(options["faults"]).write_bytes(writing.faults_sheet(plan.faults))
    summary = f"可建档 {len(plan.new)} 个，已建档 {len(plan.standing)} 个，有误 {len(plan.faults)} 处。"
    if options["dry_run"]:
        return data, "\n".join([*lines, summary, "没有写入任何内容。"]), 1 if plan.faults else 0
    if plan.faults and not options["good_rows"]:
        return data, "\n".join([*lines, summary, "有错误，未建档任何机构；可改正后重试，或加 --good-rows。"]), 2
    made, _ = importing.import_offices(
        actor=actor, content=content, good_rows_only=True, at=clock.now(), is_demo=options["demo"]
    )
    data["founded"] = [office.code for office in made]
    return data, "\n".join([*lines, f"新建档 {len(made)} 个机构。"]), 0


def codes_in_file(options: dict[str, Any]) -> list[str]:
    """Codes that the list names, wrong rows and all: only those that stand in the directory are opened."""
    return [row[reading.CODE] for row in reading.read(_content(options))]


def _content(options: dict[str, Any]) -> bytes:
    path = Path(options["from_file"])
    if not path.is_file():
        raise Malformed(f"没有文件 {path.name}。")
    return path.read_bytes()


_NEW_CODE = (("--division-code",), {"default": "", "help": "新的区划代码"})

ACTS: dict[str, Act] = {
    "rename": Act(
        "更名，或变更区划代码", (*_OFFICE, (("--name",), {"default": "", "help": "新名称"}), _NEW_CODE), _rename
    ),
    "domain": Act(
        "设定或撤下网址",
        (
            *_OFFICE,
            (("--domain",), {"required": True, "help": "自定名称或域名"}),
            (("--take",), {"action": "store_true", "help": "撤下"}),
        ),
        _domain,
    ),
    "move": Act(
        "划转到另一上级", (*_OFFICE, (("--to",), {"required": True, "help": "新的上级代码"}), _NEW_CODE), _move
    ),
    "merge": Act("并入另一机构", (*_OFFICE, (("--into",), {"required": True, "help": "并入的机构代码"})), _merge),
    "archive": Act("归档（只供查阅）", (*_OFFICE, (("--reason",), {"default": "", "help": "事由"})), _archive),
    "unarchive": Act("撤销归档", _OFFICE, _unarchive),
    "delete": Act(
        "保留期满后删除，或撤下核查副本",
        (*_OFFICE, (("--confirm",), {"default": "", "help": "原样输入机构名称"})),
        _delete,
    ),
    "export": Act("导出为一个存档文件", (*_OFFICE, (("--to",), {"default": "", "help": "存档文件"})), _export),
    "restore": Act(
        "由存档恢复",
        (
            (("file",), {"help": "存档文件"}),
            (("--as-inspection",), {"action": "store_true", "help": "另开只读的核查副本"}),
        ),
        _restore,
    ),
}
