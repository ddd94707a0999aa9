"""Rules on the staff sites: written and published on the province's, read and adopted on each office's."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site, province_site
from commons.directory.terms import Level
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.rulebook import commands, kinds, queries
from commons.rulebook.models import Adoption, Edition, Template
from commons.rulebook.terms import EditionState, Kind, Mode

_LEVELS = [(level.value, level.label) for level in Level if level is not Level.PROVINCE]
_CODE = {"rows": 16, "spellcheck": "false"}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _written(value: Any) -> str:
    """A body as it is written, for people who will compare it letter by letter. Indented by a space that a page keeps."""
    return json.dumps(value, ensure_ascii=False, indent="\u3000")


def _levels(codes: list[str]) -> str:
    return "、".join(Level(code).label for code in codes) or "无"


class TemplateForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=Kind.choices)
    title = forms.CharField(label="名称", max_length=60)
    source = forms.CharField(label="依据", max_length=300, help_text="写明法律条文或出处。")
    levels = forms.MultipleChoiceField(label="适用层级", choices=_LEVELS, widget=forms.CheckboxSelectMultiple)
    default_levels = forms.MultipleChoiceField(
        label="开通时默认采用的层级", choices=_LEVELS, widget=forms.CheckboxSelectMultiple, required=False
    )


class DraftForm(forms.Form):
    body = forms.JSONField(label="内容（JSON）", initial=dict, widget=forms.Textarea(attrs=_CODE))
    modes = forms.JSONField(
        label="字段权限（JSON）",
        initial=dict,
        widget=forms.Textarea(attrs=_CODE),
        required=False,
        help_text="未列出的字段一律锁定。",
    )


class AdoptionForm(forms.Form):
    edition_uid = forms.TypedChoiceField(label="版本", coerce=UUID)
    from_on = forms.DateField(label="生效日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    values = forms.JSONField(
        label="本机构自定（JSON）",
        initial=dict,
        widget=forms.Textarea(attrs=_CODE),
        required=False,
        help_text='只能写可自定的字段，如 {"preliminary_days": 10}；不自定不必改动。',
    )


def _create(*, request: HttpRequest, obj: None, **values: Any) -> Template:
    return commands.create_template(actor=_actor(request), at=clock.now(), **values)


def _draft(*, request: HttpRequest, obj: Template, body: Any, modes: Any) -> Edition:
    return commands.draft_edition(
        actor=_actor(request), template_uid=obj.uid, body=body, modes=modes or {}, at=clock.now()
    )


def _publish(*, request: HttpRequest, obj: Edition) -> Edition:
    return commands.publish_edition(actor=_actor(request), uid=obj.uid, at=clock.now())


def _withdraw(*, request: HttpRequest, obj: Edition) -> Edition:
    return commands.withdraw_edition(actor=_actor(request), uid=obj.uid, at=clock.now())


def _adopt(*, request: HttpRequest, obj: None, edition_uid: UUID, from_on: dt.date, values: Any) -> Adoption:
    return commands.adopt_edition(
        actor=_actor(request), edition_uid=edition_uid, values=values, from_on=from_on, at=clock.now()
    )


def _adoption_form(*, request: HttpRequest, obj: None, data: Any, files: Any) -> AdoptionForm:
    form = AdoptionForm(data, files, initial={"from_on": clock.today()})
    editions = queries.adoptable_by(_actor(request).office_code)
    form.fields["edition_uid"].choices = [  # type: ignore[attr-defined]
        (str(each.uid), f"{Kind(each.template.kind).label}：{each}") for each in editions
    ]
    return form


def _newest(template: Template) -> dict[str, Any]:
    """A new draft starts from the wording before it."""
    newest = template.editions.order_by("-number").first()
    return {"body": newest.body, "modes": newest.modes} if newest else {}


def _lines(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "caption": "规则内容",
        "columns": [{"key": "what", "label": "事项"}, {"key": "how", "label": "规定"}],
        "rows": [{"what": what, "how": how} for what, how in kinds.describe(Kind(kind), body)],
        "empty": "没有内容。",
    }


def _fields(edition: Edition) -> dict[str, Any]:
    return {
        "caption": "哪些内容可以自定",
        "columns": [
            {"key": "field", "label": "内容"},
            {"key": "mode", "label": "权限"},
            {"key": "source", "label": "依据"},
        ],
        "rows": [
            {
                "field": kinds.label(Kind(edition.template.kind), path),
                "mode": Mode(entry["mode"]).label,
                "source": entry["source"],
            }
            for path, entry in edition.modes.items()
        ],
        "empty": "全部内容锁定，不能自定。",
    }


@admin.register(Template, site=province_site)
class TemplateAdmin(RecordAdmin):
    list_display = ("title", "kind", "source", "for_levels", "by_default")
    list_filter = ("kind",)
    fields = ("title", "kind", "source", "for_levels", "by_default", "created_at")
    section_order = 10
    wide = ("source",)
    empty_says = "还没有规则模板。请新建一个。"
    starts = (
        CommandButton(
            name="create", label="新建模板", command=_create, form=TemplateForm, act="rulebook.draft", primary=True
        ),
    )
    buttons = (
        CommandButton(
            name="draft",
            label="起草新版本",
            command=_draft,
            form=DraftForm,
            initial=_newest,
            act="rulebook.draft",
            primary=True,
            done=lambda edition: f"已起草第 {edition.number} 版，请到规则版本中发布。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Template]:
        return queries.templates()

    @admin.display(description="适用层级")
    def for_levels(self, template: Template) -> str:
        return _levels(template.levels)

    @admin.display(description="开通时默认采用的层级")
    def by_default(self, template: Template) -> str:
        return _levels(template.default_levels)


@admin.register(Edition, site=province_site)
class EditionAdmin(RecordAdmin):
    list_display = ("template", "number", "kind", "state", "published_at", "withdrawn_at")
    list_filter = ("state", "template__kind")
    fields = ("template", "number", "kind", "source", "published_at", "withdrawn_at")
    section_order = 20
    wide = ("source",)
    empty_says = "还没有规则版本。请在模板中起草。"
    buttons = (
        CommandButton(
            name="publish",
            label="发布",
            command=_publish,
            act="rulebook.publish",
            when=lambda edition: edition.state == EditionState.DRAFT,
            after="发布后内容不能再改动，各机构可以采用。",
            primary=True,
            done="已发布，各机构可以采用。",
        ),
        CommandButton(
            name="withdraw",
            label="撤回",
            command=_withdraw,
            act="rulebook.withdraw",
            when=lambda edition: edition.state != EditionState.WITHDRAWN,
            after="撤回后不能再被采用；已采用的机构继续有效，直到改用其他版本。",
            confirm=lambda edition: edition.template.title,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return queries.visible_to(_actor(request))

    @admin.display(description="类别")
    def kind(self, edition: Edition) -> str:
        return Kind(edition.template.kind).label

    @admin.display(description="依据")
    def source(self, edition: Edition) -> str:
        return edition.template.source

    def related(self, request: HttpRequest, edition: Edition) -> list[dict[str, Any]]:
        return [_lines(edition.template.kind, edition.body), _fields(edition)]


@admin.register(Adoption, site=office_site)
class AdoptionAdmin(RecordAdmin):
    """The office's own rulebook: what holds, what held, and what it set for itself."""

    list_display = ("kind", "edition", "from_on", "until_on")
    list_filter = ("edition__template__kind",)
    list_select_related = ("edition__template",)
    fields = ("kind", "edition", "source", "from_on", "until_on", "own")
    section_order = 1
    wide = ("source", "own")
    empty_says = "本机构还没有采用规则。请从省级发布的版本中选择采用。"
    starts = (
        CommandButton(
            name="adopt",
            label="采用规则",
            command=_adopt,
            form=_adoption_form,
            act="rulebook.adopt",
            after="采用后从生效日期起执行；已开启的年度仍按开启时的规则办理。",
            primary=True,
            done=lambda adoption: f"已采用“{adoption.edition}”，自 {adoption.from_on} 起执行。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Adoption]:
        return queries.adoptions_of(_actor(request))

    @admin.display(description="类别")
    def kind(self, adoption: Adoption) -> str:
        return Kind(adoption.edition.template.kind).label

    @admin.display(description="依据")
    def source(self, adoption: Adoption) -> str:
        return adoption.edition.template.source

    @admin.display(description="失效日期")
    def until_on(self, adoption: Adoption) -> dt.date | None:
        until: dt.date | None = adoption.until_on  # type: ignore[attr-defined]
        return until

    @admin.display(description="本机构自定")
    def own(self, adoption: Adoption) -> str:
        kind = Kind(adoption.edition.template.kind)
        return "、".join(kinds.label(kind, path) for path in adoption.values) or "无，全部按省级发布的内容执行"

    def related(self, request: HttpRequest, adoption: Adoption) -> list[dict[str, Any]]:
        return [_lines(adoption.edition.template.kind, adoption.body), _fields(adoption.edition)]
