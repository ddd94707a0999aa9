"""Reading intake: lists for the desk, plain sentences for the citizen, figures for the board."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from commons.kernel.actor import Actor, Role
from commons.kernel.confidential import blind_index
from tenants.cycles import queries as cycles
from tenants.documents import queries as documents
from tenants.intake import query_code
from tenants.intake.errors import CampaignNotFound, CodeMistyped, CodeNotFound, SuggestionNotFound
from tenants.intake.models import Activity, Campaign, Contact, Merge, Outcome, Suggestion
from tenants.intake.policies import POLICY
from tenants.intake.terms import ActivityKind, CampaignState, Channel, OutcomeKind, SuggestionState

_READ_ALL = frozenset({Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR})


# ── campaigns ────────────────────────────────────────────────────────────────────────────────


def campaigns() -> QuerySet[Campaign]:
    """All of them, for the desk, newest first."""
    return Campaign.objects.order_by("-from_on", "-uid")


def announced() -> QuerySet[Campaign]:
    """What the public may read: campaigns that were opened."""
    return campaigns().exclude(state=CampaignState.DRAFT)


def campaigns_visible_to(viewer: Actor) -> QuerySet[Campaign]:
    return campaigns() if viewer.holds(*_READ_ALL) else announced()


def collecting_campaigns(on: dt.date) -> QuerySet[Campaign]:
    """The ones a suggestion may be sent to on this day."""
    return Campaign.objects.filter(state=CampaignState.OPEN, from_on__lte=on, last_on__gte=on).order_by(
        "last_on", "uid"
    )


def campaign(viewer: Actor, uid: UUID) -> Campaign:
    found = campaigns_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise CampaignNotFound()
    return found


def lock_campaign(uid: UUID) -> Campaign:
    found = Campaign.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise CampaignNotFound()
    return found


# ── suggestions, inside the office ───────────────────────────────────────────────────────────


@dataclass(frozen=True)
class SuggestionFacts:
    """A suggestion as other rooms know it: nothing of a person. `merged_uids` are those handled together with it."""

    uid: UUID
    cycle_uid: UUID | None
    title: str
    content: str
    field: str
    channel: str
    village: str
    state: str
    merged_uids: tuple[UUID, ...]


def visible_to(viewer: Actor) -> QuerySet[Suggestion]:
    """The list form of `intake.read`: the desk sees all, others what they entered themselves."""
    if viewer.holds(*_READ_ALL):
        return Suggestion.objects.order_by("-uid")
    if viewer.is_anonymous or not viewer.holds(*POLICY.roles_of("intake.read")):
        return Suggestion.objects.none()
    return Suggestion.objects.filter(entered_by_uid=viewer.account_uid).order_by("-uid")


def get(viewer: Actor, uid: UUID) -> Suggestion:
    found = visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise SuggestionNotFound()
    return found


def may_read(viewer: Actor, uid: UUID) -> bool:
    """Whether the viewer may open what is attached to this suggestion."""
    return visible_to(viewer).filter(uid=uid).exists()


def lock(uid: UUID) -> Suggestion:
    found = Suggestion.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise SuggestionNotFound()
    return found


def lock_by_code(typed: str) -> Suggestion:
    found = Suggestion.objects.select_for_update().filter(query_digest=_digest(typed)).first()
    if found is None:
        raise CodeNotFound()
    return found


def suggestion(uid: UUID) -> SuggestionFacts:
    """Raises SuggestionNotFound."""
    found = suggestions([uid])
    if not found:
        raise SuggestionNotFound()
    return found[0]


def suggestions(uids: Iterable[UUID]) -> list[SuggestionFacts]:
    """Facts of several, oldest first; unknown ones are left out."""
    rows = Suggestion.objects.filter(uid__in=list(uids)).order_by("uid")
    merged: dict[UUID, list[UUID]] = {}
    for primary, absorbed in (
        Merge.objects.filter(primary__in=rows, undone_at=None)
        .order_by("merged_at", "uid")
        .values_list("primary_id", "absorbed_id")
    ):
        merged.setdefault(primary, []).append(absorbed)
    return [
        SuggestionFacts(
            uid=row.uid,
            cycle_uid=row.cycle_uid,
            title=row.title,
            content=row.content,
            field=row.field,
            channel=row.channel,
            village=row.village,
            state=row.state,
            merged_uids=tuple(merged.get(row.uid, ())),
        )
        for row in rows
    ]


def standing_merge(absorbed: Suggestion) -> Merge | None:
    return Merge.objects.filter(absorbed=absorbed, undone_at=None).select_related("primary").first()


def has_absorbed(primary: Suggestion) -> bool:
    return Merge.objects.filter(primary=primary, undone_at=None).exists()


def possible_primaries(suggestion: Suggestion) -> QuerySet[Suggestion]:
    """What it may be merged into: the same field first, then the newest."""
    open_states = (SuggestionState.SUBMITTED, SuggestionState.SCREENED, SuggestionState.NOMINATED)
    rows = Suggestion.objects.filter(state__in=open_states).exclude(uid=suggestion.uid)
    return rows.annotate(other_field=~Q(field=suggestion.field)).order_by("other_field", "-uid")


def merges_around(suggestion: Suggestion) -> QuerySet[Merge]:
    """Standing merges, of it and into it."""
    rows = Merge.objects.filter(Q(primary=suggestion) | Q(absorbed=suggestion), undone_at=None)
    return rows.select_related("primary", "absorbed").order_by("merged_at", "uid")


def outcomes_of(suggestion: Suggestion) -> QuerySet[Outcome]:
    return Outcome.objects.filter(suggestion=suggestion).order_by("noted_at", "uid")


def contact_of(suggestion: Suggestion) -> Contact | None:
    """For showing `masked_name` and `masked_phone`; the words themselves come from `commands.contacts.reveal_contact`."""
    return Contact.objects.filter(suggestion=suggestion, erased_at=None).first()


# ── the citizen ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Line:
    """One line of what became of it."""

    at: dt.datetime
    sentence: str


@dataclass(frozen=True)
class CitizenView:
    """All that the holder of a query code learns: what was written, where it stands, what it became."""

    title: str
    content: str
    state: str
    sentence: str
    reply: str
    submitted_at: dt.datetime
    may_amend: bool
    became: tuple[Line, ...]
    photos: int


_SENTENCES = {
    SuggestionState.SUBMITTED: "您的建议已收到，正在等待初审。",
    SuggestionState.RETURNED: "您的建议需要补充，请按答复补充后重新提交。",
    SuggestionState.SCREENED: "您的建议已通过初审，正在研究是否进入评议。",
    SuggestionState.DECLINED: "您的建议未被采纳，原因：{reason}。",
    SuggestionState.NOMINATED: "您的建议已进入民生实事项目评议。",
}
_MERGED = "您的建议与“{title}”内容相近，已合并办理，原建议完整保留。"
_BECAME = {
    OutcomeKind.ELIMINATED: "“{title}”经评分未通过评估。",
    OutcomeKind.EXCLUDED: "“{title}”属于不列入民生实事项目的情形。",
    OutcomeKind.RESERVED: "“{title}”已进入民生实事项目储备库，条件成熟时启用。",
    OutcomeKind.TAKEN_UP: "“{title}”已由储备库启用，重新进入评议。",
    OutcomeKind.CANDIDATE: "“{title}”已成为候选项目，将提交票决。",
    OutcomeKind.SELECTED: "“{title}”已经票决入选为民生实事项目。",
    OutcomeKind.NOT_SELECTED: "“{title}”未在票决中入选，将分类处置。",
    OutcomeKind.GENERAL_PROJECT: "“{title}”已列为一般民生工程组织实施。",
    OutcomeKind.VILLAGE_HANDLED: "“{title}”已交村（社区）统筹协调处理。",
    OutcomeKind.UNDER_WAY: "“{title}”正在实施。",
    OutcomeKind.COMPLETED: "“{title}”已经建成并通过验收。",
}


def by_code(typed: str) -> CitizenView:
    """Raises CodeMistyped (it was never issued) or CodeNotFound. A merged suggestion shows what its primary became."""
    found = Suggestion.objects.filter(query_digest=_digest(typed)).first()
    if found is None:
        raise CodeNotFound()
    merge = standing_merge(found)
    return CitizenView(
        title=found.title,
        content=found.content,
        state=found.get_state_display(),
        sentence=_sentence(found, merge),
        reply=found.reply,
        submitted_at=found.created_at,
        may_amend=found.state == SuggestionState.RETURNED,
        became=_lines(merge.primary if merge else found),
        photos=len(documents.attachments_of(found.uid)),
    )


def _sentence(row: Suggestion, merge: Merge | None) -> str:
    if merge:
        return _MERGED.format(title=merge.primary.title)
    return _SENTENCES[SuggestionState(row.state)].format(reason=row.get_decline_reason_display())


def _lines(row: Suggestion) -> tuple[Line, ...]:
    return tuple(
        Line(each.noted_at, _BECAME[OutcomeKind(each.kind)].format(title=each.title or row.title))
        for each in outcomes_of(row)
    )


def _digest(typed: str) -> str:
    code = query_code.read(typed)
    if code is None:
        raise CodeMistyped(field="code")
    return blind_index(code)


# ── figures ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Figures:
    """The year's collection in numbers (1-09, 1-18, 1-51, 3-43). Keys of the mappings are codes of `terms`."""

    year: int
    received: int
    by_state: dict[str, int]
    by_channel: dict[str, int]
    by_proposer: dict[str, int]
    by_field: dict[str, int]
    converted_by_channel: dict[str, int]  # 1-51: clues that became a voted project
    activities: dict[str, int]

    @property
    def nominated(self) -> int:
        return self.by_state[SuggestionState.NOMINATED]

    @property
    def merged(self) -> int:
        return self.by_state[SuggestionState.MERGED]

    @property
    def declined(self) -> int:
        return self.by_state[SuggestionState.DECLINED]

    @property
    def converted(self) -> int:
        return sum(self.converted_by_channel.values())


def counts(year: int) -> Figures | None:
    """None when the office has no cycle of that year: not collected is not zero."""
    cycle = cycles.find_cycle_of_year(year)
    if cycle is None:
        return None
    rows = Suggestion.objects.filter(cycle_uid=cycle.uid)
    by_channel = _counted(rows, "channel")
    return Figures(
        year=year,
        received=sum(by_channel.values()),
        by_state={**dict.fromkeys(SuggestionState.values, 0), **_counted(rows, "state")},
        by_channel=by_channel,
        by_proposer=_by_proposer(by_channel),
        by_field=_counted(rows, "field"),
        converted_by_channel=_counted(rows.filter(_selected()), "channel"),
        activities=_activities(cycle.uid),
    )


def _counted(rows: QuerySet[Suggestion], by: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("uid", distinct=True)).order_by(by))


def _by_proposer(by_channel: dict[str, int]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for channel, number in by_channel.items():
        total[Channel(channel).proposer] += number
    return {str(proposer): number for proposer, number in sorted(total.items())}


def _selected() -> Q:
    """Selected itself, or handled together with one that was."""
    selected = Outcome.objects.filter(kind=OutcomeKind.SELECTED).values("suggestion_id")
    through = Merge.objects.filter(undone_at=None, primary_id__in=selected).values("absorbed_id")
    return Q(uid__in=selected) | Q(uid__in=through)


def _activities(cycle_uid: UUID) -> dict[str, int]:
    rows = Activity.objects.filter(campaign__cycle_uid=cycle_uid).order_by()
    done = dict(rows.values_list("kind").annotate(Sum("quantity")))
    return {kind: done[kind] for kind in ActivityKind.values if kind in done}


def activities_of(campaign: Campaign) -> QuerySet[Activity]:
    return Activity.objects.filter(campaign=campaign).order_by("held_on", "uid")


def uids_waiting(cycle_uid: UUID) -> list[UUID]:
    """Of one year, what waits for its first screening, oldest first."""
    rows = Suggestion.objects.filter(cycle_uid=cycle_uid, state=SuggestionState.SUBMITTED).order_by("uid")
    return list(rows.values_list("uid", flat=True))


def waiting() -> QuerySet[Suggestion]:
    """Suggestions that came before any cycle was open."""
    return Suggestion.objects.filter(cycle_uid=None).order_by("uid")


def contacts_due(on: dt.date) -> QuerySet[Contact]:
    return Contact.objects.filter(erased_at=None, erase_on__lte=on).order_by("erase_on", "suggestion_id")
