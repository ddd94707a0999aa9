"""The publish gate finds where somebody lives, and lets the places of projects through. Pure; every address is invented."""

from __future__ import annotations

import pytest

from tenants.notices.privacy import ADDRESS, personal_data_in

HOMES = [
    "测试花园3栋2单元401室",
    "测试花园３栋４０１房",
    "测试小区A座1203室的住户反映",
    "测试路12号 301室",
    "测试路12号之1 301房",
    "测试村第5村民小组18号",
    "测试村五组18号张某",
    "家庭住址：测试市测试区测试路",
    "户籍住址 测试镇测试村",
    "住址:测试里6号",
    "十二号楼三单元五〇二室".replace("〇", "百"),
]
PLACES = [
    "为测试小区3栋加装电梯",
    "测试花园1栋至12栋外立面改造",
    "测试路12号社区服务中心",
    "新建教室12间、阅览室1个",
    "测试村第5村民小组道路硬化1.2公里",
    "改造3号楼、5号楼公共厕所",
    "地铁2号线沿线",
    "办公室设在二楼201室",
    "住房保障30套",
    "住址略",
    "提升1号泵站、2组3号井",
    "老旧房屋修缮，每户补助2000元",
]


@pytest.mark.parametrize("text", HOMES)
def test_a_home_is_found(text: str) -> None:
    assert personal_data_in(text) == ADDRESS


@pytest.mark.parametrize("text", PLACES)
def test_the_place_of_a_project_is_let_through(text: str) -> None:
    assert personal_data_in(text) is None
