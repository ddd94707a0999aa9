"""Who to be, and the one-time link by which to be them (24 hours)."""

from __future__ import annotations

from collections.abc import Iterator

from commons.access import commands as access
from commons.directory import queries as directory
from commons.identity import commands as identity
from commons.identity import queries as accounts
from commons.identity.models import Account
from commons.identity.terms import LinkPurpose, MembershipKind
from commons.kernel import clock
from commons.kernel.actor import PLATFORM_ROLES, system
from commons.kernel.tenancy import current_code, in_commons, in_office
from infra.demo.cast import Cast
from infra.settings import env

PLATFORM_PHONE = "19900000001"
_FACES = (
    ("440703", "clerk", "蓬江区 经办（后台）", "/admin/"),
    ("440703", "director", "蓬江区 负责人（看板）", "/board/"),
    ("440703101", "clerk", "棠下镇 经办（后台）", "/admin/"),
    ("440703101", "deputy5", "棠下镇 代表（手机）", "/desk/"),
    ("440703103", "deputy5", "杜阮镇 代表（正在票决）", "/desk/vote/"),
    ("440703103", "teller", "杜阮镇 计票人、大会现场屏", "/desk/hall/"),
    ("440703101", "unit", "棠下镇 责任单位（手机）", "/desk/"),
    ("440703101", "inspector", "棠下镇 监督小组（手机）", "/desk/"),
    ("440703002", "clerk", "白沙街道 经办（后台）", "/admin/"),
    ("440703002", "reviewer", "白沙街道 评审人（手机）", "/desk/"),
)
_PORTALS = (("44", "广东省 首页"), ("440703101", "棠下镇 公众门户"), ("440703002", "白沙街道 公众门户"))


def engage_platform() -> None:
    """The province's own administrator: provisions, edits templates, reads the board."""
    with in_commons():
        at = clock.now()
        by = system(current_code())
        account = accounts.find_by_phone(PLATFORM_PHONE) or identity.register_account(
            actor=by, name="演示·平台管理", phone=PLATFORM_PHONE, at=at, is_demo=True
        )
        access.appoint(actor=by, account=account, kind=MembershipKind.STAFF, roles=sorted(PLATFORM_ROLES), at=at)


def table() -> Iterator[str]:
    """One line a face: what it is, and where. Each link works once."""
    with in_commons():
        account = accounts.find_by_phone(PLATFORM_PHONE)
        if account is not None:
            yield _line("广东省 平台控制台", _link("44", account, "/admin/"))
            yield _line("广东省 汇总看板", _link("44", account, "/board/"))
    for code, part, title, landing in _FACES:
        with in_office(code):
            yield _line(title, _link(code, Cast.found().accounts[part], landing))
    for code, title in _PORTALS:
        yield _line(title, f"http://{_host(code)}/")


def _line(title: str, address: str) -> str:
    width = 28 - sum(2 if ord(letter) > 255 else 1 for letter in title)
    return f"  {title}{' ' * max(1, width)}{address}"


def _link(code: str, account: Account, landing: str) -> str:
    secret = identity.invite(
        actor=system(code),
        account=account,
        office_code=code,
        purpose=LinkPurpose.ENTER,
        landing=landing,
        at=clock.now(),
    )
    return f"http://{_host(code)}/enter/{secret}/"


def _host(code: str) -> str:
    return f"{directory.host_of(directory.office(code))}:{env.PORT}"
