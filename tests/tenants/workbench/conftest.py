"""At the desk it is the morning of AT: pages ask the clock, and the factories work at AT."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.people import AT


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield
