"""The publish gate finds mobile and identity numbers and lets everything else through (quality.md §2.5). Pure.

Every number here is invented.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.notices.privacy import IDENTITY, MOBILE, personal_data_in

LEAKED_MOBILES = [
    "联系人手机13800138000",
    "电话:138 0013 8000",
    "138-0013-8000",
    "138.0013.8000",
    "138·0013·8000",
    "+86 13800138000",
    "+86-138-0013-8000",
    "0086 138 0013 8000",
    "86-13800138000",
    "１３８００１３８０００",
    "138 00138000",
    "13 800138000 13800138000",
    "1 3 8 0 0 1 3 8 0 0 0",
    "微信同号13912345678。",
    "（19912345678）",
    "手机：16612345678，住址略",
    "13800138000、13900139000",
    "13800138000X",
    "138\u200b0013\u200b8000",
    "138\u20100013\u20108000",
    "138–0013–8000",
    "1.13800138000",
    "1. 138 0013 8000",
    "序号3 电话13700137000 金额200元",
    "①③⑧13800138000",
    "١٣٨٠٠١٣٨٠٠٠",
]
LEAKED_IDENTITIES = [
    "身份证号440703198001011234",
    "44070319800101123X",
    "44070319800101123x",
    "44070319800101123Ｘ",
    "44070319800101123×",
    "44070319800101123Χ",
    "440703 19800101 1234",
    "440703-19800101-1234",
    "440703 1980 0101 123X",
    "４４０７０３１９８００１０１１２３４",
    "身份证440703800101123（旧）",
    "110101200002291234",
    "810000199408230021",
    "830000199408230021",
    "710000199408230021",
    "911234199408230021",
    "4407\u200b0319800101\u200b1234",
    "1.440703198001011234",
    "证号：440703198001011234，电话略",
    "440703198001011235（校验码有误也是他人的号码）",
]
CLEAN = [
    "",
    "监督电话：0750-3282110",
    "联系电话 020-12345678",
    "热线12345",
    "总投资1244000000元",
    "投资12,440,000,000元",
    "2026.03.02-2026.03.10",
    "2026-03-02至2026-03-11",
    "2025年9月26日至2025年10月13日",
    "138****8000",
    "440703********1234",
    "棠下镇人大公告〔2026〕13号",
    "座位由50个增至80个，服务2000余人次",
    "1 5 3 2 0 1 0 0 2 1 1 4",
    "12 35 48 110 26 7",
    "邮编529000",
    "440703199913011234",
    "990703198001011234",
    "12800138000",
    "1380013800",
    "统一社会信用代码11440703MB2C12345A",
    "20260302 20260311",
    "桩号K13+800至K13+900",
    "0.13800138",
    "1-46、1-47、1-48",
]


@pytest.mark.parametrize("text", LEAKED_MOBILES)
def test_a_mobile_number_is_found_however_it_is_written(text: str) -> None:
    assert personal_data_in(text) == MOBILE


@pytest.mark.parametrize("text", LEAKED_IDENTITIES)
def test_an_identity_number_is_found_however_it_is_written(text: str) -> None:
    assert personal_data_in(text) == IDENTITY


@pytest.mark.parametrize("text", CLEAN)
def test_what_a_notice_may_say_is_let_through(text: str) -> None:
    assert personal_data_in(text) is None


@settings(max_examples=100)
@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["", " ", "-", "·", "."]),
    st.sampled_from(["电话", "：", "，", "\n", "张某 "]),
    st.sampled_from(["", "。", " 某路", "\n1"]),
)
def test_every_mobile_number_in_the_usual_groups_is_found(number: str, sign: str, before: str, after: str) -> None:
    written = sign.join((number[:3], number[3:7], number[7:]))
    assert personal_data_in(f"{before}{written}{after}") == MOBILE


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_a_text_without_digits_is_clean(text: str) -> None:
    assert personal_data_in("".join(sign for sign in text if not any(c.isdigit() for c in _folded(sign)))) is None


def _folded(sign: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", sign)
