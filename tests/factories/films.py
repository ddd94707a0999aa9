"""Films of a phone, built box by box: a picture track, a sound track, and everything that tells where and when."""

from __future__ import annotations

import struct

WHERE = b"+22.6700+113.0300/"
WHEN = 3_850_000_000  # seconds since 1904: of the year 2026
SAMPLES = b"picture and sound " * 40


def box(kind: bytes, inside: bytes, *, wide: bool = False) -> bytes:
    if wide:
        return struct.pack(">I4sQ", 1, kind, len(inside) + 16) + inside
    return struct.pack(">I4s", len(inside) + 8, kind) + inside


def timed(kind: bytes, *, version: int = 0) -> bytes:
    times = struct.pack(">QQ" if version else ">II", WHEN, WHEN)
    return box(kind, bytes([version, 0, 0, 0]) + times + b"\0\0\2X" + b"rest of it")


def track(handler: bytes) -> bytes:
    says = box(b"hdlr", b"\0" * 8 + handler + b"\0" * 12)
    return box(b"trak", timed(b"tkhd") + box(b"mdia", timed(b"mdhd", version=1) + says + box(b"minf", b"offsets")))


def film(brand: bytes = b"isom", *, tracks: tuple[bytes, ...] = (b"vide", b"soun"), pad: int = 0) -> bytes:
    """A film that says where and when it was taken, in every way that phones do."""
    told = box(b"udta", box(b"\xa9xyz", WHERE)) + box(b"meta", b"com.apple.quicktime.location.ISO6709" + WHERE)
    moov = box(b"moov", timed(b"mvhd") + b"".join(map(track, tracks)) + told)
    return (
        box(b"ftyp", brand + b"\0\0\2\0") + box(b"uuid", WHERE) + moov + box(b"mdat", SAMPLES + bytes(pad), wide=True)
    )
