"""eligibility.md §2: at least one case per rule and column."""

from datetime import date
from decimal import Decimal

import pytest
from eligibility_cases import applicant, context, exact, finding, month, outcome, settings, year

from wzqa.eligibility import RULES, screen
from wzqa.models import PastWinner, Registers, Revocation
from wzqa.problems import Place

BRANCH = "温州示例银行股份有限公司鹿城分行"
CASES = [
    ("E01", {"region": "鹿城区"}, "pass", "县级区"),
    ("E01", {"region": "浙江省温州市瓯海区"}, "pass", "带省市的写法"),
    ("E01", {"region": "瓯江口"}, "pass", "功能区旧名"),
    ("E01", {"region": "经开区"}, "pass", "功能区简称"),
    ("E01", {"region": "龙港", "uscc": "91330327MAXX00074W"}, "pass", "代码区划与所在地不同不计较"),
    ("E01", {"region": "浙江省温州市"}, "pass", "只写到市"),
    ("E01", {"region": "乐清市柳市镇"}, "pass", "镇名里有市字"),
    ("E01", {"region": "杭州市余杭区"}, "fail", "外地设区市"),
    ("E01", {"region": "宁波"}, "fail", "外地设区市简称"),
    ("E01", {"region": "上海市"}, "fail", "外省"),
    ("E01", {"region": "福建省福鼎市"}, "fail", "外省邻县带省名"),
    ("E01", {"region": "义乌市"}, "fail", "省内外地县级市"),
    ("E01", {"region": "景宁畲族自治县"}, "fail", "省内外地自治县"),
    ("E01", {"region": ""}, "missing", "空白"),
    ("E01", {"region": "", "channel": "市直属"}, "pass", "市直属不分县"),
    ("E01", {"region": "市直", "channel": "市直属"}, "pass", "市直属写在属地栏"),
    ("E01", {"region": "／"}, "missing", "斜杠等于空白"),
    ("E01", {"region": "福鼎市"}, "pending", "表外地名不猜"),
    ("E01", {"region": "滨江"}, "pending", "市内也有的简称不猜"),
    ("E01", {"region": "温州市杭州路"}, "pending", "含本市名的不猜"),
    ("E02", {"legal_person": True}, "pass", "是"),
    ("E02", {"legal_person": True, "uscc": "12330300MAXX00218F"}, "pass", "事业单位"),
    ("E02", {"legal_person": False}, "fail", "否"),
    ("E02", {"uscc": "92330381MAXX002422"}, "fail", "92开头"),
    ("E02", {"uscc": "92330381MAXX002422", "legal_person": None}, "fail", "92开头且未填"),
    ("E02", {"org_type": "有限责任公司分公司"}, "fail", "类型为分公司"),
    ("E02", {"name": BRANCH}, "fail", "名称以分行结尾"),
    ("E02", {"name": "示例集团（温州办事处）"}, "fail", "括号内的办事处"),
    ("E02", {"name": "示例律师事务所温州分所"}, "fail", "分所"),
    ("E02", {"name": "示例超市瓯海分店"}, "fail", "分店"),
    ("E02", {"name": "示例证券温州营业部"}, "fail", "营业部"),
    ("E02", {"name": "温州分行设备有限公司"}, "pass", "名称中间的字样不算"),
    ("E02", {"legal_person": None}, "missing", "空白"),
    ("E02", {"org_type": "有限合伙企业"}, "pending", "合伙"),
    ("E02", {"org_type": "个人独资企业"}, "pending", "个人独资"),
    ("E02", {"org_type": "合伙企业", "legal_person": None}, "pending", "未填但有合伙字样"),
    ("E02", {"name": "温州示例投资中心（有限合伙）"}, "pending", "名称含有限合伙"),
    ("E02", {"name": "温州合伙人科技有限公司"}, "pass", "合伙人不是合伙"),
    ("E02", {"org_type": "有限责任公司（自然人独资）"}, "pass", "一人有限公司是法人"),
    ("E03", {"reg_date": exact("2023-07-31")}, "pass", "三年整的当天算满"),
    ("E03", {"reg_date": exact("2023-08-01")}, "fail", "差一天不算满"),
    ("E03", {"reg_date": None}, "missing", "空白"),
    ("E03", {"stoppage": "2022年停产3个月"}, "pending", "写明停产"),
    ("E03", {"stoppage": ""}, "pass", "停产栏空白"),
    ("E03", {"stoppage": "—"}, "pass", "停产栏划线"),
    ("E03", {"stoppage": "一直正常经营"}, "pass", "写的是正常"),
    ("E03", {"stoppage": "已恢复正常"}, "pending", "恢复正常说明停过"),
    ("E03", {"stoppage": "停产", "reg_date": exact("2025-01-01")}, "fail", "不满三年重于停产"),
    ("E03", {"stoppage": "停产", "reg_date": None}, "missing", "未填日期重于停产"),
    ("E04", {}, "pass", "没有相反情况"),
    ("E05", {"agri": False}, "skip", "非农产品"),
    ("E05", {"agri": None}, "skip", "未填是否农产品"),
    ("E05", {"agri": True, "agri_grade": "A"}, "pass", "A级"),
    ("E05", {"agri": True, "agri_grade": "B级"}, "pass", "B级就是B"),
    ("E05", {"agri": True, "agri_grade": "Ｂ"}, "pass", "全角B"),
    ("E05", {"agri": True, "agri_grade": "C"}, "fail", "C级"),
    ("E05", {"agri": True, "agri_grade": ""}, "missing", "等级空白"),
    ("E05", {"agri": True, "agri_grade": "优秀"}, "missing", "等级写法不明"),
    ("E05", {"agri": False, "agri_grade": "D"}, "skip", "非农产品不看等级"),
    ("E06", {"pe_start": exact("2024-07-31")}, "pass", "两年整的当天算满"),
    ("E06", {"pe_start": exact("2024-08-01")}, "fail", "差一天不算满"),
    ("E06", {"pe_start": None}, "missing", "空白"),
    ("E07", {"rank_claim": "全国前三"}, "pass", "已填"),
    ("E07", {"rank_claim": ""}, "pending", "空白"),
    ("E08", {"innovation": "科技进步奖"}, "pass", "已填"),
    ("E08", {"innovation": " "}, "pending", "空白"),
    ("E09", {"sampling": "无"}, "pass", "无"),
    ("E09", {"sampling": "有：2019年5月 省级抽查1批次不合格"}, "pass", "三年以前"),
    ("E09", {"sampling": "有：2025年5月8日 市级抽查1批次不合格"}, "fail", "三年以内"),
    ("E09", {"sampling": ""}, "missing", "空白"),
    ("E09", {"sampling": "有"}, "pending", "有而无日期"),
    ("E10", {"accidents": "无"}, "pass", "无"),
    ("E10", {"accidents": "有：2019年3月 较大 生产安全事故"}, "pass", "三年以前"),
    ("E10", {"accidents": "有：2024年3月 一般 生产安全事故"}, "pass", "等级在线下"),
    ("E10", {"accidents": "有：2024年3月 较大 生产安全事故"}, "fail", "三年以内较大"),
    ("E10", {"accidents": "有：2024年3月 特别重大 环境污染"}, "fail", "三年以内特别重大"),
    ("E10", {"accidents": ""}, "missing", "空白"),
    ("E10", {"accidents": "有：较大事故"}, "pending", "无日期"),
    ("E10", {"accidents": "有：2024年3月"}, "pending", "无等级"),
    ("E11", {"complaints": "无"}, "pass", "无"),
    ("E11", {"complaints": ""}, "missing", "空白"),
    ("E11", {"complaints": "有"}, "pending", "有"),
    ("E11", {"complaints": "2024年客户投诉1起"}, "pending", "其他文字"),
    ("E12", {"violations": "无"}, "pass", "无"),
    ("E12", {"violations": "2024年被列为失信被执行人"}, "fail", "失信被执行人"),
    ("E12", {"violations": "列入严重违法失信名单"}, "fail", "严重违法失信"),
    ("E12", {"violations": "有：2024年涉刑事案件"}, "fail", "刑事"),
    ("E12", {"violations": "有：涉刑事案件"}, "pending", "刑事而无日期"),
    ("E12", {"violations": "2020年3月涉刑事案件"}, "pass", "刑事而在三年以前"),
    ("E12", {"violations": ""}, "missing", "空白"),
    ("E12", {"violations": "2024年环保罚款2万元"}, "pending", "其他文字"),
    ("E13", {"credit_date": exact("2026-05-02")}, "pass", "正好90天"),
    ("E13", {"credit_date": exact("2026-07-31")}, "pass", "基准日当天"),
    ("E13", {"credit_date": exact("2026-05-01")}, "missing", "91天"),
    ("E13", {"credit_date": None}, "missing", "空白"),
    ("E16", {"recommended": "推荐"}, "pass", "推荐"),
    ("E16", {"recommended": "优先推荐"}, "pass", "优先推荐"),
    ("E16", {"recommended": "不推荐"}, "fail", "不推荐"),
    ("E16", {"received": exact("2026-07-01")}, "fail", "县级截止后一天"),
    ("E16", {"received": exact("2026-06-30")}, "pass", "县级截止日当天"),
    ("E16", {"recommended": ""}, "missing", "推荐意见空白"),
    ("E16", {"received": None}, "missing", "收件日期空白"),
    ("E16", {"recommended": "待定"}, "missing", "推荐意见不在所列写法内"),
    ("E16", {"recommended": "", "received": exact("2026-07-02")}, "fail", "迟到重于空白"),
    ("E16", {"channel": "省直属", "recommended": ""}, "pass", "省直属无须推荐"),
    (
        "E16",
        {"channel": "市直属", "recommended": "", "received": exact("2026-07-31")},
        "pass",
        "市直属到市级截止日",
    ),
    (
        "E16",
        {"channel": "市直属", "recommended": "", "received": exact("2026-08-01")},
        "fail",
        "市直属迟到",
    ),
    (
        "E16",
        {"channel": "省直属", "recommended": "", "received": None},
        "missing",
        "省直属未填收件日期",
    ),
    ("E16", {"channel": "市直属", "recommended": "不推荐"}, "fail", "市直属而不推荐"),
    ("E16", {"channel": "", "received": exact("2026-07-01")}, "fail", "渠道空白按属地"),
    ("E17", {}, "pass", "代码唯一"),
    ("E17", {"uscc": None}, "missing", "代码空白"),
    ("E18", {}, "pass", "齐全"),
    ("E18", {"proofs": False}, "missing", "未提交"),
    ("E18", {"promise": None}, "missing", "空白"),
    ("E18", {"proofs": None, "trouble": {"proofs": ("？", "看不清")}}, "missing", "没有这一栏"),
    ("E16", {"received": month(2026, 7)}, "fail", "只到月而整月都在截止日后"),
    (
        "E16",
        {"channel": "市直属", "received": year(2026)},
        "missing",
        "只到年而是否迟到要看哪天",
    ),
    ("E19", {}, "pass", "没有异常"),
]


@pytest.mark.parametrize(
    ("code", "changes", "expected"),
    [pytest.param(c, ch, e, id=f"{c}-{e}-{words}") for c, ch, e, words in CASES],
)
def test_each_cell_of_the_table(code, changes, expected):
    assert outcome(code, applicant(**changes)) == expected


def test_the_good_applicant_passes_everything_and_every_finding_cites():
    screening = screen(applicant(), context())
    assert screening.verdict == "pass"
    assert [f.rule for f in screening.findings] == [r.code for r in RULES]
    assert all(f.reason and f.article for f in screening.findings)


@pytest.mark.parametrize("code", ["E04", "E09", "E10", "E12"])
def test_a_required_reply_that_is_not_in_keeps_a_pass_pending(code):
    where = context(over=settings(require_department_reply=True))
    assert outcome(code, where=where) == "pending"
    assert outcome(code) == "pass"


@pytest.mark.parametrize(
    ("code", "changes", "expected"),
    [
        pytest.param("E10", {"accidents": "有：2024年3月 较大事故"}, "fail", id="不符合仍是不符合"),
        pytest.param("E09", {"sampling": ""}, "missing", id="待补正仍是待补正"),
        pytest.param("E13", {}, "pass", id="其他规则不等反馈"),
    ],
)
def test_waiting_for_a_reply_changes_only_a_pass(code, changes, expected):
    where = context(over=settings(require_department_reply=True))
    assert outcome(code, applicant(**changes), where) == expected


# --- E14, E15: registers --------------------------------------------------------------------------

REGISTER = Place("撤销名册.xlsx", "撤销名册", "E2")


def revoked(day="2021-07-31", **changes):
    base = {
        "name": "温州示例阀门有限公司",
        "uscc": "91330302MAXX00015J",
        "former_names": (),
        "action": "撤销",
        "decided": exact(day) if day else None,
        "decided_place": REGISTER,
    }
    return Revocation(**{**base, **changes})


def with_revocations(*rows, **over):
    return context(
        over=settings(**over), registers=Registers(past_winners=(), revocations=tuple(rows))
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(revoked("2021-07-31"), "fail", id="第五年的对应日还在期内"),
        pytest.param(revoked("2021-07-30"), "pass", id="对应日次日起可以申报"),
        pytest.param(revoked("2021-07-31", action="取消"), "pass", id="取消没有禁报期"),
        pytest.param(revoked(uscc="91330303MAXX00023U"), "pending", id="只有名称相同"),
        pytest.param(revoked(uscc=None), "pending", id="名册没有代码"),
        pytest.param(revoked("2018-01-01", uscc=None), "pass", id="名称相同但已期满"),
        pytest.param(
            revoked(uscc=None, name="某公司", former_names=("温州示例阀门有限公司",)),
            "pending",
            id="名册曾用名相同",
        ),
        pytest.param(revoked(decided=None), "pending", id="决定日期不明"),
        pytest.param(revoked(name="某公司", uscc="91330303MAXX00023U"), "pass", id="无关的一行"),
        pytest.param(revoked(name="（旧名）公司"), "fail", id="改了名代码相同"),
        pytest.param(revoked(decided=month(2021, 7)), "pending", id="只到月而期满与否要看哪天"),
        pytest.param(revoked(decided=month(2021, 6)), "pass", id="只到月末日也已期满"),
        pytest.param(revoked("1900-01-01"), "pending", id="日期不可信"),
    ],
)
def test_e14_the_ban_after_a_revocation(row, expected):
    assert outcome("E14", where=with_revocations(row)) == expected


def test_e14_own_former_names_are_looked_up_too():
    who = applicant(name="新名有限公司", former_names=("温州示例阀门有限公司",))
    assert outcome("E14", who, with_revocations(revoked(uscc=None))) == "pending"


def test_e14_wants_the_register_to_have_been_taken_in_be_it_empty():
    assert outcome("E14", where=context(registers=Registers(past_winners=()))) == "missing"
    assert outcome("E14", where=context(registers=Registers(revocations=()))) == "pass"


def test_e14_ban_on_may_include_cancellation():
    both = with_revocations(revoked(action="取消"), ban_on=["撤销", "取消"])
    assert outcome("E14", where=both) == "fail"


def test_e14_source_is_the_decision_day_of_the_gravest_row():
    where = with_revocations(revoked("2018-01-01", decided_place=Place("a", "b", "E9")), revoked())
    assert finding("E14", where=where).evidence[0] == REGISTER


@pytest.mark.parametrize(("deadline", "expected"), [("2023-06-01", "fail"), ("2023-06-02", "pass")])
def test_revoked_on_1_june_2018_first_eligible_deadline_is_2_june_2023(deadline, expected):
    day = date.fromisoformat(deadline)
    where = context(
        anchor=day,
        as_of=day,
        registers=Registers(revocations=(revoked("2018-06-01"),), past_winners=()),
    )
    assert outcome("E14", where=where) == expected


def winner(**changes):
    base = {
        "year": 2020,
        "award": "质量奖",
        "name": "温州示例阀门有限公司",
        "uscc": "91330302MAXX00015J",
        "year_place": Place("往届获奖名册.xlsx", "往届获奖名册", "A2"),
    }
    return PastWinner(**{**base, **changes})


def with_winners(*rows, **over):
    return context(
        over=settings(**over), registers=Registers(past_winners=tuple(rows), revocations=())
    )


@pytest.mark.parametrize(
    ("row", "over", "expected"),
    [
        pytest.param(winner(), {}, "warn", id="默认提示"),
        pytest.param(winner(), {"past_winner": "ignore"}, "pass", id="不看"),
        pytest.param(winner(), {"past_winner": "fail"}, "fail", id="不限年数"),
        pytest.param(
            winner(), {"past_winner": "fail", "past_winner_years": 6}, "fail", id="正好六年"
        ),
        pytest.param(
            winner(), {"past_winner": "fail", "past_winner_years": 5}, "pass", id="超过五年"
        ),
        pytest.param(
            winner(year=None),
            {"past_winner": "fail", "past_winner_years": 5},
            "warn",
            id="年度不明不判不符合",
        ),
        pytest.param(
            winner(uscc=None), {"past_winner": "fail"}, "warn", id="只有名称相同不判不符合"
        ),
        pytest.param(
            winner(uscc="91330303MAXX00023U"),
            {"past_winner": "fail"},
            "warn",
            id="名称相同代码不同不判不符合",
        ),
        pytest.param(winner(name="某公司", uscc="91330303MAXX00023U"), {}, "pass", id="无关的一行"),
    ],
)
def test_e15_past_winners(row, over, expected):
    assert outcome("E15", where=with_winners(row, **over)) == expected


def test_e15_a_claim_without_a_register_row_warns_at_the_claim():
    who = applicant(past_city_award="2018年度质量奖")
    assert outcome("E15", who) == "warn"
    assert finding("E15", who).evidence[0] == who.at("past_city_award")


def test_e15_is_skipped_while_no_register_was_taken_in():
    assert outcome("E15", where=context(registers=Registers(revocations=()))) == "skip"


def test_e15_and_e17_print_that_the_regulation_is_silent():
    assert finding("E15").article == finding("E17").article == "办法未规定"


# --- E17: the other applications ------------------------------------------------------------------


def test_e17_same_code_twice_is_pending_until_one_is_withdrawn():
    one, two = applicant(), applicant(app_no="2026-瓯海-001", region="瓯海区", file="瓯海.xlsx")
    assert outcome("E17", one, context(peers=[one, two])) == "pending"
    assert outcome("E17", two, context(peers=[one, two])) == "pending"
    assert outcome("E17", one, context(peers=[one])) == "pass"


def test_e17_source_is_the_own_code_cell():
    one, two = applicant(), applicant(app_no="2026-瓯海-001", file="瓯海.xlsx")
    assert finding("E17", two, context(peers=[one, two])).evidence[0] == two.at("uscc")


def test_e17_rows_that_said_the_same_are_one_application_and_a_warning():
    again = Place("瓯海.xlsx", "推荐汇总表", "B7")
    where = context(peers=[applicant()], repeats={"2026-鹿城-001": [again]})
    found = finding("E17", where=where)
    assert (str(found.outcome), found.evidence[1]) == ("warn", again)


def test_e17_same_name_with_another_code_warns():
    other = applicant(
        app_no="2026-鹿城-002", uscc="91330303MAXX00023U", name="温州示例阀门 有限公司"
    )
    assert outcome("E17", where=context(peers=[applicant(), other])) == "warn"


def test_e17_names_the_trouble_of_an_invalid_code_and_keeps_the_application():
    who = applicant(uscc=None, trouble={"uscc": ("91330302MAXX00015K", "校验位不对")})
    found = finding("E17", who)
    assert str(found.outcome) == "missing"
    assert "91330302MAXX00015K" in found.reason
    assert "校验位不对" in found.reason


# --- E19: whether it hangs together ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected", "where"),
    [
        pytest.param(
            {"industry": "C3829", "size": "大型", "employees": 999, "revenue": (None, None, 50000)},
            "warn",
            "size",
            id="差一人不到大型",
        ),
        pytest.param(
            {
                "industry": "C3829",
                "size": "大型",
                "employees": 1000,
                "revenue": (None, None, 40000),
            },
            "pass",
            None,
            id="正好到大型",
        ),
        pytest.param(
            {"industry": "制造业", "size": "微型", "employees": 19, "revenue": (None, None, 300)},
            "pass",
            None,
            id="一项不到就是微型",
        ),
        pytest.param(
            {"industry": "3829", "size": "大型", "employees": 10}, "pass", None, id="缺指标不比"
        ),
        pytest.param(
            {"industry": "其他", "size": "大型", "employees": 10}, "pass", None, id="行业不明不比"
        ),
        pytest.param(
            {"industry": "8411", "size": "大型", "employees": 10, "uscc": "12330300MAXX00218F"},
            "pass",
            None,
            id="事业单位不比",
        ),
        pytest.param({"revenue": (1, 5000, 5000)}, "warn", "revenue_2", id="正好五千倍"),
        pytest.param({"revenue": (1, 4999, 5000)}, "pass", None, id="不到五千倍"),
        pytest.param({"assets": (50000000, 50000000, 10000)}, "warn", "assets_3", id="跌五千倍"),
        pytest.param(
            {"revenue": (0, 100, 100), "tax": (None, 1, 1)}, "pass", None, id="零和空白不算跳跃"
        ),
        pytest.param(
            {"revenue": (100, 100, 100), "profit": (10, 101, 10)},
            "warn",
            "profit_2",
            id="利润大于收入",
        ),
        pytest.param(
            {"revenue": (100, 100, 100), "profit": (100, -5, 10)}, "pass", None, id="利润等于收入"
        ),
        pytest.param(
            {"differences": ("从业人员（人）申报表为 12，汇总表为 21",)},
            "warn",
            "employees",
            id="表与申报表不一致",
        ),
        pytest.param({"pe_start": exact("2010-01-01")}, "warn", "pe_start", id="导入早于成立"),
    ],
)
def test_e19_oddities_warn_at_the_claimed_value(changes, expected, where):
    for key in ("revenue", "profit", "tax", "assets"):
        if key in changes:
            changes[key] = tuple(None if v is None else Decimal(v) for v in changes[key])
    who = applicant(**changes)
    found = finding("E19", who)
    assert str(found.outcome) == expected
    assert (found.evidence[0] if found.evidence else None) == (who.at(where) if where else None)
    assert screen(who, context()).verdict == "pass"
