"""公文 as .docx by GB/T 9704-2012. Pure: the same paper gives the same page.

A4; 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm, so that right is 26 mm and below 35 mm; 22 lines of 28 signs; 标题 2 号小标宋, 正文 3 号
仿宋, 一级标题 3 号黑体, 二级标题 3 号楷体, 页码 4 号宋体 “— 1 —”, odd pages at the right and even ones at the left. Fonts are named and
not embedded: whoever opens the paper has them, or his program takes the nearest.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tenants.documents.blocks import Block, Heading, Paragraph, Table

TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
WIDTH, HEIGHT = Mm(210), Mm(297)
SECOND, THIRD, FOURTH, SMALL, FIFTH = Pt(22), Pt(16), Pt(14), Pt(12), Pt(10.5)  # 2 号, 3 号, 4 号, 小四, 5 号
SONG, FANGSONG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LINE: Final = 579  # twentieths of a point: 225 mm in 22 lines
SIGN: Final = (
    -5
)  # twentieths of a point closer, sign by sign: 28 signs of 16 points in 156 mm, whatever program opens it
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML knows no such signs
_WIDE = 6  # a table of more columns lies across the page
_LEAST = 6  # ems: 2026年11月30日 in two lines
_PAD, _AIR = Mm(1), Mm(0.5)  # in a cell, at both sides; above and below
_FIGURE: Final = re.compile(r"-?[\d,.]+%?")


@dataclass(frozen=True)
class Paper:
    """A paper as it goes out. An empty `number` is a paper that has none."""

    title: str
    issuer: str
    issued_on: dt.date
    blocks: Sequence[Block]
    number: str = ""
    voided: bool = False


def to_docx(paper: Paper) -> bytes:
    document = docx.Document()
    _styles(document)
    upright, across = _split(paper.blocks)
    _page(document.sections[0], document, across=not upright and bool(across))
    if paper.voided:
        _line(document, "（本文书已作废）", "Body Text", WD_ALIGN_PARAGRAPH.CENTER)
    if paper.number:
        _line(document, paper.number, "文号")
    _line(document, paper.title, "Title")
    for block in upright:
        _block(document, block)
    if upright and across:
        _page(document.add_section(WD_SECTION.NEW_PAGE), document, across=True)
    for block in across:
        _block(document, block)
    _sign(document, paper)
    when = dt.datetime.combine(paper.issued_on, dt.time())
    document.core_properties.title, document.core_properties.author = paper.title, paper.issuer
    document.core_properties.created = document.core_properties.modified = when
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sign(document: Any, paper: Paper) -> None:
    """落款 does not stand on a page without text (GB/T 9704-2012, 7.3.5): the end of the text goes with it."""
    ends_in_table = bool(paper.blocks) and isinstance(paper.blocks[-1], Table)
    end = document.tables[-1].rows[-1].cells if ends_in_table else [document]
    bound = [cell.paragraphs[-1] for cell in end]
    _line(document, "", "Normal")
    _line(document, paper.issuer, "落款")
    _line(document, f"{paper.issued_on.year}年{paper.issued_on.month}月{paper.issued_on.day}日", "落款")
    for paragraph in [*bound, *document.paragraphs[-3:-1]]:
        paragraph.paragraph_format.keep_with_next = True


def _split(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """What stands upright, and what lies across: from the first wide table on, with the heading above it. A few lines that
    only lead to the table lie across with it."""
    first = next((at for at, each in enumerate(blocks) if isinstance(each, Table) and len(each.head) > _WIDE), None)
    if first is None:
        return blocks, ()
    if first and isinstance(blocks[first - 1], Heading):
        first -= 1
    before = blocks[:first]
    return (before, blocks[first:]) if any(isinstance(each, Heading) for each in before) else ((), blocks)


def _block(document: Any, block: Block) -> None:
    match block:
        case Heading(text, level):
            _line(document, text, f"Heading {level}")
        case Paragraph(text):
            _line(document, text, "Normal")
        case Table():
            _table(document, block)


def _line(document: Any, text: str, style: str, alignment: Any = None) -> None:
    paragraph = document.add_paragraph(_written(text), style=style)
    if alignment is not None:
        paragraph.alignment = alignment


def _table(document: Any, block: Table) -> None:
    if block.caption:
        _line(document, block.caption, "表题")
    wide = len(block.head) > _WIDE
    section = document.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    shares = block.widths or _shares(block, width, FIFTH if wide else SMALL)
    figures = [_are_figures(row[at] for row in block.rows) for at in range(len(block.head))]
    table = document.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _padding(table)
    for column, share in zip(table.columns, shares, strict=True):  # WPS and phones go by the grid, Word by the cells
        column.width = int(width * share / sum(shares))
    for row in (block.head, *block.rows):
        cells = table.rows[0].cells if row is block.head else table.add_row().cells
        for at, (cell, text) in enumerate(zip(cells, row, strict=True)):
            cell.width, cell.vertical_alignment = int(width * shares[at] / sum(shares)), WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles["表头" if row is block.head else "表文"]
            if row is not block.head and figures[at]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if at == 0 else WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(_written(text))
            if wide:
                run.font.size = FIFTH
    for line in table.rows:  # a line is never torn by the end of a page
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # the head stands on every page


def _shares(block: Table, width: int, size: int) -> list[float]:
    """The room of each column in ems: what is short keeps its line, what is long shares the rest by its length."""
    needs = block.ems()
    room = width / size - 2 * len(needs) * _PAD / size
    long = [need > 7 for need in needs]
    left = room - sum(need for need, is_long in zip(needs, long, strict=True) if not is_long)
    asked = sum(need for need, is_long in zip(needs, long, strict=True) if is_long)
    scale = left / asked if asked else 1
    return [max(need * scale, _LEAST) if is_long else need for need, is_long in zip(needs, long, strict=True)]


def _are_figures(cells: Iterable[str]) -> bool:
    written = [each for each in cells if each]
    return bool(written) and all(_FIGURE.fullmatch(each) for each in written)


def _padding(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", _AIR), ("left", _PAD), ("bottom", _AIR), ("right", _PAD)):
        part = OxmlElement(f"w:{side}")
        part.set(qn("w:w"), str(int(room.pt * 20)))
        part.set(qn("w:type"), "dxa")
        margins.append(part)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins) if look is not None else table._tbl.tblPr.append(margins)


def _written(text: str) -> str:
    """What was pasted from elsewhere, without the signs that no XML may hold."""
    return _UNWRITABLE.sub("", text)


def _page(section: Any, document: Any, *, across: bool) -> None:
    section.page_width, section.page_height = (HEIGHT, WIDTH) if across else (WIDTH, HEIGHT)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    # lying across, the page is turned: what was on top is at the side that is bound
    margins = (LEFT, RIGHT, TOP, BOTTOM) if across else (TOP, BOTTOM, LEFT, RIGHT)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = margins
    section.footer_distance = Mm(28)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in (("type", "lines"), ("linePitch", str(LINE))):
        grid.set(qn(f"w:{name}"), value)
    document.settings.odd_and_even_pages_header_footer = True
    if len(document.sections) > 1:
        return  # the first section's page numbers go on
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        _page_number(footer.paragraphs[0], side, document.styles["页码"])


def _page_number(paragraph: Any, side: Any, style: Any) -> None:
    paragraph.style, paragraph.alignment = style, side
    paragraph.add_run("— ")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    paragraph.add_run(" —")


def _styles(document: Any) -> None:
    styles = document.styles
    _style(styles["Normal"], FANGSONG, THIRD, indent=THIRD * 2)
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(SIGN))
    styles["Normal"].element.rPr.insert_element_before(closer, "w:sz", "w:szCs")
    _style(styles["Title"], SONG, SECOND, alignment=WD_ALIGN_PARAGRAPH.CENTER, after=Pt(29), rule=False)
    _style(styles["Heading 1"], HEI, THIRD, indent=THIRD * 2)
    _style(styles["Heading 2"], KAI, THIRD, indent=THIRD * 2)
    _style(styles["Body Text"], FANGSONG, THIRD)
    new = styles.add_style
    _style(new("文号", 1), FANGSONG, THIRD, alignment=WD_ALIGN_PARAGRAPH.CENTER, after=Pt(29))
    _style(new("落款", 1), FANGSONG, THIRD, alignment=WD_ALIGN_PARAGRAPH.RIGHT, right=THIRD * 4)
    _style(new("表题", 1), HEI, FOURTH, alignment=WD_ALIGN_PARAGRAPH.CENTER)
    _style(new("表头", 1), HEI, SMALL, alignment=WD_ALIGN_PARAGRAPH.CENTER, single=True)
    _style(new("表文", 1), FANGSONG, SMALL, single=True)
    _style(new("页码", 1), "宋体", FOURTH)


def _style(
    style: Any,
    font: str,
    size: Any,
    *,
    alignment: Any = None,
    indent: int = 0,
    after: Any = 0,
    right: int = 0,
    single: bool = False,
    rule: bool = True,
) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = font, size, False, False
    style.font.color.rgb = docx.shared.RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), font)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(0), after
    shape.first_line_indent, shape.right_indent, shape.alignment = indent, right, alignment
    if single:  # a table's lines are as high as their signs, not as the grid's
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
        loose = OxmlElement("w:snapToGrid")
        loose.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().insert_element_before(loose, "w:spacing", "w:ind", "w:jc", "w:rPr")
    else:
        shape.line_spacing = Pt(LINE / 20)
    link = style.element.find(qn("w:link"))
    if link is not None:  # the linked style of signs still has the template's blue, which phones would show
        style.element.remove(link)
    border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None and not rule:
        border.getparent().remove(border)
