"""Unfold's settings for the two staff sites, and the left menu by the order of the year.

The product's settings say `UNFOLD_OFFICE = unfold.UNFOLD_OFFICE` and `UNFOLD_PROVINCE = unfold.UNFOLD_PROVINCE`.
This module is read while settings load, so it imports neither models nor the admin.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static

__all__ = ["UNFOLD_OFFICE", "UNFOLD_PROVINCE"]  # what the settings take

# section → label, and the rooms whose records stand there unless their RecordAdmin says otherwise
SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "intake": ("征集", ("intake",)),
    "appraisal": ("评议", ("appraisal",)),
    "notices": ("公示", ("notices",)),
    "ballot": ("票决", ("ballot", "meetings")),
    "delivery": ("实施", ("delivery",)),
    "oversight": ("监督", ("oversight",)),
    "evaluation": ("测评", ()),
    "lookback": ("回头看", ()),
    "deputies": ("代表", ("deputies",)),
    "returns": ("报表", ("returns", "reporting")),
    "rules": ("规则", ("rulebook", "cycles")),
    "settings": ("设置", ("directory", "identity", "access", "documents", "audit", "outbox")),
}
AFTER_THE_YEAR = "deputies"  # a thin line above it: what follows is not a stage
PROVINCE_LABELS = {"settings": "机构与设置"}


def section_of(app_label: str) -> str:
    return next((key for key, (_, rooms) in SECTIONS.items() if app_label in rooms), "settings")


def title(request: HttpRequest) -> str:
    """人大常委会 · 县级 · 2026年: whatever of it the request knows."""
    office, year = getattr(request, "office", None), getattr(request, "year", None)
    parts = [getattr(office, "name", ""), getattr(office, "level_label", ""), f"{year}年" if year else ""]
    return " · ".join(str(part) for part in parts if part) or "人大民生实事平台"


def style(name: str) -> Any:
    return lambda request: static(f"admin_theme/{name}.css")


def config() -> dict[str, Any]:
    return {
        "SITE_TITLE": title,
        "SITE_HEADER": title,
        "SITE_URL": "/",
        "SITE_SYMBOL": "approval",
        "SHOW_HISTORY": False,
        "SHOW_VIEW_ON_SITE": False,
        "SHOW_LANGUAGES": False,
        "SHOW_BACK_BUTTON": False,
        "THEME": "light",
        # unfold's palette is mapped to tokens.css in unfold.css: no colour is named here, and no inline style is needed
        "STYLES": [style("tokens"), style("base"), style("components"), style("theme"), style("print")],
        "SCRIPTS": [],
        "COMMAND": {"search_models": False, "show_history": False},
        # the menu itself is OfficeAdminSite.get_sidebar_list: it knows what is registered and what the person may see
        "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": []},
    }


UNFOLD_OFFICE = config()
UNFOLD_PROVINCE = config()
