"""The ledger as a table: its columns on the page and on paper, what of it people may change in it, and the way back from Excel.

A sheet that goes out carries what stood in each row then, so that what comes back is compared with what stands now and
never written over what somebody else changed meanwhile.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from admin_theme import ledgers, wording
from commons.kernel import clock
from commons.kernel.sheets import writing
from commons.kernel.sheets.terms import Column, Fault, Row, broken_cells, fault

# What is changed in the ledger itself: no promise, no sum, no deadline. Field → (label, longest).
EDITABLE: Final[Mapping[str, tuple[str, int]]] = {
    "field": ("领域", 40),
    "community": ("村（社区）", 80),
    "accountable_leader": ("责任领导", 40),
    "direct_owner": ("直接责任人", 40),
    "executor": ("具体执行人", 40),
    "task_force": ("工作专班", 80),
    "beneficiaries": ("惠及范围", 200),
    "start_on": ("计划开工", 10),
}
KEY, SEEN = "uid", "seen"


class Shown(NamedTuple):
    label: str
    value: Callable[[Any], Any]  # of a LedgerRow


def wan(fen: int | None) -> Any:
    return "" if fen is None else fen / wording.FEN_IN_WAN


def _day(on: dt.date | None) -> str:
    return on.isoformat() if on else ""


SHOWN: Final = (
    Shown("序号", lambda row: row.position),
    Shown("项目名称", lambda row: row.title),
    Shown("类别", lambda row: row.kind_label),
    Shown("责任单位", lambda row: row.unit_name),
    Shown("状态", lambda row: row.state_label),
    Shown("完成时限", lambda row: _day(row.due_on)),
    Shown("计划投资（万元）", lambda row: wan(row.planned_fen)),
    Shown("预算（万元）", lambda row: wan(row.money.budget_fen)),
    Shown("到位（万元）", lambda row: wan(row.money.arrived_fen)),
    Shown("支付（万元）", lambda row: wan(row.money.paid_fen)),
    Shown("形象进度（%）", lambda row: float(row.physical_percent)),
    Shown("序时进度（%）", lambda row: float(row.schedule_percent)),
    Shown("进度灯", lambda row: row.light.label),
    Shown("亮灯说明", lambda row: row.why),
    Shown("资金灯", lambda row: row.money_light.label),
    Shown("节点", lambda row: f"{row.milestones_done}/{row.milestones}"),
    Shown("下一节点", lambda row: row.next_milestone),
    Shown("子项", lambda row: f"{row.sub_projects_done}/{row.sub_projects}"),
)

# What is read back: the row's key, what stood in it, and what may be changed.
READ: Final = (
    Column(KEY, ("项目代码",), required=True),
    Column(SEEN, ("导出时的值",), required=True),
    *(Column(name, (label,)) for name, (label, _) in EDITABLE.items()),
)


def values(project: Any) -> dict[str, str]:
    """What may be changed in the ledger, as it stands on a project, as text."""
    return {name: _text(getattr(project, name)) for name in EDITABLE}


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def workbook(
    title: str, rows: Iterable[Any], facts: Mapping[UUID, Mapping[str, str]], *, made_by: str, on: dt.date
) -> bytes:
    """The ledger as .xlsx, A3 landscape: head, frozen first columns, 制表单位 and day. The last two columns are ours, hidden."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "台账"
    heads = [each.label for each in SHOWN] + [label for label, _ in EDITABLE.values()] + ["项目代码", "导出时的值"]
    writing.words(sheet, 1, 1, title).font = Font(bold=True, size=16)
    for column, head in enumerate(heads, start=1):
        writing.words(sheet, 2, column, head).font = Font(bold=True)
    number = 2
    for number, row in enumerate(rows, start=3):
        seen = facts[row.uid]
        line = (
            [each.value(row) for each in SHOWN]
            + list(seen.values())
            + [str(row.uid), json.dumps(seen, ensure_ascii=False)]
        )
        for column, value in enumerate(line, start=1):
            if isinstance(value, (int, float)):
                sheet.cell(number, column).value = value
            elif value != "":
                writing.words(sheet, number, column, value)
    writing.words(sheet, number + 2, 1, f"制表单位：{made_by}　制表日期：{clock.in_words(on)}")
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    ledgers.dress(sheet, head=2, last=len(heads) - 2, widest=14)
    for column in (len(heads) - 1, len(heads)):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    sheet.freeze_panes = "C3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Edit(NamedTuple):
    """What somebody saw of a project and what it shall be; both name the same fields."""

    uid: UUID
    seen: Mapping[str, str]
    wanted: Mapping[str, str]


def edits(rows: Iterable[Row]) -> tuple[list[Edit], list[Fault]]:
    """Rows of a sheet that came back, and what is wrong with which cell."""
    found: list[Edit] = []
    faults: list[Fault] = []
    columns = {each.key: each for each in READ}
    taken: set[UUID] = set()
    for row in rows:
        if not row[KEY] and not row[SEEN]:
            continue  # 制表单位 and day below the table
        wrong = list(broken_cells(row, READ))
        seen = _seen(row[SEEN])
        uid = uid_of(row[KEY])
        if uid is None or uid in taken:
            wrong.append(fault(row, columns[KEY], "项目代码不对或重复。请使用导出的表，不要改动隐藏的列。"))
        if seen is None:
            wrong.append(fault(row, columns[SEEN], "缺少导出时的值。请使用导出的表，不要改动隐藏的列。"))
        wanted = {name: row[name] for name in EDITABLE if name in row.at}
        wrong += [fault(row, columns[name], why) for name, text in wanted.items() if (why := why_not(name, text))]
        faults += wrong
        if not wrong and uid is not None and seen is not None:
            taken.add(uid)
            found.append(Edit(uid, seen, wanted))
    return found, faults


def why_not(name: str, text: str) -> str:
    """Why this cannot stand in this field; nothing if it can."""
    label, longest = EDITABLE[name]
    if len(text) > longest:
        return f"“{label}”最多 {longest} 个字。"
    if name == "start_on" and text:
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            return f"“{label}”应写作 2026-03-01。"
    return ""


def uid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _seen(text: str) -> dict[str, str] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or set(found) != set(EDITABLE):
        return None
    return {name: str(value) for name, value in found.items()}
