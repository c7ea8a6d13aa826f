"""Everything that a demo shows is Chinese: no code, no list name, no key, no ISO day, no English word."""

import re
from html.parser import HTMLParser

import docx
import openpyxl
import pytest
from command_line import wzqa

from wzqa.documents.kinds import KINDS
from wzqa.plan import shipped_plan

# what may stand in Latin letters, and why
ALLOWED = [
    r"\d{4}-(review|visit)-\w+-[0-9a-f]{8}",  # the mark of a score sheet
    r"([0-9A-F]{4}-){3}[0-9A-F]{4}",  # a fingerprint, as printed on paper
    r"award\.toml 的 \w+",  # a section of the settings
    r"E\d\d",  # the rules, as printed in the 核查表
    r"(?<![0-9A-Za-z])[0-9A-Z]{18}(?![0-9A-Za-z])",  # credit codes
    r"[0-9a-f]{12,64}",  # checksums
    r"GB/[TZ] ?\d+[.\d]*(-\d{4})?",  # standards
    r"ICC\(C,[1k]\)|肯德尔W",  # coefficients
    r"\b(inbox|out|blank|templates)/[^\s、，；）]*( › [^\s、，；）]*)*",  # files and places in them
    r"[^\s、，；：（“]*\.(xlsx|xlsm|xls|docx|html|zip|db|toml|et|csv)\b( › [^\s、，；）]*)*",
    r"\bSheet\d*\b",  # the sheet of a file that a county named so
    r"(?<![A-Za-z])[A-Z]{1,3}\d+",  # cells
    r"\b\S+@\S+|\bexample\.\w+",  # addresses
    r"(YY|ZJ|SY)-?\d+",  # numbers of objections and certificates
    r"wzqa( [-\w.…“”\"《》〔〕（）/]+)*",  # commands, as they are typed
    r"\b(eligibility|stage|vote|publicity|letters|office|basis|criteria|panels|stability|cycle)(\.\w+)+",
    r"award\.toml|record\.db|wenzhou-2022-draft|\[panels\] max_load",  # settings, as written
    r"--[a-z-]+",  # options, as they are typed
    r"\bWord\b|\bSQLite\b|\bPDF\b|\bWPS\b|\bExcel\b",
    r"\bA4\b|\bA3\b|〔\d+〕[A-Z]?\d+号|\bMAXX\w*|测试员",
    r"（[A-D]）|[A-D]类|农林业[A-Z]|\b[A-D]\b(?=级|类|股|）)|B2B",
]  # fmt: skip
TYPED = r"“\d{4}-\d\d-\d\d”|如 \d{4}-\d\d-\d\d|--[a-z-]+ \d{4}-\d\d-\d\d"  # how to type a day
ISO = re.compile(r"(?<![\d-])\d{4}-\d\d-\d\d(?!\d)")
COLUMNS_AS_TYPED = {"示例", "填报内容", "内容", "读到", "数据"}


class Words(HTMLParser):
    """The words of a page that a person sees or hears."""

    def __init__(self):
        super().__init__()
        self.found, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in {"style", "script"}
        self.found += [value for name, value in attrs if name in {"aria-label", "title", "alt"}]

    def handle_endtag(self, tag):
        self.hidden -= tag in {"style", "script"}

    def handle_data(self, data):
        if not self.hidden:
            self.found.append(data)


def of_workbook(path):
    for sheet in openpyxl.load_workbook(path, data_only=True):
        yield sheet.title
        typed = set()
        for row in sheet.iter_rows():
            typed |= {c.column for c in row if c.value in COLUMNS_AS_TYPED}
            yield from (c.value for c in row if isinstance(c.value, str) and c.column not in typed)
        for held in sheet.data_validations.dataValidation:
            yield from filter(None, (held.error, held.prompt, held.promptTitle))


def of_document(path):
    for part in docx.Document(str(path)).part.package.iter_parts():
        if part.partname.endswith(".xml") and "/word/" in part.partname:
            text = part.blob.decode("utf-8")
            for paragraph in re.findall(r"<w:p[ >].*?</w:p>", text, re.DOTALL):
                yield "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph))


def of_page(path):
    reader = Words()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.found


def left_over(text):
    for pattern in ALLOWED:
        text = re.sub(pattern, "", text)
    return re.findall(r"[A-Za-z]{2,}", text)


def faults(texts):
    found = {}
    for text in texts:
        words = left_over(text)
        days = ISO.findall(re.sub(TYPED, "", text))
        if words or days:
            found[text[:90]] = words + days
    return found


@pytest.mark.slow
def test_files_of_a_demo_speak_chinese(small_cycle):
    readers = {".xlsx": of_workbook, ".docx": of_document, ".html": of_page}
    paths = [
        p
        for folder in ("out", "blank")
        for p in sorted((small_cycle / folder).rglob("*"))
        if p.suffix in readers
    ]
    assert len(paths) > 40
    found = {p.name: bad for p in paths if (bad := faults(readers[p.suffix](p)))}
    assert not found


SCREENS = (
    ["status"], ["status", "--full"], ["ingest"], ["screen"], ["screen", "--second"], ["panels"],
    ["score", "review"], ["rank", "review"], ["score", "visit"], ["rank", "visit"], ["rank", "vote"],
    ["publicity"], ["report"], ["verify"], ["log"], ["notices", "screen"], ["notices", "award"],
    ["confirm", "review"], ["confirm", "vote"], ["notices", "review", "--dry-run"],
    ["confirm", "review", "--reopen", "--why", "更正"], ["status"], ["notices", "review"],
    ["rank", "资料评审"], ["confirm", "资料评审"], ["notices", "资料评审"], ["status"],
)  # fmt: skip


@pytest.mark.slow
def test_screens_of_a_demo_speak_chinese(a_copy, small_cycle):
    cycle = a_copy(small_cycle)
    found = {}
    for words in SCREENS:
        _, out, err = wzqa("-C", cycle, *words)
        text = out.replace(str(cycle), "") + err.replace(str(cycle), "")
        # what a screen folded is one sentence again
        bad = faults(re.sub(r"\n　+", "", text).split("\n"))
        if bad:
            found[" ".join(words)] = bad
    assert not found


@pytest.mark.slow
def test_explain_speaks_chinese_but_for_what_was_typed(small_cycle):
    listed = sorted({p.name.split("_")[0] for p in (small_cycle / "out").rglob("*_*.docx")})
    assert listed
    for who in listed[:3]:
        _, out, err = wzqa("-C", small_cycle, "explain", who)
        assert not faults((out + err).split("\n")), who


def test_kinds_and_stages_have_chinese_names():
    assert all(not re.search("[A-Za-z]", kind.title) for kind in KINDS)
    assert all(not re.search("[A-Za-z]", name) for name in shipped_plan().names.values())


@pytest.mark.parametrize(
    "text", ["screen-1", "{'outcome': 'pass'}", "None", "2026-08-28T09:03:00", "seed 2026/review"]
)
def test_the_scan_finds_what_it_is_for(text):
    assert faults([text])
