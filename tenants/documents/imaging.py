"""Photos are drawn afresh: no EXIF leaves a phone (the GPS of a citizen's home), turned upright, at most 2560 px. Pure.

Nothing of the original bytes survives, so a picture that is also a script or an archive is only a picture afterwards.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from tenants.documents.errors import ImageBroken, ImageTooLarge
from tenants.documents.terms import MediaType

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2560
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def redraw(content: bytes) -> tuple[bytes, MediaType]:
    """The picture (of an animation its first frame) as a plain JPEG or PNG. Raises ImageTooLarge, ImageBroken."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_large()
            return _encoded(opened)
    except _BOMBS as bomb:
        raise _too_large() from bomb
    except (ImageTooLarge, MemoryError):
        raise
    except Exception as broken:  # decoders raise whatever hostile bytes lead them to; it means "cannot be read"
        raise ImageBroken(field="file") from broken


def _encoded(opened: Image.Image) -> tuple[bytes, MediaType]:
    photo = opened.format in ("JPEG", "WEBP")
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG decodes straight to about the size we keep
    upright = ImageOps.exif_transpose(_shrunk(_eight_bit(opened)))
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    drawn = upright.convert("RGBA" if clear else "RGB")
    drawn.info.clear()  # colour profiles, comments, EXIF, text chunks
    out = io.BytesIO()
    if photo and not clear:
        drawn.save(out, "JPEG", quality=85, optimize=True, exif=b"")
        return out.getvalue(), MediaType.JPEG
    drawn.save(out, "PNG", exif=b"")
    return out.getvalue(), MediaType.PNG


def _eight_bit(image: Image.Image) -> Image.Image:
    """A 16-bit grey scan keeps its tones; everything else is 8-bit already."""
    if image.mode.startswith("I"):
        exif = image.getexif()
        image = image.convert("I").point(lambda tone: tone * (1 / 256)).convert("L")
        image.info["exif"] = exif.tobytes()
    elif image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    return image


def _shrunk(image: Image.Image) -> Image.Image:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return image


def _too_large() -> ImageTooLarge:
    return ImageTooLarge(field="file", most=MOST_PIXELS // 10_000)
