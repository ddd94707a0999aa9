from __future__ import annotations

import io

import pytest
from PIL import Image


@pytest.fixture
def photo() -> bytes:
    """A small picture as a phone would send it."""
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(kept, "PNG")
    return kept.getvalue()
