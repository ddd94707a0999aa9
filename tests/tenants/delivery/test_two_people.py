"""Two people at one project: a comparison, never an overwrite, whatever page they came by; and no sum moves without a reason."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from tenants.delivery import queries
from tenants.delivery.columns import Edit
from tenants.delivery.commands import editing, plans, projects
from tenants.delivery.commands.plans import PartPlan
from tenants.delivery.errors import ChangedMeanwhile, NotSeen, ReasonForChangeMissing
from tenants.delivery.models import Project
from tests.factories import delivery as make
from tests.factories.evidence import footprint, last_entry
from tests.factories.people import AT, Role, member
from tests.factories.web import Browser

PAGE = "/admin/delivery/project"
WAN = 1_000_000


def leaders(project: Project, **changes: Any) -> Project:
    values = {
        "accountable_leader": "张书记",
        "direct_owner": "李主任",
        "executor": "王科长",
        "task_force": "",
        **changes,
    }
    return projects.name_leaders(actor=make.clerk(), project_uid=project.uid, at=AT, **values)


def parted() -> tuple[Project, list[PartPlan]]:
    """Two 项 of 50 万 each, as everybody sees them."""
    project = make.opened(planned_fen=100 * WAN)
    plans.add_sub_projects(actor=make.clerk(), project_uid=project.uid, titles=["甲", "乙"], at=AT)
    rows = [PartPlan(each.uid, 1, 50 * WAN) for each in queries.sub_projects_of(project)]
    plans.weigh_parts(actor=make.clerk(), project_uid=project.uid, parts=rows, at=AT)
    shown = {"weight": "1", "planned_fen": str(50 * WAN), "start_on": "", "due_on": ""}
    return project, [each._replace(seen=shown) for each in rows]


def sums(project: Project) -> list[tuple[int, int | None]]:
    return [(each.weight, each.planned_fen) for each in queries.sub_projects_of(project)]


def test_who_names_leaders_keeps_what_another_entered_meanwhile(town: str) -> None:
    project = leaders(make.opened())
    seen = dict.fromkeys(projects.LEADERS, "") | {
        "accountable_leader": "张书记", "direct_owner": "李主任", "executor": "王科长",
    }  # fmt: skip
    leaders(project, task_force="供暖专班")
    leaders(project, executor="赵科长", seen=seen)
    project.refresh_from_db()
    assert (project.executor, project.task_force) == ("赵科长", "供暖专班")
    before = footprint()
    with pytest.raises(ChangedMeanwhile) as refused:
        leaders(project, executor="钱科长", seen=seen)
    assert "的具体执行人，您看到“王科长”，现为“赵科长”，您填写“钱科长”" in refused.value.message
    project.refresh_from_db()
    assert (project.executor, footprint()) == ("赵科长", before)


def test_a_unit_is_not_given_back_by_somebody_who_did_not_see_that_it_was_taken(town: str) -> None:
    project, first, second, third = make.opened(), *(member(Role.UNIT, name=name) for name in ("甲局", "乙局", "丙局"))

    def give(account: Any, **more: Any) -> None:
        projects.assign_unit(
            actor=make.clerk(), project_uid=project.uid, account_uid=account.uid, unit_name=account.name, at=AT, **more
        )

    give(first)
    seen = {"account_uid": str(first.uid), "unit_name": "甲局"}
    give(second, seen=seen)
    for stale in (first, third):
        with pytest.raises(ChangedMeanwhile) as refused:
            give(stale, seen=seen)
        assert f"您看到“甲局”，现为“乙局”，您填写“{stale.name}”" in refused.value.message
    project.refresh_from_db()
    assert project.unit_account_uid == second.uid


def test_a_sum_that_another_moved_is_not_moved_back_by_an_old_page(town: str) -> None:
    project, (first, second) = parted()

    def weigh(*rows: PartPlan, reason: str = "") -> None:
        plans.weigh_parts(actor=make.clerk(), project_uid=project.uid, parts=rows, reason=reason, at=AT)

    weigh(first._replace(planned_fen=60 * WAN), second._replace(planned_fen=40 * WAN), reason="甲超支")
    weigh(first._replace(weight=3), second)  # an old page, on which only a weight was touched
    assert sums(project) == [(3, 60 * WAN), (1, 40 * WAN)]
    assert last_entry(project)["facts"] == {"parts": 2}
    before = footprint()
    with pytest.raises(ChangedMeanwhile) as refused:
        weigh(first._replace(planned_fen=70 * WAN), second._replace(planned_fen=30 * WAN), reason="再调")
    assert "“甲”的计划投资，您看到“50 万元”，现为“60 万元”，您填写“70 万元”" in refused.value.message
    now = {"weight": "3", "planned_fen": str(60 * WAN), "start_on": "", "due_on": ""}
    with pytest.raises(ReasonForChangeMissing):
        weigh(first._replace(weight=3, planned_fen=None, seen=now))
    assert (sums(project), footprint()) == ([(3, 60 * WAN), (1, 40 * WAN)], before)


def test_what_was_not_looked_at_is_not_written_over(town: str) -> None:
    """An API client, or a page whose hidden field was lost, that does not say what it saw."""
    project = make.opened()
    edited = editing.edit_projects(
        actor=make.clerk(), edits=[Edit(project.uid, {"executor": ""}, {"executor": "张三"})], at=AT
    )
    assert [each.executor for each in edited] == ["张三"]
    before = footprint()
    with pytest.raises(NotSeen):
        editing.edit_projects(actor=make.clerk(), edits=[Edit(project.uid, {}, {"executor": "李四"})], at=AT)
    assert footprint() == before


def test_the_pages_show_the_comparison_and_pressing_again_is_a_choice(town: str) -> None:
    project, rows = parted()
    leaders(project)
    clerk = Browser(member(Role.CLERK))
    body = {"accountable_leader": "张书记", "direct_owner": "李主任", "executor": "钱科长"}
    seen = {"accountable_leader": "张书记", "direct_owner": "李主任", "executor": "王科长"}
    leaders(project, executor="赵科长")
    address = f"{PAGE}/{project.uid}/acts/leaders/"
    assert 'value="赵科长"' in clerk.get(address).text
    clash = clerk.post(address, {**body, "seen": json.dumps(seen, ensure_ascii=False)})
    assert (clash.status_code, "现为“赵科长”" in clash.text) == (409, True)
    assert clerk.post(address, {**body, "seen": json.dumps({**seen, "executor": "赵科长"})}).status_code == 302
    keys = [each.uid.hex for each in rows]
    typed = {f"weight_{key}": "1" for key in keys} | {f"money_{key}": "50" for key in keys} | {"reason": "调整"}
    shown = {
        f"{name}_{key}": value
        for key in keys
        for name, value in (("weight", "1"), ("money", str(50 * WAN)), ("start", ""), ("due", ""))
    }
    plans.weigh_parts(
        actor=make.clerk(), project_uid=project.uid, reason="甲超支", at=AT,
        parts=[rows[0]._replace(planned_fen=60 * WAN), rows[1]._replace(planned_fen=40 * WAN)],
    )  # fmt: skip
    weighing = f"{PAGE}/{project.uid}/acts/weigh_parts/"
    assert clerk.post(weighing, {**typed, "seen": json.dumps(shown)}).status_code == 302
    assert sums(project) == [(1, 60 * WAN), (1, 40 * WAN)]
    moved = {**typed, f"money_{keys[0]}": "70", f"money_{keys[1]}": "30", "seen": json.dumps(shown)}
    clash = clerk.post(weighing, moved)
    assert (clash.status_code, "现为“60”" in clash.text) == (409, True)
    again = {f"{name}_{key}": value for name, value in (("weight", "1"), ("start", ""), ("due", "")) for key in keys}
    again |= {f"money_{keys[0]}": str(60 * WAN), f"money_{keys[1]}": str(40 * WAN)}
    assert json.dumps(again, sort_keys=True) == json.dumps(_hidden(clash.text), sort_keys=True)
    assert clerk.post(weighing, {**moved, "seen": json.dumps(again)}).status_code == 302
    assert sums(project) == [(1, 70 * WAN), (1, 30 * WAN)]


def _hidden(page: str) -> dict[str, str]:
    """What the page will say that it saw."""
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None
    said: dict[str, str] = json.loads(html.unescape(found.group(1)))
    return said
