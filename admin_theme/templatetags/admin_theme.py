"""The components as template tags. Each takes plain data (dicts or objects alike) and decides nothing about the law.

{% load admin_theme %}
{% stepper stages %}  {% light "yellow" %}  {% ledger columns rows caption="…" %}  {{ project.planned_fen|wan }}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms, template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html

from admin_theme import wording

register = template.Library()

# colour → shape, word. The word may be replaced by a better one; the shape never, so colour is never the only sign.
LIGHTS = {
    "green": ("●", "按序时推进"),
    "yellow": ("▲", "进度滞后"),
    "red": ("■", "严重滞后"),
    "blue": ("✓", "已验收"),
    "grey": ("○", "未启动"),
}
STAGE_WORDS = {"done": "已完成", "open": "进行中", "late": "已逾期", "coming": "未开始"}
MESSAGE_SIGNS = {"success": "✓", "warning": "▲", "error": "■"}
MESSAGE_WORDS = {"success": "已完成", "warning": "请注意", "error": "未办成"}


def pick(thing: Any, name: str, default: Any = None) -> Any:
    """`thing.name` or `thing["name"]`: callers pass dicts, dataclasses or rows."""
    value = thing.get(name, default) if isinstance(thing, dict) else getattr(thing, name, default)
    return default if value is None else value


# ── filters ───────────────────────────────────────────────────────────────────────────────────


@register.filter
def cn_date(value: object) -> str:
    return wording.date_text(value)


@register.filter
def cn_datetime(value: object) -> str:
    return wording.datetime_text(value)


@register.filter
def wan(fen: int | str | None) -> str:
    """Integer fen as 万元, the exact yuan in the title."""
    if fen is None or fen == "":
        return wording.NOT_YET
    return format_html(
        '<span class="money" title="{}">{}</span>', wording.yuan_text(int(fen)), wording.wan_text(int(fen))
    )


@register.filter
def percent(share: object) -> str:
    return wording.percent_text(share)


@register.filter
def figure(value: object) -> str:
    return wording.figure_text(value)


# ── where am I ────────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(crumbs: Iterable[Any] | None) -> dict[str, Any]:
    """`crumbs`: (label, href) pairs or dicts; the last is the page itself."""
    rows = [
        {"label": c[0], "href": c[1] if len(c) > 1 else ""}
        if isinstance(c, tuple | list)
        else {"label": pick(c, "label", ""), "href": pick(c, "href", "")}
        for c in crumbs or ()
    ]
    return {"crumbs": rows}


@register.inclusion_tag("components/demo_banner.html", takes_context=True)
def demo_banner(context: Context) -> dict[str, Any]:
    is_demo = bool(pick(context.get("office") or {}, "is_demo", False))
    return {"is_demo": is_demo, "standing": context.get("standing", "")}


@register.inclusion_tag("components/stepper.html")
def stepper(stages: Iterable[Any] | None, label: str = "全年流程") -> dict[str, Any]:
    """`stages`: label, state (done | open | late | coming), href, when (a short text), gates.

    Gates (label, met, missing, href) are listed for stages that are open or late, and for the next one to come.
    """
    rows: list[dict[str, Any]] = []
    for position, stage in enumerate(stages or (), start=1):
        state = pick(stage, "state", "coming")
        gates = [
            {
                "label": pick(gate, "label", ""),
                "met": bool(pick(gate, "met", False)),
                "missing": pick(gate, "missing", ""),
                "href": pick(gate, "href", ""),
            }
            for gate in pick(stage, "gates", ())
        ]
        rows.append(
            {
                "position": position,
                "label": pick(stage, "label", ""),
                "state": state,
                "state_word": STAGE_WORDS.get(state, ""),
                "href": pick(stage, "href", ""),
                "when": pick(stage, "when", ""),
                "gates": gates,
                "unmet": sum(not gate["met"] for gate in gates),
            }
        )
    coming = [row for row in rows if row["state"] == "coming"][:1]
    asked = [row for row in rows if row["gates"] and (row["state"] in ("open", "late") or row in coming)]
    return {"stages": rows, "asked": asked, "label": label}


@register.inclusion_tag("components/lifecycle_line.html")
def lifecycle_line(steps: Iterable[Any] | None) -> dict[str, Any]:
    """`steps`: label, state (done | current | coming | stopped), at."""
    rows = [
        {"label": pick(s, "label", ""), "state": pick(s, "state", "coming"), "at": pick(s, "at")} for s in steps or ()
    ]
    return {"steps": rows}


# ── what must I do ────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/todo_list.html")
def todo_list(todos: Iterable[Any] | None, today: date | None = None) -> dict[str, Any]:
    """`todos`: label (the act itself), href, due_on, note. Grouped 逾期 / 今天 / 本周 / 以后 by `due_on`."""
    today = today or timezone.localdate()
    sunday = today + timedelta(days=6 - today.weekday())
    groups: dict[str, dict[str, Any]] = {
        "overdue": {"key": "overdue", "label": "逾期", "items": [], "always": True},
        "today": {"key": "today", "label": "今天", "items": [], "always": True},
        "week": {"key": "week", "label": "本周", "items": [], "always": True},
        "later": {"key": "later", "label": "以后", "items": [], "always": False},
    }
    for todo in todos or ():
        due = wording.as_date(pick(todo, "due_on"))
        item = {
            "label": pick(todo, "label", ""),
            "href": pick(todo, "href", ""),
            "note": pick(todo, "note", ""),
            "due_on": due,
            "late_days": (today - due).days if due and due < today else 0,
        }
        if due is None or due > sunday:
            key = "later"
        elif due < today:
            key = "overdue"
        else:
            key = "today" if due == today else "week"
        groups[key]["items"].append(item)
    shown = [g for g in groups.values() if g["always"] or g["items"]]
    for group in shown:
        group["items"].sort(key=lambda item: item["due_on"] or date.max)
    return {"groups": shown, "total": sum(len(g["items"]) for g in shown)}


# ── how does it stand ─────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/light.html")
def light(colour: str | None, word: str = "", reason: str = "") -> dict[str, Any]:
    """`colour`: green | yellow | red | blue | grey (anything else is grey). `reason`: on hover, and read aloud."""
    known = colour if colour in LIGHTS else "grey"
    shape, usual = LIGHTS[str(known)]
    return {"colour": known, "shape": shape, "word": word or usual, "reason": reason}


@register.inclusion_tag("components/light_sum.html")
def light_sum(rows: Iterable[Any] | None, words: dict[str, str] | None = None) -> dict[str, Any]:
    """One line over a lights board: how many of each. `rows` have a `light`."""
    counts = dict.fromkeys(LIGHTS, 0)
    for row in rows or ():
        colour = pick(row, "light", "grey")
        counts[colour if colour in counts else "grey"] += 1
    return {"sums": [{"colour": c, "word": (words or {}).get(c, ""), "count": n} for c, n in counts.items()]}


@register.inclusion_tag("components/figure_tile.html")
def figure_tile(
    label: str, value: object, unit: str = "", last: object = None, last_label: str = "上年", href: str = ""
) -> dict[str, Any]:
    """A headline figure with last year's beside it. None reads 尚未采集, never 0."""
    return {
        "label": label,
        "value": wording.figure_text(value),
        "known": wording.figure_text(value) != wording.NOT_YET,
        "unit": unit,
        "last": wording.figure_text(last),
        "last_known": wording.figure_text(last) != wording.NOT_YET,
        "last_label": last_label,
        "href": href,
    }


def _cell(row: Any, column: Any) -> dict[str, Any]:
    key, kind = pick(column, "key", ""), pick(column, "kind", "text")
    value = row.get(key) if isinstance(row, dict) else getattr(row, key, None)
    if callable(value):
        value = value()
    shown: object
    match kind:
        case "money":
            shown = wan(value)
        case "number":
            shown = wording.figure_text(value)
        case "percent":
            shown = wording.percent_text(value)
        case "date":
            shown = wording.date_text(value)
        case "datetime":
            shown = wording.datetime_text(value)
        case _:
            shown = "" if value is None else value
    align = {"money": "right", "number": "right", "percent": "right", "date": "keep", "datetime": "keep"}
    return {
        "kind": kind,
        "value": shown,
        "raw": value,
        "css": pick(column, "css", "") or align.get(kind, ""),
        "word": pick(row, f"{key}_word", ""),
        "reason": pick(row, f"{key}_reason", ""),
    }


@register.inclusion_tag("components/ledger.html", takes_context=True)
def ledger(
    context: Context,
    columns: Sequence[Any],
    rows: Iterable[Any] | None,
    caption: str = "",
    total: int | None = None,
    start: int = 1,
    empty: str = "还没有记录。",
    empty_href: str = "",
    empty_label: str = "",
    page: Page | None = None,
    sums: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """台账. `columns`: key, label, kind (text | number | money | percent | date | datetime | light), sparse (left out where no
    row has anything in it).

    The first column is frozen beside the serial number. A row is a dict or an object; its `href`, if any, is
    the link of the first column. A light may bring its own word and reason as `<key>_word` and `<key>_reason`.
    `page` adds the pages below and numbers the rows through.
    """
    if page is not None:
        rows, total, start = page.object_list, page.paginator.count, page.start_index()
    rows = list(rows or ())
    columns = [
        each
        for each in columns
        if not pick(each, "sparse", False) or any(pick(row, pick(each, "key", ""), "") for row in rows)
    ]
    listed = [
        {"no": number, "href": pick(row, "href", ""), "cells": [_cell(row, column) for column in columns]}
        for number, row in enumerate(rows, start=start)
    ]
    heads = [
        {"label": pick(c, "label", ""), "css": _cell({}, c)["css"] if pick(c, "kind", "") != "light" else ""}
        for c in columns
    ]
    return {
        "request": context.get("request"),
        "heads": heads,
        "rows": listed,
        "caption": caption,
        "total": len(listed) if total is None else total,
        "empty": empty,
        "empty_href": empty_href,
        "empty_label": empty_label,
        "page": page,
        "sums": [_cell(sums, c) if pick(c, "key", "") in sums else {"value": ""} for c in columns] if sums else None,
        "office": context.get("office"),
        "today": timezone.localdate(),
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page | None, parameter: str = "page") -> dict[str, Any]:
    """Pages of a list, keeping every other parameter of the address."""
    request = context.get("request")

    def href(number: int) -> str:
        query = request.GET.copy() if request is not None else None
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    if page is None:
        return {"total": 0, "links": [], "pages": 0}
    links = [
        {"number": n, "href": href(n), "here": n == page.number} if isinstance(n, int) else {"number": None}
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    return {
        "total": page.paginator.count,
        "pages": page.paginator.num_pages,
        "links": links if page.paginator.num_pages > 1 else [],
        "before": href(page.previous_page_number()) if page.has_previous() else "",
        "after": href(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/trail.html")
def trail(entries: Iterable[Any] | None, empty: str = "还没有办理记录。") -> dict[str, Any]:
    """`entries`: label (what was done), actor, at, note, changes of (label, before, after)."""
    rows = [
        {
            "label": pick(e, "label", ""),
            "actor": pick(e, "actor", ""),
            "at": pick(e, "at"),
            "note": pick(e, "note", ""),
            "changes": [
                {"label": pick(c, "label", ""), "before": pick(c, "before", ""), "after": pick(c, "after", "")}
                for c in pick(e, "changes", ())
            ],
        }
        for e in entries or ()
    ]
    return {"entries": rows, "empty": empty}


# ── messages and forms ────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/messages.html")
def messages(notes: Iterable[Any] | None) -> dict[str, Any]:
    """Django's messages, each with a sign and a word: `{% messages messages %}`."""
    rows = []
    for note in notes or ():
        tag = pick(note, "level_tag", "info")
        rows.append(
            {"tag": tag, "sign": MESSAGE_SIGNS.get(tag, "●"), "word": MESSAGE_WORDS.get(tag, "提示"), "text": str(note)}
        )
    return {"notes": rows}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm | None) -> dict[str, Any]:
    """The summary on top: every error a link to its field."""
    found: list[dict[str, str]] = []
    if form is not None and form.is_bound:
        found += [{"href": "", "label": "", "text": str(text)} for text in form.non_field_errors()]
        found += [
            {"href": f"#{bound.id_for_label or bound.auto_id}", "label": str(bound.label), "text": str(text)}
            for bound in form
            for text in bound.errors
        ]
    return {"errors": found}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """Label, hint, error, input, tied together for screen readers."""
    widget = bound.field.widget
    hint = hint or str(bound.help_text) or ("目前没有可以选择的。" if not getattr(bound.field, "choices", True) else "")
    kind = "plain"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "options"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "tick"
    elif widget.is_hidden:
        kind = "hidden"
    base = bound.auto_id or bound.html_name
    described = [f"{base}_hint"] * bool(hint) + [f"{base}_wrong"] * bool(bound.errors)
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described and kind != "options" else {}
    if bound.errors and kind != "options":
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "kind": kind,
        "base": base,
        "hint": hint,
        "described": " ".join(described),
        "widget": bound.as_widget(attrs=attrs),
        "required": bound.field.required,
    }


@register.filter
def in_rows(form: BaseForm | None) -> list[list[BoundField]]:
    """The fields as they stand: numbers that follow one another side by side, everything else on a line of its own."""
    rows: list[list[BoundField]] = []
    follows_short = False
    for bound in form or ():
        is_short = isinstance(bound.field.widget, forms.NumberInput) and not bound.help_text
        if is_short and follows_short:
            rows[-1].append(bound)
        else:
            rows.append([bound])
        follows_short = is_short
    return rows


@register.simple_tag(takes_context=True)
def is_elder(context: Context) -> bool:
    """Has this browser (or this person) chosen 长辈版?"""
    if context.get("elder") is not None:
        return bool(context["elder"])
    request = context.get("request")
    return request is not None and request.COOKIES.get("elder") == "1"


# ── the staff list ────────────────────────────────────────────────────────────────────────────


@register.filter
def unlocalized(value: object) -> str:
    """A number as a machine reads it, for attributes."""
    return str(value)


@register.filter
def facet_choices(spec: Any, changelist: Any) -> list[dict[str, Any]]:
    return list(spec.choices(changelist))


@register.simple_tag
def record_rows(cl: Any) -> dict[str, Any]:
    """Django's change list as our ledger: heads with their sort links, rows with serial numbers."""
    heads = []
    for head in result_headers(cl):
        sorted_now = head.get("sortable") and head.get("ascending") is not None and head.get("sorted")
        heads.append(
            {
                "text": head["text"],
                "href": head.get("url_primary", "") if head.get("sortable") else "",
                "ascending": head.get("ascending") if sorted_now else None,
                "css": "",
            }
        )
    admin, rows = cl.model_admin, []
    for no, obj in enumerate(cl.result_list, start=(cl.page_num - 1) * cl.list_per_page + 1):
        cells = [admin.column(obj, name, linked=at > 0) for at, name in enumerate(cl.list_display)]
        rows.append({"no": no, "pk": obj.pk, "href": cl.url_for_result(obj), "cells": cells})
    for position, head in enumerate(heads):
        head["css"] = rows[0]["cells"][position]["css"] if rows else ""
    return {"heads": heads, "rows": rows}


@register.inclusion_tag("components/pager.html", takes_context=True)
def record_pager(context: Context, cl: Any) -> dict[str, Any]:
    return pager(context, cl.paginator.page(cl.page_num), "p")
