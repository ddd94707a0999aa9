"""文号 under real, committed transactions: none is skipped, none is given twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from commons.directory import contents
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from tenants.documents import commands
from tenants.documents.models import Attachment, Document, StoredFile
from tenants.documents.terms import DocumentKind
from tests.conftest import TOWN
from tests.factories.files import PDF
from tests.factories.people import AT, Role, actor


class Abandoned(Exception):
    pass


def issue() -> int:
    return commands.issue(
        actor=actor(Role.CLERK),
        kind=DocumentKind.LETTER,
        title="函",
        body="正文",
        subject_type="meetings.session",
        subject_uid=new_uid(),
        at=AT,
    ).serial


def in_own_connection(work: Any, *args: Any) -> Any:
    try:
        with in_office(TOWN):
            return work(*args)
    finally:
        connection.close()


@pytest.mark.parametrize(("first_commits", "second_gets"), [(True, 2), (False, 1)])
def test_the_second_waits_and_takes_the_very_next_number(committed: str, first_commits: bool, second_gets: int) -> None:
    taken, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            assert issue() == 1
            taken.set()
            assert go_on.wait(20)
            if not first_commits:
                raise Abandoned

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(in_own_connection, first)
        assert taken.wait(20)
        waiting = pool.submit(in_own_connection, issue)
        assert not waiting.done()
        go_on.set()
        assert waiting.result(20) == second_gets
        assert isinstance(holding.exception(20), Abandoned) is not first_commits
    with in_office(TOWN):
        assert sorted(Document.objects.values_list("serial", flat=True)) == list(range(1, second_gets + 1))


def test_twenty_papers_by_four_hands_are_numbered_one_to_twenty(committed: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda _: in_own_connection(issue), range(20)))
    assert sorted(given) == list(range(1, 21))


def test_a_file_attached_while_it_is_being_swept_is_there_afterwards(
    committed: str, tmp_path: Any, settings: Any
) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path)}},
    }
    clerk = {"actor": None, "subject_type": "intake.suggestion", "filename": "a.pdf", "content": PDF, "at": AT}

    def attach() -> Attachment:
        return commands.attach(**{**clerk, "actor": actor(Role.CLERK), "subject_uid": new_uid()})

    with in_office(TOWN):
        only = attach()
        commands.detach(actor=actor(Role.CLERK), uid=only.uid, at=AT)
    swept, go_on = threading.Event(), threading.Event()

    def sweep() -> int:
        with transaction.atomic():
            count = commands.sweep_files(actor=actor(Role.DIRECTOR), at=AT)
            swept.set()
            assert go_on.wait(20)
            return count

    with ThreadPoolExecutor(2) as pool:
        sweeping = pool.submit(in_own_connection, sweep)
        assert swept.wait(20)
        attaching = pool.submit(in_own_connection, attach)
        go_on.set()
        assert (sweeping.result(20), attaching.result(20).filename) == (1, "a.pdf")
    with in_office(TOWN):
        kept = StoredFile.objects.get()
        with contents.open_kept(TOWN, kept.sha256) as content:
            assert content.read() == PDF
