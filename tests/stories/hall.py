"""One town through one year: who acts, at which door, on which day; and the province's four ways of reading a figure."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.test.client import MULTIPART_CONTENT
from time_machine import Traveller

from commons.identity.models import Account
from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.tenancy import in_commons, in_office
from commons.outbox import relay
from commons.outbox.models import Message
from commons.reporting import queries
from commons.reporting.indicators import BY_CODE
from infra.demo.cast import Cast, engage
from tenants.cycles import commands as cycles
from tenants.cycles.terms import StageKind
from tests.conftest import PROVINCE, STREET, TOWN
from tests.factories.people import actor, member
from tests.factories.web import Api, Browser

YEAR = 2026
TERM = 18
DEPUTIES = 9
CODE = r"[0-9A-Y]{4}-[0-9A-Y]{4}-[0-9A-Y]{4}"  # a query code as it stands on the slip
FIGURES = (
    "suggestions.received",
    "suggestions.nominated",
    "projects.candidates",
    "projects.selected",
    "projects.completed",
    "projects.evaluated",
)
_ROLES = {
    "director": Role.DIRECTOR,
    "clerk": Role.CLERK,
    "government": Role.GOVERNMENT,
    "unit": Role.UNIT,
    "reviewer": Role.REVIEWER,
    "reviewer2": Role.REVIEWER,
    "reviewer3": Role.REVIEWER,
    "inspector": Role.INSPECTOR,
    "teller": Role.TELLER,
}


def engage_people() -> Cast:
    """The town's staff, its unit, reviewers, inspectors, tellers and nine deputies, all with accounts."""
    at = clock.now()
    with in_office(TOWN):
        return engage(deputies=DEPUTIES, with_account=DEPUTIES, term_no=TERM, from_on=at.date(), at=at)


def engage_reader() -> Account:
    """Somebody who reads the province's board, and nothing else."""
    with in_commons():
        return member(Role.BOARD_READER, name="省看板", at=clock.now())


def the_street_collects_too() -> None:
    """白沙街道 has a year of the same number, and collects."""
    with in_office(STREET):
        clerk, at = actor(Role.CLERK, Role.DIRECTOR), clock.now()
        cycle = cycles.open_cycle(actor=clerk, year=YEAR, term_no=TERM, session_no=6, at=at)
        cycles.open_stage(actor=clerk, cycle_uid=cycle.uid, kind=StageKind.COLLECTION, at=at)


def citizen_writes(office: str, title: str, content: str) -> str:
    """Somebody unknown to us at an office's portal, without an account; the query code on the slip."""
    with in_office(office):
        citizen = Browser()
        form = citizen.get("/suggest/").content.decode()
        key = re.search(r'name="key"[^>]*value="([^"]+)"', form)
        assert key is not None
        typed = {"field": "infrastructure", "title": title, "content": content, "village": "石头村", "key": key[1]}
        sent = citizen.post("/suggest/", typed)
        assert sent.status_code == 302, sent.content.decode()
        slip = citizen.get("/suggest/done/").content.decode()
    code = re.search(CODE, slip)
    assert code is not None
    return code[0]


def citizen_looks_up(office: str, code: str) -> str:
    """The page that says how a suggestion fared, without its markup."""
    with in_office(office):
        page = Browser().post("/lookup/", {"code": code})
    assert page.status_code == 200
    return re.sub(r"<[^>]+>|\s+", " ", page.content.decode())


@dataclass
class Province:
    """The province reads six figures in four ways; they must be the same, and only what was foretold may have moved."""

    reader: Account
    standing: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        self.standing = self._read()

    def rises(self, *figures: str) -> None:
        """Exactly these rose, each by one; every other stands where it stood."""
        foretold = {name: value + (name in figures) for name, value in self.standing.items()}
        assert self._read() == foretold
        self.standing = foretold

    def stands(self) -> None:
        self.rises()

    def _read(self) -> dict[str, int]:
        relay.drain_all()
        with in_office(TOWN):
            assert not Message.objects.filter(done_at=None).exists()
        found = self._by_query()
        assert found == self._by_api() == self._by_command_line() == self._on_the_board()
        return found

    def _by_query(self) -> dict[str, int]:
        with in_commons():
            return _six(queries.rollup(PROVINCE, YEAR))

    def _by_api(self) -> dict[str, int]:
        with in_commons():
            answer = Api(self.reader, Role.BOARD_READER, host=PROVINCE).get(
                f"/reporting/rollup/?office={PROVINCE}&year={YEAR}"
            )
        assert answer.status_code == 200, answer.content.decode()
        return _six(answer.json())  # type: ignore[attr-defined]

    def _by_command_line(self) -> dict[str, int]:
        printed = io.StringIO()
        call_command("rollup", "--office", PROVINCE, "--year", str(YEAR), "--json", stdout=printed)
        return _six(json.loads(printed.getvalue()))

    def _on_the_board(self) -> dict[str, int]:
        with in_commons():
            page = Browser(self.reader, host=PROVINCE).get(f"/board/?office={PROVINCE}&year={YEAR}")
        assert page.status_code == 200
        every = page.content.decode().rpartition("全部指标</caption>")[2]  # the table of all figures, at the foot
        return {name: int(_cell_beside(BY_CODE[name].label, every)) for name in FIGURES}


def _six(rollup: dict[str, Any]) -> dict[str, int]:
    return {name: int(rollup["figures"][name]["value"]) for name in FIGURES}


def _cell_beside(label: str, table: str) -> str:
    cell = re.search(rf"{re.escape(label)}</th>\s*<td[^>]*>([^<]*)</td>", table)
    assert cell is not None, f"no row {label} on the board"
    return cell[1]


@dataclass
class Town:
    """What is done in 棠下镇, by whom, at which door."""

    cast: Cast
    traveller: Traveller

    def day(self, year: int, month: int, day: int) -> None:
        """It is nine o'clock of that day, everywhere in the house."""
        self.traveller.move_to(dt.datetime(year, month, day, 9, tzinfo=ZoneInfo("Asia/Shanghai")), tick=True)

    def uid(self, part: str) -> str:
        return str(self.cast.accounts[part].uid)

    @property
    def deputies(self) -> list[str]:
        return [part for part in self.cast.accounts if part.startswith("deputy")]

    def posts(self, part: str, path: str, _as: Role | None = None, **values: Any) -> Any:
        """By the API, with a token of one role; the answer's body."""
        role = _as or (Role.DEPUTY if part.startswith("deputy") else _ROLES[part])
        with in_office(TOWN):
            answer: Any = Api(self.cast.accounts[part], role).post(path, values)
        assert answer.status_code == 201, f"{part} POST {path}: {answer.status_code} {answer.content.decode()}"
        return answer.json() if answer.content else None

    def sends(self, part: str, path: str, **values: Any) -> None:
        """The same with a file among the values, as a form sends them."""
        with in_office(TOWN):
            answer: Any = Api(self.cast.accounts[part], _ROLES[part]).post(path, values, content_type=MULTIPART_CONTENT)
        assert answer.status_code == 201, f"{part} POST {path}: {answer.status_code} {answer.content.decode()}"

    def lists(self, part: str, path: str) -> list[Any]:
        with in_office(TOWN):
            answer: Any = Api(self.cast.accounts[part], _ROLES[part]).get(path)
        assert answer.status_code == 200, f"{part} GET {path}: {answer.status_code} {answer.content.decode()}"
        found: list[Any] = answer.json()["results"]
        return found

    def opens_stage(self, cycle: str, kind: str) -> None:
        self.posts("clerk", f"/cycles/cycles/{cycle}/stages/{kind}/opening/")

    def closes_stage(self, cycle: str, kind: str) -> None:
        self.posts("clerk", f"/cycles/cycles/{cycle}/stages/{kind}/closing/")

    def uid_of_suggestion(self, title: str) -> str:
        return next(each["uid"] for each in self.lists("clerk", "/intake/suggestions/") if each["title"] == title)

    def presses(self, part: str, button: str, on: str) -> None:
        """A button on the staff site, as in the browser."""
        with in_office(TOWN):
            page: Any = Browser(self.cast.accounts[part]).post(f"/admin/{on}/acts/{button}/")
        assert page.status_code == 302, page.content.decode()

    def votes_at_the_desk(self, deputy: str, this_round: str, candidate: str) -> None:
        """In favour, on the phone: the paper is filled in, read back, and sent."""
        paper = {"round": this_round, f"mark_{candidate}": "approve"}
        with in_office(TOWN):
            phone = Browser(self.cast.accounts[deputy])
            assert "赞成" in phone.post("/desk/vote/", {**paper, "step": "check"}).content.decode()
            assert phone.post("/desk/vote/", {**paper, "step": "cast"}).status_code == 302
            assert "已提交" in phone.get("/desk/vote/").content.decode()
