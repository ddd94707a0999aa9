"""Permission tables. One table per room: action → which role, under which condition.

`permit` raises with the reason, `may` returns it. Administrators hold nothing: a role missing from a row is a no.
A condition that *hides* (authorship, a grant on a row) answers "not found" instead of "forbidden", so that nobody
learns of a record by being refused it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from commons.kernel.actor import Actor, Role
from commons.kernel.errors import NotFound, Unwelcome


@dataclass(frozen=True)
class Condition:
    """A named predicate as people speak: `word` is what stands in the printed matrix."""

    word: str
    holds: Callable[[Actor, Any], bool]
    otherwise: str = ""  # Chinese: why not
    hides: bool = False


YES = Condition("yes", lambda actor, obj: True)


def when(word: str, holds: Callable[[Actor, Any], bool], otherwise: str, *, hides: bool = False) -> Condition:
    return Condition(word, holds, otherwise, hides)


def in_state(*states: str) -> Condition:
    return Condition("in:" + "/".join(states), lambda actor, obj: obj.state in states, "当前状态不能办理此事。")


def author(field: str = "author_uid") -> Condition:
    """Only the person whose account wrote the record."""
    return Condition(
        "author",
        lambda actor, obj: actor.account_uid is not None and getattr(obj, field) == actor.account_uid,
        "只有本人可以办理。",
        hides=True,
    )


_READING = ("read", "look_up")  # what an act that changes nothing is called


class Act(NamedTuple):
    action: str  # room.verb
    label: str
    who: Mapping[Role, Condition]


class Verdict(NamedTuple):
    """Truthy when allowed; otherwise `reason` says why not, in Chinese."""

    allowed: bool
    reason: str = ""
    hides: bool = False

    def __bool__(self) -> bool:
        return self.allowed


class NotPermitted(Unwelcome):
    code = "kernel.not_permitted"
    sentence = "{reason}"


class Hidden(NotFound):
    code = "kernel.not_found"


class Policy:
    """A room's table. `own_office` is built in: an actor of another office never gets past it."""

    def __init__(self, room: str, label: str, acts: list[Act]) -> None:
        self.room, self.label = room, label
        self.acts = {act.action: act for act in acts}
        assert len(self.acts) == len(acts), f"{room}: an action is named twice"
        assert all(action.startswith(f"{room}.") for action in self.acts), f"{room}: foreign action"

    def may(self, actor: Actor, action: str, obj: Any = None) -> Verdict:
        act = self.acts[action]
        office = getattr(obj, "office_code", actor.office_code)
        if office != actor.office_code:
            return Verdict(False, "没有找到这条记录。", hides=True)
        if actor.only_reads and not action.split(".")[1].startswith(_READING):
            return Verdict(False, "本机构只供查阅，不能办理。")
        conditions = [act.who[role] for role in act.who if role in actor.roles]
        if not conditions:
            return Verdict(False, f"“{act.label}”由{who_can(act)}办理，您没有这项权限。")
        failed = [condition for condition in conditions if not condition.holds(actor, obj)]
        if len(failed) < len(conditions):
            return Verdict(True)
        return Verdict(False, failed[0].otherwise, hides=all(condition.hides for condition in failed))

    def permit(self, actor: Actor, action: str, obj: Any = None) -> None:
        """Raises Hidden (404) or NotPermitted (403) with the reason."""
        verdict = self.may(actor, action, obj)
        if verdict.hides:
            raise Hidden()
        if not verdict:
            raise NotPermitted(reason=verdict.reason)

    def roles_of(self, action: str) -> frozenset[Role]:
        return frozenset(self.acts[action].who)


def who_can(act: Act) -> str:
    """The roles of an act in Chinese, for "who can do this" lines."""
    return "、".join(Role(role).label for role in act.who if role is not Role.SYSTEM)
