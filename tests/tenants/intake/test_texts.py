"""What people type is trimmed, and refused with one sentence that names the field."""

from __future__ import annotations

import pytest

from tenants.intake import texts
from tenants.intake.errors import TextRefused


def line(value: str) -> str:
    return texts.line(value, field="title", label="标题", at_most=10, at_least=2)


def test_a_line_is_trimmed_and_its_inner_spaces_are_one() -> None:
    assert line("  村口\t 路灯 \n") == "村口 路灯"


def test_prose_keeps_its_lines_and_loses_the_blanks_at_their_ends() -> None:
    given = "第一行 \r\n第二行\r\n\r\n"
    assert texts.prose(given, field="content", label="内容", at_most=100) == "第一行\n第二行"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("   ", "请填写标题。"),
        ("灯", "标题太短，请至少写 2 个字。"),
        ("灯" * 11, "标题最多 10 个字，现为 11 个字，请删减。"),
        ("路\x00灯", "标题中有无法识别的字符，请删除后重新填写。"),
        ("路\ud800灯", "标题中有无法识别的字符，请删除后重新填写。"),
        (None, "标题应为文字，请重新填写。"),
    ],
)
def test_a_line_that_does_not_fit_is_refused_in_one_sentence(value: str, sentence: str) -> None:
    with pytest.raises(TextRefused) as refused:
        line(value)
    assert (str(refused.value), refused.value.data["field"]) == (sentence, "title")


def test_rare_characters_are_kept_as_they_were_typed() -> None:
    assert line("𠮷祥村䶮") == "𠮷祥村䶮"
