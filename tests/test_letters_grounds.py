"""The sentences of letters, for every rule, outcome and case: official, dated in Chinese, ours."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import eligibility_cases as cases
import pytest

from wzqa import award_toml, eligibility
from wzqa.documents.letters import grounds
from wzqa.documents.letters.facts import Ground
from wzqa.fields import columns
from wzqa.models import Day, Facts, Finding, Outcome
from wzqa.regulation import UNREGULATED, UNVERIFIED, Clause

EDITION = award_toml.build({}, 2026).edition
FULL = Facts(
    said="2025-04-03 市级抽查 不合格",
    day=Day(date(2024, 3, 1), date(2024, 3, 1)),
    limit=date(2026, 7, 31),
    number=3,
    names=("自评报告", "承诺书"),
)
MACHINE = re.compile(
    r"\d{4}-\d|E\d\d|按未填写|核查表|award\.toml|inbox|满\d年为|前推|[{}]|None|wzqa|栏|市级截止日"
)


def ground(rule: str, facts: Facts = FULL, **over) -> Ground:
    source = EDITION.cite(rule)
    quote = source.quote if isinstance(source, Clause) else ""
    base = Ground(
        rule=rule,
        title=next(r.title for r in eligibility.RULES if r.code == rule),
        article=str(source),
        quote=quote,
        facts=facts,
    )
    return dataclasses.replace(base, **over)


RULES = [r.code for r in eligibility.asked(EDITION)]
CASES = sorted({case for table in (grounds.REFUSED, grounds.WANTED) for _, case in table})
GIVEN = [Facts(), FULL, Facts(said="无锡", names=("申报组织名称",))]


@pytest.mark.parametrize("facts", GIVEN, ids=["none", "all", "some"])
@pytest.mark.parametrize("case", [*CASES, "unreadable", "blank", "某种新情形"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_outcome_and_case_has_an_official_sentence(rule, case, facts):
    told = ground(rule, dataclasses.replace(facts, case=case))
    refusal, request = grounds.refused(told, EDITION.area, 3), grounds.wanted(told, EDITION.area, 3)
    assert re.search("你单位|推荐单位", refusal)
    assert request.startswith(("请", "你单位"))
    assert "请" in request
    for text in (refusal, request):
        assert not MACHINE.search(text), text
        assert not text.endswith(("。", "，", "；"))
        assert "，，" not in text
        assert text.count("《办法》") <= 1


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_that_is_asked_has_sentences_of_its_own(rule):
    assert (rule, "") in grounds.REFUSED, f"no sentence for a refusal under {rule}"
    if rule != "E14":  # 撤销名册 is the office's own to supply
        assert (rule, "") in grounds.WANTED, f"no sentence for what {rule} wants"


@pytest.mark.parametrize("rule", RULES)
def test_the_condition_that_was_not_met_stands_once_with_its_article(rule):
    told = ground(rule)
    text = grounds.refused(told, EDITION.area, 3)
    if told.article == UNREGULATED:
        assert "办法" not in text
    else:
        assert text.endswith(f"，不符合《办法》{told.article}“{told.quote}”的规定")
        assert text.count(f"“{told.quote}”") == 1


def test_words_that_nobody_verified_are_not_quoted():
    text = grounds.refused(ground("E03", article=UNVERIFIED, quote=""), EDITION.area, 3)
    assert text.endswith("，不符合《办法》有关规定")


def test_a_rule_of_another_edition_gets_the_general_sentence():
    told = dataclasses.replace(ground("E03"), rule="E77", title="某项新要求")
    assert grounds.refused(told, EDITION.area, 3).startswith("你单位不符合“某项新要求”的要求")
    assert grounds.wanted(told, EDITION.area, 3) == "请补充“某项新要求”的有关内容，并附证明材料"


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("2025-04-03 抽查不合格", "2025年4月3日抽查不合格"),
        ("2025.4 通报", "2025年4月通报"),
        ("2025/12/01，E09 不符合", "2025年12月1日，不符合"),
        ("见资格核查表，按未填写处理。", "见核查记录"),
        ("温市监处〔2025〕12号", "温市监处〔2025〕12号"),
        ("型号 AB-2025-99 的产品", "型号AB-2025-99的产品"),
        ("2025年13月", "2025年13月"),
    ],
)
def test_a_person_s_words_lose_machine_marks_and_nothing_else(said, printed):
    assert grounds.plain(said) == printed


def finding(machine: Outcome | None, **over) -> Finding:
    return Finding(
        rule="E09",
        title="监督抽查",
        article="（十一）（五）",
        quote="近3年在各级产品质量监督抽查中未出现不合格",
        outcome=Outcome.FAIL,
        reason="近3年监督抽查不合格填“…”，2025-04-03 在近3年之内",
        machine=machine,
        facts=Facts(said="2025年4月市级抽查不合格"),
        **over,
    )


def test_where_the_rule_itself_found_it_the_rule_s_sentence_stands():
    text = grounds.refused(
        Ground.of(finding(None, decided_by="甲", decided_why="同意")), EDITION.area, 3
    )
    assert text.startswith("你单位在近3年的产品质量监督抽查中出现不合格（申报材料写明：“2025年4月")
    assert "同意" not in text


def test_where_the_rule_left_it_open_the_person_s_words_stand():
    said = finding(Outcome.PENDING, decided_by="甲", decided_why="市级通报 2025-04-03 不合格。")
    assert grounds.refused(Ground.of(said), EDITION.area, 3) == (
        "经查，你单位有下列情况：市级通报2025年4月3日不合格。"
        "上述情况不符合《办法》（十一）（五）“近3年在各级产品质量监督抽查中未出现不合格”的规定"
    )


@pytest.mark.parametrize(
    ("rule", "said", "name", "words"),
    [
        ("E03", "2023-07", "成立日期",
         "你单位申报材料中“成立日期”填写为“2023年7月”，不能确认正常运营是否满3年，请写明年、月、日，并附营业执照（法人登记证书）复印件"),
        ("E06", "2024年7月", "导入卓越绩效日期",
         "你单位申报材料中“导入卓越绩效日期”填写为“2024年7月”，不能确认实施卓越绩效管理是否满3年，请写明年、月、日，并附导入卓越绩效管理的证明材料"),
        ("E09", "2023年7月省抽1批次不合格", "近3年监督抽查不合格",
         "你单位申报材料中“近3年监督抽查不合格”填写为“2023年7月省抽1批次不合格”，不能确认所列事项是否发生在近3年，请写明年、月、日，并附证明材料"),
        ("E10", "无重大事故，2023年7月较大事故1起", "近3年较大以上事故",
         "你单位申报材料中“近3年较大以上事故”的内容不能确认所列事项是否发生在近3年，请写明年、月、日，并附证明材料"),
        ("E13", "2026年5月", "信用报告日期",
         "你单位申报材料中“信用报告日期”填写为“2026年5月”，不能确认是否在2026年7月31日以后（含当日），请写明年、月、日，并附信用报告复印件"),
        ("E16", "2026年6月", "收件日期",
         "你单位申报材料中“收件日期”填写为“2026年6月”，不能确认是否在规定期限内，请写明年、月、日"),
    ],
)  # fmt: skip
def test_a_date_known_to_the_month_is_asked_for_to_the_day(rule, said, name, words):
    told = dataclasses.replace(FULL, case="to-the-day", said=said, names=(name,))
    assert grounds.wanted(ground(rule, told), EDITION.area, 3) == words


STRADDLING = (
    ("E03", {"reg_date": cases.month(2023, 7)}),
    ("E06", {"pe_start": cases.month(2024, 7)}),
    ("E09", {"sampling": "2023年7月省抽1批次不合格"}),
    ("E10", {"accidents": "2023年7月发生较大生产安全事故1起"}),
    ("E12", {"violations": "2023年7月因逃税罪被判处罚金"}),
    ("E13", {"credit_date": cases.month(2026, 4)}),
    ("E16", {"received": cases.month(2026, 7)}),
)


@pytest.mark.parametrize(("rule", "over"), STRADDLING)
def test_the_letter_asks_for_the_day_wherever_a_rule_does(rule, over):
    there = cases.context(over=cases.settings_at("2026-07-15"))
    found = cases.finding(rule, cases.applicant(**over), there)
    assert (found.outcome, found.facts.case) == (Outcome.MISSING, "to-the-day"), found
    assert "不能确认" in grounds.wanted(ground(rule, found.facts), EDITION.area, 3)
    assert grounds.wanted(ground(rule, found.facts), EDITION.area, 3).count("请写明年、月、日") == 1


def test_what_a_department_found_is_told_before_what_decided_it():
    finding = Finding(
        rule="E11", title="重大投诉", article="（十一）（五）", quote="无重大投诉", outcome=Outcome.FAIL,
        machine=Outcome.PASS, reason="", decided_by="甲", decided_why="评审办第1次办公会议纪要",
    )  # fmt: skip
    told = Ground.of(finding, "2025年4月因拖欠工资引发员工集体投诉")
    assert grounds.refused(told, EDITION.area, 3).startswith(
        "经查，你单位有下列情况：2025年4月因拖欠工资引发员工集体投诉。上述情况不符合"
    )
    assert "办公会议纪要" in grounds.refused(Ground.of(finding), EDITION.area, 3)


AGAINST = {"recommended": "不推荐"}
LATE = {"received": cases.exact("2026-07-03")}
SENT = {"sent": cases.exact("2026-08-03")}


@pytest.mark.parametrize(
    ("over", "words"),
    [
        (AGAINST, "推荐单位对你单位的申报不予推荐，不符合《办法》（十三）“在广泛征求意见的基础上予以推荐”的规定"),
        (AGAINST | LATE, "推荐单位对你单位的申报不予推荐，申报材料又于2026年7月3日收到，晚于2026年6月30日的截止日期"),
        (SENT, "你单位的申报材料于2026年8月3日报送我办，晚于2026年7月31日的截止日期"),
        (AGAINST | SENT, "推荐单位对你单位的申报不予推荐，申报材料又于2026年8月3日报送我办，晚于2026年7月31日的截止日期"),
        (LATE, "你单位的申报材料于2026年7月3日收到，晚于2026年6月30日的截止日期，不符合《办法》（十三）“在规定期限内报"),
    ],
)  # fmt: skip
def test_the_clause_quoted_is_the_one_that_was_not_met(over, words):
    found = cases.finding("E16", cases.applicant(**over), cases.context())
    assert found.outcome is Outcome.FAIL
    assert grounds.refused(Ground.of(found), EDITION.area, 3).startswith(words)


@pytest.mark.parametrize("rule", ["E09", "E10", "E11", "E12"])
def test_the_years_looked_back_are_those_of_the_cycle(rule):
    """An edition that looks back five years asks for five, and says so to whom it refuses."""
    for years in (3, 5):
        told = ground(rule, Facts(said="有，2022年3月12日", case=""))
        assert f"近{years}年" in grounds.refused(told, EDITION.area, years)
        assert f"近{years}年" in grounds.wanted(told, EDITION.area, years)
        (column,) = [
            f for f in columns(dataclasses.replace(EDITION.area.speech, lookback=years))
            if f.key == {"E09": "sampling", "E10": "accidents", "E11": "complaints", "E12": "violations"}[rule]
        ]  # fmt: skip
        assert column.heading.startswith(f"近{years}年")
        assert f"近{years}年" in column.guide
