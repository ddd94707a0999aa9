"""随手拍 takes a film beside its photos: its size and kinds are the year's rule (1-50)."""

from __future__ import annotations

import pytest

from commons.directory import contents
from commons.kernel.actor import Role
from commons.rulebook.terms import Kind
from tenants.documents import commands as documents_commands
from tenants.documents import queries as documents
from tenants.documents.errors import FileKindRefused, VideoBroken
from tenants.intake import errors
from tenants.intake.commands.suggestions import Photo
from tenants.intake.models import Suggestion
from tenants.intake.terms import Channel
from tests.factories.cycles import open_year
from tests.factories.evidence import footprint, last_entry
from tests.factories.films import SAMPLES, WHERE, film
from tests.factories.intake import photo, submit
from tests.factories.people import AT, actor
from tests.factories.rulebook import adopt

MB = 1024 * 1024


def traces() -> tuple[int, ...]:
    return Suggestion.objects.count(), *footprint()


def snap(content: bytes, name: str = "路灯.mp4") -> Suggestion:
    return submit(channel=Channel.SNAPSHOT, photos=[photo()], video=Photo(name, content)).suggestion


def test_a_film_is_kept_beside_the_photos_without_place_and_time(town: str) -> None:
    open_year(2026)
    row = snap(film(b"qt  "), "IMG_0001.MOV")
    kept = documents.attachments_of(row.uid)
    assert sorted(each.filename for each in kept) == ["IMG_0001.mov", "路灯.jpg"]
    assert last_entry(row)["facts"]["video"] is True
    stored = next(each for each in kept if each.filename.endswith(".mov"))
    attachment = documents.attachment(actor(Role.CLERK), stored.uid)
    with contents.open_kept(town, attachment.file.sha256) as file:
        content = file.read()
    assert (SAMPLES in content, WHERE in content) == (True, False)


def test_a_film_as_large_as_the_rule_is_taken_and_one_larger_is_not(town: str) -> None:
    adopt(Kind.COLLECTION, video_mb=1)
    open_year(2026)
    room = MB - len(film())
    assert documents.attachments_of(snap(film(pad=room)).uid)
    before = traces()
    with pytest.raises(errors.VideoTooLarge):
        snap(film(pad=room + 1))
    assert traces() == before


def test_an_office_may_take_no_films_or_only_some(town: str) -> None:
    adopt(Kind.COLLECTION, video_types=["video/mp4"])
    open_year(2026)
    with pytest.raises(errors.NotAVideo) as refused:
        snap(film(b"qt  "))
    assert "MP4" in refused.value.message


def test_where_films_are_not_taken_it_says_so(town: str) -> None:
    adopt(Kind.COLLECTION, video_mb=0)
    open_year(2026)
    before = traces()
    with pytest.raises(errors.VideoNotTaken):
        snap(film())
    assert traces() == before


@pytest.mark.parametrize("content", [photo().content, b"%PDF-1.4\n%%EOF\n", b"", b"\0\0\0\x18ftypheic"])
def test_what_is_no_film_is_refused_as_a_film(town: str, content: bytes) -> None:
    open_year(2026)
    with pytest.raises(errors.NotAVideo):
        snap(content)


def test_a_film_cut_off_is_refused_and_nothing_is_kept(town: str) -> None:
    open_year(2026)
    before = traces()
    with pytest.raises(VideoBroken):
        snap(film()[:-9])
    assert traces() == before


def test_other_records_take_no_films(town: str) -> None:
    row = submit().suggestion
    with pytest.raises(FileKindRefused, match="不接收视频"):
        documents_commands.attach(
            actor=actor(Role.CLERK),
            subject_type="appraisal.proposal",
            subject_uid=row.uid,
            filename="现场.mp4",
            content=film(),
            at=AT,
        )
