"""The shapes a field of a rule may have: what may stand there, how people say it, and how it may be bounded. Pure.

A bound is an object of the words in the shape's `limits`: `least` and `most` (an end of a range), `among` (the choices
that are left), `keep` (rows that stay as they are). Every shape answers the same six questions; pages, commands and
the API ask nothing else.
"""

from __future__ import annotations

from commons.rulebook.shapes.plain import (
    ABSENT,
    Choice,
    Figure,
    Flag,
    Most,
    Percent,
    Period,
    Several,
    Shape,
    Text,
    Whole,
)
from commons.rulebook.shapes.rows import Column, Rows
from commons.rulebook.shapes.ruling import Ruling
from commons.rulebook.shapes.thresholds import PEOPLE, PROJECTS, Threshold, Thresholds

__all__ = [
    "ABSENT",
    "PEOPLE",
    "PROJECTS",
    "Choice",
    "Column",
    "Figure",
    "Flag",
    "Most",
    "Percent",
    "Period",
    "Rows",
    "Ruling",
    "Several",
    "Shape",
    "Text",
    "Threshold",
    "Thresholds",
    "Whole",
]
