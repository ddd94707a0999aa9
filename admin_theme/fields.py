"""Form fields that more than one face needs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


def today(label: str, **more: Any) -> forms.DateField:
    """A day on which something was done: most often today."""
    return day(label, initial=timezone.localdate, **more)


def this_year() -> int:
    return timezone.localdate().year


def lines(label: str, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


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


class VideoField(forms.FileField):
    """One film, or none."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"required": False, "label": "视频", **more})


def offer_pictures(form: forms.Form, *, most: int, accept: str, most_mb: int) -> None:
    """`photos` and `video` of a form as the office takes them: what it does not take has no field.

    `accept` lists media types, `most_mb` is the size of a film in MB.
    """
    if most:
        form.fields["photos"].help_text = f"最多 {most} 张，可当场拍。照片中的拍摄位置等信息会自动去除。"
    else:
        del form.fields["photos"]
    if most and accept:
        form.fields["video"].widget.attrs["accept"] = accept
        form.fields["video"].help_text = f"可附一段，不超过 {most_mb} MB。拍摄位置和时间会自动去除。"
    else:
        del form.fields["video"]


class WanField(forms.DecimalField):
    """People write 万元; what is kept is fen. The smallest amount is one fen."""

    FEN = 1_000_000

    def __init__(self, *, label: str, **more: Any) -> None:
        super().__init__(label=f"{label}（万元）", min_value=0, max_value=10**8, decimal_places=6, **more)

    def clean(self, value: Any) -> int | None:
        wan = super().clean(value)
        return None if wan is None else int(wan * self.FEN)

    def prepare_value(self, value: Any) -> Any:
        """What is kept, in 万元; what somebody typed, as it was typed."""
        return f"{(Decimal(value) / self.FEN).normalize():f}" if isinstance(value, int) else value
