"""Is this process able to serve? If not, why: one sentence for whoever runs it, and not a word about offices."""

from __future__ import annotations

from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from commons.directory.migrating import heads
from commons.directory.models import Blueprint, SchemaHead
from commons.kernel.sessions import SessionsShared

UNREACHABLE: Final = "数据库暂时无法连接。"
BEHIND: Final = "数据库还没有升级到本程序的版本，请执行 renda migrate。"
OUTGROWN: Final = "数据库已由更新的程序升级，去掉了本程序还在使用的内容，本程序不能再运行。请部署新版本的程序。"


def why_not() -> str:
    """ "" when the database answers on sessions of our own, and its structure is one that this program can work on."""
    program = heads.program()
    try:
        contracts = SchemaHead.objects.exclude(contracts={}).values_list("contracts", flat=True)
        if program.is_outgrown(applied_in_public(), contracts):
            return OUTGROWN
        return "" if Blueprint.objects.filter(head=program.digest).exists() else BEHIND
    except SessionsShared as shared:
        return shared.sentence
    except (OperationalError, InterfaceError):
        return UNREACHABLE
    except DatabaseError:  # not even the tables that are asked
        return BEHIND


def applied_in_public() -> list[str]:
    """The migrations that public has had, as `room.name`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM public.django_migrations ORDER BY id")
        return [name for (name,) in cursor.fetchall()]
