"""A one-time link into an office on a slip of paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone

from admin_theme import slips
from commons.directory import queries
from commons.directory.models import Office


def entry_slip(
    request: HttpRequest, office: Office, *, person: str, secret: str, activates: bool, until: dt.datetime
) -> dict[str, Any]:
    """`activates`: whoever opens the link sets a password first. The office may still be on its way to being open."""
    host = queries.host_of(office) or f"{office.code}.{settings.BASE_DOMAIN}"
    _, port = split_domain_port(request.get_host())
    ends = timezone.localtime(until)
    return slips.slip(
        heading=f"{person}：{'激活账号' if activates else '一次性登录'}",
        facts=[
            ("机构", office.name),
            ("姓名", person),
            ("有效期至", f"{ends.year}年{ends.month}月{ends.day}日 {ends:%H:%M}"),
        ],
        link=f"{request.scheme}://{host}{f':{port}' if port else ''}/enter/{secret}/",
        hint=("请本人扫码或打开链接，设置密码后进入。" if activates else "请本人扫码或打开链接进入。")
        + "只能使用一次，请勿转发。",
    )
