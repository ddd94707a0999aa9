"""更名, 划转, 合并, 归档, 删除: what an office goes through after it was opened."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection

from commons.audit.models import Entry
from commons.directory import commands, provisioning, queries
from commons.directory.errors import (
    AlreadySo,
    DivisionCodeInvalid,
    DivisionCodeTaken,
    ExportLost,
    ExportMissing,
    NameInvalid,
    NameNotTyped,
    OfficeGone,
    OfficesBelow,
    ProvinceStays,
    RetentionRuns,
    WrongRank,
)
from commons.directory.life import archiving, closing, reorganising
from commons.directory.models import Office, OfficeHistory
from commons.directory.terms import OfficeState, Relation
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import OfficeNotServing, in_commons, in_office
from tenants.documents.models import StoredFile
from tests.conftest import CITY, COUNTY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories.archives import digests, fill
from tests.factories.kills import killed
from tests.factories.people import AT, Role, actor
from tests.factories.web import Browser

OTHER_COUNTY = "440704"
YEAR = dt.timedelta(days=365)


def operator():  # type: ignore[no-untyped-def]
    return actor(Role.PROVISIONER)


def past(code: str) -> list[tuple[str, str, str, dt.date, dt.date | None]]:
    rows = OfficeHistory.objects.filter(office_id=code).order_by("from_on", "id")
    return [(r.division_code, r.name, r.parent_code, r.from_on, r.until_on) for r in rows]


def standing() -> tuple[object, ...]:
    offices = list(Office.objects.order_by("code").values_list("code", "name", "path", "lft", "rgt", "state"))
    return (*offices, OfficeHistory.objects.count(), Entry.objects.count())


# ── 更名 ──────────────────────────────────────────────────────────────────────────────────────


def test_a_new_name_holds_from_today_and_the_old_one_stays_in_sight(commons: None) -> None:
    office = reorganising.rename_office(actor=operator(), code=TOWN, name="棠 下街道", division_code="440703009", at=AT)
    assert (office.code, office.name, office.division_code) == (TOWN, "棠 下街道", "440703009")
    founded, today = dt.date(2025, 1, 2), AT.date()
    assert past(TOWN) == [
        (TOWN, "棠下镇", COUNTY, founded, today),
        ("440703009", "棠 下街道", COUNTY, today, None),
    ]
    entry = Entry.objects.get(act="directory.rename")
    assert (entry.object_uid, entry.facts) == (TOWN, {"from_code": TOWN, "to_code": "440703009"})


def test_an_office_founded_after_midnight_is_of_the_new_day(commons: None) -> None:
    """Until eight in the morning the instant's own date, which is UTC's, is the day before."""
    commands.found_offices(
        actor=operator(), division=OTHER_COUNTY, depth=0, at=dt.datetime(2026, 3, 2, 16, 30, tzinfo=dt.UTC)
    )
    assert [founded for *_, founded, _ in past(OTHER_COUNTY)] == [dt.date(2026, 3, 3)]


def test_two_changes_in_a_day_leave_the_last_of_the_day(commons: None) -> None:
    for name in ("一镇", "二镇"):
        reorganising.rename_office(actor=operator(), code=TOWN, name=name, at=AT)
    assert [name for _, name, *_ in past(TOWN)] == ["棠下镇", "二镇"]


@pytest.mark.parametrize(
    ("name", "code", "refusal"),
    [
        ("棠下镇", "", AlreadySo),
        ("镇", "", NameInvalid),
        ("长" * 61, "", NameInvalid),
        ("棠下\x07镇", "", NameInvalid),
        ("", "44070310x", DivisionCodeInvalid),
        ("", NEIGHBOUR, DivisionCodeTaken),
    ],
)
def test_a_name_or_code_that_cannot_be_is_refused_and_nothing_changes(
    commons: None, name: str, code: str, refusal: type[Exception]
) -> None:
    before = standing()
    with pytest.raises(refusal):
        reorganising.rename_office(actor=operator(), code=TOWN, name=name, division_code=code, at=AT)
    assert standing() == before


# ── 划转 ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two_counties(commons: None) -> None:
    commands.found_offices(actor=operator(), division=OTHER_COUNTY, depth=0, at=AT)


def test_a_county_moves_to_another_city_with_all_its_towns_and_the_tree_is_whole(commons: None) -> None:
    commands.found_offices(actor=operator(), division="4406", depth=0, at=AT)
    reorganising.move_office(actor=operator(), code=COUNTY, to="4406", at=AT)
    assert [each.code for each in queries.superiors_of(queries.office(TOWN))] == [PROVINCE, "4406", COUNTY]
    assert [each.code for each in queries.subtree(queries.office("4406"))] == ["4406", COUNTY, STREET, TOWN, NEIGHBOUR]
    assert [each.code for each in queries.subtree(queries.office(CITY))] == [CITY]
    assert_nested()
    assert past(COUNTY)[-1] == (COUNTY, "蓬江区", "4406", AT.date(), None)
    entry = Entry.objects.get(act="directory.move")
    assert entry.facts == {"from": CITY, "to": "4406", "division_code": COUNTY}


def assert_nested() -> None:
    """The numbers say what the parents say."""
    for office in queries.offices():
        inside = {each.code for each in queries.subtree(office)}
        assert inside == {each.code for each in Office.objects.filter(path__startswith=office.path)}
        assert office.parent is None or office.path == f"{office.parent.path}{office.code}/"


def test_a_street_reports_wherever_it_goes(two_counties: None) -> None:
    moved = reorganising.move_office(actor=operator(), code=STREET, to=OTHER_COUNTY, division_code="440704099", at=AT)
    assert (moved.relation, moved.division_code, moved.code) == (Relation.REPORTS_TO, "440704099", STREET)
    assert_nested()


@pytest.mark.parametrize(
    ("code", "to", "refusal"),
    [
        (TOWN, NEIGHBOUR, WrongRank),
        (TOWN, TOWN, WrongRank),
        (CITY, COUNTY, WrongRank),
        (PROVINCE, CITY, WrongRank),
        (TOWN, COUNTY, AlreadySo),
    ],
)
def test_a_place_that_cannot_be_is_refused_and_nothing_changes(
    commons: None, code: str, to: str, refusal: type[Exception]
) -> None:
    before = standing()
    with pytest.raises(refusal):
        reorganising.move_office(actor=operator(), code=code, to=to, at=AT)
    assert standing() == before


# ── 合并 ──────────────────────────────────────────────────────────────────────────────────────


def test_a_town_that_goes_up_in_its_neighbour_is_kept_read_only_under_its_old_code(commons: None) -> None:
    gone = reorganising.merge_offices(actor=operator(), code=TOWN, into=NEIGHBOUR, at=AT)
    assert (gone.state, gone.merged_into, gone.archived_at) == (OfficeState.ARCHIVED, NEIGHBOUR, AT)
    assert past(TOWN) == [(TOWN, "棠下镇", COUNTY, dt.date(2025, 1, 2), AT.date())]
    assert Entry.objects.get(act="directory.archive").facts == {"into": NEIGHBOUR, "below": []}


def test_a_county_that_goes_up_leaves_its_towns_to_the_other(two_counties: None) -> None:
    reorganising.merge_offices(actor=operator(), code=COUNTY, into=OTHER_COUNTY, at=AT)
    assert [each.code for each in queries.subtree(queries.office(OTHER_COUNTY))] == [
        OTHER_COUNTY, STREET, TOWN, NEIGHBOUR,
    ]  # fmt: skip
    assert past(TOWN)[-1] == (TOWN, "棠下镇", OTHER_COUNTY, AT.date(), None)
    assert_nested()


def test_an_office_that_was_never_opened_is_simply_abolished(two_counties: None) -> None:
    gone = reorganising.merge_offices(actor=operator(), code=OTHER_COUNTY, into=COUNTY, at=AT)
    assert (gone.state, gone.merged_into, gone.parent_id) == (OfficeState.DELETED, COUNTY, None)
    assert past(OTHER_COUNTY)[-1][2] == CITY
    assert_nested()


@pytest.mark.parametrize(
    ("code", "into", "refusal"), [(TOWN, TOWN, AlreadySo), (TOWN, COUNTY, WrongRank), (PROVINCE, PROVINCE, AlreadySo)]
)
def test_a_merger_that_cannot_be_is_refused_and_nothing_changes(
    commons: None, code: str, into: str, refusal: type[Exception]
) -> None:
    before = standing()
    with pytest.raises(refusal):
        reorganising.merge_offices(actor=operator(), code=code, into=into, at=AT)
    assert standing() == before


def test_what_is_archived_is_neither_moved_nor_merged_nor_merged_into(commons: None) -> None:
    closing.archive_office(actor=operator(), code=TOWN, reason="撤镇", at=AT)
    for act in (
        lambda: reorganising.rename_office(actor=operator(), code=TOWN, name="新名字", at=AT),
        lambda: reorganising.merge_offices(actor=operator(), code=TOWN, into=NEIGHBOUR, at=AT),
        lambda: reorganising.merge_offices(actor=operator(), code=NEIGHBOUR, into=TOWN, at=AT),
    ):
        with pytest.raises(OfficeGone):
            act()


# ── 归档 ──────────────────────────────────────────────────────────────────────────────────────


def test_an_archived_office_is_read_and_postgresql_itself_refuses_to_write(committed: str) -> None:
    fill(TOWN)
    with in_commons():
        closing.archive_office(actor=operator(), code=TOWN, reason="撤镇", at=AT)
        assert closing.unsettled() == [TOWN]
        closing.settle_office(actor=operator(), code=TOWN, at=AT)
        assert closing.unsettled() == []
    with in_office(TOWN, serving=False):
        assert StoredFile.objects.count() == 1
        with pytest.raises(ProgrammingError, match="permission denied"):
            StoredFile.objects.update(size=1)
        connection.close()
    with pytest.raises(OfficeNotServing), in_office(TOWN):
        pass
    visitor = Browser(host=TOWN)
    page = visitor.get("/")
    assert (page.status_code, "本机构已归档，只供查阅。" in page.content.decode()) == (200, True)
    assert visitor.post("/suggest/", {}).status_code == 409
    assert visitor.post("/api/v1/intake/suggestions/", {}).json()["code"] == "directory.office_read_only"


def test_taking_the_archiving_back_leaves_it_suspended_and_writable_once_resumed(committed: str) -> None:
    fill(TOWN)
    with in_commons():
        closing.archive_office(actor=operator(), code=TOWN, reason="撤镇", at=AT)
        closing.settle_office(actor=operator(), code=TOWN, at=AT)
        office = closing.unarchive_office(actor=operator(), code=TOWN, at=AT)
        closing.settle_office(actor=operator(), code=TOWN, at=AT)
        assert (office.state, office.archived_at, closing.unsettled()) == (OfficeState.SUSPENDED, None, [])
        commands.resume_office(actor=operator(), code=TOWN, at=AT)
    with in_office(TOWN):
        assert StoredFile.objects.update(size=1) == 1


def test_an_office_with_others_below_is_not_archived_and_the_province_never(commons: None) -> None:
    before = standing()
    with pytest.raises(OfficesBelow):
        closing.archive_office(actor=operator(), code=COUNTY, reason="", at=AT)
    for act in (
        lambda: closing.archive_office(actor=operator(), code=PROVINCE, reason="", at=AT),
        lambda: commands.suspend_office(actor=operator(), code=PROVINCE, reason="", at=AT),
    ):
        with pytest.raises(ProvinceStays):
            act()
    assert standing() == before


# ── 停用 ──────────────────────────────────────────────────────────────────────────────────────


def test_a_suspended_office_says_so_to_people_and_to_programs(committed: str) -> None:
    with in_commons():
        commands.suspend_office(actor=operator(), code=TOWN, reason="年检", at=AT)
    visitor = Browser(host=TOWN)
    page = visitor.get("/")
    assert (page.status_code, "本机构已停用，暂不能办理，已有数据完整保留。" in page.content.decode()) == (503, True)
    answer = visitor.get("/api/v1/intake/campaigns/")
    assert (answer.status_code, answer["content-type"]) == (503, "application/problem+json")
    assert answer.json()["code"] == "directory.office_suspended"
    assert Browser(host=NEIGHBOUR).get("/").status_code == 200


# ── 删除 ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def archived(committed: str) -> str:
    fill(TOWN)
    with in_commons():
        closing.archive_office(actor=operator(), code=TOWN, reason="撤镇", at=AT)
        closing.settle_office(actor=operator(), code=TOWN, at=AT)
    return TOWN


def delete(*, name: str = "棠下镇", at: dt.datetime = AT + YEAR) -> Office:
    with in_commons():
        return closing.delete_office(actor=operator(), code=TOWN, confirmation=name, at=at)


def export(at: dt.datetime = AT + dt.timedelta(days=1)) -> Path:
    with in_commons():
        return archiving.file_of(archiving.export_office(actor=operator(), code=TOWN, at=at))


def test_deleting_drops_schema_and_files_and_leaves_the_row_the_history_and_the_audit_head(archived: str) -> None:
    export()
    head = audit_head()
    elsewhere = {t: d for t, d in digests().items() if not t.startswith((f"o_{TOWN}.", "public."))}
    assert delete().state == OfficeState.DELETED
    assert Browser(host=TOWN).get("/").status_code == 410
    with in_commons():
        assert closing.settle_office(actor=operator(), code=TOWN, at=AT + YEAR) is True
        assert closing.settle_office(actor=operator(), code=TOWN, at=AT + YEAR) is False
        assert (closing.unsettled(), queries.office(TOWN).name) == ([], "棠下镇")
        assert past(TOWN) == [(TOWN, "棠下镇", COUNTY, dt.date(2025, 1, 2), (AT + YEAR).date())]
        assert TOWN not in {each.code for each in queries.subtree(queries.office(PROVINCE))}
        assert_nested()
    assert {t: d for t, d in digests().items() if not t.startswith("public.")} == elsewhere
    assert (audit_head(), not_there()) == (head, True)


def audit_head() -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, digest FROM public.audit_head WHERE office_code = %s", [TOWN])
        return cursor.fetchone()


def not_there() -> bool:
    with provisioning.as_owner() as owner:
        return owner.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [f"o_{TOWN}"]).fetchone() is None


def test_a_deleted_office_comes_back_suspended_from_its_archive(archived: str) -> None:
    path = export()
    delete()
    with in_commons():
        closing.settle_office(actor=operator(), code=TOWN, at=AT + YEAR)
        office = archiving.restore_office(actor=operator(), path=path, at=AT + YEAR).office
        assert (office.state, office.archived_at) == (OfficeState.SUSPENDED, None)
        assert [each.code for each in queries.superiors_of(office)] == [PROVINCE, CITY, COUNTY]
        assert_nested()
        commands.resume_office(actor=operator(), code=TOWN, at=AT + YEAR)
    with in_office(TOWN):
        assert StoredFile.objects.count() == 1
    assert Browser(host=TOWN).get("/").status_code == 200


def test_deleting_wants_the_name_the_retention_and_an_export_that_is_still_there(archived: str) -> None:
    before = digests()
    with pytest.raises(ExportMissing):
        delete()
    path = export()
    made = digests()
    with pytest.raises(NameNotTyped):
        delete(name="堂下镇")
    with pytest.raises(RetentionRuns, match="棠下镇"):
        delete(at=AT + dt.timedelta(days=30))
    path.unlink()
    with pytest.raises(ExportLost):
        delete()
    assert digests() == made
    assert {t for t in made if made[t] != before[t]} == {"public.audit_entry", "public.directory_officearchive"}


def test_an_export_from_before_the_archiving_is_not_enough(committed: str) -> None:
    fill(TOWN)
    export(AT)
    with in_commons():
        closing.archive_office(actor=operator(), code=TOWN, reason="撤镇", at=AT + dt.timedelta(days=2))
    with pytest.raises(ExportMissing):
        delete()


def test_nothing_is_dropped_when_the_export_was_changed_after_the_decision(archived: str) -> None:
    path = export()
    delete()
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"x")
    with in_commons(), pytest.raises(ExportLost):
        closing.settle_office(actor=operator(), code=TOWN, at=AT + YEAR)
    assert not not_there()


def test_an_office_that_works_is_not_deleted(committed: str) -> None:
    with pytest.raises(WrongStep):
        delete()


def test_a_kill_while_the_schema_goes_is_finished_by_the_next_sweep(archived: str) -> None:
    export()
    delete()

    def settle() -> None:
        with in_commons():
            closing.settle_office(actor=operator(), code=TOWN, at=AT + YEAR)

    for after in (0.01, 0.05, 0.1, 0.2):
        killed(settle, after=after)
    settle()
    with in_commons():
        assert (not_there(), closing.unsettled()) == (True, [])


# ── who may ───────────────────────────────────────────────────────────────────────────────────


def test_none_of_it_is_for_a_clerk_and_nothing_is_left_behind(commons: None) -> None:
    before, clerk = standing(), actor(Role.CLERK)
    for act in (
        lambda: reorganising.rename_office(actor=clerk, code=TOWN, name="新名字", at=AT),
        lambda: reorganising.move_office(actor=clerk, code=TOWN, to=CITY, at=AT),
        lambda: reorganising.merge_offices(actor=clerk, code=TOWN, into=NEIGHBOUR, at=AT),
        lambda: closing.archive_office(actor=clerk, code=TOWN, reason="", at=AT),
        lambda: closing.unarchive_office(actor=clerk, code=TOWN, at=AT),
        lambda: closing.delete_office(actor=clerk, code=TOWN, confirmation="棠下镇", at=AT),
        lambda: closing.discard_copy(actor=clerk, code=TOWN, at=AT),
        lambda: closing.settle_office(actor=clerk, code=TOWN, at=AT),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert standing() == before
