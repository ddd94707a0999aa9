"""Files as people send them: photos with EXIF, office files, and hostile ones. Made here, no binary blobs in the tree."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

JIANGMEN = (22.58, 113.08)


def photo(size: tuple[int, int] = (40, 20), *, orientation: int = 1, kind: str = "JPEG", mode: str = "RGB") -> bytes:
    """Left half red, right half blue; with the place where it was taken and the way the phone was held."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "某牌手机"
    exif[0x8825] = {1: "N", 2: (22.0, 34.0, 48.0), 3: "E", 4: (113.0, 4.0, 48.0)}
    out = io.BytesIO()
    image.convert(mode).save(out, kind, exif=exif)
    return out.getvalue()


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def animation(kind: str = "GIF") -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50)
    return out.getvalue()


def bomb_png(side: int) -> bytes:
    """A few kilobytes that unfold into side × side pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    body = b"".join(packer.compress(row * 500) for _ in range(side // 500)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def office_file(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


DOCX = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
