"""Rules on the staff sites: written on the province's, narrowed by the offices between, read and adopted on each one's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site, province_site
from commons.directory import queries as directory
from commons.directory.terms import Level
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.rulebook import commands, kinds, queries
from commons.rulebook.comparison import Difference
from commons.rulebook.forms import AdoptForm, DraftForm, NarrowForm, TemplateForm
from commons.rulebook.holidays import write_days
from commons.rulebook.models import Adoption, Edition, HolidayYear, Template
from commons.rulebook.resolution import limits_in_words, resolve, source_of, still_allowed
from commons.rulebook.schema import put
from commons.rulebook.terms import EditionState, Kind

_ABOVE_OTHERS = (Level.CITY, Level.COUNTY)
_NAMED = 6  # offices that a preview calls by name before it only counts them
_PINNED = "已开启的年度仍按开启时的规则办理，以后开启的年度才按新规则。"


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _levels(codes: list[str]) -> str:
    return "、".join(Level(code).label for code in codes) or "无"


def _office(code: str) -> str:
    return directory.office(code).name


# ── tables ────────────────────────────────────────────────────────────────────────────────────


def _table(caption: str, empty: str, rows: Iterable[Mapping[str, str]], **columns: str) -> dict[str, Any]:
    heads = [{"key": key, "label": label} for key, label in columns.items()]
    return {"caption": caption, "columns": heads, "rows": list(rows), "empty": empty}


def _wording(edition: Edition) -> dict[str, Any]:
    """What it says, field by field, and what offices may do with each."""
    schema = kinds.schema(edition.template.kind)
    rows = []
    for each in schema.fields:
        limit = limits_in_words(each, edition.modes, edition.body)
        source = source_of(edition.modes, each.path) if each.path in edition.modes else each.source
        for place, (what, how) in enumerate(schema.lines(each, edition.body)):
            more = {"limit": limit, "source": source} if place == 0 else {"limit": "同上", "source": "同上"}
            rows.append({"what": what, "how": how, **more})
    return _table("规则内容", "没有内容。", rows, what="事项", how="规定", limit="下级能否改动", source="依据")


def _differences(caption: str, found: Iterable[Difference]) -> dict[str, Any]:
    rows = [{"what": each.label, "before": each.before, "after": each.after} for each in found]
    return _table(caption, "没有差别。", rows, what="事项", before="原来", after="改为")


def _against_the_one_before(actor: Actor, edition: Edition) -> list[dict[str, Any]]:
    before = queries.newest_before(edition)
    if before is None:
        return []
    found = queries.comparison(actor, edition.uid)
    owner = "" if before.office_code == edition.office_code else _office(before.office_code)
    return [_differences(f"与{owner}“{before}”的差别", found)]


def _effects(edition: Edition) -> dict[str, Any]:
    """Who is concerned, and in what: one line for offices that stand alike."""
    rows = []
    for each in queries.effects_of(edition, on=clock.today()):
        named = "、".join(each.offices[:_NAMED])
        more = f" 等 {len(each.offices)} 个机构" if len(each.offices) > _NAMED else ""
        changes = "；".join(f"{line.label}由“{line.before}”改为“{line.after}”" for line in each.changes) or "没有变化"
        via = "（由中间机构的本级版本承接后才涉及）" if each.via else ""
        rows.append(
            {
                "offices": f"{named}{more}",
                "now": f"{each.now}{via}",
                "changes": changes,
                "lost": "；".join(each.lost.values()) or "无",
            }
        )
    return _table(
        f"各机构改用这个版本后的变化（{_PINNED}）",
        "还没有机构采用这项规则，不涉及任何机构。",
        rows,
        offices="机构",
        now="现行版本",
        changes="变化",
        lost="不再允许的自定内容",
    )


# ── the commands ──────────────────────────────────────────────────────────────────────────────


def _create(*, request: HttpRequest, obj: None, **values: Any) -> Template:
    return commands.create_template(actor=_actor(request), at=clock.now(), **values)


def _draft(
    *, request: HttpRequest, obj: Template, values: Mapping[str, Any], modes: Mapping[str, Any], **_: Any
) -> Edition:
    body: dict[str, Any] = {}
    for path, value in values.items():
        put(body, path, value)
    return commands.draft_edition(actor=_actor(request), template_uid=obj.uid, body=body, modes=modes, at=clock.now())


def _publish(*, request: HttpRequest, obj: Edition) -> Edition:
    return commands.publish_edition(actor=_actor(request), uid=obj.uid, at=clock.now())


def _withdraw(*, request: HttpRequest, obj: Edition) -> Edition:
    return commands.withdraw_edition(actor=_actor(request), uid=obj.uid, at=clock.now())


def _narrow(
    *, request: HttpRequest, obj: Edition, source: str, values: Mapping[str, Any], modes: Mapping[str, Any]
) -> Edition:
    return commands.narrow_edition(
        actor=_actor(request), parent_uid=obj.uid, source=source, values=values, modes=modes, at=clock.now()
    )


def _adopt(*, request: HttpRequest, obj: Edition, from_on: dt.date, values: Mapping[str, Any]) -> Adoption:
    return commands.adopt_edition(
        actor=_actor(request), edition_uid=obj.uid, values=values, from_on=from_on, at=clock.now()
    )


# ── the forms ─────────────────────────────────────────────────────────────────────────────────


def _draft_form(*, request: HttpRequest, obj: Template, data: Any, files: Any) -> DraftForm:
    """A new draft starts from the wording before it, the first one from the kind's own table."""
    schema = kinds.schema(obj.kind)
    newest = obj.editions.order_by("-number").first()
    if newest is not None:
        return DraftForm(schema, newest.body, newest.modes, data, files)
    usual = {
        each.path: {"mode": each.mode.value, "source": each.source, **({"bound": each.bound} if each.bound else {})}
        for each in schema.fields
    }
    return DraftForm(schema, schema.default_body(), usual, data, files)


def _narrow_form(*, request: HttpRequest, obj: Edition, data: Any, files: Any) -> NarrowForm:
    return NarrowForm(kinds.schema(obj.template.kind), obj.body, obj.modes, data, files)


def _adopt_form(*, request: HttpRequest, obj: Edition, data: Any, files: Any) -> AdoptForm:
    """Starts from what this office has set until now, as far as the edition still allows it."""
    code, today = _actor(request).office_code, clock.today()
    schema = kinds.schema(obj.template.kind)
    above = queries.values_above(code, obj, on=today)
    body = resolve(schema, obj.body, obj.modes, [values for _, values in above])
    here = [each for each in queries.rulebook_of(code, on=today) if each.edition.template.kind == obj.template.kind]
    own, _ = still_allowed(schema, obj.body, obj.modes, here[0].values if here else {})
    return AdoptForm(schema, body, obj.modes, own, today, data, files)


# ── editions, on either site ──────────────────────────────────────────────────────────────────

_PUBLISH = CommandButton(
    name="publish",
    label="发布",
    command=_publish,
    act="rulebook.publish",
    when=lambda edition: edition.state == EditionState.DRAFT,
    after="发布后内容不能再改动，各机构可以采用。",
    primary=True,
    done="已发布，各机构可以采用。",
)
_WITHDRAW = CommandButton(
    name="withdraw",
    label="撤回",
    command=_withdraw,
    act="rulebook.withdraw",
    when=lambda edition: edition.state != EditionState.WITHDRAWN,
    after="撤回后不能再被采用；已采用的机构继续有效，直到改用其他版本。",
    confirm=lambda edition: edition.template.title,
    danger=True,
)


class _Editions(RecordAdmin):
    act_template = "rulebook/act.html"
    list_select_related = ("template",)
    wide = ("source",)

    @admin.display(description="类别")
    def kind(self, edition: Edition) -> str:
        return Kind(edition.template.kind).label

    @admin.display(description="依据")
    def source(self, edition: Edition) -> str:
        return edition.template.source

    @admin.display(description="发布机构")
    def owner(self, edition: Edition) -> str:
        name: str = edition.owner_name  # type: ignore[attr-defined]
        return name


@admin.register(Template, site=province_site)
class TemplateAdmin(RecordAdmin):
    list_display = ("title", "kind", "source", "for_levels", "by_default")
    list_filter = ("kind",)
    fields = ("title", "kind", "source", "for_levels", "by_default", "created_at")
    section_order = 10
    wide = ("source",)
    act_template = "rulebook/act.html"
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
            form=_draft_form,
            act="rulebook.draft",
            after="起草后可以先看与上一版的差别和涉及的机构，再发布。已起草的内容不能再改，需要改动就再起草一版。",
            primary=True,
            done=lambda edition: f"已起草第 {edition.number} 版，请到规则版本中查看差别后发布。",
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

    def related(self, request: HttpRequest, template: Template) -> list[dict[str, Any]]:
        rows = [
            {
                "number": f"第 {each.number} 版",
                "state": EditionState(each.state).label,
                "published": each.published_at,
                "href": province_site._registry[Edition].href_of(each),
            }
            for each in template.editions.order_by("-number")
        ]
        table = _table("各版本", "还没有版本。请起草第一版。", [], number="版本", state="状态")
        published = {"key": "published", "label": "发布时间", "kind": "datetime"}
        return [{**table, "columns": [*table["columns"], published], "rows": rows}]


@admin.register(Edition, site=province_site)
class EditionAdmin(_Editions):
    list_display = ("template", "number", "kind", "state", "published_at", "withdrawn_at")
    list_filter = ("state", "template__kind")
    fields = ("template", "number", "kind", "source", "published_at", "withdrawn_at")
    section_order = 20
    empty_says = "还没有规则版本。请在模板中起草。"
    buttons = (_PUBLISH, _WITHDRAW)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return queries.visible_to(_actor(request)).filter(office_code=_actor(request).office_code)

    def related(self, request: HttpRequest, edition: Edition) -> list[dict[str, Any]]:
        return [_wording(edition), *_against_the_one_before(_actor(request), edition), _effects(edition)]


@admin.register(Edition, site=office_site)
class ShelfAdmin(_Editions):
    """What this office may adopt, what it may narrow for those below it, and what it has written itself."""

    list_display = ("__str__", "kind", "owner", "state", "published_at")
    list_filter = ("state", "template__kind")
    fields = ("kind", "owner", "source", "published_at", "withdrawn_at")
    section_order = 2
    empty_says = "上级还没有发布可以采用的规则。"
    buttons = (
        CommandButton(
            name="adopt",
            label="采用",
            command=_adopt,
            form=_adopt_form,
            may=lambda request, edition: office_site.may and office_site.may(request, "rulebook.adopt", None),
            when=lambda edition: edition.state == EditionState.PUBLISHED,
            after=f"采用后从生效日期起执行；{_PINNED}不改动的内容按上级规定执行。",
            primary=True,
            done=lambda adoption: f"已采用“{adoption.edition}”，自{adoption.from_on:%Y年%-m月%-d日}起执行。",
        ),
        CommandButton(
            name="narrow",
            label="起草本级版本",
            command=_narrow,
            form=_narrow_form,
            may=lambda request, edition: office_site.may and office_site.may(request, "rulebook.narrow", None),
            when=lambda edition: edition.state == EditionState.PUBLISHED,
            after="本级版本只能在上级允许的范围内收紧，发布后本机构和下级都按它采用。",
            done=lambda edition: f"已起草“{edition}”，请查看差别后发布。",
        ),
        _PUBLISH,
        _WITHDRAW,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """The list is what this office may adopt and what it wrote; read, by its address, is whatever was published."""
        actor = _actor(request)
        seen = queries.visible_to(actor).annotate(owner_name=queries.name_of_owner())
        if not request.path.endswith("/edition/"):
            return seen
        reach = [each.uid for each in queries.adoptable_by(actor.office_code)]
        return seen.filter(Q(uid__in=reach) | Q(office_code=actor.office_code))

    def may_view(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """A published rule is everybody's to read; a draft is found by `get_queryset` in its own office only."""
        return super().may_view(request)

    def acts(self, request: HttpRequest, obj: Edition) -> tuple[list[CommandButton], list[str]]:
        """Who has nobody below, or wrote the edition itself, is not offered to narrow it; a superior's is not ours to move."""
        offered, refused = super().acts(request, obj)
        office = directory.office(_actor(request).office_code)
        above = obj.office_code != office.code
        kept = [each for each in offered if each.name != "narrow" or (above and office.level in _ABOVE_OTHERS)]
        return kept, [] if above else refused

    def related(self, request: HttpRequest, edition: Edition) -> list[dict[str, Any]]:
        code = _actor(request).office_code
        tables = [_wording(edition)]
        here = queries.effect_here(edition, code, on=clock.today())
        if here is not None:
            tables.append(_differences(f"本机构由“{here.now}”改用后的变化", here.changes))
            lost = [
                {"what": kinds.label(Kind(edition.template.kind), path), "why": why} for path, why in here.lost.items()
            ]
            if lost:
                tables.append(_table("不再允许的自定内容", "", lost, what="事项", why="原因"))
        if edition.office_code == code:
            tables += [*_against_the_one_before(_actor(request), edition), _effects(edition)]
        return tables


@admin.register(Adoption, site=office_site)
class AdoptionAdmin(RecordAdmin):
    """The office's own rulebook: what holds, what held, and what it set for itself."""

    list_display = ("kind", "edition", "from_on", "until_on", "own")
    list_filter = ("edition__template__kind",)
    list_select_related = ("edition__template",)
    fields = ("kind", "edition", "source", "from_on", "until_on", "own", "newer")
    section_order = 1
    wide = ("source", "own", "newer")
    empty_says = "本机构还没有采用规则。请从可采用的规则版本中选择。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Adoption]:
        return queries.adoptions_of(_actor(request))

    def list_tools(self, request: HttpRequest) -> list[dict[str, str]]:
        shelf = reverse(f"{self.admin_site.name}:rulebook_edition_changelist")
        return [{"label": "可采用的规则版本", "href": shelf, "primary": "1"}]

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
        return "、".join(kinds.label(kind, path) for path in adoption.values) or "无，全部按上级发布的内容执行"

    @admin.display(description="新版本")
    def newer(self, adoption: Adoption) -> str:
        offered = queries.offered_after(adoption)
        return f"上级已发布“{offered}”，可用于下一年度；{_PINNED}" if offered else "没有，现行的就是最新版本"

    def related(self, request: HttpRequest, adoption: Adoption) -> list[dict[str, Any]]:
        schema = kinds.schema(adoption.edition.template.kind)
        rows = []
        for each in queries.explanation(adoption):
            field = schema.find(each.path)
            assert field is not None
            limit = f"{each.limit}（{each.limited_by}规定）" if each.limited_by else each.limit
            first = {
                "set_by": f"本机构：{each.set_by}" if each.ours else each.set_by,
                "limit": limit,
                "source": each.source,
            }
            for place, (what, how) in enumerate(schema.lines(field, adoption.body)):
                more = first if place == 0 else {"set_by": "同上", "limit": "同上", "source": "同上"}
                rows.append({"what": what, "how": how, **more})
        return [
            _table(
                "本机构执行的规则",
                "没有内容。",
                rows,
                what="事项",
                how="规定",
                set_by="由谁规定",
                limit="本机构能否改动",
                source="依据",
            )
        ]


class HolidayForm(forms.Form):
    year = forms.IntegerField(label="年份", min_value=2004, max_value=2100)
    source = forms.CharField(
        label="依据", max_length=200, help_text="如国务院办公厅关于该年部分节假日安排的通知及文号。"
    )
    lines = forms.CharField(
        label="放假调休",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="每行一段：“2027-02-05 至 2027-02-11 休 春节”，调休上班写“2027-02-20 班”；没有列出的日期按周一至周五上班。",
    )


def _enter_holidays(*, request: HttpRequest, obj: None, **values: Any) -> HolidayYear:
    return commands.enter_holidays(actor=_actor(request), at=clock.now(), **values)


@admin.register(HolidayYear, site=province_site)
class HolidayAdmin(RecordAdmin):
    """放假安排: the province enters it once, every office counts its working days by it."""

    list_display = ("year", "source", "created_at")
    list_filter = ("year",)
    fields = ("year", "source", "created_at")
    section_order = 30
    wide = ("source",)
    empty_says = "还没有登记放假安排。已公布的年份用内置日历；没有公布的年份按星期推算并注明。"
    starts = (
        CommandButton(
            name="enter",
            label="登记放假安排",
            command=_enter_holidays,
            form=HolidayForm,
            act="rulebook.enter_holidays",
            after="登记后全省以后发布的公示和期限按它计算，已发布的公示日期不变。同一年再次登记的，以后一次为准。",
            primary=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[HolidayYear]:
        return queries.holiday_years()

    def related(self, request: HttpRequest, each: HolidayYear) -> list[dict[str, Any]]:
        days = {dt.date.fromisoformat(day): worked for day, worked in each.days.items()}
        lines = [{"line": line} for line in write_days(days).splitlines()]
        return [_table("放假调休", "没有列出日期。", lines, line="日期")]
