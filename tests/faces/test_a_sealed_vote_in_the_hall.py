"""From the key ceremony to `renda verify`, in real browsers: three scrutineers, six deputies, one who lost her phone, one
whose browser cannot seal. Only what the workers and the chair do is done from here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from commons.kernel import clock
from commons.kernel.actor import Role
from infra.verification import main as verify
from tenants.ballot import queries
from tenants.ballot.commands import counting
from tenants.ballot.models import Ballot, RollEntry, SealedBallot
from tenants.ballot.terms import VoteState
from tests.faces import looking
from tests.faces.conftest import Open
from tests.faces.halls import Hall
from tests.factories import ballot as b
from tests.factories import sealed as s
from tests.factories.people import member

CHOICES = ("甲乙", "甲乙", "甲", "甲", "乙", "")


@pytest.fixture
def hall(open_house: Open, browser: Browser) -> Iterator[Hall]:
    with ExitStack() as stack:
        made = Hall(open_house, browser, stack, None, None, [])  # type: ignore[arg-type]
        with made.inside():
            made.vote = s.vote_of()
            made.vote.created_at = clock.now()
            made.vote.save(update_fields=["created_at"])
            made.officials = b.officials_of(made.vote)
            made.deputies = [member(Role.DEPUTY, name=f"代表{number}") for number in range(6)]
        yield made
        with made.inside():  # whoever walks next finds no vote without its meeting
            made.vote.refresh_from_db()
            if made.vote.state not in {VoteState.CERTIFIED, VoteState.VOID}:
                counting.void_vote(actor=b.director(), vote_uid=made.vote.uid, reason="演练结束作废", at=clock.now())


def fill_in(page: Page, approve: str) -> None:
    expect(page.locator("#device")).to_contain_text("设备可用", timeout=30_000)
    for name in approve:
        page.locator("label.choice", has=page.locator(f"input[name='mark_{b.uid_of(name)}'][value=approve]")).click()
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.locator("#read-back")).to_contain_text("尚未提交")
    expect(page.locator("#lines")).to_contain_text("赞成" if approve else "未选择")


def seal(page: Page) -> str:
    page.get_by_role("button", name="密封并提交").click()
    expect(page.get_by_role("heading", name="已提交")).to_be_visible(timeout=30_000)
    return page.locator("#code").inner_text()


def test_a_sealed_vote_from_the_ceremony_to_the_verifier(hall: Hall, tmp_path: Path, capsys: Any) -> None:
    keepers = [hall.window(hall.account(each)) for each in hall.officials.all_scrutineers]
    for page in keepers:
        hall.go(page, f"/desk/scrutiny/{hall.vote.uid}/key/")
        expect(page.locator("#headline")).to_have_text("密钥仪式尚未开始")
    chief = keepers[0]
    expect(keepers[1].get_by_role("button", name="开始密钥仪式")).to_have_count(0)

    # the ceremony: each makes her key, writes the backup down; the rest the devices do among themselves
    chief.get_by_role("button", name="开始密钥仪式").click()
    backups = []
    for page in keepers:
        page.get_by_role("button", name="在这台设备上生成密钥").click()
        expect(page.locator("#headline")).to_have_text("请抄存备份")
        backups.append(page.locator("#lines p").first.inner_text())
        looking.shoot(page, "sealed-backup", "360x640", "js")
        page.get_by_role("button", name="已抄存，继续").click()
    for page in keepers:
        expect(page.locator("#headline")).to_have_text("密钥已生成", timeout=60_000)
    [shown] = {page.locator("#lines p").first.inner_text() for page in keepers}  # worked out by each, one for all
    fingerprint = shown.removeprefix("密钥指纹：")
    with hall.inside():
        box = queries.live_box(hall.vote, 1)
        assert box is not None
        assert queries.fingerprint(box, queries.trustees(box)) == fingerprint
    chief.get_by_role("button", name="验空箱").click()
    for page in keepers:
        expect(page.locator("#headline")).to_have_text("票箱已验，0 张", timeout=30_000)

    # voting
    this = hall.open()
    codes = []
    requests: list[str] = []
    for number, (deputy, approve) in enumerate(zip(hall.deputies, CHOICES, strict=True)):
        if number == 3:
            plain = hall.go(hall.window(deputy, script=False), "/desk/vote/")
            assert "尚未提交" in plain.content()
            assert "领取纸质票" in plain.content()
            expect(plain.locator("#paper")).to_be_hidden()
        page = hall.window(deputy)
        page.on("request", lambda asked: requests.append(f"{asked.url} {asked.post_data or ''}"))
        if number == 1:  # 长辈版, with everything large enough for a thumb
            hall.go(page, "/desk/vote/").get_by_role("link", name="长辈版").click()
            expect(page.locator("#paper")).to_be_visible(timeout=30_000)
            assert looking.too_small(page) == []
        fill_in(hall.go(page, "/desk/vote/"), approve)
        if number == 1:
            assert looking.too_small(page) == []
            assert looking.too_wide(page) == []
        if number == 0:
            expect(page.locator("#read-back .fingerprint")).to_have_text(fingerprint)
            for size in looking.SIZES:
                looking.resize(page, size)
                looking.shoot(page, "sealed-read-back", size, "js")
                assert looking.barriers(page) == []
                assert looking.too_wide(page) == []
            page.get_by_role("button", name="返回修改").click()
            expect(page.locator("#paper")).to_contain_text("尚未提交")
            page.get_by_role("button", name="下一步：核对").click()
        if number == 4:  # the network is gone at the worst moment, and the page is loaded again
            page.route("**/sealed-ballot/", lambda route: route.abort())
            page.get_by_role("button", name="密封并提交").click()
            expect(page.locator("#unsent")).to_be_visible(timeout=30_000)
            page.unroute("**/sealed-ballot/")
            page.reload()
            expect(page.locator("#unsent")).to_contain_text("尚未提交", timeout=30_000)
            page.get_by_role("button", name="再次提交").click()
            expect(page.get_by_role("heading", name="已提交")).to_be_visible(timeout=30_000)
            codes.append(page.locator("#code").inner_text())
        else:
            codes.append(seal(page))
        assert page.evaluate("Object.keys(localStorage).length") == 0
    assert not any(mark in each for each in requests for mark in ("approve", "mark_", b.uid_of("甲")))
    looking.shoot(page, "sealed-submitted", "360x640", "js")
    screen = hall.go(hall.window(hall.deputies[1], size="1366x768"), "/desk/hall/")
    expect(screen.locator("body")).to_contain_text(f"密钥指纹 {fingerprint}")
    looking.shoot(screen, "sealed-hall", "1366x768", "js")
    expect(chief.locator("#lines")).to_contain_text(f"密钥指纹：{fingerprint}")
    looking.shoot(chief, "sealed-keeper-voting", "360x640", "js")
    another = hall.go(hall.window(hall.deputies[0]), "/desk/vote/")  # a second phone: received, and the same code
    expect(another.locator("#code")).to_have_text(codes[0], timeout=30_000)
    with hall.inside():
        of = {"round_uid": this.uid}
        assert (SealedBallot.objects.filter(**of).count(), Ballot.objects.filter(**of).count()) == (6, 0)
        assert RollEntry.objects.filter(round=this, voted=True).count() == 6
    assert hall.work() == 6

    # closing, opening by two, one of them from the envelope on another device
    with hall.inside():
        counting.close_round(actor=b.director(), round_uid=this.uid, at=clock.now())
        _, root = queries.hall_digests(this.uid)
    screen = hall.go(hall.window(hall.deputies[1]), "/desk/hall/")
    expect(screen.locator("body")).to_contain_text(root)
    chief.get_by_role("button", name="摘要一致，开启合计").click(timeout=30_000)
    expect(chief.locator("#headline")).to_have_text("您已提交开启份额", timeout=60_000)
    spare = hall.go(hall.window(hall.account(hall.officials.scrutineers[0])), f"/desk/scrutiny/{hall.vote.uid}/key/")
    spare.get_by_label("封存的备份").fill(backups[1])
    spare.get_by_role("button", name="恢复").click()
    expect(spare.locator("#lines")).to_contain_text(root)
    spare.get_by_role("button", name="摘要一致，开启合计").click()
    expect(spare.locator("#headline")).to_have_text("您已提交开启份额", timeout=60_000)
    with hall.inside():
        counted = counting.count(actor=hall.officials.chief, round_uid=this.uid, at=clock.now())
    assert counted.outcome["selected"] == [b.uid_of("甲")]
    assert counted.outcome["tally"][b.uid_of("乙")]["approve"] == 3

    # signing and declaring
    for page in (chief, spare, keepers[2]):
        page.get_by_role("button", name="核对无误，签名").click(timeout=30_000)
        expect(page.locator("#headline")).to_have_text("您已签名", timeout=30_000)
    with hall.inside():
        for each in hall.officials.all_scrutineers:
            counting.confirm_count(actor=each, vote_uid=hall.vote.uid, at=clock.now())
        b.stand_behind(hall.vote)
        counting.certify(actor=hall.officials.chief, vote_uid=hall.vote.uid, at=clock.now())

    # anybody counts again
    result = hall.go(hall.window(hall.deputies[2]), f"/desk/results/{hall.vote.uid}/")
    expect(result.locator("#own-check")).to_contain_text("核对自己的票")
    result.get_by_label("回执编号").fill(codes[2].upper())
    result.get_by_role("button", name="在这台设备上核对").click()
    expect(result.locator("#checked li.done")).to_have_count(4, timeout=30_000)
    checked = result.locator("#checked").inner_text()
    assert "您的票在封箱的票中，已计入" in checked
    assert root in checked
    assert "这个结果由 3 位监票人中的 3 位签名：甲 赞成 4，乙 赞成 3，丙 赞成 0" in checked
    assert fingerprint in checked
    for size in looking.SIZES:
        looking.resize(result, size)
        looking.shoot(result, "sealed-result-checked", size, "js")
        assert looking.barriers(result) == []
        assert looking.too_wide(result) == []
    result.get_by_label("回执编号").fill("000 000 000 000")
    result.get_by_role("button", name="在这台设备上核对").click()
    expect(result.locator("#checked li.fails")).to_contain_text("没有这个回执编号")
    with result.expect_download() as downloaded:
        result.get_by_role("link", name="下载").click()
    file = tmp_path / "bundle.tar.gz"
    downloaded.value.save_as(file)
    assert verify([str(file)]) == 0
    said = capsys.readouterr().out
    assert "核验通过" in said
    assert "电子票 6 张" in said
    assert "当选：甲" in said
    assert root.replace(" ", "") in said


def test_the_device_test_says_that_this_device_can_seal(hall: Hall) -> None:
    page = hall.go(hall.window(hall.deputies[0]), "/desk/device/")
    expect(page.locator("#device")).to_contain_text("设备可用", timeout=30_000)
    blind = hall.go(hall.window(hall.deputies[0], script=False), "/desk/device/")
    assert "没有启用 JavaScript" in blind.content()


def test_a_device_without_webassembly_is_sent_to_paper(hall: Hall) -> None:
    with hall.inside():
        s.ready(hall.vote, hall.officials)
    hall.open()
    page = hall.window(hall.deputies[0])
    page.add_init_script("delete globalThis.WebAssembly")
    hall.go(page, "/desk/vote/")
    expect(page.locator("#unfit")).to_contain_text("领取纸质票", timeout=30_000)
    expect(page.locator("#paper")).to_be_hidden()
