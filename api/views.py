"""The shape of a view: parse, one call, render. Rooms derive from these and stay tables; `api/schema.py` reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.authentication import actor_of
from api.idempotency import once
from api.pagination import ByCursor
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.policy import Policy


class RoomView(APIView):
    """A view names its room's policy and the action of each method it answers.

    `surface` classifies the route for the isolation matrix: a route without one fails the build.
    """

    policy: ClassVar[Policy]
    actions_by_method: ClassVar[dict[str, str]] = {}
    serializer_in: ClassVar[Any] = None
    serializer_out: ClassVar[Any] = None
    serializer_query: ClassVar[Any] = None  # what may be asked behind the `?`
    waits: ClassVar[bool] = False  # what is read here may not be there yet: 409
    surface: ClassVar[str] = "api"

    def actor(self) -> Actor:
        return actor_of(self.request)

    def parsed(self, request: Request) -> dict[str, Any]:
        """The body as plain values, or 422 with the field. `serializer_in` refuses what it does not know."""
        return _valid(self.serializer_in, request.data)

    def asked(self) -> dict[str, Any]:
        """The query string as plain values, or 422 with the field."""
        return _valid(self.serializer_query, self.request.query_params.dict())


def _valid(serializer: Any, data: Any) -> dict[str, Any]:
    filled = serializer(data=data)
    filled.is_valid(raise_exception=True)
    return dict(filled.validated_data)


class ListView(RoomView):
    """GET: a page of what the viewer may see. Subclasses give `rows(actor)`."""

    pagination_class: ClassVar[type[ByCursor]] = ByCursor

    def rows(self, actor: Actor) -> Any:
        raise NotImplementedError

    def get(self, request: Request, **_: Any) -> Response:
        paginator = self.pagination_class()
        page: Any = paginator.paginate_queryset(self.rows(self.actor()), request, view=self)
        return self.page(page, paginator.get_next_link(), paginator.get_previous_link())

    def page(self, rows: Any, following: str | None = None, previous: str | None = None) -> Response:
        return Response({"next": following, "previous": previous, "results": self.serializer_out(rows, many=True).data})


class WholeView(ListView):
    """GET: a short list that comes whole, in the shape of a page."""

    def get(self, request: Request, **_: Any) -> Response:
        return self.page(self.rows(self.actor()))


class DetailView(RoomView):
    """GET one record. Subclasses give `row(actor, uid)`, which raises the room's NotFound."""

    def row(self, actor: Actor, **keys: Any) -> Any:
        raise NotImplementedError

    def get(self, request: Request, **keys: Any) -> Response:
        return Response(self.serializer_out(self.row(self.actor(), **keys)).data)


class ActView(RoomView):
    """POST: one command. Subclasses give `act(actor, at, **values)` and return what `answer()` renders."""

    status: ClassVar[int] = 201
    serializer_done: ClassVar[Any] = None  # what the act answers, where it is not `serializer_out`
    makes_many: ClassVar[bool] = False  # the act answers with several rows at once
    kept: ClassVar[bool] = True  # under the client's key; of a secret no answer is kept anywhere

    @classmethod
    def answer(cls) -> tuple[int, Any]:
        """Status and serializer of what an act answers; 204 for one that has nothing to say."""
        serializer = cls.serializer_done or cls.serializer_out
        return (cls.status, serializer) if serializer else (204, None)

    def act(self, *args: Any, **values: Any) -> Any:
        """`act(actor, at, **keys_of_the_url_and_values_of_the_body)`: one command."""
        raise NotImplementedError

    def post(self, request: Request, **keys: Any) -> Response:
        def run() -> Response:
            values = self.parsed(request) if self.serializer_in else {}
            result = self.act(self.actor(), clock.now(), **keys, **values)
            status, serializer = self.answer()
            body = serializer(result, many=self.makes_many).data if serializer else None
            return Response(body, status=status)

        if self.kept:
            return once(request, self.actor(), run)
        response = run()
        response.headers["Cache-Control"] = "no-store"  # type: ignore[attr-defined]
        return response


class CommandView(ActView):
    """POST: `command`. The record in the address reaches it as `record`, uploaded photos as names and bytes."""

    command: ClassVar[Callable[..., Any]]
    record: ClassVar[str] = ""

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        if "uid" in values:
            values[self.record] = values.pop("uid")
        if "photos" in values:
            values["photos"] = [(each.name, each.read()) for each in values["photos"]]
        return type(self).command(actor=actor, at=at, **values)
