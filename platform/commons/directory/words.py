"""Words that follow the office's body and level: 票决 or 票选, 代表 or 议政代表, 公告 or 公示 (domain §7.7, §10)."""

from __future__ import annotations

from dataclasses import dataclass

from commons.directory.models import Office
from commons.directory.terms import Body, Level


@dataclass(frozen=True)
class Words:
    """What things are called in one office. Templates reach them as `words.vote` and so on."""

    title: str  # the office itself, as it signs
    vote: str  # 票决 (a decision of the congress) or 票选 (a recommendation that the 党工委 confirms)
    assembly: str  # 人民代表大会会议 or 议政代表会
    deputy: str
    standing_body: str
    government: str
    result_paper: str  # 公告 of a congress, 公示 of a street
    confirmed_by: str  # who gives the result its effect


_STANDING = {
    Level.PROVINCE: "人大常委会",
    Level.CITY: "人大常委会",
    Level.COUNTY: "人大常委会",
    Level.TOWNSHIP: "人大主席团",
}


def words(office: Office) -> Words:
    """The words of an office; unknown bodies are a bug, not a fallback."""
    if office.body == Body.WORKING_COMMITTEE and office.level == Level.CITY:
        return Words(
            title=f"人大{office.name}工作委员会",
            vote="票决",  # nothing is put to a vote here (meetings.convening): the figures of its counties pass through
            assembly="人民代表大会会议",
            deputy="人大代表",
            standing_body="人大工委",
            government=_government(office, "行政公署"),
            result_paper="公示",
            confirmed_by="省级人大常委会",
        )
    if office.body == Body.WORKING_COMMITTEE:
        return Words(
            title=f"人大{office.name}工作委员会",
            vote="票选",
            assembly="议政代表会",
            deputy="议政代表",
            standing_body="人大街道工委",
            government=_government(office, "街道办事处"),
            result_paper="公示",
            confirmed_by="街道党工委",
        )
    standing = _STANDING[Level(office.level)]
    return Words(
        title=f"{office.name}{standing}",
        vote="票决",
        assembly="人民代表大会会议",
        deputy="人大代表",
        standing_body=standing,
        government=_government(office, "人民政府"),
        result_paper="公告",
        confirmed_by="人民代表大会",
    )


def _government(office: Office, kind: str) -> str:
    return f"{office.name.removesuffix('街道')}{kind}" if kind == "街道办事处" else f"{office.name}{kind}"
