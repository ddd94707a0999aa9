"""The rules that need Django started: models, policies, events, refusals, registers. No database.

`python -m tests.architecture.living` prints the complaints of the tree it stands in; that is how a broken copy is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import django
from django.conf import settings
from django.db import models

_HAN = re.compile("[\u3400-\u9fff]")
_ACT = re.compile(r"^[a-z_]+\.[a-z][a-z0-9_]*$")
MAX_TABLES = 120

Rule = Callable[[], Iterator[str]]


def _chinese(text: object) -> bool:
    return bool(_HAN.search(str(text)))


# ── foreign keys ──────────────────────────────────────────────────────────────────────────────


def foreign_keys_stay_in_their_schema() -> Iterator[str]:
    """Within the room by a name, upstream within `tenants` by `related_name="+"`, never across schemas (0005)."""
    from infra import census

    rooms = [room.label for room in census.rooms()]
    for model in census.own_models():
        for field in model._meta.local_fields:
            target = field.related_model
            if not field.is_relation or not isinstance(target, type):
                continue
            name, theirs = f"{model._meta.label}.{field.name}", target._meta.app_label
            if theirs == model._meta.app_label:
                continue
            here, there = census.schema_kind(model), census.schema_kind(target)
            if not _same_schema(here, there) and field.db_constraint:  # type: ignore[attr-defined]
                yield f"{name} points from one schema into another ({target._meta.label})"
            if here == "office" and there == "public":
                yield f"{name} points to a public table: use a code or uid and a snapshot of the name"
            if theirs in rooms and rooms.index(theirs) > rooms.index(model._meta.app_label) and here == "office":
                yield f"{name} points downstream, to {target._meta.label}"
            if theirs in rooms and not field.remote_field.hidden:
                yield f"{name} leaves a name on {target._meta.label}: related_name must be '+'"


def _same_schema(here: str, there: str) -> bool:
    return there == "both" or here == there


def nothing_is_swept_along() -> Iterator[str]:
    """`on_delete` is PROTECT; CASCADE or SET_NULL would change evidence unseen. The account has no constraint at all."""
    from infra import census

    for model in census.own_models():
        for field in census.own_fields(model):
            if field.is_relation and field.remote_field is not None:
                how = getattr(field.remote_field, "on_delete", models.PROTECT)
                allowed = (models.PROTECT, models.DO_NOTHING) if not field.db_constraint else (models.PROTECT,)  # type: ignore[attr-defined]
                if how not in allowed:
                    yield f"{model._meta.label}.{field.name} is {how.__name__}, not PROTECT"


# ── words ─────────────────────────────────────────────────────────────────────────────────────


def every_model_and_field_has_its_chinese_name() -> Iterator[str]:
    from infra import census

    for room in census.rooms():
        if not _chinese(room.verbose_name):
            yield f"{room.name} has no Chinese name"
    for model in census.own_models():
        if not _chinese(model._meta.verbose_name):
            yield f"{model._meta.label} has no Chinese name"
        if model.__str__ is models.Model.__str__:
            yield f"{model._meta.label} has no __str__"
        for field in census.own_fields(model):
            if not _chinese(field.verbose_name):
                yield f"{model._meta.label}.{field.name} has no Chinese name"
        for constraint in model._meta.constraints:
            if constraint.violation_error_message not in (None, constraint.default_violation_error_message):  # type: ignore[attr-defined]
                if not _chinese(constraint.violation_error_message):
                    yield f"{model._meta.label}: {constraint.name} complains in another language"
            elif isinstance(constraint, models.CheckConstraint):
                yield f"{model._meta.label}: {constraint.name} has no Chinese sentence"


def every_choice_has_its_chinese_label() -> Iterator[str]:
    from infra import census

    for listing in census.choices():
        for value, label in listing.choices:
            if not _chinese(label) and not str(label).isdigit():
                yield f"{listing.__qualname__}.{value} has no Chinese label"


def every_refusal_says_in_chinese_what_to_do() -> Iterator[str]:
    """One class, one stable code that begins with its room, one sentence."""
    from infra import census

    seen: dict[str, str] = {}
    for kind in census.refusals():
        where = f"{kind.__module__}.{kind.__name__}"
        room = kind.__module__.split(".")[1] if kind.__module__.split(".")[0] != "api" else "api"
        if "code" not in vars(kind) or "sentence" not in vars(kind):
            if kind.code.split(".")[0] != "kernel":
                yield f"{where} has no code or sentence of its own"
            continue
        if not _ACT.match(kind.code) or kind.code.split(".")[0] != room:
            yield f"{where}: the code {kind.code} does not begin with its room"
        if not _chinese(kind.sentence) and not kind.sentence.startswith("{"):
            yield f"{where} has no Chinese sentence"
        elif not kind.sentence.endswith(("。", "}")):
            yield f"{where}: the sentence does not end with 。"
        if kind.code in seen:
            yield f"{where} and {seen[kind.code]} share the code {kind.code}"
        seen[kind.code] = where


def every_event_and_act_has_its_chinese_name() -> Iterator[str]:
    from infra import census

    for kind in census.events():
        if not _chinese(kind.label):
            yield f"{kind.name} has no Chinese label"
    for policy in census.policies():
        if not _chinese(policy.label):
            yield f"the policy of {policy.room} has no Chinese name"
        for act in policy.acts.values():
            if not _chinese(act.label):
                yield f"{act.action} has no Chinese label"
            for role, condition in act.who.items():
                if condition.word != "yes" and not condition.hides and not _chinese(condition.otherwise):
                    yield f"{act.action}: {role} is refused without a Chinese reason"


def every_step_is_permitted_by_its_rooms_table() -> Iterator[str]:
    """A lifecycle names only actions that a policy table has, and starts in a state of its own."""
    from infra import census

    actions = {action for policy in census.policies() for action in policy.acts}
    for each in census.lifecycles():
        states = {value for value, _ in each.states.choices}  # type: ignore[attr-defined]
        if each.start not in states:
            yield f"{each.name} starts in the unknown state {each.start}"
        for step in each.steps:
            if not _chinese(step.label):
                yield f"{each.name}: {step.name} has no Chinese label"
            if step.permission not in actions:
                yield f"{each.name}: {step.name} asks for {step.permission}, which no table has"
            if unknown := {*step.sources, step.target} - states:
                yield f"{each.name}: {step.name} knows states that are none: {sorted(unknown)}"
        reached = {each.start} | {step.target for step in each.steps}
        if lost := states - reached:
            yield f"{each.name}: no step leads to {sorted(lost)}"


def every_subscription_is_of_this_house() -> Iterator[str]:
    """Who listens belongs to the event's own room or to a later stage; handlers live in `handlers.py`."""
    from infra import census, wiring

    order = [room.label for room in census.rooms()]
    for kind, handlers in wiring.SUBSCRIPTIONS.items():
        for handler in handlers:
            parts = handler.__module__.split(".")
            if parts[0] not in {"commons", "tenants"} or parts[2] != "handlers":
                yield f"{handler.__module__}.{handler.__name__} listens to {kind.name} from outside a handlers.py"
            elif order.index(parts[1]) < order.index(kind.name.split(".")[0]):
                yield f"{handler.__module__} listens downstream, to {kind.name}"


# ── size, shape, freshness ────────────────────────────────────────────────────────────────────


def an_offices_schema_stays_small() -> Iterator[str]:
    """At most 100 tables; a province has some 1,750 schemas."""
    from django.apps import apps

    tables = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name in settings.TENANT_APPS
        for model in config.get_models(include_auto_created=True)
    }
    if len(tables) > MAX_TABLES:
        yield f"an office's schema has {len(tables)} tables, more than {MAX_TABLES}"


NAMELESS = frozenset(
    {"ballot.Ballot", "ballot.SealedBallot", "oversight.PollAnswer"}
)  # a paper in the box says nothing but its marks (architecture §7, the exception)


def every_root_carries_its_office() -> Iterator[str]:
    """A table of an office that hangs on no other row of its room carries `office_code` (architecture §12.3)."""
    from infra import census

    for model in census.own_models():
        if census.schema_kind(model) != "office":
            continue
        fields = model._meta.local_fields
        hangs = any(
            isinstance(field.related_model, type)
            and field.related_model is not model
            and field.related_model._meta.app_label == model._meta.app_label
            for field in fields
        )
        if not hangs and model._meta.label not in NAMELESS and "office_code" not in {field.name for field in fields}:
            yield f"{model._meta.label} is a root and has no office_code"
        for field in fields:
            if type(field).__name__ == "Fen" and not field.name.endswith("_fen"):
                yield f"{model._meta.label}.{field.name} is money and must end in _fen"
            if isinstance(field, (models.FloatField, models.DecimalField)) and "fen" in field.name:
                yield f"{model._meta.label}.{field.name}: money is integer fen"
            if isinstance(field, models.DateTimeField) and not field.name.endswith("_at") and field.name != "at":
                yield f"{model._meta.label}.{field.name} is an instant and must end in _at"
            if type(field) is models.DateField and not field.name.endswith("_on"):
                yield f"{model._meta.label}.{field.name} is a date and must end in _on"
        if model._meta.ordering:
            yield f"{model._meta.label} has an ordering: queries order, with a unique tie-break"


def the_registers_are_fresh() -> Iterator[str]:
    from infra.management.commands import registers

    for name in registers.stale(registers.PLACE):
        yield f"infra/registers/{name} is stale: run `make registers`"


RULES: tuple[Rule, ...] = (
    foreign_keys_stay_in_their_schema,
    nothing_is_swept_along,
    every_model_and_field_has_its_chinese_name,
    every_choice_has_its_chinese_label,
    every_refusal_says_in_chinese_what_to_do,
    every_event_and_act_has_its_chinese_name,
    every_step_is_permitted_by_its_rooms_table,
    every_subscription_is_of_this_house,
    an_offices_schema_stays_small,
    every_root_carries_its_office,
    the_registers_are_fresh,
)


if __name__ == "__main__":
    django.setup()
    for rule in RULES:
        for complaint in rule():
            print(f"{rule.__name__}: {complaint}")
