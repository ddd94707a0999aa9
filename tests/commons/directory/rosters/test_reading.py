"""Lists of offices as they really come: encodings, titles, totals, numbers for codes; and files that are none."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from commons.directory.errors import RosterUnreadable
from commons.directory.rosters import reading, writing
from tests.factories.rosters import HEADER, csv_of, xlsx_of

TOWN = ("440703103", "荷塘镇", "镇级", "440703")


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [tuple(row[key] for key in reading.LABELS) for row in reading.read(content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_encoding_an_office_uses_is_read(encoding: str) -> None:
    assert cells(csv_of(TOWN, encoding=encoding)) == [TOWN]


def test_a_rare_character_survives_gb18030() -> None:
    assert cells(csv_of(("440703103", "𠮷塘镇", "", ""), encoding="gb18030")) == [("440703103", "𠮷塘镇", "", "")]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_columns_may_be_parted_by_other_marks(mark: str) -> None:
    assert cells(csv_of(TOWN).decode().replace(",", mark).encode()) == [TOWN]


def test_full_width_digits_spaces_and_apostrophes_are_read_as_what_they_mean() -> None:
    assert cells(csv_of(("４４０７０３１０３", "　荷塘镇 ", "镇级", "'440703\u200b"))) == [TOWN]


def test_numbers_that_excel_made_of_codes_are_codes_again() -> None:
    assert cells(xlsx_of((440703103, "荷塘镇", "镇级", 440703.0))) == [TOWN]


def test_a_title_above_blank_rows_between_and_a_total_below_are_passed_over_and_rows_keep_their_numbers() -> None:
    rows = reading.read(
        xlsx_of(
            TOWN,
            (None, None, None, None),
            ("440703104", "杜阮镇", "", ""),
            ("合计", 2, None, None),
            above=("机构名单", ""),
        )
    )
    assert [(row.number, row[reading.CODE], row.place(reading.NAME)) for row in rows] == [
        (4, "440703103", "B4"),
        (6, "440703104", "B6"),
    ]


def test_the_header_is_found_by_its_names_in_any_order() -> None:
    content = csv_of(("荷塘镇", "备注", "440703103"), header=["名称（全称）", "备注", "机构代码*"])
    assert cells(content) == [("440703103", "荷塘镇", "", "")]


def test_the_template_that_is_handed_out_is_one_that_is_read_back() -> None:
    book = openpyxl.load_workbook(io.BytesIO(writing.template()))
    sheet = book["机构名单"]
    assert [cell.value for cell in sheet[1]] == ["区划代码*", "名称*", "层级", "上级代码"]
    sheet.append(TOWN) if sheet.max_row < 2 else [sheet.cell(2, n, value) for n, value in enumerate(TOWN, start=1)]
    out = io.BytesIO()
    book.save(out)
    assert cells(out.getvalue()) == [TOWN]
    assert writing.template_csv().decode("utf-8-sig").strip() == ",".join(HEADER)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (reading.INFLATED + 1))
    return out.getvalue()


def entity() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a "b">]><Types/>')
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "另存为 .xlsx"),
        (b"<html><table></table></html>", "另存为 .xlsx"),
        (b"%PDF-1.7", "另存为 .xlsx"),
        (b"PK\x03\x04 nothing", "已损坏"),
        (bomb(), "过大"),
        (entity(), "不允许"),
        (csv_of(("a",), header=["甲", "乙"]), "没有找到表头"),
        (csv_of(), "没有内容"),
        (csv_of(TOWN) + b"\x00", "无法识别"),
        (csv_of(("440703103", "荷\ufffd镇", "", "")), "无法识别"),
        (b"x" * (reading.LARGEST + 1), "超过 5 MB"),
    ],
    ids=[
        "empty",
        "xls",
        "html",
        "pdf",
        "broken zip",
        "bomb",
        "entity",
        "no header",
        "no rows",
        "nul",
        "mojibake",
        "large",
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(content: bytes, why: str) -> None:
    with pytest.raises(RosterUnreadable, match=why):
        reading.read(content)
