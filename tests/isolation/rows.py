"""One row of every model, made from the model itself, so that a new room is covered on the day it lands.

The same fixed keys in every office, on purpose: a leak then answers 200 with the wrong office's row, and every text of
the row says whose it is. Rooms' own tests make their rows by commands; here nothing needs to have happened, only to exist.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

from commons.kernel.models import AccountUid, OfficeCode
from commons.rulebook import queries as rulebook

TWIN = UUID("00000000-0000-7000-8000-000000000001")  # ours, in every office under the same key
OTHERS = UUID("00000000-0000-7000-8000-000000000002")  # a colleague's, in every office
FOREIGN = UUID("00000000-0000-7000-8000-00000000000b")  # only in the neighbour's office
NOBODYS = UUID("00000000-0000-7000-8000-0000000000ff")  # nowhere

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
EVERYBODYS = {
    "rulebook.Template",
    "rulebook.Edition",
    "rulebook.HolidayYear",
}  # the province's: every office goes by them
_PEOPLE = {"account_uid", "reviewer_uid"}  # accounts that are never missing are plain uids
KEY = "midyear_report"  # what bodies say where a `key` is asked for
_EVERY_RULE = {  # one body that each room can read as the rule it asks for
    "items": [],
    "rubric": {
        "criteria": [{"key": "public_support", "name": "民意基础", "weight": 100}],
        "scale": 100,
        "pass_mark": "60",
        "aggregate": "mean",
        "missing": "refuse",
    },
}
_SHARED_ROOMS = ("commons.rulebook", "commons.reporting")  # in public, each row naming its office


@dataclass(frozen=True)
class Owner:
    """Whose row it is: the office, its secret word, and the account that wrote it."""

    office: str
    canary: str
    account: UUID
    row: UUID

    @property
    def number(self) -> int:
        return self.row.int & 0xFF


def office_models() -> list[type[models.Model]]:
    """Models of the rooms that live in an office's schema, those that others point to first."""
    found = [model for model in apps.get_models() if model.__module__.startswith("tenants.")]
    return _in_order(found)


def shared_models() -> list[type[models.Model]]:
    return _in_order([model for model in apps.get_models() if model.__module__.startswith(_SHARED_ROOMS)])


def _in_order(found: list[type[models.Model]]) -> list[type[models.Model]]:
    ordered: list[type[models.Model]] = []
    visited: set[type[models.Model]] = set()

    def take(model: type[models.Model]) -> None:
        if model in visited or model not in found:
            return
        visited.add(model)
        for pointing in _pointers(model):
            take(pointing.related_model)  # type: ignore[arg-type]
        ordered.append(model)

    for model in found:
        take(model)
    return ordered


def _pointers(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    return [each for each in model._meta.concrete_fields if isinstance(each, models.ForeignKey)]


# ── what the model does not say ───────────────────────────────────────────────────────────────
# Where a room's rows need more than their types to be worth reading: model → field → value, or a function of the owner.
Special = Mapping[str, Any]
SPECIAL: dict[str, Special] = {
    "cycles.Cycle": {
        "year": lambda who: 2026 + (who.row != TWIN) * who.number,
        "pins": lambda who: rulebook.pins(who.office, on=NOON.date()),
        "state": "open",
        "opened_at": NOON,
    },
    "cycles.Stage": {"state": "open", "opened_at": NOON, "closed_at": None},
    "meetings.Decision": {"present": 9, "approve": 5, "oppose": 1, "abstain": 0},
    "documents.StoredFile": {"sha256": lambda who: f"{who.number:064x}"},
    "notices.PublicNotice": {"state": "posted", "posted_on": dt.date(2026, 3, 2), "until_on": None, "days": None},
    "notices.AwarenessCheck": {"asked": 50, "aware": 48},
    "deputies.DeputySuggestion": {
        "origin_office": "",
        "origin_uid": None,
        "origin_round": None,
        "decline_ground": "",
        "decline_reason": "",
    },
    "ballot.Vote": {"method": {"seats": 1, "form": "approval"}, "state": "open", "session_uid": TWIN},
    "ballot.VoteRound": {
        "method": {"seats": 1, "form": "approval"},
        "candidates": lambda who: [str(who.row)],
        "closed_at": None,
        "outcome": None,
    },
    "ballot.SealedBox": {"ceremony": bytes(32), "round": None, "ballot_size": None, "sums": None, "counts": None},
    "ballot.SealedBallot": {
        "slot": lambda who: who.row.bytes,
        "digest": lambda who: who.row.bytes * 2,
        "sealed": b"sealed",
    },
    "ballot.PaperSheet": {"finished_at": NOON, "agreed_at": NOON, "counts": True, "differs": lambda who: []},
    "ballot.Paper": {"ruling": None, "is_void": True, "struck_at": None, "sheet": lambda who: who.row},
    "ballot.Certificate": {
        "questions": lambda who: [{"candidate_uid": str(who.row), "order": 1, "title": who.canary}],
        "outcome": lambda who: {
            "selected": [],
            "not_selected": [str(who.row)],
            "valid": 0,
            "tally": {str(who.row): {"approve": 0, "oppose": 0, "abstain": 0, "priority": {"very_necessary": 0}}},
        },
        "rounds": lambda who: [{"expected": 1, "present": 1, "issued": 1, "returned": 1}],
        "officers": lambda who: [],
    },
    "appraisal.Proposal": {
        "rubric_uid": lambda who: rulebook.pins(who.office, on=NOON.date())["rubric"],
        "exclusions_uid": lambda who: rulebook.pins(who.office, on=NOON.date())["exclusions"],
    },
    "appraisal.Panel": {"state": "closed", "closed_at": NOON},  # what a round said is there once it is over
    "appraisal.ExclusionFlag": {"key": KEY, "is_hard": False},
    "documents.Document": {"public": True},
    "intake.Campaign": {"state": "open"},
    "intake.Origin": {"suggestion": lambda who: OTHERS if who.row == TWIN else TWIN},
    "intake.Merge": {"primary": lambda who: OTHERS if who.row == TWIN else TWIN},
    "oversight.Rectification": {"origin": "finding", "evaluation": None, "look_back": None, "previous": None},
    "oversight.Hearing": {
        "kind": "show",
        "state": "following",
        "held_on": NOON.date(),
        "published_on": lambda who: None if who.row == OTHERS else NOON.date(),
        "broadcast_url": lambda who: f"https://tv.example/{who.canary}",
    },
    "oversight.HearingSigner": {"qualities": lambda who: ["able"]},
    "oversight.Clue": {"state": "handed", "solved_on": None},
    "oversight.Bulletin": {
        "state": lambda who: "draft" if who.row == OTHERS else "published",
        "published_on": lambda who: None if who.row == OTHERS else NOON.date(),
        "figures": lambda who: {},
        "lines": lambda who: [],
    },
    "oversight.Evaluation": {"rate": "96.00%", "score": ""},
    "oversight.Merit": {"points": "1.00"},
    "oversight.Poll": {"state": "open", "opened_at": NOON, "questions": lambda who: []},
    "oversight.PollVoter": {"code_digest": ""},
    "returns.Compilation": {"year": 2026, "period": "2026"},
    "rulebook.Template": {"kind": "points"},
    "rulebook.HolidayYear": {"year": 2026, "days": {"2026-05-01": False, "2026-05-09": True}},
    "rulebook.Edition": {"state": "published", "published_at": NOON, "body": _EVERY_RULE},
    "rulebook.Adoption": {
        "edition": TWIN,
        "body": _EVERY_RULE,
        "from_on": lambda who: NOON.date() + dt.timedelta(days=who.number),
    },
}


def _counted(who: Owner) -> dict[str, Any]:
    """A count of one question, as `ballot.tally` answers."""
    priority = {"very_necessary": 0, "necessary": 0, "ordinary": 0}
    tally = {str(who.row): {"approve": 1, "oppose": 0, "abstain": 0, "priority": priority}}
    return {"refused": None, "selected": [str(who.row)], "not_selected": [], "tally": tally, "revote": None}


def fill(model: type[models.Model], who: Owner) -> models.Model:
    """Insert the row `who.row` of this model.

    As full as its constraints allow: first every column, then without what may be blank, then without what may be null,
    and with one state after the other. Raises the last IntegrityError.
    """
    last: Exception | None = None
    for bare, spare, choice in itertools.product((False, True), (False, True), range(4)):
        row = model(**_values(model, who, _Manner(bare, spare, choice)))
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            return row
        except IntegrityError as refused:
            last = refused
    raise last or AssertionError


@dataclass(frozen=True)
class _Manner:
    """How a row is filled in: without nullable columns, without blank ones, in the n-th state."""

    bare: bool
    spare: bool
    choice: int


def _values(model: type[models.Model], who: Owner, how: _Manner) -> dict[str, Any]:
    special = SPECIAL.get(model._meta.label, {})
    values: dict[str, Any] = {}
    for each in model._meta.concrete_fields:
        name = each.attname
        said = special.get(each.name, _UNSAID)
        if said is not _UNSAID:
            values[name] = said(who) if callable(said) else said
        elif (value := _value(each, who, how)) is not _UNSAID:
            values[name] = value
    return values


_UNSAID = object()


def _value(each: models.Field[Any, Any], who: Owner, how: _Manner) -> Any:
    if how.bare and each.null:
        return None
    if how.spare and each.blank and isinstance(each, (models.TextField, models.CharField)):
        return ""
    if isinstance(each, models.ForeignKey):
        return None if each.related_model is each.model else who.row
    if each.primary_key:
        return who.row if isinstance(each, models.UUIDField) else _UNSAID
    if isinstance(each, OfficeCode):
        return who.office
    if isinstance(each, AccountUid) or each.name in _PEOPLE:
        return who.account
    if each.choices:
        return _choice(each, how.choice)
    if isinstance(each, models.UUIDField):
        return who.row
    if isinstance(each, (models.TextField, models.CharField)):
        return _text(each, who)
    if isinstance(each, (models.DateTimeField, models.DateField)):
        return _date(each)
    if each.has_default() or each.null:
        return _UNSAID
    if isinstance(each, models.BinaryField):
        return who.row.bytes * 2
    return _number(each, who)


def _choice(each: models.Field[Any, Any], choice: int) -> Any:
    """The default first (rows begin in the start of their lifecycle), then one after the other."""
    words = [word for word, _ in each.flatchoices]
    if each.has_default():
        words.insert(0, each.get_default())
    return words[min(choice, len(words) - 1)]


def _text(each: models.Field[Any, Any], who: Owner) -> str:
    text = f"{who.canary}{who.number}{each.model._meta.label}.{each.name}"
    return text[: each.max_length] if each.max_length else text


def _date(each: models.Field[Any, Any]) -> Any:
    if each.null:
        return None  # not yet
    return NOON if isinstance(each, models.DateTimeField) else NOON.date()


def _number(each: models.Field[Any, Any], who: Owner) -> Any:
    if isinstance(each, models.BooleanField):
        return False
    if isinstance(each, models.JSONField):
        return {}
    return who.number


def all_texts(model: type[models.Model]) -> Iterator[str]:
    """Names of the columns in which a person's words may stand."""
    for each in model._meta.concrete_fields:
        if isinstance(each, (models.TextField, models.CharField)) and not each.choices and not each.primary_key:
            yield each.name
