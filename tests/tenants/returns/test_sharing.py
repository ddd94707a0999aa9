"""Which project cards go up: what the office decided, nothing else, and nobody's name."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.db import transaction

from commons.audit.models import Entry
from commons.kernel.actor import system
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from commons.reporting import queries as above
from commons.reporting.cards import COLUMNS, LABELS, ProjectCard
from commons.reporting.errors import CardNotFound, CardRefused
from commons.reporting.models import SharedCard
from tenants.delivery.commands import progress, projects
from tenants.delivery.errors import ProjectNotFound
from tenants.returns import commands
from tests.conftest import CITY, COUNTY, NEIGHBOUR, STREET, TOWN
from tests.factories.cycles import open_year
from tests.factories.delivery import clerk, government, opened, started, step
from tests.factories.people import AT, Role, actor


def share(uid: object) -> object:
    return commands.share_project(actor=actor(Role.DIRECTOR), project_uid=uid, at=AT)


def test_the_superiors_see_what_was_shared_and_nothing_beside_it(town: str) -> None:
    ours, kept = started("加装电梯"), started("另一件")
    uid = share(ours.uid)
    for office in (TOWN, COUNTY, CITY):
        assert [each.title for each in above.cards_visible_to(system(office))] == ["加装电梯"]
    for office in (NEIGHBOUR, STREET):
        assert list(above.cards_visible_to(system(office))) == []
        with pytest.raises(CardNotFound):
            above.card(system(office), uid)
    assert kept.title not in str(list(SharedCard.objects.values("title", "card")))


def test_the_card_holds_these_fields_and_no_person(town: str) -> None:
    project = started()
    projects.name_leaders(
        actor=government(), project_uid=project.uid, accountable_leader="张领导", direct_owner="李直接",
        executor="王执行", task_force="电梯专班", task_force_size=5, at=AT,
    )  # fmt: skip
    share(project.uid)
    kept = SharedCard.objects.get()
    assert (
        set(kept.card)
        == set(LABELS) - {"title"}
        == {each.name for each in dataclasses.fields(ProjectCard)} - set(COLUMNS)
    )
    assert not any(name in str(kept.card) for name in ("张领导", "李直接", "王执行", "电梯专班"))


def test_a_card_follows_its_project_without_being_shared_again(town: str) -> None:
    open_year()
    project = opened()
    step(project)
    share(project.uid)
    assert SharedCard.objects.get().card["state_label"] == "已立项"
    progress.start_project(actor=government(), project_uid=project.uid, started_on=dt.date(2026, 3, 2), at=AT)
    commands.refresh_snapshots(at=AT + dt.timedelta(seconds=1))
    assert SharedCard.objects.get().card["state_label"] == "实施中"


def test_taken_back_it_is_gone_above_and_on_record_below(town: str) -> None:
    uid = share(started().uid)
    with in_office(COUNTY), pytest.raises(CardNotFound), transaction.atomic():
        commands.take_back_project(actor=actor(Role.DIRECTOR), uid=uid, at=AT)
    commands.take_back_project(actor=actor(Role.DIRECTOR), uid=uid, at=AT)
    assert list(above.cards_visible_to(system(COUNTY))) == []
    assert list(Entry.objects.filter(act__in=["reporting.share", "reporting.take_back"]).values_list("act", flat=True)
                .order_by("uid")) == ["reporting.share", "reporting.take_back"]  # fmt: skip


def test_sharing_again_changes_nothing_but_brings_it_up_to_date(town: str) -> None:
    project = started()
    assert share(project.uid) == share(project.uid)
    assert (SharedCard.objects.count(), Entry.objects.filter(act="reporting.share").count()) == (1, 1)


def test_a_number_in_the_words_stops_the_card_at_the_door(town: str) -> None:
    project = opened("加装电梯，联系 13800138000")
    with pytest.raises(CardRefused, match="项目名称"), transaction.atomic():
        share(project.uid)
    assert SharedCard.objects.count() == 0


def test_only_the_director_decides_and_only_of_projects_there_are(town: str) -> None:
    project = started()
    for who in (clerk(), government(), actor(Role.AUDITOR)):
        with pytest.raises(NotPermitted), transaction.atomic():
            commands.share_project(actor=who, project_uid=project.uid, at=AT)
    with pytest.raises(ProjectNotFound), transaction.atomic():
        share(new_uid())
    assert SharedCard.objects.count() == 0
