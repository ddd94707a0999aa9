"""The template of a list of offices, and what is wrong with one that was given back."""

from __future__ import annotations

from collections.abc import Iterable

from admin_theme.ledgers import XLSX, workbook
from commons.directory.rosters.reading import COLUMNS
from commons.kernel.sheets import writing
from commons.kernel.sheets.terms import Fault

__all__ = ["XLSX", "faults_sheet", "template", "template_csv"]


def template() -> bytes:
    return writing.template("机构名单", COLUMNS)


def template_csv() -> bytes:
    return writing.template_csv(COLUMNS)


def faults_sheet(faults: Iterable[Fault]) -> bytes:
    """What is wrong, one line a fault, as .xlsx."""
    heads = ("行", "单元格", "列", "内容", "错误原因")
    return workbook("错误清单", heads, ((e.row, e.cell, e.column, e.value, e.reason) for e in faults))
