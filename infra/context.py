"""What every page knows without asking: where am I, who am I, is this a demonstration."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from commons.directory.words import words
from commons.kernel import clock


def page(request: HttpRequest) -> dict[str, Any]:
    office = getattr(request, "office", None)
    if office is None:
        return {}
    actor = getattr(request, "actor", None)
    return {
        "office": office,
        "words": words(office),
        "year": clock.today().year,
        "actor": actor,
        "person": "" if actor is None or actor.is_anonymous else actor.name,
        "is_demo": office.is_demo,
    }
