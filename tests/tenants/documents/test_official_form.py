"""公文 as .docx (GB/T 9704-2012) and .xlsx: measured in the file itself."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from tenants.documents.blocks import Heading, Paragraph, Table, dump, load, of_text
from tenants.documents.numbering import number_text
from tenants.documents.official import Paper, to_docx
from tenants.documents.terms import DocumentKind
from tenants.documents.workbooks import to_xlsx

BLOCKS = [
    Paragraph("为广泛听取群众意见，现公开征集建议项目。"),
    Heading("一、征集范围"),
    Heading("（一）基本条件", 2),
    Table(["序号", "项目名称"], [["1", "社区食堂扩建"], ["2", "=SUM(A1:A9)"]], "项目表", [1, 4]),
]
PAPER = Paper(
    "测试镇关于征集2026年民生实事建议项目的公告",
    "测试镇人大主席团",
    dt.date(2025, 9, 1),
    BLOCKS,
    "测试镇人大公告〔2025〕3号",
)


def opened(paper: Paper = PAPER) -> Any:
    return docx.Document(io.BytesIO(to_docx(paper)))


def test_the_page_is_a4_with_the_margins_of_the_standard() -> None:
    section = opened().sections[0]
    lengths = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(each.mm) for each in lengths] == [210, 297, 37, 35, 28, 26]


def test_the_grid_has_22_lines_of_28_signs() -> None:
    document = opened()
    section = document.sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    closer = document.styles["Normal"].element.rPr.find(qn("w:spacing"))
    pitch, each = int(grid.get(qn("w:linePitch"))), 16 + int(closer.get(qn("w:val"))) / 20
    height = (section.page_height - section.top_margin - section.bottom_margin) / 12700 * 20
    width = (section.page_width - section.left_margin - section.right_margin) / 12700
    assert (int(height / pitch), int(width / each)) == (22, 28)


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Normal", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("页码", "宋体", 14),
    ],
)
def test_fonts_and_sizes_are_those_of_the_standard(style: str, font: str, size: int) -> None:
    found = opened().styles[style]
    assert (found.element.rPr.rFonts.get(qn("w:eastAsia")), found.font.size.pt) == (font, size)


def test_number_title_text_and_signature_stand_in_their_order() -> None:
    said = [(each.style.name, each.text) for each in opened().paragraphs if each.text]
    assert said == [
        ("文号", "测试镇人大公告〔2025〕3号"),
        ("Title", PAPER.title),
        ("Normal", "为广泛听取群众意见，现公开征集建议项目。"),
        ("Heading 1", "一、征集范围"),
        ("Heading 2", "（一）基本条件"),
        ("表题", "项目表"),
        ("落款", "测试镇人大主席团"),
        ("落款", "2025年9月1日"),
    ]


@pytest.mark.parametrize("end", [Paragraph("特此公告。"), BLOCKS[-1]], ids=["text", "table"])
def test_the_signature_does_not_stand_on_a_page_alone(end: Any) -> None:
    document = opened(replace(PAPER, blocks=[*BLOCKS[:3], end]))
    *_, blank, issuer, date = document.paragraphs
    last = document.tables[0].rows[-1].cells[0].paragraphs[-1] if end == BLOCKS[-1] else document.paragraphs[-4]
    assert last.text in {"特此公告。", "2"}
    assert [each.paragraph_format.keep_with_next for each in (last, blank, issuer, date)] == [True, True, True, None]


def test_a_wide_table_lies_across_the_page_and_its_head_is_repeated() -> None:
    wide = Table([f"列{n}" for n in range(8)], [["字"] * 8])
    document = opened(Paper("评分汇总表", "测试镇人大", dt.date(2025, 11, 3), [wide]))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert document.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_words_stand_upright_and_the_wide_table_after_them_across() -> None:
    wide = Table(["序号", *(f"列{n}" for n in range(7))], [["1", "字", *["260"] * 6]])
    inside = [Heading("一、总体进展"), Paragraph("共 8 个项目。"), Heading("二、项目情况"), wide]
    document = opened(Paper("监督通报", "测试镇人大", dt.date(2026, 9, 30), inside))
    assert [round(each.page_width.mm) for each in document.sections] == [210, 297]
    style = document.styles["表文"].element.pPr
    assert style.find(qn("w:snapToGrid")).get(qn("w:val")) == "0"  # or each line would be as high as the text's
    assert [cell.paragraphs[0].alignment for cell in document.tables[0].rows[1].cells][:3] == [1, None, 2]


def test_page_numbers_change_sides() -> None:
    section = opened().sections[0]
    assert [each.paragraphs[0].alignment for each in (section.footer, section.even_page_footer)] == [2, 0]
    assert section.footer.paragraphs[0].text == "—  —"  # the number itself is a field


def test_the_same_paper_is_kept_and_read_back_as_it_was() -> None:
    assert dump(load(dump(BLOCKS))) == dump(BLOCKS)
    assert of_text("第一段\n\n 第二段 ") == [Paragraph("第一段"), Paragraph("第二段")]


def test_a_workbook_holds_the_tables_and_a_formula_stays_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(PAPER)))["表1"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [
        ["序号", "项目名称"],
        ["1", "社区食堂扩建"],
        ["2", "=SUM(A1:A9)"],
    ]
    assert (sheet["B5"].data_type, sheet.freeze_panes, sheet.page_setup.orientation) == ("s", "A4", "landscape")
    assert sheet["A2"].value == "制表单位：测试镇人大主席团    2025年9月1日"


def test_the_office_writes_its_own_word_into_the_number_or_none() -> None:
    values: dict[str, Any] = {"is_committee": False, "kind": DocumentKind.NOTICE, "year": 2026, "serial": 3}
    assert [number_text("测试镇", word=word, **values) for word in (None, "示", "")] == [
        "测试镇人大公示〔2026〕3号",
        "测试镇人大示〔2026〕3号",
        "",
    ]
