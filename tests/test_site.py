"""The site: every picture a page asks for is made, every page of the navigation is there."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ASKED = re.compile(r"<!-- 图：(\S+) -->")


@pytest.fixture(scope="module")
def site():
    spec = importlib.util.spec_from_file_location("make_site", ROOT / "tools/make_site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_picture_that_a_page_asks_for_is_drawn(site):
    asked = {
        m for page in (ROOT / "docs").rglob("*.md") for m in ASKED.findall(page.read_text("utf-8"))
    }
    assert asked == {"demo", "ingest", *site.SCREENS, *site.PAPERS}


def test_every_page_stands_in_the_navigation_once(site):
    nav = re.findall(r"([\w/-]+\.md)$", site.config(ROOT / "docs").split("nav:")[1], re.MULTILINE)
    pages = {p.relative_to(ROOT / "docs").as_posix() for p in (ROOT / "docs").rglob("*.md")}
    made = {"commands.md", "changelog.md"}
    assert sorted(nav) == sorted(pages | made)


def test_a_terminal_keeps_columns_and_cuts_what_is_too_long(site, tmp_path):
    site.screen("标题", "甲\x1b[31m乙\x1b[0m  abc\n" * 9, 4, tmp_path / "a.svg")
    drawn = (tmp_path / "a.svg").read_text("utf-8")
    assert drawn.count("甲乙") == 3
    assert "…" in drawn
    assert 'x="42.0"' in drawn  # abc stands behind four cells and the two spaces are its own
    assert "\x1b" not in drawn


def test_links_that_lead_out_of_the_pages_are_taken_off(site, tmp_path, monkeypatch):
    monkeypatch.setattr(site, "commands", lambda: "# 命令\n")
    found = dict.fromkeys(("demo", "ingest", *site.SCREENS, *site.PAPERS), "（图）")
    pages = site.source(tmp_path, found)
    for page in pages.rglob("*.md"):
        for link in re.findall(r"\]\(((?![a-z]+:|#)[^)]+)\)", page.read_text("utf-8")):
            assert (page.parent / link.split("#")[0]).exists(), f"{page.name}: {link}"
