"""Nodes: what the relay computes is what adding up every office at once comes to, however often and in whatever order."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

import psycopg
import pytest
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from commons.directory import commands as founding
from commons.directory import queries as directory
from commons.directory.life import reorganising
from commons.directory.models import Office
from commons.kernel.actor import Actor, Role
from commons.kernel.tenancy import in_commons
from commons.outbox import relay
from commons.reporting import commands, nodes, queries, rollup
from commons.reporting.figures import Figure
from commons.reporting.indicators import COLLECTED
from commons.reporting.models import Node, Snapshot, Stale, read
from commons.reporting.terms import Basis
from tests.conftest import CITY, COUNTY, NEIGHBOUR, OFFICES, PROVINCE, STREET, TOWN
from tests.factories.people import AT
from tests.factories.reporting import YEAR, figures


def put(code: str, period: str | None = None, **values: int | str | None) -> None:
    """Counted, and the relay has not been round yet."""
    commands.put_snapshot(office_code=code, year=YEAR, period=period, figures=figures(**values), at=AT)


def sums(code: str, period: str = "2026") -> Mapping[str, Decimal | None]:
    found = queries.sums(code, YEAR, period) or {}
    return {each: value for each, value in found.items() if not each.startswith("offices.founded")}


def folded(code: str) -> Mapping[str, Decimal | None]:
    """The same by the pure fold, from every snapshot below."""
    office = directory.office(code)
    whole = Snapshot.objects.filter(office_code=code, period="2026").annotate(text=Cast("figures", TextField())).first()
    own = read(whole.text) if whole else {}
    leaf = own if office.is_province else rollup.leaf(office.level, own)
    found = rollup.node(leaf, [folded(child.code) for child in directory.children_of(office)])
    return {key: value for key, value in found.items() if value is not None}


def test_a_change_in_the_town_is_on_every_board_above_it_after_one_round(commons: None) -> None:
    put(TOWN, suggestions__received=400)
    relay.finish_round()
    put(TOWN, suggestions__received=401)
    assert sums(PROVINCE) == {"suggestions.received": 400}  # the round has not come yet
    relay.finish_round()
    assert [sums(code) for code in (TOWN, COUNTY, CITY, PROVINCE)] == [{"suggestions.received": 401}] * 4
    assert not Stale.objects.exists()


@pytest.mark.parametrize("seed", range(5))
def test_every_node_is_what_adding_up_every_office_comes_to(commons: None, seed: int) -> None:
    luck = random.Random(seed)
    for code in luck.choices(OFFICES, k=8):
        chosen = luck.sample(sorted(COLLECTED), 12)
        many = {
            each: Figure(luck.choice((None, luck.randrange(10**6), Decimal(luck.randrange(10**6)) / 100)))
            for each in chosen
        }
        commands.put_snapshot(office_code=code, year=YEAR, figures=many, at=AT)
        if luck.random() < 0.4:
            nodes.refresh()
    nodes.refresh()
    for code in (PROVINCE, CITY, COUNTY, TOWN):
        assert queries.sums(code, YEAR, "2026") in (folded(code), None)


def test_a_whole_period_computed_afresh_is_the_same_again(commons: None) -> None:
    for code, number in ((TOWN, 1), (STREET, 20), (COUNTY, 300), (NEIGHBOUR, 4000)):
        put(code, homes__total=number)
    nodes.refresh()
    before = list(Node.objects.order_by("office_code").values_list("office_code", "figures", "counted", "as_of"))
    assert [each[2] for each in before] == [4, 4, 4, 1, 1, 1]  # 44, 4407, 440703, street, town, town
    Node.objects.filter(office_code=CITY).update(figures={"homes.total": 1})
    assert nodes.rebuild(basis=Basis.LIVE, year=YEAR, period="2026") == 6
    assert (
        list(Node.objects.order_by("office_code").values_list("office_code", "figures", "counted", "as_of")) == before
    )


def test_nothing_is_left_where_nobody_counts_any_more(commons: None) -> None:
    put(TOWN, homes__total=1)
    nodes.refresh()
    Snapshot.objects.all().delete()
    nodes.rebuild_since(YEAR)
    assert not Node.objects.exists()


def test_a_count_that_changed_nothing_leaves_no_mark(commons: None) -> None:
    put(TOWN, homes__total=1)
    nodes.refresh()
    put(TOWN, homes__total=1)
    assert not Stale.objects.exists()


def test_months_and_years_are_computed_apart(commons: None) -> None:
    put(TOWN, homes__total=5)
    put(TOWN, "2026M03", homes__total=3)
    nodes.refresh()
    assert (sums(COUNTY), sums(COUNTY, "2026M03")) == ({"homes.total": 5}, {"homes.total": 3})


def test_what_is_said_for_a_whole_area_is_nobodys_sum(commons: None) -> None:
    Snapshot.objects.bulk_create(
        Snapshot(office_code=code, year=YEAR, period="2026", figures={"outcomes.new_jobs": 10}, as_of=AT)
        for code in (TOWN, CITY)
    )
    nodes.rebuild(basis=Basis.LIVE, year=YEAR, period="2026")
    assert [sums(code) for code in (TOWN, COUNTY, CITY, PROVINCE)] == [
        {"outcomes.new_jobs": 10},
        {},
        {"outcomes.new_jobs": 10},
        {},
    ]


def test_an_office_that_moves_takes_its_figures_along(commons: None) -> None:
    """荷塘镇 comes directly under 江门市: the county loses its figures, the city keeps them."""
    put(TOWN, homes__total=1)
    put(NEIGHBOUR, homes__total=20)
    nodes.refresh()
    assert sums(COUNTY) == {"homes.total": 21}
    Office.objects.filter(code=NEIGHBOUR).update(parent_id=CITY, path=f"{PROVINCE}/{CITY}/{NEIGHBOUR}/")
    nodes.mark_every_period([NEIGHBOUR, COUNTY])
    nodes.refresh()
    assert (sums(COUNTY), sums(CITY)) == ({"homes.total": 1}, {"homes.total": 21})


def test_marks_survive_a_kill_and_a_mark_that_comes_meanwhile(committed: str) -> None:
    """A transaction that writes while the nodes are computed leaves a mark that the computation did not see."""
    with in_commons():
        put(TOWN, homes__total=1)
        nodes.refresh()
    slow = psycopg.connect(**_dsn())
    slow.execute("SET search_path = public")
    slow.execute(
        "UPDATE reporting_snapshot SET figures = '{\"homes.total\": 7}' WHERE office_code = %s",
        [TOWN],
    )
    slow.execute(
        "INSERT INTO reporting_stale (office_code, basis, year, period) VALUES (%s, 'live', 2026, '2026')", [TOWN]
    )
    with in_commons():
        put(STREET, homes__total=10)
        nodes.refresh()
        assert sums(PROVINCE) == {"homes.total": 11}
        slow.commit()
        slow.close()
        nodes.refresh()
        assert sums(PROVINCE) == {"homes.total": 17}


def _dsn() -> dict[str, str]:
    given = connection.get_connection_params()
    return {key: given[key] for key in ("dbname", "user", "password", "host", "port") if given.get(key)}


def test_an_office_that_is_put_under_another_superior_takes_its_figures_along(commons: None) -> None:
    """行政区划调整: the old superior's board loses them, the new one's gains them, the city's stays as it was."""
    operator = Actor(None, "省级管理员", PROVINCE, frozenset({Role.PROVISIONER}))
    founding.found_offices(actor=operator, division="440704", depth=0, at=AT)
    put(TOWN, suggestions__received=40)
    put(STREET, suggestions__received=7)
    relay.finish_round()
    reorganising.move_office(actor=operator, code=TOWN, to="440704", at=AT)
    relay.drain_all()
    assert [sums(code).get("suggestions.received") for code in (COUNTY, "440704", CITY, PROVINCE)] == [7, 40, 47, 47]
