"""The API's description is whole: every operation says in Chinese what it does, what it takes, gives and refuses."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import get_resolver

from api.views import ActView, ListView, RoomView, WholeView
from tests.factories.openapi import PROBLEM, document
from tests.isolation.inventory import walk

HOSTS = ("infra.urls_office", "infra.urls_commons")


def operations(urlconf: str) -> list[tuple[str, str, dict[str, Any], RoomView]]:
    """(path, method, what the description says, the view) of every operation there is, read from the resolvers."""
    found = []
    for pattern, _, entry in walk(list(get_resolver(urlconf).url_patterns)):
        view = getattr(entry.callback, "cls", None)
        if not (isinstance(view, type) and issubclass(view, RoomView)):
            continue
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)
        for method in view.actions_by_method:
            found.append((path, method, document(urlconf)["paths"][path][method.lower()], view()))
    return found


@pytest.mark.parametrize("urlconf", HOSTS)
def test_the_description_is_valid_and_made_without_a_warning(urlconf: str, tmp_path: Path) -> None:
    file = str(tmp_path / "openapi.yaml")
    call_command("spectacular", urlconf=urlconf, validate=True, fail_on_warn=True, file=file)


@pytest.mark.parametrize("urlconf", HOSTS)
def test_every_operation_has_a_name_of_its_own_and_a_chinese_summary(urlconf: str) -> None:
    said = operations(urlconf)
    assert len(said) == sum(len(path) for path in document(urlconf)["paths"].values())
    assert [name for name, times in Counter(each["operationId"] for _, _, each, _ in said).items() if times > 1] == []
    for path, method, each, view in said:
        assert each["summary"] == view.policy.acts[view.actions_by_method[method]].label, path
        assert re.search("[\u4e00-\u9fff]", each["summary"] + each["description"]), path


@pytest.mark.parametrize("urlconf", HOSTS)
def test_every_operation_says_what_it_takes_and_gives(urlconf: str) -> None:
    bare = []
    for path, method, each, view in operations(urlconf):
        assert ("requestBody" in each) == (method == "POST" and view.serializer_in is not None), path
        ((status, answer),) = [(code, one) for code, one in each["responses"].items() if code < "300"]
        if status == "204":
            bare.append(path)
            assert "content" not in answer
        else:
            assert set(answer["content"]) == {"application/json"}, path
            assert "$ref" in str(answer["content"]), path
    expected = [
        "/api/v1/documents/attachments/{uid}/removal/",
        "/api/v1/deputies/groups/{uid}/leaving/",
        "/api/v1/appraisal/proposals/{uid}/flag-removal/",
        "/api/v1/oversight/polls/{uid}/answer/",
        "/api/v1/oversight/survey_answers/",
        "/api/v1/returns/cards/{uid}/taking_back/",
        "/api/v1/ballot/rounds/{uid}/opening-share/",
        "/api/v1/ballot/rounds/{uid}/signature/",
        "/api/v1/ballot/votes/{uid}/keys-destroyed/",
    ]
    assert sorted(bare) == (sorted(expected) if urlconf == HOSTS[0] else [])


@pytest.mark.parametrize("urlconf", HOSTS)
def test_every_operation_says_how_it_refuses(urlconf: str) -> None:
    for path, method, each, _ in operations(urlconf):
        refusals = {code: set(one["content"]) for code, one in each["responses"].items() if code >= "400"}
        needed = {"401", "403", "404", "429"} | ({"400", "409", "415", "422"} if method == "POST" else set())
        assert needed <= set(refusals), path
        assert set().union(*refusals.values()) == {PROBLEM}, path


@pytest.mark.parametrize("urlconf", HOSTS)
def test_writes_take_a_key_and_lists_a_cursor(urlconf: str) -> None:
    keyless = []
    for path, method, each, view in operations(urlconf):
        names = {one["name"] for one in each.get("parameters", [])}
        if method == "POST" and "Idempotency-Key" not in names:
            keyless.append(each["operationId"])
        paged = method == "GET" and isinstance(view, ListView)
        assert ("cursor" in names) == (paged and not isinstance(view, WholeView)), path
        if paged:
            answer = each["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
            page = document(urlconf)["components"]["schemas"][answer.rpartition("/")[2]]
            assert list(page["properties"]) == ["next", "previous", "results"]
    # of a ballot, a satisfaction vote, its codes and a revealed phone number no answer may be kept
    expected = [
        "ballot_casting",
        "ballot_sealed_casting",
        "intake_contact_revealed",
        "oversight_poll_answer",
        "oversight_polls_create",
        "oversight_survey_answers",
    ]
    assert sorted(keyless) == (expected if urlconf == HOSTS[0] else [])


def test_what_anybody_may_do_needs_no_key_to_the_house() -> None:
    public = {each["operationId"] for _, _, each, _ in operations(HOSTS[0]) if {} in each["security"]}
    assert {"intake_suggestions_create", "intake_lookup", "ballot_certificate_read"} <= public
    assert not public & {"intake_suggestions_list", "ballot_casting", "intake_contact_revealed"}


def test_no_view_answers_a_method_behind_the_descriptions_back() -> None:
    for path, method, _, view in operations(HOSTS[0]):
        known = isinstance(view, ActView) if method == "POST" else hasattr(view, "get")
        assert known, f"{method} {path}"
