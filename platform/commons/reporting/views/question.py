"""What an address of the board asks for, and the addresses around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest

from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.reporting import queries
from commons.reporting.errors import BasisRefused, IndicatorUnknown
from commons.reporting.figures import period_of, year_of
from commons.reporting.indicators import BY_CODE, Indicator
from commons.reporting.policies import POLICY
from commons.reporting.sections import HEADLINES
from commons.reporting.terms import Basis


@dataclass(frozen=True)
class Question:
    """`figure`: the one that is compared, drawn and ranked."""

    actor: Actor
    office: str
    year: int
    period: str
    basis: Basis
    figure: Indicator

    def address(self, path: str = "/board/", **changes: object) -> str:
        """The same question, changed a little: of another year it is the period of the same name."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        if other.year != self.year and "period" not in changes:
            other = replace(other, period=f"{other.year}{self.period[4:]}")
        asked: dict[str, object] = {"office": other.office, "year": other.year}
        if other.period != str(other.year):
            asked["period"] = other.period
        if other.basis is not Basis.LIVE:
            asked["basis"] = other.basis.value
        return f"{path}?{urlencode({**asked, 'figure': other.figure.code})}"

    def answer(self) -> queries.Board:
        return queries.board(self.actor, self.office, self.year, self.period, basis=self.basis)


def asked_by(request: HttpRequest) -> Question:
    """Raises YearRefused, PeriodRefused, BasisRefused, IndicatorUnknown, and what the policy says."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    POLICY.permit(actor, "reporting.read")
    given = request.GET
    year = year_of(given.get("year") or clock.today().year)
    period, figure, basis = given.get("period"), given.get("figure") or HEADLINES[0], given.get("basis") or Basis.LIVE
    if period and not period.startswith(str(year)) and period[:4].isdigit():
        period = f"{year}{period[4:]}"  # another year was chosen beside it
    if basis not in Basis.values:
        raise BasisRefused(field="basis")
    if figure not in BY_CODE:
        raise IndicatorUnknown(indicator=figure[:40])
    return Question(
        actor=actor,
        office=given.get("office") or actor.office_code,
        year=year,
        period=period_of(year, period),
        basis=Basis(basis),
        figure=BY_CODE[figure],
    )
