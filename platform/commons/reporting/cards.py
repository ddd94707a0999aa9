"""The card of a project as it may go up: what it is, how it stands, what it costs. Frozen and complete: a field that is not
written here cannot go up, and none of these names a person. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ProjectCard:
    """Percentages are written 0 to 100, money in fen; `light_why` is the sentence of the light."""

    project_uid: UUID
    year: int
    position: int
    kind_label: str
    title: str
    content: str
    field: str
    unit_name: str
    state_label: str
    due_on: dt.date | None
    completed_on: dt.date | None
    sub_projects: int
    sub_projects_done: int
    milestones: int
    milestones_done: int
    physical_percent: str
    planned_percent: str
    planned_fen: int | None
    budget_fen: int
    arrived_fen: int
    paid_fen: int
    light: str
    light_why: str
    money_light: str
    money_light_why: str
    satisfaction: str

    def to_json(self) -> dict[str, Any]:
        """Without the keys that are columns of their own."""
        plain = {name: _plain(value) for name, value in asdict(self).items()}
        return {name: value for name, value in plain.items() if name not in COLUMNS}


COLUMNS = ("project_uid", "year", "title")
LABELS: Mapping[str, str] = {
    "position": "序号",
    "kind_label": "类别",
    "title": "项目名称",
    "content": "建设内容",
    "field": "领域",
    "unit_name": "责任单位",
    "state_label": "状态",
    "due_on": "完成时限",
    "completed_on": "完工日期",
    "sub_projects": "子项",
    "sub_projects_done": "已完成子项",
    "milestones": "节点",
    "milestones_done": "已完成节点",
    "physical_percent": "形象进度（%）",
    "planned_percent": "序时进度（%）",
    "planned_fen": "计划投资",
    "budget_fen": "预算安排",
    "arrived_fen": "资金到位",
    "paid_fen": "资金拨付",
    "light": "亮灯",
    "light_why": "亮灯原因",
    "money_light": "资金亮灯",
    "money_light_why": "资金亮灯原因",
    "satisfaction": "满意率",
}

assert set(LABELS) | set(COLUMNS) == {each.name for each in fields(ProjectCard)}, "a field of the card without a label"


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (UUID, dt.date)) else value
