"""Sessions, their agenda, who came, what was asked, the minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from uuid import UUID

from api.pagination import ByCursor
from api.v1.meetings import serializers
from api.views import ActView, CommandView, DetailView, ListView
from commons.kernel.actor import Actor
from tenants.deputies.commands import duties
from tenants.meetings import commands, queries
from tenants.meetings.policies import POLICY
from tenants.meetings.terms import DecisionKind, SignInMethod


class ByPosition(ByCursor):
    ordering = ("position", "uid")


class InOrder(ByCursor):
    ordering = "uid"


class _Act(CommandView):
    policy = POLICY
    record: ClassVar[str] = "session_uid"


# ── sessions ──────────────────────────────────────────────────────────────────────────────────


class Sessions(ListView, _Act):
    actions_by_method = {"GET": "meetings.read", "POST": "meetings.convene"}
    serializer_in = serializers.Convening
    serializer_out = serializers.SessionOut
    command = staticmethod(commands.convene)

    def rows(self, actor: Actor) -> Any:
        return queries.visible_to(actor)


class Session(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "meetings.read"}
    serializer_out = serializers.SessionFactsOut

    def row(self, actor: Actor, **keys: UUID) -> Any:
        return queries.session(queries.get(actor, keys["uid"]).uid)


class Expected(_Act):
    actions_by_method = {"POST": "meetings.convene"}
    serializer_in = serializers.Expected
    serializer_out = serializers.SessionOut
    command = staticmethod(commands.set_expected)


class Opening(_Act):
    actions_by_method = {"POST": "meetings.preside"}
    serializer_out = serializers.SessionOut
    command = staticmethod(commands.open_session)


class Closing(_Act):
    actions_by_method = {"POST": "meetings.preside"}
    serializer_out = serializers.SessionOut
    command = staticmethod(commands.close_session)


class Cancellation(_Act):
    actions_by_method = {"POST": "meetings.convene"}
    serializer_in = serializers.Reason
    serializer_out = serializers.SessionOut
    command = staticmethod(commands.cancel_session)


# ── agenda ────────────────────────────────────────────────────────────────────────────────────


class Items(ListView, _Act):
    actions_by_method = {"GET": "meetings.read", "POST": "meetings.set_agenda"}
    serializer_in = serializers.NewItem
    serializer_out = serializers.ItemOut
    pagination_class = ByPosition
    command = staticmethod(commands.add_agenda_item)

    def rows(self, actor: Actor) -> Any:
        return queries.agenda_of(queries.get(actor, self.kwargs["uid"]).uid)


class _ItemAct(_Act):
    record = "item_uid"
    actions_by_method = {"POST": "meetings.preside"}
    serializer_out = serializers.ItemOut


class ItemBeginning(_ItemAct):
    command = staticmethod(commands.begin_item)


class ItemCompletion(_ItemAct):
    command = staticmethod(commands.finish_item)


class ItemPostponement(_ItemAct):
    command = staticmethod(commands.put_off_item)


# ── who came ──────────────────────────────────────────────────────────────────────────────────


class Attendances(ListView, _Act):
    """GET: who came. POST: a deputy signs in, and has it on her duty record."""

    actions_by_method = {"GET": "meetings.read", "POST": "meetings.sign_in"}
    serializer_in = serializers.SigningIn
    serializer_out = serializers.PresentOut
    pagination_class = InOrder
    command = staticmethod(duties.attend)

    def rows(self, actor: Actor) -> Any:
        return queries.attendances_of(queries.get(actor, self.kwargs["uid"]).uid)


class Guests(_Act):
    """The staff signs in who has no seat here."""

    actions_by_method = {"POST": "meetings.convene"}
    serializer_in = serializers.Guest
    serializer_out = serializers.PresentOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        session_uid = values.pop("uid")
        return commands.sign_in(
            actor=actor, at=at, session_uid=session_uid, seat_uid=None, votes=False, method=SignInMethod.CLERK, **values
        )


# ── enquiries ─────────────────────────────────────────────────────────────────────────────────


class SessionEnquiries(ListView, ActView):
    policy = POLICY
    actions_by_method = {"GET": "meetings.read_enquiries", "POST": "meetings.ask"}
    serializer_in = serializers.Asking
    serializer_out = serializers.EnquiryOut

    def rows(self, actor: Actor) -> Any:
        session = queries.get(actor, self.kwargs["uid"])
        return queries.enquiries_visible_to(actor).filter(session=session)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        session_uid, seat_uid = values.pop("uid"), values.pop("seat_uid")
        seat_uid = seat_uid or queries.seat_at(session_uid, actor.account_uid)
        return commands.ask(actor=actor, at=at, session_uid=session_uid, seat_uid=seat_uid, **values)


class Enquiries(ListView):
    policy = POLICY
    actions_by_method = {"GET": "meetings.read_enquiries"}
    serializer_out = serializers.EnquiryOut

    def rows(self, actor: Actor) -> Any:
        return queries.enquiries_visible_to(actor)


class Enquiry(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "meetings.read_enquiries"}
    serializer_out = serializers.EnquiryOut

    def row(self, actor: Actor, **keys: UUID) -> Any:
        return queries.enquiry(actor, keys["uid"])


class EnquiryAssignment(_Act):
    record = "enquiry_uid"
    actions_by_method = {"POST": "meetings.assign_enquiry"}
    serializer_in = serializers.Assigning
    serializer_out = serializers.EnquiryOut
    command = staticmethod(commands.assign_enquiry)


class EnquiryAnswer(_Act):
    record = "enquiry_uid"
    actions_by_method = {"POST": "meetings.answer_enquiry"}
    serializer_in = serializers.Answering
    serializer_out = serializers.EnquiryOut
    command = staticmethod(commands.answer_enquiry)


# ── what the meeting passes ─────────────────────────────────────────────────────────────────


class Decisions(ListView, _Act):
    """By a show of hands. Method and officers of a vote are put there (`ballot`)."""

    actions_by_method = {"GET": "meetings.read", "POST": "meetings.decide"}
    serializer_in = serializers.Deciding
    serializer_out = serializers.DecisionOut
    pagination_class = InOrder

    def rows(self, actor: Actor) -> Any:
        return queries.decisions_of(queries.get(actor, self.kwargs["uid"]).uid)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.decide(actor=actor, at=at, session_uid=values.pop("uid"), kind=DecisionKind.OTHER, **values)


# ── minutes ───────────────────────────────────────────────────────────────────────────────────


class MinutesEditions(ListView, _Act):
    """The newest edition first."""

    actions_by_method = {"GET": "meetings.read", "POST": "meetings.record_minutes"}
    serializer_in = serializers.NewMinutes
    serializer_out = serializers.MinutesOut
    command = staticmethod(commands.record_minutes)

    def rows(self, actor: Actor) -> Any:
        return queries.minutes_of(queries.get(actor, self.kwargs["uid"]).uid)
