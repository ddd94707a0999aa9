"""Photos are drawn afresh (quality.md B9). Pure."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tenants.documents import imaging
from tenants.documents.errors import ImageBroken, ImageTooLarge
from tenants.documents.terms import MediaType
from tests.factories.files import animation, bomb_png, photo, picture


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_photo_loses_the_place_where_it_was_taken_and_everything_else_that_is_no_pixel() -> None:
    original = photo()
    assert opened(original).getexif().get_ifd(0x8825)
    drawn, media_type = imaging.redraw(original)
    image = opened(drawn)
    assert (media_type, image.size, dict(image.getexif())) == (MediaType.JPEG, (40, 20), {})
    assert b"Exif" not in drawn
    assert "某牌手机".encode() not in drawn


@pytest.mark.parametrize(
    ("orientation", "size", "top_left"),
    [(1, (40, 20), "red"), (3, (40, 20), "blue"), (6, (20, 40), "red"), (8, (20, 40), "blue")],
)
def test_a_photo_taken_sideways_stands_upright(orientation: int, size: tuple[int, int], top_left: str) -> None:
    image = opened(imaging.redraw(photo(orientation=orientation))[0])
    red, _, blue = image.convert("RGB").getpixel((2, 2))
    assert (image.size, "red" if red > blue else "blue") == (size, top_left)


def test_a_huge_photo_is_made_smaller_and_keeps_its_shape() -> None:
    assert opened(imaging.redraw(photo((5200, 2600)))[0]).size == (2560, 1280)


@pytest.mark.parametrize(
    ("kind", "mode", "media_type"),
    [
        ("JPEG", "L", MediaType.JPEG),
        ("JPEG", "CMYK", MediaType.JPEG),
        ("PNG", "RGB", MediaType.PNG),
        ("PNG", "RGBA", MediaType.PNG),
        ("PNG", "LA", MediaType.PNG),
        ("PNG", "1", MediaType.PNG),
        ("PNG", "P", MediaType.PNG),
        ("PNG", "I;16", MediaType.PNG),
        ("GIF", "P", MediaType.PNG),
        ("WEBP", "RGB", MediaType.JPEG),
        ("WEBP", "RGBA", MediaType.PNG),
    ],
)
def test_every_kind_of_picture_comes_out_as_plain_jpeg_or_png(kind: str, mode: str, media_type: MediaType) -> None:
    drawn, found = imaging.redraw(picture(kind, mode))
    image = opened(drawn)
    assert (found, image.mode in ("RGB", "RGBA"), image.size) == (media_type, True, (8, 8))


def test_a_16_bit_scan_keeps_its_grey() -> None:
    out = io.BytesIO()
    Image.new("I;16", (4, 4), 0x8000).save(out, "PNG")
    assert opened(imaging.redraw(out.getvalue())[0]).convert("L").getpixel((1, 1)) == 128


def test_of_an_animation_the_first_picture_stays() -> None:
    for kind in ("GIF", "WEBP"):
        image = opened(imaging.redraw(animation(kind))[0])
        assert getattr(image, "n_frames", 1) == 1
        red, green, blue = image.convert("RGB").getpixel((4, 4))
        assert red > 200 > green + blue


def test_what_was_hidden_behind_or_inside_a_picture_is_gone() -> None:
    """Polyglots: a picture that is also a script or an archive."""
    payload = b"<script>alert(1)</script>PK\x03\x04"
    assert payload not in imaging.redraw(photo() + payload)[0]
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", icc_profile=payload * 1000)
    assert payload not in imaging.redraw(out.getvalue())[0]


@pytest.mark.parametrize("side", [7000, 13_000, 50_000])
def test_a_picture_that_unfolds_beyond_forty_million_pixels_is_refused(side: int) -> None:
    with pytest.raises(ImageTooLarge) as refused:
        imaging.redraw(bomb_png(side))
    assert str(refused.value) == "图片超过 4000 万像素，请缩小后重新上传。"


def test_a_broken_picture_is_refused_with_what_to_do() -> None:
    whole = photo((400, 300))
    for broken in (whole[: len(whole) // 2], whole[:20], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a"):
        with pytest.raises(ImageBroken) as refused:
            imaging.redraw(broken)
        assert str(refused.value) == "图片已损坏，无法读取。请重新拍摄，或另存为 JPG 后上传。"


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]),
    cut=st.integers(0, 400),
    noise=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
)
def test_whatever_is_done_to_a_picture_it_is_drawn_or_refused(
    kind: str, cut: int, noise: list[tuple[int, int]]
) -> None:
    content = bytearray(picture(kind, size=(16, 16)))
    for place, value in noise:
        if place < len(content):
            content[place] = value
    content = content[: len(content) - cut] if cut < len(content) else content
    try:
        drawn, media_type = imaging.redraw(bytes(content))
    except (ImageBroken, ImageTooLarge):
        return
    assert opened(drawn).format == {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG"}[media_type]
