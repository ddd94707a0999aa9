"""Nobody enters a room by the back door, and schemas have one switch."""

from __future__ import annotations

from pathlib import Path

from tests.architecture import rules

ROOT = Path(__file__).resolve().parents[2]


def test_private_modules_are_imported_by_their_own_room_only() -> None:
    assert rules.rooms_enter_by_the_front_door(ROOT) == []


def test_only_the_kernel_switches_schemas() -> None:
    assert rules.schemas_have_one_switch(ROOT) == []
