"""What there is at the desk, and for whom: one table, from which the tabs, the cards of the first page and the doors come.

Who may enter a section is not decided here: it is read off the rooms' own policies, the office's staff left out, whose
place is /admin/. In a section one acts in the roles the section is for, and in no other (`Section.narrowed`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from commons.kernel import clock
from commons.kernel.actor import STAFF_ROLES, Actor, Role
from commons.kernel.policy import Act, Policy
from commons.rulebook import queries as rulebook
from tenants.appraisal.policies import POLICY as APPRAISAL
from tenants.ballot.policies import POLICY as BALLOT
from tenants.delivery.policies import POLICY as DELIVERY
from tenants.deputies.policies import POLICY as DEPUTIES
from tenants.intake.policies import POLICY as INTAKE
from tenants.meetings.policies import POLICY as MEETINGS
from tenants.oversight.policies import POLICY as OVERSIGHT

POLICIES = {each.room: each for each in (APPRAISAL, BALLOT, DELIVERY, DEPUTIES, INTAKE, MEETINGS, OVERSIGHT)}
EVERYBODY = frozenset(Role)
MOST_TABS = 5  # what a thumb can reach on a phone of 360 points


@dataclass(frozen=True)
class Section:
    """`label` stands on a tab, `hint` on its card; `{vote}` and `{deputy}` are the office's words for them."""

    key: str
    label: str
    href: str
    roles: frozenset[Role]
    hint: str = ""

    def is_for(self, actor: Actor) -> bool:
        return actor.holds(*self.roles)

    def narrowed(self, actor: Actor) -> Actor:
        """The person in the roles of this section: what a clerk may do in /admin/ is not done from here."""
        return replace(actor, roles=actor.roles & self.roles)


def act_of(action: str) -> Act:
    """A line of the room's own table."""
    return POLICIES[action.split(".")[0]].acts[action]


def _of(policy: Policy, *actions: str) -> frozenset[Role]:
    """The roles that some of these acts name, the staff and machines left out."""
    return frozenset[Role]().union(*map(policy.roles_of, actions)) - STAFF_ROLES - {Role.RESIDENT, Role.SYSTEM}


# Who sees every project and builds or inspects none.
_WATCHERS = _of(DELIVERY, "delivery.read") - _of(DELIVERY, "delivery.report") - {Role.INSPECTOR}
# In the order of urgency: the first that are a person's own become tabs.
SECTIONS = {
    each.key: each
    for each in (
        Section("home", "首页", "/desk/", EVERYBODY),
        Section("vote", "投票", "/desk/vote/", _of(BALLOT, "ballot.cast"), "{vote}时在这里填写选票"),
        Section("scrutiny", "监票计票", "/desk/scrutiny/", _of(BALLOT, "ballot.read_roll"), "登记纸质票、计票、确认"),
        Section("review", "评审", "/desk/review/", _of(APPRAISAL, "appraisal.score"), "给建议项目评分并签署"),
        Section(
            "supervision", "监督", "/desk/supervision/", _of(OVERSIGHT, "oversight.inspect"), "检查项目、登记问题、复查"
        ),
        Section(
            "projects", "项目", "/desk/projects/", _of(DELIVERY, "delivery.report"), "报送进度、登记资金、完成节点"
        ),
        Section("works", "民生项目", "/desk/works/", _WATCHERS, "全部项目的进度、资金、照片和变更"),
        Section(
            "suggestions",
            "建议",
            "/desk/suggestions/",
            _of(DEPUTIES, "deputies.read"),
            "{deputy}建议的提出、附议与答复",
        ),
        Section("meeting", "会议", "/desk/meeting/", _of(MEETINGS, "meetings.read"), "议程、签到、提问"),
        Section("collect", "代录", "/desk/collect/", _of(INTAKE, "intake.submit"), "代群众录入民生建议"),
        Section("homes", "接待", "/desk/homes/", _of(DEPUTIES, "deputies.read_opinions"), "接待日安排与接待情况"),
        Section("points", "履职", "/desk/points/", _of(DEPUTIES, "deputies.read_duties"), "履职记录与积分"),
        Section(
            "satisfaction", "测评", "/desk/satisfaction/", _of(OVERSIGHT, "oversight.vote"), "对民生项目作满意度投票"
        ),
        Section("shows", "问政", "/desk/shows/", _of(OVERSIGHT, "oversight.offer_clue"), "为网络问政报送问题线索"),
        Section("enquiries", "提问", "/desk/enquiries/", _of(MEETINGS, "meetings.answer_enquiry"), "答复会议上的提问"),
        Section(
            "rectifications", "整改", "/desk/rectifications/", _of(OVERSIGHT, "oversight.answer"), "办理整改并答复"
        ),
        Section("joint", "会审", "/desk/joint/", _of(APPRAISAL, "appraisal.opine"), "对建议项目提出本部门的会审意见"),
        Section("me", "我的", "/desk/me/", EVERYBODY),
    )
}
# Open to the staff too, who set up the hall's screen; no tab leads there.
HALL = Section("hall", "大会现场", "/desk/hall/", BALLOT.roles_of("ballot.read"))
PAPERS = Section("papers", "表决票", "/desk/papers/", BALLOT.roles_of("ballot.print_paper"))
RESULTS = Section("results", "表决结果", "/desk/results/", BALLOT.roles_of("ballot.read_certificate"))


def own(actor: Actor) -> Iterator[Section]:
    """The sections that are for this person, first page and own page left out."""
    return (each for key, each in SECTIONS.items() if key not in ("home", "me") and each.is_for(actor))


def tabs(actor: Actor, active: str) -> list[dict[str, object]]:
    """The bar under the thumb: 首页, the first three of one's own (and the one that is open), 我的."""
    first = [each.key for each in own(actor)][: MOST_TABS - 2]
    shown = [SECTIONS[key] for key in ("home", *first, "me")]
    return [{"label": each.label, "href": each.href, "active": each.key == active} for each in shown]


def cards(actor: Actor) -> list[dict[str, str]]:
    """What this person can do, as cards on the first page."""
    called = rulebook.words_here(on=clock.today())
    said = {"vote": called.vote, "deputy": "代表" if called.deputy == "人大代表" else called.deputy}
    return [{"label": each.label, "href": each.href, "hint": each.hint.format(**said)} for each in own(actor)]
