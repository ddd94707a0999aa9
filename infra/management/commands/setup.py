"""`renda setup`: the link by which an empty platform is set up, once. Each call makes a new one and voids the former."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from commons.directory import commands, queries
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import in_commons
from infra.settings import env


class Command(BaseCommand):
    help = "打印首次设置链接；平台设置之后只说网址。"

    def handle(self, *args: Any, **options: Any) -> None:
        with in_commons():
            province = queries.province()
            if province is not None:
                self.stdout.write(f"平台已经设置：http://{queries.host_of(province)}:{env.PORT}/")
                return
            secret = commands.offer_set_up(actor=system(""), at=clock.now())
        self.stdout.write(
            f"首次设置（24 小时内有效，只能使用一次）：http://{env.BASE_DOMAIN}:{env.PORT}/setup/{secret}/"
        )
