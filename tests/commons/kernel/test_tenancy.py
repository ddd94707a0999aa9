"""The traps of a schema per office (quality.md §2.2, H1–H11), each pinned."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from commons.directory import commands as directory
from commons.directory.models import OfficeDomain
from commons.identity.sessions import SessionStore
from commons.kernel.models import WrongSchema
from commons.kernel.tenancy import (
    OfficeNotServing,
    UnknownOffice,
    current_code,
    in_commons,
    in_office,
    leave,
    schema_name,
)
from tenants.cycles.models import Cycle
from tests.conftest import NEIGHBOUR, PROVINCE, TOWN
from tests.factories.cycles import open_year
from tests.factories.people import AT, Role, actor


def test_h1_what_one_office_caches_another_does_not_find(db: None) -> None:
    with in_office(TOWN):
        cache.set("figure", 7)
    with in_office(NEIGHBOUR):
        assert cache.get("figure") is None
        cache.set("figure", 8)
    with in_commons():
        assert cache.get("figure") is None
    with in_office(TOWN):
        assert cache.get("figure") == 7


def test_h1_every_cache_that_is_configured_carries_the_schema_in_its_keys() -> None:
    keyed = {name: options.get("KEY_FUNCTION") for name, options in settings.CACHES.items()}
    assert keyed == dict.fromkeys(settings.CACHES, "django_tenants.cache.make_key")


def test_h2_sessions_live_in_the_database_of_their_office() -> None:
    assert settings.SESSION_ENGINE == "commons.identity.sessions"
    assert SessionStore.get_model_class() is Session
    assert "django.contrib.sessions" in settings.TENANT_APPS


def test_h4_a_row_read_in_one_office_is_not_written_in_another(db: None) -> None:
    with in_office(TOWN):
        cycle = open_year()
        read = Cycle.objects.get(uid=cycle.uid)
    with in_office(NEIGHBOUR):
        for row in (cycle, read):
            for write in (row.save, row.delete, lambda row=row: row.save(update_fields=["year"])):
                with pytest.raises(WrongSchema):
                    write()
        assert not Cycle.objects.exists()
    with in_office(TOWN):
        read.save(update_fields=["year"])
        assert Cycle.objects.count() == 1


def test_h6_a_new_thread_starts_in_public(town: str) -> None:
    def where() -> str:
        try:
            return schema_name()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(where).result() == "public"
    assert schema_name() == f"o_{TOWN}"


def test_h7_an_unknown_office_is_refused_before_anything_runs(db: None) -> None:
    with pytest.raises(UnknownOffice), in_office("449999"):
        pytest.fail("ran")
    assert schema_name() == "public"


def test_a_suspended_office_is_refused_and_the_connection_stays_where_it_was(commons: None) -> None:
    directory.suspend_office(actor=actor(Role.PROVISIONER), code=TOWN, reason="换届", at=AT)
    with in_office(NEIGHBOUR):
        with pytest.raises(OfficeNotServing), in_office(TOWN):
            pytest.fail("ran")
        assert current_code() == NEIGHBOUR
    with in_office(TOWN, serving=False):
        assert current_code() == TOWN


def test_h10_a_rolled_back_savepoint_does_not_leave_the_connection_in_the_other_schema(town: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), in_office(NEIGHBOUR):
        connection.cursor().execute("SELECT 1/0")
    assert _current_schema() == f"o_{TOWN}"
    with in_office(NEIGHBOUR):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        assert _current_schema() == f"o_{NEIGHBOUR}"
    assert _current_schema() == f"o_{TOWN}"


def test_offices_nest_and_unwind_in_order(db: None) -> None:
    seen = []
    with in_office(TOWN):
        with in_office(NEIGHBOUR):
            with in_commons():
                seen.append(_current_schema())
            seen.append(_current_schema())
        seen.append(_current_schema())
    leave()
    assert [*seen, _current_schema()] == ["public", f"o_{NEIGHBOUR}", f"o_{TOWN}", "public"]


def test_the_application_sees_another_schema_only_by_naming_it_and_no_code_does(town: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert [part.strip(' "') for part in cursor.fetchone()[0].split(",")] == [f"o_{TOWN}", "public"]


def _current_schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


# ── H9: which office a host is ────────────────────────────────────────────────────────────────


def code_at(host: str, **headers: str) -> str:
    response = Client().get("/enter/", headers={"host": host, **headers})
    office = getattr(response.wsgi_request, "office", None)
    return office.code if office else f"{response.status_code}"


@pytest.mark.parametrize(
    ("host", "office"),
    [
        (f"{TOWN}.localhost", TOWN),
        (f"{TOWN}.localhost:8000", TOWN),
        (f"{TOWN}.LOCALHOST", TOWN),
        (f"{PROVINCE}.localhost", PROVINCE),
        (f"www.{TOWN}.localhost", "404"),
        (f"x.{TOWN}.localhost", "404"),
        (f"{TOWN}.localhost.", "404"),
        (f"{TOWN}.localhost.evil.example", "404"),
        ("449999.localhost", "404"),
        ("127.0.0.1", "404"),
        (f"o_{TOWN}.localhost", "404"),
        (f"{TOWN}%00.localhost", "404"),
        (f"{TOWN}' OR '1'='1.localhost", "404"),
        ("棠下镇.localhost", "404"),
        ("a" * 300 + ".localhost", "404"),
        (":", "404"),
    ],
)
def test_h9_only_a_host_of_the_table_is_an_office(db: None, host: str, office: str) -> None:
    assert code_at(host.encode().decode("latin-1")) == office


def test_h9_what_a_proxy_is_said_to_have_been_asked_for_plays_no_part(db: None) -> None:
    forged = {"x-forwarded-host": f"{NEIGHBOUR}.localhost", "x-original-host": f"{NEIGHBOUR}.localhost"}
    assert code_at(f"{TOWN}.localhost", **forged) == TOWN


def test_h9_an_unknown_host_is_told_nothing_but_that(db: None) -> None:
    answers = {Client().get("/enter/", headers={"host": host}).content for host in ("449999.localhost", "x.localhost")}
    assert answers == {"没有这个网址对应的机构。".encode()}


def test_h9_a_suspended_office_serves_no_page_and_no_call(commons: None) -> None:
    directory.suspend_office(actor=actor(Role.PROVISIONER), code=TOWN, reason="换届", at=AT)
    for path in ("/", "/enter/", "/admin/", "/api/v1/cycles/cycles/"):
        assert Client().get(path, headers={"host": f"{TOWN}.localhost"}).status_code == 503


def test_h9_an_old_host_leads_to_the_new_one_on_the_same_path(commons: None) -> None:
    town = OfficeDomain.objects.get(domain=f"{TOWN}.localhost").tenant
    OfficeDomain(domain="old.localhost", tenant=town, is_primary=False).save()
    response = Client().get("/enter/?next=/a", headers={"host": "old.localhost:8000"})
    assert (response.status_code, response.headers["location"]) == (308, f"http://{TOWN}.localhost:8000/enter/?next=/a")
