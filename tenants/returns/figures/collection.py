"""征集、公示、评议、候选、储备: counted by intake, notices and appraisal."""

from __future__ import annotations

from tenants.appraisal.terms import Origin, Route
from tenants.intake.terms import ActivityKind, Channel, Field, Proposer, SuggestionState
from tenants.notices.terms import NoticeKind
from tenants.returns.figures.sources import Count, OfYear, each, of_year, yuan

_ONLINE = (Channel.PORTAL, Channel.SNAPSHOT, Channel.CHAT_GROUP)
_OUTREACH = {
    "outreach.posters": ActivityKind.POSTER,
    "outreach.booklets": ActivityKind.BOOKLET,
    "outreach.households": ActivityKind.VISIT,
    "outreach.forums": ActivityKind.FORUM,
    "outreach.visitors": ActivityKind.RECEPTION,
    "outreach.field_studies": ActivityKind.FIELD_STUDY,
    "outreach.reports": ActivityKind.REPORT,
    "outreach.broadcasts": ActivityKind.BROADCAST,
}


def _activity(kind: ActivityKind) -> Count:
    return of_year(lambda year: year.collected.activities.get(kind, 0))


def _matched(year: OfYear) -> int:
    """A project carries the name of its field or its code: suggestions of the fields in which something is built."""
    built = {str(each) for each, number in year.works.by_field.items() if number}
    return sum(
        number for field, number in year.collected.by_field.items() if field in built or Field(field).label in built
    )


TABLE: dict[str, Count] = {
    "offices.collecting": of_year(lambda year: int(year.collected.received > 0)),
    "suggestions.received": of_year(lambda year: year.collected.received),
    **each("suggestions.by_channel", Channel, lambda year, key: year.collected.by_channel.get(key, 0)),
    **each("suggestions.by_proposer", Proposer, lambda year, key: year.collected.by_proposer.get(key, 0)),
    **each("suggestions.by_field", Field, lambda year, key: year.collected.by_field.get(key, 0)),
    "suggestions.online": of_year(lambda year: sum(year.collected.by_channel.get(way, 0) for way in _ONLINE)),
    "suggestions.unread": of_year(lambda year: year.collected.by_state[SuggestionState.SUBMITTED]),
    "suggestions.screened_out": of_year(lambda year: year.collected.declined),
    "suggestions.merged": of_year(lambda year: year.collected.merged),
    "suggestions.nominated": of_year(lambda year: year.collected.nominated),
    "suggestions.converted": of_year(lambda year: year.collected.converted),
    "suggestions.departments": of_year(lambda year: year.collected.departments),
    "suggestions.heard_at_doors": of_year(lambda year: year.collected.heard.get(ActivityKind.VISIT, 0)),
    "suggestions.matched": of_year(_matched),
    "outreach.forum_people": of_year(lambda year: year.collected.people.get(ActivityKind.FORUM, 0)),
    **{code: _activity(kind) for code, kind in _OUTREACH.items()},
    "notices.preliminary": of_year(lambda year: year.posted[NoticeKind.PRELIMINARY]),
    "notices.results": of_year(lambda year: year.posted[NoticeKind.RESULT]),
    "notices.places": of_year(lambda year: year.places),
    "notices.opinions": of_year(lambda year: year.opinions.received),
    "notices.opinions_adopted": of_year(lambda year: year.opinions.adopted),
    "notices.opinions_declined": of_year(lambda year: year.opinions.declined),
    "notices.asked": of_year(lambda year: year.awareness.asked),
    "notices.aware": of_year(lambda year: year.awareness.aware),
    "notices.takers": of_year(lambda year: year.opinions.received + year.collected.people.get(ActivityKind.FORUM, 0)),
    "proposals.entered": of_year(lambda year: year.assessed.entered),
    **each("proposals.by_origin", Origin, lambda year, key: year.assessed.by_origin[key]),
    "proposals.scored": of_year(lambda year: year.assessed.assessed),
    "proposals.passed": of_year(lambda year: year.assessed.passed),
    "proposals.eliminated": of_year(lambda year: year.assessed.eliminated),
    "proposals.excluded": of_year(lambda year: year.assessed.excluded),
    "proposals.surveyed": of_year(lambda year: year.assessed.surveyed),
    "proposals.joint_opinions": of_year(lambda year: year.assessed.opinions),
    "proposals.adjustments": of_year(lambda year: year.assessed.adjustments),
    "proposals.revised": of_year(lambda year: year.assessed.revised),
    "reserve.entered": of_year(lambda year: year.assessed.reserved),
    "reserve.taken_up": of_year(lambda year: year.assessed.taken_up),
    "reserve.waiting": lambda these: these.pool.waiting,
    "reserve.entered_ever": lambda these: these.pool.entered,
    "reserve.taken_up_ever": lambda these: these.pool.taken_up,
    "projects.candidates": of_year(lambda year: year.assessed.candidates),
    "money.candidates": yuan(lambda year: year.assessed.candidates_fen),
    "projects.not_selected": of_year(lambda year: year.assessed.not_selected),
    **each("projects.disposed", Route, lambda year, key: year.assessed.disposed[key]),
}
