"""What letters say, and what they must never say: one sentence per case."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from wzqa import award_toml
from wzqa.documents import kinds
from wzqa.documents.letters import all as letters
from wzqa.documents.letters import common, facts, samples
from wzqa.documents.letters.oversight import OversightFacts
from wzqa.documents.letters.registry import WRITERS
from wzqa.documents.letters.review import FeedbackFacts, for_the_firm
from wzqa.documents.letters.samples_scored import (
    JIA,
    PARTIES,
    YI,
    candidate_report_facts,
    report_facts,
)
from wzqa.documents.letters.vote import SignInFacts
from wzqa.models import Day, Facts, Finding, Objection, Outcome
from wzqa.plan import shipped_plan
from wzqa.rules.departments import Counts

ISSUE = facts.Issue(number="温质奖评办〔2026〕3号", day=date(2026, 9, 1))
OFFICE = samples.office()
INWARD = {"review-report", "candidate-report"} | {
    kind.name for kind in kinds.KINDS if kind.per is kinds.Per.EXAMINER
}


def words(letter: facts.Letter) -> str:
    """Put every word of a letter's fields into one text."""
    texts: list[str] = []
    for value in letter.fields.values():
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list):
            texts += [text for row in value for text in row.values()]
    return "\n".join(texts)


def office(**over) -> facts.OfficeFacts:
    return dataclasses.replace(OFFICE, **over)


# --- all kinds ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", samples.KINDS)
def test_no_letter_says_what_the_award_must_not_call_itself(kind):
    text = words(samples.sample_letter(kind)) + samples.sample_letter(kind).title
    for word in ("授予", "表彰", "奖励", "征求意见稿", "None", "nan"):
        assert word not in text


@pytest.mark.parametrize("kind", sorted(set(samples.KINDS) - INWARD))
def test_an_outward_letter_holds_no_examiner_and_no_score(kind):
    text = words(samples.sample_letter(kind))
    for word in ("吴示例", "何示例", "吕示例", "612.50", "71.50"):
        assert word not in text


@pytest.mark.parametrize("kind", samples.KINDS)
def test_the_2020_edition_without_text_is_never_quoted_or_called_unverified(kind):
    old = facts.OfficeFacts.of(award_toml.build({"profile": "wenzhou-2020"}, 2026), draft=False)
    letter = samples.sample_letter(kind, old)
    text = words(letter) + letter.title
    assert "条文未核实" not in text
    assert "温州市市长质量奖" in text
    assert "温州市人民政府质量奖" not in text


@pytest.mark.parametrize("kind", samples.KINDS)
def test_an_office_with_empty_contacts_leaves_the_items_out(kind):
    blank = office(
        contact="", phone="", supervision_phone="", email="", address="", postcode="", signatory=""
    )
    letter = samples.sample_letter(kind, blank)
    for field in ("联系方式", "受理方式", "监督电话", "监督电话说明", "附注", "签发人"):
        assert letter.fields.get(field, "") == ""


def test_one_empty_contact_takes_only_its_own_item_away():
    letter = letters.supplement(
        office(email="", postcode=""),
        ISSUE,
        facts.SupplementFacts(applicant=JIA, items=(), until=date(2026, 9, 8)),
    )
    assert letter.fields["联系方式"] == (
        "联系人：张示例、李示例　联系电话：0577-00000001\n通讯地址：温州市示例路1号"
    )


def test_a_published_text_is_quoted_in_full_width():
    text = "报送至申报单位所在地县(市、区)、功能区,按GB/T19580,执行(附A)"
    assert common.full_width(text) == (
        "报送至申报单位所在地县（市、区）、功能区，按GB/T19580，执行（附A）"
    )


def test_the_status_of_the_regulation_is_printed_in_drafts_only():
    facts_ = facts.ListFacts(parties=PARTIES)
    final = letters.eligible_list(OFFICE, ISSUE, facts_).fields["办法依据"]
    draft = letters.eligible_list(office(draft=True), ISSUE, facts_).fields["办法依据"]
    bare = letters.eligible_list(office(draft=True, basis_docno=""), ISSUE, facts_)
    assert final == ("《温州市人民政府质量奖评审管理办法》（温政办发〔2026〕99号）（十四）")
    assert "（温政办发〔2026〕99号，征求意见稿）" in draft
    assert "（征求意见稿）" in bare.fields["办法依据"]


@pytest.mark.parametrize("kind", samples.KINDS)
def test_exactly_the_kinds_of_the_register_bear_a_number(kind):
    letter = samples.sample_letter(kind)
    assert letter.numbered is (kind in kinds.NUMBERED)
    assert ("发文字号" in letter.fields) is (kind in kinds.NUMBERED)
    assert letter.kind == kind


@pytest.mark.parametrize("kind", samples.KINDS)
def test_every_name_that_stands_in_a_letter_is_declared_as_its_own(kind):
    letter = samples.sample_letter(kind)
    text = words(letter)
    for party in PARTIES:
        for name in (party.name, party.uscc):
            assert name not in text or name in letter.own_names


# --- screening ---------------------------------------------------------------------------------


def ineligible(**over) -> facts.Letter:
    ground = facts.Ground(
        rule="E03",
        title="正常运营年限",
        article="（十一）（一）",
        quote="正常运营3年以上",
        facts=Facts(day=Day(date(2023, 8, 1), date(2023, 8, 1)), limit=date(2026, 7, 31), number=3),
    )
    return letters.ineligible(
        office(**over), ISSUE, facts.IneligibleFacts(applicant=JIA, failed=(ground, ground))
    )


def test_each_failed_rule_has_one_line_with_article_words_and_fact():
    rows = ineligible().fields["未通过事项"]
    assert [row["序号"] for row in rows] == ["1", "2"]
    assert rows[0]["事实"] == (
        "你单位成立于2023年8月1日，至2026年7月31日正常运营不满3年，"
        "不符合《办法》（十一）（一）“正常运营3年以上”的规定"
    )


def test_a_ground_without_an_article_names_the_setting_not_the_regulation():
    finding = Finding(
        rule="E15",
        title="往届获奖",
        article="办法未规定",
        quote="见 award.toml：eligibility.past_winner",
        outcome=Outcome.FAIL,
        reason="往届获奖名册载明2024年度质量奖，本届不受理往届获奖组织",
        facts=Facts(said="2024年度质量奖"),
    )
    ground = facts.Ground.of(finding)
    letter = letters.ineligible(
        OFFICE, ISSUE, facts.IneligibleFacts(applicant=JIA, failed=(ground,))
    )
    text = words(letter)
    assert "你单位已获2024年度质量奖，本届不受理已获评企业（组织）的申报" in text
    assert "award.toml" not in text
    assert "不符合" not in text


@pytest.mark.parametrize(("days", "there"), [(0, False), (1, True), (5, True)])
def test_the_remedy_and_the_receipt_stand_exactly_when_days_are_given(days, there):
    fields = ineligible(appeal_days=days).fields
    assert fields["异议期限"] == (str(days) if there else "")
    assert fields["送达回证"] is there


def test_a_missing_day_of_receipt_or_code_is_not_invented():
    bare = dataclasses.replace(JIA, uscc="")
    known = facts.IneligibleFacts(applicant=JIA, failed=(), received=date(2026, 6, 2))
    unknown = facts.IneligibleFacts(applicant=bare, failed=())
    assert letters.ineligible(OFFICE, ISSUE, known).fields["收悉说明"] == "已于2026年6月2日收悉"
    letter = letters.ineligible(OFFICE, ISSUE, unknown)
    assert letter.fields["收悉说明"] == "收悉"
    assert letter.fields["信用代码说明"] == ""
    assert letter.key == JIA.app_no


def test_the_county_office_gets_a_copy_and_direct_applicants_have_none():
    assert ineligible().fields["抄送"] == "鹿城区质量奖评审办"
    direct = facts.RejectionFacts(applicant=PARTIES[3], stage=shipped_plan().scored[0])
    assert letters.not_shortlisted(OFFICE, ISSUE, direct).fields["抄送"] == ""


def test_a_department_is_told_about_silence_only_when_silence_counts():
    inquiry = facts.InquiryFacts(
        department="示例部门",
        matters="示例事项。",
        applicants=PARTIES,
        since=date(2023, 7, 31),
        reply_by=date(2026, 9, 15),
        contact="示例联系人",
    )
    silent = letters.dept_inquiry(office(no_reply_means_no_objection=True), ISSUE, inquiry)
    plain = letters.dept_inquiry(OFFICE, ISSUE, inquiry)
    assert silent.fields["逾期说明"] == "逾期未反馈的，视为没有意见。"
    assert plain.fields["逾期说明"] == ""
    assert (plain.key, plain.to, plain.contact) == ("示例部门", "示例部门", "示例联系人")
    assert plain.fields["核查事项"] == "示例事项"


def test_the_call_prints_the_conditions_of_the_regulation_word_for_word():
    letter = samples.sample_letter("call")
    conditions = [row["内容"] for row in letter.fields["申报条件"]]
    assert len(conditions) == 5
    article = award_toml.build({}, 2026).edition.articles["a11"].text
    assert all(text in article for text in conditions)


def test_caps_that_differ_are_named_one_by_one():
    uneven = office(awards=(facts.Award("质量奖", 5), facts.Award("创新奖", 3)))
    letter = samples.sample_letter("call", uneven)
    assert letter.fields["奖项名额"] == "“质量奖”不超过5家、“创新奖”不超过3家"


# --- order of lists ------------------------------------------------------------------------------


def names(letter: facts.Letter) -> list[str]:
    return [row["组织名称"] for row in letter.fields["名单"]]


def test_a_public_list_is_in_region_order_however_it_is_handed_over():
    expected = [PARTIES[i].name for i in (0, 1, 2, 5, 4, 3)]
    for order in (PARTIES, PARTIES[::-1]):
        assert names(letters.visit_list(OFFICE, ISSUE, facts.ListFacts(parties=order))) == expected


def test_inside_a_region_the_application_number_decides():
    two = (
        dataclasses.replace(JIA, name="后", app_no="2026-鹿城-002"),
        dataclasses.replace(JIA, name="先", app_no="2026-鹿城-001"),
    )
    letter = letters.eligible_list(OFFICE, ISSUE, facts.ListFacts(parties=two))
    assert names(letter) == ["先", "后"]


def test_lists_can_also_be_drawn_or_by_name():
    listed = facts.ListFacts(parties=PARTIES[::-1])
    drawn = letters.eligible_list(office(list_order="drawn"), ISSUE, listed)
    assert names(drawn) == [party.name for party in PARTIES[::-1]]
    named = letters.eligible_list(office(list_order="name"), ISSUE, listed)
    assert names(named) == sorted(party.name for party in PARTIES)


# --- review and visit ------------------------------------------------------------------------------


def test_scores_reach_the_applicant_only_when_the_cycle_says_so():
    rejected = facts.RejectionFacts(applicant=JIA, stage=shipped_plan().scored[0], score="561.25")
    shown = office(show_score=True)
    assert letters.not_shortlisted(OFFICE, ISSUE, rejected).fields["得分"] == ""
    assert letters.not_shortlisted(shown, ISSUE, rejected).fields["得分"] == "561.25"
    assert letters.visit_report(OFFICE, ISSUE, report_facts()).fields["得分表"] == []
    report = letters.visit_report(shown, ISSUE, report_facts())
    assert report.fields["得分"] == "612.50"
    assert report.fields["得分表"][-1] == {
        "条款": "",
        "类别": "总分",
        "满分": "1000",
        "得分": "612.50",
    }


def test_a_category_without_notes_is_left_out_and_nothing_says_that_it_was_not_filled_in():
    letter = letters.review_report(OFFICE, ISSUE, report_facts())
    rows = letter.fields["各类"]
    assert [(row["序"], row["类别"]) for row in rows] == [
        ("一", "领导"),
        ("二", "过程管理"),
        ("三", "结果"),
    ]
    assert rows[-1]["有优势"] == ""
    assert rows[-1]["有机会"] == "是"
    assert "未填写" not in words(letter)


def test_the_overall_view_is_the_leader_s_or_the_examiners_words_by_category():
    drawn = letters.visit_report(OFFICE, ISSUE, report_facts()).fields["总体评价"]
    words_ = (
        "评审专家认为，该企业（组织）的优势主要体现在“领导”“过程管理”方面。"
        "“领导”方面，高层领导亲自推动卓越绩效管理。“过程管理”方面，关键过程识别清楚，有 A < B & C 的对比。"
        "有待改进的主要是“结果”“过程管理”“领导”方面。“结果”方面，缺少与标杆对比的数据。"
        "“过程管理”方面，过程改进的成果推广不足。“领导”方面，治理监督的记录不够完整。"
    )
    assert drawn == words_
    inside = letters.review_report(OFFICE, ISSUE, report_facts()).fields["总体评价"]
    assert inside == (
        "从各类得分率看，“领导”（65.0%）、“顾客与市场”（65.0%）较高，"
        f"“测量、分析与改进”（57.5%）、“资源”（60.0%）较低。{words_}"
    )
    alone = dataclasses.replace(report_facts(), categories=report_facts().categories[6:])
    assert letters.visit_report(OFFICE, ISSUE, alone).fields["总体评价"] == (
        "有待改进的主要是“结果”方面，缺少与标杆对比的数据。"
    )
    silent = tuple(
        dataclasses.replace(c, strengths=(), opportunities=()) for c in report_facts().categories
    )
    bare = dataclasses.replace(report_facts(), categories=silent)
    assert letters.visit_report(OFFICE, ISSUE, bare).fields["总体评价"] == ""
    own = dataclasses.replace(report_facts(), overall="管理体系完整，成效明显。")
    assert letters.visit_report(OFFICE, ISSUE, own).fields["总体评价"] == "管理体系完整，成效明显。"


def test_before_the_marks_the_visit_report_is_the_form_for_the_site():
    blank = tuple(
        dataclasses.replace(c, score="", strengths=(), opportunities=())
        for c in report_facts().categories
    )
    form = dataclasses.replace(report_facts(), categories=blank, cards=0, score="")
    fields = letters.visit_report(office(show_score=True), ISSUE, form).fields
    assert (fields["待填"], fields["优势序"], fields["总体评价"]) == ("是", "五", "")
    assert len(fields["各类"]) == 7
    assert fields["核实问题"][0]["问题"].startswith("评审专家对“产品和服务结果”的意见差异较大")
    assert fields["得分表"] == []


def test_the_notice_names_the_team_only_as_the_settings_say_and_else_asks_for_advisers():
    visit = facts.VisitFacts(
        applicant=YI, day=None, members=3, leader="吴示例", team=("何示例", "吴示例", "吕示例")
    )
    closed = letters.visit_notice(OFFICE, ISSUE, visit).fields
    opened = letters.visit_notice(office(name_examiners=True), ISSUE, visit).fields
    assert "示例" not in closed["评审组组成"]
    assert "咨询服务的机构和人员" in closed["回避要求"]
    assert opened["评审组组成"].endswith("组长吴示例，成员何示例、吕示例。")
    assert "咨询" not in opened["回避要求"]
    assert closed["评审组条款"] == "《办法》（九）"


def test_a_visit_without_a_day_is_announced_later():
    fixed = facts.VisitFacts(applicant=YI, day=date(2026, 9, 20), members=5)
    open_ = dataclasses.replace(fixed, day=None)
    assert "2026年9月20日" in letters.visit_notice(OFFICE, ISSUE, fixed).fields["评审时间"]
    assert letters.visit_notice(OFFICE, ISSUE, open_).fields["评审时间"] == (
        "现场评审的具体时间另行通知。"
    )


def test_the_report_names_a_tie_and_how_it_was_settled_or_that_there_was_none():
    letter = letters.candidate_report(OFFICE, ISSUE, candidate_report_facts())
    assert "得分同为561.25分，剩余名额1家。经我办研究" in letter.fields["资料评审并列"][0]["说明"]
    assert letter.fields["现场评审并列"] == []


def test_the_report_counts_departments_and_says_how_firm_the_line_is():
    fields = letters.candidate_report(OFFICE, ISSUE, candidate_report_facts()).fields
    assert fields["部门说明"] == (
        "我办发函征求3个市级部门意见，收到答复2份，逾期未复1份（温州市示例局），答复提出问题的1家。"
    )
    assert fields["资料评审稳定"] == (
        "各评审组内专家排序的一致程度（肯德尔和谐系数）在0.62至0.81之间，越接近1越一致。"
        "经逐一去掉一名专家的评分和10000次模拟检验，"
        "稳定入围28家，处于名额线附近5家，稳定未入围7家。"
        + candidate_report_facts().review.comparable
    )
    assert [row["占比"] for row in fields["各环节"]] == ["—", "2.2%", "88.9%", "75.0%", "20.0%"]
    nobody = dataclasses.replace(candidate_report_facts(), departments=None)
    assert letters.candidate_report(OFFICE, ISSUE, nobody).fields["部门说明"] == ""


def test_where_one_panel_marked_and_nobody_was_cut_the_report_speaks_of_no_line():
    full = candidate_report_facts()
    told = {"agreement": ("0.90", "0.90"), "ties": (), "line": "485.80"}
    one = dataclasses.replace(full.review, scored=12, admitted=12, panels=1, **told)
    fields = letters.candidate_report(OFFICE, ISSUE, dataclasses.replace(full, review=one)).fields
    assert fields["资料评审概况"].startswith("1个评审组、24名评审专家对12家")
    assert fields["资料评审结果"] == "名额上限为30家。12家均进入现场评审，其中最低得分485.80分。"
    assert fields["资料评审稳定"] == (
        "评审组内专家排序的一致程度（肯德尔和谐系数）为0.90，越接近1越一致。"
    )
    bare = dataclasses.replace(full, review=dataclasses.replace(one, panels=0))
    fields = letters.candidate_report(OFFICE, ISSUE, bare).fields
    assert fields["资料评审概况"].startswith("24名评审专家对12家")


def test_a_report_says_why_categories_do_not_add_up_only_where_they_do_not():
    def note(**over):
        told = dataclasses.replace(report_facts(), **over)
        return letters.review_report(OFFICE, ISSUE, told).fields["合计说明"]

    assert note() == ""
    assert note(score="612.51") == "各类得分分别修约，相加与总分末位有差的，以总分为准。"
    assert "中位数" in note(by_median=True)


def test_the_report_leaves_out_what_did_not_happen():
    full = candidate_report_facts()
    bare = dataclasses.replace(
        full,
        causes=(),
        decided=0,
        recusals=(),
        visit_days=(),
        signed=None,
        by_size=(("大型", 0),),
        withdrawn=2,
        visit=dataclasses.replace(full.visit, flags=(), line="", floor="600"),
    )
    fields = letters.candidate_report(OFFICE, ISSUE, bare).fields
    assert fields["未通过原因"] == fields["改定说明"] == ""
    assert fields["回避说明"] == "本届评审没有登记的回避事项。"
    assert "按企业规模" not in fields["申报分布"]
    assert fields["撤回说明"] == "，其中2家在评审期间撤回申报"
    assert "签字" not in fields["现场评审概况"]
    assert "差异" not in fields["现场评审概况"]
    assert fields["现场评审结果"] == (
        "名额上限为20家，最低得分线为600分。按综合得分由高到低，6家列为候选企业（组织）。"
    )


def test_the_candidates_are_listed_by_region_and_scored_by_rank():
    fields = letters.candidate_report(OFFICE, ISSUE, candidate_report_facts()).fields
    assert fields["候选名单"][0]["组织名称"] == JIA.name
    assert fields["得分名单"][-1]["组织名称"] == JIA.name
    assert [row["名次"] for row in fields["得分名单"]] == ["1", "2", "3", "4", "5", "6"]


# --- vote -------------------------------------------------------------------------------------------


def tally(**over) -> facts.Letter:
    base = samples._tally()
    award = dataclasses.replace(base.awards[0], **over)
    return letters.tally(OFFICE, ISSUE, dataclasses.replace(base, awards=(award,)))


def test_a_ballot_of_several_awards_has_a_box_for_each_and_says_that_one_bars_from_another():
    letter = samples.sample_letter("ballot")
    assert letter.key == ""
    assert {row["表决"] for row in letter.fields["名单"]} == {"□质量奖　□创新奖"}
    assert "只能标记一个奖项" in letter.fields["填写说明"]
    assert "该奖项的标记无效" in letter.fields["填写说明"]
    strict = dataclasses.replace(samples._ballot(), whole=True)
    assert "本票作废" in letters.ballot(OFFICE, ISSUE, strict).fields["填写说明"]


def test_a_ballot_of_one_award_has_an_empty_column():
    one = facts.BallotFacts(awards=(facts.BallotAward("质量奖", 5, PARTIES),), round=2)
    letter = letters.ballot(OFFICE, ISSUE, one)
    assert {row["表决"] for row in letter.fields["名单"]} == {""}
    assert "只能标记一个奖项" not in letter.fields["填写说明"]
    assert (letter.fields["轮次"], letter.key) == ("第二轮", "质量奖")


def test_a_run_off_has_boxes_only_where_a_candidate_still_stands():
    again = facts.BallotFacts(
        awards=(
            facts.BallotAward("质量奖", 1, PARTIES[:2]),
            facts.BallotAward("创新奖", 1, PARTIES[1:3]),
        ),
        round=2,
    )
    rows = letters.ballot(OFFICE, ISSUE, again).fields["名单"]
    assert [row["表决"] for row in rows] == ["□质量奖", "□质量奖　□创新奖", "□创新奖"]


@pytest.mark.parametrize(
    ("members", "present", "share", "said"),
    [
        (21, 19, (2, 3, False), "应到21人，实到19人，超过应到人数的三分之二"),
        (21, 14, (2, 3, False), "应到21人，实到14人，达到应到人数的三分之二"),
        (21, 13, (2, 3, False), "应到21人，实到13人，不足应到人数的三分之二，不符合到会要求"),
        (20, 10, (1, 2, True), "应到20人，实到10人，达到应到人数的二分之一，不符合到会要求"),
        (9, 9, (1, 1, False), "应到9人，实到9人，达到应到人数的全部"),
        (9, 4, (0, 1, False), "应到9人，实到4人"),
    ],
)
def test_the_quorum_is_said_in_words(members, present, share, said):
    num, den, strict = share
    met = present * den > num * members or (not strict and present * den == num * members)
    meeting = dataclasses.replace(
        samples._meeting(),
        members=members,
        present=present,
        quorum=facts.Share(num=num, den=den, strict=strict),
        quorum_met=met,
    )
    told = dataclasses.replace(samples._tally(), meeting=meeting)
    assert letters.tally(OFFICE, ISSUE, told).fields["到会情况"] == said


@pytest.mark.parametrize(
    ("share", "base", "needed", "said"),
    [
        ((1, 2, True, "present"), 19, 10, "得票超过到会人数（19人）的二分之一，即10票及以上"),
        (
            (2, 3, False, "members"),
            21,
            14,
            "得票不少于全体成员人数（21人）的三分之二，即14票及以上",
        ),
        ((1, 2, True, "valid"), 18, 10, "得票超过有效票数（18票）的二分之一，即10票及以上"),
        ((0, 1, False, "present"), 19, 1, "得票1票及以上"),
    ],
)
def test_the_threshold_is_said_in_words(share, base, needed, said):
    num, den, strict, of = share
    rule = facts.Share(num=num, den=den, strict=strict, base=of)
    fields = tally(threshold=rule, base=base, needed=needed).fields
    assert fields["各奖项"][0]["当选要求"] == said


def test_the_minutes_name_who_came_only_where_the_record_adds_up():
    known = samples.sample_letter("minutes").fields
    assert known["出席"].startswith("郑示例（示例单位）、冯示例（示例单位）、陈示例")
    assert "卫示例" not in known["出席"]
    assert known["请假"] == "卫示例、蒋示例"
    meeting = dataclasses.replace(samples._meeting(), absent=(), chair="", venue="", guests="")
    told = dataclasses.replace(samples._minutes(), meeting=meeting)
    open_ = letters.minutes(OFFICE, ISSUE, told).fields
    assert "示例" not in open_["出席"]
    assert "签到表" in open_["出席"]
    assert not open_["主持人"].strip()


def test_no_paper_sets_a_limit_of_marks_that_nobody_could_pass():
    def told(places):
        award = facts.BallotAward("质量奖", places, tuple(PARTIES))
        paper = letters.ballot(OFFICE, ISSUE, facts.BallotFacts(awards=(award,)))
        return paper.fields["填写说明"]

    assert told(10) == "同意的，在“表决”栏内打“√”，不作标记的视为不同意。"
    assert told(5).endswith("2.标记数不得超过5家，超过的，本票作废。")
    assert tally(max_marks=10).fields["各奖项"][0]["标记说明"] == ""
    assert tally(max_marks=5).fields["各奖项"][0]["标记说明"] == "，每票最多标记5家"


@pytest.mark.parametrize(
    ("places", "said"), [(5, "差额表决"), (6, "等额表决"), (7, "候选少于名额")]
)
def test_the_tally_says_whether_there_is_a_contest(places, said):
    assert tally(places=places).fields["各奖项"][0]["差额"] == said


@pytest.mark.parametrize(("marks", "said"), [(56, "相符"), (57, "不相符，须重新计票")])
def test_the_tally_compares_votes_and_marks(marks, said):
    assert tally(marks=marks).fields["各奖项"][0]["核对"].endswith(f"合计{marks}，{said}。")


def test_the_tally_names_void_papers_by_number_and_the_runoff_list():
    head = tally(runoff=PARTIES[4:], vacant=0).fields["各奖项"][0]
    assert head["无效说明"] == "无效票：7号票（标记6家，超过名额）。"
    assert head["再投说明"] == "再次投票名单：示例戊电器有限公司、示例己建设工程有限公司。"
    assert head["空缺说明"] == ""


def test_the_minutes_hold_counts_and_names_but_nobody_s_votes():
    fields = samples.sample_letter("minutes").fields
    assert all("得票" not in row for row in fields["入选名单"])
    assert fields["入选家数"] == "6"
    assert [row["结果"] for row in fields["各奖项"]] == [
        "4家初步入选，空缺1家",
        "2家初步入选，空缺3家",
    ]


# --- publicity and award ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "end", "unit", "said"),
    [
        pytest.param(
            date(2026, 10, 14),
            date(2026, 10, 20),
            "natural",
            "2026年10月14日至10月20日（7天）",
            id="七天",
        ),
        pytest.param(
            date(2022, 10, 1),
            date(2022, 10, 8),
            "natural",
            "2022年10月1日至10月8日（7天，末日为休息日的顺延）",
            id="末日顺延",
        ),
        pytest.param(
            date(2026, 12, 28),
            date(2027, 1, 5),
            "working",
            "2026年12月28日至2027年1月5日（7个工作日）",
            id="跨年、工作日",
        ),
    ],
)
def test_the_period_is_printed_with_its_length(first, end, unit, said):
    facts_ = dataclasses.replace(samples._publicity(), first_day=first, end=end, unit=unit)
    assert letters.publicity(OFFICE, ISSUE, facts_).fields["公示期"] == said


def test_an_award_without_winners_is_vacant_not_missing():
    lists = (
        facts.AwardList(award="质量奖", parties=PARTIES[:1]),
        facts.AwardList(award="创新奖", parties=()),
    )
    letter = letters.award_list(OFFICE, ISSUE, facts.AwardFacts(lists=lists))
    assert letter.fields["各奖项"][1]["空缺"] == "本届空缺。"
    text = letters.announcement(OFFICE, ISSUE, facts.AwardFacts(lists=lists)).fields["公布语"]
    assert text == (
        "市政府研究决定，示例甲 & 乙 <合资> 公司为2026年度温州市人民政府质量奖“质量奖”"
        "获评企业（组织）；“创新奖”空缺。"
    )


@pytest.mark.parametrize(("number", "annex"), [(5, False), (6, True)])
def test_up_to_five_names_stand_in_the_text_more_in_an_annex(number, annex):
    lists = (facts.AwardList(award="质量奖", parties=PARTIES[:number]),)
    letter = letters.announcement(OFFICE, ISSUE, facts.AwardFacts(lists=lists))
    assert letter.fields["附名单"] is annex
    assert (YI.name in letter.fields["公布语"]) is not annex
    assert ("名单见附件" in letter.fields["公布语"]) is annex


def test_the_government_announces_and_no_other_seal_stands_in():
    letter = samples.sample_letter("announcement")
    assert letter.fields["发布机关"] == "温州市人民政府"
    assert "代章机关" not in letter.fields


def objection(**over) -> facts.Letter:
    day = date(2026, 10, 16)
    record = Objection(
        no="YY-009",
        received=Day(day, day),
        way="来信",
        about=JIA.name,
        matter="示例内容。",
        real_name=None,
        evidence="",
        handler="",
        inquiry="",
        finding="调查中",
        replied=None,
    )
    record = dataclasses.replace(record, **over)
    return letters.objection_report(
        OFFICE, ISSUE, facts.ObjectionFacts(objection=record, about=JIA)
    )


@pytest.mark.parametrize(
    ("finding", "advice"),
    [
        ("成立", "不将示例甲 & 乙 <合资> 公司列入"),
        ("不成立", "保留示例甲 & 乙 <合资> 公司的初步入选资格"),
        ("部分成立", "审查决定是否将"),
        ("调查中", "待查明后提出"),
        ("", "待查明后提出"),
    ],
)
def test_the_advice_follows_the_finding(finding, advice):
    assert advice in objection(finding=finding).fields["处理建议"]


def test_an_objection_with_blanks_still_reads():
    fields = objection(received=None).fields
    assert fields["受理日期"] == "未注明"
    assert fields["调查过程"] == "该异议按程序进行调查核实。"
    assert fields["查明事实"] == "调查仍在进行。"
    assert fields["证据目录"] == [{"序号": "1", "证据": "无"}]
    assert fields["异议内容"] == "示例内容"


def test_evidence_is_listed_piece_by_piece():
    rows = objection(evidence="来信；照片、记录").fields["证据目录"]
    assert [row["证据"] for row in rows] == ["来信", "照片", "记录"]


def request(**over) -> dict[str, object]:
    approval = samples._approval()
    process = dataclasses.replace(approval.process, **over)
    facts_ = dataclasses.replace(approval, process=process)
    return letters.approval_request(OFFICE, ISSUE, facts_).fields


def test_the_request_tells_how_objections_and_the_second_check_ended():
    assert request(objections=0)["公示说明"].endswith("公示期间未收到异议。")
    assert "异议成立1件" in request(objections=2, upheld=1)["公示说明"]
    assert "1家不符合授奖条件，未列入拟获评名单" in request(second_failed=1)["资格说明"]
    assert "另有1家自愿退出" in request(withdrawn=1)["资格说明"]
    assert "没有核定不符合授奖条件的企业（组织）" in request()["资格说明"]


def test_the_request_counts_the_departments_and_claims_no_act_of_theirs():
    answers = Counts(asked=3, answered=2, silent=("温州市示例局",), waiting=0, objected=1)
    assert (
        "发函征求3个市级部门意见，收到答复2份，逾期未复1份（温州市示例局），答复提出问题的1家。"
        in request(departments=answers)["资格说明"]
    )
    nobody = Counts(asked=0, answered=0, silent=(), waiting=0, objected=0)
    assert "没有向市级部门发函征求意见。" in request(departments=nobody)["资格说明"]
    mute = Counts(asked=1, answered=0, silent=("温州市示例局",), waiting=0, objected=0)
    told = request(departments=mute)["资格说明"]
    assert "发函征求1个市级部门意见，收到答复0份，逾期未复1份（温州市示例局）。" in told
    assert "提出问题" not in told


# --- aftercare ---------------------------------------------------------------------------------------


def test_only_a_revocation_bars_from_applying_unless_the_settings_say_more():
    winner = facts.AftercareFacts(winner=JIA, year=2024, award="质量奖", why="示例原因。")
    cancel = letters.cancel_request(OFFICE, ISSUE, winner).fields["申报限制"]
    assert "不受限制" in cancel
    revoke = letters.revoke_request(office(ban_years=3), ISSUE, winner).fields
    assert "依照《办法》（二十一），自市政府作出撤销决定之日起3年内" in revoke["申报限制"]
    strict = letters.cancel_request(office(ban_on=("撤销", "取消")), ISSUE, winner).fields
    assert "自市政府作出取消决定之日起5年内" in strict["申报限制"]


def test_a_request_goes_to_the_government_and_not_to_the_enterprise():
    letter = samples.sample_letter("revoke-request")
    assert letter.to == "温州市人民政府"
    assert (letter.address, letter.contact, letter.phone) == ("", "", "")
    assert letter.subject_name == JIA.name


@pytest.mark.parametrize(
    ("why", "ground"),
    [
        ("申报时伪造检验报告", "以弄虚作假等不正当手段骗取温州市人民政府质量奖的"),
        ("2026年3月5日发生重大生产安全事故", "发生重大以上（含重大）质量、安全生产"),
        ("法定代表人因单位行贿被追究刑事责任", "出现其他严重违法犯罪行为，造成重大社会影响的"),
    ],
)
def test_a_revocation_cites_only_the_ground_that_applies(why, ground):
    winner = facts.AftercareFacts(winner=JIA, year=2024, award="质量奖", why=why)
    cited = letters.revoke_request(OFFICE, ISSUE, winner).fields["适用情形"]
    assert ground in cited
    assert sum(word in cited for word in ("弄虚作假", "事故", "犯罪")) == 1


def test_a_request_says_that_the_enterprise_was_heard_only_where_that_is_on_record():
    winner = facts.AftercareFacts(winner=JIA, year=2024, award="质量奖", why="示例原因")
    open_ = letters.cancel_request(OFFICE, ISSUE, winner).fields
    assert "我办听取了" not in open_["陈述意见"]
    assert "年　　月　　日" in open_["陈述意见"]
    assert {row["证据"] for row in open_["证据目录"]} == {""}
    said = dataclasses.replace(winner, heard="2026-08-20 书面陈述", evidence=("评估报告",))
    known = letters.cancel_request(OFFICE, ISSUE, said).fields
    assert known["陈述意见"] == "我办听取了该企业（组织）的陈述意见：2026年8月20日书面陈述。"
    assert known["证据目录"] == [{"序号": "1", "证据": "评估报告"}]


def test_an_order_to_correct_has_a_subject_and_a_day():
    told = facts.AftercareFacts(
        winner=JIA, year=2024, award="质量奖", why="在包装上使用标识", until=date(2026, 9, 22)
    )
    fields = letters.correction_order(OFFICE, ISSUE, told).fields
    assert fields["主体"] == "你单位"
    stop, report = (row["要求"] for row in fields["改正要求"])
    assert stop.startswith("停止将称号和标识用于产品")
    assert report.startswith("于2026年9月22日前（含当日）将改正情况书面报告我办")
    undated = dataclasses.replace(told, why="宣传册使用称号未注明获评年份")
    first, *_ = letters.correction_order(OFFICE, ISSUE, undated).fields["改正要求"]
    assert "注明获评年份" in first["要求"]
    assert len(letters.correction_order(
        OFFICE, ISSUE, dataclasses.replace(told, why="擅自转让标识")
    ).fields["改正要求"]) == 3  # fmt: skip
    again = dataclasses.replace(told, why="你单位在包装上使用标识")
    assert letters.correction_order(OFFICE, ISSUE, again).fields["主体"] == ""


# --- feedback, examiners, oversight -----------------------------------------------------------------


def test_feedback_holds_no_mark_no_rank_no_other_firm_and_no_examiner():
    notes = (
        "高层领导亲自推动，较示例乙公司充分",
        "该类得分偏低",
        "本类可给62.5分",
        "吴示例认为记录完整",
        "响应时间为30分钟，分析到位",
    )
    base = report_facts()
    first = dataclasses.replace(base.categories[0], strengths=notes, opportunities=())
    report = dataclasses.replace(base, categories=(first, *base.categories[1:]))
    told = FeedbackFacts(
        report=report, stage="资料评审", others=("示例乙公司",), people=("吴示例",)
    )
    letter = WRITERS["feedback"](OFFICE, ISSUE, told)
    said = [row["内容"] for row in letter.fields["优势"] if row["条款"] == "4.1"]
    assert said == [
        "高层领导亲自推动，较其他企业（组织）充分。",
        "评审专家认为记录完整。",
        "响应时间为30分钟，分析到位。",
    ]
    assert "得分" not in words(letter)


def test_a_sheet_of_the_supervisors_has_points_for_every_stage():
    plan = shipped_plan()
    for stage, name in plan.names.items():
        kind = plan.of(stage).on if stage in plan.keys else stage
        letter = WRITERS["supervision-record"](OFFICE, ISSUE, OversightFacts(stage=name, kind=kind))
        assert letter.fields["环节"] == name
        assert letter.fields["监督内容"]


def test_a_sign_in_sheet_without_a_register_has_a_line_per_member():
    letter = WRITERS["sign-in"](OFFICE, ISSUE, SignInFacts(roster=(), seats=21))
    assert letter.fields["应到"] == "21人"
    rows = letter.fields["名册"]
    assert [row["职务"] for row in rows].count("列席") == len(rows) - 21


def test_feedback_leaves_out_notes_that_still_name_another_however_written():
    notes = (
        "较ＡＢＣ公司充分，记录完整可查",
        "示例abc公司的做法值得借鉴",
        "排在第 3 名，领先同行",
        "流程清楚可查",
    )
    base = report_facts()
    first = dataclasses.replace(base.categories[0], strengths=notes, opportunities=())
    report = dataclasses.replace(base, categories=(first, *base.categories[1:]))
    told = FeedbackFacts(report=report, stage="资料评审", others=("ABC公司", "示例abc公司"))
    assert for_the_firm(told)[0].strengths == ("其他企业（组织）的做法值得借鉴", "流程清楚可查")
