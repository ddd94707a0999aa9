"""What is said to the person at the keyboard."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import IO


def tail(log: Path, lines: int = 15) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""


def say(text: str, end: str = "\n", to: IO[str] | None = None) -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody reads any more: no reason to stop serving
        print(text, end=end, file=to, flush=True)
