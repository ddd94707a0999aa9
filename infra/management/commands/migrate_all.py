"""`renda migrate`: the public schema, the template schema and its blueprint, then every office that is behind."""

from __future__ import annotations

import io
import time
from contextlib import redirect_stdout
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from commons.directory import provisioning
from commons.directory.models import Office
from commons.directory.terms import OfficeState
from commons.kernel import clock
from commons.kernel.tenancy import leave


class Command(BaseCommand):
    help = "升级公共库、机构库蓝本，以及每个落后的机构库；可中断后再次执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="只输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        self._step("公共库", self._public)
        self._step("机构库蓝本", self._template)
        self._step("各机构库", self._offices)

    def _step(self, name: str, work: Any) -> None:
        started = time.monotonic()
        text = work()
        self.stdout.write(f"{name}：{text}（{time.monotonic() - started:.1f} 秒）")

    def _public(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute(provisioning.default_rights())
        _migrate(shared=True)
        with connection.cursor() as cursor:
            cursor.execute(provisioning.grants("public"))
        return "已是最新"

    def _template(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {provisioning.TEMPLATE}")
        _migrate(schema_name=provisioning.TEMPLATE)
        return provisioning.compile_blueprint(at=clock.now()).fingerprint[:12]

    def _offices(self) -> str:
        head = provisioning.migration_head()
        built = Office.objects.exclude(schema_name="public").exclude(
            state__in=(OfficeState.FOUNDED, OfficeState.REQUESTED)
        )
        behind = list(built.exclude(schema_head=head).order_by("lft"))
        for office in behind:
            _migrate(schema_name=office.schema_name)
            office.schema_head = head
            provisioning.inspect(office)
            with connection.cursor() as cursor:  # a table that is new here has its exceptions too: evidence, the box
                cursor.execute(provisioning.grants(office.schema_name))
            Office.objects.filter(code=office.code).update(schema_head=head)
        return f"升级 {len(behind)} 个"


def _migrate(**what: Any) -> None:
    """Django's executor on one schema, without its running commentary."""
    with redirect_stdout(io.StringIO()):
        call_command("migrate_schemas", interactive=False, verbosity=0, **what)
    leave()
