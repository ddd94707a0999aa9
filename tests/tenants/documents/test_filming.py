"""Films: what tells where and when they were taken is blanked in place, the rest stays as it was (1-50)."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.documents.errors import FileKindRefused, VideoBroken
from tenants.documents.filming import stripped
from tenants.documents.sniffing import film_of, sniff
from tenants.documents.terms import MediaType
from tests.factories.films import SAMPLES, WHEN, WHERE, box, film


@pytest.mark.parametrize("brand", [b"isom", b"mp42", b"qt  "])
def test_neither_place_nor_time_is_left_and_nothing_moves(brand: bytes) -> None:
    before = film(brand)
    after = stripped(before)
    assert (WHERE in before, WHERE in after) == (True, False)
    assert (struct.pack(">I", WHEN) in before, struct.pack(">I", WHEN) in after) == (True, False)
    assert (len(after), after.index(SAMPLES)) == (len(before), before.index(SAMPLES))
    assert stripped(after) == after


def test_a_track_beside_picture_and_sound_is_taken_off_the_list() -> None:
    """A drone writes its positions as subtitles."""
    after = stripped(film(tracks=(b"vide", b"soun", b"text")))
    assert (after.count(b"trak"), b"text" in after) == (2, False)


def test_what_a_film_is_is_told_by_its_brand() -> None:
    assert [film_of(film(brand)) for brand in (b"isom", b"3gp4", b"qt  ", b"heic", b"????")] == [
        MediaType.MP4,
        MediaType.MP4,
        MediaType.MOV,
        None,
        None,
    ]
    with pytest.raises(FileKindRefused, match="HEIC"):
        sniff(film(b"heic"))


BROKEN = {
    "cut off in the middle": film()[:-20],
    "no samples": box(b"ftyp", b"isom") + box(b"moov", b""),
    "no film": box(b"ftyp", b"isom") + box(b"mdat", SAMPLES),
    "a box longer than the file": box(b"ftyp", b"isom") + struct.pack(">I4s", 1 << 30, b"moov"),
    "a box shorter than its head": box(b"ftyp", b"isom") + struct.pack(">I4s", 3, b"moov") + box(b"mdat", b""),
    "a box of sixteen exabytes": box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", (1 << 64) - 1),
    "six thousand boxes": box(b"ftyp", b"isom") + box(b"free", b"") * 6000 + box(b"moov", b"") + box(b"mdat", b""),
    "boxes in boxes without end": box(b"ftyp", b"isom") + box(b"trak", box(b"trak", box(b"trak", b"")) * 2000),
    "bytes after the last box": film() + b"abc",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_whole_film_is_refused(content: bytes) -> None:
    with pytest.raises(VideoBroken):
        stripped(content)


@settings(max_examples=80)
@given(st.data())
def test_whatever_bytes_come_the_answer_is_a_film_or_a_refusal(data: st.DataObject) -> None:
    content = bytearray(film())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(VideoBroken):
        assert len(stripped(bytes(content))) == len(content)
