"""Every way by which the sources hear people is a channel here, with who writes by it, and counted from rows (0-12, 1-04, 2-06 … 2-12, 2-21 … 2-23)."""

from __future__ import annotations

import pytest

from commons.kernel.actor import Role
from tenants.intake import queries
from tenants.intake.terms import ActivityKind, Channel, Field, Proposer
from tests.factories.cycles import open_year
from tests.factories.intake import nominated, submit
from tests.factories.people import actor

# row → (way, who writes by it, whose voice it counts as)
WAYS = {
    "2-07 人大代表调研座谈会": (Channel.FORUM, Role.DEPUTY, Proposer.RESIDENT),
    "2-08 微信、QQ 群": (Channel.CHAT_GROUP, Role.GRID_WORKER, Proposer.RESIDENT),
    "2-09 网格单元": (Channel.GRID_WORKER, Role.GRID_WORKER, Proposer.RESIDENT),
    "2-10 基层实践点": (Channel.LIAISON_STATION, Role.DEPUTY, Proposer.RESIDENT),
    "2-11 领导小组办公室受理村社区上报": (Channel.VILLAGE, Role.CLERK, Proposer.RESIDENT),
    "2-21 政府部门问需于民": (Channel.DEPARTMENT, Role.GOVERNMENT, Proposer.DEPARTMENT),
    "2-22 人大代表问计于民": (Channel.DEPUTY, Role.DEPUTY, Proposer.DEPUTY),
    "2-23 线上问政于民": (Channel.PORTAL, Role.RESIDENT, Proposer.RESIDENT),
    "2-23 线下问政于民": (Channel.DOOR_TO_DOOR, Role.GRID_WORKER, Proposer.RESIDENT),
}


@pytest.mark.parametrize(("way", "writer", "voice"), WAYS.values(), ids=WAYS.keys())
def test_who_hears_it_writes_it_down_and_it_is_counted_as_theirs(
    town: str, way: Channel, writer: Role, voice: Proposer
) -> None:
    open_year(2026)
    submit(actor=actor(writer), channel=way)
    figures = queries.counts(2026)
    assert figures is not None
    assert (figures.by_channel, figures.by_proposer) == ({way: 1}, {voice: 1})


def test_online_and_offline_stand_side_by_side_in_one_year(town: str) -> None:
    """1-04 立体宣传矩阵: every channel of the year in one table."""
    open_year(2026)
    for way, writer, _ in WAYS.values():
        submit(f"{way.label}反映的问题", actor=actor(writer), channel=way)
    figures = queries.counts(2026)
    assert figures is not None
    assert (figures.received, sorted(figures.by_channel)) == (9, sorted(way for way, _, _ in WAYS.values()))
    assert ActivityKind.BROADCAST in ActivityKind


def test_ten_proposed_projects_come_from_ten_nominated_suggestions(town: str) -> None:
    """2-12: 10 个建议项目."""
    open_year(2026)
    for number in range(10):
        nominated(f"第{number}件建议项目")
    figures = queries.counts(2026)
    assert figures is not None
    assert figures.nominated == 10


def test_the_eight_fields_and_those_beside_them_are_counted_apart(town: str) -> None:
    """0-26 八个“有所”; 1-80: 18 = 养老服务 5 + 基础设施 6 + 公共服务 7."""
    assert [each.label for each in Field][:8] == [
        "幼有所育",
        "学有所教",
        "食有所安",
        "劳有所得",
        "病有所医",
        "老有所养",
        "住有所居",
        "弱有所扶",
    ]
    open_year(2026)
    for field, number in ((Field.ELDERLY_CARE, 5), (Field.INFRASTRUCTURE, 6), (Field.PUBLIC_SERVICE, 7)):
        for each in range(number):
            submit(f"{field.label}第{each}件", field=field)
    figures = queries.counts(2026)
    assert figures is not None
    assert (figures.by_field, figures.received) == ({"elderly_care": 5, "infrastructure": 6, "public_service": 7}, 18)
