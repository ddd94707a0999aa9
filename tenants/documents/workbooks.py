"""The tables of a paper as .xlsx: a sheet a table, the head frozen, a title row, 制表单位 and date. Pure."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from tenants.documents.blocks import Table, tables
from tenants.documents.official import Paper

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_PAGE = 120  # widths in signs of a sheet that prints on one A4 page across


def to_xlsx(paper: Paper) -> bytes:
    """Text stays text: what begins like a formula is none."""
    book = Workbook()
    book.remove(book.active)
    for number, table in enumerate(tables(paper.blocks) or [Table(["内容"], [])], start=1):
        _sheet(book, paper, table, number)
    book.properties.creator, book.properties.title = paper.issuer, paper.title
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, paper: Paper, table: Table, number: int) -> None:
    sheet = book.create_sheet(f"表{number}")
    last = len(table.head)
    sheet.append([paper.title if not table.caption else f"{paper.title}（{table.caption}）"])
    sheet.append(
        [f"制表单位：{paper.issuer}    {paper.issued_on.year}年{paper.issued_on.month}月{paper.issued_on.day}日"]
    )
    sheet.append(list(table.head))
    for row in table.rows:
        sheet.append([None] * last)
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(sheet.max_row, column)
            cell.value, cell.data_type = text, "s"
    for line in (1, 2):
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=last)
    sheet["A1"].font, sheet["A1"].alignment = Font(name="黑体", size=16), Alignment(horizontal="center")
    for cells in sheet.iter_rows(min_row=3, max_col=last):
        for cell in cells:
            cell.border, cell.alignment = _BOX, Alignment(wrap_text=True, vertical="center")
            cell.font = Font(name="黑体" if cell.row == 3 else "仿宋", size=11)
    shares = table.widths or table.ems()
    for column, share in enumerate(shares, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = max(6, _PAGE * share / sum(shares))
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
