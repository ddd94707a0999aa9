"""State tables: aligned data that a clerk can read. `audit.commands.advance` is the only writer of a `state`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from commons.kernel.errors import OutOfTurn


class Step(NamedTuple):
    name: str
    sources: tuple[str, ...]
    target: str
    permission: str  # the policy action that lets somebody take it
    label: str  # Chinese, as it stands on the button and in the trail


class GateAnswer(NamedTuple):
    """Whether one condition before a step holds (`label`); if not, what to do about it, and where (`href`)."""

    label: str
    met: bool
    advice: str
    href: str = ""


class WrongStep(OutOfTurn):
    code = "kernel.wrong_step"
    sentence = "现为“{state}”，不能办理“{step}”。请刷新页面查看最新状态。"


@dataclass(frozen=True)
class Lifecycle:
    """`name` is `room.thing`; a record starts in `start`; `states` maps a state to its Chinese label."""

    name: str
    label: str
    states: type  # TextChoices
    start: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        names = [step.name for step in self.steps]
        assert len(names) == len(set(names)), f"{self.name}: a step is named twice"

    def step(self, name: str, state: str) -> Step:
        """The step `name`, if it may be taken from `state`; otherwise OutOfTurn."""
        found = next(step for step in self.steps if step.name == name)
        if state not in found.sources:
            raise WrongStep(state=self.states(state).label, step=found.label)
        return found

    def steps_from(self, state: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if state in step.sources)

    @property
    def final(self) -> frozenset[str]:
        """States that no step leaves."""
        return frozenset(s.target for s in self.steps) - {source for s in self.steps for source in s.sources}
