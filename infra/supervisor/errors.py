"""Why it does not start, and that it was asked to stop."""

from __future__ import annotations


class CannotStart(RuntimeError):
    """Why it does not start: one sentence for the person at the keyboard, and the exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


class Stopped(Exception):
    """Nothing is wrong: somebody asked us to stop."""
