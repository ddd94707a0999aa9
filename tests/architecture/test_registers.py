"""What is written down about the code is what the code is."""

from __future__ import annotations

from pathlib import Path

from infra.management.commands import registers
from tests.architecture import living


def test_the_registers_are_fresh() -> None:
    assert list(living.the_registers_are_fresh()) == []


def test_the_same_code_gives_the_same_registers() -> None:
    assert registers.render() == registers.render()


def test_a_register_that_was_edited_by_hand_or_lost_is_stale(tmp_path: Path) -> None:
    for name, text in registers.render().items():
        (tmp_path / name).write_text(text)
    assert registers.stale(tmp_path) == []
    (tmp_path / "events.md").write_text("edited")
    (tmp_path / "errors.md").unlink()
    assert registers.stale(tmp_path) == ["events.md", "errors.md"]
