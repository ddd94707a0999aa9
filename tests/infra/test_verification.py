"""`renda verify`: three answers, three exit codes (contract §3)."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from infra.cli import main
from tenants.ballot.sealed import bundle
from tests.tenants.ballot.sealed.test_verifier import HELD


def test_a_vote_that_holds_is_said_to_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "票决.tar.gz"
    file.write_bytes(bundle.write(HELD))
    assert main(["verify", str(file)]) == 0
    assert capsys.readouterr().out == (
        "核验通过：棠下镇第二十届人民代表大会第三次会议票决\n"
        "电子票 6 张（剔除 0 张），纸质票 3 张，逐张核对并重新计票，结果一致。\n"
        f"当选：A、B\n封箱摘要：{HELD.root.hex()}\n"
    )
    assert main(["verify", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["selected"] == ["A", "B"]


def test_a_ballot_taken_out_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bundle.tar.gz"
    file.write_bytes(bundle.write(dataclasses.replace(HELD, ballots=HELD.ballots[1:])))
    assert main(["verify", str(file)]) == 1
    said = capsys.readouterr().out
    assert said == "核验不通过。opening.json：封箱摘要与票箱内的选票不符，有选票被增加、删除或改动。\n"
    assert main(["verify", str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["place"] == "opening.json"


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err == "核验包无法读取，请核对路径和权限。\n"
