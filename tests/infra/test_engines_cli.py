"""The offline commands, as somebody at a terminal meets them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.engines import COMMANDS, main

ROOT = Path(__file__).parents[2]

APPRAISE = """
{"rubric": {"criteria": [{"key": "public_support", "weight": 40}, {"key": "funding_feasibility", "weight": 30},
                          {"key": "social_benefit", "weight": 20}, {"key": "implementation_difficulty", "weight": 10}],
            "scale": 100, "pass_mark": "60", "aggregate": "mean", "missing": "refuse"},
 "exclusions": [{"key": "cross_year", "kind": "soft"}, {"key": "major_development", "kind": "hard"}],
 "proposals": [{"key": "P1", "flags": ["cross_year"], "overrides": {"cross_year": "phased goals"},
                "scores": [{"by": "r1", "public_support": 90, "funding_feasibility": 80, "social_benefit": 70,
                            "implementation_difficulty": 60}]}]}
"""
APPRAISED = {"results": [{"key": "P1", "score": "80.00", "rank": 1, "outcome": "passed", "why": None}]}

EVALUATE = """
{"rule": {"kind": "cascade", "base": "all_members",
          "steps": [{"result": "satisfied", "of": ["satisfied"], "at_least": "1/2"},
                    {"result": "basically_satisfied", "of": ["satisfied", "basically_satisfied"], "more_than": "1/2"}],
          "otherwise": "dissatisfied", "rectify_when": ["dissatisfied"]},
 "members": 31, "present": 29, "counts": {"satisfied": 15, "basically_satisfied": 1, "dissatisfied": 13, "abstain": 0}}
"""
EVALUATED = {"result": "basically_satisfied", "rate": "51.61%", "rectify": False}

TALLY = """
{"method": {"seats": 2, "form": "approval", "max_approvals": 2, "overvote": "void_ballot", "undervote": "valid",
            "quorum": {"at_least": "2/3", "base": "all_deputies"},
            "pass": {"more_than": "1/2", "base": "all_deputies"},
            "min_participation": {"more_than": "1/2", "base": "all_deputies"},
            "margin": {"at_least": "1/5", "base": "seats"}, "tie": "revote", "shortfall": "accept"},
 "roll": {"expected": 60, "present": 55}, "issued": 55, "returned": 55, "candidates": ["A", "B", "C"],
 "ballots": [{"marks": {"A": "approve", "B": "oppose"}, "priority": {"A": "very_necessary"}, "count": 31},
             {"marks": {"A": "approve", "C": "approve"}, "count": 20},
             {"marks": {"B": "approve", "C": "approve"}, "count": 3},
             {"marks": {"A": "approve", "B": "approve", "C": "approve"}, "count": 1}]}
"""

WORKDAYS = {"from": "2025-09-26", "days": 7, "until": "2025-10-13", "estimated": False}


def terminal(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A real process, as `renda` starts it."""
    return subprocess.run(
        [sys.executable, "-m", "infra.engines", *arguments],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}", **environment},
        timeout=60,
        check=False,
    )


@pytest.fixture
def case(tmp_path):
    """Writes a case to a file and gives its path."""

    def write(content: str | bytes) -> str:
        path = tmp_path / "案例.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def test_appraise_answers_the_example_of_the_contract(case, capsys):
    assert main(["appraise", case(APPRAISE)]) == 0
    told = capsys.readouterr()
    assert (json.loads(told.out), told.err) == (APPRAISED, "")


def test_evaluate_answers_the_example_of_the_contract(case, capsys):
    assert main(["evaluate", case(EVALUATE)]) == 0
    told = capsys.readouterr()
    assert (json.loads(told.out), told.err) == (EVALUATED, "")


def test_tally_answers_the_example_of_the_contract(case, capsys):
    pytest.importorskip("tenants.ballot.tally")
    assert main(["tally", case(TALLY)]) == 0
    told = capsys.readouterr()
    answered = json.loads(told.out)
    assert (answered["refused"], answered["selected"], answered["not_selected"]) == (None, ["A"], ["B", "C"])
    assert told.err == ""


def test_workdays_answers_the_example_of_the_contract(capsys):
    assert main(["workdays", "--from", "2025-09-26", "--days", "7", "--json"]) == 0
    told = capsys.readouterr()
    assert (json.loads(told.out), told.err) == (WORKDAYS, "")


def test_workdays_speaks_one_sentence_when_nobody_asks_for_json(capsys):
    assert main(["workdays", "--from", "2025-09-26", "--days", "7"]) == 0
    assert capsys.readouterr().out == "2025-09-26 之后的第 7 个工作日是 2025-10-13。\n"


def test_workdays_says_in_the_same_sentence_that_it_had_to_guess(capsys):
    assert main(["workdays", "--from", "2026-12-31", "--days", "1"]) == 0
    assert capsys.readouterr().out == (
        "2026-12-31 之后的第 1 个工作日是 2027-01-01（途中有日期尚无官方放假安排，按星期推定）。\n"
    )


def test_the_printed_json_is_indented_chinese_and_ends_with_a_line(case, capsys):
    assert main(["appraise", case(APPRAISE.replace('"P1"', '"背街小巷亮化"'))]) == 0
    told = capsys.readouterr().out
    assert '\n      "key": "背街小巷亮化",\n' in told
    assert told.endswith("}\n")


def test_a_figure_with_decimals_is_taken_as_written_and_never_as_a_binary_fraction(case, capsys):
    assert main(["appraise", case(APPRAISE.replace("90", "90.0125"))]) == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["score"] == "80.01"  # 80.005, a half, upwards


def test_a_file_that_begins_with_the_mark_of_a_windows_editor_is_read(case, capsys):
    assert main(["evaluate", case(b"\xef\xbb\xbf" + EVALUATE.encode())]) == 0
    assert json.loads(capsys.readouterr().out) == EVALUATED


def test_a_case_may_come_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EVALUATE.encode())))
    assert main(["evaluate", "-"]) == 0
    assert json.loads(capsys.readouterr().out) == EVALUATED


def test_json_may_be_asked_for_where_it_comes_anyway(case, capsys):
    assert main(["evaluate", "--json", case(EVALUATE)]) == 0
    assert json.loads(capsys.readouterr().out) == EVALUATED


def test_a_request_to_rectify_is_an_answer(case, capsys):
    assert main(["evaluate", case(EVALUATE.replace('"satisfied": 15', '"satisfied": 5'))]) == 0
    assert json.loads(capsys.readouterr().out) == {"result": "dissatisfied", "rate": "19.35%", "rectify": True}


def test_an_elimination_is_an_answer(case, capsys):
    assert main(["appraise", case(APPRAISE.replace('"60"', '"81"'))]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "results": [{"key": "P1", "score": "80.00", "rank": 1, "outcome": "eliminated", "why": "below_pass_mark"}]
    }


def assert_one_sentence(told_out: str, told_err: str, names: str) -> None:
    assert told_out == ""
    assert names in told_err
    assert told_err.endswith("。\n")
    assert told_err.count("\n") == told_err.count("。") == 1


UNREADABLE = {
    "an empty file": (b"", "第 1 行第 1 列"),
    "half a case": (EVALUATE[:-30].encode(), "不是合法的 JSON"),
    "two cases in one file": ((EVALUATE * 2).encode(), "不是合法的 JSON"),
    "a comment": (b'{"rule": 1} // really', "不是合法的 JSON"),
    "GBK from an old office suite": (EVALUATE.replace("satisfied", "满意").encode("gbk"), "UTF-8"),
    "UTF-16": (EVALUATE.encode("utf-16"), "UTF-8"),
    "NaN": (EVALUATE.replace("29,", "NaN,", 1).encode(), "NaN"),
    "Infinity": (EVALUATE.replace("31", "Infinity").encode(), "Infinity"),
    "minus Infinity": (EVALUATE.replace("31", "-Infinity").encode(), "-Infinity"),
    "one key twice": (EVALUATE.replace('"members": 31', '"members": 31, "members": 99').encode(), "“members”写了两次"),
    "lists without end": (b"[" * 200_000, "嵌套"),
    "objects without end": (b'{"a":' * 200_000, "嵌套"),
    "deep but closed": (b"[" * 200_000 + b"]" * 200_000, "嵌套"),
    "a number of five thousand digits": (EVALUATE.replace("31", "9" * 5000).encode(), "40 位"),
    "decimals of five thousand digits": (EVALUATE.replace("31", "0." + "9" * 5000).encode(), "40 位"),
    "a number that would fill the memory": (EVALUATE.replace("31", "1e999999999").encode(), "科学计数法"),
    "an exponent beyond every reader": (EVALUATE.replace("31", "1E" + "9" * 5000).encode(), "40 位"),
    "half a character for a result": (EVALUATE.replace('["dissatisfied"]', '["\\ud83d"]').encode(), "“□”不是本规则"),
    "a key of several lines": (b'{"a\\nb\\u2028c": 1, "rule": {}}', "a□b□c"),
    "null": (b"null", "空值"),
    "a bare number": (b"7", "应为 JSON 对象"),
}  # fmt: skip


@pytest.mark.parametrize("command", ["appraise", "evaluate"])
@pytest.mark.parametrize(("content", "names"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_case_that_cannot_be_read_ends_with_2_and_one_sentence(command, content, names, case, capsys):
    assert main([command, case(content)]) == 2
    told = capsys.readouterr()
    assert_one_sentence(told.out, told.err, names if command == "evaluate" else "")


def test_half_a_character_that_would_be_printed_is_refused(case, capsys):
    assert main(["appraise", case(APPRAISE.replace('"P1"', '"\\ud83d"'))]) == 2
    told = capsys.readouterr()
    assert_one_sentence(told.out, told.err, "Unicode")


def test_half_a_character_in_a_quoted_name_is_still_one_sentence(case, capsys):
    broken = APPRAISE.replace("cross_year", "\\ud83d\\n").replace('"phased goals"', "7")
    assert main(["appraise", case(broken)]) == 2
    told = capsys.readouterr()
    assert_one_sentence(told.out, told.err, "理由")


@pytest.mark.parametrize("path", ["nowhere.json", ".", "a\0b", ""])
def test_a_file_that_cannot_be_opened_ends_with_2_and_one_sentence(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["evaluate", path]) == 2
    told = capsys.readouterr()
    assert_one_sentence(told.out, told.err, "无法读取")


MISUSED = {
    "no command": ([], "tally、appraise、evaluate、workdays"),
    "an unknown command": (["count"], "tally、appraise、evaluate、workdays"),
    "no file": (["evaluate"], "renda evaluate --help"),
    "two files": (["appraise", "a.json", "b.json"], "renda appraise --help"),
    "an unknown option": (["tally", "a.json", "--fast"], "renda tally --help"),
    "an abbreviated option": (["workdays", "--fr", "2025-09-26", "--days", "7"], "renda workdays --help"),
    "no date": (["workdays", "--days", "7"], "renda workdays --help"),
    "no days": (["workdays", "--from", "2025-09-26"], "renda workdays --help"),
    "days in words": (["workdays", "--from", "2025-09-26", "--days", "七"], "--days"),
    "half a day": (["workdays", "--from", "2025-09-26", "--days", "1.5"], "--days"),
    "days beyond counting": (["workdays", "--from", "2025-09-26", "--days", "9" * 5000], "--days"),
    "no day at all": (["workdays", "--from", "2025-09-26", "--days", "0"], "不小于 1"),
    "days backwards": (["workdays", "--from", "2025-09-26", "--days", "-1"], "不小于 1"),
    "a day that never was": (["workdays", "--from", "2025-02-29", "--days", "1"], "真实存在"),
    "a date in another form": (["workdays", "--from", "2025/09/26", "--days", "1"], "2025-09-26"),
}


@pytest.mark.parametrize(("arguments", "names"), MISUSED.values(), ids=MISUSED.keys())
def test_a_misused_command_ends_with_2_and_one_sentence(arguments, names, capsys):
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert_one_sentence(told.out, told.err, names)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_chinese(command, capsys):
    assert main([command, "--help"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith(f"用法：renda {command}")
    assert COMMANDS[command] in told.out
    assert told.err == ""


@pytest.mark.parametrize(
    ("command", "stdin", "expected"),
    [("appraise", APPRAISE, APPRAISED), ("evaluate", EVALUATE, EVALUATED)],
)
def test_a_real_process_answers_on_standard_output_well_under_a_second(command, stdin, expected):
    started = time.monotonic()
    ran = terminal(command, "-", stdin=stdin.encode())
    assert (ran.returncode, json.loads(ran.stdout), ran.stderr) == (0, expected, b"")
    assert time.monotonic() - started < 2  # a tenth of a second alone; the machine may be busy


def test_a_real_process_tallies():
    pytest.importorskip("tenants.ballot.tally")
    ran = terminal("tally", "-", stdin=TALLY.encode())
    assert (ran.returncode, json.loads(ran.stdout)["selected"], ran.stderr) == (0, ["A"], b"")


def test_a_real_process_counts_working_days():
    ran = terminal("workdays", "--from", "2025-09-26", "--days", "7", "--json")
    assert (ran.returncode, json.loads(ran.stdout), ran.stderr) == (0, WORKDAYS, b"")


def test_a_real_process_refuses_in_utf_8_whatever_the_terminal_speaks():
    ran = terminal("evaluate", "-", stdin=b"[", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert_one_sentence("", ran.stderr.decode(), "JSON")


def test_the_engines_start_without_django():
    script = "import sys, infra.engines; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    paths = f"{ROOT / 'platform'}{os.pathsep}{ROOT}"
    ran = subprocess.run([sys.executable, "-c", script], check=False, env={**os.environ, "PYTHONPATH": paths})
    assert ran.returncode == 0
