"""The rows of the source documents, and who shows each: tests whose docstring cites it, and code that does.

A row is cited where it is shown, in a docstring, a comment or a template, as the house has always done: `1-26`, `1-27 to 1-30`,
`0-42 … 0-45`, `0-42 至 0-46`. Nothing is entered anywhere else. `features.tsv` holds row, module and item.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = Path(__file__).with_name("features.tsv")
MODULES = {
    "COL": "征集", "SCR": "筛选评分", "RES": "储备库", "NOT": "公示", "CAND": "候选项目", "VOTE": "票决", "PLAN": "实施计划",
    "SUP": "监督", "EVAL": "测评", "LOOK": "回头看", "DEP": "代表履职", "HOME": "代表之家", "SUG": "意见建议", "MICRO": "微实事",
    "QA": "询问约见", "TRAIN": "培训", "RPT": "汇总上报", "CMS": "门户宣传", "ORG": "机构与角色", "INT": "对接", "-": "总述",
}  # fmt: skip
_ROW = r"(?<![\d.\-/])([0-3])-(\d{2,3})(?![\d\-])"
_RANGE = re.compile(rf"{_ROW}\s*(?:to|…|至|–)\s*{_ROW}")
_ONE = re.compile(_ROW)
_CODE = ("platform/commons", "tenants", "api", "infra", "admin_theme")


@dataclass(frozen=True)
class Feature:
    row: str
    module: str
    item: str


@cache
def features() -> tuple[Feature, ...]:
    return tuple(Feature(*line.split("\t")) for line in TABLE.read_text().splitlines())


def cited(text: str) -> set[str]:
    """The rows a text names, ranges with what lies between."""
    found = {f"{document}-{number}" for document, number in _ONE.findall(text)}
    for document, first, other, last in _RANGE.findall(text):
        if document == other:
            found |= {f"{document}-{number:02d}" for number in range(int(first), int(last) + 1)}
    return found


def shown_by_tests() -> dict[str, list[str]]:
    """row → the tests that cite it. A row in a module's docstring is shown by the module."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, text in _tests_in(path):
            for row in cited(text):
                found.setdefault(row, []).append(name)
    return found


def shown_by_code() -> dict[str, list[str]]:
    """row → the files that cite it: commands, rules, screens."""
    found: dict[str, list[str]] = {}
    for place in _CODE:
        for path in sorted((*(ROOT / place).rglob("*.py"), *(ROOT / place).rglob("*.html"))):
            if "/migrations/" in path.as_posix() or path.stem == "features":
                continue
            for row in cited(path.read_text()):
                found.setdefault(row, []).append(path.relative_to(ROOT).as_posix())
    return found


def _tests_in(path: Path) -> Iterator[tuple[str, str]]:
    """(where, words) for a module and each of its tests: docstring, name and the comments inside."""
    source = path.read_text()
    where, tree, lines = path.relative_to(ROOT).as_posix(), ast.parse(source), source.splitlines()
    yield where, ast.get_docstring(tree) or ""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            inside = lines[node.lineno - 1 : node.end_lineno]
            said = [ast.get_docstring(node) or "", *(line.partition("#")[2] for line in inside)]
            yield f"{where}::{node.name}", "\n".join(said)
