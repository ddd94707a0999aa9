"""The vote over real requests: shapes, problems, query counts, and what the answers do not say."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.identity.models import Account
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from tenants.ballot.models import Ballot, RollEntry, Vote, VoteRound
from tenants.ballot.terms import PLAIN_MODE_WARNING, RECEIPT
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories import ballot as b
from tests.factories.people import as_actor, member
from tests.factories.web import Api, Browser

pytestmark = pytest.mark.usefixtures("town")


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


class Hall:
    """A vote with its officers, and three deputies with accounts of their own."""

    def __init__(self, vote: Vote | None = None) -> None:
        self.vote = vote or b.vote_of()
        self.officials = b.officials_of(self.vote)
        self.accounts = [member(Role.DEPUTY, name=f"代表{number}") for number in (1, 2, 3)]
        self.round: VoteRound = b.opened(self.vote, [as_actor(each) for each in self.accounts])
        self.deputies = [Api(each, Role.DEPUTY) for each in self.accounts]
        self.director = Api(member(Role.DIRECTOR), Role.DIRECTOR)
        self.chief = Api(_account(self.officials.chief), Role.CHIEF_SCRUTINEER)
        self.teller = Api(_account(self.officials.tellers[0]), Role.TELLER)

    def at(self, act: str = "") -> str:
        return f"/ballot/rounds/{self.round.uid}/{act}"

    def on(self, act: str = "") -> str:
        return f"/ballot/votes/{self.vote.uid}/{act}"


def _account(who: Actor) -> Account:
    return Account.objects.get(uid=who.account_uid)


def test_a_deputy_finds_the_paper_casts_and_finds_it_received() -> None:
    hall = Hall()
    [paper] = hall.deputies[0].get("/ballot/rounds/").json()["results"]
    assert {name: paper[name] for name in ("form", "seats", "max_approvals", "voted", "channel", "is_present")} == {
        "form": "approval",
        "seats": 2,
        "max_approvals": 2,
        "voted": False,
        "channel": "electronic",
        "is_present": True,
    }
    assert [each["title"] for each in paper["items"]] == ["甲", "乙", "丙"]
    assert paper["warning"] == PLAIN_MODE_WARNING

    cast = hall.deputies[0].post(hall.at("ballot/"), {"marks": b.choice("甲", oppose="丙")})
    assert (cast.status_code, cast.json(), cast["Cache-Control"]) == (201, {"receipt": RECEIPT}, "no-store")
    [paper] = hall.deputies[0].get("/ballot/rounds/").json()["results"]
    assert paper["voted"] is True


def test_a_retry_and_a_second_ballot_get_the_very_same_answer() -> None:
    hall = Hall()
    first = hall.deputies[0].post(hall.at("ballot/"), {"marks": b.choice("甲")})
    again = hall.deputies[0].post(hall.at("ballot/"), {"marks": b.choice("乙")})
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert Ballot.objects.count() == 1


def test_nothing_of_a_cast_is_kept_for_an_idempotency_key() -> None:
    """A digest of so small a content could be tried out: the command is safe to repeat without one."""
    hall = Hall()
    cache.clear()
    before = set(cache._cache)  # type: ignore[attr-defined]
    hall.deputies[0].headers["Idempotency-Key"] = "one-and-the-same"
    hall.deputies[0].post(hall.at("ballot/"), {"marks": b.choice("甲")})
    kept = set(cache._cache) - before  # type: ignore[attr-defined]
    assert not [key for key in kept if "idempotency" in key]
    hall.deputies[0].post(hall.at("ballot/"), {"marks": b.choice("乙")})
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "api.invalid"),
        ({"marks": {}, "slot": "x"}, 422, "api.invalid"),
        ({"marks": []}, 422, "api.invalid"),
        ({"marks": {"<script>": "approve"}}, 422, "ballot.marks_refused"),
        ({"marks": {b.uid_of("甲"): {"$ne": 1}}}, 422, "ballot.marks_refused"),
        ({"marks": {b.uid_of("甲"): None}}, 422, "api.invalid"),
        ({"marks": {b.uid_of(p): "approve" for p in "甲乙丙"}}, 422, "ballot.too_many_approvals"),
        ({"marks": {}, "priorities": {b.uid_of("甲"): "\u0000"}}, 422, "api.invalid"),
    ],
)
def test_a_ballot_that_cannot_be_read_is_a_problem_and_never_a_crash(body: Any, status: int, code: str) -> None:
    hall = Hall()
    assert problem(hall.deputies[0].post(hall.at("ballot/"), body)) == (status, code)
    assert Ballot.objects.count() == 0
    assert not RollEntry.objects.filter(voted=True).exists()


def test_who_may_not_vote_is_refused_before_anything_is_read() -> None:
    hall = Hall()
    marks = {"marks": b.choice("甲")}
    assert problem(Api().post(hall.at("ballot/"), marks)) == (401, "identity.token_refused")
    assert problem(hall.director.post(hall.at("ballot/"), marks)) == (403, "kernel.not_permitted")
    stranger = Api(member(Role.DEPUTY), Role.DEPUTY)
    assert problem(stranger.post(hall.at("ballot/"), marks)) == (403, "ballot.not_on_roll")
    assert problem(stranger.post(f"/ballot/rounds/{new_uid()}/ballot/", marks)) == (404, "ballot.round_not_found")
    assert stranger.get("/ballot/rounds/").json()["results"] == []
    assert Ballot.objects.count() == 0


def test_the_neighbours_round_is_not_found() -> None:
    with in_office(NEIGHBOUR):
        theirs = Hall()
        theirs.deputies[0].post(theirs.at("ballot/"), {"marks": b.choice("甲")})
    with in_office(TOWN):
        ours = Hall()
        for path in (theirs.at("roll/"), theirs.at(), theirs.on()):
            assert ours.director.get(path).status_code == 404
        assert ours.deputies[0].post(theirs.at("ballot/"), {"marks": b.choice("甲")}).status_code == 404
        assert ours.director.get("/ballot/votes/").json()["results"][0]["uid"] == str(ours.vote.uid)


def test_from_closing_to_the_public_certificate() -> None:
    """1-76: announced on the spot, with the figures."""
    hall = Hall()
    b.stand_behind(hall.vote)
    for each in hall.deputies:
        each.post(hall.at("ballot/"), {"marks": b.choice("甲乙")})
    assert problem(hall.teller.post(hall.at("count/"))) == (409, "kernel.wrong_step")
    assert hall.director.post(hall.at("closing/")).json()["state"] == "closed"
    assert hall.teller.get(hall.at("outcome/")).json() == {"outcome": None}
    counted = hall.teller.post(hall.at("count/")).json()
    assert (counted["state"], counted["issued"], counted["returned"], counted["refusal"]) == ("counted", 3, 3, "")
    outcome = hall.chief.get(hall.at("outcome/")).json()["outcome"]
    assert outcome["selected"] == [b.uid_of("甲"), b.uid_of("乙")]
    assert problem(Api().get(hall.on("certificate/"))) == (404, "ballot.certificate_not_found")
    assert problem(hall.chief.post(hall.on("declaration/"))) == (409, "ballot.confirmations_missing")
    for each in hall.officials.all_scrutineers:
        role = Role.CHIEF_SCRUTINEER if each is hall.officials.chief else Role.SCRUTINEER
        assert Api(_account(each), role).post(hall.on("count-confirmation/")).status_code == 201
    declared = hall.chief.post(hall.on("declaration/"))
    assert (declared.status_code, declared.json()["in_effect"]) == (201, True)
    assert Api().get(hall.on("certificate/")).json() == declared.json()
    assert declared.json()["outcome"] == outcome


def test_paper_over_the_api() -> None:
    hall = Hall()
    mandate = RollEntry.objects.get(name="代表3").mandate_uid
    assert hall.teller.post(hall.at("papers-issued/"), {"mandates": [str(mandate)]}).json() == {"papers": 1}
    assert problem(hall.deputies[2].post(hall.at("ballot/"), {"marks": {}})) == (409, "ballot.paper_taken")
    hall.director.post(hall.at("closing/"))
    hall.teller.post(hall.at("paper-statement/"), {"issued": 1, "returned": 1})
    wrong = hall.teller.post(hall.at("papers/"), {"count": 1, "marks": b.choice("丙")}).json()
    struck = hall.teller.post(f"/ballot/papers/{wrong['uid']}/striking/", {"reason": "登记时看错了项目"})
    assert struck.json()["struck_at"] is not None
    other = Api(_account(hall.officials.tellers[1]), Role.TELLER)
    for teller in (hall.teller, other):
        line = teller.post(hall.at("papers/"), {"count": 1, "is_void": True}).json()
        assert (line["batch"], line["line"], line["ruling"]) == (1, 1, None)
    assert len(hall.teller.get(hall.at("papers/")).json()["results"]) == 2
    assert len(other.get(hall.at("papers/")).json()["results"]) == 1
    assert hall.director.get(hall.at("papers/")).json()["results"] == []
    handed = [teller.post(hall.at("batch-completion/"), {"batch": 1}).json() for teller in (hall.teller, other)]
    assert handed == [
        {"batch": 1, "waiting": True, "agreed": False, "differences": []},
        {"batch": 1, "waiting": False, "agreed": True, "differences": []},
    ]
    assert hall.chief.post(hall.at("batch-reopening/"), {"batch": 1, "reason": "重新清点一遍"}).json() == {"batch": 1}
    for teller in (hall.teller, other):
        teller.post(hall.at("batch-completion/"), {"batch": 1})
    [batch] = hall.director.get(hall.at("batches/")).json()["results"]
    assert (batch["finished"], batch["agreed"], batch["papers"], batch["is_mine"]) == (2, True, 1, False)
    [doubtful] = hall.chief.get(hall.at("doubtful-papers/")).json()["results"]
    ruled = hall.chief.post(f"/ballot/papers/{doubtful['uid']}/ruling/", {"is_void": True}).json()
    assert ruled["ruling"] == {"void": True, "marks": {}, "priorities": {}}
    assert hall.teller.post(hall.at("count/")).json()["returned"] == 1


def test_a_rehearsal_and_a_show_of_hands_over_the_api() -> None:
    vote = b.vote_of()
    officials = b.officials_of(vote)
    clerk = Api(member(Role.CLERK), Role.CLERK)
    made = clerk.post(f"/ballot/votes/{vote.uid}/rehearsal/").json()
    assert (made["title"], made["rehearses"]) == ("【演练】2026年民生实事项目票决", str(vote.uid))
    assert problem(clerk.post(f"/ballot/votes/{made['uid']}/rehearsal/")) == (409, "ballot.rehearsal_only")
    hands = {"approve": 1, "oppose": 0, "abstain": 0}
    adopted = clerk.post(f"/ballot/votes/{vote.uid}/method-adoption/", hands)
    assert problem(adopted) == (409, "ballot.method_already_adopted")
    approved = clerk.post(f"/ballot/votes/{vote.uid}/officers-approval/", hands)
    assert problem(approved) == (409, "ballot.officers_already_approved")
    assert problem(clerk.post(f"/ballot/votes/{vote.uid}/announcement/")) == (409, "ballot.not_in_effect")
    chief = Api(_account(officials.chief), Role.CHIEF_SCRUTINEER)
    assert chief.post(f"/ballot/votes/{vote.uid}/rehearsal/").status_code == 403


def test_a_vote_shows_its_questions_officers_and_rounds_and_how_many_have_voted() -> None:
    hall = Hall()
    hall.deputies[0].post(hall.at("ballot/"), {"marks": b.choice("甲")})
    shown = hall.deputies[1].get(hall.on()).json()
    assert [each["title"] for each in shown["questions"]] == ["甲", "乙", "丙"]
    assert [each["duty"] for each in shown["officers"]] == ["chief", "scrutineer", "scrutineer", "teller", "teller"]
    assert [(each["number"], each["state"]) for each in shown["rounds"]] == [(1, "open")]
    turnout = hall.deputies[1].get(hall.at()).json()
    assert (turnout["expected"], turnout["present"], turnout["voted"]) == (3, 3, 1)


def test_voiding_over_the_api_asks_for_a_reason() -> None:
    hall = Hall()
    assert problem(hall.director.post(hall.on("voiding/"), {"reason": "错"})) == (422, "ballot.reason_refused")
    voided = hall.director.post(hall.on("voiding/"), {"reason": "会场断电，改日再投"})
    assert voided.json()["state"] == "void"


def test_the_list_of_votes_costs_the_same_at_one_and_at_three() -> None:
    auditor = Api(member(Role.AUDITOR), Role.AUDITOR)
    costs = []
    for more in (1, 2):
        for _ in range(more):
            b.vote_of()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = auditor.get("/ballot/votes/").json()["results"]
        costs.append(len([each for each in queries if "ballot_" in each["sql"]]))
    assert len(found) == 3
    assert costs == [1, 1]


def test_the_roll_costs_the_same_however_long_it_is() -> None:
    costs = []
    for size in (1, 3):
        vote = b.vote_of("甲乙丙" if size == 1 else "丁戊己")
        this = b.opened(vote, b.voters(size))
        director = Api(member(Role.DIRECTOR), Role.DIRECTOR)
        with CaptureQueriesContext(connection) as queries:
            found = director.get(f"/ballot/rounds/{this.uid}/roll/").json()["results"]
        assert len(found) == size
        costs.append(len([each for each in queries if "ballot_" in each["sql"]]))
    assert costs == [2, 2]


# ── staff pages ───────────────────────────────────────────────────────────────────────────────


def test_the_staff_site_follows_the_vote_and_offers_what_may_be_done() -> None:
    hall = Hall()
    for each in hall.deputies[:2]:
        each.post(hall.at("ballot/"), {"marks": b.choice("甲乙")})
    office = Browser(member(Role.DIRECTOR))
    listed = office.get("/admin/ballot/vote/").content.decode()
    assert hall.vote.title in listed
    page = office.get(f"/admin/ballot/vote/{hall.vote.uid}/change/").content.decode()
    assert "截止投票" in page
    assert "总监票人0" in page
    assert "普通无记名" in page
    closed = office.post(f"/admin/ballot/vote/{hall.vote.uid}/acts/close/", {"confirmation": "截止投票"})
    assert closed.status_code == 302
    hall.vote.refresh_from_db()
    assert hall.vote.state == "closed"
    refused = office.post(
        f"/admin/ballot/vote/{hall.vote.uid}/acts/void/", {"reason": "错", "confirmation": hall.vote.title}
    )
    assert refused.status_code == 409


def test_no_staff_page_exists_for_ballots_slots_or_papers() -> None:
    office = Browser(member(Role.DIRECTOR))
    for model in ("ballot", "rollentry", "paper", "confirmation"):
        assert office.get(f"/admin/ballot/{model}/").status_code == 404


def test_the_staff_page_offers_the_next_round_after_a_tie_and_shows_the_declared_result() -> None:
    hall = Hall(b.vote_of(passing=None))
    office = Browser(member(Role.DIRECTOR))

    def page() -> str:
        return office.get(f"/admin/ballot/vote/{hall.vote.uid}/change/").content.decode()

    for each, choice in zip(hall.deputies, ("甲乙", "甲丙", "甲"), strict=True):
        each.post(hall.at("ballot/"), {"marks": b.choice(choice)})
    hall.director.post(hall.at("closing/"))
    assert "开启下一轮" not in page()
    hall.chief.post(hall.at("count/"))
    assert "开启下一轮" in page()
    assert "尚未宣布" in page()
    b.confirmed(hall.vote, hall.officials)
    assert problem(hall.chief.post(hall.on("declaration/"))) == (409, "ballot.revote_outstanding")


def test_a_street_declares_first_and_records_the_confirmation_on_the_staff_page() -> None:
    hall = Hall(b.vote_of(on_street=True))
    office = Browser(member(Role.DIRECTOR))
    for each in hall.deputies:
        each.post(hall.at("ballot/"), {"marks": b.choice("甲乙")})
    hall.director.post(hall.at("closing/"))
    hall.chief.post(hall.at("count/"))
    b.confirmed(hall.vote, hall.officials)
    assert hall.chief.post(hall.on("declaration/")).json()["in_effect"] is False
    shown = office.get(f"/admin/ballot/vote/{hall.vote.uid}/change/").content.decode()
    assert "记录党工委确认" in shown
    assert "未入选" in shown
    act = f"/admin/ballot/vote/{hall.vote.uid}/acts/confirm/"
    done = office.post(act, {"on": clock.today().isoformat(), "basis": "纪要〔2026〕3号"})
    assert done.status_code == 302
    assert Api().get(hall.on("certificate/")).json()["in_effect"] is True
    voided = office.post(f"/admin/ballot/vote/{hall.vote.uid}/acts/void/", {"reason": "想要作废这次表决"})
    hall.vote.refresh_from_db()
    assert (voided.status_code != 200, hall.vote.state) == (True, "certified")
