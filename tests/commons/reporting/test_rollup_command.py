"""`renda rollup`: the same figures at the command line."""

from __future__ import annotations

import json

import pytest

from commons.reporting import queries
from infra import cli
from tests.conftest import COUNTY, TOWN
from tests.factories.reporting import snapshot


@pytest.fixture(autouse=True)
def _counted(commons: None) -> None:
    snapshot(TOWN, suggestions__received=400, money__planned=1244000000)


def run(*arguments: str) -> int:
    return cli.main(["rollup", *arguments])


def test_json_is_what_the_board_shows(capsys: pytest.CaptureFixture[str]) -> None:
    expected = queries.rollup(COUNTY, 2026)
    assert run("--office", COUNTY, "--year", "2026", "--json") == 0
    assert json.loads(capsys.readouterr().out) == expected


def test_without_json_it_is_a_table_for_eyes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--office", COUNTY, "--year", "2026") == 0
    shown = capsys.readouterr().out
    assert "400 条  收到群众建议" in shown
    assert "1244000000 元  年度计划投资" in shown
    assert "尚未采集  候选项目" in shown


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "请写明 --office 机构代码和 --year 年度，如 renda rollup --office 44 --year 2026。"),
        (["--office", "44"], "请写明 --office 机构代码和 --year 年度，如 renda rollup --office 44 --year 2026。"),
        (["--office", "44", "--year", "26"], "年度应为 2000 到 2100 之间的四位数，如 2026，请改正。"),
        (
            ["--office", "44", "--year", "2026", "--period", "2025Q1"],
            "期间应写作 2026、2026H1、2026Q3 或 2026M09 的样式，并与年度一致，请改正。",
        ),
        (["--office", "44", "--year", "2026", "--basis", "guess"], "--basis 应为 live 或 filed，请改正。"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert run(*arguments, "--json") == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", sentence + "\n")


def test_an_office_nobody_founded_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--office", "9999", "--year", "2026", "--json") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
