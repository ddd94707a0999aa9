"""RecordAdmin: a record is read; what may be done to it are buttons, each calling one command.

So the admin cannot do what the law cannot. Everything works by plain GET and POST, without JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets, label_for_field, lookup_field, quote, unquote
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from admin_theme import ledgers, wording
from admin_theme.buttons import CommandButton, ConfirmForm, Verdict
from admin_theme.templatetags.admin_theme import wan

__all__ = ["CommandButton", "RecordAdmin", "TrailPanel", "Verdict", "money"]
REFUSED = 409
NAMED = 200  # of the records that are acted on at once, so many are listed by name


class TrailPanel:
    """What was done to a record, by whom, when. Asked of the house only when the page is drawn."""

    title = "办理记录"

    def __init__(self, source: Callable[[Any], Iterable[Any]] | None, obj: Any) -> None:
        self.source, self.obj = source, obj

    @property
    def known(self) -> bool:
        return self.source is not None

    def entries(self) -> list[Any]:
        return list(self.source(self.obj)) if self.source else []


def money(field: str, label: str) -> Callable[[Any], SafeString | str]:
    """A list column of fen, shown as 万元. Columns named `…_fen` get this by themselves."""

    def column(obj: Any) -> SafeString | str:
        return wan(getattr(obj, field))

    column.short_description = label  # type: ignore[attr-defined]
    column.admin_order_field = field  # type: ignore[attr-defined]
    column.__name__ = field
    return column


class RecordAdmin(ModelAdmin):  # type: ignore[misc]
    """A room's record on the staff site.

    buttons        the acts, in the order of the record's life
    starts         acts that begin a new record, offered above the list; their command gets obj=None
    bulk           acts on many records at once: on those ticked in the list, or on all that are filtered; their command
                   gets obj, a list of those for which `when` holds
    reading        the act that lets people see it; the room's `read` if not given
    section        where it stands in the left menu (a key of unfold.SECTIONS); by the room's name if not given
    wide           names of facts that take the whole width
    empty_says     what to do when there is no record yet
    lifecycle(obj) steps for the lifecycle line: dicts of label, state (done | current | coming | stopped), at
    state_word(obj), light(obj)  beside the title: a word; a (colour, word, reason)
    related(request, obj)        ledgers below the facts: dicts of caption, columns, rows, empty
    """

    buttons: ClassVar[Sequence[CommandButton]] = ()
    starts: ClassVar[Sequence[CommandButton]] = ()
    bulk: ClassVar[Sequence[CommandButton]] = ()
    reading: ClassVar[str] = ""
    section: ClassVar[str | None] = None
    section_order: ClassVar[int] = 50
    wide: ClassVar[tuple[str, ...]] = ()
    empty_says: ClassVar[str] = "还没有记录。"
    show_trail: ClassVar[bool] = True
    actions = None
    empty_value_display = "未填"
    list_per_page = 20
    show_full_result_count = False
    change_list_template = "admin/record_list.html"
    record_template = "admin/record.html"
    act_template = "admin/act.html"
    slip_template = "admin/slip.html"

    # ── who sees it ──────────────────────────────────────────────────────────────────────────

    def reading_act(self) -> str:
        return self.reading or f"{self.model._meta.app_label}.read"

    def may_view(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.admin_site.may_view is not None:
            return bool(self.admin_site.may_view(request, self.reading_act(), obj))
        return bool(super().has_view_permission(request, obj))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_view(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_view(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # Django's own log is off: the audit is the record of what was done.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        return None

    def log_deletion(self, request: HttpRequest, obj: Any, object_repr: str) -> None:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        return None

    # ── addresses ────────────────────────────────────────────────────────────────────────────

    def get_urls(self) -> list[Any]:
        options = self.model._meta
        act = path(
            "<path:object_id>/acts/<slug:name>/",
            self.admin_site.admin_view(self.act_view),
            name=f"{options.app_label}_{options.model_name}_act",
        )
        start = path(
            "start/<slug:name>/",
            self.admin_site.admin_view(self.start_view),
            name=f"{options.app_label}_{options.model_name}_start",
        )
        export = path(
            "export/",
            self.admin_site.admin_view(self.export_view),
            name=f"{options.app_label}_{options.model_name}_export",
        )
        bulk = path(
            "bulk/<slug:name>/",
            self.admin_site.admin_view(self.bulk_view),
            name=f"{options.app_label}_{options.model_name}_bulk",
        )
        ours = {f"{options.app_label}_{options.model_name}_{page}" for page in ("changelist", "change")}
        pages = [start, export, *([bulk] if self.bulk else []), act]
        return [*pages, *(each for each in super().get_urls() if each.name in ours)]

    def _href(self, page: str, *args: Any) -> str:
        options = self.model._meta
        return reverse(f"{self.admin_site.name}:{options.app_label}_{options.model_name}_{page}", args=args)

    def href_of(self, obj: Any) -> str:
        return self._href("change", quote(obj.pk))

    def _crumbs(self, *last: tuple[str, str]) -> list[tuple[str, str]]:
        home = reverse(f"{self.admin_site.name}:index")
        return [("首页", home), (str(self.model._meta.verbose_name_plural), self._href("changelist")), *last]

    def _found(self, request: HttpRequest, object_id: str) -> Any:
        """Someone else's record is not found, not forbidden."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.may_view(request, obj):
            raise Http404
        return obj

    # ── the list ─────────────────────────────────────────────────────────────────────────────

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self._as_column(name) for name in super().get_list_display(request)]

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """Django leaves nullable references to one query a row; a ledger asks once."""
        if self.list_select_related is not False:
            return self.list_select_related
        named = {f.name for f in self.model._meta.fields if f.many_to_one or f.one_to_one}
        return [name for name in super().get_list_display(request) if name in named]

    def _as_column(self, name: Any) -> Any:
        if isinstance(name, str) and name.endswith("_fen") and not hasattr(self, name):
            try:
                return money(name, str(self.model._meta.get_field(name).verbose_name))
            except FieldDoesNotExist:
                return name
        return name

    def column(self, obj: Any, name: Any, *, linked: bool = True) -> dict[str, Any]:
        """A cell of the list. Money and figures stand at the right; dates, addresses and what is chosen do not break."""
        return {"value": self.shown(obj, name, linked=linked), "css": ledgers.stands(self.model, name)}

    def list_tools(self, request: HttpRequest) -> list[dict[str, str]]:
        """Links at the right of the list's title: dicts of label, href, primary. By default the acts that start a record."""
        return [
            {"label": button.label, "href": self._href("start", button.name), "primary": "1" if button.primary else ""}
            for button in self.starts
            if self.verdict(request, None, button)
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.may_view(request):
            raise PermissionDenied
        extra = {
            "title": self.model._meta.verbose_name_plural,
            "crumbs": self._crumbs(),
            "empty_says": self.empty_says,
            "list_tools": self.list_tools(request),
            "export_href": f"{self._href('export')}?{request.GET.urlencode()}",
            "bulk_tools": [
                {"button": button, "href": self._href("bulk", button.name)}
                for button in self.bulk
                if self.verdict(request, None, button)
            ],
            **(extra_context or {}),
        }
        try:
            return super().changelist_view(request, extra)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(request.path)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_view(request):
            raise PermissionDenied
        return ledgers.of_list(self, request)

    # ── the record ───────────────────────────────────────────────────────────────────────────

    def lifecycle(self, obj: Any) -> list[Any]:
        return []

    def title_of(self, obj: Any) -> str:
        return str(obj)

    def state_word(self, obj: Any) -> str:
        shown = getattr(obj, "get_state_display", None)
        return str(shown()) if shown else ""

    def light(self, obj: Any) -> tuple[str, str, str] | None:
        return None

    def related(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        return []

    def facts(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        sections = self.fieldsets or [(None, {"fields": self.fields or self._all_fields()})]
        return [
            {"title": title, "facts": [self._fact(obj, name) for name in flatten_fieldsets([(title, options)])]}
            for title, options in sections
        ]

    def _all_fields(self) -> list[str]:
        """What people read; keys and codes of other rows, and the state that stands beside the title, are left out."""
        machines = (models.UUIDField, models.JSONField)
        return [
            f.name
            for f in self.model._meta.fields
            if not f.primary_key and not isinstance(f, machines) and f.name not in ("office_code", "state")
        ]

    def _fact(self, obj: Any, name: Any) -> dict[str, Any]:
        return {
            "label": label_for_field(name, self.model, self),
            "value": self.shown(obj, name),
            "wide": name in self.wide or self._is_long(name),
        }

    def _is_long(self, name: Any) -> bool:
        try:
            return isinstance(self.model._meta.get_field(name), models.TextField)
        except FieldDoesNotExist:
            return False

    def shown(self, obj: Any, name: Any, *, linked: bool = True) -> Any:
        """A value as an office writes it; another record as a link to it, unless it stands in a link already."""
        try:
            field, _, value = lookup_field(name, obj, self)
        except ObjectDoesNotExist:
            return wording.NO_DATE
        if field is not None and field.choices:
            value = getattr(obj, f"get_{field.name}_display")()
        match value:
            case None | "":
                return wording.NOT_YET if isinstance(name, str) and name.endswith("_fen") else wording.NO_DATE
            case bool():
                return "是" if value else "否"
            case int() if isinstance(name, str) and name.endswith("_fen"):
                return wan(value)
            case models.Model():
                return self._link(value) if linked else str(value)
            case _ if hasattr(value, "hour") and hasattr(value, "year"):
                return wording.datetime_text(value)
            case _ if hasattr(value, "year"):
                return wording.month_text(value) if name == "month_on" else wording.date_text(value)
            case Decimal() if isinstance(name, str) and name.endswith("_percent"):
                return wording.plain(value)
            case _:
                return value

    def _link(self, other: models.Model) -> Any:
        admin = self.admin_site._registry.get(type(other))
        if not isinstance(admin, RecordAdmin):
            return str(other)
        try:
            return format_html('<a href="{}">{}</a>', admin.href_of(other), other)
        except NoReverseMatch:
            return str(other)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self._found(request, object_id)
        offered, refused = self.acts(request, obj)
        context = {
            **self._context(request, obj, self.title_of(obj), (self.title_of(obj), "")),
            "offered": [
                {"button": button, "href": self._href("act", quote(obj.pk), button.name), "direct": button.direct()}
                for button in offered
            ],
            "refused": refused,
            "sections": self.facts(request, obj),
            "steps": self.lifecycle(obj),
            "state_word": self.state_word(obj),
            "light": self.light(obj),
            "related": self.related(request, obj),
            "panel": TrailPanel(self.admin_site.trail, obj) if self.show_trail else None,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.record_template, context)

    def _context(self, request: HttpRequest, obj: Any, title: str, *last: tuple[str, str]) -> dict[str, Any]:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "original": obj,
            "title": title,
            "crumbs": self._crumbs(*last),
        }

    # ── the acts ─────────────────────────────────────────────────────────────────────────────

    def verdict(self, request: HttpRequest, obj: Any, button: CommandButton) -> Any:
        if button.may is not None:
            return button.may(request, obj)
        if button.act and self.admin_site.may is not None:
            return self.admin_site.may(request, button.act, obj)
        return Verdict(False)  # nobody said yes

    def acts(self, request: HttpRequest, obj: Any) -> tuple[list[CommandButton], list[str]]:
        """What this person may do now; and for the rest, one sentence a reason saying who can."""
        offered: list[CommandButton] = []
        refused: dict[str, None] = {}  # buttons of one act share its sentence
        for button in self.buttons:
            if not button.when(obj):
                continue
            verdict = self.verdict(request, obj, button)
            if verdict:
                offered.append(button)
            else:
                reason = button.who or str(getattr(verdict, "reason", "") or "")
                if reason:
                    refused[f"{button.label}：{reason}" if reason == button.who else reason] = None
        return offered, list(refused)

    def _form(self, request: HttpRequest, obj: Any, button: CommandButton, *, bound: bool) -> forms.BaseForm | None:
        if button.form is None:
            return None
        data, files = (request.POST, request.FILES) if bound else (None, None)
        if isinstance(button.form, type):
            initial = dict(button.initial(obj)) if button.initial else None
            form: forms.BaseForm = button.form(data, files, initial=initial)
        else:
            form = button.form(request=request, obj=obj, data=data, files=files)
        return form

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        obj = self._found(request, object_id)
        button = next((b for b in self.buttons if b.name == name), None)
        if button is None:
            raise Http404
        if not button.when(obj) or not (verdict := self.verdict(request, obj, button)):
            reason = "" if not button.when(obj) else str(getattr(verdict, "reason", "") or "")
            messages.error(request, reason or f"这条记录现在不能办理“{button.label}”，请核对当前状态。")
            return HttpResponseRedirect(self.href_of(obj))
        return self._act_page(request, obj, button, (self.title_of(obj), self.href_of(obj)))

    def start_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """An act that begins a new record: the same page, with nothing before it."""
        button = next((b for b in self.starts if b.name == name), None)
        if button is None or not self.may_view(request):
            raise Http404
        if not (verdict := self.verdict(request, None, button)):
            messages.error(request, str(getattr(verdict, "reason", "") or "") or f"您现在不能办理“{button.label}”。")
            return HttpResponseRedirect(self._href("changelist"))
        return self._act_page(request, None, button, ("", ""))

    def bulk_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """One act on many. The address says on which: `?pick=` those ticked, else the list's own filters."""
        button = next((b for b in self.bulk if b.name == name), None)
        if button is None or not self.may_view(request):
            raise Http404
        if not (verdict := self.verdict(request, None, button)):
            messages.error(request, str(getattr(verdict, "reason", "") or "") or f"您现在不能办理“{button.label}”。")
            return HttpResponseRedirect(self._href("changelist"))
        asked = self._picked(request)
        able = [obj for obj in asked if button.when(obj)]
        if not able:
            messages.error(request, f"所选的 {len(asked)} 条都不能办理“{button.label}”，请核对当前状态。")
            return HttpResponseRedirect(self._href("changelist"))
        many = {"objs": able[:NAMED], "total": len(able), "left_out": len(asked) - len(able)}
        return self._act_page(request, able, button, ("", ""), many=many)

    def _picked(self, request: HttpRequest) -> list[Any]:
        if picked := request.GET.getlist("pick"):
            return list(self.get_queryset(request).filter(pk__in=picked))
        try:
            return list(self.get_changelist_instance(request).queryset)
        except IncorrectLookupParameters:
            return []

    def _act_page(
        self,
        request: HttpRequest,
        obj: Any,
        button: CommandButton,
        crumb: tuple[str, str],
        *,
        many: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        pressed = request.method == "POST"
        form = self._form(request, obj, button, bound=pressed)
        expected = button.expected(obj)
        confirming = ConfirmForm(request.POST if pressed else None, expected=expected) if expected else None
        refused = ""
        wrong = [f for f in (form, confirming) if f is not None and not f.is_valid()]
        if pressed and not wrong:
            try:
                result = button.command(request=request, obj=obj, **(form.cleaned_data if form else {}))
            except self.admin_site.refusals as refusal:
                refused = self._take_refusal(refusal, form)
            else:
                if isinstance(result, HttpResponse):
                    return result  # a file: the page stays where it is
                return self._done(request, obj, button, result, crumb)
        crumbs = [each for each in (crumb, (button.label, "")) if each[0]]
        context = {
            **self._context(request, obj, button.label, *crumbs),
            "many": many,
            "button": button,
            "form": form,
            "confirming": confirming,
            "refused": refused,
            "back_href": crumb[1] or self._href("changelist"),
            "multipart": form is not None and form.is_multipart(),
        }
        return TemplateResponse(request, self.act_template, context, status=REFUSED if refused else 200)

    def _done(
        self, request: HttpRequest, obj: Any, button: CommandButton, result: Any, crumb: tuple[str, str]
    ) -> HttpResponse:
        """On to where one sees what became of it; what is shown only once is shown at once."""
        following = (
            button.onward(result) if button.onward else self._where_next(request, result if obj is None else obj)
        )
        slip = button.slip(request, result) if button.slip else None
        if slip is None:
            messages.success(request, button.said(result))
            return HttpResponseRedirect(following)
        crumbs = [each for each in (crumb, (button.label, "")) if each[0]]
        context = {**self._context(request, obj, button.label, *crumbs), "slip": slip, "back_href": following}
        return TemplateResponse(request, self.slip_template, context)  # like every page here never stored anywhere

    def _take_refusal(self, refusal: Exception, form: forms.BaseForm | None) -> str:
        """At its field where it names one of the form's; else as a sentence on top."""
        message = str(getattr(refusal, "message", "") or refusal)
        field = (getattr(refusal, "data", None) or {}).get("field")
        if form is not None and field in form.fields:
            form.add_error(field, message)
        return message

    def _where_next(self, request: HttpRequest, obj: Any) -> str:
        """Back to the record, or to the list if the act took it out of sight."""
        if not isinstance(obj, self.model):
            return self._href("changelist")
        again = self.get_object(request, str(obj.pk))
        seen = again is not None and self.may_view(request, again)
        return self.href_of(obj) if seen else self._href("changelist")
