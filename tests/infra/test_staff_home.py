"""The first page of the staff sites: to-dos, the year, four figures, lights; the province's console; trails in Chinese."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import Role
from infra.home import office_home, province_home
from infra.trail import label_of, trail
from tests.conftest import ROOT
from tests.factories import delivery, intake
from tests.factories.cycles import open_year
from tests.factories.people import actor
from tests.factories.reporting import snapshot

YEAR = clock.today().year
pytestmark = pytest.mark.django_db


def ask(who, office, query=""):
    request = RequestFactory().get(f"/admin/{query}")
    request.actor, request.office = who, office
    return request


def test_an_office_begins_with_its_todos_its_year_its_figures_and_its_lights(town):
    year = open_year(YEAR)
    intake.submit("路灯不亮")
    delivery.opened("口袋公园", year=YEAR)
    delivery.opened("去年的公园", year=YEAR - 1)
    snapshot(town, year=YEAR, suggestions__received=12, money__paid=1_250_000)
    snapshot(town, year=YEAR - 1, suggestions__received=9, money__paid=0)

    home = office_home(ask(actor(Role.CLERK), town))

    assert [(todo.label, todo.note) for todo in home["todos"]] == [("初审群众建议", "1 条待初审")]
    assert len(home["stages"]) == 10
    first = home["stages"][0]
    assert first["label"] == "征集"
    assert first["gates"] == []
    assert home["stages"][1]["gates"][0]["met"] is False
    assert first["href"] == f"/admin/cycles/stage/{year.stages.get(kind='collection').uid}/change/"
    assert [(tile["label"], tile["value"], tile["last"], tile["unit"]) for tile in home["figures"]] == [
        ("收到群众建议", 12, 9, "条"),
        ("入选项目", None, None, "件"),
        ("已完成项目", None, None, "件"),
        ("资金拨付", 125, 0, "万元"),
    ]
    assert [(row["name"], row["light"]) for row in home["lights"]] == [("口袋公园", "grey")]
    assert [(each["label"], each["active"]) for each in home["years"]] == [(f"{YEAR}年", True)]


def test_another_year_is_looked_at_by_its_number_and_nonsense_is_this_year(town):
    delivery.opened("去年的公园", year=YEAR - 1)
    last = office_home(ask(actor(Role.CLERK), town, f"?year={YEAR - 1}"))
    assert [row["name"] for row in last["lights"]] == ["去年的公园"]
    assert office_home(ask(actor(Role.CLERK), town, "?year=' OR 1"))["lights"] == []


def test_an_auditor_is_given_nothing_to_do(town):
    intake.submit("路灯不亮")
    assert office_home(ask(actor(Role.AUDITOR), town))["todos"] == []


@pytest.mark.parametrize("projects", [1, 3])
def test_the_first_page_costs_the_same_however_much_there_is(town, projects):
    open_year(YEAR)
    for number in range(projects):
        intake.submit(f"路灯不亮 {number}")
        delivery.opened(f"口袋公园 {number}", year=YEAR)
    with CaptureQueriesContext(connection) as asked:
        office_home(ask(actor(Role.CLERK), town))
    assert len(asked) == 37


def test_the_console_says_who_is_open_and_from_whom_nothing_came(commons):
    snapshot("440703101", year=YEAR, suggestions__received=12)
    with CaptureQueriesContext(connection) as asked:
        home = province_home(ask(actor(Role.BOARD_READER), "44"))
    assert len(asked) == 7
    assert home["figures"][0]["value"] == 12
    assert home["batches"] == []
    assert sum(each["count"] for each in home["states"]) == directory.offices().count()
    names = [each["name"] for each in home["missing"]]
    assert "棠下镇" not in names
    assert "白沙街道" in names
    assert home["offices"] == len(names) + 1


def test_a_trail_is_told_in_chinese_and_keys_of_other_rows_are_not_told(town):
    project = delivery.opened(planned_fen=300_000_000)
    (entry,) = trail(project)
    assert entry["label"] == "立项"
    told = {each["label"]: each["after"] for each in entry["changes"]}
    assert told["计划投资"] == "300 万元"
    assert told["类别"] == "票决项目"
    assert not any("-" in value for value in told.values())


def test_every_act_that_is_recorded_has_its_word():
    written = re.compile(r'record\(\s*"([a-z_]+\.[a-z_]+)"')
    files = [file for tier in ("tenants", "platform") for file in (ROOT / tier).rglob("*.py")]
    acts = {act for file in files for act in written.findall(file.read_text())}
    assert len(acts) > 50
    assert [act for act in sorted(acts) if label_of(act) == act] == []
