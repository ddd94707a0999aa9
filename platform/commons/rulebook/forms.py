"""Forms made from the table of a kind: drafting an edition, narrowing one, adopting one. Nobody writes JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string

from commons.directory.terms import Level
from commons.kernel.errors import Malformed
from commons.rulebook import grids
from commons.rulebook.resolution import Modes, limits_in_words, mode_of, open_fields, source_of
from commons.rulebook.schema import Body, Field, Schema, get
from commons.rulebook.shapes import Choice, Rows, Ruling, Several, Shape, Threshold, Thresholds
from commons.rulebook.shapes.plain import AMONG, KEEP, LEAST
from commons.rulebook.shapes.ruling import KINDS
from commons.rulebook.terms import Kind, Mode

_LEVELS = [(level.value, level.label) for level in Level if level is not Level.PROVINCE]
_LIMIT_LABELS = {
    "least": "限定范围：不少于",
    "most": "限定范围：不超过",
    "among": "限定范围：只能从中选取",
    "keep": "限定范围：须原样保留的各项",
}
_MOST_ROWS = 200


class TemplateForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=Kind.choices)
    title = forms.CharField(label="名称", max_length=60)
    source = forms.CharField(label="依据", max_length=300, help_text="写明法律条文或出处。")
    levels = forms.MultipleChoiceField(label="适用层级", choices=_LEVELS, widget=forms.CheckboxSelectMultiple)
    default_levels = forms.MultipleChoiceField(
        label="开通时默认采用的层级", choices=_LEVELS, widget=forms.CheckboxSelectMultiple, required=False
    )


# ── one field of a rule ───────────────────────────────────────────────────────────────────────


class ShapeWidget(forms.Widget):
    """A grid of inputs, or a single one; works as plain HTML."""

    def __init__(self, shape: Shape, label: str) -> None:
        super().__init__()
        self.shape, self.label = shape, label

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:  # type: ignore[override]
        cells = grids.cells_of(self.shape)
        rows = value if isinstance(value, list) else grids.rows_of(self.shape, None)
        shown = [
            [
                {
                    "cell": cell,
                    "name": f"{name}:{number}:{cell.name}",
                    "value": row.get(cell.name, ""),
                    "number": number + 1,
                }
                for cell in cells
            ]
            for number, row in enumerate(rows)
        ]
        context = {
            "base": (attrs or {}).get("id", f"id_{name}"),
            "attrs": {key: text for key, text in (attrs or {}).items() if key.startswith("aria-")},
            "label": self.label,
            "heads": [cell for cell in cells if cell.kind != "hidden"],
            "rows": shown,
            "folded": isinstance(self.shape, Ruling),  # a rule is chosen by its kind; the rest is for who rewrites it
            "single": len(cells) == 1,
        }
        return render_to_string("rulebook/grid.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        cells = grids.cells_of(self.shape)
        rows: list[dict[str, Any]] = []
        for number in range(_MOST_ROWS):
            row = {
                cell.name: data.getlist(key) if cell.kind == "checks" else data.get(key, "")
                for cell in cells
                if (key := f"{name}:{number}:{cell.name}") in data
            }
            if not row and number >= len(rows):
                break
            rows.append(row)
        return rows or [{}]

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return id_


class ShapeField(forms.Field):
    """Cleans to a value of the shape, as a body holds it; `nothing` where it was left empty and may be."""

    def __init__(self, shape: Shape, *, label: str, value: Any = None, required: bool = True, **more: Any) -> None:
        super().__init__(
            label=label,
            required=required,
            widget=ShapeWidget(shape, label),
            initial=grids.rows_of(shape, value),
            **more,
        )
        self.shape, self.before = shape, value

    def clean(self, value: Any) -> Any:
        read = grids.value_of(self.shape, value, self.before)
        empty = read in (None, []) or read == ""
        if empty and not self.required:
            return None
        try:
            self.shape.check(read, f"“{self.label}”")
        except Malformed as problem:
            raise forms.ValidationError(str(problem)) from problem
        return read


class RuleForm(forms.Form):
    """`groups` are what the page draws: one a field, with its inputs together."""

    schema: Schema

    def groups(self) -> list[dict[str, Any]]:
        found = []
        for each in self.schema.fields:
            bound = [self[name] for name in self.fields if name == each.path or name.startswith(f"{each.path}:")]
            if bound:
                found.append({"label": each.label, "bound": bound})
        return found

    def plain(self) -> list[Any]:
        """The inputs that belong to no field of the rule."""
        grouped = {each.path for each in self.schema.fields}
        return [self[name] for name in self.fields if name.partition(":")[0] not in grouped]

    def __init__(self, schema: Schema, data: Any, files: Any) -> None:
        super().__init__(data, files)
        self.schema = schema

    def _add_value(self, each: Field, value: Any, note: str = "") -> None:
        label = f"{each.label}（{unit}）" if (unit := getattr(each.shape, "unit", "")) else each.label
        nullable = isinstance(each.shape, Threshold)
        self.fields[each.path] = ShapeField(
            each.shape, label=label, value=value, required=not nullable, help_text=f"{each.hint}{note}"
        )

    def _add_freedom(self, each: Field, body: Body, modes: Modes, offered: list[Mode]) -> None:
        entry = modes.get(each.path, {})
        if not each.shape.limits:
            offered = [mode for mode in offered if mode is not Mode.BOUNDED]
        self.fields[f"{each.path}:mode"] = forms.ChoiceField(
            label="下级能否改动",
            choices=[(mode.value, mode.label) for mode in offered],
            initial=mode_of(modes, each.path).value,
        )
        if Mode.BOUNDED in offered:
            bound = entry.get("bound", {})
            for word in each.shape.limits:
                shape = _limit_shape(each, word, get(body, each.path))
                self.fields[f"{each.path}:{word}"] = ShapeField(
                    shape, label=_LIMIT_LABELS[word], value=bound.get(word), required=False
                )

    def _freedom(self, each: Field, source: str) -> dict[str, Any]:
        cleaned = self.cleaned_data
        mode = cleaned[f"{each.path}:mode"]
        entry: dict[str, Any] = {"mode": mode, "source": source}
        if mode == Mode.BOUNDED:
            limits = {word: cleaned.get(f"{each.path}:{word}") for word in each.shape.limits}
            entry["bound"] = {word: limit for word, limit in limits.items() if limit is not None}
        return entry


def _limit_shape(each: Field, word: str, value: Any) -> Shape:
    """What is filled in for one end of a bound."""
    shape = each.shape
    if word == KEEP:
        assert isinstance(shape, Rows)
        return Several({row[shape.key]: shape.line(row)[0] for row in value or []})
    if word == AMONG:
        return Several(KINDS if isinstance(shape, Ruling) else shape.options if isinstance(shape, Choice) else {})
    if word == LEAST and isinstance(shape, Thresholds):
        return Threshold(shape.bases)
    return shape


# ── the three forms ───────────────────────────────────────────────────────────────────────────


class DraftForm(RuleForm):
    """A whole edition of the province: every field with its value, its freedom and its source."""

    def __init__(self, schema: Schema, body: Body, modes: Modes, data: Any = None, files: Any = None) -> None:
        super().__init__(schema, data, files)
        whole = schema.effective(body)
        for each in schema.fields:
            floors = "；".join(f"{each.shape.say_bound(floor.bound)}（{floor.source}）" for floor in each.floors)
            self._add_value(each, get(whole, each.path), f"法定底线：{floors}" if floors else "")
            self._add_freedom(each, whole, modes, list(Mode))
            self.fields[f"{each.path}:source"] = forms.CharField(
                label="依据",
                max_length=200,
                initial=source_of(modes, each.path) if each.path in modes else each.source,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        if self.errors:
            return cleaned
        return {
            "values": {each.path: cleaned.get(each.path) for each in self.schema.fields},
            "modes": {each.path: self._freedom(each, cleaned[f"{each.path}:source"]) for each in self.schema.fields},
        }


class NarrowForm(RuleForm):
    """An edition on top of a superior's: what it locks is not asked, what it bounds may be bounded tighter."""

    def __init__(self, schema: Schema, body: Body, modes: Modes, data: Any = None, files: Any = None) -> None:
        super().__init__(schema, data, files)
        self.body, self.modes = schema.effective(body), modes
        self.fields["source"] = forms.CharField(
            label="依据", max_length=300, help_text="本级为何作此规定，写明文件或会议。"
        )
        for each in open_fields(schema, modes):
            mode = mode_of(modes, each.path)
            said = f"上级规定：{limits_in_words(each, modes, self.body)}（{source_of(modes, each.path)}）"
            self._add_value(each, get(self.body, each.path), said)
            self._add_freedom(each, self.body, modes, [Mode.LOCKED, Mode.BOUNDED, *([Mode.FREE] * (mode is Mode.FREE))])

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        if self.errors:
            return cleaned
        values, tighter = {}, {}
        for each in open_fields(self.schema, self.modes):
            if each.said(cleaned[each.path]) != each.said(get(self.body, each.path)):
                values[each.path] = cleaned[each.path]
            freedom = self._freedom(each, cleaned["source"])
            before = self.modes[each.path]
            if (freedom["mode"], freedom.get("bound")) != (before["mode"], before.get("bound")):
                tighter[each.path] = freedom
        return {"source": cleaned["source"], "values": values, "modes": tighter}


class AdoptForm(RuleForm):
    """Only what this office may set, each with its limit; what is left as it stands is the superior's."""

    def __init__(
        self,
        schema: Schema,
        body: Body,
        modes: Modes,
        own: Mapping[str, Any],
        today: Any,
        data: Any = None,
        files: Any = None,
    ) -> None:
        super().__init__(schema, data, files)
        self.base, self.modes = schema.effective(body), modes
        self.fields["from_on"] = forms.DateField(
            label="生效日期", initial=today, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        )
        for each in open_fields(schema, modes):
            above = get(self.base, each.path)
            said = f"上级的规定是“{each.said(above)}”，{limits_in_words(each, modes, body)}"
            self._add_value(each, own.get(each.path, above), f"{said}（{source_of(modes, each.path)}）")

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        if self.errors:
            return cleaned
        values = {
            each.path: cleaned[each.path]
            for each in open_fields(self.schema, self.modes)
            if each.said(cleaned[each.path]) != each.said(get(self.base, each.path))
        }
        return {"from_on": cleaned["from_on"], "values": values}
