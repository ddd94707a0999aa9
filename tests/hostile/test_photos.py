"""Whatever is handed in as a photo is drawn afresh or refused with what to do; nothing of the original survives (B9, B10)."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from commons.directory import contents
from tenants.documents import queries as documents
from tenants.documents.models import Attachment, StoredFile
from tenants.intake.commands.suggestions import Photo
from tenants.intake.models import Suggestion
from tests.factories.cycles import open_year
from tests.factories.intake import submit
from tests.hostile import photos, tables

CASES = photos.cases()


def test_the_corpus_has_more_than_a_hundred_and_thirty_files() -> None:
    assert len(CASES) + len(photos.NAMES) + len(tables.cases()) >= 130


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_photo_is_drawn_afresh_or_refused(name: str, town: str) -> None:
    open_year(2026)
    content, expected = CASES[name]
    if isinstance(expected, type):
        with pytest.raises(expected) as refused:
            submit(photos=[Photo("照片.jpg", content)])
        assert refused.value.message.endswith("。")
        assert (Suggestion.objects.count(), Attachment.objects.count()) == (0, 0)
        return
    submit(photos=[Photo("照片.jpg", content)])
    stored = StoredFile.objects.get()
    with default_storage.open(contents.path_of(town, stored.sha256)) as kept:
        data = kept.read()
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.size, dict(picture.getexif()), picture.info.get("icc_profile")) == (expected, {}, None)
    assert [trace for trace in (b"script", b"PK\x03\x04", "某手机".encode(), b"GPS") if trace in data] == []


@pytest.mark.parametrize("filename", photos.NAMES)
def test_a_file_name_is_shown_and_never_a_path(filename: str, town: str) -> None:
    open_year(2026)
    slip = submit(photos=[Photo(filename, photos.drawn("JPEG"))])
    (kept,) = documents.attachments_of(slip.uid)
    assert kept.filename.endswith(".jpg")
    assert len(kept.filename) <= 100
    assert [sign for sign in "/\\\0\r\n\u202e" if sign in kept.filename] == []
