"""The page of `wzqa report`: what it shows, what it keeps to itself, how it fits."""

import re
import shutil
import subprocess
from decimal import Decimal

import pytest

from wzqa.pages.report import Dot, Page, Scale, render
from wzqa.stages import reporting
from wzqa.stages.ground.cycle import open_cycle
from wzqa.stages.ground.view import current

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def dot(score, standing="in"):
    return Dot(rank="1", name="示例公司", score=Decimal(score), standing=standing)


def test_scores_are_placed_between_the_ends():
    dots = [dot("600.00"), dot("550.00"), dot("500.00", "out")]
    scale = Scale(title="资料评审得分", cap=2, dots=dots, line=Decimal("550.00"), sentence="")
    assert scale.ends == ("500.00", "600.00")
    assert [scale.at(d.score) for d in dots] == ["98.0%", "50.0%", "2.0%"]
    same = Scale(title="", cap=1, dots=[dot("1"), dot("1")], line=None, sentence="")
    assert same.at(Decimal(1)) == "50.0%"


def test_names_are_escaped_and_empty_parts_left_out():
    page = Page(title="甲<乙", headline="一句话", state="", basis="")
    text = render(page).decode()
    assert "甲&lt;乙" in text
    assert "表决" not in text
    assert "<script" not in text


@pytest.fixture
def pages(whole_cycle, a_copy):
    folder = a_copy(whole_cycle)
    from datetime import datetime, timedelta, timezone

    now = datetime(2026, 11, 1, 9, tzinfo=timezone(timedelta(hours=8)))
    with open_cycle(folder, now=now, by="测试员") as cycle:
        reporting.run(cycle, None)
        reporting.run(cycle, None, outward=True)
        view = current(cycle)
        scores = {r["score"] for s in ("review", "visit") for r in view.lists[s].content["ranking"]}
        examiners = {e.name for e in view.registers.examiners}
        winners = {
            r["name"] for rows in view.lists["award"].content["selected"].values() for r in rows
        }
        everybody = {a.name for a in view.everybody}
    out = folder / "out/report"
    return {
        "inward": out / "评审工作报告数据.html",
        "outward": out / "评审工作情况（对外）.html",
        "scores": scores - {None},
        "examiners": examiners,
        "winners": winners,
        "others": everybody - winners,
    }


@pytest.mark.slow
def test_the_outward_page_holds_no_score_no_examiner_and_nobody_who_was_not_chosen(pages):
    inward = pages["inward"].read_text(encoding="utf-8")
    outward = pages["outward"].read_text(encoding="utf-8")
    assert all(name in outward for name in pages["winners"])
    for secret in (*pages["scores"], *pages["examiners"], *pages["others"]):
        assert secret not in outward, secret
    assert pages["scores"] & set(re.findall(r"\d+\.\d\d", inward))
    for heading in (
        "进程",
        "离开的原因",
        "资料评审得分",
        "现场评审得分",
        "质量奖表决",
        "人作出的决定",
    ):
        assert heading in inward
    for text in (inward, outward):
        assert not re.search(r"https?://|<script|<link|src=", text)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="没有 Chromium")
@pytest.mark.parametrize("width", [400, 800, 1200, 1600])
def test_the_page_fits_every_width_without_a_word_in_the_console(pages, tmp_path, width):
    probe = tmp_path / "page.html"
    text = pages["inward"].read_text(encoding="utf-8")
    measure = "<script>document.title=document.documentElement.scrollWidth+'/'+innerWidth</script>"
    probe.write_text(text.replace("</body>", measure + "</body>"), encoding="utf-8")
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<iframe id="f" src="page.html" style="width:{width}px;height:900px;border:0"></iframe>'
        "<script>f.onload=()=>{document.title=f.contentDocument.title}</script>",
        encoding="utf-8",
    )
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--allow-file-access-from-files",
         "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}",
         "--virtual-time-budget=2000", "--dump-dom", frame.as_uri()],
        capture_output=True, encoding="utf-8", check=True, timeout=120,
    )  # fmt: skip
    content, window = map(int, re.search(r"<title>(\d+)/(\d+)</title>", done.stdout).groups())
    assert window == width
    assert content <= width
    assert "CONSOLE" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="没有 Chromium")
def test_the_page_prints_on_four_sheets(pages, tmp_path):
    target = tmp_path / "page.pdf"
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", f"--user-data-dir={tmp_path / 'profile'}",
         "--no-pdf-header-footer", f"--print-to-pdf={target}", pages["inward"].as_uri()],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert len(re.findall(rb"/Type\s*/Page\b", target.read_bytes())) <= 4
