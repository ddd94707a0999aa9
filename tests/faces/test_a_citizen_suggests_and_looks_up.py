"""From the QR code to the code slip and back, on a phone without JavaScript (1-08)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.faces import looking
from tests.faces.conftest import Open
from tests.isolation.world import OURS, THEIRS

TITLE = "和平路人行道破损，老人出行不便"


@pytest.mark.parametrize("script", [False, True], ids=["nojs", "js"])
def test_a_citizen_suggests_and_looks_up(script: bool, open_house: Open, browser: Browser) -> None:
    server = open_house.server
    context = looking.browser_context(browser, script=script, size="360x640")
    with looking.visiting(context, server.port) as visit:
        page = visit.page
        visit.go(server.url(OURS))
        page.get_by_role("link", name="我要提建议").first.click()

        page.get_by_role("button", name="提交建议").click()  # nothing written yet: each field says what it wants
        expect(page).to_have_url(server.url(OURS, "/suggest/"))
        expect(page.get_by_label("您想说的事")).to_have_attribute("aria-invalid", "true")

        page.get_by_label("您想说的事").fill("和平路 12 号门前人行道有三处塌陷，希望尽快修好。")
        if script:  # what was begun stands there again; without a script the form is as it was
            visit.go(server.url(OURS, "/suggest/?v=%E6%A3%A0%E4%B8%8B%E6%9D%91"))
            expect(page.get_by_label("您想说的事")).to_have_value("和平路 12 号门前人行道有三处塌陷，希望尽快修好。")
            expect(page.get_by_label("所在村（社区）")).to_have_value("棠下村")
        page.get_by_text("再写详细些").click()
        page.get_by_label("一句话说明").fill(TITLE)
        page.get_by_label("哪方面的事").select_option(index=1)
        page.get_by_label("所在村（社区）").fill("棠下村")
        page.get_by_label("手机号").fill("139 0000 1234")
        page.get_by_role("button", name="提交建议").click()
        expect(page).to_have_url(server.url(OURS, "/suggest/done/"))
        code = page.locator(".code").inner_text()
        looking.shoot(page, "journey-slip", "360x640", "js" if script else "nojs")

        page.get_by_role("link", name="查办理结果").last.click()
        page.get_by_label("查询码").fill(code.lower())
        page.get_by_role("button", name="查询").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        assert code not in page.url
        assert "13900001234" not in page.content().replace(" ", "")
        looking.shoot(page, "journey-fared", "360x640", "js" if script else "nojs")
        heard = [each for each in visit.faults if "422" not in each]  # the browser notes a refused form as an error
        assert not heard

        visit.go(server.url(THEIRS, "/lookup/"))  # at the neighbour's the code says nothing
        page.get_by_label("查询码").fill(code)
        page.get_by_role("button", name="查询").click()
        expect(page.get_by_text(TITLE)).to_have_count(0)
    context.close()
