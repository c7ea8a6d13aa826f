"""A batch: all or nothing, one safe file each, nobody else's facts."""

from __future__ import annotations

import hashlib
import io
import sys
from collections import Counter
from datetime import date

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.documents import batch, filenames, leaks
from wzqa.documents.batch import Job
from wzqa.documents.render import Properties, prepare
from wzqa.problems import WzqaError

OTHERS = {
    "911A": ("示例甲公司", "91330300MA00000001"),
    "911B": ("示例甲公司集团", "91330300MA00000002"),
    "911C": ("示例丙（温州）有限公司", "91330300MA00000003"),
    "A004": ("示例丙（温州）有限公司", ""),
}


def template(*paragraphs: str):
    doc = Document()
    for text in paragraphs:
        doc.add_paragraph(text)
    buffer = io.BytesIO()
    doc.save(buffer)
    return prepare(buffer.getvalue(), "告知书.docx", "ineligible")


def job(key: str = "911A", number: str | None = "温质奖评办〔2026〕1号", **over: object) -> Job:
    name = OTHERS.get(key, ("", ""))[0]
    base = {
        "kind": "ineligible",
        "key": key,
        "title": "资格审查结果告知书",
        "to": name,
        "number": number,
        "file_name": filenames.safe_name(number, name, "资格审查不通过告知书"),
        "template_name": "告知书.docx",
        "fields": {"组织名称": name, "理由": "不满三年"},
        "properties": Properties(
            kind="ineligible",
            title="资格审查结果告知书",
            list_ref="screen-1",
            list_hash="0" * 64,
            day=date(2026, 9, 1),
            author="某办",
            subject_key=key,
            number=number,
        ),
        "own_words": (name,) if name else (),
    }
    return Job(**{**base, **over})


TEMPLATES = {"告知书.docx": template("{{ 组织名称 }}：", "{{ 理由 }}")}


def refusal(call) -> list:
    with pytest.raises(WzqaError) as caught:
        call()
    assert caught.value.exit_code == 1
    return caught.value.problems


def test_as_many_files_as_letters_each_with_its_hash():
    jobs = [job("911A"), job("911B", "温质奖评办〔2026〕2号")]
    rendered = batch.render_batch(jobs, TEMPLATES, others=OTHERS)
    assert [r.job for r in rendered] == jobs
    assert all(r.sha256 == hashlib.sha256(r.data).hexdigest() for r in rendered)


def test_one_missing_value_and_nothing_comes_back_but_every_fault_with_its_applicant():
    jobs = [
        job("911A"),
        job("911B", "2号", fields={"组织名称": "x"}),
        job("911C", "3号", fields={}),
    ]
    problems = refusal(lambda: batch.render_batch(jobs, TEMPLATES, others=OTHERS))
    assert [p.code for p in problems] == ["template-missing-value"] * 2
    assert "示例甲公司集团" in problems[0].message
    assert "示例丙（温州）有限公司" in problems[1].message
    assert [p.place.cell for p in problems] == ["段2", "段1"]


def test_two_letters_of_one_file_name_are_refused_whatever_the_case():
    jobs = [job("911A", file_name="甲A.docx"), job("911B", file_name="甲a.docx")]
    (problem,) = refusal(lambda: batch.render_batch(jobs, TEMPLATES))
    assert problem.code == "document-name-taken"
    distinct = batch.with_distinct_names(jobs)
    assert [j.file_name for j in distinct] == ["甲A.docx", "甲a（2）.docx"]
    assert len(batch.render_batch(distinct, TEMPLATES)) == 2


@pytest.mark.parametrize("name", ["CON.docx", "甲/乙.docx", "甲.", "x" * 130 + ".docx", ""])
def test_a_name_that_windows_refuses_is_refused(name):
    (problem,) = refusal(lambda: batch.render_batch([job(file_name=name)], TEMPLATES))
    assert problem.code == "document-name-unsafe"


# --- foreign facts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "reason", "word"),
    [
        pytest.param("911A", "与示例甲公司集团并列", "示例甲公司集团", id="别家全称"),
        pytest.param("911B", "示例甲公司集团不满三年", None, id="自家名称含别家名称"),
        pytest.param("911B", "示例甲公司集团的示例甲公司", "示例甲公司", id="自家名称之外另有别家"),
        pytest.param("911A", "代码91330300MA00000002", "91330300MA00000002", id="别家代码"),
        pytest.param("911A", "代码91330300MA00000001", None, id="自家代码"),
        pytest.param("911A", "示例丙(温州)有限公司", "示例丙(温州)有限公司", id="半角括号也认得"),
        pytest.param(
            "911A", "示例丙（温 州）有限 公司", "示例丙(温州)有限公司", id="空格隔开也认得"
        ),
        pytest.param("911C", "示例丙（温州）有限公司", None, id="同名的另一申报号不算别家"),
        pytest.param("", "示例甲公司、示例甲公司集团", None, id="名单不查"),
    ],
)
def test_a_letter_holds_its_own_applicant_only(key, reason, word):
    fields = {"组织名称": OTHERS.get(key, ("各有关单位", ""))[0], "理由": reason}
    item = job(key, fields=fields, to="某单位")
    if word is None:
        assert len(batch.render_batch([item], TEMPLATES, others=OTHERS)) == 1
        return
    (problem,) = refusal(lambda: batch.render_batch([item], TEMPLATES, others=OTHERS))
    assert (problem.code, problem.value) == ("document-foreign-facts", word)


def test_foreign_facts_in_a_header_are_found():
    doc = Document()
    doc.add_paragraph("{{ 组织名称 }}{{ 理由 }}")
    doc.sections[0].header.paragraphs[0].text = "致示例甲公司集团"
    buffer = io.BytesIO()
    doc.save(buffer)
    templates = {"告知书.docx": prepare(buffer.getvalue(), "t.docx", "k")}
    (problem,) = refusal(lambda: batch.render_batch([job()], templates, others=OTHERS))
    assert problem.code == "document-foreign-facts"


def test_the_words_a_letter_may_hold_are_passed_with_it():
    item = job("911A", fields={"组织名称": "示例甲公司", "理由": "曾用名示例甲公司集团"})
    allowed = batch.Job(
        **{f: getattr(item, f) for f in item.__slots__} | {"own_words": ("曾用名示例甲公司集团",)}
    )
    refusal(lambda: batch.render_batch([item], TEMPLATES, others=OTHERS))
    assert batch.render_batch([allowed], TEMPLATES, others=OTHERS)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        pytest.param("得分612.25分", ["612.25"], ["612.25"], id="得分"),
        pytest.param("得分1612.25分", ["612.25"], [], id="更长的数不算"),
        pytest.param("共612.25.", ["612.25"], ["612.25"], id="句点不是小数点"),
        pytest.param("612.255", ["612.25"], [], id="多一位小数不算"),
        pytest.param("得分６１２．２５", ["612.25"], ["612.25"], id="全角数字也算"),
        pytest.param("专家张某某", ["张某某"], ["张某某"], id="专家姓名"),
        pytest.param("第3名", ["第3名"], ["第3名"], id="名次"),
    ],
)
def test_scores_ranks_and_examiners_stay_inside(text, words, found):
    leak = leaks.forbidden(words).scan(text, "", ())
    assert [one.word for one in leak] == found


def test_forbidden_words_may_depend_on_the_letter():
    jobs = [job("911A", fields={"组织名称": "示例甲公司", "理由": "612.25"}), job("911B", "2号")]
    marks = {"911A": ["612.25"], "911B": ["600.00"]}
    problems = refusal(
        lambda: batch.render_batch(jobs, TEMPLATES, forbidden=lambda j: [marks[j.key]])
    )
    assert [(p.code, p.place.file) for p in problems] == [
        ("document-inward-facts", jobs[0].file_name)
    ]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_planted_name_is_always_found_and_a_clean_letter_never_accused(data):
    names = data.draw(
        st.lists(st.text("示例甲乙丙集团公司", min_size=2, max_size=8), min_size=2, unique=True)
    )
    others = {str(i): (name, f"9133{i:014}") for i, name in enumerate(names)}
    own = data.draw(st.sampled_from(sorted(others)))
    scanner = leaks.foreign(others)
    mine = others[own][0]
    assert scanner.scan(f"贵单位{mine}，", own, (mine,)) == []
    foreign = data.draw(st.sampled_from([n for n in names if n != mine]))
    if foreign not in mine:
        found = scanner.scan(f"贵单位。{foreign}。", own, (mine,))
        assert found
        assert any(foreign in leak.word or leak.word in foreign for leak in found)


def test_a_letter_is_read_once_whatever_the_number_of_names():
    text = "温州市人民政府质量奖评审工作，现将结果告知如下。" * 30 + "示例第0号温州某某有限公司"

    def calls(names):
        made = {str(i): (f"示例第{i}号温州某某有限公司", f"9133{i:014}") for i in range(names)}
        scanner, count = leaks.foreign(made), Counter()
        scanner.scan(text, "0", ())  # what is folded is remembered
        sys.setprofile(lambda _frame, event, _what: count.update([event]))
        try:
            assert scanner.scan(text, "0", ()) == []
        finally:
            sys.setprofile(None)
        return sum(count.values())

    assert calls(2000) == calls(20)


# --- file names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        pytest.param(
            ("温质奖评办〔2026〕3号", "某公司", "告知书"),
            "温质奖评办〔2026〕3号_某公司_告知书.docx",
            id="编号、名称、文书",
        ),
        pytest.param((None, "某公司", "告知书"), "某公司_告知书.docx", id="没有编号"),
        pytest.param(
            (None, 'a\\b/c:d*e?f"g<h>i|j', "x"), "a＼b／c：d＊e？f”g＜h＞i｜j_x.docx", id="符号"
        ),
        pytest.param((None, "公司. . ", "表"), "公司_表.docx", id="末尾的点和空格"),
        pytest.param((None, "", "CON"), "_CON.docx", id="保留名"),
        pytest.param((None, "", "com1.甲"), "_com1.甲.docx", id="保留名带扩展名"),
        pytest.param((None, "甲\n乙\x00\u202e", "表"), "甲乙_表.docx", id="控制字符"),
        pytest.param((None, " ", ""), "文书.docx", id="什么也没有"),
    ],
)
def test_a_safe_file_name(args, expected):
    assert filenames.safe_name(*args) == expected
    assert filenames.is_safe(expected)


def test_a_long_name_is_cut_and_number_and_kind_are_kept():
    name = filenames.safe_name("温质奖评办〔2026〕12号", "示例" * 100, "资格审查不通过告知书")
    assert 220 < len(name.encode()) <= filenames.MAX_BYTES
    assert name.startswith("温质奖评办〔2026〕12号_示例")
    assert name.endswith("_资格审查不通过告知书.docx")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=150), max_size=8))
def test_every_name_is_safe_and_distinct(names):
    made = filenames.distinct([filenames.safe_name(None, n, "告知书") for n in names])
    assert all(map(filenames.is_safe, made))
    assert len({filenames.folded(n) for n in made}) == len(names)
