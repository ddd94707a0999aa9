"""A supervision group reaches exactly the projects it was given, for as long as it has them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from commons.kernel.actor import Role
from commons.kernel.policy import Hidden, NotPermitted
from commons.kernel.tenancy import in_office
from tenants.delivery import queries as delivery
from tenants.oversight import queries
from tenants.oversight.commands import groups, inspections
from tenants.oversight.errors import (
    AlreadyAssigned,
    AlreadyMember,
    GroupDisbanded,
    GroupNotFound,
    InspectionNotFound,
    NotAMember,
    NotAnInspector,
    NotAssigned,
)
from tenants.oversight.models import GroupMember, Inspection
from tenants.oversight.terms import GroupKind, InspectionKind
from tests.conftest import NEIGHBOUR
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.deputies import mandate
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.people import AT, actor, as_actor, member


def test_a_group_inspects_the_projects_it_was_given_and_no_other(town: str) -> None:
    """0-57, 0-59."""
    given, other = works.started("加装电梯"), works.started("口袋公园")
    watching = make.inspector(make.group("甲组", given))
    theirs = make.inspection(other, by=make.inspector(make.group("乙组", other), "别组"))
    mine = make.inspection(given, by=watching)
    assert list(queries.inspections(watching)) == [mine]
    assert [row.title for row in delivery.ledger(watching, 2026)] == ["加装电梯"]
    with pytest.raises(InspectionNotFound):
        queries.inspection(watching, theirs.uid)
    before = footprint()
    with pytest.raises(Hidden):
        make.inspection(other, by=watching)
    with pytest.raises(Hidden):
        make.finding(theirs, by=watching)
    assert (footprint(), Inspection.objects.count()) == (before, 2)


@pytest.mark.parametrize(
    ("kind", "led_by", "way"),
    [
        (GroupKind.EMBEDDED, "街道纪工委", InspectionKind.RESIDENT),
        (GroupKind.CITIZEN, "社会建设工委", InspectionKind.MIDTERM),
        (GroupKind.CITIZEN, "社会建设工委", InspectionKind.ACCEPTANCE),
        (GroupKind.CITIZEN, "社会建设工委", InspectionKind.OPEN_REVIEW),
        (GroupKind.PROJECT, "镇人大主席", InspectionKind.VISIT),
        (GroupKind.PROJECT, "镇人大主席团", InspectionKind.STUDY),
    ],
)
def test_every_kind_of_group_watches_in_its_own_way(
    town: str, kind: GroupKind, led_by: str, way: InspectionKind
) -> None:
    """嵌入式蹲点 (1-98), 社会监督团 in 中期评估, 竣工验收 and 开放式评议 (1-104 … 1-106, 1-112), 集中视察 and 专题调研
    (0-54, 2-27, 2-35), led by the town's chair (2-30)."""
    project = works.started()
    formed = groups.form_group(actor=make.clerk(), year=2026, name="甲组", led_by=led_by, kind=kind, at=AT)
    groups.assign_project(actor=make.clerk(), group_uid=formed.uid, project_uid=project.uid, at=AT)
    make.inspection(project, by=make.inspector(formed), kind=way)
    row = queries.groups_with_counts(2026).get()
    assert (row.kind, row.led_by, row.watched) == (kind, led_by, 1)
    assert {key: number for key, number in queries.figures(2026).by_way.items() if number} == {way: 1}


def test_a_check_says_how_time_money_and_quality_stand(town: str) -> None:
    """0-58: 时序进度, 财政资金使用绩效, 质量水平."""
    project = works.started()
    seen = inspections.inspect(
        actor=make.inspector(make.group("甲组", project)),
        project_uid=project.uid,
        kind=InspectionKind.SITE_CHECK,
        held_on=make.TODAY,
        summary="现场查看",
        progress_note="按序时推进",
        money_note="拨付与形象进度相符",
        quality_note="抽检合格",
        at=AT,
    )
    kept = Inspection.objects.get(pk=seen.pk)
    assert (kept.progress_note, kept.money_note, kept.quality_note) == ("按序时推进", "拨付与形象进度相符", "抽检合格")


def test_a_project_given_later_reaches_every_member_and_a_member_who_joins_later_every_project(town: str) -> None:
    first, second = works.started("一"), works.started("二")
    formed = make.group("甲组", first)
    early = make.inspector(formed, "早来")
    groups.assign_project(actor=make.clerk(), group_uid=formed.uid, project_uid=second.uid, at=AT)
    late = make.inspector(formed, "晚来")
    assert delivery.inspected_by(early) == delivery.inspected_by(late) == {first.uid, second.uid}
    assert told().count("oversight.ProjectPlacedUnderSupervision") == 2


def test_who_leaves_keeps_only_what_another_group_of_his_still_watches(town: str) -> None:
    shared, single = works.started("两组都管"), works.started("只有甲组")
    first, second = make.group("甲组", shared, single), make.group("乙组", shared)
    person = member(Role.INSPECTOR)
    for formed in (first, second):
        groups.add_member(actor=make.clerk(), group_uid=formed.uid, account_uid=person.uid, at=AT)
    groups.remove_member(actor=make.clerk(), group_uid=first.uid, account_uid=person.uid, at=AT)
    assert delivery.inspected_by(as_actor(person)) == {shared.uid}
    groups.withdraw_project(actor=make.clerk(), group_uid=second.uid, project_uid=shared.uid, at=AT)
    assert delivery.inspected_by(as_actor(person)) == set()


def test_a_disbanded_group_reaches_nothing_and_takes_nobody(town: str) -> None:
    project = works.started()
    formed = make.group("甲组", project)
    watching = make.inspector(formed)
    seen = make.inspection(project, by=watching)
    groups.disband_group(actor=make.clerk(), group_uid=formed.uid, at=AT)
    assert list(queries.inspections(watching)) == []
    assert queries.inspection(make.clerk(), seen.uid) == seen
    with pytest.raises(GroupDisbanded):
        make.inspector(formed)
    assert acts(formed) == ["oversight.form_group", "oversight.disband_group"]


def test_a_deputy_in_a_group_brings_his_mandate(town: str) -> None:
    """2-31."""
    formed = make.group()
    person = member(Role.INSPECTOR, Role.DEPUTY)
    held = mandate(account_uid=person.uid)
    groups.add_member(actor=make.clerk(), group_uid=formed.uid, account_uid=person.uid, is_leader=True, at=AT)
    joined = queries.members_of(formed).get()
    assert (joined.mandate_uid, joined.is_leader) == (held.uid, True)


@pytest.mark.parametrize("twice", ["member", "project"])
def test_nobody_is_added_twice(town: str, twice: str) -> None:
    project, person = works.started(), member(Role.INSPECTOR)
    formed = make.group("甲组", project)
    groups.add_member(actor=make.clerk(), group_uid=formed.uid, account_uid=person.uid, at=AT)
    before = footprint()
    if twice == "member":
        with pytest.raises(AlreadyMember):
            groups.add_member(actor=make.clerk(), group_uid=formed.uid, account_uid=person.uid, at=AT)
    else:
        with pytest.raises(AlreadyAssigned):
            groups.assign_project(actor=make.clerk(), group_uid=formed.uid, project_uid=project.uid, at=AT)
    assert footprint() == before


def test_a_person_without_the_role_is_not_taken_in(town: str) -> None:
    formed, person = make.group(), member(Role.DEPUTY)
    with pytest.raises(NotAnInspector):
        groups.add_member(actor=make.clerk(), group_uid=formed.uid, account_uid=person.uid, at=AT)
    assert GroupMember.objects.count() == 0


def test_what_is_not_there_is_not_found(town: str) -> None:
    formed = make.group()
    with pytest.raises(GroupNotFound):
        groups.disband_group(actor=make.clerk(), group_uid=uuid4(), at=AT)
    with pytest.raises(NotAMember):
        groups.remove_member(actor=make.clerk(), group_uid=formed.uid, account_uid=uuid4(), at=AT)
    with pytest.raises(NotAssigned):
        groups.withdraw_project(actor=make.clerk(), group_uid=formed.uid, project_uid=uuid4(), at=AT)


def test_forming_a_group_is_not_for_the_government_whom_it_watches(town: str) -> None:
    before = footprint()
    with pytest.raises(NotPermitted):
        groups.form_group(actor=actor(Role.GOVERNMENT), year=2026, name="组", led_by="工委", at=AT)
    assert footprint() == before


def test_a_member_sees_the_groups_he_is_in_and_a_stranger_none(town: str) -> None:
    mine, _ = make.group("甲组"), make.group("乙组")
    assert list(queries.groups(make.inspector(mine))) == [mine]
    assert list(queries.groups(actor(Role.RESIDENT))) == []
    assert queries.groups(make.clerk()).count() == 2


def test_a_neighbours_groups_and_inspections_are_not_found_here(town: str) -> None:
    with in_office(NEIGHBOUR):
        theirs = make.inspection(works.started("邻镇的金丝雀"))
        their_clerk = make.clerk()
    ours = works.started()
    assert list(queries.inspections(make.clerk())) == []
    with pytest.raises(InspectionNotFound):
        queries.inspection(make.clerk(), theirs.uid)
    with pytest.raises(Hidden):
        make.inspection(ours, by=their_clerk)
    assert last_entry(ours)["act"] == "delivery.start"
