"""Files are kept by content, opened by permission, and gone with their last reference."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import override_settings

from commons.audit.models import Entry
from commons.directory import contents
from commons.kernel.actor import resident
from commons.kernel.models import new_uid
from commons.kernel.policy import Hidden, NotPermitted
from commons.kernel.tenancy import in_office
from tenants.documents import commands, errors, queries, readers, tasks
from tenants.documents.models import Attachment, StoredFile
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.files import PDF, photo
from tests.factories.people import AT, Role, actor, member
from tests.factories.web import Browser

SUBJECT = new_uid()
SUGGESTION = "intake.suggestion"


@pytest.fixture(autouse=True)
def _store(tmp_path: Any, settings: Any) -> Iterator[None]:
    """A store of its own for every test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path)}},
    }
    return


def attach(content: bytes = PDF, *, by: Any = None, filename: str = "说明.pdf", **more: Any) -> Attachment:
    return commands.attach(
        actor=by or actor(Role.CLERK),
        subject_type=SUGGESTION,
        subject_uid=more.pop("subject_uid", SUBJECT),
        filename=filename,
        content=content,
        at=AT,
        **{"public": False, **more},
    )


def rows() -> tuple[int, int, int]:
    return Attachment.objects.count(), StoredFile.objects.count(), Entry.objects.count()


def path_of(attachment: Attachment) -> str:
    return contents.path_of(attachment.office_code, attachment.file.sha256)


# ── attach ────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_kept_under_its_office_and_digest(town: str) -> None:
    clerk = actor(Role.CLERK, name="经办甲")
    attachment = attach(by=clerk, filename="../说明.PDF")
    digest = hashlib.sha256(PDF).hexdigest()
    assert path_of(attachment) == f"{town}/{digest[:2]}/{digest}"
    with default_storage.open(path_of(attachment)) as kept:
        assert kept.read() == PDF
    facts = queries.attachments_of(SUBJECT)
    assert [(each.filename, each.media_type, each.size, each.public, each.is_image) for each in facts] == [
        ("说明.pdf", "application/pdf", len(PDF), False, False)
    ]
    assert (attachment.uploaded_by_uid, attachment.uploaded_by_name) == (clerk.account_uid, "经办甲")


def test_a_citizens_photo_is_kept_without_the_place_where_it_was_taken(town: str) -> None:
    attachment = attach(photo(orientation=6), by=resident(town), filename="井盖.heic")
    with default_storage.open(path_of(attachment)) as kept:
        content = kept.read()
    assert b"Exif" not in content
    assert (attachment.filename, attachment.uploaded_by_uid) == ("井盖.jpg", None)
    assert attachment.file.size == len(content)


def test_the_same_content_is_stored_once_for_many_references(town: str) -> None:
    first, second = attach(), attach(subject_uid=new_uid(), filename="另一份.pdf")
    assert (first.file_id, rows()[:2]) == (second.file_id, (2, 1))
    assert queries.bytes_kept() == len(PDF)


def test_what_a_kill_left_half_written_is_written_again(town: str) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    contents.keep(town, digest, PDF[:10])
    attachment = attach()
    with default_storage.open(path_of(attachment)) as kept:
        assert kept.read() == PDF


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.FileEmpty),
        (b"<svg/>", errors.FileKindRefused),
        (photo()[:30], errors.ImageBroken),
        (b"%PDF-" + b"x" * commands.LARGEST_FILE, errors.FileTooLarge),
    ],
)
def test_a_file_that_cannot_be_taken_leaves_nothing_behind(town: str, content: bytes, refusal: type) -> None:
    before = rows()
    with pytest.raises(refusal) as refused:
        attach(content)
    assert refused.value.data["field"] == "file"
    assert rows() == before
    assert default_storage.exists(town) is False


def test_an_office_that_has_used_up_its_space_is_told_so(town: str) -> None:
    attach()
    before = rows()
    with override_settings(FILES_QUOTA=len(PDF) + 10), pytest.raises(errors.QuotaReached) as refused:
        attach(PDF + b"\n%% another one")
    assert str(refused.value) == "本机构的附件空间（0 MB）已用完，不能再上传。请清理不用的附件，或联系平台扩容。"
    assert rows() == before


def test_an_auditor_reads_and_adds_nothing(town: str) -> None:
    before = rows()
    with pytest.raises(NotPermitted):
        attach(by=actor(Role.AUDITOR))
    assert rows() == before


def test_attaching_is_on_the_trail_without_the_name_of_the_file(town: str) -> None:
    attachment = attach(filename="张三身份证.pdf", public=True)
    entry = Entry.objects.latest("uid")
    assert (entry.act, entry.object_uid, entry.facts, len(entry.words_digest)) == (
        "documents.attach",
        str(attachment.uid),
        {"subject": SUGGESTION, "type": "application/pdf", "bytes": len(PDF), "public": True},
        64,
    )


def test_attachments_of_a_record_cost_one_query_and_so_do_those_of_many(
    town: str, django_assert_num_queries: Any
) -> None:
    attach()
    with django_assert_num_queries(1):
        assert len(queries.attachments_of(SUBJECT)) == 1
    other = new_uid()
    attach(photo(), filename="图.jpg")
    attach(subject_uid=other)
    with django_assert_num_queries(1):
        found = queries.attachments_by_subject([SUBJECT, other, UUID(int=0)])
    assert {uid: [each.filename for each in each_of] for uid, each_of in found.items()} == {
        SUBJECT: ["说明.pdf", "图.jpg"],
        other: ["说明.pdf"],
        UUID(int=0): [],
    }


# ── detach, set_public, sweep ─────────────────────────────────────────────────────────────────


def test_a_content_goes_with_its_last_reference(town: str) -> None:
    first, second = attach(), attach()
    where, clerk, director = path_of(first), actor(Role.CLERK), actor(Role.DIRECTOR)
    commands.detach(actor=clerk, uid=first.uid, at=AT)
    assert (commands.sweep_files(actor=director, at=AT), default_storage.exists(where)) == (0, True)
    commands.detach(actor=clerk, uid=second.uid, at=AT)
    assert default_storage.exists(where)
    assert (commands.sweep_files(actor=director, at=AT), default_storage.exists(where)) == (1, False)
    assert (rows()[:2], queries.bytes_kept()) == ((0, 0), 0)
    assert Entry.objects.latest("uid").facts == {"bytes": len(PDF)}
    again = attach()
    assert default_storage.exists(path_of(again))


def test_only_the_one_who_uploaded_and_the_staff_take_an_attachment_off(town: str) -> None:
    unit, other = actor(Role.UNIT), actor(Role.UNIT)
    attachment = attach(by=unit)
    before = rows()
    with pytest.raises(Hidden):
        commands.detach(actor=other, uid=attachment.uid, at=AT)
    with pytest.raises(NotPermitted):
        commands.detach(actor=resident(town), uid=attachment.uid, at=AT)
    assert rows() == before
    commands.detach(actor=unit, uid=attachment.uid, at=AT)
    with pytest.raises(errors.AttachmentNotFound):
        commands.detach(actor=unit, uid=attachment.uid, at=AT)


def test_sweeping_is_not_for_a_clerk(town: str) -> None:
    with pytest.raises(NotPermitted):
        commands.sweep_files(actor=actor(Role.CLERK), at=AT)


# ── who may open what ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def _own_subject_readable() -> Iterator[None]:
    """The room of the subject says: inspectors may read this one record."""
    before = readers._table
    readers.install({SUGGESTION: lambda who, uid: who.holds(Role.INSPECTOR) and uid == SUBJECT})
    yield
    readers.install(before)


@pytest.mark.usefixtures("_own_subject_readable")
def test_a_file_is_opened_by_whom_it_concerns_and_for_all_others_it_does_not_exist(town: str) -> None:
    unit = actor(Role.UNIT)
    mine = attach(by=unit)
    elsewhere = attach(by=unit, subject_uid=new_uid())
    open_to = {
        "clerk": actor(Role.CLERK),
        "auditor": actor(Role.AUDITOR),
        "uploader": unit,
        "inspector": actor(Role.INSPECTOR),
        "other unit": actor(Role.UNIT),
        "government": actor(Role.GOVERNMENT),
        "citizen": resident(town),
    }

    def readers_of(attachment: Attachment) -> set[str]:
        found = set()
        for name, who in open_to.items():
            try:
                queries.attachment(who, attachment.uid)
            except errors.AttachmentNotFound:
                continue
            found.add(name)
        return found

    assert readers_of(mine) == {"clerk", "auditor", "uploader", "inspector"}
    assert readers_of(elsewhere) == {"clerk", "auditor", "uploader"}
    commands.set_public(actor=open_to["clerk"], uid=mine.uid, public=True, at=AT)
    assert readers_of(mine) == set(open_to)
    assert [each.uid for each in queries.visible_attachments(open_to["citizen"])] == [mine.uid]
    assert {each.uid for each in queries.visible_attachments(unit)} == {mine.uid, elsewhere.uid}
    assert [each.uid for each in queries.attachments_of(SUBJECT, public_only=True)] == [mine.uid]


def test_a_public_file_is_downloaded_by_anybody_and_never_shown_as_a_page(town: str) -> None:
    attachment = attach(filename="公示表\r\n\u202e.pdf", public=True)
    response = Browser().get(f"/files/{attachment.uid}/")
    assert (response.status_code, b"".join(response.streaming_content)) == (200, PDF)  # type: ignore[attr-defined]
    assert {
        name: response.headers[name]
        for name in (
            "Content-Type",
            "Content-Disposition",
            "X-Content-Type-Options",
            "Cache-Control",
            "Content-Security-Policy",
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''%E5%85%AC%E7%A4%BA%E8%A1%A8.pdf",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


def test_a_private_file_is_not_found_by_citizens_nor_by_the_neighbour(town: str) -> None:
    attachment = attach()
    address = f"/files/{attachment.uid}/"
    clerk = member(Role.CLERK)
    assert Browser(clerk).status(address) == 200
    assert Browser().status(address) == 404
    with in_office(NEIGHBOUR):
        theirs = member(Role.CLERK)
        assert Browser(theirs).status(address) == 404
        secret = attach(photo(), filename="邻镇.jpg", public=True)
    assert Browser(clerk).status(f"/files/{secret.uid}/") == 404
    assert Browser(host=TOWN).status(f"/files/{secret.uid}/") == 404


def test_a_file_that_vanished_from_the_disk_is_a_sentence_and_no_crash(town: str) -> None:
    attachment = attach(public=True)
    default_storage.delete(path_of(attachment))
    assert Browser().status(f"/files/{attachment.uid}/") == 404


def test_only_looking_is_possible_at_the_address_of_a_file(town: str) -> None:
    attachment = attach(public=True)
    assert Browser().post(f"/files/{attachment.uid}/").status_code in (403, 405)


def test_sweeping_is_in_the_schedule_and_works_in_its_own_office_only(db: None) -> None:
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            commands.detach(actor=actor(Role.CLERK), uid=attach().uid, at=AT)
    tasks.sweep_files(office_code=TOWN)
    left = {}
    for code in (TOWN, NEIGHBOUR):
        with in_office(code):
            left[code] = queries.unreferenced().count()
    assert left == {TOWN: 0, NEIGHBOUR: 1}
    assert tasks.sweep_everywhere.name in {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
