"""What things are called here: the words of the office's body and level, and on top of them its own 机构称谓 (domain §7.7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from commons.directory.words import Words, words
from commons.kernel.tenancy import current_office
from commons.rulebook.queries.adoptions import adopted
from commons.rulebook.terms import Kind

_OWN = ("assembly", "deputy", "result_paper")


def words_here(*, on: dt.date) -> Words:
    """议政代表会 or 居民议事会, 人大代表 or 议事代表: as the office one is in has adopted it for that day. One query.

    For labels that people read; what a body may do never depends on what it is called.
    """
    office = current_office()
    rows = adopted([office.code], on).filter(edition__template__kind=Kind.BODY_LABELS)
    body = rows.values_list("body", flat=True).first()
    usual = words(office)
    return replace(usual, **{name: body[name] for name in _OWN}) if body else usual
