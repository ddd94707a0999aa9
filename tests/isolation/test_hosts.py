"""Which office a request is for is told by the table of hosts and by nothing else (B22, H9)."""

from __future__ import annotations

import pytest

from commons.directory.models import OfficeDomain
from tests.isolation.asking import ask
from tests.isolation.world import CANARY, OURS, THEIRS, House

UNKNOWN = [
    "440799101.localhost",
    f"www.{OURS}.localhost",
    f"{THEIRS}.{OURS}.localhost",
    f"{OURS}.localhost.evil.test",
    f"{OURS}.evil.test",
    "evil.test",
    "localhost",
    f"{OURS}.localhost.",
    f"{OURS}localhost",
]
UNREADABLE = [
    f"{OURS}.localhost@evil.test",
    f"{OURS}.localhost, {THEIRS}.localhost",
    f"{OURS}.localhost%00",
    "[::1",
    "",
]
KNOWN = [f"{OURS}.localhost", f"{OURS}.LOCALHOST", f"{OURS}.localhost:8000"]


@pytest.mark.parametrize("hostname", KNOWN)
def test_a_known_host_is_its_office(house: House, hostname: str) -> None:
    answer = ask("GET", "/notices/", at=OURS, hostname=hostname)
    assert (answer.status, answer.shows(OURS), answer.shows(THEIRS)) == (200, True, False)


@pytest.mark.parametrize("hostname", [*UNKNOWN, *UNREADABLE, "127.0.0.1", "[::1]", "10.0.0.1:8000"])
def test_any_other_host_learns_nothing(house: House, hostname: str) -> None:
    answer = ask("GET", "/notices/", at=OURS, hostname=hostname or " ")
    assert answer.status in {400, 404}
    assert not any(word in answer.text for word in CANARY.values())
    assert OURS not in answer.text


@pytest.mark.parametrize("hostname", [host for host in UNKNOWN if host.endswith("localhost")])
def test_unknown_offices_are_all_answered_alike(house: House, hostname: str) -> None:
    answer = ask("GET", "/notices/", at=OURS, hostname=hostname)
    assert (answer.status, answer.text) == (404, "没有这个网址对应的机构。")


@pytest.mark.parametrize(
    "header",
    ["HTTP_X_FORWARDED_HOST", "HTTP_X_ORIGINAL_URL", "HTTP_X_REWRITE_URL", "HTTP_X_HOST", "HTTP_FORWARDED"],
)
def test_what_a_client_says_about_its_host_is_not_believed(house: House, header: str) -> None:
    said = f"host={THEIRS}.localhost" if header == "HTTP_FORWARDED" else f"{THEIRS}.localhost"
    answer = ask("GET", "/notices/", at=OURS, **{header: said})
    assert (answer.status, answer.shows(OURS), answer.shows(THEIRS)) == (200, True, False)


def test_an_old_address_leads_to_the_primary_one_and_nowhere_else(house: House) -> None:
    known = OfficeDomain.objects.get(domain=f"{OURS}.localhost")
    OfficeDomain.objects.create(domain="old.localhost", tenant=known.tenant, is_primary=False)
    answer = ask("GET", "/notices/?a=1", at=OURS, hostname="old.localhost:8000", HTTP_X_FORWARDED_HOST="evil.test")
    assert (answer.status, answer.location) == (308, f"http://{OURS}.localhost:8000/notices/?a=1")


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.test/",
        "/\\evil.test",
        "https:evil.test",
        "\t//evil.test",
        "http://evil.test",
        f"http://{THEIRS}.localhost/",
    ],
)
def test_a_way_back_stays_on_the_host(house: House, wanted: str) -> None:
    from urllib.parse import quote

    answer = ask("GET", f"/elder/?on=1&next={quote(wanted)}", at=OURS)
    assert (answer.status, answer.location) == (302, "/")
