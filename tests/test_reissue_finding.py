"""Which document `--reissue` means: by number, file, kind, addressee, applicant (second round, §8)."""

from datetime import date
from types import SimpleNamespace

import pytest

from wzqa.plan import shipped_plan
from wzqa.problems import Exit, WzqaError
from wzqa.record.documents import Document
from wzqa.stages.letters import reissuing


def paper(id_, kind, no, to, subject="", year=2026, **over):
    docno = f"温质奖评办〔{year}〕{no}号" if no else None
    made = {
        "stage": "screen", "kind": kind, "subject": subject, "list_ref": "screen-1", "list_hash": "",
        "number": no, "year": year, "docno": docno, "day": date(year, 8, 18), "title": "标题", "addressee": to,
        "letter": {}, "file": f"out/screen/{docno or ''}_{to}_{kind}.docx", "sha256": "", "id": id_,
    }  # fmt: skip
    return Document(**(made | over))


HELD = [
    paper(1, "ineligible", 3, "示例甲公司", "2026-鹿城-001"),
    paper(2, "ineligible", 4, "示例乙公司", "2026-鹿城-002"),
    paper(3, "supplement", 5, "示例乙公司", "2026-鹿城-002"),
    paper(4, "eligible-list", None, "", ""),
    paper(5, "ineligible", 4, "示例丙公司", "2026-鹿城-003", year=2025),
    paper(6, "ineligible", 2, "示例丁公司", "2026-鹿城-004", void_why="电话有误"),
    paper(7, "supplement", 9, "示例戊公司", "2026-鹿城-005", suspended_why="名单重新打开"),
]


@pytest.fixture
def find(monkeypatch):
    monkeypatch.setattr(reissuing.register, "everything", lambda record, stage: HELD)
    firms = [
        SimpleNamespace(app_no=f"2026-鹿城-00{n}", uscc=None, name=f"示例{c}公司", former_names=(),
                        key=f"2026-鹿城-00{n}")
        for n, c in enumerate("甲乙丙丁戊", 1)
    ]  # fmt: skip
    view = SimpleNamespace(record=None, everybody=firms, applicants=firms, plan=shipped_plan())
    return lambda what, *only: reissuing.find(view, "screen", what, only).id


@pytest.mark.parametrize(
    ("what", "only", "found"),
    [
        ("温质奖评办〔2026〕3号", (), 1), ("温质奖评办[2026]3号", (), 1), ("〔2025〕4号", (), 5), ("第003号", (), 1),
        ("3", (), 1), ("5", (), 3),
        ("温质奖评办〔2026〕3号_示例甲公司_ineligible.docx", (), 1),
        ("out\\screen\\温质奖评办〔2026〕3号_示例甲公司_ineligible", (), 1),
        ("eligible-list", (), 4), ("资格审查通过名单", (), 4),
        ("示例甲公司", (), 1), ("2026-鹿城-001", (), 1), ("鹿城-1", (), 1), ("甲公司", (), 1),
        ("示例乙公司", ("supplement",), 3),
    ],
)  # fmt: skip
def test_it_is_found(find, what, only, found):
    assert find(what, *only) == found


@pytest.mark.parametrize(
    ("what", "code", "exit_code", "words"),
    [
        ("示例乙公司", "document-ambiguous", Exit.USAGE, "2份"),
        ("4", "document-ambiguous", Exit.USAGE, "〔2025〕4号"),
        ("资格审查不通过告知书", "document-ambiguous", Exit.USAGE, "3份"),
        ("示例丁公司", "document-unknown", Exit.USAGE, "已经作废：电话有误"),
        ("示例戊公司", "document-suspended", Exit.DECIDE, "暂停效力"),
        ("77", "document-unknown", Exit.USAGE, "没有“77”"),
        ("", "document-unknown", Exit.USAGE, "没有"),
    ],
)
def test_what_is_not_one_document_is_said(find, what, code, exit_code, words):
    with pytest.raises(WzqaError) as raised:
        find(what)
    problem = raised.value.problems[0]
    assert (problem.code, raised.value.exit_code) == (code, exit_code)
    assert words in problem.message
