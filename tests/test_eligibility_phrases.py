"""Free text as enterprises and clerks type it (`tests/phrases`): what passes, asks and fails.

`bad` admissions never pass, nothing else ever fails; combining phrases never hides an admission.
"""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from wzqa import dates
from wzqa.rules import statements, wording

FOLDER = Path(__file__).parent / "phrases"
TEXTS = ("E03", "E09", "E10", "E11", "E12")
ALLOWED = {
    "pass": {"pass"},
    "ask": {"ask"},
    "never-fail": {"pass", "ask"},
    "old": {"pass", "ask"},
    "bad": {"ask", "fail"},
}


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["rule"] in TEXTS and row.get("column") != "成立日期"
        ]


SHOWN, OWN = rows("shown.tsv"), rows("own.tsv")
ALL = [r for r in SHOWN + OWN if r.get("kind") != "date" and not r["text"].startswith("#")]


def period(deadline="2026-07-31"):
    latest = date.fromisoformat(deadline or "2026-07-31")
    return statements.Period(since=dates.add_years(latest, -3), years=3, latest=latest, told=latest)


def judged(rule, text, deadline="2026-07-31"):
    written = text[1:] if re.fullmatch(r"#\d+", text) else text.replace("\\n", "\n")
    said = statements.read(written, rule, period(deadline))
    asks = said.blank or str(said.outcome) in {"pending", "missing"}
    return "ask" if asks else str(said.outcome)


@pytest.mark.parametrize("row", SHOWN, ids=[r["id"] for r in SHOWN])
def test_a_phrase_that_was_shown(row):
    assert judged(row["rule"], row["text"], row["deadline"]) in ALLOWED[row["label"]]


@pytest.mark.parametrize("rule", TEXTS)
@pytest.mark.parametrize("label", sorted(ALLOWED))
def test_our_own_phrases(rule, label):
    mine = [r["text"] for r in OWN if (r["rule"], r["label"]) == (rule, label)]
    wrong = {text: judged(rule, text) for text in mine}
    assert {t: got for t, got in wrong.items() if got not in ALLOWED[label]} == {}


def test_there_are_enough_of_each_kind():
    for label, least in (("pass", 250), ("ask", 200), ("bad", 250)):
        assert sum(r["label"] == label for r in OWN) >= least


def several(label, rule):
    return st.lists(
        st.sampled_from([r["text"] for r in ALL if (r["rule"], r["label"]) == (rule, label)]),
        min_size=1, max_size=2,
    )  # fmt: skip


JOINTS = st.sampled_from(["；", "。", "\n", ";", "。\n", "！"])
WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "0123456789,;:()"})


def spoilt(text, wide):
    """Write a text in full width."""
    return text.translate(WIDE) if wide else text


@pytest.mark.parametrize("rule", TEXTS)
@given(data=st.data())
@effort(max_examples=60, deadline=None)
def test_an_admission_never_passes_whatever_stands_beside_it(rule, data):
    bad = data.draw(several("bad", rule))
    good = data.draw(several("pass", rule))
    parts = data.draw(st.permutations([*bad, *good]))
    joint = data.draw(JOINTS)
    text = spoilt(joint.join(parts), data.draw(st.booleans()))
    assert judged(rule, text) != "pass"


@pytest.mark.parametrize("rule", ["E09", "E10", "E12"])
@given(data=st.data())
@effort(max_examples=60, deadline=None)
def test_nothing_honest_fails_whatever_stands_beside_it(rule, data):
    parts = [
        part for label in ("pass", "ask", "never-fail", "old")
        for part in data.draw(several(label, rule))
    ]  # fmt: skip
    parts = data.draw(st.permutations(parts))
    text = spoilt(data.draw(JOINTS).join(parts), data.draw(st.booleans()))
    assert judged(rule, text) != "fail"


@pytest.mark.parametrize("rule", TEXTS)
@given(data=st.data())
@effort(max_examples=60, deadline=None)
def test_a_denial_passes_in_full_width_and_with_a_stop(rule, data):
    text = data.draw(st.sampled_from([r["text"] for r in ALL if (r["rule"], r["label"]) == (rule, "pass")]))  # fmt: skip
    end = data.draw(st.sampled_from(["", "。", "；", " ", "\n", "（盖章）"]))
    assert judged(rule, spoilt(text, data.draw(st.booleans())) + end) == "pass"


@pytest.mark.slow
@pytest.mark.parametrize("gap", ["\n", " "], ids=["换行", "空格"])
@pytest.mark.parametrize("rule", TEXTS)
def test_a_break_or_a_space_anywhere_never_lets_an_admission_pass(rule, gap):
    bad = {r["text"] for r in ALL if (r["rule"], r["label"]) == (rule, "bad")}
    torn = (t[:at] + gap + t[at:] for t in bad for at in range(len(t) + 1))
    assert [text for text in torn if judged(rule, text) == "pass"] == []


@given(text=st.text(max_size=60), rule=st.sampled_from(TEXTS))
@effort(max_examples=200, deadline=None)
def test_any_text_can_be_read_and_none_fails_by_chance(text, rule):
    assert judged(rule, text) in {"pass", "ask"}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("E09", "2024年5月抽检结果不符合产品标准要求\n无此情况"),
        ("E09", "2024年5月被抽检不合格\n无"),
        ("E12", "未列入失\n信被执行人：否"),
        ("E12", "未列入\n失信被执行人：否"),
        ("E03", "停产整顿\n无"),
        ("E09", "没有\n通过监督抽查"),
        ("E09", "抽查无\n一次合格"),
        ("E09", "2025年省级监督抽查不合格 无"),
        ("E09", "近3年抽检均合格 2025年3月1批次不合格"),
        ("E09", "2024年省抽，不合格，无此情况"),
        ("E09", "抽查均合格、抽查十批次，九批次合格"),
        ("E12", "失信被执行人：是、公司及法定代表人无犯罪记录"),
        ("E12", "是失信被执行人、无违法行为"),
        ("E12", "无不良记录、存在失信"),
        ("E12", "近三年无违法违规 存在违法行为"),
        ("E12", "在失信被执行人名单内\n不存在"),
        ("E03", "暂无、停产整顿"),
        ("E03", "停产中未停业"),
        ("E03", "从未停业、停产整顿"),
        ("E03", "0次、停产整顿"),
        ("E03", "未停产停业至今"),
        ("E09", "2025年：无；2026年：无、省抽不合格"),
        ("E12", "没有被处罚存在违法行为"),
        ("E12", "无行政处罚、存在虚假宣传被罚款3万元"),
        ("E12", "未查询到失信记录、是失信被执行人"),
        ("E12", "无行政处罚近3年内被列入过失信被执行人"),
        ("E12", "无：失信被执行人、存在刑事处罚"),
        ("E12", "无：失信被执行人、2025年3月刑事处罚"),
        ("E12", "失信被执行人\n无：行政处罚、刑事处罚"),
    ],
)
def test_a_sentence_is_no_heading_and_a_torn_one_is_read_whole(rule, text):
    assert judged(rule, text) != "pass"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("E03", "未停产\n未停业"),
        ("E09", "国家监督抽查：无不合格\n省级监督抽查：无不合格"),
        ("E09", "无监督抽查不合格情况 0次不合格"),
        ("E09", "没有不合格\n近3年共抽查12批次，合格12批次"),
        ("E10", "无较大以上事故\n无质量事故\n无环境污染事故"),
        ("E10", "①质量事故：无②安全生产事故：无③环境污染事故：无④公共卫生事件：无"),
        ("E10", "一、质量事故：无\n二、安全事故：无"),
        ("E11", "无重大投诉\n经查询12315平台，无投诉记录"),
        ("E12", "无失信被执行人记录\n无严重违法失信记录\n无刑事处罚记录"),
        ("E12", "1.失信被执行人：无 2.严重违法失信：无"),
        ("E12", "无：失信被执行人、严重违法失信、刑事处罚"),
        ("E10", "近三年没有：质量事故、安全事故、环境污染事故。"),
        ("E12", "公司及法定代表人、高管均无违法犯罪记录"),
    ],
)
def test_several_denials_one_below_the_other_pass(rule, text):
    assert judged(rule, text) == "pass"


GLUE = ("", "、", "，但", "；", " ", "\n")


EVERY = 23  # a prime, so that each denial meets other admissions


def ends_bare(rule, text):
    """Say whether a text ends in no more than 无, 没有, 0次: 无 + 停产整顿 denies it; 2026年无 too."""
    last = re.split(r"[，,；;。：:、\s“年月]", text.rstrip("”"))[-1]
    return last in {w for kind in ("bare", "denial", "nothing") for w in wording.words(rule, kind)}


@pytest.mark.slow
@pytest.mark.parametrize("rule", TEXTS)
def test_a_denial_glued_to_an_admission_never_passes(rule):
    texts = {
        label: sorted({
            r["text"].replace("\\n", "\n") for r in ALL if (r["rule"], r["label"]) == (rule, label)
        })
        for label in ("pass", "bad")
    }  # fmt: skip
    denials = [  # what says 合格 takes a number behind it as its own
        t for t in texts["pass"]
        if statements.read(t, rule, period()).denied and not re.search("(?<!不)合格", t)
    ]  # fmt: skip
    glued = [
        (denial, glue, bad)
        for at, denial in enumerate(denials)
        for bad in texts["bad"][at % EVERY :: EVERY]
        for glue in GLUE
        if glue or not ends_bare(rule, denial)
    ]
    assert len(glued) >= len(denials)
    assert [one for one in glued if judged(rule, "".join(one)) == "pass"] == []


def test_a_listing_that_says_from_when_to_when_is_asked_about_not_failed():
    assert judged("E12", "2022年1月至2022年10月被列为失信被执行人") == "ask"
    assert judged("E12", "2022年10月被列为失信被执行人") == "fail"


@pytest.mark.parametrize(
    ("rule", "text", "outcome"),
    [
        ("E09", "合格批次\n：0", "ask"),
        ("E09", "合格：\n无", "ask"),
        ("E09", "合格\n无", "ask"),
        ("E09", "2024年6月市级抽查；均合格", "pass"),
        ("E09", "9批次合格；抽查10批次", "ask"),
        ("E09", "截至2026年6月无不合格", "pass"),
        ("E09", "截至2025年6月无不合格", "ask"),
        ("E09", "2024年监督抽查无不合格", "ask"),
        ("E09", "2024年6月监督抽查无不合格", "pass"),
        ("E09", "2019年8月省抽1批次不合格已整改", "ask"),
        ("E09", "截至申报前无不合格", "ask"),
        ("E09", "通过ISO90012024年5月认证，无", "ask"),
        ("E09", "2024年3月5日-40日省抽不合格", "ask"),
        ("E09", "2024年3月5日-7日省抽不合格", "fail"),
        ("E09", "3000年5月省抽不合格", "ask"),
        ("E10", "2021年3月较大事故1起、2025年5月较大事故1起", "fail"),
        ("E10", "2021年3月较大事故1起、2025年5月一般事故1起", "pass"),
        ("E10", "2023-2024.05无事故", "ask"),
        ("E10", "无。2024年5月通过安全生产标准化评审", "pass"),
        ("E10", "发生2021年3月较大事故1起、2025年5月较大事故1起", "fail"),
        ("E10", "2026年1—13月无", "ask"),
        ("E10", "2026年6—1月无事故", "ask"),
        ("E11", "2023年重大投诉1起", "ask"),
        ("E12", "公司及法定代表人无犯罪、存在失信", "ask"),
        ("E12", "失信被执行人\n无", "pass"),
        ("E12", "失信被执行人，无", "pass"),
        ("E12", "失信被执行人。无", "ask"),
        ("E12", "列入失信名单：\n无", "pass"),
        ("E12", "列入失信名单\n无", "ask"),
        ("E12", "2019年环保处罚、2025年环保处罚", "ask"),
        ("E12", "2022年12月被列为失信被执行人，2023年移出", "ask"),
        ("E03", "停产：2025年5月起", "ask"),
        ("E12", "3000年5月被列为失信被执行人", "ask"),
        ("E12", "2022年12月被列为失信被执行人，已移出", "ask"),
        ("E10", "2021年3月较大事故1起、2025年5月事故1起", "fail"),
        ("E10", "2024-2021年无事故", "ask"),
        ("E10", "2021年至2024年5月无事故", "ask"),
        ("E10", "2023年至2026年6月无事故", "pass"),
    ],
)
def test_how_a_cell_is_cut_and_weighed(rule, text, outcome):
    assert judged(rule, text) == outcome
