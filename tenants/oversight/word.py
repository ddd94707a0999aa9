"""A plain .docx of headings, paragraphs and tables, in the geometry of a 公文 (GB/T 9704). Pure.

A4, margins 37/35/28/26 mm; title 22 pt 小标宋, text 16 pt 仿宋, tables 10.5 pt. Only the parts that Word and WPS ask for. What
is written is text: it is escaped, characters that XML does not know are left out, nothing in it is ever a field.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNKNOWN_TO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff￾￿]")
_OPEN: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = (
    f'{_OPEN}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MEDIA_TYPE}.main+xml"/></Types>'
)
_RELATIONS: Final = (
    f'{_OPEN}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
# twentieths of a point: A4 and the margins of a 公文
_PAGE: Final = '<w:pgSz w:w="{wide}" w:h="{high}"{turned}/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/>'
_TITLE, _HEADING, _BODY = ("方正小标宋简体", 44), ("黑体", 32), ("仿宋", 32)
_CELL, _HEAD = ("宋体", 21), ("黑体", 21)


class Paper:
    """Built from the top downwards; `bytes` closes it. `wide`: landscape, for tables of many columns."""

    def __init__(self, *, wide: bool = False) -> None:
        self.parts: list[str] = []
        self.wide = wide

    def title(self, text: str) -> None:
        self.parts.append(_paragraph(text, _TITLE, align="center", after=400))

    def heading(self, text: str) -> None:
        self.parts.append(_paragraph(text, _HEADING, indent=True))

    def text(self, text: str) -> None:
        self.parts += [_paragraph(line, _BODY, indent=True) for line in text.splitlines() if line.strip()]

    def signed(self, *lines: str) -> None:
        """Who and when, at the right below."""
        self.parts += [_paragraph(line, _BODY, align="right") for line in lines]

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        lines = "".join(_row(row, _CELL) for row in rows)
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        self.parts.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
            f"<w:tblGrid>{'<w:gridCol/>' * len(heads)}</w:tblGrid>{_row(heads, _HEAD, repeated=True)}{lines}</w:tbl>"
        )
        self.parts.append(_paragraph("", _CELL))

    def bytes(self) -> bytes:
        page = _PAGE.format(wide=16838, high=11906, turned=' w:orient="landscape"') if self.wide else _PAGE.format(wide=11906, high=16838, turned="")  # fmt: skip
        body = "".join(self.parts)
        document = f'{_OPEN}<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr>{page}</w:sectPr></w:body></w:document>'
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in (
                ("[Content_Types].xml", _TYPES),
                ("_rels/.rels", _RELATIONS),
                ("word/document.xml", document),
            ):
                package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
        return kept.getvalue()


def _paragraph(text: str, font: tuple[str, int], *, align: str = "left", indent: bool = False, after: int = 0) -> str:
    first = '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else ""
    shape = f'<w:spacing w:after="{after}"/>{first}<w:jc w:val="{align}"/>'
    return f"<w:p><w:pPr>{shape}</w:pPr>{_run(text, font)}</w:p>"


def _row(cells: Sequence[str], font: tuple[str, int], *, repeated: bool = False) -> str:
    kept = "<w:cantSplit/>" + ("<w:tblHeader/>" if repeated else "")
    inside = "".join(f"<w:tc><w:tcPr/><w:p>{_run(cell, font)}</w:p></w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{kept}</w:trPr>{inside}</w:tr>"


def _run(text: str, font: tuple[str, int]) -> str:
    name, size = font
    said = escape(_UNKNOWN_TO_XML.sub("", str(text)))
    fonts = f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}"/>'
    return f'<w:r><w:rPr>{fonts}<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{said}</w:t></w:r>'
