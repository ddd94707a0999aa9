"""A line of the log says where something broke and never what was in a person's hands when it did."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
import structlog
from django.conf import settings


@pytest.fixture
def written() -> Any:
    """What the console handler writes, as it is configured."""
    formatter = dict(settings.LOGGING["formatters"]["json"])
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(formatter.pop("()")(**formatter))
    log = logging.getLogger("renda.of_a_test")
    log.addHandler(handler)
    log.propagate = False
    yield lambda: json.loads(handler.stream.getvalue())
    log.removeHandler(handler)


def broken() -> None:
    raise ValueError("张三投了赞成票")


@pytest.mark.parametrize("log", [logging.getLogger("renda.of_a_test"), structlog.get_logger("renda.of_a_test")])
def test_of_an_error_the_log_keeps_the_place_and_not_the_words(log: Any, written: Any) -> None:
    try:
        broken()
    except ValueError:
        log.exception("it broke")
    line = written()
    assert "张三" not in json.dumps(line, ensure_ascii=False)
    assert (line["event"], line["error"]) == ("it broke", "ValueError")
    assert [each.rsplit(" ", 1)[1] for each in line["trace"]] == [
        "test_of_an_error_the_log_keeps_the_place_and_not_the_words",
        "broken",
    ]
