"""What a kind of rule consists of: a table of fields, each typed, with its unit, source, usual freedom and legal floor. Pure."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commons.kernel.errors import Malformed
from commons.rulebook import cases
from commons.rulebook.shapes import ABSENT, Shape
from commons.rulebook.terms import Mode

Body = Mapping[str, Any]
Reader = Callable[[object, str], object]  # (value, where it stands) → whatever an engine works with; raises Malformed


@dataclass(frozen=True)
class Floor:
    """What the law demands of offices of these levels: no edition and no adoption goes below it."""

    bound: Mapping[str, Any]
    source: str
    levels: frozenset[str]


@dataclass(frozen=True)
class Field:
    """One field. `path` is its place in the body ("method.quorum"); `source` the law or the place it was taken from.

    mode, bound   how free a new edition leaves it unless its author says otherwise
    floors        what the law demands
    default       what holds where a body leaves an optional field out
    """

    path: str
    label: str
    shape: Shape
    default: Any
    source: str
    mode: Mode = Mode.FREE
    bound: Mapping[str, Any] | None = None
    floors: tuple[Floor, ...] = ()
    optional: bool = False
    hint: str = ""

    @property
    def where(self) -> str:
        """As a sentence names it."""
        return f"“{self.label}”"

    def said(self, value: Any) -> str:
        """The value in words, whatever somebody sent."""
        try:
            self.shape.check(value, "")
            return self.shape.say(value)
        except (Malformed, LookupError, TypeError, ValueError):
            return cases.shown(value).strip("“”")


@dataclass(frozen=True)
class Schema:
    """The table of a kind. `whole(body, read)` judges what single fields cannot: weights that add up, an engine's own reader.

    `retired` names what was a field once: editions that were published with it stay as they are, and nobody reads it.
    """

    title: str
    fields: tuple[Field, ...]
    whole: Callable[[Body, Reader], None] = field(default=lambda body, read: None)
    retired: frozenset[str] = frozenset()

    def find(self, path: str) -> Field | None:
        return next((each for each in self.fields if each.path == path), None)

    def label(self, path: str) -> str:
        """What the field at this path is called; a path inside a field is called after that field."""
        while path and not (found := self.find(path)):
            path, dot, _ = path.rpartition(".")
            if not dot:
                return path
        return found.label if path and found else path

    def check(self, body: object, read: Reader) -> None:
        """Raises Malformed unless `body` is a whole body of this kind."""
        self._check_record(body, self.title, "")
        assert isinstance(body, Mapping)
        for each in self.fields:
            value = get(body, each.path)
            if value is ABSENT and not each.optional:
                raise Malformed(f"{self.title}缺少字段 {each.path}（{each.label}），请补上。")
            if value is not ABSENT:
                each.shape.check(value, each.where)
        self.whole(body, read)

    def _check_record(self, value: object, where: str, prefix: str) -> None:
        names = {each.path.removeprefix(prefix).split(".")[0] for each in self.fields if each.path.startswith(prefix)}
        for name in cases.record(value, where, required=(), optional=names | self.retired):
            inside = f"{prefix}{name}."
            if any(each.path.startswith(inside) for each in self.fields):
                self._check_record(value[name], name, inside)  # type: ignore[index]

    def effective(self, body: Body) -> dict[str, Any]:
        """The body with the optional fields it leaves out at their defaults."""
        whole = copy.deepcopy(dict(body))
        for each in self.fields:
            if get(whole, each.path) is ABSENT and each.default is not ABSENT:
                put(whole, each.path, each.default)
        return whole

    def default_body(self) -> dict[str, Any]:
        return self.effective({})

    def lines(self, each: Field, body: Body) -> list[tuple[str, str]]:
        """(what, how) of one field; a list gives a line a row."""
        return each.shape.lines(each.label, get(self.effective(body), each.path))

    def describe(self, body: Body) -> list[tuple[str, str]]:
        """(what, how) for people: a ledger of two columns. The body has been checked."""
        return [line for each in self.fields for line in self.lines(each, body)]


def get(body: Any, path: str) -> Any:
    """The value at the path; ABSENT where there is none."""
    for name in path.split("."):
        if not isinstance(body, Mapping) or name not in body:
            return ABSENT
        body = body[name]
    return body


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at the path; ABSENT takes it away."""
    *way, last = path.split(".")
    for name in way:
        body = body.setdefault(name, {})
    if value is ABSENT:
        body.pop(last, None)
    else:
        body[last] = copy.deepcopy(value)


def floors_for(each: Field, levels: Iterable[str]) -> list[Floor]:
    return [floor for floor in each.floors if floor.levels & set(levels)]
