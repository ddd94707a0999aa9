"""Hostile and odd photos, built by code (quality.md §4, B9, B10)."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

from commons.kernel.errors import Refusal
from tenants.documents import errors as files
from tenants.intake import errors

GPS = {1: "N", 2: (22.0, 40.0, 0.0), 3: "E", 4: (113.0, 2.0, 0.0)}


def drawn(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **more)
    return out.getvalue()


def exif(**tags: Any) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = tags.get("turned", 1)
    made[0x010F] = "某手机"
    made.get_ifd(0x8825).update(GPS)
    return made


def png_that_says(width: int, height: int) -> bytes:
    """A header and nothing behind it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small picture whose comment inflates to 60 MB."""
    good = drawn("PNG")
    data = b"Comment\0\0" + zlib.compress(b"a" * 60_000_000, 9)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    return good[:33] + chunk + good[33:]


def animated() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("P", (20, 20), n) for n in range(40)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def with_zip_behind() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("evil.jsp", "<% %>")
    return drawn("JPEG") + out.getvalue()


def noise(size: int = 500) -> bytes:
    return random.Random(44).randbytes(size)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
Kept = tuple[int, int]


def cases() -> dict[str, tuple[bytes, type[Refusal] | Kept]]:
    """name → (file, the refusal, or the size of the picture that is kept)."""
    jpeg = drawn("JPEG", size=(400, 300))
    return {
        "普通照片": (jpeg, (400, 300)),
        "带位置的照片": (drawn("JPEG", exif=exif()), (40, 30)),
        "倒着拍的照片": (drawn("JPEG", exif=exif(turned=6)), (30, 40)),
        "带位置的 PNG": (drawn("PNG", exif=exif()), (40, 30)),
        "带位置的 WebP": (drawn("WEBP", exif=exif()), (40, 30)),
        "五兆色彩描述": (drawn("JPEG", icc_profile=noise(400_000)), (40, 30)),
        "四色印刷": (drawn("JPEG", "CMYK"), (40, 30)),
        "灰度": (drawn("JPEG", "L"), (40, 30)),
        "十六位": (drawn("PNG", "I;16"), (40, 30)),
        "透明": (drawn("PNG", "RGBA"), (40, 30)),
        "调色板": (drawn("PNG", "P"), (40, 30)),
        "黑白": (drawn("PNG", "1"), (40, 30)),
        "动图": (animated(), (20, 20)),
        "很长的照片": (drawn("PNG", "L", (1, 9000)), (1, 2560)),
        "五万乘五万": (png_that_says(50_000, 50_000), files.ImageTooLarge),
        "一万三乘一万三": (png_that_says(13_000, 13_000), files.ImageTooLarge),
        "零乘零": (png_that_says(0, 0), files.ImageBroken),
        "说明文字炸弹": (text_bomb(), files.ImageBroken),
        "截断的 JPG": (jpeg[: len(jpeg) // 2], files.ImageBroken),
        "截断的 PNG": (drawn("PNG", size=(300, 300))[:60], files.ImageBroken),
        "只有文件头": (b"\xff\xd8\xff\xe0", files.ImageBroken),
        "噪声冒充 JPG": (b"\xff\xd8\xff" + noise(), files.ImageBroken),
        "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + noise(), files.FileKindRefused),
        "SVG 带脚本": (SVG, files.FileKindRefused),
        "带标记的 SVG": (b'\xef\xbb\xbf<?xml version="1.0"?>' + SVG, files.FileKindRefused),
        "网页冒充照片": (b"<html><script>alert(1)</script></html>", files.FileKindRefused),
        "BMP": (drawn("BMP"), files.FileKindRefused),
        "TIFF": (drawn("TIFF"), files.FileKindRefused),
        "程序": (b"MZ" + noise(), files.FileKindRefused),
        "压缩包": (b"PK\x03\x04" + noise(), files.FileKindRefused),
        "PDF 里有网页": (b"%PDF-1.7\n<html><script>alert(1)</script>" + noise(), errors.NotAPhoto),
        "GIF 又是脚本": (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//", files.ImageBroken),
        "照片后面跟着压缩包": (with_zip_behind(), (40, 30)),
        "照片后面跟着网页": (jpeg + b"<script>alert(1)</script>", (400, 300)),
        "空文件": (b"", files.FileKindRefused),
    }


NAMES = (
    "../../etc/passwd.jpg", "..\\..\\a.jpg", "a\0b.jpg", "照片\u202egpj.exe", "长" * 300 + ".jpg", "😀😀.jpg", "𠮷㐱䶮.jpg",
    "CON.jpg", "名字.jpg.", "a\r\nSet-Cookie: x=1.jpg", "<img src=x onerror=alert(1)>.jpg", ".htaccess", "照片.jpg.php", "",
)  # fmt: skip
