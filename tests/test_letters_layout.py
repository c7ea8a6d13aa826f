"""How letters come out on paper, measured in LibreOffice where it is installed."""

from __future__ import annotations

import dataclasses
import importlib
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from wzqa.documents import gb9704, package, signature, usual
from wzqa.documents.letters import all as letters
from wzqa.documents.letters import facts, samples
from wzqa.documents.letters.samples_scored import PARTIES
from wzqa.documents.ooxml import DOCUMENT, STYLES, own_text, w
from wzqa.documents.render import Properties, prepare

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
ISSUE = facts.Issue(number=samples.NUMBER, day=samples.DAY)
OFFICE = "温州市人民政府质量奖评审委员会办公室"


def rendered(letter: facts.Letter) -> bytes:
    path = ROOT / "templates" / f"{letter.template}.docx"
    parts = package.unpack(path.read_bytes(), path.name)
    parts[DOCUMENT] = signature.open_indents(parts[DOCUMENT], parts[STYLES])
    properties = Properties(
        kind=letter.kind,
        title=letter.title,
        list_ref="record",
        list_hash="",
        day=samples.DAY,
        author="示例",
    )
    return prepare(package.pack(parts), path.name, letter.kind).render(letter.fields, properties)


def wordml():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module("wordml")
    finally:
        sys.path.remove(str(ROOT / "tools"))


def full_page() -> bytes:
    m = wordml()
    return m.docx(m.p("国" * (28 * 22 * 2 - 2)) + m.p("终"))


def with_marks() -> list[str]:
    """Write paragraphs whose lines end in marks of every kind, some 40 of them by a hair."""
    made, source = [], random.Random(1)
    pieces = ["，", "、", "。", "；", "2026年9月1日", "46家", "（组织）", "“质量奖”", "，", "、"]
    for _ in range(1500):
        text = ""
        while len(text) < 90:
            text += "质量管理创新评审专家"[: source.randint(2, 10)] + source.choice(pieces)
        made.append(f"{text}。")
    return made


def marks_at_line_ends() -> bytes:
    m = wordml()
    return m.docx("".join(m.p(text) for text in with_marks()))


def named(number: int, *, length: int = 16) -> facts.Party:
    name = f"温州示例{'智能装备精密制造与新材料应用技术研究开发产业发展'[: length - 10]}{number % 10}股份有限公司"
    return dataclasses.replace(PARTIES[number % 6], name=name, app_no=f"{number:03d}", uscc="")


LONG = dataclasses.replace(
    samples.office(),
    name="示例自治州示例新区人民政府质量奖评审委员会办公室",
    government="示例自治州示例新区人民政府",
)
LENGTHS = range(9, 24)  # of lists: the signature comes to stand anywhere on its page


def twenty() -> tuple[facts.Party, ...]:
    return tuple(
        dataclasses.replace(
            PARTIES[n % 6], name=f"示例第{n + 1}智能装备股份有限公司", app_no=f"{n:03d}", uscc=""
        )
        for n in range(20)
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, list[str]]:
    if not (shutil.which("soffice") and shutil.which("pdftotext")):
        pytest.skip("LibreOffice or pdftotext is not installed")
    folder = tmp_path_factory.mktemp("layout")
    office = samples.office()
    ballot = facts.BallotFacts(
        awards=(
            facts.BallotAward("质量奖", 10, twenty()),
            facts.BallotAward("创新奖", 10, twenty()),
        )
    )
    count = samples._tally()
    rows = tuple(
        dataclasses.replace(count.awards[0].rows[n % 6], party=party)
        for n, party in enumerate(twenty())
    )
    tally = dataclasses.replace(
        count, awards=tuple(dataclasses.replace(a, rows=rows) for a in count.awards)
    )
    lists = {
        f"list{n}": rendered(
            letters.visit_list(
                office, ISSUE, facts.ListFacts(parties=tuple(named(i) for i in range(n)))
            )
        )
        for n in LENGTHS
    }
    names = tuple(named(n, length=11 + n) for n in range(20))
    documents = {
        **lists,
        "names": rendered(letters.eligible_list(office, ISSUE, facts.ListFacts(parties=names))),
        **{
            f"head-{kind}": rendered(samples.sample_letter(kind, LONG))
            for kind in ("announcement", "call", "supplement")
        },
        "grid": full_page(),
        "marks": marks_at_line_ends(),
        "ballot": rendered(letters.ballot(office, ISSUE, ballot)),
        "tally": rendered(letters.tally(office, ISSUE, tally)),
        **{
            kind: rendered(samples.sample_letter(kind))
            for kind in (
                "ineligible",
                "eligible-list",
                "announcement",
                "approval-request",
                "award-list",
            )
        },
    }
    for name, data in documents.items():
        (folder / f"{name}.docx").write_bytes(data)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *(str(folder / f"{name}.docx") for name in documents),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    texts = {}
    for name in documents:
        text = subprocess.run(
            ["pdftotext", "-layout", str(folder / f"{name}.pdf"), "-"],
            check=True,
            capture_output=True,
            timeout=60,
        ).stdout.decode()
        texts[name] = re.sub(r"[ \u3000]", "", text).split("\f")[:-1]  # spaces are guessed
    return texts


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("announcement", f"{LONG.government}文件"),
        ("call", f"{LONG.name}文件"),
        ("supplement", LONG.name),
    ],
)
def test_a_head_stands_on_one_line(pages, kind, head):
    lines = [line for line in pages[f"head-{kind}"][0].splitlines() if line.strip()]
    assert lines[0] == head
    assert head.removesuffix("文件") in lines[1:4]  # the title's first line is whole, too
    assert any(line.endswith("：") for line in lines)  # and so the text begins on this page


def test_no_mark_is_lost_at_the_end_of_a_line(pages):
    got = Counter(re.sub(r"—\d+—|\s", "", "".join(pages["marks"])))
    wanted = Counter("".join(with_marks()))
    assert {mark: wanted[mark] - got[mark] for mark in "，、。；“”（）"} == dict.fromkeys(
        "，、。；“”（）", 0
    )


def test_a_page_holds_22_lines_of_28_characters(pages):
    assert len(pages["grid"]) == 3
    for page in pages["grid"][:2]:
        lines = [line.strip() for line in page.splitlines() if "国" in line]
        assert len(lines) == gb9704.LINES
        assert all(len(line) == gb9704.CHARACTERS for line in lines[1:])
    assert len(pages["grid"][0].splitlines()[0].strip()) == gb9704.CHARACTERS - 2


def test_page_numbers_stand_on_every_page_but_the_first_of_a_letter(pages):
    for name, texts in pages.items():
        numbers = [re.findall(r"—(\d+)—", text) for text in texts]
        expected = [[str(n)] for n in range(1, len(texts) + 1)]
        assert numbers == (
            [[], *expected[1:]] if name in {"ineligible", "head-supplement"} else expected
        ), name


@pytest.mark.parametrize("length", LENGTHS)
def test_no_page_holds_one_line_and_a_signature(pages, length):
    page = next(text for text in pages[f"list{length}"] if f"\n{OFFICE}\n" in f"\n{text}")
    above = [line for line in page.partition(f"{OFFICE}\n（")[0].splitlines() if line]
    assert len(above) >= 2


def test_no_name_leaves_one_character_alone(pages):
    lines = [line.strip() for page in pages["names"] for line in page.splitlines()]
    assert [line for line in lines if re.fullmatch(r"[一-鿿]", line)] == []
    assert sum("股份" in line or "公司" in line for line in lines) >= 20


@pytest.mark.parametrize(
    "kind", ["ineligible", "eligible-list", "announcement", "approval-request"]
)
def test_no_page_has_the_signature_alone(pages, kind):
    signer = "温州市人民政府" if kind == "announcement" else OFFICE
    page = next(
        text
        for text in pages[kind]
        if re.search(rf"^{signer}$[^。]*^2026年9月1日$", text, re.MULTILINE)
    )
    above = re.split(rf"^{signer}$", page, flags=re.MULTILINE)[-2]
    assert len([line for line in above.splitlines() if line.strip()]) > 1


def test_the_imprint_stands_at_the_foot_of_the_last_page(pages):
    last = [line for line in pages["announcement"][-1].splitlines() if line.strip()]
    assert "印发" in last[-2]
    assert last[-1] == f"—{len(pages['announcement'])}—"


def test_a_list_begins_on_the_page_of_its_number(pages):
    assert "一、“质量奖”" in pages["award-list"][0]


def test_a_ballot_with_twenty_candidates_fits_one_page(pages):
    assert len(pages["ballot"]) == 1


def test_a_tally_of_two_awards_with_twenty_candidates_fits_two_pages(pages):
    assert len(pages["tally"]) <= 2


@pytest.mark.parametrize("path", sorted((ROOT / "templates").glob("*.docx")), ids=lambda p: p.stem)
def test_every_line_of_a_title_fits_the_type_area(path):
    parts = package.unpack(path.read_bytes(), path.name)
    kind = next(k for k in samples.KINDS if samples.sample_letter(k).template == path.stem)
    fields = samples.sample_letter(kind).fields
    root = etree.fromstring(parts[DOCUMENT])
    for paragraph in root.iter(w("p")):
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        if style is None or style.get(w("val")) not in ("Title", "AnnexTitle"):
            continue
        text = re.sub(
            r"\{\{ (\S+) \}\}",
            lambda m: str(({**usual.WORDS, **fields})[m[1]]),
            own_text(paragraph),
        )
        for line in text.split("\n"):
            assert gb9704.width(line) * gb9704.SIZE_2 * 10 <= gb9704.TEXT_WIDTH, line
