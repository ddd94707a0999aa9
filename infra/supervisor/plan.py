"""What is to be started, as data; the tests bring plans of their own with tiny programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PROVINCE = "44.localhost"
# Seconds a stage has to stop by itself: three stages and PostgreSQL stay within ten. A task that is cut off is no loss:
# what it was for is in the database (outbox, requested offices) and comes again.
STAGE_PATIENCE = 2.0
BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before each restart of a child that keeps dying; then we say so


@dataclass(frozen=True)
class Step:
    """Something to be done once. It is done when `fingerprint()` is what it was after the last success."""

    name: str
    title: str
    fingerprint: Callable[[], str]
    command: tuple[str, ...]


@dataclass(frozen=True)
class Program:
    """A child that runs as long as we do. Stages start from 1 upwards and stop in the opposite order."""

    name: str
    command: tuple[str, ...]
    stage: int
    environment: Mapping[str, str] = field(default_factory=dict)
    vital: bool = False  # without it there is no platform: if it cannot be kept alive, all stop
    niceness: int = 0  # by how much it steps back for those whom people wait for (nice(2)); they share the cores


@dataclass(frozen=True)
class Plan:
    """All that `Supervisor` needs to know; the tests bring their own with tiny programs."""

    home: Path
    port: int
    steps: Callable[[], Iterable[Step]]
    programs: tuple[Program, ...]
    embedded: bool = False  # whether PostgreSQL is ours to start and stop
    environment: Mapping[str, str] = field(default_factory=dict)
    province: Callable[[], str] = lambda: PROVINCE  # its host, asked once the web is ready
    announce: tuple[str, ...] = ()  # prints the table of faces
    hint: str = ""  # … or what to say instead
    back_off: tuple[float, ...] = BACK_OFF
    attached: bool = False  # whether we are `make run`: see `own_terminal` and `parent_signature`
