"""Form fields that more than one face needs."""

from __future__ import annotations

from typing import Any

from django import forms


class ManyPhotos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures, or none."""

    def __init__(self, **more: Any) -> None:
        widget = ManyPhotos(attrs={"accept": "image/jpeg,image/png,image/webp"})
        super().__init__(**{"required": False, "label": "照片", "widget": widget, **more})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(PhotosField, self).clean(file, initial) for file in files]
