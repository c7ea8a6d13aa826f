"""Settled readings of the rules (eligibility.md §3): days, months, unreadable values, look-back, sources."""

from datetime import date

import pytest
from eligibility_cases import (
    applicant,
    context,
    exact,
    finding,
    month,
    outcome,
    settings,
    settings_at,
    year,
)

# --- the limits, both sides -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("deadline_city", "fail"),
        ("year_end", "pass"),
        ("deadline_county", "fail"),
        ("notice_date", "fail"),
    ],
)
def test_the_anchor_is_a_setting(anchor, expected):
    where = context(over=settings(anchor=anchor))
    assert outcome("E03", applicant(reg_date=exact("2023-08-01")), where) == expected


@pytest.mark.parametrize(("day", "expected"), [("2023-02-28", "pass"), ("2023-03-01", "fail")])
def test_an_anniversary_without_its_day_falls_on_the_end_of_the_month(day, expected):
    at = date(2026, 2, 28)
    where = context(anchor=at, as_of=at)
    assert outcome("E03", applicant(reg_date=exact(day)), where) == expected
    leap = date(2023, 2, 28)
    born = applicant(reg_date=exact("2020-02-29"))
    assert outcome("E03", born, context(anchor=leap, as_of=leap)) == "pass"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("有：2023年7月31日不合格", "fail", id="回溯首日在内"),
        pytest.param("有：2023年7月30日不合格", "pass", id="首日前一天在外"),
        pytest.param("有：2023年7月不合格", "missing", id="只到月而跨起点"),
        pytest.param("有：2023年6月不合格", "pass", id="上月末日也在外"),
        pytest.param("有：2026年7月31日不合格", "fail", id="检查当天在内"),
        pytest.param("有：2026年8月1日不合格", "pending", id="尚未到来的日子不算日期"),
        pytest.param("有：2019年3月、2024年5月不合格", "fail", id="几个日期有一个在内"),
        pytest.param("有：2018年3月、2019年5月不合格", "pass", id="几个日期都在外"),
        pytest.param("有：2023年5月至8月不合格", "missing", id="跨月而跨起点"),
        pytest.param("有：2024年", "pending", id="只有年份要问"),
        pytest.param("有：2024年2月30日", "pending", id="没有这一天"),
        pytest.param("有：二〇二四年三月五日不合格", "fail", id="汉字日期"),
        pytest.param("有：２０２４．３．５不合格", "fail", id="全角日期"),
        pytest.param("无不合格", "pass", id="无开头没有日期"),
        pytest.param("没有", "pass", id="没有"),
        pytest.param("否", "pass", id="否"),
        pytest.param("无（2023年至2025年）", "pending", id="年份没有覆盖到今年"),
        pytest.param("无，2024年3月1批次不合格", "pending", id="写无又写日期"),
        pytest.param("无，2019年3月1批次不合格", "pass", id="写无又写三年前日期"),
        pytest.param("无，但有1批次不合格", "pending", id="写无又写有"),
        pytest.param("/", "missing", id="斜杠"),
        pytest.param("—", "missing", id="横线"),
        pytest.param("-", "missing", id="短横"),
        pytest.param("无锡市监局2024年3月抽查不合格", "fail", id="无锡不是无"),
        pytest.param("无线耳机不合格", "pending", id="无线不是无"),
        pytest.param("有：2024年3月不合格，复检合格", "pending", id="复检须由人定"),
        pytest.param("有：2024年3月不合格，复检仍不合格", "fail", id="复检仍不合格"),
        pytest.param("2024年3月抽查合格", "pass", id="写的是合格"),
        pytest.param("有：2024年3月子公司产品不合格", "pending", id="子公司须由人定"),
    ],
)
def test_e09_reads_the_text(text, expected):
    assert outcome("E09", applicant(sampling=text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("有：2023年7月31日较大事故", "fail", id="回溯首日在内"),
        pytest.param("有：2023年7月30日较大事故", "pass", id="首日前一天在外"),
        pytest.param("有：一般事故", "pass", id="线下等级不看日期"),
        pytest.param("有：2019年3月", "pass", id="三年以前不看等级"),
        pytest.param("有：2019年3月、2024年5月 较大事故", "fail", id="一个在内"),
        pytest.param("有：2019年3月较大事故；2025年1月一般事故", "pass", id="日期与等级逐一对应"),
        pytest.param("有：2019年3月一般事故；2025年1月较大事故", "fail", id="对应后有一起在内"),
        pytest.param("2024年3月1起较大、2起一般事故", "fail", id="同日几个等级取重"),
        pytest.param("有：2019年3月、2025年1月；一般、较大、重大", "pending", id="对应不上"),
        pytest.param("有：特大事故2024.12", "fail", id="特大即特别重大"),
        pytest.param("有：2024年3月事故，未构成较大", "pending", id="否定的等级不算"),
        pytest.param("有：2024年3月一般事故，造成重大损失", "pending", id="重大损失不知多少"),
        pytest.param("有：2024年3月较大以上事故", "fail", id="较大以上"),
        pytest.param("未发生较大事故", "pass", id="未发生"),
        pytest.param("有：2024年3月未发生较大以上事故", "pending", id="否定加日期"),
    ],
)
def test_e10_reads_the_text(text, expected):
    assert outcome("E10", applicant(accidents=text)) == expected


@pytest.mark.parametrize(
    ("threshold", "expected"), [("较大", "pass"), ("一般", "fail"), ("重大", "pass")]
)
def test_e10_the_threshold_is_a_setting(threshold, expected):
    where = context(over=settings(accident_apply=threshold))
    assert outcome("E10", applicant(accidents="2024年3月一般事故"), where) == expected


def test_accident_revoke_bars_nobody_from_applying():
    where = context(over=settings(accident_revoke="一般"))
    assert outcome("E10", applicant(accidents="2024年3月一般事故"), where) == "pass"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("未列入失信被执行人", "pass", id="未"),
        pytest.param("无失信被执行人记录", "pass", id="无"),
        pytest.param("不构成刑事犯罪", "pending", id="不"),
        pytest.param("非严重违法失信企业", "pass", id="非"),
        pytest.param("未按期年报，2024年列为失信被执行人", "pending", id="有读不准的分句"),
        pytest.param("无行政处罚，列为失信被执行人", "fail", id="一处否定一处没有"),
        pytest.param("无违法违规行为", "pass", id="无开头"),
        pytest.param("子公司被列为失信被执行人", "pending", id="子公司须由人定"),
    ],
)
def test_e12_reads_the_text(text, expected):
    assert outcome("E12", applicant(violations=text)) == expected


def test_the_second_check_sees_what_happened_since():
    since = applicant(sampling="有：2026年10月8日不合格")
    assert outcome("E09", since) == "pending"
    later = context(as_of=date(2026, 11, 1), second=True)
    assert outcome("E09", since, later) == "fail"
    assert outcome("E14", applicant(), later) == "pass"


# --- month precision: both bounds must agree ---------------------------------


@pytest.mark.parametrize(
    ("code", "changes", "expected"),
    [
        pytest.param("E03", {"reg_date": month(2023, 7)}, "pass", id="成立月末日正好满"),
        pytest.param("E03", {"reg_date": month(2023, 8)}, "fail", id="成立月首日也不满"),
        pytest.param("E06", {"pe_start": month(2024, 7)}, "pass", id="导入月末日正好满"),
        pytest.param("E06", {"pe_start": month(2024, 8)}, "fail", id="导入月首日也不满"),
        pytest.param("E13", {"credit_date": month(2026, 5)}, "missing", id="信用报告月跨界限"),
        pytest.param("E13", {"credit_date": month(2026, 6)}, "pass", id="信用报告按首日未过期"),
        pytest.param("E16", {"received": month(2026, 6)}, "pass", id="收件月末日正好截止"),
        pytest.param("E16", {"received": month(2026, 7)}, "fail", id="收件首日也迟到"),
        pytest.param(
            "E16", {"received": month(2026, 7), "channel": "市直属"}, "pass", id="市直属末日未迟"
        ),
    ],
)
def test_a_month_counts_where_both_its_bounds_agree(code, changes, expected):
    assert outcome(code, applicant(**changes)) == expected


@pytest.mark.parametrize(
    ("code", "changes"),
    [("E03", {"reg_date": month(2023, 7)}), ("E03", {"reg_date": year(2023)}),
     ("E13", {"credit_date": month(2026, 4)}), ("E16", {"received": month(2026, 7)}),
     ("E09", {"sampling": "2023年7月不合格1批次"}), ("E10", {"accidents": "2023年较大事故1起"})],
)  # fmt: skip
def test_a_month_that_straddles_a_limit_is_asked_to_the_day(code, changes):
    where = context(over=settings_at("2026-07-15"))
    found = finding(code, applicant(**changes), where)
    assert str(found.outcome) == "missing"
    assert "请写明到日" in found.reason


def test_the_day_of_sending_is_held_against_the_deadline_of_the_city_only():
    sent = applicant(received=None, sent=exact("2026-07-20"))
    assert outcome("E16", sent) == "pass"
    assert outcome("E16", applicant(sent=exact("2026-08-01"))) == "fail"
    assert outcome("E16", applicant(received=None)) == "missing"


# --- unreadable values ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code_key",
    [("E03", "reg_date"), ("E06", "pe_start"), ("E13", "credit_date"), ("E16", "received")],
)
def test_an_unreadable_day_counts_as_blank_and_the_reason_names_it(code_key):
    code, key = code_key
    who = applicant(**{key: None}, trouble={key: ("2019.1", "不知是1月还是10月")})
    found = finding(code, who)
    assert str(found.outcome) == "missing"
    assert "2019.1" in found.reason
    assert "不知是1月还是10月" in found.reason
    assert found.evidence[0] == who.at(key)


@pytest.mark.parametrize(
    ("day", "changes", "expected"),
    [
        pytest.param("1949-10-01", {}, "pass", id="建国当天可信"),
        pytest.param("1949-09-30", {}, "missing", id="建国前一天不可信"),
        pytest.param("2026-08-01", {}, "missing", id="晚于基准日"),
        pytest.param("2026-08-01", {"received": exact("2026-08-01")}, "fail", id="不晚于收件日期"),
    ],
)
def test_days_before_1949_or_still_to_come_are_unreadable(day, changes, expected):
    assert outcome("E03", applicant(reg_date=exact(day), **changes)) == expected


def test_the_day_of_the_check_widens_what_can_be_read():
    who = applicant(credit_date=exact("2026-09-01"))
    assert outcome("E13", who) == "missing"
    assert outcome("E13", who, context(as_of=date(2026, 9, 1))) == "pass"


def test_a_year_alone_counts_where_no_day_of_it_matters():
    assert outcome("E03", applicant(reg_date=year(2010))) == "pass"
    assert outcome("E03", applicant(reg_date=year(2025))) == "fail"


def test_a_value_with_trouble_counts_as_blank_even_when_it_is_there():
    who = applicant(sampling="有：2025年5月不合格", trouble={"sampling": ("#REF!", "单元格出错")})
    assert outcome("E09", who) == "missing"


def test_the_last_day_of_the_calendar_does_no_harm():
    who = applicant(received=exact("9999-12-31"), reg_date=exact("9998-01-01"))
    assert outcome("E03", who) == "fail"


# --- evidence and words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "changes", "key"),
    [
        ("E01", {"region": ""}, "region"),
        ("E02", {"legal_person": None}, "legal_person"),
        ("E02", {"uscc": "92330381MAXX002422"}, "uscc"),
        ("E02", {"name": "示例公司瓯海分公司"}, "name"),
        ("E03", {"stoppage": "停产"}, "stoppage"),
        ("E03", {"reg_date": exact("2025-01-01"), "stoppage": "停产"}, "reg_date"),
        ("E05", {"agri": True, "agri_grade": ""}, "agri_grade"),
        ("E07", {"rank_claim": ""}, "rank_claim"),
        ("E11", {"complaints": ""}, "complaints"),
        ("E16", {"recommended": "不推荐"}, "recommended"),
        ("E16", {"received": exact("2026-07-01")}, "received"),
        ("E18", {"proofs": None}, "proofs"),
    ],
)
def test_the_first_cell_of_the_evidence_is_what_the_finding_rests_on(code, changes, key):
    who = applicant(**changes)
    assert finding(code, who).evidence[0] == who.at(key)


def test_a_column_that_is_absent_is_missing_without_a_cell():
    found = finding("E09", applicant(sampling="", absent=("sampling",)))
    assert (str(found.outcome), found.evidence) == ("missing", ())
    assert "没有“近3年监督抽查不合格”一栏" in found.reason


def test_the_arithmetic_of_the_days_is_written_out():
    assert finding("E03", applicant(reg_date=exact("2023-08-01"))).reason == (
        "成立日期2023年8月1日，满3年为2026年8月1日，晚于市级截止日2026年7月31日，不符合“正常运营3年以上”"
    )


def test_a_limit_that_departs_from_the_edition_is_named():
    reason = finding("E03", where=context(over=settings(ops_years=5))).reason
    assert "本届设置为5，与办法版本的3不同" in reason
