"""What a level is called follows from the place's own name (3-01: 区、州、县; domain §2.2 `level_labels`)."""

from __future__ import annotations

import pytest

from commons.directory.models import Office
from commons.directory.terms import Level

CALLED = {
    ("广东省", Level.PROVINCE): "省级",
    ("江门市", Level.CITY): "市级",
    ("伊犁哈萨克自治州", Level.CITY): "州级",
    ("锡林郭勒盟", Level.CITY): "盟级",
    ("喀什地区", Level.CITY): "地区",
    ("广州市", Level.CITY): "市级",
    ("蓬江区", Level.COUNTY): "县级",
    ("红旗区", Level.COUNTY): "县级",
    ("正蓝旗", Level.COUNTY): "旗级",
    ("棠下镇", Level.TOWNSHIP): "镇级",
    ("金银乡", Level.TOWNSHIP): "乡级",
    ("那日图苏木", Level.TOWNSHIP): "苏木",
    ("一二一团", Level.TOWNSHIP): "团场",
    ("红旗团场", Level.TOWNSHIP): "团场",
    ("白沙街道", Level.SUBDISTRICT): "街道",
}


@pytest.mark.parametrize(("name", "level"), CALLED)
def test_a_level_is_called_as_the_place_calls_itself(name: str, level: Level) -> None:
    assert Office(name=name, level=level).level_label == CALLED[name, level]
