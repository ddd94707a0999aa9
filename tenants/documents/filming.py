"""Films of a phone (MP4, MOV): kept as they are, but for what tells where and when they were taken. Pure.

A film is a tree of boxes (ISO/IEC 14496-12): four bytes of length, four of type, then the content. What describes the
recording (user data, metadata, anybody's own boxes) is blanked in place, so that no offset moves and the film plays on;
the clock times of film and tracks are set to nothing. Tracks beside picture and sound (a drone's positions as subtitles) are
taken off the list of tracks; their samples are then no longer part of the film.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from tenants.documents.errors import VideoBroken

_INTO: Final = (b"moov", b"trak", b"mdia")  # the only boxes that hold what concerns us
_TELLING: Final = (b"udta", b"meta", b"uuid", b"free", b"skip", b"wide")
_TIMED: Final = (b"mvhd", b"tkhd", b"mdhd")
_SHOWN: Final = (b"vide", b"soun")
_MOST_BOXES: Final = 5_000
_DEEPEST: Final = 4


class _Box(NamedTuple):
    kind: bytes
    start: int  # of the length
    inside: int  # of the content
    end: int


def stripped(content: bytes) -> bytes:
    """The same film, of the same length, without place and time. Raises VideoBroken."""
    film = bytearray(content)
    boxes = list(_boxes(content, 0, len(content), 0))
    kinds = {each.kind for each in boxes}
    if not {b"moov", b"mdat"} <= kinds or len(boxes) > _MOST_BOXES:
        raise VideoBroken(field="file")
    for each in boxes:
        if each.kind in _TELLING or (each.kind == b"trak" and not _is_shown(content, boxes, each)):
            film[each.start + 4 : each.start + 8] = b"free"
            film[each.inside : each.end] = bytes(each.end - each.inside)
        elif each.kind in _TIMED:
            times = 16 if content[each.inside : each.inside + 1] == b"\x01" else 8
            film[each.inside + 4 : min(each.inside + 4 + times, each.end)] = bytes(
                max(0, min(times, each.end - each.inside - 4))
            )
    return bytes(film)


def _boxes(content: bytes, at: int, end: int, depth: int) -> Iterator[_Box]:
    """Every box that concerns us, the outer ones before the inner ones."""
    count = 0
    while at + 8 <= end:
        length, kind = struct.unpack_from(">I4s", content, at)
        inside = at + 8
        if length == 1 and at + 16 <= end:
            (length,) = struct.unpack_from(">Q", content, inside)
            inside += 8
        stop = end if length == 0 else at + length
        count += 1
        if not inside <= stop <= end or count > _MOST_BOXES:
            raise VideoBroken(field="file")
        yield _Box(kind, at, inside, stop)
        if kind in _INTO and depth < _DEEPEST:
            yield from _boxes(content, inside, stop, depth + 1)
        at = stop
    if depth == 0 and at != end:
        raise VideoBroken(field="file")


def _is_shown(content: bytes, boxes: list[_Box], track: _Box) -> bool:
    """Whether a track is picture or sound: its handler says so."""
    return any(
        content[each.inside + 8 : each.inside + 12] in _SHOWN
        for each in boxes
        if each.kind == b"hdlr" and track.start < each.start < track.end
    )
