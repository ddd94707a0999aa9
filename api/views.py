"""The shape of a view: parse, one call, render. Rooms derive from these and stay tables."""

from __future__ import annotations

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
    surface: ClassVar[str] = "api"

    def actor(self) -> Actor:
        return actor_of(self.request)

    def parsed(self, request: Request) -> dict[str, Any]:
        """The body as plain values, or 422 with the field. `serializer_in` refuses what it does not know."""
        serializer = self.serializer_in(data=request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class ListView(RoomView):
    """GET: a page of what the viewer may see. Subclasses give `rows(actor)`."""

    pagination_class: ClassVar[type[ByCursor]] = ByCursor

    def rows(self, actor: Actor) -> Any:
        raise NotImplementedError

    def get(self, request: Request, **_: Any) -> Response:
        paginator = self.pagination_class()
        page: Any = paginator.paginate_queryset(self.rows(self.actor()), request, view=self)
        return Response(
            {
                "next": paginator.get_next_link(),
                "previous": paginator.get_previous_link(),
                "results": self.serializer_out(page, many=True).data,
            }
        )


class DetailView(RoomView):
    """GET one record. Subclasses give `row(actor, uid)`, which raises the room's NotFound."""

    def row(self, actor: Actor, **keys: Any) -> Any:
        raise NotImplementedError

    def get(self, request: Request, **keys: Any) -> Response:
        return Response(self.serializer_out(self.row(self.actor(), **keys)).data)


class ActView(RoomView):
    """POST: one command. Subclasses give `act(actor, at, **values)` and return the record or None."""

    status: ClassVar[int] = 201

    def act(self, *args: Any, **values: Any) -> Any:
        """`act(actor, at, **keys_of_the_url_and_values_of_the_body)`: one command."""
        raise NotImplementedError

    def out(self, result: Any) -> Any:
        return self.serializer_out(result).data if self.serializer_out else None

    def post(self, request: Request, **keys: Any) -> Response:
        def run() -> Response:
            values = self.parsed(request) if self.serializer_in else {}
            result = self.act(self.actor(), clock.now(), **keys, **values)
            return Response(self.out(result) if result is not None else None, status=self.status)

        return once(request, self.actor(), run)
