"""The three lists of the plan: 项目清单, 责任清单, 任务清单 (1-83, 1-93); what they say, and how their columns stand."""

from __future__ import annotations

from typing import Any

from commons.kernel import clock
from tenants.delivery import columns, papers, queries


def _projects(actor: Any, year: int) -> tuple[str, list[str], list[tuple[Any, ...]]]:
    heads = ["项目名称", "类别", "建设内容", "责任单位", "计划投资（万元）", "计划开工", "完成时限", "子项"]
    return (
        "项目清单",
        heads,
        [
            (row.title, row.kind_label, row.content, row.unit_name, columns.wan(row.planned_fen), clock.in_words(row.start_on),
             clock.in_words(row.due_on), row.sub_projects)
            for row in queries.ledger(actor, year)
        ],
    )  # fmt: skip


def _duties(actor: Any, year: int) -> tuple[str, list[str], list[tuple[Any, ...]]]:
    heads = ["项目名称", "责任单位", "村（社区）", "责任领导", "直接责任人", "具体执行人", "工作专班", "完成时限"]
    return (
        "责任清单",
        heads,
        [
            (each.title, each.unit_name, each.community, each.accountable_leader, each.direct_owner, each.executor,
             each.task_force, clock.in_words(each.due_on))
            for each in queries.duties(actor, year)
        ],
    )  # fmt: skip


def _tasks(actor: Any, year: int) -> tuple[str, list[str], list[tuple[Any, ...]]]:
    heads = ["项目名称", "阶段", "节点", "验收标准", "责任人", "完成时限", "完成日期", "提前天数"]
    return (
        "任务清单",
        heads,
        [
            (each.project, each.stage, each.title, each.standard, each.responsible, clock.in_words(each.due_on),
             clock.in_words(each.done_on), "" if each.days_early is None else each.days_early)
            for each in queries.tasks(actor, year)
        ],
    )  # fmt: skip


LISTS = {"projects": _projects, "duties": _duties, "tasks": _tasks}
_SHORT = ("类别", "计划开工", "完成时限", "完成日期")
_COUNTED = ("子项", "提前天数")


def column(head: str) -> dict[str, str]:
    """How a column of a list stands: sums of money as figures, counts at the right, days unbroken."""
    if head.endswith("（万元）"):
        return {"kind": "number"}
    return {"css": "right" if head in _COUNTED else "keep" if head in _SHORT else ""}


def totals(heads: list[str], rows: list[tuple[Any, ...]]) -> dict[str, float]:
    """The sums of the columns of money; nothing for a list that has none."""
    return {
        head: sum(row[at] or 0 for row in rows) for at, head in enumerate(heads) if rows and head.endswith("（万元）")
    }


def last_line(heads: list[str], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """合计, as a paper has it below its table."""
    sums = totals(heads, rows)
    return [(papers.SUM, *(sums.get(head, "") for head in heads[1:]))] if sums else []
