"""Real web processes go on serving: while offices are migrated under them, and until an office is suspended."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commons.directory import commands
from commons.kernel.tenancy import OfficeNotServing, in_commons, in_office
from commons.outbox import relay
from commons.outbox.commands import publish
from infra import tasks
from infra.bench import web
from infra.settings import env, tenancy
from tests.conftest import NEIGHBOUR, OFFICES, TOWN
from tests.factories import releases
from tests.factories.exchange import Rang, leave_a_mark, marks, subscribed
from tests.factories.people import AT, Role, actor

A_SECOND = 30


@pytest.fixture
def house(committed: str, tmp_path: Path) -> dict[str, str]:
    """What a web process of this database is told."""
    return {
        "DATABASE_URL": env.DATABASE_URL.replace("/renda?", f"/{committed}?"),
        "DJANGO_SETTINGS_MODULE": "infra.settings.bench",
        "RENDA_HOME": str(tmp_path),
    }


@pytest.fixture
def two_webs(house: dict[str, str]) -> Iterator[tuple[int, int]]:
    with web.serving(house, workers=1) as one, web.serving(house, workers=1) as two:
        yield one, two


def test_while_every_office_gets_a_column_and_an_index_each_request_is_answered(
    committed: str, house: dict[str, str], tmp_path: Path
) -> None:
    release = releases.of(tmp_path)
    release.add("tenants.meetings", "0090_remark", releases.COLUMN)
    with web.serving(house) as port:

        def ask(number: int) -> int:
            return web.status_of(port, f"{OFFICES[number % len(OFFICES)]}.localhost", "/enter/")

        with web.asking(ask, a_second=A_SECOND) as asked:
            code, report = releases.migrate(release, committed)
    assert (code, sorted(report["done"])) == (0, sorted(OFFICES))
    assert {status for status, _ in asked.answers} == {200}
    assert len(asked.answers) > len(OFFICES)


def test_a_suspended_office_is_refused_a_second_later_by_every_web_process_and_at_once_by_tasks_and_letters(
    two_webs: tuple[int, int],
) -> None:
    def doors() -> list[int]:
        """Each web process: the office's page, its API, its API on the programs' host, and the neighbour's page."""
        return [
            web.status_of(port, host, path)
            for port in two_webs
            for host, path in (
                (f"{TOWN}.localhost", "/"),
                (f"{TOWN}.localhost", "/api/v1/schema/"),
                ("api.localhost", f"/{TOWN}/api/v1/schema/"),
                (f"{NEIGHBOUR}.localhost", "/"),
            )
        ]

    assert doors() == [200] * 8
    with in_commons():
        commands.suspend_office(actor=actor(Role.PROVISIONER), code=TOWN, reason="换届", at=AT)
    with pytest.raises(OfficeNotServing):
        tasks.prune_office(office_code=TOWN)
    with subscribed({Rang: [leave_a_mark]}):
        with in_office(NEIGHBOUR):
            publish(Rang(at=AT, number=1), to=TOWN)
        assert relay.drain(NEIGHBOUR) == 0  # the letter waits
    with in_office(TOWN, serving=False):
        assert marks() == []
    time.sleep(tenancy.HOST_CACHE_SECONDS)
    assert doors() == [503, 503, 503, 200] * 2
    with in_commons():
        commands.resume_office(actor=actor(Role.PROVISIONER), code=TOWN, at=AT)
    time.sleep(tenancy.HOST_CACHE_SECONDS)
    assert doors() == [200] * 8
