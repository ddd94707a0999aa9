"""代表网络问政 over HTTP (3-32 … 3-40): a hearing of kind `show`, its clues, who asks, its film, and what became of each question."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from api.v1.oversight.serializers import asking as serializers
from api.v1.oversight.serializers.following import HandlingReport, RenewedDemand
from api.v1.oversight.serializers.watching import Reason
from api.v1.oversight.views.watching import Act, New, One
from api.views import ActView, ListView, WholeView
from commons.kernel.actor import Actor
from tenants.oversight import queries
from tenants.oversight.commands import shows
from tenants.oversight.policies import POLICY


class Shows(ListView):
    """POST to `hearings/` with `kind` = `show` begins one."""

    policy = POLICY
    actions_by_method = {"GET": "oversight.read_shows"}
    serializer_out = serializers.ShowOut

    def rows(self, actor: Actor) -> Any:
        return queries.shows(actor)


class Show(One):
    actions_by_method = {"GET": "oversight.read_shows"}
    serializer_out = serializers.ShowOut
    read = staticmethod(queries.show)


class ShowClues(New):
    """What the viewer may read of them: the questions are an exam, which whoever is asked sees once it has been held."""

    actions_by_method = {"GET": "oversight.read_shows", "POST": "oversight.offer_clue"}
    record = "hearing_uid"
    serializer_in = serializers.NewClue
    serializer_out = serializers.ClueOut
    command = staticmethod(shows.offer_clue)

    def rows(self, actor: Actor) -> Any:
        return queries.clues(actor).filter(show_id=queries.show(actor, self.kwargs["uid"]).uid)


class _OnShow(Act):
    actions_by_method = {"POST": "oversight.call"}
    record = "hearing_uid"
    serializer_out: ClassVar[Any] = serializers.ShowOut


class ShowTheme(_OnShow):
    """The 研判 is over; what was not chosen is set aside."""

    serializer_in = serializers.Theme
    command = staticmethod(shows.choose_theme)


class ShowBroadcast(_OnShow):
    serializer_in = serializers.Broadcast
    command = staticmethod(shows.announce_show)


class ShowAskers(WholeView, _OnShow):
    actions_by_method = {"GET": "oversight.read_shows", "POST": "oversight.call"}
    serializer_in = serializers.NewAskers
    serializer_out = serializers.AskerOut
    makes_many = True
    command = staticmethod(shows.seat_askers)

    def rows(self, actor: Actor) -> Any:
        return queries.askers_of(queries.show(actor, self.kwargs["uid"]))


class ShowAskerRemoval(_OnShow):
    serializer_in = serializers.OneAsker
    command = staticmethod(shows.dismiss_asker)


class ShowFilms(ActView):
    """问题短片, as multipart."""

    policy = POLICY
    actions_by_method = {"POST": "oversight.call"}
    serializer_in = serializers.NewFilm
    serializer_out = serializers.FilmOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        name, content = next(((each.name, each.read()) for each in values["films"]), ("", b""))
        return shows.add_film(actor=actor, hearing_uid=values["uid"], filename=name, content=content, at=at)


class ShowHandingOver(_OnShow):
    """A letter a department; answers with the questions that were handed over."""

    serializer_in = serializers.HandingOver
    serializer_out = serializers.ClueOut
    makes_many = True
    command = staticmethod(shows.hand_over)


class ShowPublication(_OnShow):
    actions_by_method = {"POST": "oversight.publish"}
    command = staticmethod(shows.publish_show)


class ShowWithdrawal(_OnShow):
    actions_by_method = {"POST": "oversight.publish"}
    command = staticmethod(shows.withdraw_show)


class Clue(One):
    actions_by_method = {"GET": "oversight.read_shows"}
    serializer_out = serializers.ClueOut
    read = staticmethod(queries.clue)


class _OnClue(Act):
    actions_by_method = {"POST": "oversight.call"}
    record = "clue_uid"
    serializer_out = serializers.ClueOut


class ClueChoice(_OnClue):
    serializer_in = serializers.Choice
    command = staticmethod(shows.choose_clue)


class ClueSettingAside(_OnClue):
    serializer_in = Reason
    command = staticmethod(shows.set_aside_clue)


class ClueAsker(_OnClue):
    serializer_in = serializers.OneAsker
    command = staticmethod(shows.give_question)


class ClueAnswer(_OnClue):
    serializer_in = serializers.ShowAnswer
    command = staticmethod(shows.answer_clue)


class ClueReport(_OnClue):
    actions_by_method = {"POST": "oversight.report_clue"}
    serializer_in = HandlingReport
    command = staticmethod(shows.report_clue)


class ClueReturn(_OnClue):
    """跟踪问效: again, by a new day."""

    serializer_in = RenewedDemand
    command = staticmethod(shows.return_clue)


class ClueSolution(_OnClue):
    command = staticmethod(shows.solve_clue)
