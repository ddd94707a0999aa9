"""The cells of one route × method: who asks, by which way in, for whose row; and what must come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings

from commons.kernel.actor import PLATFORM_ROLES, Role
from commons.kernel.policy import YES
from tests.conftest import COUNTY, PROVINCE
from tests.isolation import rows
from tests.isolation.asking import Answer
from tests.isolation.inventory import VERBS, Route, is_desk
from tests.isolation.surfaces import NOT_HERE, OFFICE_ROLES, OFFICE_STAFF, SHARED_ROWS, Object, Surface
from tests.isolation.world import OURS, SHUT, THEIRS, House

OF_THE_ROW = {"published", "public", "readable"}  # conditions that hide a row from everybody or from nobody
Expectation = Callable[[Route, Answer], str]  # "" or what is wrong


@dataclass(frozen=True)
class Cell:
    """`asks` are arguments of `asking.ask`; `holds` the roles the person has at that moment; `member` whether still in."""

    name: str
    expects: Expectation
    at: str
    row: UUID = rows.TWIN
    holds: frozenset[Role] = frozenset()
    asks: dict[str, Any] = field(default_factory=dict)
    method: str = ""
    body_row: UUID | None = None
    member: bool = True
    plant: str = ""  # a session of this office is copied into the schema of the one that is asked
    cut: str = ""  # "revoked" or "expired": what happened to the token
    both: bool = False  # the neighbour's person serves here too, in every role: only the credential is foreign

    @property
    def scene(self) -> Scene:
        return Scene(self.at, self.holds, self.member, self.cut, self.plant, self.both)


class Scene(NamedTuple):
    """What has to be so before a cell is asked; several cells are asked in one."""

    at: str
    holds: frozenset[Role]
    member: bool
    cut: str
    plant: str
    both: bool


# ── what may come of it ───────────────────────────────────────────────────────────────────────
def reached(route: Route, answer: Answer) -> str:
    """Past every door: what answers is the room, whatever it says about the moment."""
    if answer.status in {401, 404, 405} or answer.status >= 500 or _sent_to_the_door(answer):
        return "应当办得到"
    return "没有条件的许可却被拒绝" if answer.status == 403 else ""


def admitted(route: Route, answer: Answer) -> str:
    """The role is right; the row's state may still forbid it."""
    return "应当认得" if answer.status in {401, 405} or answer.status >= 500 or _sent_to_the_door(answer) else ""


def turned_away(route: Route, answer: Answer) -> str:
    """Nobody is known here: an API says 401, a page shows the way in."""
    if route.is_api:
        return "" if answer.status == 401 else "应为 401"
    return "" if answer.status == 302 and _sent_to_the_door(answer) else "应转到登录页"


def forbidden(route: Route, answer: Answer) -> str:
    return "" if answer.status == 403 else "应为 403"


def missing(route: Route, answer: Answer) -> str:
    """Not forbidden: whether there is such a record is nobody's business."""
    return "" if answer.status == 404 else "应为 404"


def declined(route: Route, answer: Answer) -> str:
    """A button one may not press: back to the record with a sentence, or no such record."""
    back = answer.status == 302 and not _sent_to_the_door(answer)
    return "" if back or answer.status in {403, 404} else "应被拒绝"


def not_answered(route: Route, answer: Answer) -> str:
    return "" if answer.status == 405 else "应为 405"


def shut(route: Route, answer: Answer) -> str:
    return "" if answer.status == 503 else "应为 503"


def harmless(route: Route, answer: Answer) -> str:
    return "程序出错" if answer.status >= 500 else ""


def _sent_to_the_door(answer: Answer) -> bool:
    return answer.status in {301, 302} and answer.location.startswith("/enter/?")


# ── who is who ────────────────────────────────────────────────────────────────────────────────
def home_of(route: Route) -> str:
    return PROVINCE if route.host == "province" else OURS


def everybody(route: Route) -> frozenset[Role]:
    return PLATFORM_ROLES if route.host == "province" else OFFICE_ROLES


def cells(route: Route, method: str, house: House) -> Iterator[Cell]:
    if route.surface is Surface.HEALTH:
        yield from _health(method)
        return
    at = home_of(route)
    yield from _strangers(route, method, house, at)
    if route.surface is Surface.ANONYMOUS:
        return
    yield from _known(route, method, house, at)


def _health(method: str) -> Iterator[Cell]:
    for at in (OURS, THEIRS, SHUT, PROVINCE):
        yield Cell("谁都可以问", reached, at, method=method)
    for verb in VERBS:
        if verb != method:
            yield Cell(f"{verb} 不答", not_answered, OURS, method=verb)


def _strangers(route: Route, method: str, house: House, at: str) -> Iterator[Cell]:
    """Everyone whom this office does not know."""
    for_all = route.surface is Surface.ANONYMOUS or Role.RESIDENT in route.roles[method]
    expects = admitted if for_all else turned_away
    right = route.roles[method] & everybody(route)
    someone = next(iter(sorted(right)), Role.CLERK)
    there = THEIRS if at != THEIRS else OURS
    token = house.people[there].tokens.get(someone) or next(iter(house.people[there].tokens.values()))
    everything = everybody(route)

    def cell(name: str, expects: Expectation = expects, at: str = at, **more: Any) -> Cell:
        return Cell(name, expects, at, method=method, **more)

    yield cell("未登录")
    yield cell("邻镇的会话", asks={"session": house.people[THEIRS].session})
    yield cell("邻镇的会话被抄进本机构的库", asks={"session": house.people[THEIRS].session}, plant=THEIRS, both=True)
    if route.is_api:
        yield cell("邻镇的令牌", turned_away, asks={"token": token}, both=True)
        yield cell("编造的令牌", turned_away, asks={"token": "rd_" + "x" * 43})
        yield from _programs(cell, expects, house, at, token)
    if at == OURS:
        own = house.people[OURS].session
        yield cell("本机构的会话用在邻镇", at=THEIRS, holds=everything, asks={"session": own})
        yield cell("本机构的会话用在上级", at=COUNTY, asks={"session": own})
        yield cell("省级的会话", asks={"session": house.people[PROVINCE].session})
        yield cell("机构已停用，未登录", shut, at=SHUT)
        yield cell("机构已停用，本人的会话", shut, at=SHUT, asks={"session": house.people[SHUT].session})
        if route.is_api:
            shut_token = house.people[SHUT].tokens.get(someone, token)
            yield cell("机构已停用，本人的令牌", shut, at=SHUT, asks={"token": shut_token})


def _programs(cell: Callable[..., Cell], expects: Expectation, house: House, at: str, token: str) -> Iterator[Cell]:
    """On the host of programs the office stands in the token or before the path, and cookies are nothing."""
    there: dict[str, Any] = {"hostname": settings.API_HOST, "prefix": f"/{at}"}
    yield cell("接口主机，未登录", asks=there)
    yield cell(
        "接口主机，本人的会话",
        expects,
        holds=OFFICE_ROLES | PLATFORM_ROLES,
        asks={**there, "session": house.people[at].session},
    )
    yield cell("接口主机，路径写本机构，邻镇的令牌", turned_away, asks={**there, "token": token}, both=True)


def _known(route: Route, method: str, house: House, at: str) -> Iterator[Cell]:
    person = house.people[at]
    right, all_roles = route.roles[method], everybody(route)
    by_session: dict[str, Any] = {"session": person.session}

    def cell(name: str, expects: Expectation, **more: Any) -> Cell:
        return Cell(name, expects, at, **{"method": method, "asks": by_session, **more})

    for role in [*sorted(right & all_roles), *sorted(all_roles - right)]:
        expects = _expected(route, method, role)
        yield cell(f"{role.label}（会话）", expects, holds=frozenset({role}))
        if route.is_api and role in right:
            yield cell(f"{role.label}（令牌）", expects, holds=frozenset({role}), asks={"token": person.tokens[role]})
    someone = _best(route, method, right & all_roles)
    if someone is None:
        return
    held = frozenset({someone})

    yield cell("任职已结束（会话）", turned_away if Role.RESIDENT not in right else admitted, holds=held, member=False)
    yield cell("角色已免去（会话）", _expected(route, method, None), holds=frozenset())
    if route.is_api:
        token = {"token": person.tokens[someone]}
        there = {**token, "hostname": settings.API_HOST}
        yield cell("接口主机（令牌）", _expected(route, method, someone), holds=held, asks=there)
        yield cell("任职已结束（令牌）", forbidden, holds=held, member=False, asks=token)
        yield cell("角色已免去（令牌）", forbidden, asks=token)
        yield cell("令牌已撤销", turned_away, holds=held, asks=token, cut="revoked")
        yield cell("令牌已到期", turned_away, holds=held, asks=token, cut="expired")
        wrong = next((role for role in sorted(all_roles) if role not in right), None)
        if wrong:  # the token is for one role, whatever else its holder may be
            yield cell("令牌的角色不对", forbidden, holds=held | {wrong}, asks={"token": person.tokens[wrong]})
    if method != "GET":
        yield cell("没有防伪标记的提交", forbidden, holds=held, asks={**by_session, "strict": True})
    yield from _verbs(route, method, cell, held)
    yield from _rows(route, method, cell, held)


def _verbs(route: Route, method: str, cell: Callable[..., Cell], held: frozenset[Role]) -> Iterator[Cell]:
    if method != min(route.methods):  # once a route
        return
    for verb in VERBS:
        answers = verb in route.methods or (route.pattern.startswith("admin/") and verb == "POST")
        if not answers:
            yield cell(f"{verb} 不答", not_answered, holds=held, method=verb)


def _rows(route: Route, method: str, cell: Callable[..., Cell], held: frozenset[Role]) -> Iterator[Cell]:
    if Object.ROW in route.params.values():
        if route.host != "province":  # whose rows are everybody's
            yield cell("邻镇才有的编号", missing, holds=held, row=rows.FOREIGN)
        yield cell("谁也没有的编号", missing, holds=held, row=rows.NOBODYS)
        if is_desk(route) and route.name not in SHARED_ROWS:
            for role in sorted(route.roles[method] & everybody(route)):
                yield cell(f"{role.label}，别人的记录", missing, holds=frozenset({role}), row=rows.OTHERS)
        for role, condition in route.rule.get(method, {}).items():
            personal = condition.hides and condition.word not in OF_THE_ROW
            if personal and role in route.roles[method] & everybody(route):
                theirs: dict[str, Any] = {"row": rows.OTHERS, "body_row": rows.OTHERS}  # by address or by body
                yield cell(f"{role.label}，别人的记录", missing, holds=frozenset({role}), **theirs)
    if method != "GET" and route.is_api:
        yield cell("内容里写着邻镇的编号", harmless, holds=held, body_row=rows.FOREIGN)
    if method == "GET":
        query = "?" + "&".join(f"{key}={rows.FOREIGN}" for key in ("uid", "cycle_uid", "subject_uid", "cursor", "q"))
        yield cell("网址后面写着邻镇的编号", harmless, holds=held, asks={"session": "", "query": query})


def _best(route: Route, method: str, roles: frozenset[Role]) -> Role | None:
    """Somebody with this right without conditions, if there is one."""
    rule = route.rule.get(method, {})
    return next(iter(sorted(roles, key=lambda role: (rule.get(role, YES) is not YES, role))), None)


def _expected(route: Route, method: str, role: Role | None) -> Expectation:
    """What the room's own table says of this role."""
    right = route.roles[method]
    if role in right and (route.host, route.pattern) in NOT_HERE:
        return missing
    if role in right:
        return reached if route.rule.get(method, {}).get(role, YES) is YES else admitted  # type: ignore[arg-type]
    if route.model is None or route.is_api:
        return forbidden
    # A record of the admin: not staff at all, staff that may not read, or a reader that may not do this.
    staff = PLATFORM_ROLES if route.host == "province" else OFFICE_STAFF
    if role not in staff:
        return forbidden
    return declined
