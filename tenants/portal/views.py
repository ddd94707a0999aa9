"""The citizens' portal: suggest, look up, public notices, the project ledger. Anonymous, phone first, no JavaScript.

A query code never stands in a URL: it is typed into a POST, and shown once on the slip.
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons.kernel import clock
from commons.kernel.actor import Actor, resident
from commons.kernel.errors import Invalid, Refusal
from commons.kernel.tenancy import current_code
from tenants.appraisal import queries as appraisal
from tenants.delivery import queries as delivery
from tenants.documents.responses import as_file
from tenants.documents.terms import MediaType
from tenants.intake import queries as intake
from tenants.intake.commands import suggestions
from tenants.intake.terms import Channel
from tenants.notices import queries as notices
from tenants.notices.commands import opinions
from tenants.notices.terms import OpinionChannel
from tenants.oversight import papers
from tenants.oversight import queries as oversight
from tenants.oversight.commands import polls
from tenants.portal import limits
from tenants.portal.forms import AmendForm, LookupForm, OpinionForm, PosterForm, SuggestionForm, SurveyForm


def _citizen(request: HttpRequest) -> Actor:
    """On the portal everybody is a resident, whoever else they may be at the desk."""
    return resident(current_code())


# Where a page stands below the first one.
_WAYS: dict[str, list[tuple[str, str]]] = {
    "suggest": [("我要提建议", "/suggest/")],
    "posters": [("征集海报", "/suggest/posters/")],
    "slip": [("我要提建议", "/suggest/"), ("提交成功", "")],
    "lookup": [("查办理结果", "/lookup/")],
    "fared": [("查办理结果", "/lookup/"), ("办理结果", "")],
    "notices": [("公示公告", "/notices/")],
    "notice": [("公示公告", "/notices/"), ("公示内容", "")],
    "projects": [("民生项目", "/projects/")],
    "project": [("民生项目", "/projects/"), ("项目情况", "")],
    "bulletins": [("公示通报", "/bulletins/")],
    "bulletin": [("公示通报", "/bulletins/"), ("内容", "")],
    "shows": [("代表问政", "/shows/")],
    "show": [("代表问政", "/shows/"), ("内容", "")],
    "survey": [("满意度答卷", "/survey/")],
    "privacy": [("个人信息保护告知", "/privacy/")],
}
_BELOW = [
    {"label": "个人信息保护告知", "href": "/privacy/"},
    {"label": "代表和工作人员登录", "href": "/enter/"},
]


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    way = _WAYS.get(template, [])
    context |= {"crumbs": [("首页", "/"), *way] if way else [], "footer_links": _BELOW}
    return render(request, f"portal/{template}.html", context, status=status)


def _later(request: HttpRequest, template: str, form: Any) -> HttpResponse:
    messages.error(request, "操作过于频繁，请稍后再试。")
    return _page(request, template, status=429, form=form)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        "home",
        campaigns=intake.collecting_campaigns(clock.today()),
        notices=notices.public_notices()[:5],
    )


@never_cache
@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """我为民生提建议 (1-08), 随手拍 (1-50). The hidden key makes a double press one suggestion.

    A poster's QR code brings the village (`v`) and the campaign (`c`) along.
    """
    rule = intake.rule_now(clock.today())
    if request.method == "GET":
        known = {"village": request.GET.get("v", "")[:60], "campaign": request.GET.get("c", "")[:36]}
        form = SuggestionForm(rule=rule, initial={"key": secrets.token_urlsafe(16), **known})
        return _page(request, "suggest", form=form)
    form = SuggestionForm(request.POST, request.FILES, rule=rule)
    if not form.is_valid():
        return _page(request, "suggest", status=422, form=form)
    slips = request.session.setdefault("slips", {})
    typed = dict(form.cleaned_data)
    key, campaign_uid = typed.pop("key"), typed.pop("campaign")
    photos, video = typed.pop("photos", []), typed.pop("video", None)
    if key not in slips:
        try:
            slip = suggestions.submit_suggestion(
                actor=_citizen(request),
                channel=Channel.SNAPSHOT if photos or video else Channel.PORTAL,
                photos=[suggestions.Photo(photo.name, photo.read()) for photo in photos],
                video=suggestions.Photo(video.name, video.read()) if video else None,
                campaign_uid=campaign_uid if _is_collecting(campaign_uid) else None,
                at=clock.now(),
                **typed,
            )
        except Refusal as refusal:
            _show(form, refusal)
            return _page(request, "suggest", status=refusal.status, form=form)
        slips[key] = slip.query_code
        request.session["last_slip"] = slip.query_code
        request.session.modified = True
    return HttpResponseRedirect("/suggest/done/")


def _is_collecting(campaign_uid: UUID | None) -> bool:
    """A poster outlives its campaign: what comes by it then belongs to the standing collection."""
    return campaign_uid is not None and any(
        each.uid == campaign_uid for each in intake.collecting_campaigns(clock.today())
    )


@require_GET
def posters(request: HttpRequest) -> HttpResponse:
    """A4 posters with a QR code, one a village (1-10 … 1-12). There is nothing secret on one, so anybody may print it."""
    form = PosterForm(request.GET or None)
    villages = form.villages() if form.is_valid() else []
    campaign = intake.collecting_campaigns(clock.today()).first()
    sheets = [_poster(request, village, campaign.uid if campaign else None) for village in villages]
    return _page(request, "posters", form=form, sheets=sheets, campaign=campaign)


def _poster(request: HttpRequest, village: str, campaign_uid: UUID | None) -> dict[str, Any]:
    asked = {"v": village, **({"c": str(campaign_uid)} if campaign_uid else {})}
    address = request.build_absolute_uri(f"/suggest/?{urlencode(asked)}")
    code = segno.make(address, error="m", micro=False)
    return {"village": village, "address": request.build_absolute_uri("/suggest/"), "code": code.svg_data_uri(scale=8)}


def _show(form: Any, refusal: Refusal) -> None:
    """The sentence at its field where it names one of ours, else on top."""
    field = refusal.data.get("field")
    form.add_error(field if field in form.fields else None, refusal.message)


@never_cache
@require_GET
def suggested(request: HttpRequest) -> HttpResponse:
    """回执: the code, to be copied or photographed."""
    code = request.session.get("last_slip", "")
    if not code:
        return HttpResponseRedirect("/suggest/")
    return _page(request, "slip", code=code)


@never_cache
@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """How a suggestion fared."""
    if limits.too_often(request):
        return _later(request, "lookup", LookupForm())
    if request.method == "GET":
        return _page(request, "lookup", form=LookupForm())
    form = LookupForm(request.POST)
    if not form.is_valid():
        return _page(request, "lookup", status=422, form=form)
    try:
        found = intake.by_code(form.cleaned_data["code"])
    except Refusal as refusal:
        form.add_error("code", refusal.message)
        return _page(request, "lookup", status=refusal.status, form=form)
    code = form.cleaned_data["code"]
    amend = AmendForm(initial={"code": code, "title": found.title, "content": found.content})
    return _page(request, "fared", found=found, amend=amend if found.may_amend else None)


@never_cache
@require_POST
def amend(request: HttpRequest) -> HttpResponse:
    """A returned suggestion, amended and submitted again."""
    if limits.too_often(request):
        return _later(request, "lookup", LookupForm())
    form = AmendForm(request.POST)
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            suggestions.resubmit(actor=_citizen(request), at=clock.now(), **form.cleaned_data)
        except Refusal as refused:
            refusal = refused
            _show(form, refused)
    else:
        refusal = Invalid()
    found = intake.by_code(request.POST.get("code", ""))
    status = refusal.status if refusal else 200
    return _page(request, "fared", status=status, found=found, amend=form if refusal else None)


@require_GET
def public_notices(request: HttpRequest) -> HttpResponse:
    """Every notice that hangs or hung, newest first."""
    pages = Paginator(notices.public_notices(), 20)
    return _page(request, "notices", notices=pages.get_page(request.GET.get("page")))


@never_cache
@require_http_methods(["GET", "POST"])
def public_notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One notice, and the box for an opinion while its days run (1-46, 1-47)."""
    today = clock.today()
    notice = notices.notice(_citizen(request), uid)
    form = OpinionForm(request.POST or None) if notice.takes_opinions(today) else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            opinions.record_opinion(
                actor=_citizen(request),
                notice_uid=uid,
                channel=OpinionChannel.ONLINE,
                text=form.cleaned_data["text"],
                contact_phone=form.cleaned_data["contact_phone"],
                at=clock.now(),
            )
        except Refusal as refusal:
            _show(form, refusal)
            return _page(request, "notice", status=refusal.status, notice=notice, form=form)
        messages.success(request, "您的意见已收到。公示期满后将逐条答复采纳情况。")
        return HttpResponseRedirect(request.path)
    status = 422 if form is not None and form.errors else 200
    return _page(request, "notice", status=status, notice=notice, form=form)


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    """The project ledger as the public sees it; the year by a link."""
    years = delivery.years()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else (years[0] if years else clock.today().year)
    rows = delivery.public_projects(year)
    return _page(request, "projects", projects=rows, chosen=year, choices=years)


@require_GET
def project(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One project as a story: promise, money, milestones, light, and the evaluation as it was published."""
    found = delivery.public_project(uid)
    behind = len(appraisal.suggestions_behind(delivery.candidate_of(uid)))
    judged = oversight.published_result(uid, found.year)
    story = delivery.story(uid, public_only=True)
    return _page(request, "project", project=found, story=story, behind=behind, judged=judged)


@require_GET
def bulletins(request: HttpRequest) -> HttpResponse:
    """每月一公示, 季度一通报 (0-48, 0-49), and the results of the year (0-33)."""
    page = Paginator(oversight.published_bulletins(), 20).get_page(request.GET.get("page"))
    return _page(request, "bulletins", page=page)


@require_GET
def bulletin(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = oversight.published_bulletin(uid)
    return _page(
        request,
        "bulletin",
        bulletin=row,
        lines=row.lines,
        figures=row.figures,
        overall=papers.overall(row.lines),
        behind=papers.behind(row.lines),
    )


@require_GET
def bulletin_paper(request: HttpRequest, uid: UUID) -> FileResponse:
    """The same as a Word file."""
    return as_file(
        papers.of_bulletin(oversight.published_bulletin(uid), office=oversight.office_name()), MediaType.DOCX
    )


@require_GET
def shows(request: HttpRequest) -> HttpResponse:
    """代表网络问政 (3-32) that were published."""
    return _page(request, "shows", page=Paginator(oversight.published_shows(), 20).get_page(request.GET.get("page")))


@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Theme, film, questions with their answers, and what became of each (3-40)."""
    return _page(request, "show", show=oversight.published_show(uid))


@never_cache
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest) -> HttpResponse:
    """A household answers by the code on its slip; the code never stands in a URL."""
    if limits.too_often(request):
        return _later(request, "survey", SurveyForm())
    asked = polls.questions_on(request.POST.get("code", "")) if request.method == "POST" else []
    form = SurveyForm(request.POST if request.method == "POST" else None, questions=asked)
    if not form.is_bound:
        return _page(request, "survey", form=form)
    if not form.is_valid():
        return _page(request, "survey", status=422, form=form)
    try:
        polls.cast(actor=_citizen(request), at=clock.now(), code=form.cleaned_data["code"], **form.said())
    except Refusal as refusal:
        field = refusal.data.get("field")
        form.add_error(field if field in form.fields else None, refusal.message)
        return _page(request, "survey", status=refusal.status, form=form)
    messages.success(request, "答卷已收到，谢谢。")
    return HttpResponseRedirect("/survey/")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """个人信息保护告知 (个人信息保护法 17)."""
    return _page(request, "privacy")
