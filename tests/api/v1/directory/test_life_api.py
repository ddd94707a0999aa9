"""An office's life over the API of the province: each act an address of its own."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from commons.audit.models import Entry
from commons.directory import queries
from commons.directory.life import archiving
from commons.directory.models import OfficeArchive
from commons.directory.terms import OfficeState
from commons.kernel.tenancy import in_commons
from commons.outbox.models import Message
from tests.conftest import CITY, NEIGHBOUR, PROVINCE, TOWN
from tests.factories.people import AT, Role, actor, member
from tests.factories.web import Api


@pytest.fixture
def api(commons: None) -> Api:
    return Api(member(Role.PROVISIONER), Role.PROVISIONER, host=PROVINCE)


@pytest.fixture
def reader(commons: None) -> Api:
    return Api(member(Role.BOARD_READER), Role.BOARD_READER, host=PROVINCE)


def test_a_town_is_renamed_moved_under_nobody_it_may_not_and_merged(api: Api) -> None:
    renamed = api.post(f"/directory/offices/{TOWN}/renaming/", {"name": "棠下街道"})
    assert (renamed.status_code, renamed.json()["name"], renamed.json()["code"]) == (201, "棠下街道", TOWN)
    refused = api.post(f"/directory/offices/{CITY}/relocation/", {"to": TOWN})
    assert (refused.status_code, refused.json()["code"]) == (409, "directory.wrong_rank")
    merged = api.post(f"/directory/offices/{TOWN}/merger/", {"into": NEIGHBOUR}).json()
    assert (merged["state"], merged["merged_into"]) == ("archived", NEIGHBOUR)
    early = api.post(f"/directory/offices/{TOWN}/deletion/", {"confirmation": "棠下街道"})
    assert (early.status_code, early.json()["code"]) == (409, "directory.retention_runs")
    assert api.post(f"/directory/offices/{TOWN}/unarchiving/").json()["state"] == "suspended"
    assert api.post(f"/directory/offices/{TOWN}/archiving/", {"reason": "撤镇"}).json()["state"] == "archived"


def test_an_export_is_ordered_and_listed_when_it_was_made(api: Api, tmp_path: Path) -> None:
    ordered = api.post(f"/directory/offices/{TOWN}/exports/")
    assert (ordered.status_code, ordered.json()["code"]) == (202, TOWN)
    assert Message.objects.filter(event="directory.ExportOrdered").count() == 1
    assert Entry.objects.filter(act="directory.order_export").count() == 1
    made = noted(tmp_path / "a.zip")
    listed = api.get(f"/directory/offices/{TOWN}/exports/").json()["results"]
    assert [(each["uid"], each["rows"]) for each in listed] == [(str(made.uid), 5)]


def noted(path: Path) -> OfficeArchive:
    path.write_bytes(b"x")
    made = OfficeArchive(
        office_code=TOWN, file=str(path), sha256="0" * 64, size=1, rows=5, files=0, schema_head="", audit_position=0,
        audit_digest="", made_at=AT,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def test_a_restore_is_ordered_with_the_name_typed_and_only_from_an_archive_of_that_office(
    api: Api, tmp_path: Path
) -> None:
    made, path = noted(tmp_path / "a.zip"), f"/directory/offices/{TOWN}/restorations/"
    for body, code in [
        ({"archive": str(uuid4())}, "directory.archive_not_found"),
        ({"archive": str(made.uid)}, "directory.name_not_typed"),
        ({"archive": str(made.uid), "confirmation": "堂下镇"}, "directory.name_not_typed"),
    ]:
        assert api.post(path, body).json()["code"] == code
    elsewhere = api.post(f"/directory/offices/{NEIGHBOUR}/restorations/", {"archive": str(made.uid)})
    assert elsewhere.json()["code"] == "directory.archive_not_found"
    assert Message.objects.filter(event="directory.RestoreOrdered").count() == 0
    assert api.post(path, {"archive": str(made.uid), "confirmation": "棠下镇"}).status_code == 202
    assert api.post(path, {"archive": str(made.uid), "as_inspection": True}).status_code == 202
    assert [m.payload["as_inspection"] for m in Message.objects.filter(event="directory.RestoreOrdered").order_by("uid")] == [
        False, True,
    ]  # fmt: skip


def test_who_only_reads_may_do_none_of_it(reader: Api) -> None:
    before = list(queries.offices().values())
    for act, body in [
        ("renaming", {"name": "新名字"}),
        ("relocation", {"to": CITY}),
        ("merger", {"into": NEIGHBOUR}),
        ("archiving", {"reason": "撤"}),
        ("unarchiving", {}),
        ("deletion", {"confirmation": "棠下镇"}),
        ("exports", {}),
        ("restorations", {"archive": str(uuid4())}),
    ]:
        assert reader.post(f"/directory/offices/{TOWN}/{act}/", body).status_code == 403, act
    assert list(queries.offices().values()) == before


def test_what_the_worker_is_told_is_what_it_does(committed: str) -> None:
    from commons.directory import tasks
    from commons.directory.life import orders

    with in_commons():
        orders.order_export(actor=actor(Role.PROVISIONER), code=TOWN, at=AT)
    tasks.export_office(office_code=TOWN)
    with in_commons():
        made = orders.archives(TOWN).get()
        assert archiving.file_of(made).is_file()
    tasks.restore_office(archive=str(made.uid), as_inspection=True)
    tasks.restore_office(archive=str(made.uid), as_inspection=False)
    with in_commons():
        assert queries.office(f"{TOWN}r1").state == OfficeState.INSPECTION
        assert queries.office(TOWN).state == OfficeState.READY
    tasks.settle_offices()
