"""What the province publishes on its first day: the rules of the law and of the places the product was drawn from.

Data, each piece citing its source by law or by place; ids such as 1-46 are rows of the domain's checklist. An article of
law is locked, or bounded where the law names a limit; what a place has chosen for itself is only a default. Of every
kind exactly one preset is the default at each level; the others are there to be chosen.
"""

from __future__ import annotations

from typing import Final

from commons.rulebook.levels import CONGRESSES, EVERYBODY, STREETS
from commons.rulebook.presets.appraisal import EXCLUSION_LISTS, EXCLUSIONS, RUBRIC
from commons.rulebook.presets.collection import COLLECTIONS
from commons.rulebook.presets.deputies import POINTS, SUGGESTION_DEADLINES
from commons.rulebook.presets.preset import Preset
from commons.rulebook.presets.satisfaction import SATISFACTION_OF_COMMITTEE, SATISFACTION_OF_STREET, SATISFACTIONS
from commons.rulebook.presets.supervision import CALENDARS, FOUR_ONES, FOUR_QUESTIONS, FUNDS, LIGHTS, PERFORMANCE
from commons.rulebook.presets.voting import SELECTION_BY_STREET, VOTING_BY_CONGRESS, VOTING_METHODS
from commons.rulebook.presets.words import BODY_LABELS, DOCUMENT_TEMPLATES, GATES, NOTICE_PERIODS

__all__ = [
    "CONGRESSES",
    "EVERYBODY",
    "EXCLUSIONS",
    "FOUR_ONES",
    "FOUR_QUESTIONS",
    "NOTICE_PERIODS",
    "POINTS",
    "PRESETS",
    "RUBRIC",
    "SATISFACTION_OF_COMMITTEE",
    "SATISFACTION_OF_STREET",
    "SELECTION_BY_STREET",
    "STREETS",
    "VOTING_BY_CONGRESS",
    "Preset",
]

PRESETS: Final = (
    *COLLECTIONS,
    RUBRIC,
    *EXCLUSION_LISTS,
    NOTICE_PERIODS,
    *GATES,
    *VOTING_METHODS,
    *CALENDARS,
    *LIGHTS,
    FUNDS,
    *SATISFACTIONS,
    PERFORMANCE,
    *SUGGESTION_DEADLINES,
    POINTS,
    *BODY_LABELS,
    *DOCUMENT_TEMPLATES,
)
